/*
 * sum_int8.c - ADD and SUB on int8. API: sum_priv.h
 */
#include "sum_priv.h"

static void row(const void *record, const struct otaml_row *row)
{
    const int8_t *a = (const int8_t *)row->in[0], *b = (const int8_t *)row->in[1];
    int8_t *out = (int8_t *)row->out;

    for (uint32_t i = 0; i < row->n; i++) {
        out[i] = (int8_t)otaml_sum_one(record, *a, *b);
        a += row->step[0];
        b += row->step[1];
    }
}

void otaml_sum_run_int8(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct otaml_sum *)record)->b, row);
}
