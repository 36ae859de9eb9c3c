/*
 * pool_priv.h - AVERAGE_POOL_2D and MAX_POOL_2D: NHWC to NHWC, channel by channel.
 */
#ifndef OTAML_POOL_PRIV_H
#define OTAML_POOL_PRIV_H

#include "window_priv.h"

enum { POOL_OPTIONS = 5, POOL_ACTIVATION = 5 };

struct otaml_pool_int8 {
    struct otaml_record head;
    uint32_t in, out;
    struct otaml_window w;
    int8_t min, max;
    uint16_t unused;
};

struct otaml_pool_int16 {
    struct otaml_record head;
    uint32_t in, out;
    struct otaml_window w;
    int16_t min, max;
};

struct otaml_pool_float32 {
    struct otaml_record head;
    uint32_t in, out;
    struct otaml_window w;
    float min, max;
};

/* The whole of prepare for either pool. */
void otaml_pool_prepare_int8(struct prep *p);
void otaml_pool_prepare_int16(struct prep *p);
void otaml_pool_prepare_float32(struct prep *p);

/* Where the first byte or value of a window's row y lies that is column x. */
static inline size_t otaml_pool_at(const struct otaml_window *w, uint32_t batch, int32_t y,
                                   int32_t x)
{
    return (((size_t)batch * w->in_h + (uint32_t)y) * w->in_w + (uint32_t)x) * w->in_c;
}

#endif /* OTAML_POOL_PRIV_H */
