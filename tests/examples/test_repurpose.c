/*
 * test_repurpose.c - a device of several sensors whose operator changes what it is for: otamld and
 * node as they are shipped.
 */
#include <fixture.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board_unit.h"
#include "fleet.h"
#include "signals.h"

static struct fleet fleet;
static char gestures_csv[300], keywords_wav[300];

static int set_up(void **state)
{
    struct signals_csv wing = signals_gestures;
    size_t bytes;
    uint8_t *word;

    (void)state;
    fleet_start(&fleet);
    snprintf(gestures_csv, sizeof(gestures_csv), "%s/wing.csv", fleet.dir);
    snprintf(keywords_wav, sizeof(keywords_wav), "%s/word.wav", fleet.dir);
    wing.version = 2;
    wing.last = 0;
    signals_csv(gestures_csv, &wing);
    word = signals_word(0, &bytes);
    signals_wav(keywords_wav, 1, 16000, word, bytes);
    free(word);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fleet_stop(&fleet);
    return 0;
}

/* --- the device and its operator ------------------------------------------------------------- */

static struct process node(const char *board, const char *id, bool once)
{
    const char *const argv[] = {
        fixture_path("%s/examples/node", fixture_build_dir()),
        "--board",
        board,
        "--id",
        id,
        "--unit",
        fixture_path("%s/%s.unit", fleet.dir, id),
        "--server",
        fleet.url,
        "--ca",
        fixture_path("%s/ca.pem", fleet.dir),
        "--gateway-token-file",
        fixture_path("%s/gateway", fleet.dir),
        "--key",
        fixture_path("%s/signer.pub.pem", fleet.dir),
        "--vendor",
        FLEET_VENDOR,
        "--gestures",
        gestures_csv,
        "--keywords",
        keywords_wav,
        "--poll",
        "1",
        "--retry-ms",
        "100",
        "--pause",
        "20",
        once ? "--once" : NULL,
        NULL,
    };

    return process_start(argv);
}

/* The next line that begins so; the test fails at the end of the output. */
static const char *await(struct process *p, const char *beginning)
{
    const char *line;

    while ((line = process_line(p)) != NULL) {
        if (!strncmp(line, beginning, strlen(beginning))) {
            return line;
        }
    }
    fail_msg("the node ended without '%s'", beginning);
    return NULL;
}

/* The next answer is about this signal. */
static void await_answer(struct process *p, const char *signal)
{
    const char *line;

    do {
        line = process_line(p);
        assert_non_null(line);
    } while (line[0] != '/');
    assert_int_equal(strncmp(line, signal, strlen(signal)), 0);
}

static void deploy(const char *name, const char *model, uint32_t sequence, const char *id)
{
    size_t size;
    uint8_t *data = fixture_read(fixture_path("%s/models/%s", fixture_source_dir(), model), &size);
    const struct fleet_package package = {
        .name = name, .sequence = sequence, .data = data, .size = size
    };

    fleet_roll_out(&fleet, &package, id);
    free(data);
}

/* Make it known to the server, which assigns only to devices that it has seen. */
static void introduce(const char *board, const char *id)
{
    struct process p = node(board, id, true);

    assert_string_equal(process_line(&p), "job\tnone");
    assert_null(process_line(&p));
    assert_int_equal(process_wait(&p), 0);
}

/* Remove an object of the device's store, which must be there. */
static void remove_object(const char *board, const char *id, const char *name)
{
    static struct board_unit unit;

    assert_int_equal(board_unit_open(&unit, board_find(board),
                                     fixture_path("%s/%s.unit", fleet.dir, id),
                                     BOARD_UNIT_EXISTING),
                     OTAML_OK);
    assert_int_equal(otaml_store_remove(unit.store, name), OTAML_OK);
    board_unit_close(&unit);
}

/* Let it live until the server has nothing more to do. */
static void settle(const char *board, const char *id, int status)
{
    struct process p = node(board, id, true);

    while (process_line(&p)) {}
    assert_int_equal(process_wait(&p), status);
}

/* It begins with this job, and does it. */
static void assert_job(const char *board, const char *id, const char *name, const char *signal)
{
    struct process p = node(board, id, true);
    const char *line = process_line(&p);

    assert_string_equal(line, fixture_path("job\t%s", name));
    await_answer(&p, signal);
    while ((line = process_line(&p)) != NULL) {
        assert_true(line[0] != '/' || !strncmp(line, signal, strlen(signal)));
    }
    assert_int_equal(process_wait(&p), 0);
}

/* --- tests ----------------------------------------------------------------------------------- */

