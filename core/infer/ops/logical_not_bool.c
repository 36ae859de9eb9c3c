/*
 * logical_not_bool.c - LOGICAL_NOT. Whatever is not 0 is true.
 */
#include "unary_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;

    (void)otaml_unary_prepare(p, sizeof(struct otaml_unary), 0, &in, &out);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_BOOL);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_unary *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = in[i] == 0;
    }
}

const struct otaml_op otaml_op_logical_not_bool = {
    CODE_LOGICAL_NOT, OTAML_TYPE_BOOL, OP_INPLACE | OP_COUNT, prepare, run, NULL
};
