/*
 * max_pool_2d_int16.c - MAX_POOL_2D on int16.
 */
#include "../fixed_priv.h"
#include "pool_priv.h"

static void pixel(const struct otaml_pool_int16 *r, const int16_t *in, struct otaml_taps rows,
                  struct otaml_taps columns, int16_t *out)
{
    for (uint32_t c = 0; c < r->w.out_c; c++) {
        out[c] = INT16_MIN;
    }
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const int16_t *from =
                in + otaml_pool_at(&r->w, 0, rows.origin + ky, columns.origin + kx);
            for (uint32_t c = 0; c < r->w.out_c; c++) {
                out[c] = from[c] > out[c] ? from[c] : out[c];
            }
        }
    }
    for (uint32_t c = 0; c < r->w.out_c; c++) {
        out[c] = (int16_t)otaml_clamp(out[c], r->min, r->max);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_pool_int16 *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);

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

const struct otaml_op otaml_op_max_pool_2d_int16 = { CODE_MAX_POOL_2D, OTAML_TYPE_INT16, 0,
                                                     otaml_pool_prepare_int16, run };
