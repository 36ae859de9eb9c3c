/*
 * pool_priv.h - AVERAGE_POOL_2D and MAX_POOL_2D: NHWC to NHWC, channel by channel.
 */
#ifndef OTAML_POOL_PRIV_H
#define OTAML_POOL_PRIV_H

#include "window_priv.h"

enum { POOL_OPTIONS = 5, POOL_ACTIVATION = 5 };

/* What either type's record begins with. */
struct otaml_pool {
    struct otaml_record head;
    uint32_t in, out;
    struct otaml_window w;
};

struct otaml_pool_int8 {
    struct otaml_pool pool;
    int8_t min, max;
    uint16_t unused;
};

struct otaml_pool_int16 {
    struct otaml_pool pool;
    int16_t min, max;
};

struct otaml_pool_float32 {
    struct otaml_pool pool;
    float min, max;
};

/* The whole of prepare for either pool. */
void otaml_pool_prepare_int8(struct prep *p);
void otaml_pool_prepare_int16(struct prep *p);
void otaml_pool_prepare_float32(struct prep *p);

/* All channels of one output pixel, from the taps that lie inside; `in` is its batch. */
typedef void (*otaml_pool_pixel)(const void *record, const void *in, struct otaml_taps rows,
                                 struct otaml_taps columns, void *out);

/* The whole of run: `pixel` for each of them, on values of `bytes` each. */
void otaml_pool_run(const struct otaml_infer *inf, const void *record, size_t bytes,
                    otaml_pool_pixel pixel);

/* Where the first value lies, in a batch, that is in row y and column x. */
static inline size_t otaml_pool_at(const struct otaml_window *w, int32_t y, int32_t x)
{
    return ((size_t)(uint32_t)y * w->in_w + (uint32_t)x) * w->in_c;
}

/* sum / taps, halves away from zero; taps > 0, and few enough that the sum and half of them fit. */
static inline int32_t otaml_pool_mean(int32_t sum, int32_t taps)
{
    return (sum > 0 ? sum + taps / 2 : sum - taps / 2) / taps;
}

#endif /* OTAML_POOL_PRIV_H */
