/*
 * test_server_ddi.c - otamld as devices and the operator see it, over HTTPS by libcurl.
 */
#include "server_calls.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct server_process server;
static json_int_t gestures; /* a package */
static char gestures_sha[65];

#define BASE "/DEFAULT/controller/v1/"

static const char *path_of(const char *href)
{
    assert_int_equal(strncmp(href, server.url, strlen(server.url)), 0);
    return href + strlen(server.url);
}

static json_t *device_get(const char *path, long status)
{
    return server_json(&server, "GET", path, server.gateway_auth, NULL, status);
}

static void device_post(const char *path, const char *body, long status)
{
    server_expect(&server, "POST", path, server.gateway_auth, body, status);
}

static json_int_t assign(json_int_t package, const char *target)
{
    char body[256];
    json_t *json;
    json_int_t id;
    snprintf(body, sizeof(body), "{\"package\":%lld,\"targets\":[\"%s\"]}", (long long)package,
             target);
    json = server_json(&server, "POST", "/api/v1/assignments", server.operator_auth, body, 200);
    id = json_integer_value(json_at(json, "assigned.0.action"));
    json_decref(json);
    return id;
}

static const char *target_field(const char *target, const char *field)
{
    static char text[256];
    json_t *json = server_json(&server, "GET", fixture_path("/api/v1/targets/%s", target),
                               server.operator_auth, NULL, 200);
    snprintf(text, sizeof(text), "%s", json_text_at(json, field));
    json_decref(json);
    return text;
}

/* From first contact to installed, with the requests that a DDI client makes. */
static void cycle(const char *target, const char *controller)
{
    json_t *json;
    json_int_t action;
    char path[512], hash[65];
    struct answer a;
    struct call call = { .method = "GET", .auth = server.gateway_auth };

    json = device_get(fixture_path(BASE "%s", target), 200);
    assert_string_equal(json_text_at(json, "config.polling.sleep"), "00:05:00");
    assert_null(json_at(json, "_links.deploymentBase"));
    strcpy(path, path_of(json_text_at(json, "_links.configData.href")));
    json_decref(json);
    server_expect(&server, "PUT", path, server.gateway_auth,
                  "{\"mode\":\"merge\",\"data\":{\"board\":\"pico\"},\"id\":\"\",\"time\":\"x\"}",
                  200);
    json = device_get(fixture_path(BASE "%s", target), 200);
    assert_int_equal(json_object_size(json_at(json, "_links")), 0);
    json_decref(json);

    action = assign(gestures, controller);
    assert_true(action > 0);
    json = device_get(fixture_path(BASE "%s", target), 200);
    strcpy(path, path_of(json_text_at(json, "_links.deploymentBase.href")));
    json_decref(json);
    json = device_get(path, 200);
    assert_string_equal(json_text_at(json, "id"), fixture_path("%lld", (long long)action));
    assert_string_equal(json_text_at(json, "deployment.download"), "forced");
    assert_string_equal(json_text_at(json, "deployment.chunks.0.part"), "model");
    assert_string_equal(json_text_at(json, "deployment.chunks.0.name"), "gestures");
    assert_int_equal(json_array_size(json_at(json, "deployment.chunks.0.artifacts")), 1);
    assert_int_equal(json_integer_value(json_at(json, "deployment.chunks.0.artifacts.0.size")),
                     20000);
    strcpy(hash, json_text_at(json, "deployment.chunks.0.artifacts.0.hashes.sha256"));
    assert_string_equal(hash, gestures_sha);
    strcpy(path,
           path_of(json_text_at(json, "deployment.chunks.0.artifacts.0._links.download.href")));
    assert_null(json_at(json, "actionHistory"));
    json_decref(json);

    call.path = path;
    server_call(&server, &call, &a);
    uint8_t *payload = server_payload(20000, 1);
    assert_int_equal(a.status, 200);
    assert_int_equal(a.len, 20000);
    assert_memory_equal(a.body, payload, 20000);
    free(payload);
    answer_free(&a);

    snprintf(path, sizeof(path), BASE "%s/deploymentBase/%lld/feedback", target, (long long)action);
    device_post(path,
                "{\"id\":1,\"status\":{\"execution\":\"proceeding\",\"result\":{\"finished\":"
                "\"none\",\"progress\":{\"cnt\":2,\"of\":5}},\"details\":[\"half\"]}}",
                200);
    json = device_get(
        fixture_path(BASE "%s/deploymentBase/%lld?actionHistory=1", target, (long long)action),
        200);
    assert_string_equal(json_text_at(json, "actionHistory.messages.0"), "half");
    json_decref(json);
    device_post(path,
                "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"success\"},"
                "\"details\":[\"installed\"]}}",
                200);
    device_post(path, "{\"status\":{\"execution\":\"closed\"}}", 410);

    json = device_get(fixture_path(BASE "%s", target), 200);
    assert_null(json_at(json, "_links.deploymentBase"));
    assert_non_null(json_at(json, "_links.configData")); /* wanted again after a success */
    strcpy(path, path_of(json_text_at(json, "_links.installedBase.href")));
    json_decref(json);
    json = device_get(path, 200);
    assert_string_equal(json_text_at(json, "deployment.chunks.0.version"), "1.0");
    json_decref(json);
    json_decref(
        device_get(fixture_path(BASE "%s/deploymentBase/%lld", target, (long long)action), 404));
    assert_string_equal(target_field(target, "updateStatus"), "in_sync");
    assert_string_equal(target_field(target, "installed.name"), "gestures");
    assert_string_equal(target_field(target, "attributes.board"), "pico");
}

