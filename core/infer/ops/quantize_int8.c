/*
 * quantize_int8.c - QUANTIZE from int8 to int8 of another scale and zero point.
 */
#include "../fixed_priv.h"
#include "../prep_priv.h"

struct requantize {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    struct otaml_multiplier m;
    int8_t in_zero, out_zero;
    uint16_t unused;
};

static void prepare(struct prep *p)
{
    struct requantize *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
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
    if (!otaml_real_multiplier(
            otaml_real_div(otaml_real_from_float(in.scale), otaml_real_from_float(out.scale)),
            &r->m)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct requantize *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        const int32_t y = otaml_multiply(in[i] - r->in_zero, r->m);
        out[i] = otaml_clamp_int8(otaml_add_wrap(y, r->out_zero), INT8_MIN, INT8_MAX);
    }
}

const struct otaml_op otaml_op_quantize_int8 = { CODE_QUANTIZE, OTAML_TYPE_INT8, OP_INPLACE,
                                                 prepare, run };
