/*
 * fleet.h - a real server, real keys and simulated boards in a scratch folder, for tests of the
 * whole path.
 */
#ifndef OTAML_TEST_FLEET_H
#define OTAML_TEST_FLEET_H

#include <stdint.h>

#include "process.h"
#include "server_process.h"

#define FLEET_VENDOR "test.example"

struct fleet {
    struct server_process server;
    const char *dir; /* the server's folder, with signer.pem, other.pem, the units */
    char url[64];    /* https://localhost:PORT */
};

/* Make certificates, tokens and two signing keys, start otamld on a free loopback port. */
void fleet_start(struct fleet *f);
void fleet_stop(struct fleet *f);

/* Sign `size` bytes with dir/KEY.pem for the class, publish the package, assign it to the device,
 * which the server knows already. */
struct fleet_package {
    const char *name, *key, *class_name; /* NULL: "signer", "tflite-1" */
    uint32_t sequence;
    const void *data;
    size_t size;
};
void fleet_roll_out(const struct fleet *f, const struct fleet_package *p, const char *device);

/* What `otaml status` says of the device, to be freed. */
char *fleet_status(const char *device);

/* Start `otaml device --json` with these further arguments (ended by NULL). */
struct process fleet_device(const struct fleet *f, const char *board, const char *id,
                            const char *const more[]);

/* Let the device make itself known to the server, with nothing to do yet. */
void fleet_introduce(const struct fleet *f, const char *board, const char *id);

/* A field of one JSON line: the string, or the number in decimal, or "" where it has none; good
 * until the next call but seven. */
const char *fleet_field(const char *line, const char *name);

/* Read lines until one with this event; it is good until the next line. The test fails at the
 * end of the output. */
const char *fleet_await(struct process *device, const char *event);

/* What a device's --once run of the current assignment ended with: "installed", "present" or the
 * error's name, which is copied to outcome. Returns the exit status. */
int fleet_run_once(const struct fleet *f, const char *board, const char *id,
                   const char *const more[], char outcome[64]);

#endif /* OTAML_TEST_FLEET_H */
