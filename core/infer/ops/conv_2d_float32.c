/*
 * conv_2d_float32.c - CONV_2D on float32.
 */
#include "../fixed_priv.h"
#include "conv_2d_priv.h"

struct conv {
    struct otaml_record head;
    uint32_t in, filter, bias, out;
    struct otaml_window w;
    float min, max;
};
OTAML_STATIC_ASSERT(sizeof(struct conv) <= RECORD_BYTES_MAX, conv_2d_float32_record);

static void prepare(struct prep *p)
{
    struct conv *r = otaml_prep_record(p, sizeof(*r), 2, 3, CONV_2D_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_conv_2d_prepare(p, &r->w, &in, &filter, &out);
    otaml_prep_floats(p, 0, &in);
    otaml_prep_type(p, 1, &filter, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_bias(p, OTAML_TYPE_FLOAT32, out.dims[3]);
    otaml_prep_activation_float(p, CONV_2D_ACTIVATION, &r->min, &r->max);
}

/* The taps of one output value that lie inside. */
static float sum_taps(const struct otaml_window *w, const float *in, const uint8_t *filter,
                      struct otaml_taps rows, struct otaml_taps columns)
{
    float sum = 0.0f;

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h);
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const uint32_t x = (uint32_t)(columns.origin + kx * w->dilation_w);
            const float *from = in + ((size_t)y * w->in_w + x) * w->in_c;
            const uint8_t *weight = filter + 4 * (((size_t)ky * w->k_w + (uint32_t)kx) * w->in_c);
            for (uint32_t i = 0; i < w->in_c; i++) {
                sum += from[i] * otaml_get_float(weight + 4 * i);
            }
        }
    }
    return sum;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct conv *r = record;
    const struct otaml_window *w = &r->w;
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    const uint8_t *filter = otaml_operand(inf, r->filter);
    const uint8_t *bias = r->bias == OPERAND_NONE ? NULL : otaml_operand(inf, r->bias);
    const size_t channel_bytes = 4 * (size_t)w->k_h * w->k_w * w->in_c;
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = 0; y < w->out_h; y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++) {
                const struct otaml_taps columns = otaml_window_columns(w, x);
                for (uint32_t c = 0; c < w->out_c; c++) {
                    const float sum = sum_taps(w, in, filter + c * channel_bytes, rows, columns)
                                      + (bias ? otaml_get_float(bias + 4 * c) : 0.0f);
                    *out++ = otaml_clamp_float(sum, r->min, r->max);
                }
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
}

const struct otaml_op otaml_op_conv_2d_float32 = { CODE_CONV_2D, OTAML_TYPE_FLOAT32, 0, prepare,
                                                   run };
