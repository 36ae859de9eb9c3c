/*
 * audio_features.c - log mel energies of streamed sound. API: otaml/audio_features.h
 *
 * The frame's 480 samples and 32 zeros are transformed as 256 complex numbers, even samples as
 * real and odd ones as imaginary parts. Nothing is scaled down between the stages: 32 bits hold
 * all of it.
 *
 *   window   |x w| <= 2^30, and 2^21 after WINDOW_DROP
 *   FFT      a component is at most the sum of all |z|: 2^21 sqrt(2) 256 * 0.47 < 2^29
 *   spectrum twice a bin: < 2^30, for the window's mean of a half bounds the sum of 480 samples
 *   power    four times |X|^2 < 2^60; over all bins together < 2^60 too (Parseval)
 *   band     the power by POWER_DROP and by weights of 256 < 2^60
 *
 * A right shift of a negative number is taken to copy the sign, as core/infer does.
 */
#include <otaml/audio_features.h>

#include <string.h>
#include "audio_tables_priv.h"

#define HALF          (OTAML_AUDIO_FFT / 2)
#define QUARTER       (OTAML_AUDIO_FFT / 4)
#define WINDOW_DROP   9  /* 6 bits stay below the sample's own */
#define POWER_DROP    8  /* as many bits as the weights add */
#define FLOOR_OCTAVES 28 /* an energy of 2^28 is the feature -128 */

/* round((a c + b s) / 2^15) */
static inline int32_t turned(int32_t a, int32_t c, int32_t b, int32_t s)
{
    return (int32_t)(((int64_t)a * c + (int64_t)b * s + (1 << 14)) >> 15);
}

static uint32_t reversed8(uint32_t i)
{
    i = ((i & 0x0fu) << 4) | (i >> 4);
    i = ((i & 0x33u) << 2) | ((i >> 2) & 0x33u);
    return ((i & 0x55u) << 1) | ((i >> 1) & 0x55u);
}

static int32_t windowed(const int16_t *frame, uint32_t i)
{
    const uint32_t mirrored = i < OTAML_AUDIO_FRAME / 2 ? i : OTAML_AUDIO_FRAME - 1 - i;

    return (frame[i] * otaml_audio_window[mirrored] + (1 << (WINDOW_DROP - 1))) >> WINDOW_DROP;
}

/* The frame, windowed, in the order in which the FFT wants it. */
static void load(struct otaml_audio_features *s)
{
    for (uint32_t i = 0; i < HALF; i++) {
        const uint32_t to = reversed8(i);
        const bool sound = i < OTAML_AUDIO_FRAME / 2;
        s->re[to] = sound ? windowed(s->frame, 2 * i) : 0;
        s->im[to] = sound ? windowed(s->frame, 2 * i + 1) : 0;
    }
}

/* One sum and difference of the numbers at a and b, of which b is turned by (c, -s). */
static inline void butterfly(int32_t *re, int32_t *im, uint32_t a, uint32_t b, int32_t c, int32_t s)
{
    const int32_t tr = turned(re[b], c, im[b], s), ti = turned(im[b], c, re[b], -s);

    re[b] = re[a] - tr;
    im[b] = im[a] - ti;
    re[a] += tr;
    im[a] += ti;
}

/* The same where nothing is turned: exact, and cheaper. */
static inline void butterfly_straight(int32_t *re, int32_t *im, uint32_t a, uint32_t b)
{
    const int32_t tr = re[b], ti = im[b];

    re[b] = re[a] - tr;
    im[b] = im[a] - ti;
    re[a] += tr;
    im[a] += ti;
}

