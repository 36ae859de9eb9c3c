/*
 * test_agent.c - the life of an update: packages signed here, a server that behaves or does not
 * (site.h), a memory unit in a file, and a clock that the test turns.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/agent.h>

#include "maker.h"
#include "site.h"
#include "store_rig.h"

enum { LARGE = 9000, FILE_CAP = LARGE + 1024, MINUTE = 60 * 1000, HOUR = 60 * MINUTE };

static struct site site;
static struct rig rig;
static struct signer signer;
static struct otaml_transport net;
static struct otaml_http http;
static struct otaml_agent_config config;
static struct otaml_agent agent;
static uint8_t http_buf[1024], work[2048];
static uint8_t large_file[FILE_CAP], long_file[2048];
static uint32_t large_head, long_head;
static struct rig_model large, tiny; /* what large_file and long_file bring */

/* What the application says and hears. */
static struct {
    int ready, room;
    unsigned asked, rooms, events[OTAML_AGENT_CANCELLED + 1];
    int failure;
} app;

static int on_ready(void *ctx, const struct otaml_suit_package *package)
{
    (void)ctx;
    assert_non_null(package);
    app.asked++;
    return app.ready;
}

static int on_room(void *ctx, const struct otaml_suit_package *package)
{
    (void)ctx;
    (void)package;
    app.rooms++;
    return app.room ? app.room : otaml_store_remove(rig.store, "fat");
}

static void on_event(void *ctx, const struct otaml_agent_event *event)
{
    (void)ctx;
    app.events[event->kind]++;
    if (event->kind == OTAML_AGENT_FAILED) {
        app.failure = event->error;
    }
    if (event->kind == OTAML_AGENT_INSTALLED || event->kind == OTAML_AGENT_PROGRESS) {
        assert_non_null(event->package);
        assert_true(event->offset <= event->package->image_size);
    }
}

static void boot(void)
{
    const struct otaml_http_config h = { .net = &net,
                                         .buf = http_buf,
                                         .buf_size = sizeof(http_buf) };

    assert_int_equal(otaml_http_init(&http, &h), OTAML_OK);
    config = (struct otaml_agent_config){
        .http = &http,
        .net = &net,
        .store = rig.store,
        .server = "https://a",
        .controller_id = "dev1",
        .authorization = "TargetToken secret",
        .keys = &signer.key,
        .key_count = 1,
        .work = work,
        .work_size = sizeof(work),
        .ready = on_ready,
        .make_room = on_room,
        .event = on_event,
    };
    assert_int_equal(from_hex(VENDOR, config.vendor_id, 16), 16);
    assert_int_equal(from_hex(CLASS, config.class_id, 16), 16);
    memset(&agent, 0xa5, sizeof(agent));
    assert_int_equal(otaml_agent_init(&agent, &config), OTAML_OK);
}

/* A package whose model is long, and one whose head is: four signatures of others come first. */
static void make_files(void)
{
    struct signer other;
    struct maker manifest, auth, envelope;
    struct otaml_suit_recipe recipe;

    signer_rfc6979(&signer);
    signer_other(&other);
    large = rig_model_make("digits", LARGE, 7, 5);
    recipe = make_recipe(large.bytes, LARGE);
    assert_int_equal(
        otaml_suit_encode(&recipe, signer_sign, &signer, large_file, FILE_CAP - LARGE, &large_head),
        OTAML_OK);
    memcpy(large_file + large_head, large.bytes, LARGE);

    const struct block blocks[] = { GOOD_BLOCK(&other), GOOD_BLOCK(&other), GOOD_BLOCK(&other),
                                    GOOD_BLOCK(&other), GOOD_BLOCK(&signer) };
    make_manifest(&manifest, SHARED, INSTALL, VALIDATE);
    make_authentication_of(&auth, &manifest, blocks, 5);
    make_envelope(&envelope, &auth, &manifest, 3, ABC_PAYLOAD);
    memcpy(long_file, envelope.bytes, envelope.size);
    long_head = envelope.size - 3;
    assert_in_range(long_head, 513, 1000);
    tiny = rig_model_make("digits", 3, 1, 5);
    memcpy(tiny.bytes, "abc", 3);
    assert_int_equal(from_hex(ABC_SHA256, tiny.entry.sha256, 32), 32);
}

