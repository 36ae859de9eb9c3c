/*
 * leaky_relu_int8.c - LEAKY_RELU on int8: x where x >= 0, alpha * x elsewhere. The reference
 * forms both multipliers in float32.
 */
#include "../fixed_priv.h"
#include "../prep_priv.h"

enum { LEAKY_RELU_OPTIONS = 75, FIELD_ALPHA = 0 };

struct leaky {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    struct otaml_multiplier identity, alpha;
    int8_t in_zero, out_zero;
    uint16_t unused;
};

static void prepare(struct prep *p)
{
    struct leaky *r = otaml_prep_record(p, sizeof(*r), 1, 1, LEAKY_RELU_OPTIONS);
    const float alpha = otaml_prep_option_float(p, FIELD_ALPHA);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    r->in_zero = otaml_prep_int8(p, 0, &in);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    otaml_prep_same_shape(p, -1, &in, &out);
    if (p->err) {
        return;
    }
    r->count = in.count;
    const struct otaml_real in_scale = otaml_real_from_float(in.scale);
    const struct otaml_real out_scale = otaml_real_from_float(out.scale);
    const struct otaml_real scaled =
        otaml_real_round24(otaml_real_mul(in_scale, otaml_real_from_float(alpha)));
    if (!otaml_real_multiplier(otaml_real_round24(otaml_real_div(in_scale, out_scale)),
                               &r->identity)
        || !otaml_real_multiplier(otaml_real_round24(otaml_real_div(scaled, out_scale)),
                                  &r->alpha)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
    }
    /* A negative alpha's multiplier is the negative of its magnitude's. */
    if (alpha < 0.0f) {
        r->alpha.value = -r->alpha.value;
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct leaky *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        const int32_t x = in[i] - r->in_zero;
        const int32_t y = otaml_multiply(x, x >= 0 ? r->identity : r->alpha);
        out[i] = otaml_clamp_int8(otaml_add_wrap(y, r->out_zero), INT8_MIN, INT8_MAX);
    }
}

const struct otaml_op otaml_op_leaky_relu_int8 = { CODE_LEAKY_RELU, OTAML_TYPE_INT8, OP_INPLACE,
                                                   prepare, run };
