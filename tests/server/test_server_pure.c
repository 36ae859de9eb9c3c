/*
 * test_server_pure.c - paths, ranges, conditions, bodies and the rules of actions, as the
 * specifications say: RFC 9110, RFC 3629, hawkBit's DDI.
 */
#include <fixture.h>
#include <stdlib.h>
#include <string.h>

#include "action_rules.h"
#include "byte_range.h"
#include "ddi_body.h"
#include "operator_body.h"
#include "route.h"
#include "token.h"
#include "utf8.h"

static enum route_kind kind_of(const char *uri)
{
    struct route r;
    route_parse(uri, &r);
    return r.kind;
}

static void paths_name_resources(void **state)
{
    struct route r;
    (void)state;
    assert_int_equal(kind_of("/default/controller/v1/dev1"), ROUTE_DDI_POLL);
    assert_int_equal(kind_of("/DeFauLT/controller/v1/dev1?x=1"), ROUTE_DDI_POLL);
    assert_int_equal(kind_of("/DEFAULT/controller/v1/dev1/configData"), ROUTE_DDI_CONFIG_DATA);
    route_parse("/DEFAULT/controller/v1/a%20b%C3%A4/deploymentBase/9223372036854775807?c=1", &r);
    assert_int_equal(r.kind, ROUTE_DDI_DEPLOYMENT);
    assert_string_equal(r.controller, "a b\xc3\xa4");
    assert_true(r.id == INT64_MAX);
    route_parse("/DEFAULT/controller/v1/d/cancelAction/10/feedback", &r);
    assert_int_equal(r.kind, ROUTE_DDI_CANCEL_FEEDBACK);
    assert_int_equal(r.id, 10);
    route_parse("/DEFAULT/controller/v1/d/softwaremodules/3/artifacts/m%2Bx.suit.MD5SUM", &r);
    assert_int_equal(r.kind, ROUTE_DDI_ARTEFACT);
    assert_string_equal(r.name, "m+x.suit.MD5SUM");
    assert_true(route_strip_md5sum(r.name));
    assert_string_equal(r.name, "m+x.suit");
    assert_false(route_strip_md5sum(r.name));
    assert_int_equal(kind_of("/api/v1/targets/dev1"), ROUTE_API_TARGET);
    assert_int_equal(kind_of("/artifacts/"
                             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                     ROUTE_ARTEFACT);
}

static void other_paths_name_nothing(void **state)
{
    static const char *const uris[] = {
        "",
        "x",
        "*",
        "/",
        "//",
        "/DEFAULT",
        "/OTHER/controller/v1/dev1",
        "/DEFAULT/controller/v2/dev1",
        "/DEFAULT/controller/v1/",
        "/DEFAULT/controller/v1/dev1/",
        "/DEFAULT/controller/v1/..",
        "/DEFAULT/controller/v1/%2e%2e",
        "/DEFAULT/controller/v1/a%2Fb",
        "/DEFAULT/controller/v1/a%00b",
        "/DEFAULT/controller/v1/a%0ab",
        "/DEFAULT/controller/v1/a%",
        "/DEFAULT/controller/v1/a%4",
        "/DEFAULT/controller/v1/a%zz",
        "/DEFAULT/controller/v1/%ff",
        "/DEFAULT/controller/v1/%c0%af",
        "/DEFAULT/controller/v1/%ed%a0%80",
        "/DEFAULT/controller/v1/d/deploymentBase/01",
        "/DEFAULT/controller/v1/d/deploymentBase/-1",
        "/DEFAULT/controller/v1/d/deploymentBase/1x",
        "/DEFAULT/controller/v1/d/deploymentBase/9223372036854775808",
        "/DEFAULT/controller/v1/d/deploymentBase/1/other",
        "/DEFAULT/controller/v1/d/installedBase/1/feedback",
        "/DEFAULT/controller/v1/d/deploymentBase/1/feedback/x",
        "/DEFAULT/controller/v1/d/softwaremodules/1/artifacts/../../../../etc/passwd",
        "/DEFAULT/controller/v1/d/softwaremodules/1/artifacts/..%2fotamld.db",
        "/DEFAULT/controller/v1/d/softwaremodules/1/other/x",
        "/artifacts/../otamld.db",
        "/artifacts/BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "/artifacts/ba78",
        "/api/v1",
        "/api/v1/",
        "/api/v1/packages/x",
        "/api/v1/assignments/1",
        "/api/v2/targets",
    };
    char longest[400] = "/DEFAULT/controller/v1/";
    (void)state;
    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        if (kind_of(uris[i]) != ROUTE_NONE) {
            fail_msg("%s names something", uris[i]);
        }
    }
    memset(longest + strlen(longest), 'a', DB_CONTROLLER_MAX);
    assert_int_equal(kind_of(longest), ROUTE_DDI_POLL);
    longest[strlen(longest)] = 'a';
    assert_int_equal(kind_of(longest), ROUTE_NONE);
}

