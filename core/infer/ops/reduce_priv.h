/*
 * reduce_priv.h - MEAN, SUM, REDUCE_MAX, REDUCE_MIN, REDUCE_ALL: one value for each set of values
 * that differ in their places along some axes only.
 *
 * Neighbouring axes that both stay or are both reduced are one axis here, so kinds alternate and
 * three of each do for any tensor.
 */
#ifndef OTAML_REDUCE_PRIV_H
#define OTAML_REDUCE_PRIV_H

#include "../fixed_priv.h"
#include "../prep_priv.h"

#define REDUCE_AXES ((OTAML_MODEL_RANK_MAX + 1u) / 2u)

struct otaml_reduce_axis {
    uint32_t size, step; /* step: bytes of input from one to the next */
};

/* Right behind the operands of a record; the fastest axis is the last one. */
struct otaml_reduce {
    struct otaml_reduce_axis outer[REDUCE_AXES]; /* of what stays */
    struct otaml_reduce_axis inner[REDUCE_AXES]; /* of what is reduced */
};

/* What every record begins with. */
struct otaml_reduction {
    struct otaml_record head;
    uint32_t in, axes, out;
    struct otaml_reduce r;
};

/* What is known of one output while its values come in. */
union otaml_reduce_state {
    uint32_t sum; /* modulo 2^32 */
    int32_t extreme;
    float real;
};

struct otaml_reducer {
    union otaml_reduce_state first;
    /* `n` values, `step` bytes from one another. */
    void (*take)(union otaml_reduce_state *s, const uint8_t *in, uint32_t n, uint32_t step,
                 bool constant);
    /* All were taken: write the output, return behind it. */
    uint8_t *(*put)(const void *record, const union otaml_reduce_state *s, uint8_t *out);
};

/* Begin the record and check the shapes; returns how many values each output has, 0 on an error.
 * Types and scales are the caller's. */
uint32_t otaml_reduce_prepare(struct prep *p, size_t record_size, struct otaml_tensor *in,
                              struct otaml_tensor *out);

void otaml_reduce_run(const struct otaml_infer *inf, const void *record,
                      const struct otaml_reducer *reducer);

/* MEAN and SUM on int8 and int16. */
struct otaml_reduce_sum {
    struct otaml_reduction reduction;
    uint32_t zeros; /* zero point of the input, times the values of an output */
    struct otaml_multiplier m;
    int8_t out_zero;
    uint8_t unused[3];
};
OTAML_STATIC_ASSERT(sizeof(struct otaml_reduce_sum) <= RECORD_BYTES_MAX, reduce_sum_record);

/* The whole of prepare. The division by the number of values is put into the output's multiplier,
 * as in the reference. */
void otaml_reduce_sum_prepare(struct prep *p, uint8_t type, bool mean);

/* The output for a sum of values, still without its type's limits. */
static inline int32_t otaml_reduce_sum_output(const struct otaml_reduce_sum *r, uint32_t sum)
{
    return otaml_add_wrap(otaml_multiply((int32_t)(sum - r->zeros), r->m), r->out_zero);
}

void otaml_reduce_sum_run_int8(const struct otaml_infer *inf, const void *record);
void otaml_reduce_sum_run_int16(const struct otaml_infer *inf, const void *record);

/* MEAN and SUM on float32. */
struct otaml_reduce_float32 {
    struct otaml_reduction reduction;
    float values; /* what the sum is divided by */
};

void otaml_reduce_float32_prepare(struct prep *p, bool mean);
void otaml_reduce_float32_run(const struct otaml_infer *inf, const void *record);

/* REDUCE_MAX and REDUCE_MIN. Input and output of int8 must be quantized alike. */
void otaml_reduce_extreme_prepare(struct prep *p, uint8_t type);

#endif /* OTAML_REDUCE_PRIV_H */
