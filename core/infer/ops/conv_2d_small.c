/*
 * conv_2d_small.c - CONV_2D with a small kernel whose rows are short, or have gaps: the taps of
 * a few pixels are copied together, so that a product runs over all of a kernel at once.
 * API: conv_2d_priv.h
 */
#include <string.h>
#include "conv_2d_priv.h"

#define PATCHES_BYTES 256u /* of copied taps, on the stack */

bool otaml_conv_2d_is_small(const struct otaml_window *w)
{
    return (uint32_t)w->k_h * w->k_w * w->in_c <= PATCHES_BYTES
           && (w->dilation_w > 1 || (w->k_h > 1 && (uint32_t)w->k_w * w->in_c < KERNEL_SHORT_RUN));
}

/* Bytes that are `step` apart in both. */
struct copy {
    int8_t *to;
    const int8_t *from;
    uint32_t to_step, from_step;
};

/* Four bytes: read before any is written, so that a compiler takes a word where the processor can
 * at any place; memcpy is a call where it cannot. */
static inline void copy_four(int8_t *to, const int8_t *from)
{
    const int8_t a = from[0], b = from[1], c = from[2], d = from[3];

    to[0] = a;
    to[1] = b;
    to[2] = c;
    to[3] = d;
}

/* n bytes of each of `runs`. */
static void copy_runs(const struct copy *c, uint32_t n, uint32_t runs)
{
    uint32_t at = 0;

    for (; n - at >= 4; at += 4) {
        int8_t *to = c->to + at;
        const int8_t *from = c->from + at;
        for (uint32_t r = runs; r > 0; r--, to += c->to_step, from += c->from_step) {
            copy_four(to, from);
        }
    }
    for (; at < n; at++) {
        int8_t *to = c->to + at;
        const int8_t *from = c->from + at;
        for (uint32_t r = runs; r > 0; r--, to += c->to_step, from += c->from_step) {
            *to = *from;
        }
    }
}

/* The taps of pixel x in a row with these kernel rows, those in the padding as zeros. `line` is the
 * input's row of the first one. */
static void copy_taps(const struct otaml_window *w, int32_t zero, const int8_t *line,
                      struct otaml_taps rows, uint32_t x, int8_t *to)
{
    const struct otaml_taps columns = otaml_window_columns(w, x);
    const uint32_t runs = rows.end > rows.first ? (uint32_t)(rows.end - rows.first) : 0;
    const uint32_t taps = w->dilation_w == 1 ? (uint32_t)(columns.end - columns.first) : 1;
    struct copy c = { .to_step = (uint32_t)w->k_w * w->in_c,
                      .from_step = (uint32_t)w->dilation_h * w->in_w * w->in_c };

    if (runs < w->k_h || columns.end - columns.first < w->k_w) {
        memset(to, zero, w->k_h * c.to_step);
    }
    for (int32_t kx = columns.first; kx < columns.end; kx += (int32_t)taps) {
        c.to = to + (uint32_t)rows.first * c.to_step + (uint32_t)kx * w->in_c;
        c.from = line + (uint32_t)(columns.origin + kx * w->dilation_w) * w->in_c;
        copy_runs(&c, taps * w->in_c, runs);
    }
}

/* Whether there is no room for another pixel, or for so many that they would be taken at once. */
static inline bool is_full(const struct otaml_matmul *k)
{
    return (k->pixels + 1) * k->w_step > PATCHES_BYTES
           || (k->pixels % KERNEL_PIXELS == 0
               && (k->pixels + KERNEL_PIXELS) * k->w_step > PATCHES_BYTES);
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
        const struct otaml_taps rows = otaml_window_rows(w, y);
        const int8_t *line = in;
        if (rows.first < rows.end) {
            const uint32_t first = otaml_window_start(rows, w->dilation_h) - inf->rows.in_first;
            line += (size_t)first * w->in_w * w->in_c;
        }
        for (uint32_t x = 0; x < w->out_w; x++) {
            copy_taps(w, -k->in_offset, line, rows, x, patches + k->pixels++ * k->w_step);
            if (is_full(k) || (y + 1 == end && x + 1 == w->out_w)) {
                otaml_matmul_s8(k);
                k->out += k->pixels * k->out_step;
                k->pixels = 0;
            }
        }
    }
}
