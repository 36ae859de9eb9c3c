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
    m->value = (int32_t)(((int64_t)m->value << shift) / values);
    m->shift -= shift;
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
    if (!otaml_real_multiplier(
            otaml_real_div(otaml_real_from_float(in.scale), otaml_real_from_float(out.scale)),
            &r->m)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
        return;
    }
    if (mean) {
        divide(&r->m, values);
    }
}
