/*
 * test_infer_golden.c - real networks against the answers of TensorFlow Lite Micro: outputs
 * byte for byte (float32 within 1e-5 + 1e-4 * |b|), each operator's CRC-32, and an arena no
 * larger than TFLM's. Needs the reference material.
 */
#include <fixture.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <otaml/crc32.h>
#include <otaml/infer.h>

static char shared[512];

/* The networks of these folders that this build runs. */
static const char *const networks[] = {
    "mobilenet_v2_quantized_1x3x224x224",
    "pretrainedResnet",
    "pretrainedResnet_large_float",
    "hello_world_int8",
    "hello_world_float",
    "simple_add_model",
    "ad01_fp32",
    "model_ToyCar_quant_fullint",
    "pretrainedResnet_large_int8",
    "vww_96_float",
    "micro_speech_quantized",
    "person_detect",
    "kws_ref_model",
    "ad01_int8",
    "vww_96_int8",
    "keyword_scrambled", /* these have a state: three inferences in a row */
    "keyword_scrambled_8bit",
    "micro_speech_lstm",
    "dtln_noise_suppression",
    "trained_lstm",
    "audio_preprocessor_int8",
    "audio_preprocessor_float",
};

/* The paper's sixteen, two of them stand-ins, and others of the zoo. */
static const char *const zoo[] = {
    "magic_wand",
    "vww2_50_50_INT8",
    "vww3_128_128_INT8",
    "vww4_128_128_INT8",
    "wav2letter_same_shape_int8",
    "dnn_s_quantized",
    "dnn_m_quantized",
    "dnn_l_quantized",
    "cnn_s_quantized",
    "cnn_m_quantized",
    "cnn_l_quantized",
    "micro_speech",
    "mobilenet_v2_1.0_224_INT8",
    "ad_small_int8",
    "ad_medium_int8_rev1",
    "ad_large_int8",
    "mcunet-320kb-1mb_imagenet", /* has channels with negative scales */
    "mlperf_resnet_quant",
    "kws_micronet_m",
    "tinymaix_cifar10_q",
    "mltk_keyword_spotting_on_off_v3",
    "mltk_rock_paper_scissors",
    "mltk_fingerprint_signature_generator",
    "mltk_keyword_spotting_mobilenetv2",
    "tinymaix_mnist_dw_q",
    "tinymaix_vww96_q",
    "mbv2-w0.35-r144_imagenet",
    "cfu_mobilenetv2_160_035", /* MUL, SUB */
    "mlonmcu_MobileNetV2_5class",
    "cfu_hps_74ops",            /* slices and joins */
    "mltk_anomaly_detection",   /* a computed shape */
    "tinymaix_mbnet128_0.25_q", /* likewise */
    "ssd_mobilenet_v3_int8",    /* HARD_SWISH */
    "rnnoise_INT8",             /* splits, TANH */
    "ds_cnn_s_quantized_int16", /* int16 activations */
    "tflm_keyword_scrambled_8bit",
    "tflm_mnist_lstm_int8",
    "tflm_dtln_noise_suppression",
};

/* A stripe that the filters of many models do not fit into, so that pieces are summed too. */
#define STRIPE_BYTES 1024u

/* In tiles: as little memory as possible, so that rows move and outputs follow inputs. */
enum way { IN_PLACE, LOAD, STREAM, TILES, STREAMED_TILES, WAYS };

/* The ways that are tried: all; one will do to try other kernels. */
#ifndef GOLDEN_WAYS
#define GOLDEN_WAYS WAYS
#endif

struct opened {
    enum way way;
    void *file;
    size_t size;
    uint64_t read; /* bytes, since the last try to open the interpreter began */
    struct otaml_model_reader reader;
    struct otaml_model m;
    struct otaml_infer inf;
    void *arena;
};

