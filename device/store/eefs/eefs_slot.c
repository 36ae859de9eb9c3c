/*
 * eefs_slot.c - one slot: its file's header, and what we add. API: eefs_priv.h
 *
 *   off      off+64              off+64+room-144   -16          -8           off+64+room
 *   | header | the file's bytes | ... | record 128 | progress 0 | progress 1 |
 *
 * The record of a slot that is in use describes its file. A slot that is not in use is an
 * unfinished object if it has a record and one of the two progresses counts: each is a number of
 * bytes and a CRC over it and the record's serial number, and they are written in turn, so that a
 * torn one leaves the other.
 */
#include <string.h>
#include <otaml/crc32.h>

#include "base_priv.h"
#include "eefs_priv.h"

enum { PLACE_OFF, PLACE_MODIFIED }; /* numbers of the record's place */

int otaml_eefs_slot(const struct otaml_eefs_store *e, uint32_t index, struct eefs_slot *s)
{
    uint8_t h[EEFS_HEADER];
    int err = otaml_eefs_entry(e, index, &s->off, &s->room);

    err = err ? err : otaml_eefs_read(e, s->off, h, sizeof(h));
    if (err) {
        return err;
    }
    s->index = index;
    s->in_use = otaml_eefs_get32(e, h + EEFS_AT_IN_USE) == 1;
    s->attributes = otaml_eefs_get32(e, h + EEFS_AT_ATTRIBUTES);
    s->size = otaml_eefs_get32(e, h + EEFS_AT_SIZE);
    s->modified = otaml_eefs_get32(e, h + EEFS_AT_MODIFIED);
    memcpy(s->name, h + EEFS_AT_NAME, EEFS_NAME);
    if (s->size > s->room || !memchr(s->name, 0, EEFS_NAME)) {
        s->name[0] = '\0';
    }
    return OTAML_OK;
}

int otaml_eefs_find(const struct otaml_eefs_store *e, const char *name, uint32_t index,
                    struct eefs_slot *s)
{
    for (; index < e->count; index++) {
        int err = otaml_eefs_slot(e, index, s);
        if (err) {
            return err;
        }
        if (s->in_use && s->name[0] != '\0' && (!name || strcmp(s->name, name) == 0)) {
            return OTAML_OK;
        }
    }
    return OTAML_ERR_NOT_FOUND;
}

bool otaml_eefs_is_free(const struct otaml_eefs_store *e, const struct eefs_slot *s)
{
    return !s->in_use && !otaml_file_is_open(&e->file, s->off);
}

/* ---- what we add ---- */

uint32_t otaml_eefs_need(uint32_t size)
{
    return otaml_round_up(size, 4) + EEFS_TAIL;
}

static uint32_t tail_of(uint32_t off, uint32_t room)
{
    return off + EEFS_HEADER + room - room % 4 - EEFS_TAIL;
}

int otaml_eefs_record(const struct otaml_eefs_store *e, const struct eefs_slot *s,
                      struct otaml_file_record *r)
{
    uint8_t bytes[OTAML_FILE_RECORD];
    int err = s->room < EEFS_TAIL ? OTAML_ERR_NOT_FOUND : OTAML_OK;

    err = err ? err : otaml_eefs_read(e, tail_of(s->off, s->room), bytes, sizeof(bytes));
    if (!err
        && (!otaml_file_record_decode(r, bytes) || r->place[PLACE_OFF] != s->off
            || r->entry.size > s->room - EEFS_TAIL)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    return err;
}

bool otaml_eefs_describes(const struct otaml_file_record *r, const struct eefs_slot *s)
{
    return strcmp(r->entry.name, s->name) == 0 && r->entry.size == s->size
           && r->place[PLACE_MODIFIED] == s->modified;
}

int otaml_eefs_object(const struct otaml_eefs_store *e, const struct eefs_slot *s,
                      struct otaml_store_entry *entry)
{
    struct otaml_file_record r;
    int err = otaml_eefs_record(e, s, &r);

    if (!err && otaml_eefs_describes(&r, s)) {
        *entry = r.entry;
    } else if (!err || err == OTAML_ERR_NOT_FOUND) {
        memset(entry, 0, sizeof(*entry));
        entry->size = s->size;
        if (otaml_store_name_ok(s->name, EEFS_NAME) && !otaml_store_name_reserved(s->name)) {
            memcpy(entry->name, s->name, EEFS_NAME);
        }
        err = OTAML_OK;
    }
    return err;
}

/* ---- progress ---- */

static uint32_t progress_of(uint32_t off, uint32_t room)
{
    return tail_of(off, room) + OTAML_FILE_RECORD;
}

static uint32_t progress_crc(const struct otaml_file_record *r, const uint8_t bytes[4])
{
    uint8_t serial[4];

    otaml_put_le32(serial, r->serial);
    return otaml_crc32(otaml_crc32(0, serial, 4), bytes, 4);
}

static void encode_progress(const struct otaml_file_record *r, uint32_t bytes, uint8_t *p)
{
    otaml_put_le32(p, bytes);
    otaml_put_le32(p + 4, progress_crc(r, p));
}

int otaml_eefs_unfinished(const struct otaml_eefs_store *e, const struct eefs_slot *s,
                          struct eefs_unfinished *u)
{
    uint8_t bytes[2 * EEFS_PROGRESS], good[EEFS_PROGRESS];
    const struct otaml_file_record *r = &u->record;
    bool found = false;
    int err = s->in_use ? OTAML_ERR_NOT_FOUND : otaml_eefs_record(e, s, &u->record);

