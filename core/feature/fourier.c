/*
 * fourier.c - radix 2, decimation in time, in place. API: fourier_priv.h
 */
#include "fourier_priv.h"

#define HALF_TURN    (FOURIER_POINTS / 2)
#define QUARTER_TURN (FOURIER_POINTS / 4)
#define ONE_BITS     14u

/* round(2^14 cos(2 pi i / 1024)) */
static const int16_t cosines[QUARTER_TURN + 1] = {
    16384, 16384, 16383, 16381, 16379, 16376, 16373, 16369, 16364, 16359, 16353, 16347, 16340,
    16332, 16324, 16315, 16305, 16295, 16284, 16273, 16261, 16248, 16235, 16221, 16207, 16192,
    16176, 16160, 16143, 16125, 16107, 16088, 16069, 16049, 16029, 16008, 15986, 15964, 15941,
    15917, 15893, 15868, 15843, 15817, 15791, 15763, 15736, 15707, 15679, 15649, 15619, 15588,
    15557, 15525, 15493, 15460, 15426, 15392, 15357, 15322, 15286, 15250, 15213, 15175, 15137,
    15098, 15059, 15019, 14978, 14937, 14896, 14854, 14811, 14768, 14724, 14680, 14635, 14589,
    14543, 14497, 14449, 14402, 14354, 14305, 14256, 14206, 14155, 14104, 14053, 14001, 13949,
    13896, 13842, 13788, 13733, 13678, 13623, 13567, 13510, 13453, 13395, 13337, 13279, 13219,
    13160, 13100, 13039, 12978, 12916, 12854, 12792, 12729, 12665, 12601, 12537, 12472, 12406,
    12340, 12274, 12207, 12140, 12072, 12004, 11935, 11866, 11797, 11727, 11656, 11585, 11514,
    11442, 11370, 11297, 11224, 11151, 11077, 11003, 10928, 10853, 10778, 10702, 10625, 10549,
    10471, 10394, 10316, 10238, 10159, 10080, 10001, 9921,  9841,  9760,  9679,  9598,  9516,
    9434,  9352,  9269,  9186,  9102,  9019,  8935,  8850,  8765,  8680,  8595,  8509,  8423,
    8337,  8250,  8163,  8076,  7988,  7900,  7812,  7723,  7635,  7545,  7456,  7366,  7276,
    7186,  7096,  7005,  6914,  6823,  6731,  6639,  6547,  6455,  6363,  6270,  6177,  6084,
    5990,  5897,  5803,  5708,  5614,  5520,  5425,  5330,  5235,  5139,  5044,  4948,  4852,
    4756,  4660,  4563,  4467,  4370,  4273,  4176,  4078,  3981,  3883,  3786,  3688,  3590,
    3492,  3393,  3295,  3196,  3098,  2999,  2900,  2801,  2702,  2603,  2503,  2404,  2305,
    2205,  2105,  2006,  1906,  1806,  1706,  1606,  1506,  1406,  1306,  1205,  1105,  1005,
    904,   804,   704,   603,   503,   402,   302,   201,   101,   0,
};

/* For i up to half a turn. */
static int32_t cosine(uint32_t i)
{
    return i <= QUARTER_TURN ? cosines[i] : -cosines[HALF_TURN - i];
}

static int32_t sine(uint32_t i)
{
    return i <= QUARTER_TURN ? cosines[QUARTER_TURN - i] : cosines[i - QUARTER_TURN];
}

int32_t otaml_fourier_windowed(int16_t sample, uint32_t i)
{
    const int32_t window = (1 << ONE_BITS) - cosine(i <= HALF_TURN ? i : FOURIER_POINTS - i);
    return (sample * window) >> 11; /* |product| <= 2^30 */
}

static uint32_t reversed(uint32_t i)
{
    uint32_t r = 0;
    for (uint32_t bit = 0; bit < FOURIER_BITS; bit++) {
        r = (r << 1) | ((i >> bit) & 1u);
    }
    return r;
}

static void swap(int32_t *a, int32_t *b)
{
    const int32_t kept = *a;
    *a = *b;
    *b = kept;
}

static void reorder(int32_t *re, int32_t *im)
{
    for (uint32_t i = 0; i < FOURIER_POINTS; i++) {
        const uint32_t j = reversed(i);
        if (i < j) {
            swap(&re[i], &re[j]);
            swap(&im[i], &im[j]);
        }
    }
}

static int32_t rounded(int64_t product)
{
    return (int32_t)((product + (1 << (ONE_BITS - 1))) >> ONE_BITS);
}

/* All butterflies of one twiddle factor: (a, b) to (a + wb, a - wb), w = c - is. */
static void butterflies(int32_t *re, int32_t *im, uint32_t first, uint32_t half, uint32_t turn)
{
    const int32_t c = cosine(turn), s = sine(turn);
    for (uint32_t a = first; a < FOURIER_POINTS; a += 2 * half) {
        const uint32_t b = a + half;
        const int32_t tr = rounded((int64_t)re[b] * c + (int64_t)im[b] * s);
        const int32_t ti = rounded((int64_t)im[b] * c - (int64_t)re[b] * s);
        re[b] = re[a] - tr;
        im[b] = im[a] - ti;
        re[a] += tr;
        im[a] += ti;
    }
}

void otaml_fourier(int32_t re[FOURIER_POINTS], int32_t im[FOURIER_POINTS])
{
    reorder(re, im);
    for (uint32_t half = 1; half < FOURIER_POINTS; half *= 2) {
        for (uint32_t first = 0; first < half; first++) {
            butterflies(re, im, first, half, first * (HALF_TURN / half));
        }
    }
}