/* otaml_model_reader.read. What it copies is all that the interpreter ever sees of the file. */
static int read_model(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct opened *o = ctx;

    o->read += len;
    assert_true(offset <= o->size && len <= o->size - offset);
    memcpy(dst, (const uint8_t *)o->file + offset, len);
    return 0;
}

static void open_striped(struct opened *o, const char *path, enum way way, uint32_t stripe_bytes)
{
    struct otaml_infer_config cfg = { NULL, 0, 0, 0 };

    memset(o, 0, sizeof(*o));
    o->way = way;
    cfg.tile_bytes = way >= TILES ? 1 : 0;
    if (way == IN_PLACE) {
        const int fd = open(path, O_RDONLY);
        assert_true(fd >= 0);
        o->size = (size_t)lseek(fd, 0, SEEK_END);
        o->file = mmap(NULL, o->size, PROT_READ, MAP_PRIVATE, fd, 0);
        assert_true(o->file != MAP_FAILED);
        close(fd);
    } else {
        o->file = fixture_read(path, &o->size);
    }
    if (way == STREAM || way == STREAMED_TILES) {
        cfg.stripe_bytes = stripe_bytes;
        o->reader = (struct otaml_model_reader){ o, read_model };
        assert_int_equal(otaml_model_open_reader(&o->m, &o->reader, o->size), OTAML_OK);
    } else {
        assert_int_equal(otaml_model_open(&o->m, o->file, o->size), OTAML_OK);
    }
    int err;
    /* Ends with an arena of exactly arena_needed bytes, so that one byte more is an error. */
    while ((err = otaml_infer_open_config(&o->inf, &o->m, &cfg)) == OTAML_ERR_ARENA
           || (!err && cfg.arena_size != o->inf.arena_needed)) {
        free(o->arena);
        cfg.arena_size = o->inf.arena_needed;
        assert_int_equal(posix_memalign(&o->arena, 16, cfg.arena_size), 0);
        o->read = 0;
        cfg.arena = o->arena;
    }
    if (err) {
        fail_msg("%s: operator %d, tensor %d: %s", path, (int)o->inf.failed_operator,
                 (int)o->inf.failed_tensor, otaml_err_text(err));
    }
}

static void open_network(struct opened *o, const char *path, enum way way)
{
    open_striped(o, path, way, STRIPE_BYTES);
}

static void close_network(struct opened *o)
{
    free(o->arena);
    if (o->way == IN_PLACE) {
        munmap(o->file, o->size);
    } else {
        free(o->file);
    }
}

/* Follow a file of golden/layers: compare each operator's output, or none if f is NULL. */
static void run_layers(struct opened *o, FILE *f, uint32_t *compared)
{
    const struct otaml_infer *inf = &o->inf;
    const void *data;
    size_t bytes;
    int err;

    do {
        do { /* all parts of an operator */
            err = otaml_infer_step(&o->inf);
        } while (err == OTAML_ERR_AGAIN && otaml_infer_peek(inf, 0, &bytes) == NULL);
        for (uint32_t k = 0; f && (data = otaml_infer_peek(inf, k, &bytes)) != NULL; k++) {
            unsigned invoke, index, tensor, crc;
            size_t expected;
            char name[64], type[16];
            assert_int_equal(fscanf(f, "%u %u %63s tensor %u %15s %zu %x", &invoke, &index, name,
                                    &tensor, type, &expected, &crc),
                             7);
            assert_int_equal(index, inf->position - 1);
            assert_int_equal(bytes, expected);
            if (strcmp(type, "FLOAT32") != 0 && otaml_crc32(0, data, bytes) != crc) {
                fail_msg("operator %u %s differs", index, name);
            }
            *compared += strcmp(type, "FLOAT32") != 0;
        }
    } while (err == OTAML_ERR_AGAIN);
    assert_int_equal(err, OTAML_OK);
}

static bool is_float(const struct opened *o, int32_t tensor)
{
    struct otaml_tensor t;
    assert_int_equal(otaml_model_tensor(&o->m, (uint32_t)tensor, &t), OTAML_OK);
    return t.type == OTAML_TYPE_FLOAT32;
}

