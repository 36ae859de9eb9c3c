/*
 * test_spectrum.c - the vibration front end: tones whose power theory tells, and recordings whose
 * features the Python that trained models/anomaly computed.
 */
#include <fixture.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/spectrum.h>

#include "base_priv.h"

#define SAMPLES     OTAML_SPECTRUM_SAMPLES
#define FEATURES    OTAML_SPECTRUM_FEATURES
#define WAVE_HEAD   44u
#define RECORDINGS  8
#define FIRST_BIN   4
#define SLOW_AT     32u
#define ENVELOPE_AT 64u

static const double two_pi = 6.283185307179586;

static struct otaml_spectrum spectrum;
static int16_t samples[SAMPLES];
static int8_t features[FEATURES];

static void compute(void)
{
    otaml_spectrum_init(&spectrum);
    assert_int_equal(otaml_spectrum_push(&spectrum, samples, SAMPLES), SAMPLES);
    assert_int_equal(otaml_spectrum_features(&spectrum, features), OTAML_OK);
}

/* A tone under Hann's window: by Parseval 3/8 of its mean square goes through, half of it into the
 * lobe at the positive frequency; the window carries four bits of fraction. */
static double lobe_power(double amplitude)
{
    const double points = OTAML_SPECTRUM_POINTS, scaled = 16 * amplitude;
    return points * points * 3 / 8 * scaled * scaled / 2 / 2;
}

/* The feature at `at` is the greatest of its spectrum, and tells this power within a step. */
static void expect_peak(uint32_t begin, uint32_t end, uint32_t at, double power, int offset)
{
    const double expected = floor(8 * log2(power)) - offset;
    for (uint32_t i = begin; i < end; i++) {
        assert_true(i == at || features[i] < features[at]);
    }
    assert_true(fabs(features[at] - expected) <= 1);
}

/* Hertz at the middle of band `band` of a slow spectrum, whose bins are 1000 / 1024 Hz apart. */
static double slow_hz(uint32_t band)
{
    return (FIRST_BIN + 4 * band + 1.5) * OTAML_SPECTRUM_RATE_HZ / SAMPLES;
}

/* What a mean over 16 samples leaves of a tone. */
static double mean_gain(double hz)
{
    const double half = two_pi / 2 * hz / OTAML_SPECTRUM_RATE_HZ;
    return sin(16 * half) / (16 * sin(half));
}

static void a_tone_shows_in_its_band_of_the_slow_spectrum(void **state)
{
    (void)state;
    for (uint32_t band = 0; band < 32; band += 5) {
        for (uint32_t i = 0; i < SAMPLES; i++) {
            const double t = i / (double)OTAML_SPECTRUM_RATE_HZ;
            /* gravity, a constant, must not matter */
            samples[i] = (int16_t)lrint(2048 + 1000 * sin(two_pi * slow_hz(band) * t));
        }
        compute();
        expect_peak(SLOW_AT, ENVELOPE_AT, SLOW_AT + band,
                    lobe_power(1000 * mean_gain(slow_hz(band))), 256);
    }
}

static void a_tone_shows_in_its_band_of_the_whole_spectrum(void **state)
{
    (void)state;
    for (uint32_t band = 0; band < 32; band += 5) {
        const double bin = FIRST_BIN + 15 * band + 7.0;
        for (uint32_t i = 0; i < SAMPLES; i++) {
            samples[i] = (int16_t)lrint(300 * sin(two_pi * bin * i / OTAML_SPECTRUM_POINTS));
        }
        compute();
        /* sixteen frames, each counted twice */
        expect_peak(0, SLOW_AT, band, 32 * lobe_power(300), 296);
    }
}

/* A carrier of 4 kHz, sampled where its magnitude is always sqrt(1/2) of its amplitude; the band
 * pass makes four times of it. */
static void a_modulation_shows_in_its_band_of_the_envelope(void **state)
{
    (void)state;
    for (uint32_t band = 0; band < 64; band += 9) {
        for (uint32_t i = 0; i < SAMPLES; i++) {
            const double t = i / (double)OTAML_SPECTRUM_RATE_HZ;
            const double size = 2000 * (1 + 0.5 * cos(two_pi * slow_hz(band) * t));
            samples[i] = (int16_t)lrint(size * sin(two_pi * (i / 4.0 + 0.125)));
        }
        compute();
        expect_peak(ENVELOPE_AT, FEATURES, ENVELOPE_AT + band,
                    lobe_power(4 * 2000 * 0.5 * sqrt(0.5) * mean_gain(slow_hz(band))), 256);
    }
}

