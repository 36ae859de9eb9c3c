/*
 * dequantize.c - DEQUANTIZE. API: dequantize_priv.h
 */
#include "dequantize_priv.h"

#include "element_priv.h"
#include "unary_priv.h"

struct dequantize {
    struct otaml_unary unary;
    float scale;
    int16_t zero;
    uint8_t type;
    uint8_t unused;
};

void otaml_dequantize_prepare(struct prep *p)
{
    struct otaml_tensor in, out;
    struct dequantize *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    r->zero = (int16_t)otaml_prep_zero(p, 0, &in);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    r->scale = in.scale;
    r->type = in.type;
}

void otaml_dequantize_run(const struct otaml_infer *inf, const void *record)
{
    const struct dequantize *r = record;
    const uint8_t *in = otaml_operand(inf, r->unary.in);
    const bool constant = otaml_is_constant(r->unary.in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->unary.out);

    for (uint32_t i = 0; i < r->unary.count; i++) {
        const int32_t q = (int32_t)otaml_element_load(in, r->type, constant, i);
        out[i] = r->scale * (float)(q - r->zero);
    }
}