/* Goldens are little-endian, whatever this machine is. */
static float float_at(const uint8_t *p)
{
    const uint32_t bits =
        (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static void give_input(const struct opened *o, uint32_t k, const uint8_t *from)
{
    size_t bytes;
    void *to = otaml_infer_input(&o->inf, k, &bytes);

    if (!is_float(o, otaml_model_input(&o->m, k))) {
        memcpy(to, from, bytes);
        return;
    }
    for (size_t i = 0; i < bytes / 4; i++) {
        ((float *)to)[i] = float_at(from + 4 * i);
    }
}

static void compare_output(const struct opened *o, uint32_t k, const uint8_t *expected,
                           const char *what)
{
    size_t bytes;
    const uint8_t *out = otaml_infer_output(&o->inf, k, &bytes);

    if (!is_float(o, otaml_model_output(&o->m, k))) {
        for (size_t i = 0; i < bytes; i++) {
            if (out[i] != expected[i]) {
                fail_msg("%s: byte %zu is %d, not %d", what, i, out[i], expected[i]);
            }
        }
        return;
    }
    for (size_t i = 0; i < bytes; i += 4) {
        const float b = float_at(expected + i);
        float a;
        memcpy(&a, out + i, 4);
        if (!(fabsf(a - b) <= 1e-5f + 1e-4f * fabsf(b))) {
            fail_msg("%s: value %zu is %g, not %g", what, i / 4, (double)a, (double)b);
        }
    }
}

/* One inference: its inputs are at *from and its outputs at *expected, which move on. */
static void run_once(struct opened *o, const uint8_t **from, const uint8_t **expected,
                     const char *what, FILE *layers, uint32_t *compared)
{
    size_t bytes;

    for (uint32_t i = 0; otaml_infer_input(&o->inf, i, &bytes) != NULL; i++) {
        give_input(o, i, *from);
        *from += bytes;
    }
    run_layers(o, layers, compared);
    for (uint32_t i = 0; otaml_infer_output(&o->inf, i, &bytes) != NULL; i++) {
        compare_output(o, i, *expected, what);
        *expected += bytes;
    }
}

/* One golden, of one inference or of several after one another from a fresh state; false if
 * there is none of this number. */
static bool run_golden(struct opened *o, const char *folder, const char *name, unsigned k,
                       uint32_t *compared)
{
    const char *in_path = fixture_path("%s/%s/%s.%u.in.bin", shared, folder, name, k);
    const char *out_path = fixture_path("%s/%s/%s.%u.out.bin", shared, folder, name, k);
    size_t in_size, out_size;

    if (access(in_path, R_OK)) {
        return false;
    }
    uint8_t *in = fixture_read(in_path, &in_size);
    uint8_t *out = fixture_read(out_path, &out_size);
    const uint8_t *from = in, *expected = out;
    /* What lies between the operators of a tile is never there as a whole. */
    FILE *layers =
        o->way < TILES
            ? fopen(fixture_path("%s/golden/layers/%s.%u.layers.tsv", shared, name, k), "r")
            : NULL;
    otaml_infer_reset(&o->inf);
    while ((size_t)(from - in) < in_size) {
        run_once(o, &from, &expected, out_path, layers, compared);
    }
    if (layers) {
        fclose(layers);
    }
    assert_int_equal(from - in, in_size);
    assert_int_equal(expected - out, out_size);
    free(in);
    free(out);
    return true;
}

/* TFLM's figure from column `column` of a manifest. */
static uint32_t tflm_arena(const char *manifest, const char *name, int column)
{
    char line[4096];
    FILE *f = fopen(manifest, "r");

    assert_non_null(f);
    while (fgets(line, sizeof(line), f)) {
        char *rest = line, *field = strsep(&rest, "\t");
        if (strcmp(field, name) != 0) {
            continue;
        }
        for (int i = 1; i <= column; i++) {
            field = strsep(&rest, "\t");
        }
        fclose(f);
        return (uint32_t)strtoul(field, NULL, 10);
    }
    fail_msg("%s has no %s", manifest, name);
    return 0;
}

static void run_network(const char *models, const char *goldens, const char *manifest, int column,
                        const char *name)
{
    char path[1024];
    const uint32_t tflm =
        tflm_arena(fixture_path("%s/%s/MANIFEST.tsv", shared, manifest), name, column);
    unsigned runs = 0;
    uint32_t compared = 0, arena = 0, tiled = 0;

    snprintf(path, sizeof(path), "%s/%s/%s.tflite", shared, models, name);
    for (enum way way = IN_PLACE; way < GOLDEN_WAYS; way++) {
        struct opened o;
        open_network(&o, path, way);
        arena = way == IN_PLACE ? o.inf.arena_needed : arena;
        tiled = way == TILES ? o.inf.arena_needed : tiled;
        /* Numbers need not follow one another. */
        for (unsigned k = 0; k < 4; k++) {
            runs += run_golden(&o, goldens, name, k, &compared);
        }
        close_network(&o);
    }
    print_message("%-32s %2u goldens, %3u layers, arena %7u of TFLM's %7u, in tiles %7u\n", name,
                  runs, (unsigned)compared, (unsigned)arena, (unsigned)tflm, (unsigned)tiled);
    assert_true(runs >= 2 * GOLDEN_WAYS); /* two goldens at least */
    assert_true(arena <= tflm);
}

static void networks_match(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
        run_network("models", "golden", "models", 9, networks[i]);
    }
}

static void zoo_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(zoo) / sizeof(zoo[0]); i++) {
        run_network("zoo", "golden/zoo", "golden/zoo", 4, zoo[i]);
    }
}

