/*
 * test_tasks.c - the portable part of the examples: windows, models that do not fit, models that
 * are replaced while they answer.
 */
#include <fixture.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"
#include "worker.h"

#define ROWS     300u
#define COLUMNS  100u              /* that two seconds of sound have, but for the last */
#define SOUND    (2u * 16000u)     /* samples */
#define FEATURES ((size_t)49 * 32) /* of a second */
#define ARENA    65536u

static const struct rig_geometry unit = {
    "flash, 512 KB", &rig_flash, { 512 * RIG_KB, 4 * RIG_KB, 4, false, false, false }, 1024
};
static const struct task_settings plain;
static _Alignas(16) uint8_t arena[ARENA];
static struct rig rig;
static struct worker worker;

static uint8_t *read_source(const char *path, size_t *size)
{
    return fixture_read(fixture_path("%s/%s", fixture_source_dir(), path), size);
}

static void store_model(const char *name, const char *path)
{
    static uint64_t sequence;

    rig_put_file(&rig, name, path, ++sequence);
}

static int set_up(void **state)
{
    (void)state;
    rig_open(&rig, &unit);
    store_model("digits", "models/digits/digits_v1.tflite");
    store_model("gestures", "models/gestures/gestures_v1.tflite");
    store_model("keywords", "models/keywords/keywords_v1.tflite");
    store_model("anomaly", "models/anomaly/anomaly_v1.tflite");
    worker = (struct worker){ .store = rig.store, .arena = arena, .arena_size = sizeof(arena) };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_stop(&worker);
    rig_close(&rig);
    return 0;
}

/* --- windows --------------------------------------------------------------------------------- */

/* Feed in pieces of `piece` frames at most, and compare the input of each answer with what should
 * be there, `step` bytes further each time. Answers in all. */
static unsigned assert_windows(const int16_t *frames, size_t count, size_t piece,
                               const int8_t *expected, size_t step)
{
    const struct task *task = worker.task;
    unsigned answers = 0;

    for (size_t at = 0; at < count;) {
        const size_t n = count - at < piece ? count - at : piece;
        struct task_answer answer;
        int err;

        assert_int_equal(worker_step(&worker, &answer), OTAML_ERR_AGAIN); /* none is due */
        at += worker_feed(&worker, frames + at * task->channels, n);
        if (!worker_input(&worker)) {
            continue;
        }
        assert_memory_equal(worker_input(&worker), expected + answers++ * step, task->inputs);
        assert_int_equal(worker_feed(&worker, frames, 1), 0);
        while ((err = worker_step(&worker, &answer)) == OTAML_ERR_AGAIN) {}
        assert_int_equal(err, OTAML_OK);
        assert_null(worker_input(&worker));
    }
    return answers;
}

/* Every window of rows at every hop, however the rows come. */
static void gestures_slide(void **state)
{
    static int16_t rows[ROWS][3];
    static int8_t expected[ROWS][3];
    static const uint32_t hops[] = { 0, 1, 7, 64, 127, 128 };
    uint32_t seed = 5;

    (void)state;
    for (uint32_t i = 0; i < ROWS * 3; i++) {
        /* As models/common/runners.py, with scale and zero point of models/gestures/README.md. */
        const int16_t counts = (int16_t)((int)(rig_random(&seed) % 4096) - 2048);
        const double q = rint(counts / 512.0 / (8 / 255.0)) - 1;
        rows[i / 3][i % 3] = counts;
        expected[i / 3][i % 3] = (int8_t)(q < -128 ? -128 : q > 127 ? 127 : q);
    }
    for (size_t i = 0; i < sizeof(hops) / sizeof(hops[0]); i++) {
        const struct task_settings settings = { .hop = hops[i] };
        const uint32_t hop = hops[i] ? hops[i] : 128;
        for (size_t piece = 1; piece <= ROWS; piece = 3 * piece + 2) {
            assert_int_equal(worker_start(&worker, &task_gestures, &settings), OTAML_OK);
            assert_int_equal(assert_windows(rows[0], ROWS, piece, expected[0], (size_t)hop * 3),
                             (ROWS - 128) / hop + 1);
        }
    }
}

