/*
 * softmax_scale.c - the fixed point of SOFTMAX and LOG_SOFTMAX on int8. API: softmax_priv.h
 */
#include "softmax_priv.h"

#define FRACTION_BITS (31 - SOFTMAX_INTEGER_BITS)

bool otaml_softmax_scale(float beta, float in_scale, struct otaml_multiplier *m, int32_t *least)
{
    const struct otaml_real most = { INT32_MAX, 0 };
    struct otaml_real real =
        otaml_real_mul(otaml_real_from_float(beta), otaml_real_from_float(in_scale));

    real.exponent += FRACTION_BITS;
    if (otaml_real_less(most, real)) {
        real = most; /* anything but the maximum becomes 0 then */
    }
    if (beta < 0.0f || !otaml_real_less(otaml_real_from_uint(1), real)) {
        return false;
    }
    (void)otaml_real_multiplier(real, m); /* at most 31 bits: it fits */
    *least = -(int32_t)((((int64_t)(1 << SOFTMAX_INTEGER_BITS) - 1) << FRACTION_BITS) >> m->shift);
    return true;
}
