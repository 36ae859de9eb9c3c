/*
 * add_n_int8.c - ADD_N on int8: inputs with 20 more bits, halved, added, and brought to the
 * output's scale.
 */
#include "add_n_priv.h"

#define MORE_BITS 20

struct add_n8 {
    struct otaml_add_n n;
    struct otaml_multiplier m;
    int8_t in_zero, out_zero;
    uint16_t unused;
};
OTAML_STATIC_ASSERT(sizeof(struct add_n8) <= RECORD_BYTES_MAX, add_n_record);

static void prepare(struct prep *p)
{
    struct otaml_tensor first, out;
    struct add_n8 *r = otaml_add_n_prepare(p, sizeof(*r), &first, &out);

    r->in_zero = otaml_prep_int8(p, 0, &first);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    if (p->err) {
        return;
    }
    struct otaml_real twice = otaml_real_from_float(first.scale);
    struct otaml_real more = otaml_real_from_float(out.scale);
    twice.exponent += 1;
    more.exponent += MORE_BITS;
    otaml_prep_fraction(p, otaml_real_div(twice, more), &r->m);
}

static int32_t half_of(const struct add_n8 *r, int32_t x)
{
    return (x - r->in_zero) * (1 << (MORE_BITS - 1));
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct add_n8 *r = record;
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->n.out);

    for (uint32_t i = 0; i < r->n.count; i++) {
        int32_t sum = half_of(r, 0); /* the reference begins with a quantized 0, not with the zero
                                      * point */
        for (uint32_t k = 0; k < ADD_N_INPUTS && r->n.in[k] != OPERAND_NONE; k++) {
            sum += half_of(r, (int8_t)otaml_operand(inf, r->n.in[k])[i]);
        }
        out[i] = otaml_clamp_int8(otaml_multiply(sum, r->m) + r->out_zero, INT8_MIN, INT8_MAX);
    }
}

const struct otaml_op otaml_op_add_n_int8 = { CODE_ADD_N, OTAML_TYPE_INT8, OP_INPLACE, prepare, run,
                                              NULL };
