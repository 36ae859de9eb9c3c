/*
 * l2_normalization_int8.c - L2_NORMALIZATION on int8, in the reference's fixed point: the output
 * has scale 1/128 whatever the file says, and zero point 0.
 */
#include "../fixed_priv.h"
#include "l2_normalization_priv.h"

#define HALF_SQRT_2 1518500250 /* sqrt(1/2) in Q0.31 */
#define OUTPUT_BITS 7

/* More squares than this leave 31 bits. */
#define DEPTH_MAX 33025u

struct normalization {
    struct otaml_last_axis rows;
    int32_t in_zero;
};

static void prepare(struct prep *p)
{
    struct normalization *r = (void *)&p->record;
    struct otaml_tensor in, out;

    otaml_l2_normalization_prepare(p, sizeof(*r), &in, &out);
    r->in_zero = otaml_prep_int8(p, 0, &in);
    (void)otaml_prep_int8(p, -1, &out);
    if (r->rows.depth > DEPTH_MAX) {
        otaml_prep_refuse(p, OTAML_ERR_UNSUPPORTED, 0);
    }
}

/* 1 / sqrt(x) for x in [1/4, 1) in Q3.28 as in Q3.28: Newton and Raphson from 1 on. */
static int32_t one_over_sqrt(int32_t x)
{
    const int32_t half = otaml_round_shift(x, 1);
    int32_t y = 1 << 28;

    for (int i = 0; i < 5; i++) {
        const int32_t cube = otaml_scale_up(otaml_high_mul(otaml_high_mul(y, y), y), 6);
        const int32_t next = otaml_high_mul((1 << 28) + (1 << 27), y) - otaml_high_mul(half, cube);
        y = otaml_scale_up(next, 3);
    }
    return y;
}

/* 1 / sqrt(sum) */
static struct otaml_multiplier reciprocal_length(int32_t sum)
{
    struct otaml_multiplier m = { INT32_MAX, 0 };
    int32_t right = 11;

    if (sum <= 1) {
        return m;
    }
    for (; sum >= 1 << 29; right++) {
        sum /= 4;
    }
    for (; sum < 1 << 27; right--) {
        sum *= 4;
    }
    m.value = otaml_high_mul(one_over_sqrt(sum >> 1), HALF_SQRT_2);
    if (right < 0) {
        m.value = otaml_left_shift(m.value, -right);
        right = 0;
    }
    m.shift = -right;
    return m;
}

static void row(const void *record, const uint8_t *in, uint8_t *out)
{
    const struct normalization *r = record;
    int32_t sum = 0;

    for (uint32_t i = 0; i < r->rows.depth; i++) {
        const int32_t v = (int8_t)in[i] - r->in_zero;
        sum += v * v;
    }
    struct otaml_multiplier m = reciprocal_length(sum);
    m.shift += OUTPUT_BITS;
    for (uint32_t i = 0; i < r->rows.depth; i++) {
        const int32_t v = otaml_multiply((int8_t)in[i] - r->in_zero, m);
        out[i] = (uint8_t)otaml_clamp_int8(v, INT8_MIN, INT8_MAX);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_last_axis_run(inf, record, 1, row);
}

const struct otaml_op otaml_op_l2_normalization_int8 = {
    CODE_L2_NORMALIZATION, OTAML_TYPE_INT8, OP_INPLACE, prepare, run, NULL
};
