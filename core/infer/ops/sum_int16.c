/*
 * sum_int16.c - ADD and SUB on int16. API: sum_priv.h
 */
#include "sum_priv.h"

static void row(const void *record, const struct otaml_row *row)
{
    int16_t *out = (int16_t *)(void *)row->out;

    for (uint32_t i = 0; i < row->n; i++) {
        out[i] =
            (int16_t)otaml_sum_one(record, otaml_row_int16(row, 0, i), otaml_row_int16(row, 1, i));
    }
}

void otaml_sum_run_int16(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct otaml_sum *)record)->b, row);
}
