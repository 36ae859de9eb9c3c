/*
 * div_int8.c - DIV on int8: times the inverse of b in the reference's fixed point. What is far
 * below a step of the output is 0 here, where the reference shifts by more than a word has bits.
 */
#include "../fixed_priv.h"
#include "broadcast_priv.h"
#include "fixed_exp_priv.h"

enum { DIV_OPTIONS = 29, FIELD_ACTIVATION = 0 };

struct div8 {
    struct otaml_binary pair;
    struct otaml_multiplier m;
    int8_t in_zero[2], out_zero;
    int8_t min, max;
    uint8_t unused[3];
};

static void prepare(struct prep *p)
{
    struct div8 *r = otaml_prep_record(p, sizeof(*r), 2, 2, DIV_OPTIONS);
    struct otaml_tensor in[2], out;

    otaml_broadcast_prepare(p, &r->pair.b, in, &out);
    r->in_zero[0] = otaml_prep_int8(p, 0, &in[0]);
    r->in_zero[1] = otaml_prep_int8(p, 1, &in[1]);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    otaml_prep_activation_int8(p, FIELD_ACTIVATION, &out, &r->min, &r->max);
    if (p->err) {
        return;
    }
    const struct otaml_real product =
        otaml_real_mul(otaml_real_from_float(in[1].scale), otaml_real_from_float(out.scale));
    const struct otaml_real quotient =
        otaml_real_div_long(otaml_real_from_float(in[0].scale), product);
    if (!otaml_real_multiplier(quotient, &r->m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

/* a / b for b > 0, both of 9 bits, on the output's scale. */
static int32_t quotient(const struct div8 *r, int32_t a, int32_t b)
{
    const int32_t zeros = otaml_leading_zeros((uint32_t)b);
    const int32_t inverse =
        otaml_fixed_one_over_one_plus((int32_t)(((uint32_t)b << zeros) - 0x80000000u));
    const int32_t room = otaml_leading_zeros((uint32_t)(a < 0 ? ~a : a)) - 1;
    const int32_t product =
        otaml_high_mul(otaml_high_mul(otaml_left_shift(a, room), inverse), r->m.value);
    const int32_t drop = 31 - zeros + room - r->m.shift;

    if (drop > 31) {
        return 0;
    }
    if (drop >= 0) {
        return otaml_round_shift(product, drop);
    }
    return product < 0 ? INT16_MIN : product > 0 ? INT16_MAX : 0; /* beyond any int8 */
}

static int32_t combine(const void *record, int32_t a, int32_t b)
{
    const struct div8 *r = record;
    const int32_t x = a - r->in_zero[0], y = b - r->in_zero[1];

    /* The reference does not allow a division by 0; here it is 0. */
    const int32_t v = y == 0 ? 0 : y < 0 ? quotient(r, -x, -y) : quotient(r, x, y);
    return otaml_clamp(otaml_add_wrap(v, r->out_zero), r->min, r->max);
}

OTAML_BINARY_INT8(div_int8, CODE_DIV, prepare, combine);
