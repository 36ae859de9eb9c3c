/*
 * test_path.c - the whole path with real processes: otaml and otamld as they are shipped.
 */
#include <fixture.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <otaml/sha256.h>

#include "board_unit.h"
#include "fleet.h"

#define KILLS      20u
#define BUFFER     4096u /* what a kill may cost at most, bytes */
#define MODEL_SIZE (1500u * 1024u)
#define SMALL_SIZE 40000u /* both are longer than the model that they begin with */

static const char *const nothing_more[] = { NULL };
static struct fleet fleet;

static int set_up(void **state)
{
    (void)state;
    fleet_start(&fleet);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fleet_stop(&fleet);
    return 0;
}

/* A model that can be packed, made longer by what nobody can compress. */
static uint8_t *random_model(uint32_t size, uint32_t seed)
{
    uint8_t *data = test_malloc(size), *model;
    size_t model_size;

    for (uint32_t i = 0; i < size; i++) {
        seed = seed * 1664525u + 1013904223u;
        data[i] = (uint8_t)(seed >> 24);
    }
    model = fixture_read(fixture_path("%s/models/digits/digits_v1.tflite", fixture_source_dir()),
                         &model_size);
    assert_true(model_size < size);
    memcpy(data, model, model_size);
    free(model);
    return data;
}

/* A board's memory unit, as the next boot would find it. */
static struct otaml_store *mount(struct board_unit *u, const char *id, const char *board)
{
    assert_int_equal(board_unit_open(u, board_find(board),
                                     fixture_path("%s/%s.unit", fleet.dir, id),
                                     BOARD_UNIT_EXISTING),
                     OTAML_OK);
    return u->store;
}

static void assert_stored(const char *id, const char *board, const char *name, const uint8_t *data,
                          uint32_t size)
{
    static struct board_unit unit;
    struct otaml_store *store = mount(&unit, id, board);
    struct otaml_store_object object;
    uint8_t *stored = test_malloc(size);

    assert_int_equal(otaml_store_open(store, name, &object), OTAML_OK);
    assert_int_equal(object.entry.size, size);
    assert_int_equal(otaml_store_read(store, &object, 0, stored, size), OTAML_OK);
    assert_memory_equal(stored, data, size);
    otaml_store_close(store, &object);
    board_unit_close(&unit);
    test_free(stored);
}

static bool is_stored(const char *id, const char *board, const char *name)
{
    static struct board_unit unit;
    struct otaml_store *store = mount(&unit, id, board);
    struct otaml_store_object object;
    const int err = otaml_store_open(store, name, &object);

    if (!err) {
        otaml_store_close(store, &object);
    }
    board_unit_close(&unit);
    return err == OTAML_OK;
}

/* The operators that a device reports are shown in words. */
static void operators_are_reported(void **state)
{
    char *text;

    (void)state;
    fleet_introduce(&fleet, "pico", "ops");
    text = fleet_status("ops");
    assert_non_null(
        strstr(text, "\noperators  ADD INT8,INT16,INT32,FLOAT32; AVERAGE_POOL_2D INT8,"));
    assert_non_null(strstr(text, "CONCATENATION ANY;"));
    assert_non_null(strstr(text, "\nattribute  board=pico\n"));
    free(text);
}

/*
 * Kill the device somewhere in its download, twenty times; each time the next life goes on where
 * the last one was, but for less than a buffer. Where it is killed is random: after so many lines
 * of progress, while the device goes on by itself.
 */
