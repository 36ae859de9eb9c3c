/*
 * max_pool_2d_float32.c - MAX_POOL_2D on float32.
 */
#include <float.h>
#include "../fixed_priv.h"
#include "pool_priv.h"

static void pixel(const void *record, const void *input, struct otaml_taps rows,
                  struct otaml_taps columns, void *output)
{
    const struct otaml_pool_float32 *r = record;
    const struct otaml_window *w = &r->pool.w;
    const float *in = input;
    float *out = output;

    for (uint32_t c = 0; c < w->out_c; c++) {
        out[c] = -FLT_MAX;
    }
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const float *from = in + otaml_pool_at(w, rows.origin + ky, columns.origin + kx);
            for (uint32_t c = 0; c < w->out_c; c++) {
                out[c] = from[c] > out[c] ? from[c] : out[c];
            }
        }
    }
    for (uint32_t c = 0; c < w->out_c; c++) {
        out[c] = otaml_clamp_float(out[c], r->min, r->max);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pool_run(inf, record, sizeof(float), pixel);
}

const struct otaml_op otaml_op_max_pool_2d_float32 = {
    CODE_MAX_POOL_2D, OTAML_TYPE_FLOAT32, OP_WINDOW, otaml_pool_prepare_float32, run, NULL
};
