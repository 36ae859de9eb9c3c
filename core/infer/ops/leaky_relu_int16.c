/*
 * leaky_relu_int16.c - LEAKY_RELU on int16.
 */
#include "leaky_relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_leaky_relu_prepare(p, OTAML_TYPE_INT16);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_leaky_relu *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = (int16_t)otaml_clamp(otaml_leaky_relu_one(r, in[i]), INT16_MIN, INT16_MAX);
    }
}

const struct otaml_op otaml_op_leaky_relu_int16 = {
    CODE_LEAKY_RELU, OTAML_TYPE_INT16, OP_INPLACE | OP_COUNT, prepare, run, NULL
};
