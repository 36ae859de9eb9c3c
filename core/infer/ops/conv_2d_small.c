/*
 * conv_2d_small.c - CONV_2D with a small kernel whose rows are short, or have gaps: the taps of
 * a few pixels are copied together, so that a product runs over all of a kernel at once.
 * API: conv_2d_priv.h
 */
#include <string.h>
#include "conv_2d_priv.h"

#define PATCHES_BYTES 256u /* of copied taps, on the stack */
#define SHORT_RUN     16u  /* bytes; below it a copy pays */

bool otaml_conv_2d_is_small(const struct otaml_window *w)
{
    return (uint32_t)w->k_h * w->k_w * w->in_c <= PATCHES_BYTES
           && (w->dilation_w > 1 || (w->k_h > 1 && (uint32_t)w->k_w * w->in_c < SHORT_RUN));
}

/* Few bytes: in line, for memcpy is a call. */
static inline void copy_run(int8_t *to, const int8_t *from, uint32_t n)
{
    for (; n >= 4; n -= 4, to += 4, from += 4) {
        memcpy(to, from, 4);
    }
    if (n & 2) {
        memcpy(to, from, 2);
        to += 2;
        from += 2;
    }
    if (n & 1) {
        *to = *from;
    }
}

/* The taps of pixel (y, x), those in the padding as zeros. */
static void copy_taps(const struct otaml_infer *inf, const struct otaml_window *w, int32_t zero,
                      const int8_t *in, uint32_t y, uint32_t x, int8_t *to)
{
    const struct otaml_taps rows = otaml_window_rows(w, y), columns = otaml_window_columns(w, x);
    const uint32_t run = w->dilation_w == 1 ? (uint32_t)(columns.end - columns.first) : 1;

    if (rows.end - rows.first < w->k_h || columns.end - columns.first < w->k_w) {
        memset(to, zero, (size_t)w->k_h * w->k_w * w->in_c);
    }
    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const uint32_t line = (uint32_t)(rows.origin + ky * w->dilation_h) - inf->rows.in_first;
        const int8_t *from = in + (size_t)line * w->in_w * w->in_c;
        int8_t *at = to + (uint32_t)(ky * w->k_w) * w->in_c;
        for (int32_t kx = columns.first; kx < columns.end; kx += (int32_t)run) {
            copy_run(at + (uint32_t)kx * w->in_c,
                     from + (uint32_t)(columns.origin + kx * w->dilation_w) * w->in_c,
                     run * w->in_c);
        }
    }
}

void otaml_conv_2d_small(const struct otaml_infer *inf, const struct otaml_window *w,
                         struct otaml_matmul *k, const int8_t *in, int8_t *out)
{
    const uint32_t end = otaml_window_end(inf, w);
    int8_t patches[PATCHES_BYTES];

    k->x = patches;
    k->x_step = k->w_step;
    k->out = out;
    k->pixels = 0;
    k->runs = 1;
    k->run_bytes = k->w_step;
    for (uint32_t y = inf->rows.first; y < end; y++) {
        for (uint32_t x = 0; x < w->out_w; x++) {
            copy_taps(inf, w, -k->in_offset, in, y, x, patches + k->pixels++ * k->w_step);
            if ((k->pixels + 1) * k->w_step > PATCHES_BYTES
                || (y + 1 == end && x + 1 == w->out_w)) {
                otaml_matmul_s8(k);
                k->out += k->pixels * k->out_step;
                k->pixels = 0;
            }
        }
    }
}
