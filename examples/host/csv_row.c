/*
 * csv_row.c - read integers from a line. API: csv_row.h
 */
#include "csv_row.h"

struct text {
    const char *at, *end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct text *t)
{
    while (t->at < t->end && is_blank(*t->at)) {
        t->at++;
    }
}

/* Digits with a sign before them; the value stops growing where no int16 reaches. */
static bool read_integer(struct text *t, int32_t *value)
{
    const bool negative = t->at < t->end && *t->at == '-';
    const char *first;
    int32_t n = 0;

    t->at += negative || (t->at < t->end && *t->at == '+');
    first = t->at;
    while (t->at < t->end && *t->at >= '0' && *t->at <= '9') {
        n = n > INT16_MAX + 1 ? n : 10 * n + (*t->at - '0');
        t->at++;
    }
    *value = negative ? -n : n;
    return t->at > first;
}

enum csv_row csv_row_read(const char *line, size_t size, int16_t low, int16_t high, int16_t *values,
                          uint32_t count, uint32_t *column)
{
    struct text t = { line, line + size };
    int32_t value;

    if (size > 0 && line[size - 1] == '\r') {
        t.end--;
    }
    skip_blanks(&t);
    if (t.at == t.end || *t.at == '#') {
        return CSV_NOTHING;
    }
    for (*column = 1; *column <= count; (*column)++) {
        skip_blanks(&t);
        if (t.at == t.end) {
            return CSV_TOO_FEW;
        }
        if (!read_integer(&t, &value)) {
            return CSV_NO_NUMBER;
        }
        skip_blanks(&t);
        if (t.at < t.end && *t.at != ',') {
            return CSV_NO_NUMBER;
        }
        t.at += t.at < t.end;
        if (value < low || value > high) {
            return CSV_RANGE;
        }
        values[*column - 1] = (int16_t)value;
    }
    return CSV_ROW;
}
