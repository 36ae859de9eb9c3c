/*
 * transpose_conv_any.c - TRANSPOSE_CONV on float32, or on int8 or int16 with int8 weights: a
 * convolution's gradient. Input value (y, x) is spread over the outputs from (y * stride - pad,
 * ...) on.
 *
 * The reference adds into a buffer of sums as large as the output. Here each output gathers what
 * reaches it, in the same order, which needs no buffer. Inputs: the output's shape (the output
 * tensor has it already), the filter OHWI, the activations, and maybe a bias.
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
    float min, max;  /* of a fused activation on float32 */
    uint8_t type;    /* of the activations */
    uint8_t element; /* bytes of one */
    uint16_t unused;
};
OTAML_STATIC_ASSERT(sizeof(struct transpose_conv) <= RECORD_BYTES_MAX, transpose_conv_record);

static void take_bias(struct prep *p, const struct transpose_conv *r)
{
    const uint8_t type = r->type == OTAML_TYPE_INT8    ? OTAML_TYPE_INT32
                         : r->type == OTAML_TYPE_INT16 ? OTAML_TYPE_INT64
                                                       : OTAML_TYPE_FLOAT32;
    struct otaml_tensor bias;

    if (!otaml_prep_optional(p, INPUT_BIAS, &bias)) {
        return;
    }
    otaml_prep_type(p, INPUT_BIAS, &bias, type);
    if (bias.count != r->w.in_c || !bias.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, INPUT_BIAS);
    }
}

static void take_types(struct prep *p, struct transpose_conv *r, const struct otaml_tensor *in,
                       const struct otaml_tensor *filter, const struct otaml_tensor *out)
{
    struct otaml_channels *c = &r->c.c;

    if (r->type == OTAML_TYPE_FLOAT32) {
        otaml_prep_floats(p, INPUT_X, in);
        otaml_prep_type(p, INPUT_FILTER, filter, OTAML_TYPE_FLOAT32);
        otaml_prep_type(p, -1, out, OTAML_TYPE_FLOAT32);
        otaml_prep_activation_float(p, FIELD_ACTIVATION, &r->min, &r->max);
        return;
    }
    if (r->type == OTAML_TYPE_INT16) {
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
    w.value_bytes = r->type == OTAML_TYPE_FLOAT32 ? 4 : 1;
    w.bias_bytes = r->type == OTAML_TYPE_INT16 ? 8 : 4;
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
    if (p->err) {
        return;
    }
    if (filter.rank != 4 || in.rank != 4 || out.rank != 4 || filter.dims[1] > UINT16_MAX
        || filter.dims[2] > UINT16_MAX || filter.dims[3] != in.dims[3]
        || filter.dims[0] != out.dims[3]) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, INPUT_FILTER);
        return;
    }
    r->w.k_h = (uint16_t)filter.dims[1];
    r->w.k_w = (uint16_t)filter.dims[2];
    otaml_window_prepare(p, &r->w, &out, &in, -1);
    r->type = in.type;
    r->element = (uint8_t)(in.bytes / in.count);
    take_types(p, r, &in, &filter, &out);
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

/* The sum for one output, of its type: float32's is a float. */
union sum {
    uint64_t whole;
    float real;
};

/* Go on with a sum by one input pixel and the weights for it, `depth` values each. */
static void add_tap(const struct transpose_conv *r, const uint8_t *x, const uint8_t *weights,
                    uint32_t depth, union sum *sum)
{
    const float *real = (const float *)(const void *)x;

    switch (r->type) {
    case OTAML_TYPE_INT8:
        sum->whole +=
            otaml_dot_s8((const int8_t *)x, (const int8_t *)weights, depth, -r->c.c.in_zero);
        break;
    case OTAML_TYPE_INT16:
        sum->whole += (uint64_t)otaml_dot_s16((const int16_t *)(const void *)x,
                                              (const int8_t *)weights, depth);
        break;
    default:
        for (uint32_t i = 0; i < depth; i++) {
            sum->real += real[i] * otaml_get_float(weights + 4 * (size_t)i);
        }
    }
}