/* Columns by the front end, which tests/feature holds to Python's; by hop and by piece. */
static void keywords_slide(void **state)
{
    static int16_t sound[SOUND];
    static int8_t columns[COLUMNS][32];
    static const uint32_t hops[] = { 0, 320, 640, 4000 / 320 * 320, 16000 };
    struct otaml_audio_features front_end;
    size_t size, taken = 0;
    bool complete;

    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        uint8_t *bytes = read_source(fixture_path("tests/feature/word%u.s16", k), &size);
        for (size_t i = 0; i < 16000; i++) {
            sound[k * 16000 + i] = (int16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
        }
        free(bytes);
    }
    otaml_audio_features_start(&front_end);
    for (unsigned i = 0; taken < SOUND && i < COLUMNS; i += complete) {
        taken += otaml_audio_features_feed(&front_end, sound + taken, SOUND - taken, columns[i],
                                           &complete);
    }
    for (size_t i = 0; i < sizeof(hops) / sizeof(hops[0]); i++) {
        const struct task_settings settings = { .hop = hops[i] };
        const uint32_t hop = hops[i] ? hops[i] : 16000;
        for (size_t piece = 100; piece <= SOUND; piece = 4 * piece + 17) {
            assert_int_equal(worker_start(&worker, &task_keywords, &settings), OTAML_OK);
            assert_int_equal(
                assert_windows(sound, SOUND, piece, columns[0], (size_t)hop / 320 * 32),
                (SOUND - 15840) / hop + 1);
        }
    }
}

/* Without a hop each second is what Python made of it, and a rewound worker begins anew. */
static void seconds_are_pythons(void **state)
{
    (void)state;
    assert_int_equal(worker_start(&worker, &task_keywords, &plain), OTAML_OK);
    for (unsigned k = 0; k < 2; k++) {
        size_t size;
        uint8_t *sound = read_source(fixture_path("tests/feature/word%u.s16", k), &size);
        uint8_t *features = read_source(fixture_path("tests/feature/word%u.features", k), &size);

        assert_int_equal(size, FEATURES);
        assert_int_equal(
            assert_windows((const int16_t *)(void *)sound, 15900, 999, (int8_t *)features, 0), 1);
        worker_rewind(&worker);
        free(sound);
        free(features);
    }
}

/* Two recordings one behind the other, in pieces that straddle them. */
static void recordings_follow_one_another(void **state)
{
    static int16_t samples[2 * 16384];
    static int8_t expected[2 * 128];

    (void)state;
    for (int k = 0; k < 2; k++) {
        size_t size;
        uint8_t *wav = read_source(fixture_path("models/anomaly/recording.%d.wav", k), &size);
        uint8_t *in = read_source(fixture_path("models/anomaly/anomaly_v1.%d.in.bin", k), &size);

        memcpy(samples + k * 16384, wav + 44, sizeof(samples) / 2);
        memcpy(expected + k * 128, in, 128);
        free(wav);
        free(in);
    }
    for (size_t piece = 100; piece <= sizeof(samples) / 2; piece = 7 * piece + 1) {
        assert_int_equal(worker_start(&worker, &task_anomaly, &plain), OTAML_OK);
        assert_int_equal(assert_windows(samples, 2 * 16384, piece, expected, 128), 2);
    }
}

/* --- models ---------------------------------------------------------------------------------- */

/* What the sensor gave, of a known input. */
static void read_pixels(const char *in, int16_t pixels[64])
{
    size_t size;
    uint8_t *bytes = read_source(in, &size);

    for (int i = 0; i < 64; i++) {
        pixels[i] = (int16_t)lrint(((int8_t)bytes[i] + 128) / 255.0 * 16);
    }
    free(bytes);
}

static const char *answer_to(const char *in)
{
    int16_t pixels[64];
    struct task_answer answer;
    int err;

    read_pixels(in, pixels);
    assert_int_equal(worker_feed(&worker, pixels, 1), 1);
    while ((err = worker_step(&worker, &answer)) == OTAML_ERR_AGAIN) {}
    assert_int_equal(err, OTAML_OK);
    return answer.label;
}

/* What both versions say of sample 7, by models/digits/known.tsv: not the same. */
static void read_known(char said[2][16])
{
    FILE *f = fopen(fixture_path("%s/models/digits/known.tsv", fixture_source_dir()), "r");
    char line[256] = "";

    assert_non_null(f);
    while (line[0] != '7' && fgets(line, sizeof(line), f)) {}
    fclose(f);
    assert_int_equal(sscanf(line, "7 %*s %15s %15s", said[0], said[1]), 2);
    assert_string_not_equal(said[0], said[1]);
}

