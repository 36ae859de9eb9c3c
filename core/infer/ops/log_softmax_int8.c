/*
 * log_softmax_int8.c - LOG_SOFTMAX on int8, in the reference's fixed point: differences from the
 * row's maximum in Q5.26, the sum of their exponentials in Q12.19, its logarithm in Q5.26. The
 * output has scale 1/16 and zero point 127.
 */
#include "../fixed_priv.h"
#include "fixed_exp_priv.h"
#include "fixed_log_priv.h"
#include "last_axis_priv.h"
#include "softmax_priv.h"

#define SUM_BITS    12 /* integer bits */
#define OUTPUT_BITS 4  /* of the output's scale */

struct softmax {
    struct otaml_last_axis rows;
    struct otaml_multiplier m, back; /* to Q5.26 and back */
    int32_t least;                   /* differences below it count as exp = 0 */
};

static void prepare(struct prep *p)
{
    struct softmax *r = (void *)&p->record;
    struct otaml_tensor in, out;

    otaml_last_axis_prepare(p, sizeof(*r), 0, &in, &out);
    (void)otaml_prep_int8(p, 0, &in);
    if (otaml_prep_int8(p, -1, &out) != INT8_MAX || out.scale != 1.0f / 16) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    if (p->err) {
        return;
    }
    if (r->rows.depth > SOFTMAX_DEPTH_MAX) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
        return;
    }
    if (!otaml_softmax_scale(1.0f, in.scale, &r->m, &r->least)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 0);
        return;
    }
    const struct otaml_real unit = { 1, 31 - r->m.shift };
    (void)otaml_real_multiplier(
        otaml_real_div_long(unit, otaml_real_from_uint((uint32_t)r->m.value)), &r->back);
}

/* ln(sum of exp) of a row's differences. */
static int32_t log_of_sum(const struct softmax *r, const int8_t *in, int32_t max)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < r->rows.depth; i++) {
        if (in[i] - max >= r->least) {
            const int32_t power =
                otaml_fixed_exp(otaml_multiply(in[i] - max, r->m), SOFTMAX_INTEGER_BITS);
            sum += (uint32_t)otaml_round_shift(power, SUM_BITS);
        }
    }
    return otaml_fixed_log((int32_t)sum); /* at least exp(0), and SOFTMAX_DEPTH_MAX of them fit */
}

static void row(const void *record, const uint8_t *input, uint8_t *out)
{
    const struct softmax *r = record;
    const int8_t *in = (const int8_t *)input;
    int32_t max = INT8_MIN;

    for (uint32_t i = 0; i < r->rows.depth; i++) {
        max = in[i] > max ? in[i] : max;
    }
    const int32_t log_sum = log_of_sum(r, in, max);
    /* The smallest difference that still fits Q5.26 with log_sum taken off. */
    const int32_t fits = otaml_multiply(otaml_add_wrap(log_sum, INT32_MIN), r->back);
    const int32_t least = r->least - 1 > fits ? r->least - 1 : fits;
    for (uint32_t i = 0; i < r->rows.depth; i++) {
        const int32_t difference = in[i] - max;
        int32_t v = INT8_MIN;
        if (difference > least) {
            v = otaml_round_shift(otaml_add_wrap(otaml_multiply(difference, r->m), -log_sum),
                                  31 - SOFTMAX_INTEGER_BITS - OUTPUT_BITS)
                + INT8_MAX;
        }
        out[i] = (uint8_t)otaml_clamp_int8(v, INT8_MIN, INT8_MAX);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_last_axis_run(inf, record, 1, row);
}

const struct otaml_op otaml_op_log_softmax_int8 = {
    CODE_LOG_SOFTMAX, OTAML_TYPE_INT8, OP_INPLACE, prepare, run, NULL
};