/* x and filter are at a batch and an output channel. */
static union sum gather(const struct transpose_conv *r, const uint8_t *x, const uint8_t *filter,
                        struct otaml_taps rows, struct otaml_taps columns)
{
    const struct otaml_window *w = &r->w;
    const uint32_t depth = w->out_c, value = r->type == OTAML_TYPE_FLOAT32 ? 4 : 1;
    union sum sum;

    memset(&sum, 0, sizeof(sum)); /* of either type */
    for (int32_t y = rows.first; y < rows.end; y++) {
        const uint32_t ky = (uint32_t)(rows.origin - y * w->stride_h);
        for (int32_t i = columns.first; i < columns.end; i++) {
            const uint32_t kx = (uint32_t)(columns.origin - i * w->stride_w);
            const size_t at = ((size_t)y * w->out_w + (size_t)i) * depth;
            const size_t tap = ((size_t)ky * w->k_w + kx) * depth;
            add_tap(r, x + at * r->element, filter + tap * value, depth, &sum);
        }
    }
    return sum;
}

/* What belongs to an output channel. */
struct channel {
    const uint8_t *filter;
    union sum bias;
    struct otaml_multiplier m;
};

static void put(const struct transpose_conv *r, const struct channel *c, union sum sum,
                uint8_t *out)
{
    if (r->type == OTAML_TYPE_FLOAT32) {
        const float v = otaml_clamp_float(sum.real + c->bias.real, r->min, r->max);
        memcpy(out, &v, sizeof(v));
        return;
    }
    const uint64_t whole = sum.whole + c->bias.whole;
    if (r->type == OTAML_TYPE_INT16) {
        const int16_t v = otaml_channels_output_int16(&r->c, c->m, (int64_t)whole);
        memcpy(out, &v, sizeof(v));
    } else {
        *out = (uint8_t)otaml_channels_output(&r->c.c, c->m, (uint32_t)whole);
    }
}

static void run_channel(const struct transpose_conv *r, const uint8_t *x, const struct channel *c,
                        uint8_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = 0; y < w->in_h; y++) {
            const struct otaml_taps rows = reach(y, w->pad_top, w->stride_h, w->k_h, w->out_h);
            for (uint32_t i = 0; i < w->in_w; i++) {
                const struct otaml_taps columns =
                    reach(i, w->pad_left, w->stride_w, w->k_w, w->out_w);
                put(r, c, gather(r, x, c->filter, rows, columns), out);
                out += (size_t)w->in_c * r->element;
            }
        }
        x += (size_t)w->out_h * w->out_w * w->out_c * r->element;
    }
}

/* Channel i of a stripe. */
static struct channel channel_of(const struct transpose_conv *r, const struct otaml_weights *w,
                                 const struct otaml_stripe *s, uint32_t i)
{
    struct channel c;

    memset(&c, 0, sizeof(c));
    c.filter = s->filter + (size_t)i * w->values * w->value_bytes;
    if (r->type == OTAML_TYPE_FLOAT32) {
        c.bias.real = s->bias ? otaml_get_float(s->bias + 4 * (size_t)i) : 0.0f;
    } else if (r->type == OTAML_TYPE_INT16) {
        c.bias.whole = (uint64_t)otaml_channels_bias64(s, i);
        c.m = otaml_channels_multiplier_wide(&r->c.c, otaml_stripe_scale(w, s, i));
    } else {
        c.bias.whole = (uint64_t)(int64_t)otaml_channels_bias(s, i);
        c.m = otaml_channels_multiplier(&r->c.c, otaml_stripe_scale(w, s, i));
    }
    return c;
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
        const struct channel c = channel_of(r, &weights, &s, i);
        run_channel(r, x, &c, out + (size_t)(s.first + i) * r->element);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

/* The first input is the shape, whose type says nothing. */
const struct otaml_op otaml_op_transpose_conv_any = {
    CODE_TRANSPOSE_CONV, TYPE_ANY, 0, prepare, NULL, part
};
