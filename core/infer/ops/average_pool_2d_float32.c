/*
 * average_pool_2d_float32.c - AVERAGE_POOL_2D on float32: the mean of the taps that lie inside.
 */
#include "../fixed_priv.h"
#include "pool_priv.h"

static void pixel(const struct otaml_pool_float32 *r, const float *in, struct otaml_taps rows,
                  struct otaml_taps columns, float *out)
{
    const int32_t taps = (rows.end - rows.first) * (columns.end - columns.first);

    for (uint32_t c = 0; c < r->w.out_c; c++) {
        out[c] = 0.0f;
    }
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const float *from = in + otaml_pool_at(&r->w, 0, rows.origin + ky, columns.origin + kx);
            for (uint32_t c = 0; c < r->w.out_c; c++) {
                out[c] += from[c];
            }
        }
    }
    for (uint32_t c = 0; c < r->w.out_c; c++) {
        out[c] = taps > 0 ? otaml_clamp_float(out[c] / (float)taps, r->min, r->max) : 0.0f;
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_pool_float32 *r = record;
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t b = 0; b < r->w.batches; b++) {
        for (uint32_t y = 0; y < r->w.out_h; y++) {
            const struct otaml_taps rows = otaml_window_rows(&r->w, y);
            for (uint32_t x = 0; x < r->w.out_w; x++) {
                pixel(r, in + otaml_pool_at(&r->w, b, 0, 0), rows, otaml_window_columns(&r->w, x),
                      out);
                out += r->w.out_c;
            }
        }
    }
}

const struct otaml_op otaml_op_average_pool_2d_float32 = { CODE_AVERAGE_POOL_2D, OTAML_TYPE_FLOAT32,
                                                           0, otaml_pool_prepare_float32, run };