/* A worker answers with the model that it began with, until it is started again. */
static void models_are_replaced_at_a_start(void **state)
{
    static const char sample[] = "models/digits/digits_v1.7.in.bin";
    char said[2][16];

    (void)state;
    read_known(said);
    assert_int_equal(worker_start(&worker, &task_digits, &plain), OTAML_OK);
    assert_string_equal(answer_to(sample), said[0]);
    store_model("digits", "models/digits/digits_v2.tflite");
    assert_string_equal(answer_to(sample), said[0]);
    assert_int_equal(worker_start(&worker, &task_digits, &plain), OTAML_OK);
    assert_string_equal(answer_to(sample), said[1]);
    store_model("digits", "models/digits/digits_v1.tflite");
}

/* A read of the unit fails, at the start or in an inference, and is tried again. False: none was so
 * late. */
static bool fail_at(struct rig *r, struct worker *w, uint32_t read, const int16_t *pixels,
                    const char *said)
{
    struct task_answer answer;
    unsigned failures = 0;
    int err;

    rig_fail_reads(r, read, 1);
    while ((err = worker_start(w, &task_digits, &plain)) != OTAML_OK) {
        assert_int_equal(err, RIG_ERR_READ);
        assert_null(w->task);
        failures++;
    }
    assert_int_equal(worker_feed(w, pixels, 1), 1);
    while ((err = worker_step(w, &answer)) != OTAML_OK) {
        assert_true(err == OTAML_ERR_AGAIN || err == RIG_ERR_READ);
        failures += err == RIG_ERR_READ;
    }
    assert_string_equal(answer.label, said);
    assert_in_range(failures, 0, 1);
    return failures > 0;
}

static void failed_reads_are_tried_again(void **state)
{
    static const char sample[] = "models/digits/digits_v1.7.in.bin";
    static struct rig slow;
    struct worker w = { .arena = arena, .arena_size = sizeof(arena) };
    uint32_t reads = 0;
    int16_t pixels[64];
    char said[2][16];

    (void)state;
    read_known(said);
    read_pixels(sample, pixels);
    rig_open(&slow, &rig_eefs.rows[0]);
    rig_put_file(&slow, "digits", "models/digits/digits_v1.tflite", 1);
    w.store = slow.store;
    while (fail_at(&slow, &w, reads, pixels, said[0])) {
        reads++;
    }
    assert_in_range(reads, 20, 2000);
    worker_stop(&w);
    rig_fail_reads(&slow, 0, 0);
    assert_int_equal(otaml_store_format(slow.store), OTAML_OK); /* nothing stayed open */
    rig_close(&slow);
}

/* The keyword model with another scale wherever the front end's is. */
static void store_other_scale(void)
{
    static const uint8_t front_ends[4] = { 0x00, 0x00, 0x80, 0x3c }; /* 1/64 */
    size_t size;
    uint8_t *bytes = read_source("models/keywords/keywords_v1.tflite", &size);

    for (size_t i = 0; i + 4 <= size; i += 4) {
        if (!memcmp(bytes + i, front_ends, 4)) {
            bytes[i + 3] = 0x3d; /* 1/16 */
        }
    }
    rig_put(&rig, "keywords", bytes, size, 100);
    free(bytes);
}

static void assert_not_started(const struct task *task, const struct task_settings *settings,
                               int err)
{
    int16_t frame[64] = { 0 };
    struct task_answer answer;

    assert_int_equal(worker_start(&worker, task, settings), err);
    assert_null(worker.task);
    assert_int_equal(worker_feed(&worker, frame, 1), 0);
    assert_int_equal(worker_step(&worker, &answer), OTAML_ERR_AGAIN);
    assert_null(worker_input(&worker));
}

static void unfit_models_are_refused(void **state)
{
    const struct task_settings odd = { .hop = 321 }, any = { .hop = 1 };

    (void)state;
    assert_not_started(&task_keywords, &odd, OTAML_ERR_ARG);
    assert_not_started(&task_anomaly, &any, OTAML_ERR_ARG);
    worker.arena_size = 1024;
    assert_not_started(&task_keywords, &plain, OTAML_ERR_ARENA);
    assert_in_range(worker.infer.arena_needed, 1025, ARENA);
    worker.arena_size = ARENA;
    store_other_scale();
    assert_not_started(&task_keywords, &plain, OTAML_ERR_MODEL_QUANT);
    store_model("keywords", "models/anomaly/anomaly_v1.tflite");
    assert_not_started(&task_keywords, &plain, OTAML_ERR_MODEL_SHAPE);
    store_model("keywords", "models/keywords/labels.txt");
    assert_not_started(&task_keywords, &plain, OTAML_ERR_MODEL_FORMAT);
    assert_int_equal(otaml_store_remove(rig.store, "keywords"), OTAML_OK);
    assert_not_started(&task_keywords, &plain, OTAML_ERR_NOT_FOUND);
    assert_int_equal(worker_start(&worker, &task_digits, &plain), OTAML_OK);
}

