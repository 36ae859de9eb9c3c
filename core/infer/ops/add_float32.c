/*
 * add_float32.c - ADD on float32.
 */
#include <string.h>
#include "../fixed_priv.h"
#include "add_priv.h"

struct add {
    struct otaml_record head;
    uint32_t in[2], out;
    struct otaml_add_sizes sizes;
    float min, max;
};

static void prepare(struct prep *p)
{
    struct add *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor a, b, out;

    otaml_add_prepare(p, &r->sizes, &a, &b, &out);
    otaml_prep_type(p, 0, &a, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, 1, &b, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_activation_float(p, ADD_ACTIVATION, &r->min, &r->max);
}

/* A constant is in the file's byte order, an activation in the machine's. */
static float value_at(const uint8_t *from, uint32_t i, bool constant)
{
    float value;

    if (constant) {
        return otaml_get_float(from + 4 * (size_t)i);
    }
    memcpy(&value, from + 4 * (size_t)i, sizeof(value));
    return value;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct add *r = record;
    const uint8_t *a = otaml_operand(inf, r->in[0]), *b = otaml_operand(inf, r->in[1]);
    const bool a_constant = r->in[0] & OPERAND_CONSTANT, b_constant = r->in[1] & OPERAND_CONSTANT;
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);
    uint32_t ia = 0, ib = 0;

    for (uint32_t i = 0; i < r->sizes.count; i++) {
        const float sum = value_at(a, ia, a_constant) + value_at(b, ib, b_constant);
        out[i] = otaml_clamp_float(sum, r->min, r->max);
        ia = ia + 1 < r->sizes.period[0] ? ia + 1 : 0;
        ib = ib + 1 < r->sizes.period[1] ? ib + 1 : 0;
    }
}

const struct otaml_op otaml_op_add_float32 = { CODE_ADD, OTAML_TYPE_FLOAT32, OP_INPLACE, prepare,
                                               run };
