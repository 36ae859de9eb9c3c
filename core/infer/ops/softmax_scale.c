/*
 * softmax_scale.c - the fixed point of SOFTMAX and LOG_SOFTMAX on int8. API: softmax_priv.h
 */
#include "softmax_priv.h"

#define FRACTION_BITS (31 - SOFTMAX_INTEGER_BITS)

bool otaml_softmax_scale(float beta, float in_scale, struct otaml_multiplier *m, int32_t *least)
{
    const struct otaml_ratio ratio = otaml_ratio(beta, 1.0f / (1 << FRACTION_BITS));

    if (!otaml_ratio_multiplier(&ratio, in_scale, m)) {
        m->value = INT32_MAX; /* anything but the maximum becomes 0 then */
        m->shift = 31;
    }
    const bool above_1 = m->shift > 1 || (m->shift == 1 && m->value > 1 << 30);
    if (beta < 0.0f || !above_1) {
        return false;
    }
    *least = -(int32_t)((((int64_t)(1 << SOFTMAX_INTEGER_BITS) - 1) << FRACTION_BITS) >> m->shift);
    return true;
}