static void silence_is_the_least_and_noise_at_full_scale_overflows_nothing(void **state)
{
    uint32_t seed = 1;
    (void)state;
    memset(samples, 0, sizeof(samples));
    compute();
    for (uint32_t i = 0; i < FEATURES; i++) {
        assert_int_equal(features[i], INT8_MIN);
    }
    for (uint32_t period = 1; period <= 4; period++) { /* the sanitizers watch */
        for (uint32_t i = 0; i < SAMPLES; i++) {
            seed = seed * 1664525u + 1013904223u;
            samples[i] = (period == 4 ? seed >> 31 : i / period % 2) ? INT16_MAX : INT16_MIN;
        }
        compute();
    }
}

static void a_recording_is_whole_before_it_has_features(void **state)
{
    static const int8_t untouched[FEATURES];
    (void)state;
    memset(features, 0, sizeof(features));
    otaml_spectrum_init(&spectrum);
    assert_int_equal(otaml_spectrum_push(&spectrum, samples, SAMPLES - 1), SAMPLES - 1);
    assert_int_equal(otaml_spectrum_features(&spectrum, features), OTAML_ERR_AGAIN);
    assert_memory_equal(features, untouched, FEATURES);
    assert_int_equal(otaml_spectrum_push(&spectrum, samples, 10), 1);
    assert_int_equal(otaml_spectrum_push(&spectrum, samples, 10), 0);
    assert_int_equal(otaml_spectrum_features(&spectrum, features), OTAML_OK);
    assert_int_equal(otaml_spectrum_features(&spectrum, features), OTAML_ERR_AGAIN);
}

static void read_recording(int k)
{
    size_t size;
    uint8_t *wave = fixture_read(
        fixture_path("%s/models/anomaly/recording.%d.wav", fixture_source_dir(), k), &size);
    assert_int_equal(size, WAVE_HEAD + 2 * SAMPLES);
    for (uint32_t i = 0; i < SAMPLES; i++) {
        samples[i] = (int16_t)otaml_get_le16(wave + WAVE_HEAD + 2 * i);
    }
    free(wave);
}

static void expect_python(int k)
{
    size_t size;
    uint8_t *python = fixture_read(
        fixture_path("%s/models/anomaly/anomaly_v2.%d.in.bin", fixture_source_dir(), k), &size);
    assert_int_equal(size, FEATURES);
    assert_memory_equal(features, python, FEATURES);
    free(python);
}

static void recordings_have_the_features_that_python_computed(void **state)
{
    (void)state;
    for (int k = 0; k < RECORDINGS; k++) {
        read_recording(k);
        compute();
        expect_python(k);
    }
}

/* One struct, recordings one after the other, in pieces of unlike lengths across their ends. */
static void pieces_make_no_difference(void **state)
{
    size_t piece = 1;
    (void)state;
    otaml_spectrum_init(&spectrum);
    for (int k = 0; k < 2; k++) {
        read_recording(k);
        for (size_t done = 0, taken = 1; taken > 0; done += taken, piece = piece * 3 % 1009) {
            const size_t left = SAMPLES - done;
            taken = otaml_spectrum_push(&spectrum, samples + done, piece < left ? piece : left);
        }
        assert_int_equal(otaml_spectrum_features(&spectrum, features), OTAML_OK);
        expect_python(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_shows_in_its_band_of_the_slow_spectrum),
        cmocka_unit_test(a_tone_shows_in_its_band_of_the_whole_spectrum),
        cmocka_unit_test(a_modulation_shows_in_its_band_of_the_envelope),
        cmocka_unit_test(silence_is_the_least_and_noise_at_full_scale_overflows_nothing),
        cmocka_unit_test(a_recording_is_whole_before_it_has_features),
        cmocka_unit_test(recordings_have_the_features_that_python_computed),
        cmocka_unit_test(pieces_make_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