static void queries_are_decoded(void **state)
{
    char value[ROUTE_PARAM_MAX], out[32];
    (void)state;
    assert_true(route_param("/p?a=1&name=x+y%26z&b=2", "name", value));
    assert_string_equal(value, "x y&z");
    assert_false(route_param("/p?xname=1", "name", value));
    assert_true(route_has_param("/p?name", "name"));
    assert_false(route_param("/p?name=%f", "name", value));
    assert_false(route_has_param("/p/name=1", "name"));
    assert_true(route_encode("a b/\xc3\xa4~", out, sizeof(out)));
    assert_string_equal(out, "a%20b%2F%C3%A4~");
    assert_false(route_encode("aaaa", out, 4));
}

/* RFC 9110, 14.1.2 and 14.2; the size is the RFC's 10000. */
static void ranges_follow_rfc_9110(void **state)
{
    static const struct {
        const char *value;
        enum range_kind kind;
        uint64_t first, len;
    } rows[] = {
        { "bytes=0-499", RANGE_PART, 0, 500 },
        { "bytes=500-999", RANGE_PART, 500, 500 },
        { "bytes=-500", RANGE_PART, 9500, 500 },
        { "bytes=9500-", RANGE_PART, 9500, 500 },
        { "BYTES=0-0", RANGE_PART, 0, 1 },
        { "bytes= 1-2 ", RANGE_PART, 1, 2 },
        { "bytes=9999-20000", RANGE_PART, 9999, 1 },
        { "bytes=0-18446744073709551616", RANGE_PART, 0, 10000 },
        { "bytes=-20000", RANGE_PART, 0, 10000 },
        { "bytes=10000-", RANGE_UNSATISFIABLE, 0, 0 },
        { "bytes=99999999999999999999-", RANGE_UNSATISFIABLE, 0, 0 },
        { "bytes=-0", RANGE_UNSATISFIABLE, 0, 0 },
        { "bytes=500-499", RANGE_WHOLE, 0, 0 },
        { "bytes=0-0,-1", RANGE_WHOLE, 0, 0 },
        { "bytes=", RANGE_WHOLE, 0, 0 },
        { "bytes=-", RANGE_WHOLE, 0, 0 },
        { "bytes=a-b", RANGE_WHOLE, 0, 0 },
        { "bytes=1-2x", RANGE_WHOLE, 0, 0 },
        { "bytes 0-5", RANGE_WHOLE, 0, 0 },
        { "lines=0-5", RANGE_WHOLE, 0, 0 },
        { "", RANGE_WHOLE, 0, 0 },
        { NULL, RANGE_WHOLE, 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t first = 0, len = 0;
        const enum range_kind kind = range_parse(rows[i].value, 10000, &first, &len);
        if (kind != rows[i].kind || first != rows[i].first || len != rows[i].len) {
            fail_msg("%s: kind %d, %llu + %llu", rows[i].value, (int)kind,
                     (unsigned long long)first, (unsigned long long)len);
        }
    }
}

static void conditions_follow_rfc_9110(void **state)
{
    static const struct {
        struct conditional fields;
        enum condition expected;
    } rows[] = {
        { { NULL, NULL, NULL, NULL, true }, CONDITION_WHOLE },
        { { NULL, NULL, NULL, "bytes=0-1", true }, CONDITION_PART },
        { { NULL, NULL, NULL, "bytes=0-1", false }, CONDITION_WHOLE },
        { { NULL, NULL, "\"t\"", "bytes=0-1", true }, CONDITION_PART },
        { { NULL, NULL, "W/\"t\"", "bytes=0-1", true }, CONDITION_WHOLE },
        { { NULL, NULL, "\"u\"", "bytes=0-1", true }, CONDITION_WHOLE },
        { { NULL, NULL, "Sun, 22 Nov 2026 23:00:00 GMT", "bytes=0-1", true }, CONDITION_WHOLE },
        { { NULL, NULL, "\"u\"", "bytes=99-", true }, CONDITION_WHOLE },
        { { NULL, NULL, NULL, "bytes=99-", true }, CONDITION_UNSATISFIABLE },
        { { NULL, "\"t\"", NULL, NULL, true }, CONDITION_NOT_MODIFIED },
        { { NULL, "\"u\", W/\"t\"", NULL, "bytes=0-1", false }, CONDITION_NOT_MODIFIED },
        { { NULL, "*", NULL, NULL, true }, CONDITION_NOT_MODIFIED },
        { { NULL, "\"u\"", NULL, "bytes=0-1", true }, CONDITION_PART },
        { { "\"u\"", NULL, NULL, NULL, true }, CONDITION_FAILED },
        { { "W/\"t\"", NULL, NULL, NULL, true }, CONDITION_FAILED },
        { { "\"u\" , \"t\"", NULL, NULL, NULL, true }, CONDITION_WHOLE },
        { { "*", "\"t\"", NULL, NULL, true }, CONDITION_NOT_MODIFIED },
        { { "t", NULL, NULL, NULL, true }, CONDITION_FAILED },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t first, len;
        if (condition_evaluate(&rows[i].fields, "\"t\"", 10, &first, &len) != rows[i].expected) {
            fail_msg("row %zu", i);
        }
    }
}

/* The table of hawkBit's DDI reference. */
static void feedback_moves_actions(void **state)
{
    (void)state;
    assert_int_equal(action_after_feedback(ACTION_RUNNING, DDI_CLOSED, DDI_FAILURE), ACTION_ERROR);
    assert_int_equal(action_after_feedback(ACTION_RUNNING, DDI_CLOSED, DDI_SUCCESS),
                     ACTION_FINISHED);
    assert_int_equal(action_after_feedback(ACTION_RUNNING, DDI_CLOSED, DDI_NONE), ACTION_FINISHED);
    assert_int_equal(action_after_feedback(ACTION_RUNNING, DDI_CANCELED, DDI_NONE),
                     ACTION_CANCELED);
    assert_int_equal(action_after_feedback(ACTION_RUNNING, DDI_REJECTED, DDI_NONE), ACTION_WARNING);
    assert_int_equal(action_after_feedback(ACTION_RETRIEVED, DDI_PROCEEDING, DDI_NONE),
                     ACTION_RUNNING);
    assert_int_equal(action_after_feedback(ACTION_CANCELING, DDI_PROCEEDING, DDI_NONE),
                     ACTION_CANCELING);
    assert_int_equal(action_after_feedback(ACTION_CANCELING, DDI_CLOSED, DDI_SUCCESS),
                     ACTION_FINISHED);
    assert_int_equal(action_after_cancel_feedback(DDI_CLOSED, DDI_SUCCESS), ACTION_CANCELED);
    assert_int_equal(action_after_cancel_feedback(DDI_CLOSED, DDI_FAILURE), ACTION_ERROR);
    assert_int_equal(action_after_cancel_feedback(DDI_REJECTED, DDI_NONE), ACTION_CANCEL_REJECTED);
    assert_int_equal(action_after_cancel_feedback(DDI_PROCEEDING, DDI_NONE), ACTION_CANCELING);
    assert_true(action_is_over(ACTION_ERROR) && action_is_over(ACTION_FINISHED)
                && action_is_over(ACTION_CANCELED) && !action_is_over(ACTION_CANCEL_REJECTED));
}

static const char *feedback(const char *body, struct db_feedback *f)
{
    return ddi_feedback_parse(body, strlen(body), f);
}

static void feedback_bodies_of_real_clients(void **state)
{
    struct db_feedback f;
    (void)state;
    /* SWUpdate 2022.12: an integer id. */
    assert_null(feedback("{\"id\":7,\"status\":{\"result\":{\"progress\":{\"cnt\":0,\"of\":1},"
                         "\"finished\":\"none\"},\"execution\":\"proceeding\",\"details\":[\"\"]}}",
                         &f));
    assert_int_equal(f.execution, DDI_PROCEEDING);
    assert_int_equal(f.progress_of, 1);
    assert_int_equal(f.messages, 1);
    ddi_feedback_free(&f);
    /* Unknown members, a code, no result. */
    assert_null(feedback("{\"x\":[],\"status\":{\"execution\":\"closed\",\"code\":-47,\"y\":1,"
                         "\"details\":[\"a\\nb\\u001b[2J\"]}}",
                         &f));
    assert_true(f.has_code && f.code == -47 && f.finished == DDI_NONE);
    assert_string_equal(f.message[0], "a b [2J");
    ddi_feedback_free(&f);
    assert_null(feedback("{\"status\":{\"execution\":\"closed\",\"details\":\"one\"}}", &f));
    assert_string_equal(f.message[0], "one");
    ddi_feedback_free(&f);
}

static void bad_feedback_is_refused(void **state)
{
    static const char *const bodies[] = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"status\":[]}",
        "{\"status\":{}}",
        "{\"status\":{\"execution\":\"done\"}}",
        "{\"status\":{\"execution\":1}}",
        "{\"status\":{\"execution\":\"closed\",\"result\":1}}",
        "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"maybe\"}}}",
        "{\"status\":{\"execution\":\"closed\",\"code\":\"1\"}}",
        "{\"status\":{\"execution\":\"closed\",\"details\":[1]}}",
        "{\"status\":{\"execution\":\"closed\",\"details\":{}}}",
        "{\"status\":{\"execution\":\"closed\",\"details\":[\"\xff\"]}}",
        "{\"status\":{\"execution\":\"closed\",\"details\":[\"a\",2]}}",
    };
    struct db_feedback f;
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        if (!feedback(bodies[i], &f)) {
            fail_msg("%s was taken", bodies[i]);
        }
        assert_int_equal(f.messages, 0);
    }
}

