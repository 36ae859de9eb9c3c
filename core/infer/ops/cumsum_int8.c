/*
 * cumsum_int8.c - CUMSUM on int8. Values get 19 more bits, and the sum the output's scale. The
 * reference begins with minus the zero point, not with 0, and wraps beyond 32 bits; so do we.
 */
#include "../fixed_priv.h"
#include "cumsum_priv.h"

#define MORE_BITS 19

struct cumsum {
    struct otaml_cumsum c;
    struct otaml_multiplier m;
    int8_t in_zero, out_zero;
    uint16_t unused;
};

static void prepare(struct prep *p)
{
    struct cumsum *r = (void *)&p->record;
    struct otaml_tensor in, out;

    otaml_cumsum_prepare(p, sizeof(*r), &in, &out);
    r->in_zero = otaml_prep_int8(p, 0, &in);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    if (p->err) {
        return;
    }
    struct otaml_real real =
        otaml_real_div(otaml_real_from_float(in.scale), otaml_real_from_float(out.scale));
    real.exponent -= MORE_BITS;
    if (!otaml_real_less(real, otaml_real_from_uint(1)) || !otaml_real_multiplier(real, &r->m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

static void line(const void *record, const uint8_t *in, uint8_t *out, uint32_t n, ptrdiff_t step)
{
    const struct cumsum *r = record;
    int32_t sum = otaml_left_shift(-r->in_zero, MORE_BITS);

    for (ptrdiff_t at = 0; n > 0; n--, at += step) {
        const int32_t before = sum;
        sum = otaml_add_wrap(sum, otaml_left_shift((int8_t)in[at] - r->in_zero, MORE_BITS));
        const int32_t v = otaml_multiply(r->c.exclusive ? before : sum, r->m);
        out[at] = (uint8_t)otaml_clamp_int8(otaml_add_wrap(v, r->out_zero), INT8_MIN, INT8_MAX);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_cumsum_run(inf, record, 1, line);
}

const struct otaml_op otaml_op_cumsum_int8 = { CODE_CUMSUM, OTAML_TYPE_INT8,
                                               OP_INPLACE,  prepare,
                                               run,         NULL };
