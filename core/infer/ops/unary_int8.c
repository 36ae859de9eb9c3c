/*
 * unary_int8.c - operators on one input of int8. API: unary_priv.h
 */
#include "unary_priv.h"

#define VALUES 256u

void otaml_unary_int8_run(const struct otaml_infer *inf, const void *record,
                          int32_t (*map)(const void *record, int32_t x))
{
    const struct otaml_unary *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    int8_t answers[VALUES]; /* to -128, -127, ... */

    if (r->count <= VALUES) {
        for (uint32_t i = 0; i < r->count; i++) {
            out[i] = (int8_t)map(record, in[i]);
        }
        return;
    }
    for (uint32_t i = 0; i < VALUES; i++) {
        answers[i] = (int8_t)map(record, (int32_t)i + INT8_MIN);
    }
    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = answers[in[i] - INT8_MIN];
    }
}
