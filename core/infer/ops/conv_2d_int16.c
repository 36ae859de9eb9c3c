/*
 * conv_2d_int16.c - CONV_2D on int16 with int8 weights. Sums and multipliers are the wide ones,
 * but with a bias of int32 (rather than int64) the reference works as on int8.
 */
#include "../arch/kernels_priv.h"
#include "channels_priv.h"
#include "conv_2d_priv.h"

struct conv {
    struct otaml_record head;
    uint32_t in, filter, bias, out;
    struct otaml_window w;
    struct otaml_channels_int16 c;
    uint32_t wide;
};
OTAML_STATIC_ASSERT(sizeof(struct conv) <= RECORD_BYTES_MAX, conv_2d_int16_record);

static void prepare(struct prep *p)
{
    struct conv *r = otaml_prep_record(p, sizeof(*r), 2, 3, CONV_2D_OPTIONS);
    struct otaml_tensor in, filter, out, bias;

    otaml_conv_2d_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare_int16(p, &r->c, &in, &filter, &out, 0, CONV_2D_ACTIVATION);
    r->wide = !otaml_prep_optional(p, 2, &bias) || bias.type != OTAML_TYPE_INT32;
    otaml_prep_bias(p, r->wide ? OTAML_TYPE_INT64 : OTAML_TYPE_INT32, out.dims[3]);
}

/* The taps of one output value that lie inside. */
static int64_t sum_taps(const struct otaml_window *w, const int16_t *in, const int8_t *filter,
                        struct otaml_taps rows, struct otaml_taps columns)
{
    const uint32_t taps = (uint32_t)(columns.end - columns.first);
    const uint32_t run = w->dilation_w == 1 ? taps : 1; /* of taps that follow one another */
    int64_t sum = 0;

    for (int32_t ky = rows.first; ky < rows.end && taps > 0; ky++) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h);
        const uint32_t x = (uint32_t)(columns.origin + columns.first * w->dilation_w);
        const int16_t *from = in + ((size_t)y * w->in_w + x) * w->in_c;
        const int8_t *weight = filter + ((size_t)ky * w->k_w + (uint32_t)columns.first) * w->in_c;
        for (uint32_t kx = 0; kx < taps; kx += run) {
            sum += otaml_dot_s16(from + (size_t)kx * w->dilation_w * w->in_c,
                                 weight + (size_t)kx * w->in_c, run * w->in_c);
        }
    }
    return sum;
}

static void channel(const struct conv *r, const int16_t *in, const int8_t *filter, int64_t bias,
                    struct otaml_multiplier m, int16_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = 0; y < w->out_h; y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++) {
                const struct otaml_taps columns = otaml_window_columns(w, x);
                const uint64_t sum =
                    (uint64_t)sum_taps(w, in, filter, rows, columns) + (uint64_t)bias;
                const int32_t v = r->wide ? otaml_multiply_wide((int64_t)sum, m)
                                          : otaml_multiply((int32_t)(uint32_t)sum, m);
                *out = (int16_t)otaml_clamp(v, r->c.min, r->c.max);
                out += w->out_c;
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct conv *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    const int8_t *filter = (const int8_t *)otaml_operand(inf, r->filter);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    const size_t stride = (size_t)r->w.k_h * r->w.k_w * r->w.in_c;

    for (uint32_t c = 0; c < r->w.out_c; c++) {
        const int64_t bias =
            r->wide ? otaml_channels_bias64(inf, r->bias, c) : otaml_channels_bias(inf, r->bias, c);
        channel(r, in, filter + c * stride, bias, otaml_channels_multiplier_int16(inf, &r->c, c),
                out + c);
    }
}

const struct otaml_op otaml_op_conv_2d_int16 = { CODE_CONV_2D, OTAML_TYPE_INT16, 0, prepare, run };
