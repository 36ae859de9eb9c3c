/*
 * tanh_int8.c - TANH on int8 in the reference's fixed point, with x in Q4.27.
 */
#include "../fixed_priv.h"
#include "../prep_priv.h"
#include "fixed_exp_priv.h"

#define INTEGER_BITS 4

struct tanh8 {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    struct otaml_multiplier m;
    int32_t radius; /* beyond it the answer is -1 or 1 */
    int32_t in_zero;
};

static void prepare(struct prep *p)
{
    struct tanh8 *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    r->in_zero = otaml_prep_int8(p, 0, &in);
    if (otaml_prep_int8(p, -1, &out) != 0 || out.scale != 1.0f / 128) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
    }
    otaml_prep_same_shape(p, -1, &in, &out);
    if (p->err) {
        return;
    }
    r->count = in.count;
    struct otaml_real scale = otaml_real_from_float(in.scale);
    scale.exponent += 31 - INTEGER_BITS;
    if (!otaml_real_multiplier(scale, &r->m) || r->m.shift < 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_input(p->m, &p->op, 0));
        return;
    }
    r->radius =
        (int32_t)((((int64_t)(1 << INTEGER_BITS) - 1) << (31 - INTEGER_BITS)) >> r->m.shift);
}

/* In Q0.31 for x in Q4.27: (1 - exp(-2|x|)) / (1 + exp(-2|x|)), with x's sign. Doubling is
 * another position of the point. */
static int32_t tanh_of(int32_t x)
{
    if (x == 0) {
        return 0;
    }
    const int32_t e = otaml_fixed_exp(x > 0 ? -x : x, INTEGER_BITS + 1);
    const int32_t y = otaml_fixed_one_minus_over_one_plus(e);
    return x > 0 ? y : -y;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct tanh8 *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        const int32_t x = in[i] - r->in_zero;
        if (x <= -r->radius) {
            out[i] = INT8_MIN;
        } else if (x >= r->radius) {
            out[i] = INT8_MAX;
        } else {
            const int32_t y = otaml_round_shift(tanh_of(otaml_multiply(x, r->m)), 31 - 7);
            out[i] = otaml_clamp_int8(y, INT8_MIN, INT8_MAX);
        }
    }
}

const struct otaml_op otaml_op_tanh_int8 = {
    CODE_TANH, OTAML_TYPE_INT8, OP_INPLACE | OP_COUNT, prepare, run, NULL
};
