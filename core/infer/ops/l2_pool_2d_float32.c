/*
 * l2_pool_2d_float32.c - L2_POOL_2D on float32: the root of the mean square of the taps that lie
 * inside.
 */
#include "../fixed_priv.h"
#include "float_math_priv.h"
#include "pool_priv.h"

static void pixel(const void *record, const void *input, struct otaml_taps rows,
                  struct otaml_taps columns, void *output)
{
    const struct otaml_pool_float32 *r = record;
    const struct otaml_window *w = &r->pool.w;
    const float *in = input;
    float *out = output;
    const int32_t taps = (rows.end - rows.first) * (columns.end - columns.first);

    for (uint32_t c = 0; c < w->out_c; c++) {
        float sum = 0.0f;
        for (int32_t ky = rows.first; ky < rows.end; ky++) {
            for (int32_t kx = columns.first; kx < columns.end; kx++) {
                const float v = in[otaml_pool_at(w, rows.origin + ky, columns.origin + kx) + c];
                sum += v * v;
            }
        }
        out[c] = taps > 0 ? otaml_clamp_float(otaml_float_sqrt(sum / (float)taps), r->min, r->max)
                          : 0.0f;
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pool_run(inf, record, sizeof(float), pixel);
}

const struct otaml_op otaml_op_l2_pool_2d_float32 = {
    CODE_L2_POOL_2D, OTAML_TYPE_FLOAT32, 0, otaml_pool_prepare_float32, run, NULL
};
