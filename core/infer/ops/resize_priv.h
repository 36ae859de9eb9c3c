/*
 * resize_priv.h - RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: NHWC to NHWC of another height and
 * width.
 *
 * Output y lies at input y * scale. scale is in / out, or with align_corners (in - 1) / (out - 1),
 * so that the corners lie on one another. With half_pixel_centers a pixel lies at its middle.
 */
#ifndef OTAML_RESIZE_PRIV_H
#define OTAML_RESIZE_PRIV_H

#include "../prep_priv.h"

struct otaml_resize {
    struct otaml_record head;
    uint32_t in, size, out;
    uint32_t batches, channels;
    uint16_t in_h, in_w, out_h, out_w;
    uint8_t value; /* bytes of a value */
    uint8_t align_corners, half_pixel_centers;
    uint8_t unused;
};

/* Check shapes and take the tensors into the record; the options' field of align_corners is
 * followed by that of half_pixel_centers. */
void otaml_resize_prepare(struct prep *p, uint8_t options_type, uint32_t align_field,
                          struct otaml_tensor *in);

/* Along an axis, scale is whole / parts. */
static inline uint32_t otaml_resize_whole(const struct otaml_resize *r, uint32_t in, uint32_t out)
{
    return r->align_corners && out > 1 ? in - 1 : in;
}

static inline uint32_t otaml_resize_parts(const struct otaml_resize *r, uint32_t out)
{
    return r->align_corners && out > 1 ? out - 1 : out;
}

#endif /* OTAML_RESIZE_PRIV_H */
