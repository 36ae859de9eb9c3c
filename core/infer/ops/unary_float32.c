/*
 * unary_float32.c - operators on one input of float32. API: unary_priv.h
 */
#include "unary_priv.h"

void otaml_unary_float32_prepare(struct prep *p)
{
    struct otaml_tensor in, out;

    (void)otaml_unary_prepare(p, sizeof(struct otaml_unary), 0, &in, &out);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
}

void otaml_unary_float32_run(const struct otaml_infer *inf, const void *record,
                             float (*map)(const void *record, float x))
{
    const struct otaml_unary *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    const bool constant = otaml_is_constant(r->in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = map(record, otaml_load_float(in + 4 * (size_t)i, constant));
    }
}
