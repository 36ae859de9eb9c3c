/*
 * fleet.c - server, keys and boards for tests. API: fleet.h
 */
#include "fleet.h"

#include <fixture.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *otaml(void)
{
    return fixture_path("%s/otaml", fixture_build_dir());
}

/* otaml with the portable kernels. */
static const char *portable_otaml(void)
{
    return fixture_path("%s/otaml_board", fixture_build_dir());
}

static void must_run(const char *const argv[])
{
    char *output;
    int status = process_run(argv, &output);

    if (status) {
        fail_msg("%s %s: status %d: %s", argv[0], argv[1], status, output);
    }
    free(output);
}

void fleet_start(struct fleet *f)
{
    static const char *const names[] = { "signer", "other" };

    server_prepare(&f->server);
    f->dir = f->server.folder;
    for (int i = 0; i < 2; i++) {
        const char *prefix = fixture_path("%s/%s", f->dir, names[i]);
        must_run((const char *const[]){ otaml(), "keygen", prefix, NULL });
    }
    server_start(&f->server, "--poll-interval", "1");
    /* By its name, which the devices compare with the certificate. */
    snprintf(f->url, sizeof(f->url), "https://localhost%s", strrchr(f->server.url, ':'));
    setenv("OTAML_SERVER", f->url, 1);
    setenv("OTAML_CA", fixture_path("%s/ca.pem", f->dir), 1);
    setenv("OTAML_TOKEN_FILE", fixture_path("%s/operator", f->dir), 1);
}

void fleet_stop(struct fleet *f)
{
    server_stop(&f->server);
}

void fleet_roll_out(const struct fleet *f, const struct fleet_package *p, const char *device)
{
    const char *version = fixture_path("%u", (unsigned)p->sequence);
    static unsigned roll_outs;
    char model[128], package[128], key[128];
    FILE *out;

    snprintf(model, sizeof(model), "%s/%s.tflite", f->dir, p->name);
    snprintf(package, sizeof(package), "%s/%s.suit", f->dir, p->name);
    snprintf(key, sizeof(key), "%s/%s.pem", f->dir, p->key ? p->key : "signer");
    out = fopen(model, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(p->data, 1, p->size, out), p->size);
    assert_int_equal(fclose(out), 0);
    must_run((const char *const[]){ otaml(), "pack", "--key", key, "--vendor", FLEET_VENDOR,
                                    "--class", p->class_name ? p->class_name : "tflite-1", "--name",
                                    p->name, "--sequence", version, "-o", package, model, NULL });
    /* A version of its own for each roll-out, for the server keeps them all. */
    version = fixture_path("%u", ++roll_outs);
    must_run((const char *const[]){ otaml(), "publish", "--name", p->name, "--version", version,
                                    package, NULL });
    must_run((const char *const[]){ otaml(), "assign", "--package",
                                    fixture_path("%s:%s", p->name, version), device, NULL });
}

char *fleet_status(const char *device)
{
    char *output;

    assert_int_equal(process_run((const char *const[]){ otaml(), "status", device, NULL }, &output),
                     0);
    return output;
}

struct process fleet_device(const struct fleet *f, const char *board, const char *id,
                            const char *const more[])
{
    const char *argv[48] = { portable_otaml(),
                             "device",
                             "--json",
                             "--board",
                             board,
                             "--id",
                             id,
                             "--server",
                             f->url,
                             "--ca",
                             fixture_path("%s/ca.pem", f->dir),
                             "--gateway-token-file",
                             fixture_path("%s/gateway", f->dir),
                             "--key",
                             fixture_path("%s/signer.pub.pem", f->dir),
                             "--vendor",
                             FLEET_VENDOR,
                             "--retry-ms",
                             "100",
                             "--poll",
                             "1",
                             "--media",
                             fixture_path("%s/%s.unit", f->dir, id) };
    size_t n = 0;

    while (argv[n]) {
        n++;
    }
    while (*more) {
        assert_true(n < sizeof(argv) / sizeof(argv[0]) - 1);
        argv[n++] = *more++;
    }
    return process_start(argv);
}

const char *fleet_field(const char *line, const char *name)
{
    json_t *object = json_loads(line, 0, NULL), *value = json_object_get(object, name);
    const char *text = json_is_string(value) ? fixture_path("%s", json_string_value(value))
                       : json_is_integer(value)
                           ? fixture_path("%lld", (long long)json_integer_value(value))
                           : "";
    json_decref(object);
    return text;
}

const char *fleet_await(struct process *device, const char *event)
{
    const char *line;

    while ((line = process_line(device)) != NULL) {
        if (!strcmp(fleet_field(line, "event"), event)) {
            return line;
        }
    }
    fail_msg("the device ended without '%s'", event);
    return NULL;
}

int fleet_run_once(const struct fleet *f, const char *board, const char *id,
                   const char *const more[], char outcome[64])
{
    const char *argv[16] = { "--once" };
    struct process device;
    const char *line;

    for (size_t n = 0; more[n]; n++) {
        argv[n + 1] = more[n];
    }
    device = fleet_device(f, board, id, argv);
    snprintf(outcome, 64, "nothing");
    while ((line = process_line(&device)) != NULL) {
        const char *event = fleet_field(line, "event");
        if (!strcmp(event, "installed") || !strcmp(event, "present")) {
            snprintf(outcome, 64, "%s", event);
        } else if (!strcmp(event, "failed")) {
            snprintf(outcome, 64, "%s", fleet_field(line, "error"));
        }
    }
    return process_wait(&device);
}

void fleet_introduce(const struct fleet *f, const char *board, const char *id)
{
    char outcome[64];

    assert_int_equal(fleet_run_once(f, board, id, (const char *const[]){ NULL }, outcome), 0);
    assert_string_equal(outcome, "nothing");
}
