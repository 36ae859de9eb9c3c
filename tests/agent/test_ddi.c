/*
 * test_ddi.c - what a device reads and writes of DDI. The answers are those of a real hawkBit
 * 0.3.0M7 (ids and hosts as it gave them), the feedback is judged by jansson.
 */
#include <fixture.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "ddi_priv.h"

#define HOST "https://127.0.0.1:8880/DEFAULT/controller/v1/dev1"

static const char hawkbit_poll[] =
    "{\"config\":{\"polling\":{\"sleep\":\"00:00:30\"}},\"_links\":{\"deploymentBase\":{\"href\":"
    "\"" HOST "/deploymentBase/1?c=411599879\"},\"configData\":{\"href\":\"" HOST
    "/configData\"}}}";
static const char hawkbit_cancel_poll[] =
    "{\"config\":{\"polling\":{\"sleep\":\"00:00:30\"}},\"_links\":{\"cancelAction\":{\"href\":"
    "\"" HOST "/cancelAction/3\"},\"configData\":{\"href\":\"" HOST "/configData\"}}}";
static const char hawkbit_cancel[] = "{\"id\":\"3\",\"cancelAction\":{\"stopId\":\"3\"}}";
static const char hawkbit_deployment[] =
    "{\"id\":\"1\",\"deployment\":{\"download\":\"forced\",\"update\":\"forced\",\"chunks\":[{"
    "\"part\":\"os\",\"version\":\"1.1.0\",\"name\":\"fw\",\"artifacts\":[{\"filename\":\"%s\","
    "\"hashes\":{\"sha1\":\"cf8642aaff49e7788cf88f8ac4b6c74bf51df5ce\",\"md5\":"
    "\"7d7fb70bdd1b294317c84698fc541b81\",\"sha256\":"
    "\"723392d7b6c6621a09643db27f5f5cef3fd74664b624ec7336caa732214ac588\"},\"size\":100000,"
    "\"_links\":{\"download-http\":{\"href\":\"%s://127.0.0.1:8880/DEFAULT/controller/v1/dev1/"
    "softwaremodules/1/artifacts/fw.bin\"},\"md5sum-http\":{\"href\":\"http://127.0.0.1:8880/"
    "DEFAULT/controller/v1/dev1/softwaremodules/1/artifacts/fw.bin.MD5SUM\"}}}]}]}}";

static char url[OTAML_URL_MAX + 1], action[OTAML_AGENT_ID_MAX + 1];

static int read_poll(const char *text, struct ddi_poll *poll)
{
    return ddi_read_poll(text, strlen(text), poll, url);
}

static void reads_polls_of_hawkbit(void **state)
{
    struct ddi_poll poll;

    (void)state;
    assert_int_equal(read_poll(hawkbit_poll, &poll), OTAML_OK);
    assert_int_equal(poll.link, DDI_CONFIG_DATA); /* first of the two */
    assert_int_equal(poll.sleep_s, 30);
    assert_string_equal(url, HOST "/configData");
    assert_int_equal(read_poll(hawkbit_cancel_poll, &poll), OTAML_OK);
    assert_int_equal(poll.link, DDI_CANCEL);
    assert_string_equal(url, HOST "/cancelAction/3");
    assert_int_equal(ddi_read_cancel(hawkbit_cancel, strlen(hawkbit_cancel), action), OTAML_OK);
    assert_string_equal(action, "3");
}