/* --- what models/ says ----------------------------------------------------------------------- */

static void assert_labels(const struct task *task)
{
    FILE *f = fopen(fixture_path("%s/models/%s/labels.txt", fixture_source_dir(), task->name), "r");
    char label[64];

    assert_non_null(f);
    for (uint32_t i = 0; i < task->outputs; i++) {
        assert_int_equal(fscanf(f, "%63s", label), 1);
        assert_string_equal(label, task->labels[i]);
    }
    assert_int_equal(fscanf(f, "%63s", label), EOF);
    fclose(f);
}

static void labels(void **state)
{
    (void)state;
    assert_labels(&task_digits);
    assert_labels(&task_gestures);
    assert_labels(&task_keywords);
}

/* --- the threshold --------------------------------------------------------------------------- */

static float threshold_of(int version)
{
    json_t *metrics = json_load_file(
        fixture_path("%s/models/anomaly/metrics.json", fixture_source_dir()), 0, NULL);
    double threshold;

    assert_int_equal(json_unpack(metrics, "{s{s{sF}}}", "versions",
                                 fixture_path("anomaly_v%d", version), "threshold", &threshold),
                     0);
    json_decref(metrics);
    return (float)threshold;
}

static void each_version_has_its_own(void **state)
{
    const struct task_settings mine = { .threshold = 33 };

    (void)state;
    for (int version = 1; version <= 2; version++) {
        store_model("anomaly", fixture_path("models/anomaly/anomaly_v%d.tflite", version));
        assert_int_equal(worker_start(&worker, &task_anomaly, &plain), OTAML_OK);
        assert_true(worker.state.anomaly.threshold == threshold_of(version));
        assert_int_equal(worker_start(&worker, &task_anomaly, &mine), OTAML_OK);
        assert_true(worker.state.anomaly.threshold == 33);
    }
}

/* The model with the bytes at `from` replaced, which are there once. */
static void store_changed(const void *from, const void *to, size_t len)
{
    size_t size, found = 0;
    uint8_t *bytes = read_source("models/anomaly/anomaly_v1.tflite", &size);
    static uint64_t sequence = 1000;

    for (size_t i = 0; i + len <= size; i++) {
        if (!memcmp(bytes + i, from, len)) {
            memcpy(bytes + i, to, len);
            found++;
        }
    }
    assert_int_equal(found, 1);
    rig_put(&rig, "anomaly", bytes, size, ++sequence);
    free(bytes);
}

static void without_one_it_is_not_started(void **state)
{
    static const uint8_t values[][4] = { { 0, 0, 0xc0, 0x7f }, { 0, 0, 0x80, 0x7f }, { 0 } };
    const struct task_settings mine = { .threshold = 33 };
    const float threshold = threshold_of(1);

    (void)state;
    store_changed("otaml.threshold", "otaml.thresholb", 15);
    assert_not_started(&task_anomaly, &plain, OTAML_ERR_MODEL_QUANT);
    assert_int_equal(worker_start(&worker, &task_anomaly, &mine), OTAML_OK);
    for (size_t i = 0; i < 3; i++) { /* no number, infinite, none */
        store_changed(&threshold, values[i], 4);
        assert_not_started(&task_anomaly, &plain, OTAML_ERR_MODEL_QUANT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gestures_slide),
        cmocka_unit_test(keywords_slide),
        cmocka_unit_test(seconds_are_pythons),
        cmocka_unit_test(recordings_follow_one_another),
        cmocka_unit_test(models_are_replaced_at_a_start),
        cmocka_unit_test(failed_reads_are_tried_again),
        cmocka_unit_test(unfit_models_are_refused),
        cmocka_unit_test(labels),
        cmocka_unit_test(each_version_has_its_own),
        cmocka_unit_test(without_one_it_is_not_started),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
