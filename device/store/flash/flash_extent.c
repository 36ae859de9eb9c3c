/*
 * flash_extent.c - headers and marks of the flash store. API: flash_priv.h
 *
 * The header, its crc last, is programmed once. Little endian:
 *
 *   0       4   5   6   7   8      12    16   20   24       32     64   104
 *   | magic | v | E | P | C | serial| units| size| data| sequence| sha256| name | crc |
 *
 * v version; E, P, C base-2 logarithms of erase unit, program unit, chunk. Everything in it
 * but name, digest, numbers and size follows from the geometry, and is checked against it.
 */
#include <string.h>
#include <otaml/crc32.h>

#include "base_priv.h"
#include "flash_priv.h"
#include "../store_priv.h"

#define MAGIC        0x3146544fu /* "OTF1" */
#define COMMIT_MAGIC 0x6d74696bu /* "kitm" */
#define VERSION      1u
#define HEADER_SIZE  108u
#define MARK_SIZE    8u   /* of commit and dead marks, or a program unit if that is more */
#define MARK_EACH    32u  /* up to this program unit each chunk has a mark of its own; */
#define MARK_SHARE   128u /* above it marks take at most one byte in so many */

enum {
    AT_MAGIC = 0,
    AT_VERSION = 4,
    AT_ERASE_LOG2 = 5,
    AT_PROG_LOG2 = 6,
    AT_CHUNK_LOG2 = 7,
    AT_SERIAL = 8,
    AT_UNITS = 12,
    AT_SIZE = 16,
    AT_DATA = 20,
    AT_SEQUENCE = 24,
    AT_SHA256 = 32,
    AT_NAME = 64,
    AT_CRC = 104
};
OTAML_STATIC_ASSERT(AT_CRC + 4 == HEADER_SIZE, header_size);
OTAML_STATIC_ASSERT(AT_NAME + OTAML_STORE_NAME_MAX + 1 == AT_CRC, name_size);

static uint8_t log2_of(uint32_t power)
{
    uint8_t n = 0;

    while (power > 1) {
        power >>= 1;
        n++;
    }
    return n;
}

