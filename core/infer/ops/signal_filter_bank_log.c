/*
 * signal_filter_bank_log.c - SignalFilterBankLog: natural logarithms in integers.
 */
#include "signal_priv.h"

#define FRACTION_BITS 16
#define SEGMENT_BITS  7
#define LN2           45426u /* in Q0.16 */

/* log2(1 + i / 128) - i / 128 in Q0.16 */
static const uint16_t table[(1 << SEGMENT_BITS) + 1] = {
    0,    224,  442,  654,  861,  1063, 1259, 1450, 1636, 1817, 1992, 2163, 2329, 2490, 2646,
    2797, 2944, 3087, 3224, 3358, 3487, 3611, 3732, 3848, 3960, 4068, 4172, 4272, 4368, 4460,
    4549, 4633, 4714, 4791, 4864, 4934, 5001, 5063, 5123, 5178, 5231, 5280, 5326, 5368, 5408,
    5444, 5477, 5507, 5533, 5557, 5578, 5595, 5610, 5622, 5631, 5637, 5640, 5641, 5638, 5633,
    5626, 5615, 5602, 5586, 5568, 5547, 5524, 5498, 5470, 5439, 5406, 5370, 5332, 5291, 5249,
    5203, 5156, 5106, 5054, 5000, 4944, 4885, 4825, 4762, 4697, 4630, 4561, 4490, 4416, 4341,
    4264, 4184, 4103, 4020, 3935, 3848, 3759, 3668, 3575, 3481, 3384, 3286, 3186, 3084, 2981,
    2875, 2768, 2659, 2549, 2437, 2323, 2207, 2090, 1971, 1851, 1729, 1605, 1480, 1353, 1224,
    1094, 963,  830,  695,  559,  421,  282,  142,  0
};

struct logarithm {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    uint32_t scale;
    uint32_t correction_bits;
};

static void prepare(struct prep *p)
{
    struct logarithm *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_signal_input(p, 0, OTAML_TYPE_UINT32, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_INT16, &out);
    otaml_prep_same_shape(p, -1, &in, &out);
    r->scale = (uint32_t)otaml_prep_flex(p, "output_scale", INT32_MIN, INT32_MAX);
    r->correction_bits = (uint32_t)otaml_prep_flex(p, "input_correction_bits", 0, 31);
    r->count = in.count;
}

/* The fraction of log2(x), x in [2^log, 2^(log + 1)): a line through the table. */
static uint32_t fraction_of(uint32_t x, uint32_t log)
{
    const uint32_t rest = x - (1u << log);
    const uint32_t fraction =
        log < FRACTION_BITS ? rest << (FRACTION_BITS - log) : rest >> (log - FRACTION_BITS);
    const uint32_t segment = fraction >> (FRACTION_BITS - SEGMENT_BITS);
    const int32_t from = (int32_t)(fraction & ((1u << (FRACTION_BITS - SEGMENT_BITS)) - 1));
    const int32_t rise = table[segment + 1] - table[segment];

    return fraction + table[segment] + (uint32_t)((rise * from) >> FRACTION_BITS);
}

/* scale * ln(x) for x > 1, rounded twice; the last product wraps as the reference's does. */
static uint32_t scaled_log(uint32_t x, uint32_t scale)
{
    const uint32_t half = 1u << (FRACTION_BITS - 1);
    const uint32_t log = otaml_bit_length(x) - 1;
    const uint32_t log2 = (log << FRACTION_BITS) + fraction_of(x, log);
    const uint32_t ln = (uint32_t)(((uint64_t)LN2 * log2 + half) >> FRACTION_BITS);

    return (scale * ln + half) >> FRACTION_BITS;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct logarithm *r = record;
    const bool in_file = otaml_is_constant(r->in);
    const uint8_t *in = otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        const uint32_t x = otaml_load32(in + 4 * (size_t)i, in_file) << r->correction_bits;
        out[i] = x > 1 ? (int16_t)otaml_min_u32(scaled_log(x, r->scale), INT16_MAX) : 0;
    }
}

const struct otaml_custom_op otaml_custom_signal_filter_bank_log = {
    { CODE_CUSTOM, OTAML_TYPE_UINT32, OP_INPLACE, prepare, run, NULL }, "SignalFilterBankLog"
};
