/*
 * sigmoid_int8.c - what LOGISTIC and TANH on int8 share. API: sigmoid_int8_priv.h
 */
#include "sigmoid_int8_priv.h"

void otaml_sigmoid_int8_prepare(struct prep *p, float out_scale, int8_t out_zero)
{
    struct otaml_tensor in, out;
    struct otaml_sigmoid_int8 *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    r->in_zero = otaml_prep_int8(p, 0, &in);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    if (r->out_zero != out_zero || out.scale != out_scale) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    if (p->err) {
        return;
    }
    if (!otaml_ratio_of(in.scale, 1.0f / (1 << (31 - SIGMOID_INTEGER_BITS)), &r->m)
        || r->m.shift < 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 0);
        return;
    }
    r->radius =
        (int32_t)((((int64_t)(1 << SIGMOID_INTEGER_BITS) - 1) << (31 - SIGMOID_INTEGER_BITS))
                  >> r->m.shift);
}

int32_t otaml_sigmoid_int8_one(const struct otaml_sigmoid_int8 *r, int32_t q,
                               int32_t (*curve)(int32_t x), int32_t bits)
{
    const int32_t x = q - r->in_zero;

    if (x <= -r->radius) {
        return INT8_MIN;
    }
    if (x >= r->radius) {
        return INT8_MAX;
    }
    const int32_t y = otaml_round_shift(curve(otaml_multiply(x, r->m)), 31 - bits);
    return otaml_clamp(y + r->out_zero, INT8_MIN, INT8_MAX);
}
