/*
 * space_batch_priv.h - SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND, any type: every block-th pixel of
 * a padded picture goes to a batch of its own, and back. Batches [b, h, w, c] or [b, h, c].
 *
 * Batch k * n + b of the many small pictures holds, of picture b of n, the pixels that lie at
 * (k / block_w, k % block_w) in their blocks. The border of int8 is the zero point, as TensorFlow
 * Lite has it; TFLM's kernel leaves its value unset.
 */
#ifndef OTAML_SPACE_BATCH_PRIV_H
#define OTAML_SPACE_BATCH_PRIV_H

#include "../prep_priv.h"

struct otaml_space_batch {
    struct otaml_record head;
    uint32_t in, block, border, out;
    uint32_t pictures, large_h, large_w; /* of the side with few large pictures */
    uint32_t batches, small_h, small_w;  /* of the other side */
    uint32_t block_h, block_w, top, left;
    uint32_t pixel; /* bytes */
    uint32_t value; /* bytes of a value in it */
    int32_t fill;   /* of every byte of the border */
};
OTAML_STATIC_ASSERT(sizeof(struct otaml_space_batch) <= RECORD_BYTES_MAX, space_batch_record);

/* The whole of prepare. The border is what is padded, or cropped. */
void otaml_space_batch_prepare(struct prep *p, bool to_batch);

/* Where pixel (y, x) of small picture `batch` lies among the large ones, in pixels; false if it is
 * of the border. */
bool otaml_space_batch_at(const struct otaml_space_batch *r, uint32_t batch, uint32_t y, uint32_t x,
                          size_t *at);

#endif /* OTAML_SPACE_BATCH_PRIV_H */
