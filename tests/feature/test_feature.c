/*
 * test_feature.c - the feature front end: bit by bit as the Python that trained the models computes
 * it, and within a step, in floating point, of what its header says.
 */
#include <fixture.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/audio_features.h>

enum { SAMPLES = 16000, COLUMNS = 49, BANDS = OTAML_AUDIO_BANDS, FRAME = OTAML_AUDIO_FRAME };

static const double pi = 3.14159265358979323846;

/* --- signals ------------------------------------------------------------------------------- */

static void make_noise(int16_t *samples)
{
    uint32_t x = 1;

    for (int i = 0; i < SAMPLES; i++) {
        x = x * 1664525u + 1013904223u;
        samples[i] = (int16_t)((int32_t)(x >> 16) - 32768);
    }
}

static void make_swell(int16_t *samples)
{
    make_noise(samples);
    for (int i = 0; i < SAMPLES; i++) {
        samples[i] = (int16_t)(samples[i] >> (15 - i / 1000));
    }
}

static void make_square(int16_t *samples)
{
    for (int i = 0; i < SAMPLES; i++) {
        samples[i] = i / 8 % 2 ? INT16_MAX : INT16_MIN;
    }
}

static void read_word(const char *name, int16_t *samples)
{
    size_t size;
    uint8_t *bytes =
        fixture_read(fixture_path("%s/tests/feature/%s.s16", fixture_source_dir(), name), &size);

    assert_int_equal(size, SAMPLES * 2);
    for (int i = 0; i < SAMPLES; i++) {
        samples[i] = (int16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
    }
    free(bytes);
}

static const struct signal {
    const char *name;
    void (*make)(int16_t *samples); /* NULL: a recording */
} signals[] = {
    { "word0", NULL },       { "word1", NULL },         { "noise", make_noise },
    { "swell", make_swell }, { "square", make_square },
};

static void get_signal(size_t i, int16_t *samples)
{
    if (signals[i].make) {
        signals[i].make(samples);
    } else {
        read_word(signals[i].name, samples);
    }
}

/* --- what is tested --------------------------------------------------------------------------- */

/* All columns of a second that comes in pieces of `piece` samples. */
static void columns_of(const int16_t *samples, size_t piece, int8_t columns[COLUMNS][BANDS])
{
    struct otaml_audio_features s;
    int8_t column[BANDS];
    int made = 0;

    memset(&s, 0xa5, sizeof(s));
    otaml_audio_features_start(&s);
    for (size_t at = 0; at < SAMPLES;) {
        const size_t left = SAMPLES - at, count = left < piece ? left : piece;
        bool complete;
        const size_t taken = otaml_audio_features_feed(&s, samples + at, count, column, &complete);
        at += taken;
        assert_true(taken > 0 && taken <= count);
        assert_true(complete || taken == count);
        if (complete) { /* just when its last sample came */
            assert_int_equal(at, FRAME + (size_t)made * OTAML_AUDIO_HOP);
            assert_true(made < COLUMNS);
            memcpy(columns[made++], column, BANDS);
        }
    }
    assert_int_equal(made, COLUMNS);
}

static void as_python_computes_them(void **state)
{
    static const size_t pieces[] = { SAMPLES, 320, 777, 1 };
    static int16_t samples[SAMPLES];
    static int8_t columns[COLUMNS][BANDS];

    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        size_t size;
        uint8_t *expected = fixture_read(
            fixture_path("%s/tests/feature/%s.features", fixture_source_dir(), signals[i].name),
            &size);
        assert_int_equal(size, sizeof(columns));
        get_signal(i, samples);
        for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++) {
            columns_of(samples, pieces[p], columns);
            assert_memory_equal(columns, expected, sizeof(columns));
        }
        free(expected);
    }
}

/* --- the same by the definition -------------------------------------------------------------- */

static double mel(double hz)
{
    return 2595 * log10(1 + hz / 700);
}

/* |X|^2 of a bin of one frame, by the sum that defines it. */
static double power_of(const int16_t *frame, int bin)
{
    double re = 0, im = 0;

    for (int n = 0; n < FRAME; n++) {
        const double x = frame[n] * pow(sin(pi * (n + 0.5) / FRAME), 2);
        re += x * cos(2 * pi * bin * n / OTAML_AUDIO_FFT);
        im += x * sin(2 * pi * bin * n / OTAML_AUDIO_FFT);
    }
    return re * re + im * im;
}

/* The feature of each band, not rounded: eighths of an octave, -128 where |X|^2 weighs 2^14. */
static void reference(const int16_t *frame, double features[BANDS])
{
    const double low = mel(100), step = (mel(7600) - low) / (BANDS + 1);
    double energy[BANDS] = { 0 };

    for (int bin = 1; bin < 256; bin++) {
        const double place = (mel(bin * 31.25) - low) / step, power = power_of(frame, bin);
        for (int band = 0; band < BANDS; band++) {
            const double weight = 1 - fabs(place - (band + 1));
            energy[band] += weight > 0 ? weight * power : 0;
        }
    }
    for (int band = 0; band < BANDS; band++) {
        const double value = 8 * (log2(energy[band] + 1e-9) + 14 - 28) - 128;
        features[band] = value < -128 ? -128 : value > 127 ? 127 : value;
    }
}

/* Rounding is half a step, and weights of eight bits a little. What is 75 dB below the loudest band
 * is within reach of the noise that tables of 16 bits make. */
static double tolerance(const double features[BANDS], int band)
{
    double loudest = -128;

    for (int i = 0; i < BANDS; i++) {
        loudest = features[i] > loudest ? features[i] : loudest;
    }
    return loudest - features[band] > 200 ? 3 : 0.75;
}

static void as_the_definition_says(void **state)
{
    static int16_t samples[SAMPLES];
    static int8_t columns[COLUMNS][BANDS];
    double expected[BANDS];

    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        get_signal(i, samples);
        columns_of(samples, SAMPLES, columns);
        for (int c = 0; c < COLUMNS; c += 8) {
            reference(samples + c * (int)OTAML_AUDIO_HOP, expected);
            for (int band = 0; band < BANDS; band++) {
                assert_true(fabs(columns[c][band] - expected[band]) <= tolerance(expected, band));
            }
        }
    }
}

static void silence_is_the_floor(void **state)
{
    static const int16_t samples[SAMPLES];
    static int8_t columns[COLUMNS][BANDS];

    (void)state;
    columns_of(samples, SAMPLES, columns);
    for (int i = 0; i < COLUMNS * BANDS; i++) {
        assert_int_equal(columns[i / BANDS][i % BANDS], -128);
    }
}

static void a_new_start_forgets(void **state)
{
    static int16_t samples[SAMPLES];
    struct otaml_audio_features s;
    int8_t first[BANDS], again[BANDS];
    bool complete;

    (void)state;
    make_noise(samples);
    otaml_audio_features_start(&s);
    assert_int_equal(otaml_audio_features_feed(&s, samples, FRAME, first, &complete), FRAME);
    assert_int_equal(otaml_audio_features_feed(&s, samples + FRAME, 100, again, &complete), 100);
    assert_false(complete);
    otaml_audio_features_start(&s);
    assert_int_equal(otaml_audio_features_feed(&s, samples, SAMPLES, again, &complete), FRAME);
    assert_true(complete);
    assert_memory_equal(first, again, BANDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_python_computes_them),
        cmocka_unit_test(as_the_definition_says),
        cmocka_unit_test(silence_is_the_floor),
        cmocka_unit_test(a_new_start_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