/* From gestures to keywords and back, and through a restart: on a board that runs models in place,
 * and on one that streams them from an EEPROM. */
static void job_follows_the_operator(void **state)
{
    static const char *const boards[] = { "teensy40", "nano33" };

    (void)state;
    for (size_t i = 0; i < sizeof(boards) / sizeof(boards[0]); i++) {
        const char *board = boards[i];
        struct process p;
        size_t size;

        free(fixture_read(
            fixture_path("%s/models/gestures/gestures_v2.tflite", fixture_source_dir()), &size));

        introduce(board, board);
        deploy("gestures", "gestures/gestures_v2.tflite", 1, board);
        p = node(board, board, false);
        assert_string_equal(process_line(&p), "job\tnone");
        assert_string_equal(process_line(&p), fixture_path("model\tgestures\t%zu", size));
        assert_string_equal(process_line(&p), "job\tnone -> gestures");
        /* What TensorFlow Lite Micro says of this sample, by models/gestures/known.tsv. */
        assert_non_null(strstr(await(&p, gestures_csv), ".csv\t2\twing\t"));

        deploy("keywords", "keywords/keywords_v1.tflite", 1, board);
        await(&p, "job\tgestures -> keywords");
        await_answer(&p, keywords_wav);
        await_answer(&p, keywords_wav);
        assert_int_equal(process_end(&p, SIGTERM), 0);

        p = node(board, board, false);
        assert_string_equal(process_line(&p), "job\tkeywords");
        await_answer(&p, keywords_wav);
        deploy("gestures", "gestures/gestures_v2.tflite", 1, board);
        assert_string_equal(await(&p, "model"), "model\tgestures\t0"); /* it was there */
        await(&p, "job\tkeywords -> gestures");
        await_answer(&p, gestures_csv);
        assert_int_equal(process_end(&p, SIGKILL), 128 + SIGKILL);

        assert_job(board, board, "gestures", gestures_csv);
    }
}

/* Killed as soon as it says that the model is there, be it before or after it kept the job or
 * reported: the next life comes to the same job. */
static void killed_between_model_and_job(void **state)
{
    (void)state;
    introduce("esp32", "killed");
    for (int i = 0; i < 6; i++) {
        const bool words = i % 2;
        const char *name = words ? "keywords" : "gestures";
        struct process p;

        deploy(name, words ? "keywords/keywords_v1.tflite" : "gestures/gestures_v2.tflite", 1,
               "killed");
        p = node("esp32", "killed", false);
        await(&p, "model");
        assert_int_equal(process_end(&p, SIGKILL), 128 + SIGKILL);
        settle("esp32", "killed", 0);
        assert_job("esp32", "killed", name, words ? keywords_wav : gestures_csv);
    }
}

/* The job's object is lost: the model that was published last is the job. */
static void lost_job_is_the_newest_model(void **state)
{
    (void)state;
    introduce("pico", "lost");
    deploy("gestures", "gestures/gestures_v1.tflite", 7, "lost");
    settle("pico", "lost", 0);
    deploy("keywords", "keywords/keywords_v1.tflite", 2, "lost");
    settle("pico", "lost", 0);
    assert_job("pico", "lost", "keywords", keywords_wav);
    remove_object("pico", "lost", "job");
    assert_job("pico", "lost", "gestures", gestures_csv);
}

/* The server is told this, and the job stays gestures. */
static void assert_stays(const char *name, uint32_t sequence, const char *told)
{
    char *text;

    deploy(name, "digits/digits_v1.tflite", sequence, "picky");
    settle("teensy40", "picky", 1);
    text = fleet_status("picky");
    if (!strstr(text, told)) {
        fail_msg("no '%s' in %s", told, text);
    }
    free(text);
    assert_job("teensy40", "picky", "gestures", gestures_csv);
}

/* What no task here knows is refused, the name of the job's own object too; a model that is not for
 * the task of its name leaves the job as it was. */
static void strangers_do_not_change_the_job(void **state)
{
    (void)state;
    introduce("teensy40", "picky");
    deploy("gestures", "gestures/gestures_v2.tflite", 1, "picky");
    settle("teensy40", "picky", 0);
    assert_stays("digits", 1, "ERR_COMPONENT"); /* it has no camera */
    assert_stays("job", 9, "ERR_COMPONENT");
    assert_stays("keywords", 1, "FINISHED keywords:"); /* stored, for what it is worth */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(job_follows_the_operator),
        cmocka_unit_test(killed_between_model_and_job),
        cmocka_unit_test(lost_job_is_the_newest_model),
        cmocka_unit_test(strangers_do_not_change_the_job),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
