/*
 * transpose_conv_any.c - TRANSPOSE_CONV on int8 or int16 with int8 weights: a convolution's
 * gradient. Input value (y, x) is spread over the outputs from (y * stride - pad, ...) on.
 *
 * The reference adds into a buffer of 32- or 64-bit sums as large as the output. Here each output
 * gathers what reaches it, which needs no buffer. Inputs: the output's shape (the output tensor
 * has it already), the filter OHWI, the activations, and maybe a bias.
 */
#include "../arch/kernels_priv.h"
#include "channels_priv.h"
#include "window_priv.h"

enum { TRANSPOSE_CONV_OPTIONS = 49, FIELD_ACTIVATION = 3 };
enum { INPUT_SHAPE = 0, INPUT_FILTER = 1, INPUT_X = 2, INPUT_BIAS = 3 };

struct transpose_conv {
    struct otaml_record head;
    uint32_t shape, filter, in, bias, out;
    struct otaml_window w; /* of the convolution this reverses: w.in_* is the output */
    struct otaml_channels_int16 c;
    uint32_t wide;
};
OTAML_STATIC_ASSERT(sizeof(struct transpose_conv) <= RECORD_BYTES_MAX, transpose_conv_record);

static void take_bias(struct prep *p, const struct transpose_conv *r)
{
    struct otaml_tensor bias;

    if (!otaml_prep_optional(p, INPUT_BIAS, &bias)) {
        return;
    }
    otaml_prep_type(p, INPUT_BIAS, &bias, r->wide ? OTAML_TYPE_INT64 : OTAML_TYPE_INT32);
    if (bias.count != r->w.in_c || !bias.constant) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, INPUT_BIAS));
    }
}

static void take_scales(struct prep *p, struct transpose_conv *r, const struct otaml_tensor *in,
                        const struct otaml_tensor *filter, const struct otaml_tensor *out)
{
    struct otaml_channels *c = &r->c.c;

    if (r->wide) {
        otaml_channels_prepare_int16(p, &r->c, in, filter, out, 0, FIELD_ACTIVATION);
        return;
    }
    otaml_channels_prepare(p, c, in, filter, out, 0, FIELD_ACTIVATION);
    r->c.min = c->min;
    r->c.max = c->max;
}

static struct otaml_weights weights_of(const struct transpose_conv *r)
{
    struct otaml_weights w;

    memset(&w, 0, sizeof(w));
    w.filter = r->filter;
    w.bias = r->bias;
    w.scales = r->c.c.scales;
    w.n_scales = r->c.c.count;
    w.channels = r->w.in_c;
    w.values = (uint32_t)r->w.k_h * r->w.k_w * r->w.out_c;
    w.value_bytes = 1;
    w.bias_bytes = r->wide ? 8 : 4;
    return w;
}

static void prepare(struct prep *p)
{
    struct transpose_conv *r = otaml_prep_record(p, sizeof(*r), 3, 4, TRANSPOSE_CONV_OPTIONS);
    struct otaml_tensor shape, in, filter, out;

    otaml_prep_input(p, INPUT_SHAPE, &shape);
    otaml_prep_input(p, INPUT_FILTER, &filter);
    otaml_prep_input(p, INPUT_X, &in);
    otaml_prep_output(p, 0, &out);
    if (otaml_prep_option_u8(p, FIELD_ACTIVATION) != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    if (p->err) {
        return;
    }
    if (filter.rank != 4 || in.rank != 4 || out.rank != 4 || filter.dims[1] > UINT16_MAX
        || filter.dims[2] > UINT16_MAX || filter.dims[3] != in.dims[3]
        || filter.dims[0] != out.dims[3]) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, INPUT_FILTER));
        return;
    }
    r->w.k_h = (uint16_t)filter.dims[1];
    r->w.k_w = (uint16_t)filter.dims[2];
    otaml_window_prepare(p, &r->w, &out, &in, -1);
    r->wide = in.type == OTAML_TYPE_INT16;
    take_scales(p, r, &in, &filter, &out);
    take_bias(p, r);
    const struct otaml_weights weights = weights_of(r);
    otaml_stripe_prepare(p, &weights, r->in, 0, 0);
}

