/*
 * sum_int8.c - ADD and SUB on int8. API: sum_priv.h
 */
#include "../arch/kernels_priv.h"
#include "sum_priv.h"

static void row(const void *record, const struct otaml_row *row)
{
    const struct otaml_sum *r = record;
    const struct otaml_addition k = {
        .a = (const int8_t *)row->in[0],
        .b = (const int8_t *)row->in[1],
        .out = (int8_t *)row->out,
        .a_step = row->step[0],
        .b_step = row->step[1],
        .n = row->n,
        .a_m = r->in_m[0],
        .b_m = r->in_m[1],
        .out_m = r->out_m,
        .a_zero = r->in_zero[0],
        .b_zero = r->in_zero[1],
        .out_zero = r->out_zero,
        .min = r->min,
        .max = r->max,
        .subtract = r->subtract,
    };

    otaml_add_s8(&k);
}

void otaml_sum_run_int8(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct otaml_sum *)record)->b, row);
}
