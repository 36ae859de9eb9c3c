/*
 * eefs_write.c - an object's way onto the unit. API: file_priv.h, struct otaml_file_ops
 */
#include <string.h>

#include "base_priv.h"
#include "eefs_priv.h"

#define NOTE_EACH 1024u /* bytes that go unnoted at most, where chunks are smaller */

static struct otaml_eefs_store *eefs_of(struct otaml_file_store *f)
{
    return (struct otaml_eefs_store *)(void *)f; /* its first member */
}

static int eefs_resume(struct otaml_file_store *f, uint32_t *durable)
{
    struct otaml_eefs_store *e = eefs_of(f);
    struct eefs_unfinished u;
    struct eefs_slot s;
    int err = otaml_eefs_settle(e);

    for (uint32_t i = 0; !err && i < e->count; i++) {
        err = otaml_eefs_slot(e, i, &s);
        err = err ? err : otaml_eefs_unfinished(e, &s, &u);
        if (!err && otaml_store_same_entry(&u.record.entry, &f->entry)) {
            e->off = s.off;
            e->room = s.room;
            e->made = u.record.serial;
            e->noted = u.noted;
            e->noted_in = u.noted_in;
            *durable = u.noted;
            return OTAML_OK;
        }
        err = err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
    }
    return err ? err : OTAML_ERR_NOT_FOUND;
}

static int eefs_discard(struct otaml_file_store *f)
{
    struct otaml_eefs_store *e = eefs_of(f);
    struct eefs_unfinished u;
    struct eefs_slot s;
    int err = otaml_eefs_ready(e);

    for (uint32_t i = 0; !err && i < e->count; i++) {
        err = otaml_eefs_slot(e, i, &s);
        err = err ? err : otaml_eefs_unfinished(e, &s, &u);
        err = err ? err : otaml_eefs_forget(e, &s);
        err = err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
    }
    return err;
}

static int eefs_reserve(struct otaml_file_store *f)
{
    struct otaml_eefs_store *e = eefs_of(f);
    struct eefs_slot s;
    int err = eefs_discard(f);

    if (!err && f->entry.size > otaml_eefs_media(e)->size) {
        err = OTAML_ERR_NOSPC;
    }
    err = err ? err : otaml_eefs_place(e, otaml_eefs_need(f->entry.size), &s);
    return err ? err : otaml_eefs_prepare(e, &s);
}

static int eefs_write(struct otaml_file_store *f, uint32_t at, uint8_t *data, uint32_t len)
{
    struct otaml_eefs_store *e = eefs_of(f);
    const struct otaml_media *m = otaml_eefs_media(e);
    const uint32_t whole = otaml_round_up(len, 4), end = at + len; /* what is noted is in fours */
    int err;

    memset(data + len, 0, whole - len);
    err = m->prog(m->ctx, e->off + EEFS_HEADER + at, data, whole);
    if (!err && (end - e->noted >= NOTE_EACH || end == f->entry.size)) {
        err = otaml_eefs_note(e, end);
    }
    return err;
}

static int eefs_read_back(struct otaml_file_store *f, uint32_t at, uint8_t *dst, uint32_t len)
{
    return otaml_eefs_read(eefs_of(f), eefs_of(f)->off + EEFS_HEADER + at, dst, len);
}

static int eefs_publish(struct otaml_file_store *f)
{
    struct otaml_eefs_store *e = eefs_of(f);
    const int err = otaml_eefs_show(e, e->off, true);

    return err ? err : otaml_eefs_supersede(e, f->entry.name, e->off);
}

const struct otaml_file_ops otaml_eefs_files = {
    eefs_resume, eefs_reserve, eefs_write, eefs_read_back, eefs_publish, eefs_discard,
};
