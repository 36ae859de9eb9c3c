/*
 * sigmoid_int16.c - what LOGISTIC and TANH on int16 share. API: sigmoid_int16_priv.h
 */
#include "sigmoid_int16_priv.h"

#define INPUT_FRACTION_BITS  12 /* 3 integer bits */
#define OUTPUT_FRACTION_BITS 15
#define UNIT                 12288u /* 3 * 2^12: 512 (LOGISTIC) or 256 (TANH) to a step of the table */
#define FACTOR_MAX           32767u
#define SHIFT_END            31
#define LAST                 255u

/* Within a thousandth of an octave of 2^-bits: what the reference takes for a power of two. */
static bool is_power(float scale, int32_t bits)
{
    const float ratio = scale * (float)(1 << bits); /* exact */
    return ratio > 0.99930709f && ratio < 1.00069339f;
}

/* scale * UNIT as factor / 2^shift, factor of 15 bits, cut off. False for one that is too large
 * for that, or far too small. */
static bool factor_of(float scale, int32_t *factor, int32_t *shift)
{
    const struct otaml_real half = { FACTOR_MAX, -1 };
    struct otaml_real real =
        otaml_real_mul(otaml_real_from_float(scale), otaml_real_from_uint(UNIT));

    *shift = 0;
    if (otaml_real_less(otaml_real_from_uint(FACTOR_MAX), real)) {
        return false;
    }
    while (!otaml_real_less(half, real) && *shift < SHIFT_END) {
        real.exponent++;
        ++*shift;
    }
    /* Of 24 + 14 bits at most, and now below 2^15: the exponent is negative. */
    *factor = real.exponent > -64 ? (int32_t)(real.mantissa >> -real.exponent) : 0;
    return *factor != 0;
}

void otaml_sigmoid_int16_prepare(struct prep *p, int32_t shift_max)
{
    struct otaml_tensor in, out;
    struct otaml_sigmoid_int16 *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    (void)otaml_prep_quantized(p, 0, &in, OTAML_TYPE_INT16);
    (void)otaml_prep_quantized(p, -1, &out, OTAML_TYPE_INT16);
    if (!is_power(out.scale, OUTPUT_FRACTION_BITS)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
    }
    if (p->err) {
        return;
    }
    for (int32_t more = 0; more <= shift_max; more++) {
        if (is_power(in.scale, INPUT_FRACTION_BITS - more)) {
            r->factor = 3 << more;
            return;
        }
    }
    if (!factor_of(in.scale, &r->factor, &r->shift)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_input(p->m, &p->op, 0));
    }
}

int32_t otaml_sigmoid_int16_in(const struct otaml_sigmoid_int16 *r, int32_t q)
{
    const int32_t half = r->shift > 0 ? 1 << (r->shift - 1) : 0; /* at most 2^30 */
    return (q * r->factor + half) >> r->shift;
}

uint32_t otaml_sigmoid_int16_interpolate(uint32_t x, uint32_t fraction_bits)
{
    /* 2^16 / (1 + exp(-i / 24)), as the reference has it: not always the nearest. */
    static const uint16_t steps[LAST + 1] = {
        32768, 33451, 34133, 34813, 35493, 36169, 36843, 37513, 38180, 38841, 39498, 40149, 40794,
        41432, 42064, 42688, 43304, 43912, 44511, 45102, 45683, 46255, 46817, 47369, 47911, 48443,
        48964, 49475, 49975, 50464, 50942, 51409, 51865, 52311, 52745, 53169, 53581, 53983, 54374,
        54755, 55125, 55485, 55834, 56174, 56503, 56823, 57133, 57433, 57724, 58007, 58280, 58544,
        58800, 59048, 59288, 59519, 59743, 59959, 60168, 60370, 60565, 60753, 60935, 61110, 61279,
        61441, 61599, 61750, 61896, 62036, 62172, 62302, 62428, 62549, 62666, 62778, 62886, 62990,
        63090, 63186, 63279, 63368, 63454, 63536, 63615, 63691, 63765, 63835, 63903, 63968, 64030,
        64090, 64148, 64204, 64257, 64308, 64357, 64405, 64450, 64494, 64536, 64576, 64614, 64652,
        64687, 64721, 64754, 64786, 64816, 64845, 64873, 64900, 64926, 64950, 64974, 64997, 65019,
        65039, 65060, 65079, 65097, 65115, 65132, 65149, 65164, 65179, 65194, 65208, 65221, 65234,
        65246, 65258, 65269, 65280, 65291, 65301, 65310, 65319, 65328, 65337, 65345, 65352, 65360,
        65367, 65374, 65381, 65387, 65393, 65399, 65404, 65410, 65415, 65420, 65425, 65429, 65433,
        65438, 65442, 65445, 65449, 65453, 65456, 65459, 65462, 65465, 65468, 65471, 65474, 65476,
        65479, 65481, 65483, 65485, 65488, 65489, 65491, 65493, 65495, 65497, 65498, 65500, 65501,
        65503, 65504, 65505, 65507, 65508, 65509, 65510, 65511, 65512, 65513, 65514, 65515, 65516,
        65517, 65517, 65518, 65519, 65520, 65520, 65521, 65522, 65522, 65523, 65523, 65524, 65524,
        65525, 65525, 65526, 65526, 65526, 65527, 65527, 65528, 65528, 65528, 65529, 65529, 65529,
        65529, 65530, 65530, 65530, 65530, 65531, 65531, 65531, 65531, 65531, 65532, 65532, 65532,
        65532, 65532, 65532, 65533, 65533, 65533, 65533, 65533, 65533, 65533, 65533, 65534, 65534,
        65534, 65534, 65534, 65534, 65534, 65534, 65534, 65534, 65535
    };
    const uint32_t i = x >> fraction_bits;

    if (i >= LAST) {
        return 0;
    }
    const uint32_t rest = x - (i << fraction_bits);
    return ((uint32_t)steps[i] << fraction_bits) + rest * (uint32_t)(steps[i + 1] - steps[i]);
}
