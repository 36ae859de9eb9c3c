/*
 * average_pool_2d_int16.c - AVERAGE_POOL_2D on int16: the mean of the taps that lie inside.
 */
#include "../fixed_priv.h"
#include "pool_priv.h"

#define LANES 16u /* channels summed side by side */

/* sum / n, halves away from zero. */
static int32_t mean(int32_t sum, int32_t n)
{
    return (sum > 0 ? sum + n / 2 : sum - n / 2) / n;
}

static void lanes(const struct otaml_pool_int16 *r, const int16_t *in, struct otaml_taps rows,
                  struct otaml_taps columns, uint32_t n, int16_t *out)
{
    /* Below 2^15, see pool.c: the sum and half the taps fit. */
    const int32_t taps = (rows.end - rows.first) * (columns.end - columns.first);
    int32_t sum[LANES] = { 0 };

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const int16_t *from =
            in + otaml_pool_at(&r->w, 0, rows.origin + ky, columns.origin + columns.first);
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            for (uint32_t c = 0; c < n; c++) {
                sum[c] += from[c];
            }
            from += r->w.in_c;
        }
    }
    for (uint32_t c = 0; c < n; c++) {
        out[c] = (int16_t)otaml_clamp(taps > 0 ? mean(sum[c], taps) : 0, r->min, r->max);
    }
}

static void pixel(const struct otaml_pool_int16 *r, const int16_t *in, struct otaml_taps rows,
                  struct otaml_taps columns, int16_t *out)
{
    for (uint32_t c = 0; c < r->w.out_c; c += LANES) {
        lanes(r, in + c, rows, columns, otaml_min_u32(LANES, r->w.out_c - c), out + c);
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

const struct otaml_op otaml_op_average_pool_2d_int16 = { CODE_AVERAGE_POOL_2D, OTAML_TYPE_INT16, 0,
                                                         otaml_pool_prepare_int16, run };
