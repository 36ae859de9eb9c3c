/*
 * depthwise_conv_2d_int16.c - DEPTHWISE_CONV_2D on int16 with int8 weights and a bias of int64.
 */
#include "channels_priv.h"
#include "depthwise_conv_2d_priv.h"

struct depthwise {
    struct otaml_record head;
    uint32_t in, filter, bias, out;
    struct otaml_window w;
    struct otaml_channels_int16 c;
};
OTAML_STATIC_ASSERT(sizeof(struct depthwise) <= RECORD_BYTES_MAX, depthwise_int16_record);

static void prepare(struct prep *p)
{
    struct depthwise *r = otaml_prep_record(p, sizeof(*r), 2, 3, DEPTHWISE_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_depthwise_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare_int16(p, &r->c, &in, &filter, &out, 3, DEPTHWISE_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT64, out.dims[3]);
}

/* The taps of one output value that lie inside; both pointers are at its channel. */
static int64_t sum_taps(const struct otaml_window *w, const int16_t *in, const int8_t *filter,
                        struct otaml_taps rows, struct otaml_taps columns)
{
    int64_t sum = 0;

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h);
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const uint32_t x = (uint32_t)(columns.origin + kx * w->dilation_w);
            sum += in[((size_t)y * w->in_w + x) * w->in_c]
                   * filter[((size_t)ky * w->k_w + (uint32_t)kx) * w->out_c];
        }
    }
    return sum;
}

static void channel(const struct depthwise *r, const int16_t *in, const int8_t *filter,
                    int64_t bias, struct otaml_multiplier m, int16_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = 0; y < w->out_h; y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++) {
                const uint64_t sum =
                    (uint64_t)sum_taps(w, in, filter, rows, otaml_window_columns(w, x));
                *out = otaml_channels_output_int16(&r->c, m, (int64_t)(sum + (uint64_t)bias));
                out += w->out_c;
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct depthwise *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    const int8_t *filter = (const int8_t *)otaml_operand(inf, r->filter);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    const uint32_t outputs = (uint32_t)r->w.out_c / r->w.in_c; /* of an input channel */

    for (uint32_t c = 0; c < r->w.out_c; c++) {
        channel(r, in + c / outputs, filter + c, otaml_channels_bias64(inf, r->bias, c),
                otaml_channels_multiplier_int16(inf, &r->c, c), out + c);
    }
}

const struct otaml_op otaml_op_depthwise_conv_2d_int16 = { CODE_DEPTHWISE_CONV_2D, OTAML_TYPE_INT16,
                                                           0, prepare, run };