static uint32_t at_least(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

bool otaml_flash_layout(const struct otaml_media *m, uint32_t size, uint32_t chunk_log2,
                        struct flash_layout *l)
{
    const uint32_t p = m->prog_size;

    if (size > m->size) {
        return false; /* so that nothing below can wrap */
    }
    l->commit = otaml_round_up(HEADER_SIZE, p);
    l->commit_step = at_least(MARK_SIZE, p);
    l->dead = l->commit + FLASH_COMMIT_SLOTS * l->commit_step;
    l->dead_size = at_least(MARK_SIZE, p);
    l->mark = l->dead + l->dead_size;
    l->mark_step = at_least(4, p);
    l->mark_log2 = 0;
    while (p > MARK_EACH
           && l->mark_step * MARK_SHARE > (uint32_t)1 << (chunk_log2 + l->mark_log2)) {
        l->mark_log2++;
    }
    /* Wherever the run begins, the bytes touch at most two chunks more than they fill. */
    l->marks = (((size >> chunk_log2) + 2) >> l->mark_log2) + 1;
    l->data = otaml_round_up(l->mark + l->marks * l->mark_step, at_least(16, p));
    l->units = (l->data + size - 1) / m->erase_size + 1;
    return l->units <= m->size / m->erase_size;
}

bool otaml_flash_same_name(const struct otaml_store_entry *e, const char *name)
{
    return strncmp(e->name, name, sizeof(e->name)) == 0;
}

/* Believe nothing of the header at erase unit `unit` before it is bounded. */
static int decode(const struct otaml_flash_store *f, uint32_t unit, const uint8_t *h,
                  struct flash_extent *x)
{
    const struct otaml_media *m = otaml_flash_media(f);
    struct flash_layout l;

    x->crc = otaml_get_le32(h + AT_CRC);
    if (otaml_crc32(0, h, AT_CRC) != x->crc) {
        return OTAML_ERR_NOT_FOUND;
    }
    if (h[AT_VERSION] != VERSION) {
        return OTAML_ERR_UNSUPPORTED;
    }
    if (h[AT_ERASE_LOG2] != log2_of(m->erase_size) || h[AT_PROG_LOG2] != log2_of(m->prog_size)) {
        return OTAML_ERR_GEOMETRY;
    }
    x->unit = unit;
    x->units = otaml_get_le32(h + AT_UNITS);
    x->serial = otaml_get_le32(h + AT_SERIAL);
    x->chunk_log2 = h[AT_CHUNK_LOG2];
    x->entry.size = otaml_get_le32(h + AT_SIZE);
    x->entry.sequence = otaml_get_le64(h + AT_SEQUENCE);
    memcpy(x->entry.sha256, h + AT_SHA256, sizeof(x->entry.sha256));
    memcpy(x->entry.name, h + AT_NAME, sizeof(x->entry.name));
    if (x->chunk_log2 < 8 || x->chunk_log2 > 16 || (uint32_t)1 << x->chunk_log2 < m->prog_size
        || x->serial == 0 || x->serial > FLASH_SERIAL_MAX
        || !otaml_store_name_ok(x->entry.name, sizeof(x->entry.name))
        || !otaml_flash_layout(m, x->entry.size, x->chunk_log2, &l) || l.units != x->units
        || x->units > otaml_flash_units(f) - unit || l.data != otaml_get_le32(h + AT_DATA)) {
        return OTAML_ERR_NOT_FOUND;
    }
    x->data = unit * m->erase_size + l.data;
    return OTAML_OK;
}

static void encode_commit(uint8_t mark[MARK_SIZE], uint32_t header_crc)
{
    otaml_put_le32(mark, COMMIT_MAGIC);
    otaml_put_le32(mark + 4, ~header_crc);
}

/* A dead mark with any bit programmed counts: what began to die never comes back. */
static int read_state(const struct otaml_flash_store *f, struct flash_extent *x)
{
    const uint32_t start = x->unit * otaml_flash_media(f)->erase_size;
    struct flash_layout l;
    uint8_t mark[MARK_SIZE], good[MARK_SIZE];
    bool blank;
    int err;

    (void)otaml_flash_layout(otaml_flash_media(f), x->entry.size, x->chunk_log2, &l);
    err = otaml_flash_is_blank(f, start + l.dead, l.dead_size, &blank);
    x->state = blank ? FLASH_OPEN : FLASH_DEAD;
    encode_commit(good, x->crc);
    for (uint32_t i = 0; !err && x->state == FLASH_OPEN && i < FLASH_COMMIT_SLOTS; i++) {
        err = otaml_flash_read(f, start + l.commit + i * l.commit_step, mark, sizeof(mark));
        if (!err && memcmp(mark, good, sizeof(mark)) == 0) {
            x->state = FLASH_LIVE;
        }
    }
    return err;
}

int otaml_flash_next(const struct otaml_flash_store *f, struct flash_walk *w,
                     struct flash_extent *x)
{
    const uint32_t erase_size = otaml_flash_media(f)->erase_size;
    uint8_t header[HEADER_SIZE];

    for (; w->unit < otaml_flash_units(f); w->unit++) {
        int err = otaml_flash_read(f, w->unit * erase_size, header, 4);
        if (!err && otaml_get_le32(header) == UINT32_MAX) {
            continue;
        }
        if (!err && otaml_get_le32(header) == MAGIC) {
            err = otaml_flash_read(f, w->unit * erase_size, header, sizeof(header));
            err = err ? err : decode(f, w->unit, header, x);
            err = err ? err : read_state(f, x);
            if (!err) {
                w->unit += x->units;
                return OTAML_OK;
            }
        }
        if (err && err != OTAML_ERR_NOT_FOUND) {
            return err;
        }
        w->strange++;
    }
    return OTAML_ERR_NOT_FOUND;
}

int otaml_flash_put_header(struct otaml_flash_store *f, uint32_t serial)
{
    const struct otaml_media *m = otaml_flash_media(f);
    uint8_t h[HEADER_SIZE];
    struct flash_layout l;

    (void)otaml_flash_layout(m, f->entry.size, f->chunk_log2, &l);
    memset(h, 0, sizeof(h));
    otaml_put_le32(h + AT_MAGIC, MAGIC);
    h[AT_VERSION] = VERSION;
    h[AT_ERASE_LOG2] = log2_of(m->erase_size);
    h[AT_PROG_LOG2] = log2_of(m->prog_size);
    h[AT_CHUNK_LOG2] = f->chunk_log2;
    otaml_put_le32(h + AT_SERIAL, serial);
    otaml_put_le32(h + AT_UNITS, l.units);
    otaml_put_le32(h + AT_SIZE, f->entry.size);
    otaml_put_le32(h + AT_DATA, l.data);
    otaml_put_le64(h + AT_SEQUENCE, f->entry.sequence);
    memcpy(h + AT_SHA256, f->entry.sha256, sizeof(f->entry.sha256));
    memcpy(h + AT_NAME, f->entry.name, strlen(f->entry.name));
    f->header_crc = otaml_crc32(0, h, AT_CRC);
    otaml_put_le32(h + AT_CRC, f->header_crc);
    f->data = f->unit * m->erase_size + l.data;
    return otaml_flash_prog_small(f, f->unit * m->erase_size, h, sizeof(h));
}

int otaml_flash_put_commit(const struct otaml_flash_store *f)
{
    struct flash_layout l;
    uint8_t mark[MARK_SIZE];
    int err = OTAML_ERR_IO;

    (void)otaml_flash_layout(otaml_flash_media(f), f->entry.size, f->chunk_log2, &l);
    encode_commit(mark, f->header_crc);
    for (uint32_t i = 0; err == OTAML_ERR_IO && i < FLASH_COMMIT_SLOTS; i++) {
        const uint32_t off =
            f->unit * otaml_flash_media(f)->erase_size + l.commit + i * l.commit_step;
        bool blank;
        int look = otaml_flash_is_blank(f, off, l.commit_step, &blank);
        if (look) {
            return look;
        }
        if (blank) {
            err = otaml_flash_prog_small(f, off, mark, sizeof(mark));
        }
    }
    return err;
}

/* All bits to 0, so that an erasure that is cut leaves some of them: were the mark to be
 * erased before the header, the dead object would come back with its data erased. */
static int put_dead(const struct otaml_flash_store *f, const struct flash_extent *x)
{
    static const uint8_t zeros[256];
    struct flash_layout l;

    (void)otaml_flash_layout(otaml_flash_media(f), x->entry.size, x->chunk_log2, &l);
    return otaml_flash_prog_small(f, x->unit * otaml_flash_media(f)->erase_size + l.dead, zeros,
                                  l.dead_size);
}

int otaml_flash_kill(const struct otaml_flash_store *f, enum flash_state state, const char *name,
                     uint32_t spare)
{
    struct flash_walk w = { 0, 0 };
    struct flash_extent x;
    int err = otaml_flash_next(f, &w, &x);

    while (!err) {
        if (x.state == state && x.unit != spare
            && (!name || otaml_flash_same_name(&x.entry, name))) {
            err = put_dead(f, &x);
        }
        err = err ? err : otaml_flash_next(f, &w, &x);
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_flash_find(const struct otaml_flash_store *f, enum flash_state state, const char *name,
                     struct flash_extent *x)
{
    struct flash_walk w = { 0, 0 };
    struct flash_extent seen;
    bool found = false;
    int err = otaml_flash_next(f, &w, &seen);

    while (!err) {
        if (seen.state == state && (!name || otaml_flash_same_name(&seen.entry, name))
            && (!found || seen.serial > x->serial)) {
            *x = seen;
            found = true;
        }
        err = otaml_flash_next(f, &w, &seen);
    }
    return err == OTAML_ERR_NOT_FOUND && found ? OTAML_OK : err;
}

int otaml_flash_survey(struct otaml_flash_store *f, uint32_t *objects, uint32_t *strange)
{
    struct flash_walk w = { 0, 0 };
    struct flash_extent x, live;
    int err = otaml_flash_next(f, &w, &x);

    f->newest = 0;
    f->next_unit = 0;
    *objects = 0;
    live.serial = 0;
    for (; !err; err = otaml_flash_next(f, &w, &x)) {
        if (x.serial > f->newest) {
            f->newest = x.serial;
            f->next_unit = x.unit + x.units;
        }
        if (x.state == FLASH_LIVE && x.serial > live.serial) {
            live = x;
        }
        *objects += 1;
    }
    *strange = w.strange;
    if (err == OTAML_ERR_NOT_FOUND) {
        /* Whatever is committed kills its elders before anything else is begun, so only the
         * newest can have been kept from it. */
        err = live.serial > 0 ? otaml_flash_kill(f, FLASH_LIVE, live.entry.name, live.unit)
                              : OTAML_OK;
    }
    return err;
}
