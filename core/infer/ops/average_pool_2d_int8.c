/*
 * average_pool_2d_int8.c - AVERAGE_POOL_2D on int8: the mean of the taps that lie inside.
 */
#include "../fixed_priv.h"
#include "pool_priv.h"

#define LANES 16u /* channels summed side by side */

static void lanes(const struct otaml_pool_int8 *r, const int8_t *in, struct otaml_taps rows,
                  struct otaml_taps columns, uint32_t n, int8_t *out)
{
    const struct otaml_window *w = &r->pool.w;
    /* Below 2^23, see pool.c: the sum and half the taps fit. */
    const int32_t taps = (rows.end - rows.first) * (columns.end - columns.first);
    int32_t sum[LANES] = { 0 };

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const int8_t *from =
            in + otaml_pool_at(w, rows.origin + ky, columns.origin + columns.first);
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            for (uint32_t c = 0; c < n; c++) {
                sum[c] += from[c];
            }
            from += w->in_c;
        }
    }
    for (uint32_t c = 0; c < n; c++) {
        out[c] = otaml_clamp_int8(taps > 0 ? otaml_pool_mean(sum[c], taps) : 0, r->min, r->max);
    }
}

static void pixel(const void *record, const void *input, struct otaml_taps rows,
                  struct otaml_taps columns, void *output)
{
    const struct otaml_pool_int8 *r = record;
    const struct otaml_window *w = &r->pool.w;
    const int8_t *in = input;
    int8_t *out = output;

    for (uint32_t c = 0; c < w->out_c; c += LANES) {
        lanes(r, in + c, rows, columns, otaml_min_u32(LANES, w->out_c - c), out + c);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pool_run(inf, record, sizeof(int8_t), pixel);
}

const struct otaml_op otaml_op_average_pool_2d_int8 = {
    CODE_AVERAGE_POOL_2D, OTAML_TYPE_INT8, OP_WINDOW, otaml_pool_prepare_int8, run, NULL
};
