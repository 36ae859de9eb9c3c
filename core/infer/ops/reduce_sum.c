/*
 * reduce_sum.c - MEAN and SUM on int8 and int16: what they share. API: reduce_priv.h
 */
#include "reduce_priv.h"

/* Put a division by `values` into m. */
static void divide(struct otaml_multiplier *m, uint32_t values)
{
    int32_t shift = 0;

    while (shift < 31 && values >> (shift + 1)) {
        shift++;
    }
    shift = shift < 31 + m->shift ? shift : 31 + m->shift;
    m->shift -= shift;
    /* A long division in 32 bits, which the rest is below half of: values < 2^30. */
    uint32_t quotient = (uint32_t)m->value / values, rest = (uint32_t)m->value % values;
    for (; shift > 0; shift--) {
        rest <<= 1;
        const uint32_t fits = rest >= values;
        rest -= fits ? values : 0;
        quotient = quotient << 1 | fits;
    }
    m->value = (int32_t)quotient;
}

void otaml_reduce_sum_prepare(struct prep *p, uint8_t type, bool mean)
{
    struct otaml_tensor in, out;
    const uint32_t values = otaml_reduce_prepare(p, sizeof(struct otaml_reduce_sum), &in, &out);
    struct otaml_reduce_sum *r = (void *)&p->record;

    const int32_t in_zero = otaml_prep_quantized(p, 0, &in, type);
    r->out_zero = otaml_prep_quantized(p, -1, &out, type);
    if (p->err) {
        return;
    }
    r->zeros = values * (uint32_t)in_zero;
    if (!otaml_ratio_of(in.scale, out.scale, &r->m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
        return;
    }
    if (mean) {
        divide(&r->m, values);
    }
}
