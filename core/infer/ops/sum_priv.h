/*
 * sum_priv.h - ADD and SUB on int8 and int16. Both inputs are brought to twice the larger scale
 * with 20 (15) more bits, added or subtracted, and brought to the output's scale. The reference
 * forms the multipliers of ADD in double and those of SUB in float32.
 */
#ifndef OTAML_SUM_PRIV_H
#define OTAML_SUM_PRIV_H

#include "../fixed_priv.h"
#include "broadcast_priv.h"

struct otaml_sum {
    struct otaml_record head;
    uint32_t in[2], out;
    struct otaml_broadcast b;
    struct otaml_multiplier in_m[2], out_m;
    int16_t min, max;
    int8_t in_zero[2], out_zero;
    uint8_t subtract;
    uint8_t more_bits;
    uint8_t unused[3];
};
OTAML_STATIC_ASSERT(sizeof(struct otaml_sum) <= RECORD_BYTES_MAX, sum_record);

void otaml_sum_prepare(struct prep *p, uint8_t type, bool subtract);
void otaml_sum_run_int8(const struct otaml_infer *inf, const void *record);
void otaml_sum_run_int16(const struct otaml_infer *inf, const void *record);

static inline int32_t otaml_sum_one(const struct otaml_sum *r, int32_t a, int32_t b)
{
    /* int8: below 2^28, int16: at most 2^30 */
    const int32_t va =
        otaml_multiply(otaml_left_shift(a - r->in_zero[0], r->more_bits), r->in_m[0]);
    const int32_t vb =
        otaml_multiply(otaml_left_shift(b - r->in_zero[1], r->more_bits), r->in_m[1]);
    const int32_t v = otaml_multiply(r->subtract ? va - vb : va + vb, r->out_m);
    return otaml_clamp(v + r->out_zero, r->min, r->max);
}

#endif /* OTAML_SUM_PRIV_H */
