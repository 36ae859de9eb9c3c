/*
 * test_server_cli.c - otaml publish, assign and status against a running otamld.
 */
#include "server_calls.h"

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

/* A package NAME.suit of a real model, made longer by `more` bytes. */
static void write_package(const char *name, size_t more, const char *options)
{
    uint8_t *bytes = server_payload(more, 3);
    FILE *f;

    expect(fixture_path("keygen %s", name), 0, "private key");
    assert_int_equal(system(fixture_path("cp %s/models/digits/digits_v1.tflite %s/%s.tflite",
                                         fixture_source_dir(), server.folder, name)),
                     0);
    f = fopen(fixture_path("%s/%s.tflite", server.folder, name), "ab");
    assert_true(f && fwrite(bytes, 1, more, f) == more && fclose(f) == 0);
    free(bytes);
    expect(fixture_path("pack --key %s.pem --vendor test.example --class tflite-1 %s -o %s.suit"
                        " %s.tflite",
                        name, options, name, name),
           0, name);
}

static void publish_assign_status(void **state)
{
    char text[8192], sha[80], line[65];
    FILE *f;
    (void)state;
    write_package("wing", 300000, "--sequence 7");
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

/* What was verified gives the names; what was not, the file. */
static void packages_name_themselves(void **state)
{
    (void)state;
    write_package("told", 10, "--name named --sequence 41");
    expect("publish --key told.pub.pem told.suit", 0, " named:41 ");
    expect("publish --key told.pub.pem --name mine told.suit", 0, " mine:41 ");
    expect("publish told.suit", 0, " told:");
    write_package("version", 11, "--sequence 42 --version 4.2");
    expect("publish --key version.pub.pem version.suit", 0, " version:4.2 ");
    expect("publish --type configuration cert.pem", 0, " cert:"); /* no package, and none wanted */
}

static void failures_say_what_to_do(void **state)
{
    (void)state;
    write_package("other", 1000, "--sequence 8 --version 2.5");
    expect("publish --name wing --version 1.0 other.suit", 1, "choose a new version");
    expect("publish cert.pem", 1, "SUIT envelope");
    expect("publish none.suit", 1, "cannot read none.suit");
    expect("publish --key wing.pub.pem other.suit", 1, "(ERR_SIGNATURE)");
    expect("publish --key none.pem other.suit", 1, "cannot read none.pem");
    assert_int_equal(
        system(fixture_path("cd %s && head -c -1 other.suit > cut.suit", server.folder)), 0);
    expect("publish --key other.pub.pem cut.suit", 1, "(ERR_IMAGE_SIZE)");
    expect("publish other.tflite", 1, "(ERR_ENVELOPE)");
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
    setenv("OTAML_CA", fixture_path("%s/ca.pem", server.folder), 1);
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
        cmocka_unit_test(packages_name_themselves),
        cmocka_unit_test(failures_say_what_to_do),
        cmocka_unit_test(many_targets_are_listed_through_pages),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, start, stop);
}
