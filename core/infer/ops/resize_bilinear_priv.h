/*
 * resize_bilinear_priv.h - RESIZE_BILINEAR: each output is a mean of four inputs, weighted by how
 * near they are.
 */
#ifndef OTAML_RESIZE_BILINEAR_PRIV_H
#define OTAML_RESIZE_BILINEAR_PRIV_H

#include "resize_priv.h"

/* The two rows or columns that an output lies between, and how far it is from the lower one. */
struct otaml_resize_tap {
    uint32_t lower, upper; /* both below the input's size */
    union {
        float real;
        int32_t fixed; /* in 1/1024 */
    } past;
};

struct otaml_resizer {
    struct otaml_resize_tap (*tap)(const struct otaml_resize *r, uint32_t at, uint32_t in,
                                   uint32_t out);
    /* All channels of a pixel. Corners: (y, x) lower both, upper y, upper x, upper both. */
    void (*pixel)(const struct otaml_resize *r, const uint8_t *const corners[4],
                  const struct otaml_resize_tap *y, const struct otaml_resize_tap *x, uint8_t *out);
};

/* The whole of prepare but for the type's own; of run. */
void otaml_resize_bilinear_prepare(struct prep *p, struct otaml_tensor *in);
void otaml_resize_bilinear_run(const struct otaml_infer *inf, const void *record,
                               const struct otaml_resizer *resizer);

/* A row or column as the reference has it, rounded and cut to what exists. */
static inline uint32_t otaml_resize_within(int32_t at, uint32_t in)
{
    return at < 0 ? 0 : (uint32_t)at < in ? (uint32_t)at : in - 1;
}

#endif /* OTAML_RESIZE_BILINEAR_PRIV_H */
