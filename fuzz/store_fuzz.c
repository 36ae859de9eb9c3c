/*
 * store_fuzz.c - see store_fuzz.h
 */
#include "store_fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>

#define ROUNDS_MAX 10000u /* calls of begin or commit that say AGAIN */

void must(int condition)
{
    if (!condition) {
        abort();
    }
}

void any(int err)
{
    must(err <= 0);
}

void store_fuzz_read_all(struct otaml_store *s, uint32_t objects_max)
{
    struct otaml_store_object o;
    struct otaml_store_entry e;
    uint32_t cursor = 0, n = 0;
    uint8_t scratch[300];

    while (otaml_store_list(s, &cursor, &e) == OTAML_OK) {
        must(++n <= objects_max);
        must(memchr(e.name, 0, sizeof(e.name)) != NULL);
        const int err = otaml_store_open(s, e.name, &o);
        must(err == OTAML_OK || err == OTAML_ERR_CORRUPT);
        if (!err) {
            const uint32_t half = o.entry.size / 2;
            any(otaml_store_check(s, &o, scratch, sizeof(scratch)));
            any(otaml_store_read(s, &o, half, scratch,
                                 half < sizeof(scratch) ? half : (uint32_t)sizeof(scratch)));
            otaml_store_close(s, &o);
        }
    }
}

int store_fuzz_write(struct otaml_store *s, const struct otaml_store_entry *e)
{
    static const uint8_t zeros[1000];
    uint32_t at, rounds = 0;
    int err;

    while ((err = otaml_store_begin(s, e, &at)) == OTAML_ERR_AGAIN) {
        must(++rounds < ROUNDS_MAX);
    }
    while (!err && at < e->size) {
        const uint32_t n = e->size - at < sizeof(zeros) ? e->size - at : sizeof(zeros);
        err = otaml_store_append(s, zeros, n);
        at += n;
    }
    for (rounds = 0; !err; rounds++) {
        err = otaml_store_commit(s);
        must(rounds < ROUNDS_MAX);
        if (!err) {
            return OTAML_OK;
        }
        err = err == OTAML_ERR_AGAIN ? OTAML_OK : err;
    }
    return err;
}

int store_fuzz_is_record(const uint8_t *bytes)
{
    return memcmp(bytes, "OTR1", 4) == 0;
}

void store_fuzz_put32(uint8_t *p, uint32_t value)
{
    for (int b = 0; b < 4; b++) {
        p[b] = (uint8_t)(value >> (8 * b));
    }
}

void store_fuzz_mend_record(uint8_t *bytes)
{
    store_fuzz_put32(bytes + 124, otaml_crc32(0, bytes, 124));
}

void store_fuzz_entry(const uint8_t *bytes, struct otaml_store_entry *e)
{
    memcpy(e->name, bytes + 72, sizeof(e->name));
    memcpy(e->sha256, bytes + 40, sizeof(e->sha256));
    e->size = 0;
    e->sequence = 0;
    for (int b = 7; b >= 0; b--) {
        e->size = b < 4 ? e->size << 8 | bytes[12 + b] : 0;
        e->sequence = e->sequence << 8 | bytes[32 + b];
    }
}
