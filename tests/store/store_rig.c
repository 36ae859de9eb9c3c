/*
 * store_rig.c - see store_rig.h
 */
#include "store_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>

const struct rig_geometry rig_geometries[] = {
    { "4 KB / 1", { .size = 256 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 1 }, 4096 },
    { "4 KB / 1, unmapped",
      { .size = 128 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 1, .unmapped = true },
      1024 },
    { "128 KB / 32", { .size = 1024 * RIG_KB, .erase_size = 128 * RIG_KB, .prog_size = 32 }, 4096 },
    { "128 KB / 32, ecc",
      { .size = 1024 * RIG_KB, .erase_size = 128 * RIG_KB, .prog_size = 32, .ecc = true },
      4096 },
    { "256 B / 1", { .size = 32 * RIG_KB, .erase_size = 256, .prog_size = 1 }, 1024 },
    { "256 B / 1, odd chunk",
      { .size = 32 * RIG_KB, .erase_size = 256, .prog_size = 1, .unmapped = true },
      300 },
    { "4 KB / 256", { .size = 256 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 256 }, 4096 },
    { "4 KB / 256, ecc",
      { .size = 256 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 256, .ecc = true },
      4096 },
    { "2 KB / 8, ecc",
      { .size = 64 * RIG_KB, .erase_size = 2 * RIG_KB, .prog_size = 8, .ecc = true },
      512 },
    { "512 B / 256", { .size = 64 * RIG_KB, .erase_size = 512, .prog_size = 256 }, 8192 },
};
const unsigned rig_geometry_count = sizeof(rig_geometries) / sizeof(rig_geometries[0]);

uint32_t rig_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

int rig_boot(struct rig *r)
{
    media_file_power_on(&r->unit);
    memset(r->chunk, 0xa5, sizeof(r->chunk));
    memset(&r->flash, 0xa5, sizeof(r->flash));
    r->config = (struct otaml_flash_store_config){
        .media = &r->unit.media,
        .chunk = r->chunk,
        .chunk_size = r->geometry->chunk_size,
    };
    assert_int_equal(otaml_flash_store_init(&r->flash, &r->config), OTAML_OK);
    r->store = &r->flash.store;
    return otaml_store_mount(r->store);
}

void rig_open(struct rig *r, const struct rig_geometry *geometry)
{
    static unsigned number;

    memset(r, 0, sizeof(*r));
    r->geometry = geometry;
    snprintf(r->path, sizeof(r->path), "%s/unit%u", fixture_scratch(), number++);
    assert_int_equal(media_file_open(&r->unit, r->path, &geometry->unit), OTAML_OK);
    assert_int_equal(rig_boot(r), OTAML_OK);
}

void rig_close(struct rig *r)
{
    if (r->unit.violations) {
        fail_msg("%s: %s", r->geometry->name, r->unit.violation);
    }
    media_file_close(&r->unit);
    remove(r->path);
}

void rig_reopen(struct rig *r)
{
    if (r->unit.violations) {
        fail_msg("%s: %s", r->geometry->name, r->unit.violation);
    }
    media_file_close(&r->unit);
    assert_int_equal(media_file_open(&r->unit, r->path, &r->geometry->unit), OTAML_OK);
    assert_int_equal(rig_boot(r), OTAML_OK);
}

struct rig_model rig_model_make(const char *name, uint32_t size, uint32_t seed, uint64_t sequence)
{
    struct rig_model m = { .bytes = malloc(size + 1) };

    assert_non_null(m.bytes);
    for (uint32_t i = 0; i < size; i++) {
        m.bytes[i] = (uint8_t)rig_random(&seed);
    }
    /* Runs as models have them: of erased-looking bytes longer than a chunk, and of zeros. */
    if (size > 12000) {
        memset(m.bytes + size / 4, 0xff, size / 4);
        memset(m.bytes + size / 2 + 100, 0, size / 8);
    }
    snprintf(m.entry.name, sizeof(m.entry.name), "%s", name);
    m.entry.size = size;
    m.entry.sequence = sequence;
    assert_int_equal(otaml_sha256(m.bytes, size, m.entry.sha256), OTAML_OK);
    return m;
}

void rig_model_free(struct rig_model *m)
{
    free(m->bytes);
    m->bytes = NULL;
}

int rig_begin(struct rig *r, const struct rig_model *m, uint32_t *resume_at)
{
    int err;

    do {
        const uint64_t erases = r->unit.counts.erases;
        err = otaml_store_begin(r->store, &m->entry, resume_at);
        assert_true(r->unit.counts.erases <= erases + 1); /* one at most in a call */
    } while (err == OTAML_ERR_AGAIN);
    return err;
}

int rig_commit(struct rig *r)
{
    int err;

    do {
        err = otaml_store_commit(r->store);
    } while (err == OTAML_ERR_AGAIN);
    return err;
}

int rig_install(struct rig *r, const struct rig_model *m, uint32_t piece, uint64_t *fetched)
{
    uint32_t at;
    int err = rig_begin(r, m, &at);

    while (!err && at < m->entry.size) {
        const uint32_t n = piece < m->entry.size - at ? piece : m->entry.size - at;
        err = otaml_store_append(r->store, m->bytes + at, n);
        at += n;
        if (fetched) {
            *fetched += n;
        }
    }
    return err ? err : rig_commit(r);
}

bool rig_holds(struct rig *r, const struct rig_model *m)
{
    struct otaml_store_object o;
    uint8_t scratch[777];
    bool same;

    if (otaml_store_open(r->store, m->entry.name, &o)) {
        return false;
    }
    same = o.entry.size == m->entry.size && o.entry.sequence == m->entry.sequence
           && memcmp(o.entry.sha256, m->entry.sha256, 32) == 0
           && strcmp(o.entry.name, m->entry.name) == 0;
    for (uint32_t off = 0; same && off < m->entry.size; off += (uint32_t)sizeof(scratch)) {
        const uint32_t left = m->entry.size - off;
        const uint32_t n = left < sizeof(scratch) ? left : (uint32_t)sizeof(scratch);
        same = otaml_store_read(r->store, &o, off, scratch, n) == OTAML_OK
               && memcmp(scratch, m->bytes + off, n) == 0;
    }
    if (same && !r->geometry->unit.unmapped) {
        same = (uintptr_t)o.map % 16 == 0 && memcmp(o.map, m->bytes, m->entry.size) == 0;
    } else if (same) {
        same = o.map == NULL;
    }
    otaml_store_close(r->store, &o);
    return same;
}

int rig_check(struct rig *r, const char *name)
{
    struct otaml_store_object o;
    uint8_t scratch[1000];
    int err = otaml_store_open(r->store, name, &o);

    if (!err) {
        err = otaml_store_check(r->store, &o, scratch, sizeof(scratch));
        otaml_store_close(r->store, &o);
    }
    return err;
}

bool rig_has_name(struct rig *r, const char *name)
{
    struct otaml_store_object o;
    const int err = otaml_store_open(r->store, name, &o);

    assert_true(err == OTAML_OK || err == OTAML_ERR_NOT_FOUND);
    if (!err) {
        otaml_store_close(r->store, &o);
    }
    return !err;
}

unsigned rig_count(struct rig *r)
{
    struct otaml_store_entry e;
    uint32_t cursor = 0;
    unsigned n = 0;
    int err;

    while ((err = otaml_store_list(r->store, &cursor, &e)) == OTAML_OK) {
        n++;
        assert_true(n < 100000);
    }
    assert_int_equal(err, OTAML_ERR_NOT_FOUND);
    return n;
}