static void offer(unsigned n, const uint8_t *bytes, uint32_t size)
{
    site.files[n].bytes = bytes;
    site.files[n].size = size;
    site.file_count = n + 1;
    site.action = "7";
}

static void offer_large(void)
{
    offer(0, large_file, large_head + LARGE);
}

static void offer_long(void)
{
    offer(0, long_file, long_head + 3);
}

static int setup(void **state)
{
    (void)state;
    memset(&app, 0, sizeof(app));
    site_init(&site, &net);
    rig_open(&rig, &rig_flash.rows[8]); /* 64 KB, chunks of 512 bytes */
    make_files();
    boot();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rig_model_free(&large);
    rig_model_free(&tiny);
    otaml_http_free(&http);
    peer_free(&site.peer);
    rig_close(&rig);
    return 0;
}

/* Step through so many milliseconds, sleeping as the agent allows. */
static void live(uint32_t ms)
{
    const uint32_t start = site.peer.now;
    unsigned steps = 0;

    while (site.peer.now - start < ms) {
        const int err = otaml_agent_step(&agent);
        const uint32_t wait = otaml_agent_wait_ms(&agent);
        assert_true(err == OTAML_OK || err == OTAML_ERR_AGAIN);
        assert_true(err == OTAML_ERR_AGAIN || wait > 0); /* idle is not a busy loop */
        assert_true(++steps < 100000);
        site.peer.now += wait;
    }
}

/* Until the agent is idle and waits for its next poll; how many steps that took, at most `most`. */
static unsigned live_until_idle(unsigned most)
{
    unsigned steps = 0;

    while (steps < most && otaml_agent_step(&agent) == OTAML_ERR_AGAIN) {
        site.peer.now += otaml_agent_wait_ms(&agent) < MINUTE ? otaml_agent_wait_ms(&agent) : 0;
        steps++;
    }
    return steps;
}

static void assert_reported(const char *finished, int code)
{
    char text[128];

    snprintf(text, sizeof(text), "\"code\":%d,\"result\":{\"finished\":\"%s\"}", code, finished);
    if (!strstr(site.feedback, text)) {
        fail_msg("no %s in %s", text, site.feedback);
    }
}

/* --- what is meant to happen ---------------------------------------------------------------- */

static void installs_a_model(void **state)
{
    (void)state;
    offer_large();
    live(MINUTE);
    assert_true(rig_holds(&rig, &large));
    assert_reported("success", 0);
    assert_int_equal(site.closed, 1);
    assert_int_equal(app.events[OTAML_AGENT_INSTALLED], 1);
    assert_int_equal(agent.received, large_head + LARGE);
    assert_int_equal(site.ranges[1], 512); /* what came with the head is not fetched again */
}

static void takes_a_head_in_two_pieces(void **state)
{
    (void)state;
    offer_long();
    live(MINUTE);
    assert_true(rig_holds(&rig, &tiny));
    assert_reported("success", 0);
    assert_int_equal(site.file_requests, 2);
    assert_int_equal(site.ranges[1], 512);
    assert_int_equal(agent.received, long_head + 3);
}

static void takes_all_packages_of_a_deployment(void **state)
{
    struct otaml_suit_recipe recipe = make_recipe(large.bytes, LARGE);
    static uint8_t second[FILE_CAP];
    uint32_t head;

    (void)state;
    recipe.name = "other";
    assert_int_equal(
        otaml_suit_encode(&recipe, signer_sign, &signer, second, FILE_CAP - LARGE, &head),
        OTAML_OK);
    memcpy(second + head, large.bytes, LARGE);
    offer_long();
    offer(1, second, head + LARGE);
    live(MINUTE);
    assert_true(rig_holds(&rig, &tiny));
    assert_true(rig_has_name(&rig, "other"));
    assert_int_equal(app.events[OTAML_AGENT_INSTALLED], 2);
    assert_int_equal(site.closed, 1);
    assert_reported("success", 0);
}

