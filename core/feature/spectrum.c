/*
 * spectrum.c - vibration to band energies. API: otaml/spectrum.h
 *
 *   samples -+- frames of 1024, two in one transform ------------------- 32 bands of 15 bins
 *            +- means of 16 ------------------------- 1024, transform --- 32 bands of 4
 *            +- band-pass, magnitude, means of 16 --- 1024, transform --- 64 bands of 4
 *
 * A band's power becomes floor(8 log2) less an offset, clamped to int8.
 */
#include <otaml/spectrum.h>

#include <stdbool.h>
#include <string.h>
#include "base_priv.h"
#include "fourier_priv.h"

#define DECIMATION   16u
#define FIRST_BIN    4u /* below lie gravity and what the window spreads of it */
#define ENVELOPE_MAX 32767

struct bands {
    uint32_t count;
    uint32_t width; /* bins */
    int32_t offset; /* taken off the logarithm */
};

static const struct bands wide_bands = { OTAML_SPECTRUM_WIDE, 15, 296 };
static const struct bands slow_bands = { 32, 4, 256 };
static const struct bands envelope_bands = { 64, 4, 256 };

OTAML_STATIC_ASSERT(OTAML_SPECTRUM_POINTS == FOURIER_POINTS, spectrum_points);
OTAML_STATIC_ASSERT(OTAML_SPECTRUM_SAMPLES == FOURIER_POINTS * DECIMATION, spectrum_samples);

/* floor(8 log2(power)) by the leading 16 bits; 0 for 0. power < 2^63. */
static int32_t eighths_of_octaves(uint64_t power)
{
    /* 2^15 * 2^(i / 8), rounded up: where the i-th eighth begins */
    static const uint16_t begins[] = { 35734, 38968, 42495, 46341, 50536, 55109, 60097 };
    int32_t result = 8 * 62;

    if (power == 0) {
        return 0;
    }
    for (; !(power >> 62); power <<= 1) {
        result -= 8;
    }
    for (uint32_t i = 0; i < OTAML_ARRAY_LEN(begins); i++) {
        result += (power >> 47) >= begins[i];
    }
    return result;
}

static int8_t feature(uint64_t power, int32_t offset)
{
    const int32_t value = eighths_of_octaves(power) - offset;
    return (int8_t)(value > INT8_MAX ? INT8_MAX : value < INT8_MIN ? INT8_MIN : value);
}

/* A square is below 2^60, and all squares of a transform sum to less than 2^59 (Parseval): a
 * recording's nine transforms fit 63 bits. */
static uint64_t power_at(const struct otaml_spectrum *s, uint32_t bin)
{
    const int64_t re = s->re[bin], im = s->im[bin];
    return (uint64_t)(re * re + im * im);
}

/* The frame in `re` has X, that in `im` Y, their transform Z = X + iY; for real frames
 * |Z[k]|^2 + |Z[N - k]|^2 = 2 |X[k]|^2 + 2 |Y[k]|^2, so that they need not be told apart. */
static void add_frames(struct otaml_spectrum *s)
{
    uint32_t bin = FIRST_BIN;
    otaml_fourier(s->re, s->im);
    for (uint32_t band = 0; band < wide_bands.count; band++) {
        for (uint32_t i = 0; i < wide_bands.width; i++, bin++) {
            s->wide[band] += power_at(s, bin) + power_at(s, OTAML_SPECTRUM_POINTS - bin);
        }
    }
}

static void slow_features(struct otaml_spectrum *s, const int16_t *stream, struct bands bands,
                          int8_t *features)
{
    uint32_t bin = FIRST_BIN;
    for (uint32_t i = 0; i < OTAML_SPECTRUM_POINTS; i++) {
        s->re[i] = otaml_fourier_windowed(stream[i], i);
        s->im[i] = 0;
    }
    otaml_fourier(s->re, s->im);
    for (uint32_t band = 0; band < bands.count; band++) {
        uint64_t power = 0;
        for (uint32_t i = 0; i < bands.width; i++, bin++) {
            power += power_at(s, bin);
        }
        features[band] = feature(power, bands.offset);
    }
}

/* |x[n] - 2 x[n-2] + x[n-4]|: four times what is at 4 kHz, nothing of what is at 0 and 8 kHz. */
static int32_t magnitude(struct otaml_spectrum *s, int32_t x)
{
    const int32_t passed = x - 2 * s->before[1] + s->before[3];
    s->before[3] = s->before[2];
    s->before[2] = s->before[1];
    s->before[1] = s->before[0];
    s->before[0] = x;
    return passed < 0 ? -passed : passed;
}

static void add_slow(struct otaml_spectrum *s, int16_t x)
{
    s->slow_sum += x;
    s->envelope_sum += magnitude(s, x); /* < 2^17 each */
    if (s->taken % DECIMATION == DECIMATION - 1) {
        const uint32_t i = s->taken / DECIMATION;
        const int32_t mean = s->envelope_sum >> 4;
        s->slow[i] = (int16_t)(s->slow_sum >> 4);
        s->envelope[i] = (int16_t)(mean > ENVELOPE_MAX ? ENVELOPE_MAX : mean);
        s->slow_sum = s->envelope_sum = 0;
    }
}

static void take(struct otaml_spectrum *s, int16_t x)
{
    const uint32_t i = s->taken % OTAML_SPECTRUM_POINTS;
    const bool second = s->taken / OTAML_SPECTRUM_POINTS % 2 == 1;

    (second ? s->im : s->re)[i] = otaml_fourier_windowed(x, i);
    add_slow(s, x);
    s->taken++;
    if (second && i == OTAML_SPECTRUM_POINTS - 1) {
        add_frames(s);
    }
}

void otaml_spectrum_init(struct otaml_spectrum *s)
{
    memset(s, 0, sizeof(*s));
}

size_t otaml_spectrum_push(struct otaml_spectrum *s, const int16_t *samples, size_t count)
{
    size_t n = 0;
    for (; n < count && s->taken < OTAML_SPECTRUM_SAMPLES; n++) {
        take(s, samples[n]);
    }
    return n;
}

int otaml_spectrum_features(struct otaml_spectrum *s, int8_t features[OTAML_SPECTRUM_FEATURES])
{
    if (s->taken < OTAML_SPECTRUM_SAMPLES) {
        return OTAML_ERR_AGAIN;
    }
    for (uint32_t band = 0; band < wide_bands.count; band++) {
        features[band] = feature(s->wide[band], wide_bands.offset);
    }
    slow_features(s, s->slow, slow_bands, features + wide_bands.count);
    slow_features(s, s->envelope, envelope_bands, features + wide_bands.count + slow_bands.count);
    otaml_spectrum_init(s);
    return OTAML_OK;
}
