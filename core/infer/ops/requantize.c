/*
 * requantize.c - QUANTIZE from an integer type. API: requantize_priv.h
 */
#include "requantize_priv.h"

#include "element_priv.h"

/* The type's smallest and largest value; false for a type that is not quantized. */
static bool limits_of(uint8_t type, int32_t *min, int32_t *max)
{
    *min = type == OTAML_TYPE_INT8    ? INT8_MIN
           : type == OTAML_TYPE_INT16 ? INT16_MIN
           : type == OTAML_TYPE_UINT8 ? 0
                                      : INT32_MIN;
    *max = type == OTAML_TYPE_UINT8 ? UINT8_MAX : -1 - *min;
    return type == OTAML_TYPE_INT8 || type == OTAML_TYPE_INT16 || type == OTAML_TYPE_UINT8
           || type == OTAML_TYPE_INT32;
}

void otaml_requantize_prepare(struct prep *p)
{
    struct otaml_tensor in, out;
    struct otaml_requantize *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    if (!limits_of(out.type, &r->min, &r->max)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, -1);
    }
    r->in_zero = otaml_prep_zero(p, 0, &in);
    r->out_zero = otaml_prep_zero(p, -1, &out);
    if (p->err) {
        return;
    }
    r->in_type = in.type;
    r->out_type = out.type;
    if (!otaml_ratio_of(in.scale, out.scale, &r->m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

void otaml_requantize_run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_requantize *r = record;
    const uint8_t *in = otaml_operand(inf, r->unary.in);
    const bool constant = otaml_is_constant(r->unary.in);
    uint8_t *out = otaml_arena_at(inf, r->unary.out);

    /* In place the output's elements are no larger, so none is written over unread ones. */
    for (uint32_t i = 0; i < r->unary.count; i++) {
        const int32_t q = (int32_t)otaml_element_load(in, r->in_type, constant, i);
        otaml_element_store(out, r->out_type, i, otaml_requantize_one(r, q));
    }
}
