/*
 * window.c - check a sliding kernel's geometry. API: window_priv.h
 */
#include "window_priv.h"

/* Where a compiler has these called rather than inlined. */
extern inline struct otaml_taps otaml_window_taps(uint32_t at, uint32_t stride, uint32_t pad,
                                                  uint32_t dilation, uint32_t taps, uint32_t size);
extern inline struct otaml_taps otaml_window_rows(const struct otaml_window *w, uint32_t y);
extern inline struct otaml_taps otaml_window_columns(const struct otaml_window *w, uint32_t x);

enum { FIELD_PADDING = 0, FIELD_STRIDES = 1 };
enum { WIDE, HIGH, AXES }; /* both pairs of options are in this order */
enum { PADDING_SAME = 0, PADDING_VALID = 1 };

/* One axis: output size and padding as the reference has them. False if they do not fit. */
static bool axis_fits(uint8_t padding, uint32_t in, uint32_t out, uint32_t kernel, uint32_t stride,
                      uint32_t dilation, uint16_t *pad)
{
    const uint32_t span = (kernel - 1) * dilation + 1; /* both < 2^16 */
    uint32_t expected;

    *pad = 0;
    if (span > UINT16_MAX) {
        return false;
    }
    if (padding == PADDING_VALID) {
        expected = in < span ? 0 : (in - span) / stride + 1;
    } else {
        expected = (in + stride - 1) / stride;
        /* (expected - 1) * stride < in */
        const uint32_t covered = (expected - 1) * stride + span;
        *pad = (uint16_t)(covered > in ? (covered - in) / 2 : 0);
    }
    return expected == out;
}

static bool is_u16(int32_t v)
{
    return v >= 1 && v <= UINT16_MAX;
}

void otaml_window_prepare(struct prep *p, struct otaml_window *w, const struct otaml_tensor *in,
                          const struct otaml_tensor *out, int32_t dilation_field)
{
    const uint8_t padding = otaml_prep_option_u8(p, FIELD_PADDING);
    int32_t stride[AXES] = { 0, 0 }, dilation[AXES] = { 1, 1 };

    otaml_prep_options(p, FIELD_STRIDES, AXES, stride);
    if (dilation_field >= 0) {
        otaml_prep_options(p, (uint32_t)dilation_field, AXES, dilation);
    }
    if (padding > PADDING_VALID || !is_u16(stride[WIDE]) || !is_u16(stride[HIGH])
        || !is_u16(dilation[WIDE]) || !is_u16(dilation[HIGH])) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
        return;
    }
    bool ok = in->rank == 4 && out->rank == 4 && in->dims[0] == out->dims[0];
    for (uint32_t i = 0; ok && i < 4; i++) {
        ok = in->dims[i] <= UINT16_MAX && out->dims[i] <= UINT16_MAX;
    }
    if (!ok) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return;
    }
    w->batches = (uint16_t)in->dims[0];
    w->in_h = (uint16_t)in->dims[1];
    w->in_w = (uint16_t)in->dims[2];
    w->in_c = (uint16_t)in->dims[3];
    w->out_h = (uint16_t)out->dims[1];
    w->out_w = (uint16_t)out->dims[2];
    w->out_c = (uint16_t)out->dims[3];
    w->stride_h = (uint16_t)stride[HIGH];
    w->stride_w = (uint16_t)stride[WIDE];
    w->dilation_h = (uint16_t)dilation[HIGH];
    w->dilation_w = (uint16_t)dilation[WIDE];
    if (!axis_fits(padding, w->in_h, w->out_h, w->k_h, w->stride_h, w->dilation_h, &w->pad_top)
        || !axis_fits(padding, w->in_w, w->out_w, w->k_w, w->stride_w, w->dilation_w,
                      &w->pad_left)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
}

static void swap(uint16_t *a, uint16_t *b)
{
    const uint16_t old = *a;

    *a = *b;
    *b = old;
}

void otaml_window_turn(struct otaml_window *w)
{
    swap(&w->in_h, &w->in_w);
    swap(&w->out_h, &w->out_w);
    swap(&w->k_h, &w->k_w);
    swap(&w->stride_h, &w->stride_w);
    swap(&w->dilation_h, &w->dilation_w);
    swap(&w->pad_top, &w->pad_left);
}

/* Outputs of one axis from one with taps t on, at most `left`, that have the same taps. */
static uint32_t alike(struct otaml_taps t, uint32_t taps, uint32_t dilation, uint32_t size,
                      uint32_t stride, uint32_t left)
{
    const int32_t last = t.origin + (int32_t)((taps - 1) * dilation);

    if (t.origin < 0 || last >= (int32_t)size) {
        return 1;
    }
    return otaml_min_u32((size - 1 - (uint32_t)last) / stride + 1, left);
}

struct otaml_alike otaml_window_alike(const struct otaml_window *w, uint32_t y, uint32_t end,
                                      uint32_t x, struct otaml_taps rows, struct otaml_taps columns)
{
    const uint32_t x_right = (uint32_t)w->stride_w * w->in_c;
    const uint32_t x_down = (uint32_t)w->stride_h * w->in_w * w->in_c;
    const uint32_t out_right = w->out_c, out_down = (uint32_t)w->out_w * w->out_c;
    struct otaml_alike a;

    a.rows = alike(rows, w->k_h, w->dilation_h, w->in_h, w->stride_h, end - y);
    a.columns = alike(columns, w->k_w, w->dilation_w, w->in_w, w->stride_w, w->out_w - x);
    const bool right = a.columns >= a.rows; /* the longer way */
    a.lines = right ? a.rows : a.columns;
    a.pixels = right ? a.columns : a.rows;
    a.x_step = right ? x_right : x_down;
    a.x_line = right ? x_down : x_right;
    a.out_step = right ? out_right : out_down;
    a.out_line = right ? out_down : out_right;
    if (a.x_line == a.pixels * a.x_step && a.out_line == a.pixels * a.out_step) {
        a.pixels *= a.lines; /* one line follows the other */
        a.lines = 1;
    }
    return a;
}
