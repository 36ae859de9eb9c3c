/*
 * softmax_int16.c - SOFTMAX on int16: exp and 1 / (1 + x) from tables of 512 steps and straight
 * lines between them, as the reference has them.
 *
 * Step i of a table for f from a to b is what the reference computes when it starts:
 *
 *   s = round(32768 f(a + i (b - a) / 512)), corrected by half the error that the line from s to
 *   the next step makes in its middle.
 *
 * That of exp from -10 to 0 is below; 1 / (1 + x) from 0 to 1 is used twice a row, and so formed.
 */
#include "../fixed_priv.h"
#include "softmax_priv.h"

struct softmax {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t rows, depth;
    struct otaml_multiplier m; /* to steps of 10 / 65535 */
};

/* The sum of exponentials, each up to 32767, is a positive int32. */
#define DEPTH_MAX 65535u

static const int16_t exp_steps[513] = {
    2,     2,     2,     2,     2,     2,     2,     2,     2,     2,     2,     2,     2,
    2,     2,     2,     2,     2,     2,     2,     2,     2,     2,     2,     2,     2,
    2,     3,     3,     3,     3,     3,     3,     3,     3,     3,     3,     3,     3,
    3,     3,     3,     3,     3,     4,     4,     4,     4,     4,     4,     4,     4,
    4,     4,     4,     4,     4,     5,     5,     5,     5,     5,     5,     5,     5,
    5,     5,     6,     6,     6,     6,     6,     6,     6,     6,     7,     7,     7,
    7,     7,     7,     7,     7,     8,     8,     8,     8,     8,     8,     9,     9,
    9,     9,     9,     9,     10,    10,    10,    10,    10,    11,    11,    11,    11,
    11,    12,    12,    12,    12,    13,    13,    13,    13,    14,    14,    14,    14,
    15,    15,    15,    16,    16,    16,    17,    17,    17,    18,    18,    18,    19,
    19,    19,    20,    20,    21,    21,    21,    22,    22,    23,    23,    24,    24,
    25,    25,    26,    26,    27,    27,    28,    28,    29,    29,    30,    30,    31,
    32,    32,    33,    34,    34,    35,    36,    36,    37,    37,    38,    39,    40,
    40,    42,    42,    43,    44,    45,    45,    46,    47,    48,    49,    50,    51,
    52,    53,    54,    55,    56,    57,    59,    60,    60,    62,    63,    65,    65,
    67,    68,    69,    71,    73,    74,    75,    77,    78,    80,    81,    83,    85,
    86,    88,    90,    92,    93,    95,    97,    99,    101,   103,   105,   107,   109,
    112,   114,   116,   118,   121,   123,   126,   128,   131,   133,   135,   139,   141,
    144,   147,   149,   152,   155,   158,   162,   165,   168,   171,   174,   178,   181,
    185,   189,   192,   196,   200,   204,   208,   212,   217,   221,   225,   230,   234,
    239,   243,   248,   253,   258,   263,   268,   273,   279,   284,   290,   296,   302,
    308,   314,   320,   327,   333,   340,   346,   353,   360,   366,   374,   381,   389,
    397,   404,   413,   421,   429,   437,   446,   455,   464,   473,   482,   492,   501,
    511,   522,   532,   543,   553,   564,   575,   586,   598,   610,   622,   634,   646,
    659,   672,   685,   699,   713,   727,   741,   756,   771,   786,   801,   817,   833,
    850,   866,   884,   901,   919,   937,   955,   974,   993,   1013,  1033,  1053,  1074,
    1095,  1117,  1139,  1161,  1184,  1207,  1232,  1256,  1281,  1306,  1332,  1358,  1385,
    1412,  1440,  1468,  1497,  1527,  1557,  1587,  1619,  1651,  1683,  1716,  1750,  1785,
    1820,  1856,  1892,  1930,  1968,  2006,  2046,  2087,  2128,  2170,  2212,  2256,  2300,
    2346,  2392,  2439,  2488,  2537,  2587,  2638,  2690,  2743,  2796,  2852,  2908,  2966,
    3024,  3084,  3145,  3207,  3270,  3334,  3400,  3467,  3535,  3605,  3677,  3749,  3822,
    3898,  3975,  4053,  4133,  4214,  4297,  4383,  4469,  4557,  4647,  4739,  4833,  4927,
    5024,  5124,  5225,  5328,  5433,  5541,  5649,  5761,  5875,  5991,  6109,  6230,  6352,
    6477,  6605,  6736,  6868,  7004,  7141,  7282,  7427,  7572,  7722,  7874,  8030,  8188,
    8350,  8514,  8683,  8854,  9028,  9206,  9387,  9572,  9762,  9954,  10151, 10351, 10555,
    10763, 10976, 11191, 11412, 11637, 11867, 12102, 12341, 12583, 12831, 13085, 13342, 13606,
    13874, 14148, 14427, 14711, 15002, 15297, 15599, 15907, 16221, 16541, 16867, 17199, 17539,
    17884, 18237, 18597, 18964, 19338, 19719, 20108, 20505, 20909, 21322, 21742, 22171, 22608,
    23054, 23509, 23973, 24445, 24928, 25419, 25921, 26432, 26953, 27485, 28027, 28580, 29143,
    29718, 30304, 30902, 31512, 32133, 32767
};

