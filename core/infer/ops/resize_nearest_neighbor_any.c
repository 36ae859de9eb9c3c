/*
 * resize_nearest_neighbor_any.c - RESIZE_NEAREST_NEIGHBOR, any type. Places are found in float32,
 * as in the reference.
 */
#include <string.h>
#include "native_order_priv.h"
#include "resize_priv.h"

enum { RESIZE_NEAREST_NEIGHBOR_OPTIONS = 74, FIELD_ALIGN_CORNERS = 0 };

static void prepare(struct prep *p)
{
    struct otaml_tensor in;

    otaml_resize_prepare(p, RESIZE_NEAREST_NEIGHBOR_OPTIONS, FIELD_ALIGN_CORNERS, &in);
}

/* The input row or column for output `at`. */
static uint32_t nearest(const struct otaml_resize *r, uint32_t at, uint32_t in, uint32_t out)
{
    const float scale = (float)otaml_resize_whole(r, in, out) / (float)otaml_resize_parts(r, out);
    const float place = ((float)at + (r->half_pixel_centers ? 0.5f : 0.0f)) * scale;
    uint32_t whole = (uint32_t)place; /* below 2^17 */

    if (r->align_corners && place - (float)whole >= 0.5f) {
        whole++;
    }
    return whole < in ? whole : in - 1;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_resize *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *const first = otaml_arena_at(inf, r->out), *out = first;
    const size_t pixel = (size_t)r->channels * r->value;

    for (uint32_t b = 0; b < r->batches; b++) {
        for (uint32_t y = 0; y < r->out_h; y++) {
            const uint8_t *row = in + nearest(r, y, r->in_h, r->out_h) * r->in_w * pixel;
            for (uint32_t x = 0; x < r->out_w; x++) {
                memcpy(out, row + nearest(r, x, r->in_w, r->out_w) * pixel, pixel);
                out += pixel;
            }
        }
        in += (size_t)r->in_h * r->in_w * pixel;
    }
    otaml_native_order(first, (size_t)(out - first), r->value, otaml_is_constant(r->in));
}

const struct otaml_op otaml_op_resize_nearest_neighbor_any = {
    CODE_RESIZE_NEAREST_NEIGHBOR, TYPE_ANY, 0, prepare, run, NULL
};
