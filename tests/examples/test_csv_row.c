/*
 * test_csv_row.c - lines of integers, good and bad.
 */
#include <fixture.h>
#include <string.h>

#include "csv_row.h"

struct line {
    const char *text;
    enum csv_row result;
    int16_t values[3];
    uint32_t column;
};

static const struct line lines[] = {
    { "1,2,3", CSV_ROW, { 1, 2, 3 }, 0 },
    { "-100,+7,100", CSV_ROW, { -100, 7, 100 }, 0 },
    { " 1 ,\t2\t, 3 ", CSV_ROW, { 1, 2, 3 }, 0 },
    { "0001,-0,00", CSV_ROW, { 1, 0, 0 }, 0 },
    { "1,2,3\r", CSV_ROW, { 1, 2, 3 }, 0 },
    { "1,2,3,wing", CSV_ROW, { 1, 2, 3 }, 0 },
    { "1,2,3,", CSV_ROW, { 1, 2, 3 }, 0 },
    { "1,2,3,99999999999999999999", CSV_ROW, { 1, 2, 3 }, 0 },
    { "", CSV_NOTHING, { 0 }, 0 },
    { " \t", CSV_NOTHING, { 0 }, 0 },
    { "\r", CSV_NOTHING, { 0 }, 0 },
    { "# 1,2,3", CSV_NOTHING, { 0 }, 0 },
    { "  #", CSV_NOTHING, { 0 }, 0 },
    { "1,2", CSV_TOO_FEW, { 0 }, 3 },
    { "1,2,", CSV_TOO_FEW, { 0 }, 3 },
    { "1", CSV_TOO_FEW, { 0 }, 2 },
    { ",2,3", CSV_NO_NUMBER, { 0 }, 1 },
    { "1,,3", CSV_NO_NUMBER, { 0 }, 2 },
    { "x,y,z", CSV_NO_NUMBER, { 0 }, 1 },
    { "1,2.5,3", CSV_NO_NUMBER, { 0 }, 2 },
    { "1,0x2,3", CSV_NO_NUMBER, { 0 }, 2 },
    { "1,2 2,3", CSV_NO_NUMBER, { 0 }, 2 },
    { "1,-,3", CSV_NO_NUMBER, { 0 }, 2 },
    { "1,--2,3", CSV_NO_NUMBER, { 0 }, 2 },
    { "1;2;3", CSV_NO_NUMBER, { 0 }, 1 },
    { "101,2,3", CSV_RANGE, { 0 }, 1 },
    { "1,2,-101", CSV_RANGE, { 0 }, 3 },
    { "1,4294967297,3", CSV_RANGE, { 0 }, 2 }, /* 2^32 + 1 */
    { "1,-99999999999999999999,3", CSV_RANGE, { 0 }, 2 },
};

static void every_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        const struct line *l = &lines[i];
        int16_t values[4] = { 0, 0, 0, 77 };
        uint32_t column = 0;
        const enum csv_row result =
            csv_row_read(l->text, strlen(l->text), -100, 100, values, 3, &column);

        if (result != l->result || (result > CSV_NOTHING && column != l->column)) {
            fail_msg("'%s': %d, column %u", l->text, (int)result, (unsigned)column);
        }
        if (result == CSV_ROW) {
            assert_memory_equal(values, l->values, sizeof(l->values));
        }
        assert_int_equal(values[3], 77);
    }
}

/* The limits of the type itself; a NUL is a character like others. */
static void edges(void **state)
{
    static const char nul[] = { '1', '\0', ',', '2' };
    int16_t values[2];
    uint32_t column;

    (void)state;
    assert_int_equal(csv_row_read("-32768,32767", 12, INT16_MIN, INT16_MAX, values, 2, &column),
                     CSV_ROW);
    assert_int_equal(values[0], INT16_MIN);
    assert_int_equal(values[1], INT16_MAX);
    assert_int_equal(csv_row_read("32768,0", 7, INT16_MIN, INT16_MAX, values, 2, &column),
                     CSV_RANGE);
    assert_int_equal(csv_row_read("-32769,0", 8, INT16_MIN, INT16_MAX, values, 2, &column),
                     CSV_RANGE);
    assert_int_equal(csv_row_read(nul, sizeof(nul), 0, 9, values, 2, &column), CSV_NO_NUMBER);
    assert_int_equal(csv_row_read("12,34", 4, 0, 99, values, 2, &column), CSV_ROW); /* not the 4 */
    assert_int_equal(values[1], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
