/*
 * add_n_float32.c - ADD_N on float32.
 */
#include "add_n_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor first, out;

    (void)otaml_add_n_prepare(p, sizeof(struct otaml_add_n), &first, &out);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_add_n *r = record;
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        float sum = 0.0f;
        for (uint32_t k = 0; k < ADD_N_INPUTS && r->in[k] != OPERAND_NONE; k++) {
            sum += otaml_load_float(otaml_operand(inf, r->in[k]) + 4 * (size_t)i,
                                    otaml_is_constant(r->in[k]));
        }
        out[i] = sum;
    }
}

const struct otaml_op otaml_op_add_n_float32 = { CODE_ADD_N, OTAML_TYPE_FLOAT32,
                                                 OP_INPLACE, prepare,
                                                 run,        NULL };