static void full_cycle_of_two_devices(void **state)
{
    (void)state;
    cycle("board-1", "board-1");
    cycle("board%20%C3%A4", "board \xc3\xa4"); /* encoded, and as it is */
}

static void the_wrong_token_opens_nothing(void **state)
{
    static const char *const wrong[] = { NULL,
                                         "",
                                         "GatewayToken",
                                         "GatewayToken ",
                                         "GatewayToken gateway-token-012345678",
                                         "GatewayToken gateway-token-01234567890",
                                         "GatewayToken operator-token-0123456789",
                                         "TargetToken gateway-token-0123456789",
                                         "Bearer gateway-token-0123456789",
                                         "Basic YTpi" };
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        server_expect(&server, "GET", BASE "board-1", wrong[i], NULL, 401);
        server_expect(&server, "GET", "/api/v1/targets", wrong[i], NULL, 401);
        server_expect(&server, "POST", "/api/v1/artifacts", wrong[i], "x", 401);
        server_expect(&server, "POST", BASE "board-1/deploymentBase/1/feedback", wrong[i], "{}",
                      401);
        server_expect(&server, "GET", fixture_path("/artifacts/%s", gestures_sha), wrong[i], NULL,
                      401);
    }
    server_expect(&server, "GET", BASE "board-1", server.operator_auth, NULL, 401);
    server_expect(&server, "GET", "/api/v1/targets", server.gateway_auth, NULL, 401);
    server_expect(&server, "GET", "/health", NULL, NULL, 200);
}

static void a_target_token_speaks_for_one_target(void **state)
{
    char auth[128], second[128];
    json_t *json = server_json(&server, "POST", "/api/v1/targets", server.operator_auth,
                               "{\"controllerId\":\"own\",\"name\":\"its own token\"}", 201);
    (void)state;
    snprintf(auth, sizeof(auth), "TargetToken %s", json_text_at(json, "securityToken"));
    json_decref(json);
    server_expect(&server, "POST", "/api/v1/targets", server.operator_auth,
                  "{\"controllerId\":\"own\"}", 409);
    server_expect(&server, "GET", BASE "own", auth, NULL, 200);
    server_expect(&server, "GET", "/default/controller/v1/own", auth, NULL, 200);
    server_expect(&server, "GET", BASE "board-1", auth, NULL, 401);
    server_expect(&server, "GET", BASE "unknown", auth, NULL, 401);
    server_expect(&server, "GET", fixture_path("/artifacts/%s", gestures_sha), auth, NULL, 404);
    assign(gestures, "own");
    server_expect(&server, "GET", fixture_path("/artifacts/%s", gestures_sha), auth, NULL, 200);
    /* A new token: the old one is void. */
    json = server_json(&server, "PUT", "/api/v1/targets/own", server.operator_auth,
                       "{\"newSecurityToken\":true}", 200);
    snprintf(second, sizeof(second), "TargetToken %s", json_text_at(json, "securityToken"));
    json_decref(json);
    assert_string_not_equal(auth, second);
    server_expect(&server, "GET", BASE "own", auth, NULL, 401);
    server_expect(&server, "GET", BASE "own", second, NULL, 200);
    server_expect(&server, "DELETE", "/api/v1/targets/own", server.operator_auth, NULL, 204);
    server_expect(&server, "GET", BASE "own", second, NULL, 401);
}