/* 10.0 / 65535.0 as a double */
static const struct otaml_real ten_over_65535 = { 0x14001400140014, -65 };

static void prepare(struct prep *p)
{
    struct softmax *r = otaml_prep_record(p, sizeof(*r), 1, 1, SOFTMAX_OPTIONS);
    struct otaml_tensor in, out;
    const float beta = otaml_softmax_prepare(p, &r->rows, &r->depth, &in, &out);

    (void)otaml_prep_quantized(p, 0, &in, OTAML_TYPE_INT16);
    (void)otaml_prep_quantized(p, -1, &out, OTAML_TYPE_INT16);
    if (!p->err && out.scale != 1.0f / 32768) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    if (p->err) {
        return;
    }
    const struct otaml_real product =
        otaml_real_mul(otaml_real_from_float(in.scale), otaml_real_from_float(beta));
    /* Differences are below 2^16. */
    if (beta < 0.0f || !otaml_real_multiplier(otaml_real_div_long(product, ten_over_65535), &r->m)
        || r->m.shift > 15) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 0);
    }
    if (r->depth > DEPTH_MAX) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
}

/* The point of x on the line from step `low` to step `high`, x / 128 in from `low`. */
static int32_t between(int32_t low, int32_t high, int32_t x)
{
    return low + (((high - low) * (x & 0x7f) + 64) >> 7);
}

/* exp of a difference from the maximum, Q0.15 */
static int32_t exp_of(const struct softmax *r, int32_t difference)
{
    const int32_t x =
        otaml_clamp(otaml_multiply(difference, r->m) + INT16_MAX, INT16_MIN, INT16_MAX);
    const int32_t i = (x >> 7) + 256;
    return between(exp_steps[i], exp_steps[i + 1], x);
}

static int32_t round_positive(float x)
{
    return (int32_t)(x + 0.5f); /* below 2^16, where the sum is exact as far as it matters */
}

/* 32768 / (1 + i / 1024) */
static float reciprocal(int32_t i)
{
    return 1.0f / (1.0f + (float)i / 1024.0f) * 32768.0f;
}

/* Step i of the table of 1 / (1 + x), which is a line from the last one on. */
static int32_t reciprocal_step(int32_t i)
{
    const int32_t step = round_positive(reciprocal(2 * i));
    const int32_t line = round_positive((reciprocal(2 * i + 2) + (float)step) / 2.0f);
    const int32_t error = line - round_positive(reciprocal(2 * i + 1));
    const int32_t correction = (error + (error > 0) - (error < 0)) / 2; /* halves away from 0 */

    return i == 512 ? step : otaml_clamp(step - correction, INT16_MIN, INT16_MAX);
}

/* 1 / (1 + x) in Q0.15, x of 16 bits from 0 at INT16_MIN to 1 */
static int32_t reciprocal_of(int32_t x)
{
    const int32_t i = (x >> 7) + 256;
    return between(reciprocal_step(i), reciprocal_step(i + 1), x);
}

static void row(const struct softmax *r, const int16_t *in, int16_t *out)
{
    int32_t max = INT16_MIN, sum = 0;

    for (uint32_t i = 0; i < r->depth; i++) {
        max = in[i] > max ? in[i] : max;
    }
    for (uint32_t i = 0; i < r->depth; i++) {
        out[i] = (int16_t)exp_of(r, in[i] - max);
        sum += out[i];
    }
    /* The maximum's own is nearly 2^15, so there are 1 to 17 leading zeros. */
    const int32_t zeros = otaml_leading_zeros((uint32_t)sum);
    const int32_t shifted = (int32_t)((((int64_t)sum << (zeros - 1)) + (1 << 13)) >> 14);
    const int32_t scale =
        reciprocal_of(otaml_clamp(shifted - (1 << 15) - (1 << 16), INT16_MIN, INT16_MAX));
    const int32_t shift = 31 - zeros;
    for (uint32_t i = 0; i < r->depth; i++) {
        const int32_t v = (out[i] * scale + (1 << (shift - 1))) >> shift; /* < 2^30 + 2^29 */
        out[i] = (int16_t)otaml_clamp(v, 0, INT16_MAX);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct softmax *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->rows; i++) {
        row(r, in, out);
        in += r->depth;
        out += r->depth;
    }
}

const struct otaml_op otaml_op_softmax_int16 = { CODE_SOFTMAX, OTAML_TYPE_INT16,
                                                 OP_INPLACE,   prepare,
                                                 run,          NULL };
