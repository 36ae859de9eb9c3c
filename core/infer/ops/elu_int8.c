/*
 * elu_int8.c - ELU on int8: the reference makes a table in float32, rounding after each operation
 * as here.
 */
#include "float_exp_priv.h"
#include "unary_priv.h"

struct elu {
    struct otaml_unary unary;
    float in_scale, inverse_out_scale;
    int8_t in_zero, out_zero;
    uint16_t unused;
};

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;
    struct elu *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    r->in_zero = otaml_prep_int8(p, 0, &in);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    if (p->err) {
        return;
    }
    r->in_scale = in.scale;
    r->inverse_out_scale = 1.0f / out.scale;
    if (!otaml_real_is_finite(r->inverse_out_scale)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

static int32_t map(const void *record, int32_t q)
{
    const struct elu *r = record;
    const float x = r->in_scale * (float)(q - r->in_zero);
    const float y = x < 0.0f ? otaml_float_exp(x) - 1.0f : x;
    /* Where it saturates anyway it need not fit an int32. */
    const float steps = otaml_clamp_float(y * r->inverse_out_scale, -512.0f, 512.0f);
    const int32_t whole = (int32_t)steps;
    const float rest = steps - (float)whole;
    const int32_t rounded = whole + (rest >= 0.5f) - (rest <= -0.5f);

    return otaml_clamp(rounded + r->out_zero, INT8_MIN, INT8_MAX);
}

OTAML_UNARY_INT8(elu_int8, CODE_ELU, prepare, map);
