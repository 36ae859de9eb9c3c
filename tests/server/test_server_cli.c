/*
 * test_server_cli.c - otaml publish, assign and status against a running otamld.
 */
#include "server_process.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct server_process server;

/* Run "otaml ARGUMENTS"; stdout and stderr together in text. The exit status. */
static int otaml(const char *arguments, char *text, size_t cap)
{
    char command[2048];
    size_t len;
    FILE *f;
    int status;

    snprintf(command, sizeof(command), "cd %s && %s/otaml %s 2>&1", server.folder,
             fixture_build_dir(), arguments);
    f = popen(command, "r");
    assert_non_null(f);
    len = fread(text, 1, cap - 1, f);
    text[len] = '\0';
    status = pclose(f);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void expect(const char *arguments, int status, const char *says)
{
    static char text[65536];
    const int got = otaml(arguments, text, sizeof(text));
    if (got != status || !strstr(text, says)) {
        fail_msg("otaml %s: status %d instead of %d, or without '%s': %s", arguments, got, status,
                 says, text);
    }
}

static void write_package(const char *name, size_t size, unsigned seed)
{
    uint8_t *bytes = server_payload(size, seed);
    FILE *f = fopen(fixture_path("%s/%s", server.folder, name), "wb");
    assert_true(f && fwrite(bytes, 1, size, f) == size && fclose(f) == 0);
    free(bytes);
}

static void publish_assign_status(void **state)
{
    char text[8192], sha[80], line[65];
    FILE *f;
    (void)state;
    write_package("wing.suit", 300000, 3);
    f = popen(fixture_path("sha256sum %s/wing.suit", server.folder), "r");
    assert_true(f && fgets(line, sizeof(line), f));
    pclose(f);
    snprintf(sha, sizeof(sha), "sha256 %s", line);
    server_expect(&server, "GET", "/DEFAULT/controller/v1/b1", server.gateway_auth, NULL, 200);
    server_expect(&server, "GET", "/DEFAULT/controller/v1/b2", server.gateway_auth, NULL, 200);
    expect("publish --version 1.0 wing.suit", 0, "package 1 wing:1.0 ");
    expect("publish --version 1.0 wing.suit", 0, sha);
    expect("publish --version 1.1 --json wing.suit", 0, "\"version\": \"1.1\"");
    expect("assign --package wing:1.0 b1", 0, "b1 action 1");
    expect("assign --package wing:1.0 --all", 0, "assigned to 1, 1 had it already");
    expect("assign --package wing b1", 0, "b1 action 3");
    expect("status", 0, "RUNNING wing:1.1");
    expect("status", 0, "RUNNING wing:1.0");
    expect("status b2", 0, "waiting for the device");
    server_expect(&server, "POST", "/DEFAULT/controller/v1/b2/deploymentBase/2/feedback",
                  server.gateway_auth,
                  "{\"status\":{\"execution\":\"closed\",\"code\":-50,\"result\":{\"finished\":"
                  "\"failure\"},\"details\":[\"older\"]}}",
                  200);
    expect("status b2", 0, "ERROR ERR_SEQUENCE wing:1.0");
    assert_int_equal(otaml("status --json", text, sizeof(text)), 0);
    json_t *json = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(json), 2);
    assert_string_equal(json_text_at(json, "1.action.status"), "ERROR");
    json_decref(json);
}

static void failures_say_what_to_do(void **state)
{
    (void)state;
    write_package("other.suit", 1000, 4);
    expect("publish --name wing --version 1.0 other.suit", 1, "choose a new version");
    expect("publish cert.pem", 1, "SUIT envelope");
    expect("publish none.suit", 1, "cannot read none.suit");
    expect("assign --package wing:9 b1", 1, "no package wing:9");
    expect("assign --package wing b1 nobody", 1, "no target nobody; nothing was assigned");
    expect("status nobody", 1, "no target nobody");
    expect("status --token-file gateway", 1, "refuses the token");
    expect("status --ca key.pem", 1, "https://127.0.0.1");
    expect("status --server http://127.0.0.1", 1, "https://");
    expect("status --server https://127.0.0.1:1", 1, "connect");
    expect("publish", 2, "usage:");
    expect("assign --package wing", 2, "usage:");
    expect("assign --package wing --all b1", 2, "usage:");
    expect("status --ca", 2, "usage:");
    expect("status --what", 2, "what is --what?");
    expect("status --help", 0, "usage:");
}

static void many_targets_are_listed_through_pages(void **state)
{
    static char text[2 * 1024 * 1024];
    (void)state;
    for (int i = 0; i < 510; i++) {
        server_expect(&server, "GET", fixture_path("/DEFAULT/controller/v1/many-%03d", i),
                      server.gateway_auth, NULL, 200);
    }
    assert_int_equal(otaml("status --json", text, sizeof(text)), 0);
    json_t *json = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(json), 512);
    assert_string_equal(json_text_at(json, "511.controllerId"), "many-509");
    json_decref(json);
}

static int start(void **state)
{
    (void)state;
    server_prepare(&server);
    server_start(&server, NULL, NULL);
    setenv("OTAML_SERVER", server.url, 1);
    setenv("OTAML_CA", fixture_path("%s/cert.pem", server.folder), 1);
    setenv("OTAML_TOKEN_FILE", fixture_path("%s/operator", server.folder), 1);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    server_stop(&server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(publish_assign_status),
        cmocka_unit_test(failures_say_what_to_do),
        cmocka_unit_test(many_targets_are_listed_through_pages),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, start, stop);
}
