/*
 * size_empty.c - a program that does nothing: what a board's start costs without the library.
 */
#include "board.h"

int main(void)
{
    return 0;
}