static void killed_downloads_resume(void **state)
{
    static const char *const slowly[] = { "--progress", "--rate", "2M", NULL };
    uint8_t *data = random_model(MODEL_SIZE, 1);
    uint32_t reached = 0, again = 0, worst = 0, pieces = MODEL_SIZE / BUFFER / (KILLS + 2);
    char outcome[64];
    unsigned seed = 7;

    (void)state;
    fleet_introduce(&fleet, "esp32", "kill");
    fleet_roll_out(&fleet,
                   &(struct fleet_package){
                       .name = "killed", .sequence = 1, .data = data, .size = MODEL_SIZE },
                   "kill");
    for (unsigned i = 0; i < KILLS; i++) {
        struct process device = fleet_device(&fleet, "esp32", "kill", slowly);
        uint32_t from = (uint32_t)atol(fleet_field(fleet_await(&device, "fetching"), "offset"));
        /* Less than nothing: it had stored a piece and was killed before it said so. */
        const int32_t lost = (int32_t)(reached - from);
        unsigned left = (unsigned)rand_r(&seed) % (2 * pieces);
        const char *line;

        assert_true(lost > -(int32_t)BUFFER && lost < (int32_t)BUFFER);
        again += lost > 0 ? (uint32_t)lost : 0;
        worst = lost > (int32_t)worst ? (uint32_t)lost : worst;
        reached = from;
        while (left-- && (line = process_line(&device)) != NULL) {
            if (!strcmp(fleet_field(line, "event"), "progress")) {
                reached = (uint32_t)atol(fleet_field(line, "offset"));
            }
        }
        assert_int_equal(kill(device.pid, SIGKILL), 0);
        while ((line = process_line(&device)) != NULL) { /* what it said before it died */
            if (!strcmp(fleet_field(line, "event"), "progress")) {
                reached = (uint32_t)atol(fleet_field(line, "offset"));
            }
            assert_string_not_equal(fleet_field(line, "event"), "installed");
        }
        assert_int_equal(process_wait(&device), 128 + SIGKILL);
        assert_true(reached < MODEL_SIZE);
    }
    assert_int_equal(fleet_run_once(&fleet, "esp32", "kill", nothing_more, outcome), 0);
    assert_string_equal(outcome, "installed");
    assert_stored("kill", "esp32", "killed", data, MODEL_SIZE);
    print_message("%u kills in %u bytes: %u bytes fetched again, at most %u at once\n", KILLS,
                  MODEL_SIZE, again, worst);
    test_free(data);
}

struct refusal {
    struct fleet_package package;
    const char *outcome;
    int status;
};

/* One device, one good package, then everything it must not take. */
static void refusals_are_named(void **state)
{
    uint8_t *data = random_model(SMALL_SIZE, 2);
    const struct refusal rows[] = {
        { { .name = "m", .sequence = 5 }, "installed", 0 },
        { { .name = "m", .sequence = 4 }, "ERR_SEQUENCE", 1 },
        { { .name = "m", .sequence = 6, .key = "other" }, "ERR_SIGNATURE", 1 },
        { { .name = "m", .sequence = 6, .class_name = "tflite-9" }, "ERR_CLASS", 1 },
        { { .name = "big", .sequence = 1, .size = 300000 }, "ERR_NOSPC", 1 },
        { { .name = "m", .sequence = 5 }, "present", 0 },
        { { .name = "m", .sequence = 7 }, "installed", 0 },
    };
    uint8_t *big = random_model(300000, 3);

    (void)state;
    fleet_introduce(&fleet, "nano33", "strict");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fleet_package package = rows[i].package;
        char outcome[64];
        int status;

        package.data = package.size ? big : data;
        package.size = package.size ? package.size : SMALL_SIZE;
        fleet_roll_out(&fleet, &package, "strict");
        status = fleet_run_once(&fleet, "nano33", "strict", nothing_more, outcome);
        if (strcmp(outcome, rows[i].outcome) != 0 || status != rows[i].status) {
            fail_msg("package %zu: %s, status %d", i, outcome, status);
        }
    }
    test_free(data);
    test_free(big);
}

