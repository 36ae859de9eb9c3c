/*
 * unary_int16.c - operators on one input of int16. API: unary_priv.h
 */
#include "unary_priv.h"

void otaml_unary_int16_run(const struct otaml_infer *inf, const void *record,
                           int32_t (*map)(const void *record, int32_t x))
{
    const struct otaml_unary *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    const bool constant = otaml_is_constant(r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = (int16_t)map(record, (int16_t)otaml_load16(in + 2 * (size_t)i, constant));
    }
}
