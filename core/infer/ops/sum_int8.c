/*
 * sum_int8.c - ADD and SUB on int8. API: sum_priv.h
 */
#include "../arch/kernels_wide_priv.h"
#include "sum_priv.h"

#define ROW_SHORT 16u /* below it, wide vectors do not pay */

static void wide_row(const struct otaml_wide *wide, const struct otaml_sum *r,
                     const struct otaml_row *row)
{
    const struct otaml_wide_sum s = {
        .in = { (const int8_t *)row->in[0], (const int8_t *)row->in[1] },
        .step = { row->step[0], row->step[1] },
        .in_zero = { r->in_zero[0], r->in_zero[1] },
        .in_m = { r->in_m[0], r->in_m[1] },
        .out_m = r->out_m,
        .more_bits = r->more_bits,
        .subtract = r->subtract,
        .out = (int8_t *)row->out,
        .n = row->n,
        .outputs = { 0, r->out_zero, r->min, r->max },
    };
    wide->sum(&s);
}

static void row(const void *record, const struct otaml_row *row)
{
    const int8_t *a = (const int8_t *)row->in[0], *b = (const int8_t *)row->in[1];
    int8_t *out = (int8_t *)row->out;

    const struct otaml_wide *wide = otaml_wide();

    if (wide && row->n >= ROW_SHORT) {
        wide_row(wide, record, row);
        return;
    }
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
