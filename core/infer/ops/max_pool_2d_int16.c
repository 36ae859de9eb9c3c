/*
 * max_pool_2d_int16.c - MAX_POOL_2D on int16.
 */
#include "../fixed_priv.h"
#include "pool_priv.h"

static void pixel(const void *record, const void *input, struct otaml_taps rows,
                  struct otaml_taps columns, void *output)
{
    const struct otaml_pool_int16 *r = record;
    const struct otaml_window *w = &r->pool.w;
    const int16_t *in = input;
    int16_t *out = output;

    for (uint32_t c = 0; c < w->out_c; c++) {
        out[c] = INT16_MIN;
    }
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const int16_t *from = in + otaml_pool_at(w, rows.origin + ky, columns.origin + kx);
            for (uint32_t c = 0; c < w->out_c; c++) {
                out[c] = from[c] > out[c] ? from[c] : out[c];
            }
        }
    }
    for (uint32_t c = 0; c < w->out_c; c++) {
        out[c] = (int16_t)otaml_clamp(out[c], r->min, r->max);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pool_run(inf, record, sizeof(int16_t), pixel);
}

const struct otaml_op otaml_op_max_pool_2d_int16 = {
    CODE_MAX_POOL_2D, OTAML_TYPE_INT16, OP_WINDOW, otaml_pool_prepare_int16, run, NULL
};
