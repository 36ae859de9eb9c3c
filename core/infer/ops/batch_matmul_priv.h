/*
 * batch_matmul_priv.h - BATCH_MATMUL: products of matrices [.., rows, depth] x [.., depth,
 * columns], either of which may be given transposed (adj_x, adj_y) and repeats along any of up to
 * three axes of batches where it is 1 long or that it lacks.
 */
#ifndef OTAML_BATCH_MATMUL_PRIV_H
#define OTAML_BATCH_MATMUL_PRIV_H

#include "../fixed_priv.h"
#include "../prep_priv.h"

#define BATCH_AXES 3u

/* What every record begins with. Steps are in elements. */
struct otaml_batch_matmul {
    struct otaml_record head;
    uint32_t in[2], out;
    uint32_t batches[BATCH_AXES];
    uint32_t batch_step[2][BATCH_AXES]; /* 0: that input repeats */
    uint32_t rows, columns, depth;
    uint8_t transposed[2];
    uint16_t unused;
};

/* Where the values of one element of the output lie: value i at i * step, in elements. */
struct otaml_products {
    const uint8_t *in[2];
    uint32_t step[2];
    bool constant[2];
    uint32_t n;
};

/* Begin the record and check the shapes; types and scales are the caller's. */
void otaml_batch_matmul_prepare(struct prep *p, size_t record_size, struct otaml_tensor in[2],
                                struct otaml_tensor *out);

/* The multiplier of the quantized ones: float32(in[0] * in[1]) / out, in double. */
struct otaml_multiplier otaml_batch_matmul_multiplier(struct prep *p,
                                                      const struct otaml_tensor in[2],
                                                      const struct otaml_tensor *out);

/* Call `one` for each element of the output, all of `bytes`. */
void otaml_batch_matmul_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                            void (*one)(const void *record, const struct otaml_products *p,
                                        uint8_t *out));

#endif /* OTAML_BATCH_MATMUL_PRIV_H */
