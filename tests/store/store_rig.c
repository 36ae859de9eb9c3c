/*
 * store_rig.c - see store_rig.h
 */
#include "store_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>

/* ---- a memory unit in a file ---- */

static void unit_open(struct rig *r)
{
    assert_int_equal(media_file_open(&r->unit, r->path, &r->geometry->unit), OTAML_OK);
}

static void unit_close(struct rig *r)
{
    if (r->unit.violations) {
        fail_msg("%s: %s", r->geometry->name, r->unit.violation);
    }
    media_file_close(&r->unit);
}

static void unit_arm(struct rig *r, uint32_t n, enum media_file_cut how, uint32_t seed)
{
    r->unit.cut = how;
    r->unit.seed = seed;
    r->unit.cut_in = n;
}

static bool unit_is_off(const struct rig *r)
{
    return r->unit.off;
}

static void unit_power_on(struct rig *r)
{
    media_file_power_on(&r->unit);
}

static uint32_t program_units(const struct media_file *u)
{
    return u->units ? u->geometry.size / u->geometry.prog_size : 0;
}

static void unit_take(struct rig *r, struct rig_picture *p)
{
    const struct media_file *u = &r->unit;

    p->length = u->file_length;
    p->bytes = malloc(u->file_length + 1);
    p->units = malloc(program_units(u) + 1);
    assert_true(p->bytes && p->units);
    memcpy(p->bytes, u->memory, p->length);
    if (u->units) {
        memcpy(p->units, u->units, program_units(u));
    }
}

static void unit_put_back(struct rig *r, const struct rig_picture *p)
{
    struct media_file *u = &r->unit;

    memcpy(u->memory, p->bytes, p->length);
    memset(u->memory + p->length, 0xff, u->file_length - p->length);
    if (u->units) {
        memcpy(u->units, p->units, program_units(u));
    }
}

const struct rig_medium rig_unit = {
    .open = unit_open,
    .close = unit_close,
    .arm = unit_arm,
    .is_off = unit_is_off,
    .power_on = unit_power_on,
    .take = unit_take,
    .put_back = unit_put_back,
};

/* ---- the kinds ---- */

static const struct rig_kind *const kinds[] = { &rig_flash, &rig_eefs, &rig_spiffs, &rig_fat,
                                                &rig_vfs };

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool is_wanted(const struct rig_kind *kind)
{
    const char *wanted = getenv("OTAML_KIND");

    return !wanted || !*wanted || strcmp(wanted, kind->name) == 0;
}

void rig_each_row(void (*body)(const struct rig_geometry *g, void *ctx), void *ctx)
{
    for (unsigned k = 0; k < KINDS; k++) {
        for (const struct rig_geometry *g = kinds[k]->rows; g->name && is_wanted(kinds[k]); g++) {
            body(g, ctx);
        }
    }
}

void rig_each_cut_row(void (*body)(const struct rig_geometry *g, void *ctx), void *ctx)
{
    for (unsigned k = 0; k < KINDS; k++) {
        for (const struct rig_geometry *g = kinds[k]->cut_rows; g->name && is_wanted(kinds[k]);
             g++) {
            body(g, ctx);
        }
    }
}

uint32_t rig_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* ---- the rig ---- */

int rig_boot(struct rig *r)
{
    rig_power_on(r);
    memset(r->chunk, 0xa5, sizeof(r->chunk));
    memset(&r->kind, 0xa5, sizeof(r->kind));
    r->geometry->kind->init(r);
    return otaml_store_mount(r->store);
}

void rig_open(struct rig *r, const struct rig_geometry *geometry)
{
    static unsigned number;
    int err;

    memset(r, 0, sizeof(*r));
    r->geometry = geometry;
    snprintf(r->path, sizeof(r->path), "%s/unit%u", fixture_scratch(), number++);
    geometry->kind->medium->open(r);
    err = rig_boot(r);
    if (!geometry->kind->blank_is_empty) {
        /* A file system without a magic number mounts whatever it finds. */
        assert_int_equal(err,
                         strstr(geometry->name, "no magic") ? OTAML_OK : OTAML_ERR_UNFORMATTED);
        assert_int_equal(otaml_store_format(r->store), OTAML_OK);
        err = otaml_store_mount(r->store);
    }
    assert_int_equal(err, OTAML_OK);
}

void rig_close(struct rig *r)
{
    r->geometry->kind->medium->close(r);
    remove(r->path);
}

void rig_reopen(struct rig *r)
{
    r->geometry->kind->medium->close(r);
    r->geometry->kind->medium->open(r);
    assert_int_equal(rig_boot(r), OTAML_OK);
}

void rig_arm(struct rig *r, uint32_t n, enum media_file_cut how, uint32_t seed)
{
    r->geometry->kind->medium->arm(r, n, how, seed);
}

bool rig_is_off(const struct rig *r)
{
    return r->geometry->kind->medium->is_off(r);
}

void rig_power_on(struct rig *r)
{
    r->geometry->kind->medium->power_on(r);
}

static int read_or_fail(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    struct rig *r = (struct rig *)((char *)ctx - offsetof(struct rig, unit));

    if (r->reads_before > 0) {
        r->reads_before--;
    } else if (r->reads_failing > 0) {
        r->reads_failing--;
        return RIG_ERR_READ;
    }
    return r->read(ctx, off, dst, len);
}

void rig_fail_reads(struct rig *r, uint32_t before, uint32_t failing)
{
    if (r->unit.media.read != read_or_fail) {
        r->read = r->unit.media.read;
        r->unit.media.read = read_or_fail;
    }
    r->reads_before = before;
    r->reads_failing = failing;
}

void rig_take(struct rig *r, struct rig_picture *p)
{
    r->geometry->kind->medium->take(r, p);
}

void rig_put_back(struct rig *r, const struct rig_picture *p)
{
    r->geometry->kind->medium->put_back(r, p);
}

void rig_picture_free(struct rig_picture *p)
{
    free(p->bytes);
    free(p->units);
    memset(p, 0, sizeof(*p));
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

void rig_put(struct rig *r, const char *name, const void *bytes, size_t size, uint64_t sequence)
{
    struct rig_model m = { .bytes = malloc(size + 1) };

    assert_non_null(m.bytes);
    memcpy(m.bytes, bytes, size);
    snprintf(m.entry.name, sizeof(m.entry.name), "%s", name);
    m.entry.size = (uint32_t)size;
    m.entry.sequence = sequence;
    assert_int_equal(otaml_sha256(bytes, size, m.entry.sha256), OTAML_OK);
    assert_int_equal(rig_install(r, &m, 1000, NULL), OTAML_OK);
    rig_model_free(&m);
}

void rig_put_file(struct rig *r, const char *name, const char *path, uint64_t sequence)
{
    size_t size;
    uint8_t *bytes = fixture_read(fixture_path("%s/%s", fixture_source_dir(), path), &size);

    rig_put(r, name, bytes, size, sequence);
    free(bytes);
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
    if (same && r->geometry->kind->maps && !r->geometry->unit.unmapped) {
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