/* The inputs [first, end) along an axis that reach output `at`; input i does by tap
 * at + pad - i * stride. */
static struct otaml_taps reach(uint32_t at, uint32_t pad, uint32_t stride, uint32_t taps,
                               uint32_t inputs)
{
    const int32_t origin = (int32_t)(at + pad);
    const int32_t before = origin - (int32_t)taps; /* the last input that falls short: floor */
    struct otaml_taps t = { origin, 0, (int32_t)(at + pad) / (int32_t)stride + 1 };

    t.first = before < 0 ? 0 : before / (int32_t)stride + 1;
    t.end = t.end < (int32_t)inputs ? t.end : (int32_t)inputs;
    return t;
}

/* x and filter are at a batch and an output channel. */
static int64_t gather(const struct transpose_conv *r, const uint8_t *x, const int8_t *filter,
                      struct otaml_taps rows, struct otaml_taps columns)
{
    const struct otaml_window *w = &r->w;
    const uint32_t depth = w->out_c;
    uint64_t sum = 0;

    for (int32_t y = rows.first; y < rows.end; y++) {
        const uint32_t ky = (uint32_t)(rows.origin - y * w->stride_h);
        for (int32_t i = columns.first; i < columns.end; i++) {
            const uint32_t kx = (uint32_t)(columns.origin - i * w->stride_w);
            const size_t at = ((size_t)y * w->out_w + (size_t)i) * depth;
            const int8_t *weights = filter + ((size_t)ky * w->k_w + kx) * depth;
            sum += r->wide ? (uint64_t)otaml_dot_s16((const int16_t *)(const void *)x + at, weights,
                                                     depth)
                           : otaml_dot_s8((const int8_t *)x + at, weights, depth, -r->c.c.in_zero);
        }
    }
    return (int64_t)sum;
}

static void put(const struct transpose_conv *r, struct otaml_multiplier m, uint64_t sum,
                uint8_t *out)
{
    if (r->wide) {
        const int16_t v = otaml_channels_output_int16(&r->c, m, (int64_t)sum);
        memcpy(out, &v, sizeof(v));
    } else {
        *out = (uint8_t)otaml_channels_output(&r->c.c, m, (uint32_t)sum);
    }
}

static void channel(const struct transpose_conv *r, const uint8_t *x, const int8_t *filter,
                    uint64_t bias, struct otaml_multiplier m, uint8_t *out)
{
    const struct otaml_window *w = &r->w;
    const uint32_t element = r->wide ? 2 : 1;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = 0; y < w->in_h; y++) {
            const struct otaml_taps rows = reach(y, w->pad_top, w->stride_h, w->k_h, w->out_h);
            for (uint32_t i = 0; i < w->in_w; i++) {
                const struct otaml_taps columns =
                    reach(i, w->pad_left, w->stride_w, w->k_w, w->out_w);
                put(r, m, (uint64_t)gather(r, x, filter, rows, columns) + bias, out);
                out += (size_t)w->in_c * element;
            }
        }
        x += (size_t)w->out_h * w->out_w * w->out_c * element;
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct transpose_conv *r = record;
    const struct otaml_weights weights = weights_of(r);
    const uint8_t *x = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        const float scale = otaml_stripe_scale(&weights, &s, i);
        const struct otaml_multiplier m = r->wide ? otaml_channels_multiplier_wide(&r->c.c, scale)
                                                  : otaml_channels_multiplier(&r->c.c, scale);
        const int64_t bias = r->wide ? otaml_channels_bias64(&s, i) : otaml_channels_bias(&s, i);
        channel(r, x, (const int8_t *)s.filter + (size_t)i * weights.values, (uint64_t)bias, m,
                out + (size_t)(s.first + i) * (r->wide ? 2 : 1));
    }
    return otaml_stripe_done(inf, &weights, &s);
}

/* The first input is the shape, whose type says nothing. */
const struct otaml_op otaml_op_transpose_conv_any = {
    CODE_TRANSPOSE_CONV, TYPE_ANY, 0, prepare, NULL, part
};
