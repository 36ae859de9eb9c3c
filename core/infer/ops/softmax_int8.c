/*
 * softmax_int8.c - SOFTMAX on int8, in the reference's fixed point: differences from the
 * row's maximum in Q5.26, their exponentials in Q0.31, the sum in Q12.19. The output may be of
 * int16, with the zero point -32768.
 */
#include "../fixed_priv.h"
#include "fixed_exp_priv.h"
#include "softmax_priv.h"

#define SUM_BITS 12 /* integer bits */

struct softmax {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t rows, depth;
    struct otaml_multiplier m;
    int32_t least;     /* differences below it count as exp = 0 */
    uint32_t out_wide; /* an output of int16 */
};

/* The output's scale must be 2^-8, or 2^-16 to about a thousandth: converters write 1 / 65535. */
static void check_output(struct prep *p, const struct otaml_tensor *out)
{
    bool good;

    if (out->type == OTAML_TYPE_INT16) {
        const int32_t thousandths = otaml_ratio_round(out->scale, 1.0f / 65536000);
        good = out->n_scales == 1 && out->zero_point == INT16_MIN && otaml_real_is_scale(out->scale)
               && thousandths >= 999 && thousandths <= 1001;
    } else {
        good = otaml_prep_int8(p, -1, out) == INT8_MIN && out->scale == 1.0f / 256;
    }
    if (!good) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

static void prepare(struct prep *p)
{
    struct softmax *r = otaml_prep_record(p, sizeof(*r), 1, 1, SOFTMAX_OPTIONS);
    struct otaml_tensor in, out;
    const float beta = otaml_softmax_prepare(p, &r->rows, &r->depth, &in, &out);

    (void)otaml_prep_int8(p, 0, &in);
    check_output(p, &out);
    if (p->err) {
        return;
    }
    r->out_wide = out.type == OTAML_TYPE_INT16;
    if (r->depth > SOFTMAX_DEPTH_MAX) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    } else if (!otaml_softmax_scale(beta, in.scale, &r->m, &r->least)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 0);
    }
}

/* exp of a difference that is not below `least`. */
static int32_t exp_of(const struct softmax *r, int32_t difference)
{
    return otaml_fixed_exp(otaml_multiply(difference, r->m), SOFTMAX_INTEGER_BITS);
}

static void store(const struct softmax *r, uint8_t *out, uint32_t i, int32_t v)
{
    if (r->out_wide) {
        const int16_t v16 = (int16_t)otaml_clamp(v + INT16_MIN, INT16_MIN, INT16_MAX);
        memcpy(out + 2 * (size_t)i, &v16, sizeof(v16));
    } else {
        out[i] = (uint8_t)otaml_clamp_int8(v + INT8_MIN, INT8_MIN, INT8_MAX);
    }
}

static void row(const struct softmax *r, const int8_t *in, uint8_t *out)
{
    int32_t max = INT8_MIN;
    uint32_t sum = 0;

    for (uint32_t i = 0; i < r->depth; i++) {
        max = in[i] > max ? in[i] : max;
    }
    for (uint32_t i = 0; i < r->depth; i++) {
        if (in[i] - max >= r->least) {
            sum += (uint32_t)otaml_round_shift(exp_of(r, in[i] - max), SUM_BITS);
        }
    }
    /* sum is at least exp(0) = 2^19, so it has at most 12 leading zeros and the shift below
     * lies between 15 and 35; SOFTMAX_DEPTH_MAX keeps its top bit clear. */
    const int32_t zeros = otaml_leading_zeros(sum);
    const int32_t scale = otaml_fixed_one_over_one_plus((int32_t)((sum << zeros) - 0x80000000u));
    const int32_t shift = SUM_BITS - zeros + 31 - (r->out_wide ? 16 : 8);
    for (uint32_t i = 0; i < r->depth; i++) {
        int32_t v = 0;
        if (in[i] - max >= r->least) {
            const int32_t product = otaml_high_mul(scale, exp_of(r, in[i] - max));
            v = shift > 31 ? 0 : otaml_round_shift(product, shift);
        }
        store(r, out, i, v);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct softmax *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->rows; i++) {
        row(r, in, out);
        in += r->depth;
        out += (size_t)r->depth << r->out_wide;
    }
}

const struct otaml_op otaml_op_softmax_int8 = { CODE_SOFTMAX, OTAML_TYPE_INT8,
                                                OP_INPLACE,   prepare,
                                                run,          NULL };
