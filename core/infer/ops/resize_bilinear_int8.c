/*
 * resize_bilinear_int8.c - RESIZE_BILINEAR on int8, in units of 1/1024 pixel.
 */
#include "resize_bilinear_priv.h"

#define ONE 1024

static void prepare(struct prep *p)
{
    struct otaml_tensor in;

    otaml_resize_bilinear_prepare(p, &in);
}

static struct otaml_resize_tap tap(const struct otaml_resize *r, uint32_t at, uint32_t in,
                                   uint32_t out)
{
    const uint32_t parts = otaml_resize_parts(r, out);
    /* Sizes are 16 bits: all of this stays below 2^28. */
    const int32_t scale = (int32_t)((ONE * otaml_resize_whole(r, in, out) + parts / 2) / parts);
    const int32_t place = (int32_t)at * scale + (r->half_pixel_centers ? scale / 2 - ONE / 2 : 0);
    struct otaml_resize_tap t;

    t.lower = otaml_resize_within(place / ONE, in);
    t.upper = otaml_resize_within((place + ONE - 1) / ONE, in);
    t.past.fixed = place - ONE * (int32_t)t.lower;
    return t;
}

/* Where the lower input was cut to the last one, weights are no longer below 2 * ONE and sums may
 * wrap; the reference reads beyond its input there. */
static uint32_t weighted(uint8_t value, int32_t y, int32_t x)
{
    return (uint32_t)(int8_t)value * (uint32_t)y * (uint32_t)x;
}

static void pixel(const struct otaml_resize *r, const uint8_t *const corners[4],
                  const struct otaml_resize_tap *y, const struct otaml_resize_tap *x, uint8_t *out)
{
    const int32_t dy = y->past.fixed, dx = x->past.fixed, half = ONE * ONE / 2;

    for (uint32_t i = 0; i < r->channels; i++) {
        const int32_t sum =
            (int32_t)(weighted(corners[0][i], ONE - dy, ONE - dx)
                      + weighted(corners[1][i], dy, ONE - dx)
                      + weighted(corners[2][i], ONE - dy, dx) + weighted(corners[3][i], dy, dx));
        const int64_t rounded = (int64_t)sum + (sum > 0 ? half : -half);
        out[i] = (uint8_t)(rounded / (ONE * ONE));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_resizer resizer = { tap, pixel };

    otaml_resize_bilinear_run(inf, record, &resizer);
}

const struct otaml_op otaml_op_resize_bilinear_int8 = {
    CODE_RESIZE_BILINEAR, OTAML_TYPE_INT8, 0, prepare, run, NULL
};