/* The power fails between any two steps. */
static void survives_a_restart_at_any_step(void **state)
{
    unsigned steps = 1000;

    (void)state;
    for (unsigned cut = 0; cut < steps; cut++) {
        uint32_t before;

        assert_int_equal(otaml_store_format(rig.store), OTAML_OK);
        assert_int_equal(otaml_store_mount(rig.store), OTAML_OK);
        boot();
        offer_large();
        steps = live_until_idle(cut);
        if (steps < cut) {
            break; /* it was done before */
        }
        steps = 1000;
        before = agent.received;
        otaml_http_free(&http);
        rig_reopen(&rig);
        boot();
        live(MINUTE);
        assert_true(rig_holds(&rig, &large));
        assert_reported("success", 0);
        /* Again: the head, and what of the model was not yet a whole chunk. */
        assert_in_range(before + agent.received, large_head + LARGE,
                        large_head + LARGE + 512 + 2048);
        otaml_http_free(&http);
    }
    boot();
}

static void a_broken_connection_costs_nothing(void **state)
{
    (void)state;
    offer_large();
    site.peer.break_at = 6000;
    live(10 * MINUTE);
    assert_true(rig_holds(&rig, &large));
    assert_int_equal(agent.received, large_head + LARGE);
}

static void reports_what_is_installed_already(void **state)
{
    (void)state;
    offer_large();
    live(MINUTE);
    site.action = "8";
    live(6 * MINUTE);
    assert_int_equal(site.closed, 2);
    assert_reported("success", 0);
    assert_in_range(agent.received, large_head + LARGE, large_head + LARGE + 512);
}

static void cancels(void **state)
{
    (void)state;
    site.cancel = "12";
    live(MINUTE);
    assert_int_equal(site.cancelled, 1);
    assert_int_equal(app.events[OTAML_AGENT_CANCELLED], 1);
    assert_int_equal(site.polls, 2);
}

/* The server took the action back while the model came: that it is there is no harm. */
static void hears_at_its_report_that_it_was_cancelled(void **state)
{
    (void)state;
    offer_large();
    site.closed_status = 410;
    site.closed_count = 1;
    live(MINUTE);
    assert_int_equal(app.events[OTAML_AGENT_CANCELLED], 1);
    assert_int_equal(app.events[OTAML_AGENT_FAILED], 0);
    assert_true(rig_holds(&rig, &large));
}

static void tells_its_attributes(void **state)
{
    static const struct otaml_agent_attribute attributes[] = { { "board", "pico" } };

    (void)state;
    config.attributes = attributes;
    config.attribute_count = 1;
    site.config_data = true;
    offer_large();
    live(MINUTE);
    assert_int_equal(site.configured, 1);
    assert_true(rig_holds(&rig, &large));
}

static void refuses_attributes_that_never_fit(void **state)
{
    static char value[1400];
    const struct otaml_agent_attribute attributes[] = { { "poem", value } };

    (void)state;
    memset(value, 'x', sizeof(value) - 1);
    config.attributes = attributes;
    config.attribute_count = 1;
    assert_int_equal(otaml_agent_init(&agent, &config), OTAML_OK);
    config.work_size = OTAML_AGENT_WORK_MIN;
    assert_int_equal(otaml_agent_init(&agent, &config), OTAML_ERR_NOSPC);
}

/* --- the application has a say -------------------------------------------------------------- */

static void waits_until_the_application_is_ready(void **state)
{
    (void)state;
    offer_large();
    app.ready = OTAML_ERR_AGAIN;
    live(30 * MINUTE);
    assert_in_range(app.asked, 4, 7); /* each five minutes and a random part */
    assert_int_equal(site.closed, 0);
    app.ready = OTAML_OK;
    live(6 * MINUTE);
    assert_true(rig_holds(&rig, &large));
}

