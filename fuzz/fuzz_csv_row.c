/*
 * fuzz_csv_row.c - lines of a sensor's CSV file: what is accepted lies within the limits, and read
 * again it is the same with whatever columns behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "csv_row.h"

#define COLUMNS 3u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = malloc(size + 1);
    int16_t values[COLUMNS], again[COLUMNS];
    uint32_t column = 0;
    enum csv_row result;

    memcpy(line, data, size);
    line[size] = ',';
    /* The fuzzer's own copy is of just that size, so that reading on is seen. */
    result = csv_row_read((const char *)data, size, -2048, 2047, values, COLUMNS, &column);
    if (result == CSV_ROW) {
        for (uint32_t i = 0; i < COLUMNS; i++) {
            if (values[i] < -2048 || values[i] > 2047) {
                abort();
            }
        }
        if (line[size - 1] != '\r'
            && (csv_row_read(line, size + 1, -2048, 2047, again, COLUMNS, &column) != CSV_ROW
                || memcmp(values, again, sizeof(values)) != 0)) {
            abort();
        }
    } else if (result != CSV_NOTHING && (column < 1 || column > COLUMNS)) {
        abort();
    }
    free(line);
    return 0;
}