static void unknown_things_are_404(void **state)
{
    static const char *const paths[] = {
        BASE "board-1/deploymentBase/999",
        BASE "board-1/cancelAction/1",
        BASE "board-1/installedBase/999",
        BASE "board-1/softwaremodules/999/artifacts",
        BASE "board-1/other",
        BASE "nobody/softwaremodules/1/artifacts/gestures.suit",
        "/DEFAULT/controller/v2/board-1",
        "/",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        json_decref(device_get(paths[i], 404));
    }
    device_post(BASE "board-1/deploymentBase/999/feedback",
                "{\"status\":{\"execution\":\"closed\"}}", 404);
    server_expect(&server, "GET", "/api/v1/targets/nobody", server.operator_auth, NULL, 404);
    server_expect(&server, "GET", "/api/v1/packages/999", server.operator_auth, NULL, 404);
    server_expect(&server, "POST", "/api/v1/assignments", server.operator_auth,
                  "{\"package\":1,\"targets\":[\"nobody\"]}", 404);
    server_expect(&server, "DELETE", BASE "board-1", server.gateway_auth, NULL, 405);
    server_expect(&server, "GET", BASE "board-1/configData", server.gateway_auth, NULL, 405);
}

static void superseding_over_http(void **state)
{
    char sha[65], path[256];
    const json_int_t next = server_publish(&server, "gestures", "2.0", 3000, 2, sha);
    json_int_t first, second;
    json_t *json;

    (void)state;
    json_decref(device_get(BASE "super", 200));
    first = assign(gestures, "super");
    snprintf(path, sizeof(path), BASE "super/deploymentBase/%lld", (long long)first);
    json_decref(device_get(path, 200));
    second = assign(next, "super");
    json_decref(device_get(path, 404));
    json = device_get(BASE "super", 200);
    assert_null(json_at(json, "_links.deploymentBase"));
    snprintf(path, sizeof(path), "%s", path_of(json_text_at(json, "_links.cancelAction.href")));
    json_decref(json);
    json = device_get(path, 200);
    assert_string_equal(json_text_at(json, "cancelAction.stopId"),
                        fixture_path("%lld", (long long)first));
    json_decref(json);
    strcat(path, "/feedback");
    device_post(
        path, "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"success\"}}}", 200);
    device_post(path, "{\"status\":{\"execution\":\"closed\"}}", 410);
    json = device_get(BASE "super", 200);
    assert_non_null(strstr(json_text_at(json, "_links.deploymentBase.href"),
                           fixture_path("/deploymentBase/%lld?c=", (long long)second)));
    json_decref(json);
    snprintf(path, sizeof(path), BASE "super/cancelAction/%lld/feedback", (long long)second);
    device_post(path, "{\"status\":{\"execution\":\"closed\"}}", 405);
}

static void polls_and_deployments_have_tags(void **state)
{
    char line[128];
    struct call call = { .method = "GET", .path = BASE "super", .auth = server.gateway_auth };
    struct answer a;

    (void)state;
    server_call(&server, &call, &a);
    assert_int_equal(a.status, 200);
    snprintf(line, sizeof(line), "If-None-Match: %s", answer_header(&a, "ETag"));
    answer_free(&a);
    call.headers[0] = line;
    server_call(&server, &call, &a);
    assert_int_equal(a.status, 304);
    assert_int_equal(a.len, 0);
    answer_free(&a);
    call.headers[0] = "If-None-Match: \"other\"";
    server_call(&server, &call, &a);
    assert_int_equal(a.status, 200);
    answer_free(&a);
}