/* A newer version is taken while the old one answers; the next start runs the new one. */
static void old_version_answers_until_restart(void **state)
{
    const char *source = fixture_source_dir();
    size_t size[2];
    uint8_t *versions[2];
    const char *line;
    struct process device;

    (void)state;
    fleet_introduce(&fleet, "teensy40", "live");
    for (int v = 0; v < 2; v++) {
        versions[v] = fixture_read(
            fixture_path("%s/models/digits/digits_v%d.tflite", source, v + 1), &size[v]);
    }
    fleet_roll_out(&fleet,
                   &(struct fleet_package){
                       .name = "digits", .sequence = 1, .data = versions[0], .size = size[0] },
                   "live");
    device = fleet_device(&fleet, "teensy40", "live", nothing_more);
    fleet_await(&device, "verdict");
    fleet_roll_out(&fleet,
                   &(struct fleet_package){
                       .name = "digits", .sequence = 2, .data = versions[1], .size = size[1] },
                   "live");
    line = fleet_await(&device, "installed");
    assert_string_equal(fleet_field(line, "sequence"), "2");
    assert_int_equal(kill(device.pid, SIGTERM), 0);
    line = fleet_await(&device, "answered");
    assert_string_equal(fleet_field(line, "sequence"), "1");
    assert_true(atol(fleet_field(line, "answered")) > 1);
    assert_int_equal(process_wait(&device), 0);

    device = fleet_device(&fleet, "teensy40", "live", nothing_more);
    assert_string_equal(fleet_field(fleet_await(&device, "verdict"), "sequence"), "2");
    assert_int_equal(process_end(&device, SIGTERM), 0);
    free(versions[0]);
    free(versions[1]);
}

static void roll_out_random(const char *name, const uint8_t *data, uint32_t size, const char *id)
{
    const struct fleet_package package = {
        .name = name, .sequence = 1, .data = data, .size = size
    };

    fleet_roll_out(&fleet, &package, id);
}

/* Put what is no model onto the device's unit. */
static void store_words(const char *id, const char *board, const char *name)
{
    static struct board_unit unit;
    static const char words[] = "these are words";
    struct otaml_store_entry entry = { .size = sizeof(words) };
    uint32_t at;
    int err;

    mount(&unit, id, board);
    strcpy(entry.name, name);
    assert_int_equal(otaml_sha256(words, sizeof(words), entry.sha256), OTAML_OK);
    while ((err = otaml_store_begin(unit.store, &entry, &at)) == OTAML_ERR_AGAIN) {}
    assert_int_equal(err, OTAML_OK);
    assert_int_equal(otaml_store_append(unit.store, words, sizeof(words)), OTAML_OK);
    while ((err = otaml_store_commit(unit.store)) == OTAML_ERR_AGAIN) {}
    assert_int_equal(err, OTAML_OK);
    board_unit_close(&unit);
}

/* What is no model is refused, and makes way for one that is, without a restart. */
static void a_good_model_replaces_a_refused_one(void **state)
{
    struct process device;
    uint8_t *model;
    const char *line;
    size_t size;

    (void)state;
    model = fixture_read(fixture_path("%s/models/digits/digits_v1.tflite", fixture_source_dir()),
                         &size);
    fleet_introduce(&fleet, "teensy40", "mend");
    store_words("mend", "teensy40", "digits");
    device = fleet_device(&fleet, "teensy40", "mend", nothing_more);
    assert_string_equal(fleet_field(fleet_await(&device, "verdict"), "verdict"), "refused");
    fleet_roll_out(
        &fleet,
        &(struct fleet_package){ .name = "digits", .sequence = 2, .data = model, .size = size },
        "mend");
    line = fleet_await(&device, "verdict");
    assert_string_equal(fleet_field(line, "verdict"), "ran");
    assert_string_equal(fleet_field(line, "sequence"), "2");
    assert_int_equal(process_end(&device, SIGTERM), 1); /* for the refused one */
    free(model);
}