/* Every operator of a SEANet, alone: int16 with int8 weights, and its int32 QUANTIZE. */
static void single_operators_match(void **state)
{
    char line[4096];
    unsigned models = 0;
    FILE *f = fopen(fixture_path("%s/models/ops/MANIFEST.tsv", shared), "r");

    (void)state;
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof(line), f)); /* the columns' names */
    while (fgets(line, sizeof(line), f)) {
        char *rest = line;
        run_network("models/ops", "golden/ops", "models/ops", 9, strsep(&rest, "\t"));
        models++;
    }
    fclose(f);
    assert_int_equal(models, 84);
}

/* Through a stripe of 4 KB the largest models are read hardly more than once, with all that
 * opening takes, and what is left of them in RAM is the arena. */
static void a_stream_is_read_once(void **state)
{
    static const char *const names[] = { "mobilenet_v2_1.0_224_INT8",
                                         "wav2letter_same_shape_int8" };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[1024];
        struct opened o;
        uint32_t compared = 0;
        snprintf(path, sizeof(path), "%s/zoo/%s.tflite", shared, names[i]);
        open_striped(&o, path, STREAM, 4096);
        const uint64_t opening = o.read;
        assert_true(run_golden(&o, "golden/zoo", names[i], 0, &compared));
        print_message("%-32s %8zu bytes, read %8llu (%llu to open), arena %u\n", names[i], o.size,
                      (unsigned long long)o.read, (unsigned long long)opening,
                      (unsigned)o.inf.arena_needed);
        assert_true(o.read * 100 <= (uint64_t)o.size * 105);
        close_network(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(networks_match),
        cmocka_unit_test(single_operators_match),
        cmocka_unit_test(zoo_matches),
        cmocka_unit_test(a_stream_is_read_once),
    };

    const char *found = fixture_shared();
    if (!found) {
        printf("skipped: no reference material (OTAML_SHARED)\n");
        return FIXTURE_SKIP;
    }
    snprintf(shared, sizeof(shared), "%s", found); /* fixture's buffers are used in turn */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
