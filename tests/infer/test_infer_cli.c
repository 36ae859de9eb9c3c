/*
 * test_infer_cli.c - `otaml inspect`, `run` and `bench` as programs: files, status, messages.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <otaml/infer.h>

#include "flat_writer.h"
#include "sample_models.h"

static char folder[512];
static char program[4096]; /* absolute, for commands run in the folder */

static void write_file(const char *name, const void *data, size_t size)
{
    FILE *f = fopen(fixture_path("%s/%s", folder, name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    fclose(f);
}

/* Run `otaml ARGUMENTS` in the scratch folder; its status, and what it printed on both. */
static int otaml(const char *arguments, char *out, size_t cap)
{
    const char *command = fixture_path("cd %s && %s %s 2>&1", folder, program, arguments);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    const size_t n = fread(out, 1, cap - 1, p);
    out[n] = '\0';
    const int status = pclose(p);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int setup(void **state)
{
    static const struct {
        const char *name;
        const struct flat_model *model;
    } samples[] = { { "axes.tflite", &sample_axes }, { "classifier.tflite", &sample_classifier } };
    int8_t inputs[180];

    (void)state;
    assert_non_null(realpath(fixture_path("%s/otaml", fixture_build_dir()), program));
    snprintf(folder, sizeof(folder), "%s", fixture_scratch());
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        uint8_t *file = flat_write(samples[i].model, &size);
        write_file(samples[i].name, file, size);
        write_file("cut.tflite", file, size / 2);
        free(file);
    }
    for (size_t i = 0; i < sizeof(inputs); i++) {
        inputs[i] = (int8_t)(i * 37);
    }
    write_file("two.bin", inputs, 180); /* inputs for two invocations of the classifier */
    write_file("odd.bin", inputs, 100);
    return 0;
}

static void both_ways_give_the_same(void **state)
{
    char text[4096];
    size_t a_size, b_size;

    (void)state;
    assert_int_equal(otaml("run classifier.tflite --input two.bin --output a.bin", text, 4096), 0);
    assert_string_equal(text, "");
    assert_int_equal(
        otaml("run classifier.tflite --way load --input two.bin --output b.bin", text, 4096), 0);
    uint8_t *a = fixture_read(fixture_path("%s/a.bin", folder), &a_size);
    uint8_t *b = fixture_read(fixture_path("%s/b.bin", folder), &b_size);
    assert_int_equal(a_size, 14);
    assert_int_equal(b_size, 14);
    assert_memory_equal(a, b, 14);
    free(a);
    free(b);
}

static void layers_are_lines(void **state)
{
    char text[4096];
    int lines = 0;

    (void)state;
    assert_int_equal(
        otaml("run classifier.tflite --input two.bin --output a.bin --layers", text, 4096), 0);
    for (const char *p = text; *p; p++) {
        lines += *p == '\n';
    }
    assert_int_equal(lines, 12);
    assert_non_null(strstr(text, "0\t1\tDEPTHWISE_CONV_2D\ttensor 6\tINT8\t40\t"));
    assert_non_null(strstr(text, "1\t5\tSOFTMAX\ttensor 13\tINT8\t7\t"));
}

static void inspect_says_what_run_needs(void **state)
{
    char text[8192], arguments[128];
    unsigned arena;

    (void)state;
    assert_int_equal(otaml("inspect classifier.tflite --json", text, sizeof(text)), 0);
    assert_non_null(strstr(text, "\"ops\": [\"CONV_2D\", \"DEPTHWISE_CONV_2D\", "));
    assert_non_null(strstr(text, "\"shape\": [1, 6, 5, 3]"));
    /* 3*3*5 values of 27, 2*2*10 of 4, 7 of 10 */
    assert_non_null(strstr(text, "\"macs\": 1445,"));
    assert_int_equal(sscanf(strstr(text, "\"arena_bytes\""), "\"arena_bytes\": %u", &arena), 1);
    snprintf(arguments, sizeof(arguments),
             "run classifier.tflite --input two.bin --output a.bin --arena %u", arena);
    assert_int_equal(otaml(arguments, text, sizeof(text)), 0);
    snprintf(arguments, sizeof(arguments),
             "run classifier.tflite --input two.bin --output a.bin --arena %u", arena - 1);
    assert_int_equal(otaml(arguments, text, sizeof(text)), 1);
    snprintf(arguments, sizeof(arguments), "it needs %u bytes", arena);
    assert_non_null(strstr(text, arguments));
    assert_int_equal(otaml("inspect axes.tflite", text, sizeof(text)), 0);
    assert_non_null(strstr(text, "TRANSPOSE"));
    assert_non_null(strstr(text, "  metadata threshold, 4 bytes\n  metadata a ???, 0 bytes\n"));
    assert_int_equal(otaml("inspect axes.tflite --json", text, sizeof(text)), 0);
    assert_non_null(strstr(text, "\"metadata\": [{\"name\": \"threshold\", \"bytes\": 4}, "
                                 "{\"name\": \"a ???\", \"bytes\": 0}]"));
}

/* The number behind "name": in a JSON text. */
static unsigned number_of(const char *json, const char *name)
{
    const char *at = strstr(json, fixture_path("\"%s\": ", name));
    assert_non_null(at);
    return (unsigned)strtoul(at + strlen(name) + 4, NULL, 10);
}

static void inspect_shows_every_way(void **state)
{
    char text[8192], lack[8192];

    (void)state;
    assert_int_equal(otaml("inspect classifier.tflite --json", text, sizeof(text)), 0);
    /* Tensors 0 and 3, 6*5*3 and 3*3*5 bytes: more than at any later operator. */
    assert_non_null(strstr(text, "\"peak\": {\"operator\": 0, \"name\": \"CONV_2D\", "
                                 "\"bytes\": 135, \"tensors\": [{\"tensor\": "));
    const unsigned arena = number_of(text, "arena_bytes"),
                   stream = number_of(text, "stream_ram_bytes");
    const char *load = strstr(text, "\"load\": {");
    assert_int_equal(number_of(load, "ram_bytes"), arena + number_of(text, "bytes"));
    /* What it says of streaming is what `otaml run` needs for that. */
#define STREAM "run classifier.tflite --input two.bin --output a.bin --way stream --arena %u"
    assert_int_equal(otaml(fixture_path(STREAM, stream), lack, sizeof(lack)), 0);
    assert_int_equal(otaml(fixture_path(STREAM, stream - 1), lack, sizeof(lack)), 1);
#undef STREAM
    assert_non_null(strstr(text, "{\"board\": \"teensy40\", \"inplace\": true, \"load\": true"));
    assert_non_null(strstr(text, "{\"board\": \"pico\", \"inplace\": false, \"load\": true"));
}

/* 420,000 bytes of one activation, in place: more than a Pico leaves to an arena, not more than an
 * ESP32 does. */
static void inspect_knows_the_boards(void **state)
{
    static const float scale[] = { 0.1f }, out_scale[] = { 0.00390625f };
    static const struct flat_tensor tensors[] = {
        { .type = 9, .rank = 4, .dims = { 1, 600, 700, 1 }, .n_scales = 1, .scales = scale },
        { .type = 9,
          .rank = 4,
          .dims = { 1, 600, 700, 1 },
          .n_scales = 1,
          .scales = out_scale,
          .zero_point = -128 },
    };
    static const struct flat_operator logistic = {
        .code = 14, .n_inputs = 1, .n_outputs = 1, .inputs = { 0 }, .outputs = { 1 }
    };
    static const struct flat_model model = { 2, 1, tensors, &logistic, 0, 1 };
    char text[8192];
    size_t size;
    uint8_t *file = flat_write(&model, &size);

    (void)state;
    write_file("wide.tflite", file, size);
    free(file);
    assert_int_equal(otaml("inspect wide.tflite --json", text, sizeof(text)), 0);
    assert_non_null(strstr(text, "{\"board\": \"esp32\", \"inplace\": false, \"load\": true, "
                                 "\"stream\": true, "));
    assert_non_null(strstr(text, "{\"board\": \"pico\", \"inplace\": false, \"load\": false, "
                                 "\"stream\": false, "));
    assert_int_equal(otaml("inspect wide.tflite", text, sizeof(text)), 0);
    assert_non_null(strstr(text, "too little SRAM"));
}

static void bench_measures_every_model(void **state)
{
    char text[8192];

    (void)state;
    assert_int_equal(
        otaml("bench classifier.tflite cut.tflite axes.tflite --seconds 0.01 --profile", text,
              sizeof(text)),
        1); /* for cut.tflite; the others are measured all the same */
    assert_non_null(strstr(text, "otaml bench: cut.tflite: "));
    assert_non_null(strstr(text, "  classifier.tflite\n"));
    assert_non_null(strstr(text, "DEPTHWISE_CONV_2D"));
    assert_non_null(strstr(text, "  axes.tflite\n"));
    assert_int_equal(otaml("bench classifier.tflite --way load --seconds 0.01 --profile --json",
                           text, sizeof(text)),
                     0);
    assert_non_null(strstr(text, "\"macs\": 1445,"));
    assert_non_null(strstr(text, "\"best_us\": "));
    /* The convolution of inspect_says_what_run_needs. */
    assert_non_null(strstr(text, "\"macs\": 1215\n"));
}

static void failures_are_one_line(void **state)
{
    static const struct {
        const char *arguments;
        int status;
        const char *message;
    } cases[] = {
        { "run cut.tflite --input two.bin --output a.bin", 1, "cut.tflite" },
        { "run classifier.tflite --input odd.bin --output a.bin", 1, "one invocation takes 90" },
        { "run classifier.tflite --input two.bin --output a.bin --invokes 3", 1, "asks for 3" },
        { "run classifier.tflite --input none.bin --output a.bin", 1, "none.bin" },
        { "run none.tflite --input two.bin --output a.bin", 1, "none.tflite" },
        { "run two.bin --input two.bin --output a.bin", 1, "not a TensorFlow Lite model" },
        { "inspect two.bin", 1, "not a TensorFlow Lite model" },
        { "run classifier.tflite --input two.bin", 2, "usage: otaml run" },
        { "run classifier.tflite --input two.bin --output a.bin --way fly", 2, "--way" },
        { "run classifier.tflite --input two.bin --output a.bin --stripe 10", 2, "--stripe" },
        { "inspect", 2, "usage: otaml inspect" },
    };
    char text[4096];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(otaml(cases[i].arguments, text, sizeof(text)), cases[i].status);
        assert_non_null(strstr(text, cases[i].message));
        if (cases[i].status == 1) {
            assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
        }
    }
}

/* Packing warns of what this build lacks, for a fleet's build may have it; a damaged file it
 * refuses. */
static void pack_judges_the_model(void **state)
{
    struct flat_operator operators[3];
    struct flat_model model = sample_axes;
    char text[4096];
    size_t size;
    uint8_t *file;

    (void)state;
    memcpy(operators, sample_axes.operators, sizeof(operators));
    operators[1].code = 124; /* no build of ours has it */
    model.operators = operators;
    file = flat_write(&model, &size);
    write_file("exotic.tflite", file, size);
    free(file);
    assert_int_equal(otaml("keygen signer", text, sizeof(text)), 0);
#define PACK "pack --key signer.pem --vendor v --class c -o a.suit "
    assert_int_equal(otaml(PACK "axes.tflite", text, sizeof(text)), 0);
    assert_null(strstr(text, "warning"));
    assert_int_equal(otaml(PACK "exotic.tflite", text, sizeof(text)), 0);
    assert_non_null(strstr(text, "otaml pack: warning: this build cannot run exotic.tflite: "
                                 "operator 1 "));
    assert_non_null(strstr(text, "lacks an operator"));
    assert_int_equal(otaml(PACK "cut.tflite", text, sizeof(text)), 1);
#undef PACK
}

/* Through links of our own, so that a failure of this test harms no real device. */
static void devices_are_written_not_replaced(void **state)
{
    char text[4096];
    struct stat st;

    (void)state;
    assert_int_equal(symlink("/dev/null", fixture_path("%s/null", folder)), 0);
    assert_int_equal(symlink("/dev/full", fixture_path("%s/full", folder)), 0);
    assert_int_equal(otaml("run classifier.tflite --input two.bin --output null", text, 4096), 0);
    assert_int_equal(lstat(fixture_path("%s/null", folder), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(otaml("run classifier.tflite --input two.bin --output full", text, 4096), 1);
    assert_non_null(strstr(text, "cannot write full"));
    assert_int_equal(lstat(fixture_path("%s/full", folder), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_give_the_same),
        cmocka_unit_test(layers_are_lines),
        cmocka_unit_test(inspect_says_what_run_needs),
        cmocka_unit_test(inspect_shows_every_way),
        cmocka_unit_test(inspect_knows_the_boards),
        cmocka_unit_test(bench_measures_every_model),
        cmocka_unit_test(failures_are_one_line),
        cmocka_unit_test(pack_judges_the_model),
        cmocka_unit_test(devices_are_written_not_replaced),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