static void write_answer(const char *folder, const char *name, const void *data, size_t size)
{
    FILE *f = fopen(fixture_path("%s/%s", folder, name), "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* What a device with these known answers says of its only model, and its exit status. */
static void assert_verdict(const char *answers, const char *verdict, const char *difference,
                           int status)
{
    struct process device =
        fleet_device(&fleet, "teensy40", "answers",
                     (const char *const[]){ "--once", "--answers", answers, NULL });
    const char *line = fleet_await(&device, "verdict");

    assert_string_equal(fleet_field(line, "verdict"), verdict);
    assert_string_equal(fleet_field(line, "difference"), difference);
    assert_int_equal(process_wait(&device), status);
}

/* Known answers that are met, that are not, and whose files do not fit the model. */
static void answers_are_compared(void **state)
{
    const char *digits = fixture_path("%s/models/digits/digits_v1", fixture_source_dir());
    char answers[512], folder[600], hex[2 * OTAML_SHA256_SIZE + 1];
    uint8_t hash[OTAML_SHA256_SIZE], *model, *in, *out;
    size_t model_size, in_size, out_size;

    (void)state;
    model = fixture_read(fixture_path("%s.tflite", digits), &model_size);
    in = fixture_read(fixture_path("%s.0.in.bin", digits), &in_size);
    out = fixture_read(fixture_path("%s.0.out.bin", digits), &out_size);
    assert_int_equal(otaml_sha256(model, model_size, hash), OTAML_OK);
    for (size_t i = 0; i < sizeof(hash); i++) {
        sprintf(hex + 2 * i, "%02x", hash[i]);
    }
    snprintf(answers, sizeof(answers), "%s/answers", fleet.dir);
    snprintf(folder, sizeof(folder), "%s/%s", answers, hex);
    assert_int_equal(mkdir(answers, 0700), 0);
    assert_int_equal(mkdir(folder, 0700), 0);
    fleet_introduce(&fleet, "teensy40", "answers");
    roll_out_random("digits", model, (uint32_t)model_size, "answers");

    write_answer(folder, "0.in.bin", in, in_size);
    write_answer(folder, "0.out.bin", out, out_size);
    assert_verdict(answers, "identical", "", 0);
    write_answer(folder, "0.out.bin", out, out_size - 1);
    assert_verdict(answers, "differs", "sample 0: outputs of 10 bytes, not 9", 1);
    write_answer(folder, "0.out.bin", in, out_size + 1); /* the wrong file, and too long */
    assert_verdict(answers, "differs", "sample 0: outputs of 10 bytes, not 11", 1);
    write_answer(folder, "0.out.bin", out, out_size);
    write_answer(folder, "0.in.bin", in, in_size - 1);
    assert_verdict(answers, "differs", "sample 0: inputs of 63 bytes, not 64", 1);
    free(model);
    free(in);
    free(out);
}

/* What was assigned before is given up for what is assigned after it, whether the device had not
 * begun with it or was in the midst of it. */
static void superseded_assignments_are_passed_over(void **state)
{
    static const char *const slowly[] = { "--rate", "100K", NULL };
    uint8_t *data = random_model(MODEL_SIZE, 4);
    struct process device;
    char outcome[64];

    (void)state;
    fleet_introduce(&fleet, "pico", "super");
    roll_out_random("never", data, SMALL_SIZE, "super");
    roll_out_random("begun", data, MODEL_SIZE, "super");
    device = fleet_device(&fleet, "pico", "super", slowly);
    assert_string_equal(fleet_field(fleet_await(&device, "fetching"), "model"), "begun");
    assert_int_equal(process_end(&device, SIGKILL), 128 + SIGKILL);

    roll_out_random("wanted", data, SMALL_SIZE, "super");
    device = fleet_device(&fleet, "pico", "super", (const char *const[]){ "--once", NULL });
    fleet_await(&device, "cancelled");
    assert_string_equal(fleet_field(fleet_await(&device, "installed"), "model"), "wanted");
    assert_int_equal(process_wait(&device), 0);
    assert_stored("super", "pico", "wanted", data, SMALL_SIZE);
    assert_false(is_stored("super", "pico", "never"));
    assert_false(is_stored("super", "pico", "begun"));
    assert_int_equal(fleet_run_once(&fleet, "pico", "super", nothing_more, outcome), 0);
    assert_string_equal(outcome, "nothing");
    test_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_are_reported),
        cmocka_unit_test(killed_downloads_resume),
        cmocka_unit_test(refusals_are_named),
        cmocka_unit_test(old_version_answers_until_restart),
        cmocka_unit_test(a_good_model_replaces_a_refused_one),
        cmocka_unit_test(answers_are_compared),
        cmocka_unit_test(superseded_assignments_are_passed_over),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
