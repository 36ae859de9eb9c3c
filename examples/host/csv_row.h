/*
 * csv_row.h - a line of integers, separated by commas.
 *
 *     # a comment
 *     12,-3,508
 *     12, -3, 508, wing, and whatever else
 */
#ifndef OTAML_EXAMPLE_CSV_ROW_H
#define OTAML_EXAMPLE_CSV_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum csv_row {
    CSV_ROW,       /* `count` values are there; further columns were not looked at */
    CSV_NOTHING,   /* an empty line, or a comment: '#' comes first */
    CSV_TOO_FEW,   /* less than `count` columns */
    CSV_NO_NUMBER, /* a column is no integer */
    CSV_RANGE      /* a column is not within low to high */
};

/* Read the first `count` columns (> 0) of a line of `size` bytes, without its newline. Decimal
 * integers with spaces and tabs round them; a carriage return at the end is none of the line's.
 * *column is the one, counted from 1, that an error is about. */
enum csv_row csv_row_read(const char *line, size_t size, int16_t low, int16_t high, int16_t *values,
                          uint32_t count, uint32_t *column);

#endif /* OTAML_EXAMPLE_CSV_ROW_H */
