/*
 * digits.c - the digit on each line of a CSV file of handwritten ones.
 */
#include "example.h"

int main(int argc, char **argv)
{
    const struct example e = {
        .task = &task_digits,
        .signal = "a CSV file: 64 counts of 0 to 16 a line, 8 rows of 8 from the upper left",
    };

    return example_main(&e, argc, argv);
}
