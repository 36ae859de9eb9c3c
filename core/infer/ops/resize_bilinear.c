/*
 * resize_bilinear.c - RESIZE_BILINEAR: what its types share. API: resize_bilinear_priv.h
 */
#include "resize_bilinear_priv.h"

enum { RESIZE_BILINEAR_OPTIONS = 15, FIELD_ALIGN_CORNERS = 2 };

void otaml_resize_bilinear_prepare(struct prep *p, struct otaml_tensor *in)
{
    otaml_resize_prepare(p, RESIZE_BILINEAR_OPTIONS, FIELD_ALIGN_CORNERS, in);
    const struct otaml_resize *r = (const void *)&p->record;
    if (r->align_corners && r->half_pixel_centers) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
}

void otaml_resize_bilinear_run(const struct otaml_infer *inf, const void *record,
                               const struct otaml_resizer *resizer)
{
    const struct otaml_resize *r = record;
    const size_t pixel = (size_t)r->channels * r->value, row = r->in_w * pixel;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t b = 0; b < r->batches; b++) {
        for (uint32_t y = 0; y < r->out_h; y++) {
            const struct otaml_resize_tap v = resizer->tap(r, y, r->in_h, r->out_h);
            for (uint32_t x = 0; x < r->out_w; x++) {
                const struct otaml_resize_tap h = resizer->tap(r, x, r->in_w, r->out_w);
                const uint8_t *corners[4] = { in + v.lower * row + h.lower * pixel,
                                              in + v.upper * row + h.lower * pixel,
                                              in + v.lower * row + h.upper * pixel,
                                              in + v.upper * row + h.upper * pixel };
                resizer->pixel(r, corners, &v, &h, out);
                out += pixel;
            }
        }
        in += r->in_h * row;
    }
}