/* Radix 2, decimation in time, in place. */
static void transform(int32_t *re, int32_t *im)
{
    for (uint32_t half = 1; half < HALF; half *= 2) {
        for (uint32_t a = 0; a < HALF; a += 2 * half) {
            butterfly_straight(re, im, a, a + half);
        }
        for (uint32_t j = 1; j < half; j++) {
            const uint32_t k = j * (HALF / half);
            const int32_t s = otaml_audio_sine[k], c = otaml_audio_sine[k + QUARTER];
            for (uint32_t a = j; a < HALF; a += 2 * half) {
                butterfly(re, im, a, a + half, c, s);
            }
        }
    }
}

/* Four times |X|^2 of bin k, 1 .. 255, of the real signal: with the transforms E of the even and O
 * of the odd samples, X = E + (c - i s) O; and E and O are in Z[k] and Z[256 - k]. */
static uint64_t power(const int32_t *re, const int32_t *im, uint32_t k)
{
    const int32_t s = otaml_audio_sine[k], c = otaml_audio_sine[k + QUARTER];
    const int32_t odd_re = im[k] + im[HALF - k], odd_im = re[HALF - k] - re[k];
    const int32_t x_re = re[k] + re[HALF - k] + turned(odd_re, c, odd_im, s);
    const int32_t x_im = im[k] - im[HALF - k] + turned(odd_im, c, odd_re, -s);

    return (uint64_t)((int64_t)x_re * x_re + (int64_t)x_im * x_im);
}

/* round(8 log2(energy)), with 2^FLOOR_OCTAVES at -128; clipped to int8. */
static int8_t logarithm(uint64_t energy)
{
    int32_t value = -128, octave = FLOOR_OCTAVES;

    if (energy < (uint64_t)1 << FLOOR_OCTAVES) {
        return -128;
    }
    while (energy >> octave > 1) { /* 32 times at most */
        octave++;
    }
    value += 8 * (octave - FLOOR_OCTAVES);
    for (uint32_t i = 0; i < 8; i++) {
        value += energy >> (octave - 15) >= otaml_audio_eighths[i];
    }
    return (int8_t)(value > 127 ? 127 : value);
}

/* What segment i of the spectrum adds to the band that rises and to the one that falls there. */
static uint64_t segment(const struct otaml_audio_features *s, uint32_t i, uint64_t *falling)
{
    uint64_t all = 0, rising = 0;

    for (uint32_t k = otaml_audio_first[i]; k < otaml_audio_first[i + 1]; k++) {
        const uint64_t p = power(s->re, s->im, k) >> POWER_DROP;
        all += p;
        rising += p * otaml_audio_rise[k];
    }
    *falling = (all << 8) - rising;
    return rising;
}

static void make_column(struct otaml_audio_features *s, int8_t column[OTAML_AUDIO_BANDS])
{
    uint64_t rising, falling;

    load(s);
    transform(s->re, s->im);
    rising = segment(s, 0, &falling); /* below the first band nothing falls */
    for (uint32_t i = 0; i < OTAML_AUDIO_BANDS; i++) {
        const uint64_t begun = rising;
        rising = segment(s, i + 1, &falling);
        column[i] = logarithm(begun + falling);
    }
}

void otaml_audio_features_start(struct otaml_audio_features *s)
{
    s->filled = 0;
}

size_t otaml_audio_features_feed(struct otaml_audio_features *s, const int16_t *samples,
                                 size_t count, int8_t column[OTAML_AUDIO_BANDS], bool *complete)
{
    const size_t room = OTAML_AUDIO_FRAME - s->filled;
    const size_t taken = count < room ? count : room;
    const size_t keep = OTAML_AUDIO_FRAME - OTAML_AUDIO_HOP;

    memcpy(s->frame + s->filled, samples, taken * sizeof *samples);
    s->filled = (uint16_t)(s->filled + taken);
    *complete = s->filled == OTAML_AUDIO_FRAME;
    if (*complete) {
        make_column(s, column);
        memmove(s->frame, s->frame + OTAML_AUDIO_HOP, keep * sizeof *s->frame);
        s->filled = (uint16_t)keep;
    }
    return taken;
}