    if (!err && !otaml_eefs_describes(r, s)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    if (!err) {
        err = otaml_eefs_read(e, progress_of(s->off, s->room), bytes, sizeof(bytes));
    }
    for (uint8_t i = 0; !err && i < 2; i++) {
        const uint8_t *p = bytes + EEFS_PROGRESS * i;
        const uint32_t n = otaml_get_le32(p);
        encode_progress(r, n, good);
        if (memcmp(p, good, sizeof(good)) == 0 && n <= r->entry.size
            && (n % 4 == 0 || n == r->entry.size) && (!found || n > u->noted)) {
            found = true;
            u->noted = n;
            u->noted_in = i;
        }
    }
    return err || found ? err : OTAML_ERR_NOT_FOUND;
}

int otaml_eefs_note(struct otaml_eefs_store *e, uint32_t bytes)
{
    const uint8_t in = e->noted_in ^ 1u;
    uint8_t p[EEFS_PROGRESS];
    int err;

    encode_progress(&(struct otaml_file_record){ .serial = e->made }, bytes, p);
    err = otaml_eefs_write(e, progress_of(e->off, e->room) + EEFS_PROGRESS * in, p, sizeof(p));
    if (!err) {
        e->noted = bytes;
        e->noted_in = in;
    }
    return err;
}

int otaml_eefs_forget(const struct otaml_eefs_store *e, const struct eefs_slot *s)
{
    return otaml_eefs_zero(e, progress_of(s->off, s->room), 2 * EEFS_PROGRESS);
}

/* ---- the life of a slot ---- */

/* The header but for checksum and mark of use, which stay as they are: 0. */
static int put_header(const struct otaml_eefs_store *e, uint32_t off)
{
    const struct otaml_store_entry *entry = &e->file.entry;
    uint8_t h[EEFS_HEADER];

    memset(h, 0, sizeof(h));
    otaml_eefs_put32(e, h + EEFS_AT_SIZE, entry->size);
    otaml_eefs_put32(e, h + EEFS_AT_MODIFIED, e->cfg->date);
    otaml_eefs_put32(e, h + EEFS_AT_CREATED, e->cfg->date);
    memcpy(h + EEFS_AT_NAME, entry->name, strlen(entry->name));
    return otaml_eefs_write(e, off + EEFS_AT_ATTRIBUTES, h + EEFS_AT_ATTRIBUTES,
                            EEFS_HEADER - EEFS_AT_ATTRIBUTES);
}

static int put_record(const struct otaml_eefs_store *e)
{
    uint8_t bytes[OTAML_FILE_RECORD];
    struct otaml_file_record r;

    memset(&r, 0, sizeof(r));
    r.entry = e->file.entry;
    r.serial = e->made;
    r.place[PLACE_OFF] = e->off;
    r.place[PLACE_MODIFIED] = e->cfg->date;
    otaml_file_record_encode(&r, bytes);
    return otaml_eefs_write(e, tail_of(e->off, e->room), bytes, sizeof(bytes));
}

int otaml_eefs_prepare(struct otaml_eefs_store *e, const struct eefs_slot *s)
{
    int err;

    e->off = s->off;
    e->room = s->room;
    e->made = e->serial + 1;
    e->noted_in = 1;
    err = put_header(e, s->off);
    err = err ? err : otaml_eefs_forget(e, s);
    err = err ? err : put_record(e);
    err = err ? err : otaml_eefs_note(e, 0); /* now it is an unfinished object */
    e->serial = err ? e->serial : e->made;
    return err;
}

int otaml_eefs_delete(const struct otaml_eefs_store *e, const char *name, uint32_t spare)
{
    struct otaml_file_record r;
    struct eefs_slot s;
    int err = otaml_eefs_find(e, name, 0, &s);

    while (!err) {
        if (s.off != spare) {
            /* Its progress first: with it, it would be an unfinished object that is complete. */
            err = otaml_eefs_record(e, &s, &r);
            err = err ? err : otaml_eefs_forget(e, &s);
            err = err && err != OTAML_ERR_NOT_FOUND ? err : otaml_eefs_show(e, s.off, false);
        }
        err = err ? err : otaml_eefs_find(e, name, s.index + 1, &s);
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_eefs_supersede(const struct otaml_eefs_store *e, const char *name, uint32_t off)
{
    int err = otaml_eefs_delete(e, name, off);

    if (err == OTAML_ERR_IO) { /* the old one cannot be deleted: then it stands */
        err = otaml_eefs_show(e, off, false);
        err = err ? err : OTAML_ERR_IO;
    }
    return err;
}

/* All that was written after it was written after its publication, so only what has the highest
 * serial number can have been kept from deleting its elders. */
int otaml_eefs_settle(struct otaml_eefs_store *e)
{
    struct otaml_file_record r, newest;
    uint32_t spare = 0;
    bool any = false;
    struct eefs_slot s;
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < e->count; i++) {
        err = otaml_eefs_slot(e, i, &s);
        err = err ? err : otaml_eefs_record(e, &s, &r);
        if (!err && (!any || otaml_file_record_newer(&r, &newest))) {
            any = true;
            newest = r;
            spare = s.in_use && otaml_eefs_describes(&r, &s) ? s.off : 0;
        }
        err = err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
    }
    e->serial = any ? newest.serial : 0;
    err = err || spare == 0 ? err : otaml_eefs_supersede(e, newest.entry.name, spare);
    return err == OTAML_ERR_IO ? OTAML_OK : err; /* worn out: it can be read still */
}
