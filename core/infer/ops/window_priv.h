/*
 * window_priv.h - a kernel that slides over the height and width of an NHWC tensor:
 * convolutions and pools.
 */
#ifndef OTAML_WINDOW_PRIV_H
#define OTAML_WINDOW_PRIV_H

#include "../prep_priv.h"

struct otaml_window {
    uint16_t batches;
    uint16_t in_h, in_w, in_c;
    uint16_t out_h, out_w, out_c;
    uint16_t k_h, k_w;
    uint16_t stride_h, stride_w;
    uint16_t dilation_h, dilation_w;
    uint16_t pad_top, pad_left;
    uint16_t unused;
};

/* Taps [first, end) of a kernel that lie inside, and where tap 0 lies. */
struct otaml_taps {
    int32_t origin, first, end;
};

/*
 * Check input and output against each other and fill w; k_h and k_w are set. The options'
 * fields 0, 1, 2 are padding, stride_w, stride_h; dilation_w is the field named, followed by
 * dilation_h, or there is none (-1). The output's channels are not compared with anything.
 */
void otaml_window_prepare(struct prep *p, struct otaml_window *w, const struct otaml_tensor *in,
                          const struct otaml_tensor *out, int32_t dilation_field);

inline struct otaml_taps otaml_window_taps(uint32_t at, uint32_t stride, uint32_t pad,
                                           uint32_t dilation, uint32_t taps, uint32_t size)
{
    struct otaml_taps t = { (int32_t)(at * stride) - (int32_t)pad, 0, (int32_t)taps };
    const int32_t step = (int32_t)dilation;
    const int32_t room = (int32_t)size - t.origin; /* to the far edge */

    if (t.origin < 0) {
        t.first = step == 1 ? -t.origin : (-t.origin + step - 1) / step;
    }
    if (room < (t.end - 1) * step + 1) {
        t.end = step == 1 ? room : (room + step - 1) / step;
    }
    if (t.end < t.first) {
        t.end = t.first; /* the kernel lies in the padding */
    }
    return t;
}

/* Where the first of them lies; 0 if there is none. */
static inline uint32_t otaml_window_start(struct otaml_taps t, uint32_t dilation)
{
    return t.first < t.end ? (uint32_t)(t.origin + t.first * (int32_t)dilation) : 0;
}

inline struct otaml_taps otaml_window_rows(const struct otaml_window *w, uint32_t y)
{
    return otaml_window_taps(y, w->stride_h, w->pad_top, w->dilation_h, w->k_h, w->in_h);
}

inline struct otaml_taps otaml_window_columns(const struct otaml_window *w, uint32_t x)
{
    return otaml_window_taps(x, w->stride_w, w->pad_left, w->dilation_w, w->k_w, w->in_w);
}

/* Height and width change places: the same for a window over something that is 1 high. */
void otaml_window_turn(struct otaml_window *w);

/* The end of the rows of the output that are asked for now; they begin at inf->rows.first. */
static inline uint32_t otaml_window_end(const struct otaml_infer *inf, const struct otaml_window *w)
{
    return otaml_min_u32(inf->rows.end, w->out_h);
}

/* Outputs whose taps are the same: `lines` times `pixels` of them, in steps of bytes of an int8
 * tensor. */
struct otaml_alike {
    uint32_t rows, columns; /* of outputs */
    uint32_t lines, pixels;
    uint32_t x_line, out_line; /* from a line to the next one, in input and output */
    uint32_t x_step, out_step; /* from a pixel to the next one */
};

/* Those from output (y, x) on, which has these taps. Of all that lie wholly inside they are the
 * rest of their rows (up to `end`) or columns; others are alone in one direction, or in both. */
struct otaml_alike otaml_window_alike(const struct otaml_window *w, uint32_t y, uint32_t end,
                                      uint32_t x, struct otaml_taps rows,
                                      struct otaml_taps columns);

#endif /* OTAML_WINDOW_PRIV_H */