static void lists_are_paged(void **state)
{
    json_t *json = server_json(&server, "GET", "/api/v1/targets?limit=2&offset=1",
                               server.operator_auth, NULL, 200);
    (void)state;
    assert_int_equal(json_array_size(json_at(json, "content")), 2);
    assert_int_equal(json_integer_value(json_at(json, "total")), 3);
    json_decref(json);
    json = server_json(&server, "GET", "/api/v1/packages?name=gestures&version=2.0",
                       server.operator_auth, NULL, 200);
    assert_int_equal(json_array_size(json_at(json, "content")), 1);
    assert_string_equal(json_text_at(json, "content.0.version"), "2.0");
    json_decref(json);
    json = server_json(&server, "GET", "/api/v1/actions?target=super&active=true",
                       server.operator_auth, NULL, 200);
    assert_int_equal(json_integer_value(json_at(json, "total")), 1);
    json_decref(json);
    server_expect(&server, "GET", "/api/v1/targets?limit=501", server.operator_auth, NULL, 400);
    server_expect(&server, "GET", "/api/v1/targets?offset=-1", server.operator_auth, NULL, 400);
}

static void state_survives_a_restart(void **state)
{
    (void)state;
    server_stop(&server);
    server_check_database(&server);
    server_start(&server, "--poll-interval", "86399");
    assert_string_equal(target_field("board-1", "installed.version"), "1.0");
    json_t *json = device_get(BASE "super", 200);
    assert_non_null(json_at(json, "_links.deploymentBase"));
    assert_string_equal(json_text_at(json, "config.polling.sleep"), "23:59:59");
    json_decref(json);
}

static void it_refuses_to_start_with_a_reason(void **state)
{
    char otamld[1024];
    const char *folder = server.folder;
    const struct {
        const char *key, *data, *token, *listen, *says;
        int status;
    } rows[] = {
        { "key.pem", "data", "operator", "127.0.0.1:0", "another otamld uses", 1 },
        { "cert.pem", "data2", "operator", "127.0.0.1:0", "certificate and key", 1 },
        { "none.pem", "data2", "operator", "127.0.0.1:0", "none.pem", 1 },
        { "key.pem", "cert.pem/x", "operator", "127.0.0.1:0", "folder", 1 },
        { "key.pem", "data2", "key.pem", "127.0.0.1:0", "is not a token", 1 },
        { "key.pem", "data2", "operator", "127.0.0.1", "--listen", 1 },
        { "key.pem", "data2", "operator", "192.0.2.1:9", "cannot listen", 1 },
    };
    char text[4096];
    (void)state;
    strcpy(otamld, fixture_path("%s/otamld", fixture_build_dir()));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *const argv[] = { otamld,
                                     "--cert",
                                     fixture_path("%s/cert.pem", folder),
                                     "--key",
                                     fixture_path("%s/%s", folder, rows[i].key),
                                     "--data",
                                     fixture_path("%s/%s", folder, rows[i].data),
                                     "--operator-token-file",
                                     fixture_path("%s/%s", folder, rows[i].token),
                                     "--listen",
                                     rows[i].listen,
                                     NULL };
        assert_int_equal(server_run(&server, argv, text, sizeof(text)), rows[i].status);
        if (!strstr(text, rows[i].says)) {
            fail_msg("'%s' is not in: %s", rows[i].says, text);
        }
    }
    const char *const usage[] = { otamld, "--cert", "x", NULL };
    assert_int_equal(server_run(&server, usage, text, sizeof(text)), 2);
    assert_non_null(strstr(text, "--key is missing"));
}

static int start(void **state)
{
    (void)state;
    server_prepare(&server);
    server_start(&server, NULL, NULL);
    gestures = server_publish(&server, "gestures", "1.0", 20000, 1, gestures_sha);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    server_stop(&server);
    server_check_database(&server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_cycle_of_two_devices),
        cmocka_unit_test(the_wrong_token_opens_nothing),
        cmocka_unit_test(a_target_token_speaks_for_one_target),
        cmocka_unit_test(unknown_things_are_404),
        cmocka_unit_test(superseding_over_http),
        cmocka_unit_test(polls_and_deployments_have_tags),
        cmocka_unit_test(lists_are_paged),
        cmocka_unit_test(state_survives_a_restart),
        cmocka_unit_test(it_refuses_to_start_with_a_reason),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, start, stop);
}
