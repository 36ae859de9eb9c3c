/*
 * resize.c - RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: what they share. API: resize_priv.h
 */
#include "resize_priv.h"

/* Heights and widths that int32 arithmetic with 10 bits of fraction is exact for. */
static bool fits(const struct otaml_tensor *in, const struct otaml_tensor *out)
{
    return in->rank == 4 && out->rank == 4 && in->dims[0] == out->dims[0]
           && in->dims[3] == out->dims[3] && in->dims[1] <= UINT16_MAX && in->dims[2] <= UINT16_MAX
           && out->dims[1] <= UINT16_MAX && out->dims[2] <= UINT16_MAX;
}

void otaml_resize_prepare(struct prep *p, uint8_t options_type, uint32_t align_field,
                          struct otaml_tensor *in)
{
    struct otaml_resize *r = otaml_prep_record(p, sizeof(*r), 2, 2, options_type);
    struct otaml_tensor size, out;

    r->align_corners = otaml_prep_option_u8(p, align_field) != 0;
    r->half_pixel_centers = otaml_prep_option_u8(p, align_field + 1) != 0;
    otaml_prep_input(p, 0, in);
    otaml_prep_integers(p, 1, &size, 2);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in->type);
    const int32_t height = otaml_prep_integer(p, &size, 0);
    const int32_t width = otaml_prep_integer(p, &size, 1);
    if (p->err) {
        return;
    }
    if (!fits(in, &out) || out.dims[1] != (uint32_t)height || out.dims[2] != (uint32_t)width) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return;
    }
    r->batches = in->dims[0];
    r->in_h = (uint16_t)in->dims[1];
    r->in_w = (uint16_t)in->dims[2];
    r->out_h = (uint16_t)out.dims[1];
    r->out_w = (uint16_t)out.dims[2];
    r->channels = in->dims[3];
    r->value = (uint8_t)(in->bytes / in->count);
}
