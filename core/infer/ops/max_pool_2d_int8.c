/*
 * max_pool_2d_int8.c - MAX_POOL_2D on int8.
 */
#include <string.h>
#include "../fixed_priv.h"
#include "pool_priv.h"

static void pixel(const void *record, const void *input, struct otaml_taps rows,
                  struct otaml_taps columns, void *output)
{
    const struct otaml_pool_int8 *r = record;
    const struct otaml_window *w = &r->pool.w;
    const int8_t *in = input;
    int8_t *out = output;

    memset(out, INT8_MIN, w->out_c);
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const int8_t *from = in + otaml_pool_at(w, rows.origin + ky, columns.origin + kx);
            for (uint32_t c = 0; c < w->out_c; c++) {
                out[c] = from[c] > out[c] ? from[c] : out[c];
            }
        }
    }
    for (uint32_t c = 0; c < w->out_c; c++) {
        out[c] = otaml_clamp_int8(out[c], r->min, r->max);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pool_run(inf, record, sizeof(int8_t), pixel);
}

const struct otaml_op otaml_op_max_pool_2d_int8 = {
    CODE_MAX_POOL_2D, OTAML_TYPE_INT8, OP_WINDOW, otaml_pool_prepare_int8, run, NULL
};
