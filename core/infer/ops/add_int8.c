/*
 * add_int8.c - ADD on int8. Both inputs are brought to twice the larger scale with 20 more
 * bits, added, and brought to the output's scale. An input may repeat along the leading axes.
 */
#include "../fixed_priv.h"
#include "add_priv.h"

#define MORE_BITS 20

struct add {
    struct otaml_record head;
    uint32_t in[2], out;
    struct otaml_add_sizes sizes;
    struct otaml_multiplier in_m[2], out_m;
    int8_t in_zero[2], out_zero;
    int8_t min, max;
    uint8_t unused[3];
};
OTAML_STATIC_ASSERT(sizeof(struct add) <= RECORD_BYTES_MAX, add_int8_record);

/* QuantizeMultiplierSmallerThanOneExp: the value must lie in (0, 1). */
static void multiplier(struct prep *p, struct otaml_real real, struct otaml_multiplier *m)
{
    if (real.mantissa == 0 || !otaml_real_less(real, otaml_real_from_uint(1))
        || !otaml_real_multiplier(real, m) || m->shift > 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
    }
}

static void prepare(struct prep *p)
{
    struct add *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor a, b, out;

    otaml_add_prepare(p, &r->sizes, &a, &b, &out);
    r->in_zero[0] = otaml_prep_int8(p, 0, &a);
    r->in_zero[1] = otaml_prep_int8(p, 1, &b);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    otaml_prep_activation_int8(p, ADD_ACTIVATION, &out, &r->min, &r->max);
    if (p->err) {
        return;
    }
    struct otaml_real twice = otaml_real_from_float(a.scale > b.scale ? a.scale : b.scale);
    struct otaml_real more = otaml_real_from_float(out.scale);
    twice.exponent += 1;
    more.exponent += MORE_BITS;
    multiplier(p, otaml_real_div(otaml_real_from_float(a.scale), twice), &r->in_m[0]);
    multiplier(p, otaml_real_div(otaml_real_from_float(b.scale), twice), &r->in_m[1]);
    multiplier(p, otaml_real_div(twice, more), &r->out_m);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct add *r = record;
    const int8_t *a = (const int8_t *)otaml_operand(inf, r->in[0]);
    const int8_t *b = (const int8_t *)otaml_operand(inf, r->in[1]);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    uint32_t ia = 0, ib = 0;

    for (uint32_t i = 0; i < r->sizes.count; i++) {
        const int32_t va = otaml_left_shift(a[ia] - r->in_zero[0], MORE_BITS); /* < 2^28 */
        const int32_t vb = otaml_left_shift(b[ib] - r->in_zero[1], MORE_BITS);
        const int32_t sum = otaml_multiply(va, r->in_m[0]) + otaml_multiply(vb, r->in_m[1]);
        out[i] = otaml_clamp_int8(otaml_multiply(sum, r->out_m) + r->out_zero, r->min, r->max);
        ia = ia + 1 < r->sizes.period[0] ? ia + 1 : 0;
        ib = ib + 1 < r->sizes.period[1] ? ib + 1 : 0;
    }
}

const struct otaml_op otaml_op_add_int8 = { CODE_ADD, OTAML_TYPE_INT8, OP_INPLACE, prepare, run };
