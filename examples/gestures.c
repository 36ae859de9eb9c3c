/*
 * gestures.c - the gestures in a CSV file of an accelerometer's readings.
 */
#include "example.h"

int main(int argc, char **argv)
{
    const struct example e = {
        .task = &task_gestures,
        .signal = "a CSV file: x,y,z in counts of 1/512 g at 25 Hz, 128 lines a gesture",
    };

    return example_main(&e, argc, argv);
}