/* Whatever the application's code looks like: it is a refusal, not a broken network. */
static void an_application_refuses_for_good(void **state)
{
    static const int codes[] = { OTAML_ERR_PORT_BASE - 5, OTAML_ERR_TIMEOUT, OTAML_ERR_BUSY };

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        char action[2] = { (char)('1' + i), '\0' };
        offer_large();
        site.action = action;
        app.ready = codes[i];
        app.asked = 0;
        live(10 * MINUTE);
        assert_int_equal(app.asked, 1);
        assert_int_equal(app.failure, codes[i]);
        assert_reported("failure", codes[i]);
        assert_int_equal(site.closed, i + 1);
    }
}

/* A model that is stored may still be none that the device can have a use for. */
static void it_is_asked_of_what_is_installed_too(void **state)
{
    (void)state;
    offer_large();
    live(MINUTE);
    assert_reported("success", 0);
    site.action = "8";
    app.ready = OTAML_ERR_COMPONENT;
    live(6 * MINUTE);
    assert_int_equal(site.closed, 2);
    assert_reported("failure", OTAML_ERR_COMPONENT);
    assert_true(rig_holds(&rig, &large));
}

static void makes_room(void **state)
{
    struct rig_model fat = rig_model_make("fat", 58000, 3, 1);

    (void)state;
    assert_int_equal(rig_install(&rig, &fat, 1000, NULL), OTAML_OK);
    offer_large();
    live(MINUTE);
    assert_int_equal(app.rooms, 1);
    assert_true(rig_holds(&rig, &large));
    rig_model_free(&fat);
}

static void reports_that_there_is_no_room(void **state)
{
    struct rig_model fat = rig_model_make("fat", 58000, 3, 1);

    (void)state;
    assert_int_equal(rig_install(&rig, &fat, 1000, NULL), OTAML_OK);
    app.room = OTAML_ERR_NOSPC;
    offer_large();
    live(10 * MINUTE);
    assert_int_equal(app.rooms, 1);
    assert_reported("failure", OTAML_ERR_NOSPC);
    assert_true(rig_holds(&rig, &fat));
    rig_model_free(&fat);
}

/* --- servers that do not behave ------------------------------------------------------------- */

static void does_not_hammer_a_server_that_has_lost_the_action(void **state)
{
    (void)state;
    offer_large();
    site.deployment_status = 404;
    live(HOUR);
    assert_in_range(site.polls, 12, 12 * 6);
    assert_true(app.events[OTAML_AGENT_CANCELLED] > 0);
}

static void does_not_hammer_a_server_that_offers_what_is_done(void **state)
{
    (void)state;
    offer_large();
    site.stubborn = true;
    live(HOUR);
    assert_true(rig_holds(&rig, &large));
    assert_in_range(site.polls, 12, 12 * 6);
}

static void does_not_hammer_a_server_that_always_asks(void **state)
{
    (void)state;
    site.config_data = site.stubborn = true;
    live(HOUR);
    assert_in_range(site.polls, 12, 12 * 6);
    site.cancel = "3";
    site.polls = 0;
    live(HOUR);
    assert_in_range(site.polls, 11, 12 * 6);
}

/* Polls work, what they lead to does not: the waits must grow all the same. */
static void backs_off_from_a_broken_deployment(void **state)
{
    (void)state;
    offer_large();
    site.deployment_status = 500;
    live(HOUR);
    assert_in_range(site.polls, 12, 20);
    site.deployment_status = 0;
    live(6 * MINUTE);
    assert_true(rig_holds(&rig, &large));
}

static void backs_off_from_garbage(void **state)
{
    static const char *const texts[] = {
        "", "{", "[]", "{\"_links\":{", "nonsense", "\x01\xff", "{\"id\":[[[[[[[[["
    };

    (void)state;
    offer_large();
    for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        site.garbage = texts[i];
        site.polls = 0;
        live(HOUR);
        assert_in_range(site.polls, 6, 22);
    }
    site.garbage = NULL;
    live(6 * MINUTE);
    assert_true(rig_holds(&rig, &large));
}

/* A model that is not what was signed is fetched once, even if the server does not take the
 * verdict at first. */