static void reads_intervals(void **state)
{
    static const struct {
        const char *sleep;
        uint32_t seconds;
    } rows[] = {
        { "00:05:00", 300 }, { "23:59:59", 86399 }, { "PT24H", 0 },    { "0:05:00", 0 },
        { "00:05", 0 },      { "00:05:001", 0 },    { "00-05-00", 0 }, { "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ddi_poll poll;
        const char *text =
            fixture_path("{\"config\":{\"polling\":{\"sleep\":\"%s\"}}}", rows[i].sleep);
        assert_int_equal(read_poll(text, &poll), OTAML_OK);
        assert_int_equal(poll.link, DDI_NOTHING);
        assert_int_equal(poll.sleep_s, rows[i].seconds);
    }
}

static int read_deployment(const char *text, unsigned index, struct ddi_package *package)
{
    return ddi_read_deployment(text, strlen(text), index, package, action, url);
}

static void reads_deployments_of_hawkbit(void **state)
{
    struct ddi_package package;

    (void)state;
    assert_int_equal(
        read_deployment(fixture_path(hawkbit_deployment, "fw.bin", "https"), 0, &package),
        OTAML_OK);
    assert_false(package.is_there); /* not a package of ours */
    assert_string_equal(action, "1");

    assert_int_equal(
        read_deployment(fixture_path(hawkbit_deployment, "m.suit", "https"), 0, &package),
        OTAML_OK);
    assert_true(package.is_there);
    assert_false(package.skip_update);
    assert_int_equal(package.size, 100000);
    assert_string_equal(url, HOST "/softwaremodules/1/artifacts/fw.bin");
    assert_int_equal(
        read_deployment(fixture_path(hawkbit_deployment, "m.suit", "https"), 1, &package),
        OTAML_OK);
    assert_false(package.is_there);

    /* A link without TLS is no link. */
    assert_int_equal(
        read_deployment(fixture_path(hawkbit_deployment, "m.suit", "http"), 0, &package),
        OTAML_ERR_JSON);
}

static void counts_packages_over_chunks(void **state)
{
#define ARTEFACT(name, size)                                                                       \
    "{\"filename\":\"" name "\",\"size\":" size                                                    \
    ",\"_links\":{\"download\":{\"href\":\"https://h/" name "\"}}}"
    static const char text[] =
        "{\"deployment\":{\"update\":\"skip\",\"chunks\":[{\"artifacts\":[" ARTEFACT(
            "a.suit", "1") "," ARTEFACT("x.bin", "2") "]},{\"artifacts\":[]},{\"artifacts\":"
                                                      "[" ARTEFACT(".suit", "3") "," ARTEFACT(
                                                          "b.suit", "4") "]}]},"
                                                                         "\"id\":"
                                                                         "\"12\"}";
    struct ddi_package package;

    (void)state;
    assert_int_equal(read_deployment(text, 0, &package), OTAML_OK);
    assert_true(package.is_there && package.size == 1 && package.skip_update);
    assert_int_equal(read_deployment(text, 1, &package), OTAML_OK);
    assert_true(package.is_there && package.size == 4);
    assert_string_equal(url, "https://h/b.suit");
    assert_int_equal(read_deployment(text, 2, &package), OTAML_OK);
    assert_false(package.is_there);
}

static void refuses_what_could_be_abused(void **state)
{
    static const char *const texts[] = {
        "{\"deployment\":{}}",                 /* no id */
        "{\"id\":\"../7\",\"deployment\":{}}", /* an id that would leave its place in a URL */
        "{\"id\":\"\",\"deployment\":{}}",
        "{\"id\":\"12345678901234567890123456789012\"}", /* too long */
        "{\"id\":7}",
        "{\"id\":\"7\"",
        "{\"id\":\"7\",\"deployment\":{\"chunks\":[{\"artifacts\":[{\"filename\":\"a.suit\","
        "\"size\":"
        "4294967296,\"_links\":{\"download\":{\"href\":\"https://h/a\"}}}]}]}}",
        "{\"id\":\"7\",\"deployment\":{\"chunks\":[{\"artifacts\":[{\"filename\":\"a.suit\","
        "\"size\":-1}"
        "]}]}}",
    };
    struct ddi_package package;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(read_deployment(texts[i], 0, &package), OTAML_ERR_JSON);
    }
}

static void writes_feedback(void **state)
{
    static const char *const details[] = { "ERR_CLASS", "for \"another\" class" };
    char buf[256];
    json_t *text, *status;
    size_t n = ddi_write_feedback(buf, sizeof(buf), "7", "closed", "failure", -49, details, 2);

    (void)state;
    text = json_loadb(buf, n, 0, NULL);
    assert_non_null(text);
    assert_string_equal(json_string_value(json_object_get(text, "id")), "7");
    status = json_object_get(text, "status");
    assert_string_equal(json_string_value(json_object_get(status, "execution")), "closed");
    assert_int_equal(json_integer_value(json_object_get(status, "code")), -49);
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(status, "result"), "finished")),
        "failure");
    assert_string_equal(json_string_value(json_array_get(json_object_get(status, "details"), 1)),
                        "for \"another\" class");
    json_decref(text);
    assert_int_equal(ddi_write_feedback(buf, 40, "7", "closed", "failure", -49, details, 2), 0);
}

static void builds_urls(void **state)
{
    struct otaml_agent_config config = { .server = "https://[::1]:8443", .controller_id = "dev-1" };
    static const char *const parts[] = { "/deploymentBase/", "7", "/feedback" };
    char server[OTAML_URL_MAX];

    (void)state;
    assert_int_equal(ddi_url(&config, parts, 3, url), OTAML_OK);
    assert_string_equal(url,
                        "https://[::1]:8443/DEFAULT/controller/v1/dev-1/deploymentBase/7/feedback");
    config.tenant = "acme";
    assert_int_equal(ddi_url(&config, NULL, 0, url), OTAML_OK);
    assert_string_equal(url, "https://[::1]:8443/acme/controller/v1/dev-1");
    memset(server, 'a', sizeof(server));
    server[sizeof(server) - 1] = '\0';
    config.server = server;
    assert_int_equal(ddi_url(&config, NULL, 0, url), OTAML_ERR_URL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_polls_of_hawkbit),
        cmocka_unit_test(reads_intervals),
        cmocka_unit_test(reads_deployments_of_hawkbit),
        cmocka_unit_test(counts_packages_over_chunks),
        cmocka_unit_test(refuses_what_could_be_abused),
        cmocka_unit_test(writes_feedback),
        cmocka_unit_test(builds_urls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