static void long_feedback_is_cut(void **state)
{
    char body[4096] = "{\"status\":{\"execution\":\"closed\",\"details\":[\"";
    struct db_feedback f;
    (void)state;
    for (int i = 0; i < 400; i++) {
        strcat(body, "\xe2\x82\xac"); /* three bytes: 512 is in the middle of one */
    }
    strcat(body, "\"");
    for (int i = 0; i < 99; i++) {
        strcat(body, ",\"x\"");
    }
    strcat(body, "]}}");
    assert_null(feedback(body, &f));
    assert_int_equal(f.messages, DB_MESSAGES_PER_ENTRY);
    assert_int_equal(strlen(f.message[0]), 510);
    assert_true(utf8_is_clean(f.message[0], 510));
    ddi_feedback_free(&f);
}

static void config_bodies(void **state)
{
    static const char *const bad[] = { "{}",
                                       "{\"data\":[]}",
                                       "{\"data\":{\"a\":[]}}",
                                       "{\"data\":{\"\":\"x\"}}",
                                       "{\"mode\":\"other\",\"data\":{}}",
                                       "{\"data\":{\"a\":null}}" };
    static const char good[] = "{\"mode\":\"replace\",\"data\":{\"a\":\"1\",\"n\":5,\"b\":true}}";
    struct ddi_config c;
    bool quota;
    (void)state;
    assert_null(ddi_config_parse(good, strlen(good), &c, &quota));
    assert_int_equal(c.mode, DB_REPLACE);
    assert_int_equal(c.count, 3);
    assert_string_equal(c.attribute[1].value, "5");
    assert_string_equal(c.attribute[2].value, "true");
    ddi_config_free(&c);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_non_null(ddi_config_parse(bad[i], strlen(bad[i]), &c, &quota));
    }
}