static void keeps_the_verdict_until_it_is_told(void **state)
{
    uint32_t received;

    (void)state;
    large_file[large_head + 5000] ^= 1;
    offer_large();
    site.closed_status = 500;
    site.closed_count = 3;
    live(MINUTE / 60);
    received = agent.received;
    assert_int_equal(received, large_head + LARGE);
    live(HOUR);
    assert_int_equal(site.closed, 4);
    assert_int_equal(agent.received, received);
    assert_reported("failure", OTAML_ERR_IMAGE_DIGEST);
    assert_int_equal(app.events[OTAML_AGENT_FAILED], 1);
    assert_int_equal(rig_count(&rig), 0);
}

static void gives_up_a_file_that_never_comes(void **state)
{
    (void)state;
    offer_large();
    site.file_status = 503;
    live(12 * HOUR);
    assert_int_equal(app.failure, OTAML_ERR_ATTEMPTS);
    assert_int_equal(app.events[OTAML_AGENT_TROUBLE], OTAML_AGENT_TRIES - 1);
    assert_int_equal(site.closed, 1);
    assert_reported("failure", OTAML_ERR_ATTEMPTS);
}

static void reports_a_file_that_is_gone(void **state)
{
    (void)state;
    offer_large();
    site.file_status = 404;
    live(MINUTE);
    assert_reported("failure", OTAML_ERR_HTTP_STATUS);
}

/* A refusal says enough by its status, however long its page. */
static void does_not_read_pages_of_refusal(void **state)
{
    (void)state;
    offer_large();
    site.deployment_status = 410;
    site.page = 2 * sizeof(work);
    live(MINUTE);
    assert_true(app.events[OTAML_AGENT_CANCELLED] > 0);
    assert_int_equal(app.events[OTAML_AGENT_TROUBLE], 0);
}

static void keeps_its_token_from_other_servers(void **state)
{
    (void)state;
    offer_large();
    site.file_server = "https://cdn.example";
    live(MINUTE);
    assert_true(rig_holds(&rig, &large));
    assert_false(site.token_astray);
}

/* The second package's request is answered for another action, of which only the first is
 * there: that must not count as done. */
static void does_not_mix_two_actions(void **state)
{
    (void)state;
    offer_large();
    site.later = "8";
    live(MINUTE / 60);
    assert_int_equal(site.closed, 0);
    assert_int_equal(app.events[OTAML_AGENT_TROUBLE], 1);
}

static void refuses_a_package_that_is_not_whole(void **state)
{
    (void)state;
    offer(0, large_file, large_head + LARGE - 1);
    live(MINUTE);
    assert_reported("failure", OTAML_ERR_IMAGE_SIZE);
    offer(0, large_file, large_head - 10);
    site.action = "8";
    live(6 * MINUTE);
    assert_reported("failure", OTAML_ERR_ENVELOPE);
    assert_int_equal(rig_count(&rig), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(installs_a_model),
        TEST(takes_a_head_in_two_pieces),
        TEST(takes_all_packages_of_a_deployment),
        TEST(survives_a_restart_at_any_step),
        TEST(a_broken_connection_costs_nothing),
        TEST(reports_what_is_installed_already),
        TEST(cancels),
        TEST(hears_at_its_report_that_it_was_cancelled),
        TEST(tells_its_attributes),
        TEST(refuses_attributes_that_never_fit),
        TEST(waits_until_the_application_is_ready),
        TEST(it_is_asked_of_what_is_installed_too),
        TEST(an_application_refuses_for_good),
        TEST(makes_room),
        TEST(reports_that_there_is_no_room),
        TEST(does_not_hammer_a_server_that_has_lost_the_action),
        TEST(does_not_hammer_a_server_that_offers_what_is_done),
        TEST(does_not_hammer_a_server_that_always_asks),
        TEST(backs_off_from_a_broken_deployment),
        TEST(backs_off_from_garbage),
        TEST(keeps_the_verdict_until_it_is_told),
        TEST(gives_up_a_file_that_never_comes),
        TEST(reports_a_file_that_is_gone),
        TEST(does_not_read_pages_of_refusal),
        TEST(keeps_its_token_from_other_servers),
        TEST(does_not_mix_two_actions),
        TEST(refuses_a_package_that_is_not_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
