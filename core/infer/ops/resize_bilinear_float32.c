/*
 * resize_bilinear_float32.c - RESIZE_BILINEAR on float32.
 */
#include "resize_bilinear_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor in;

    otaml_resize_bilinear_prepare(p, &in);
}

static struct otaml_resize_tap tap(const struct otaml_resize *r, uint32_t at, uint32_t in,
                                   uint32_t out)
{
    const float scale = (float)otaml_resize_whole(r, in, out) / (float)otaml_resize_parts(r, out);
    const float place =
        r->half_pixel_centers ? ((float)at + 0.5f) * scale - 0.5f : (float)at * scale;
    const int32_t whole = (int32_t)place; /* towards zero; above -1, below 2^17 */
    struct otaml_resize_tap t;

    t.lower = otaml_resize_within(whole, in); /* -1 and 0 are 0 */
    t.upper = otaml_resize_within(place > (float)whole ? whole + 1 : whole, in);
    t.past.real = place - (float)t.lower;
    return t;
}

static void pixel(const struct otaml_resize *r, const uint8_t *const corners[4],
                  const struct otaml_resize_tap *y, const struct otaml_resize_tap *x, uint8_t *out)
{
    const bool constant = otaml_is_constant(r->in);
    const float dy = y->past.real, dx = x->past.real;

    for (size_t i = 0; i < 4 * (size_t)r->channels; i += 4) {
        const float v = otaml_load_float(corners[0] + i, constant) * (1 - dy) * (1 - dx)
                        + otaml_load_float(corners[1] + i, constant) * dy * (1 - dx)
                        + otaml_load_float(corners[2] + i, constant) * (1 - dy) * dx
                        + otaml_load_float(corners[3] + i, constant) * dy * dx + 0.0f;
        memcpy(out + i, &v, sizeof(v));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_resizer resizer = { tap, pixel };

    otaml_resize_bilinear_run(inf, record, &resizer);
}

const struct otaml_op otaml_op_resize_bilinear_float32 = {
    CODE_RESIZE_BILINEAR, OTAML_TYPE_FLOAT32, 0, prepare, run, NULL
};