static void tokens_and_text(void **state)
{
    char a[TOKEN_NEW + 1], b[TOKEN_NEW + 1];
    (void)state;
    assert_true(token_make(a) && token_make(b));
    assert_true(token_is_valid(a, strlen(a)));
    assert_string_not_equal(a, b);
    assert_false(token_is_valid("short", 5));
    assert_false(token_is_valid("0123456789 0123456789", 21));
    assert_true(utf8_is_clean("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9));
    assert_false(utf8_is_clean("\xc0\x80", 2));         /* overlong */
    assert_false(utf8_is_clean("\xed\xa0\x80", 3));     /* surrogate */
    assert_false(utf8_is_clean("\xf4\x90\x80\x80", 4)); /* beyond U+10FFFF */
    assert_false(utf8_is_clean("\xc2\x9b", 2));         /* a C1 control: CSI */
    assert_false(utf8_is_clean("\xe2\x82", 2));
}

static void suit_envelopes_are_recognised(void **state)
{
    (void)state;
    assert_true(operator_looks_like_suit((const unsigned char *)"\xd8\x6b\xa2\x02", 4));
    assert_true(operator_looks_like_suit((const unsigned char *)"\xa4\x02\x58", 3));
    assert_false(operator_looks_like_suit((const unsigned char *)"-----BEGIN", 10));
    assert_false(operator_looks_like_suit((const unsigned char *)"\xd8\x6b", 2));
    assert_false(operator_looks_like_suit((const unsigned char *)"\x1c\x00\x00\x00TFL3", 8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_name_resources),
        cmocka_unit_test(other_paths_name_nothing),
        cmocka_unit_test(queries_are_decoded),
        cmocka_unit_test(ranges_follow_rfc_9110),
        cmocka_unit_test(conditions_follow_rfc_9110),
        cmocka_unit_test(feedback_moves_actions),
        cmocka_unit_test(feedback_bodies_of_real_clients),
        cmocka_unit_test(bad_feedback_is_refused),
        cmocka_unit_test(long_feedback_is_cut),
        cmocka_unit_test(config_bodies),
        cmocka_unit_test(tokens_and_text),
        cmocka_unit_test(suit_envelopes_are_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
