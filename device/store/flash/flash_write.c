/*
 * flash_write.c - begin, append, commit, abort of the flash store. API: flash_priv.h
 *
 *   begin:  IDLE -> RECLAIM -> BLANK -> (header) -> FILL     a new object
 *           IDLE -> REDO -> FILL                             one found unfinished
 *   append: FILL       commit: FILL -> HASH -> (commit mark, dead mark of the elder) -> IDLE
 *
 * The order that power cuts demand: a dead object's run is erased from its end to its start,
 * so that its header goes last and no model's bytes ever lie where a header is looked for;
 * a run is blank before its header is programmed; a chunk's mark precedes the chunk; the
 * elder of a name dies after the younger is committed.
 */
#include <string.h>

#include "base_priv.h"
#include "flash_priv.h"
#include "../store_priv.h"

#define LOOK_AT_MOST 65536u /* bytes looked at for blankness in one call of begin */

static struct otaml_flash_store *store_of(struct otaml_store *s)
{
    return (struct otaml_flash_store *)(void *)s; /* its first member */
}

/* ---- begin ---- */

/* Aim cursor and stop at the first object that lies in the run: all such are dead. */
static int aim_at_dead(struct otaml_flash_store *f)
{
    struct flash_walk w = { 0, 0 };
    struct flash_extent x;
    int err;

    while ((err = otaml_flash_next(f, &w, &x)) == OTAML_OK) {
        if (x.unit < f->unit + f->units && x.unit + x.units > f->unit) {
            f->cursor = x.unit + x.units;
            f->stop = x.unit;
            return OTAML_OK;
        }
    }
    if (err == OTAML_ERR_NOT_FOUND) {
        f->phase = FLASH_BLANK;
        f->cursor = f->unit;
        f->stop = f->unit + f->units;
        err = OTAML_OK;
    }
    return err;
}

/* Make one more erase unit blank, in the order of the phase. */
static int blank_next(struct otaml_flash_store *f, bool *erased)
{
    uint32_t unit;

    if (f->phase == FLASH_RECLAIM) {
        unit = --f->cursor;
    } else {
        unit = f->cursor++;
    }
    return otaml_flash_blank_unit(f, unit, erased);
}

/* cursor has reached stop: go to the next object, or phase. */
static int next_phase(struct otaml_flash_store *f)
{
    int err;

    if (f->phase == FLASH_RECLAIM) {
        return aim_at_dead(f);
    }
    if (f->phase == FLASH_REDO) {
        f->phase = FLASH_FILL;
        return OTAML_OK;
    }
    if (f->newest >= FLASH_SERIAL_MAX) {
        return OTAML_ERR_CORRUPT; /* two milliards of installs, or a forged image */
    }
    err = otaml_flash_put_header(f, f->newest + 1);
    if (!err) {
        f->newest++;
        f->next_unit = f->unit + f->units;
        f->phase = FLASH_FILL;
    }
    return err;
}

static int prepare(struct otaml_flash_store *f)
{
    uint32_t looked = 0;
    bool erased = false;
    int err = OTAML_OK;

    while (!err && f->phase != FLASH_FILL) {
        if (erased || looked >= LOOK_AT_MOST) {
            return OTAML_ERR_AGAIN;
        }
        if (f->cursor == f->stop) {
            err = next_phase(f);
        } else {
            err = blank_next(f, &erased);
            looked += otaml_flash_media(f)->erase_size;
        }
    }
    if (err) {
        f->phase = FLASH_FAILED;
    }
    return err;
}

static int begin_new(struct otaml_flash_store *f, const struct otaml_store_entry *e)
{
    struct flash_layout l;
    int err;

    if (!otaml_flash_layout(otaml_flash_media(f), e->size, f->chunk_max_log2, &l)) {
        return OTAML_ERR_NOSPC;
    }
    err = otaml_flash_kill(f, FLASH_OPEN, NULL, UINT32_MAX);
    err = err ? err : otaml_flash_place(f, e->name, l.units, &f->unit);
    if (!err) {
        f->entry = *e;
        f->units = l.units;
        f->chunk_log2 = f->chunk_max_log2;
        f->durable = 0;
        f->phase = FLASH_RECLAIM;
        f->cursor = 0; /* == stop: no object aimed at yet */
        f->stop = 0;
    }
    return err;
}

/* x is what is to be written, unfinished: go on with it. */
static int begin_again(struct otaml_flash_store *f, const struct flash_extent *x)
{
    uint32_t redo;
    int err;

    f->entry = x->entry;
    f->unit = x->unit;
    f->units = x->units;
    f->data = x->data;
    f->header_crc = x->crc;
    f->chunk_log2 = x->chunk_log2;
    err = otaml_flash_recover(f, &redo);
    if (!err) {
        f->phase = FLASH_REDO;
        f->cursor = (f->data + f->durable) / otaml_flash_media(f)->erase_size;
        f->stop = f->cursor + redo;
    }
    return err;
}

static int start(struct otaml_flash_store *f, const struct otaml_store_entry *e)
{
    struct flash_extent x;
    uint32_t objects, strange;
    int err;

    f->phase = FLASH_IDLE;
    f->fill = 0;
    err = otaml_flash_survey(f, &objects, &strange);
    err = err ? err : otaml_flash_find(f, FLASH_OPEN, NULL, &x);
    if (!err && otaml_store_same_entry(&x.entry, e) && x.chunk_log2 <= f->chunk_max_log2) {
        err = begin_again(f, &x);
        if (err != OTAML_ERR_CORRUPT) {
            return err;
        }
    }
    return !err || err == OTAML_ERR_NOT_FOUND || err == OTAML_ERR_CORRUPT ? begin_new(f, e) : err;
}

int otaml_flash_begin(struct otaml_store *s, const struct otaml_store_entry *e, uint32_t *resume_at)
{
    struct otaml_flash_store *f = store_of(s);
    int err = OTAML_OK;

    *resume_at = 0;
    if (!f->mounted) {
        return OTAML_ERR_STATE;
    }
    if (f->phase == FLASH_IDLE || f->phase == FLASH_FAILED
        || !otaml_store_same_entry(&f->entry, e)) {
        err = start(f, e);
    } else if (f->phase == FLASH_HASH) {
        f->phase = FLASH_FILL;
    }
    err = err ? err : prepare(f);
    if (!err) {
        *resume_at = f->durable + f->fill;
    }
    return err;
}

/* ---- append ---- */

static int put_mark(const struct otaml_flash_store *f)
{
    const uint32_t prog_size = otaml_flash_media(f)->prog_size;
    uint8_t mark[4];
    uint32_t off;
    bool blank;
    int err;

    if (!otaml_flash_mark_of(f, f->durable, &off)) {
        return OTAML_OK;
    }
    err = otaml_flash_is_blank(f, off, otaml_round_up(sizeof(mark), prog_size), &blank);
    if (err || !blank) {
        return err; /* it is of an earlier life, of the same bytes */
    }
    otaml_put_le32(mark, otaml_flash_mark_value(f->cfg->chunk, f->fill));
    return otaml_flash_prog_small(f, off, mark, sizeof(mark));
}

/* Program the chunk in the buffer, f->fill bytes. */
static int put_chunk(struct otaml_flash_store *f)
{
    const struct otaml_media *m = otaml_flash_media(f);
    const uint32_t whole = otaml_round_up(f->fill, m->prog_size);
    uint8_t *chunk = f->cfg->chunk;
    int err = put_mark(f);

    memset(chunk + f->fill, 0xff, whole - f->fill);
    if (!err) {
        err = m->prog(m->ctx, f->data + f->durable, chunk, whole);
    }
    if (!err) {
        f->durable += f->fill;
        f->fill = 0;
    }
    return err;
}

int otaml_flash_append(struct otaml_store *s, const void *data, uint32_t len)
{
    struct otaml_flash_store *f = store_of(s);
    const uint8_t *src = data;
    int err = OTAML_OK;

    if (f->phase != FLASH_FILL) {
        return OTAML_ERR_STATE;
    }
    if (len > f->entry.size - f->durable - f->fill) {
        return OTAML_ERR_ARG;
    }
    while (!err && len > 0) {
        const uint32_t chunk = otaml_flash_chunk_len(f, f->durable);
        const uint32_t n = otaml_min_u32(len, chunk - f->fill);
        memcpy(f->cfg->chunk + f->fill, src, n);
        f->fill += n;
        src += n;
        len -= n;
        if (f->fill == chunk) {
            err = put_chunk(f);
        }
    }
    if (err) {
        f->phase = FLASH_FAILED;
    }
    return err;
}

/* ---- commit, abort ---- */

/* Hash one more chunk as the unit holds it. */
static int hash_next(struct otaml_flash_store *f)
{
    const uint32_t n = otaml_min_u32((uint32_t)1 << f->chunk_log2, f->entry.size - f->cursor);
    const struct otaml_media *m = otaml_flash_media(f);
    int err = n > 0 ? m->read(m->ctx, f->data + f->cursor, f->cfg->chunk, n) : OTAML_OK;

    err = err ? err : otaml_sha256_update(&f->hash, f->cfg->chunk, n);
    f->cursor += n;
    return err;
}

/* The object is not what was announced, or cannot be committed: only a new one can help. */
static int give_up(struct otaml_flash_store *f, int why)
{
    int err = otaml_flash_kill(f, FLASH_OPEN, NULL, UINT32_MAX);

    f->phase = FLASH_IDLE;
    return err ? err : why;
}

static int make_visible(struct otaml_flash_store *f)
{
    uint8_t digest[OTAML_SHA256_SIZE];
    int err = otaml_sha256_finish(&f->hash, digest);

    if (!err && !otaml_equal_ct(digest, f->entry.sha256, sizeof(digest))) {
        return give_up(f, OTAML_ERR_IMAGE_DIGEST);
    }
    err = err ? err : otaml_flash_put_commit(f);
    if (err == OTAML_ERR_IO) {
        return give_up(f, err);
    }
    err = err ? err : otaml_flash_kill(f, FLASH_LIVE, f->entry.name, f->unit);
    f->phase = err ? FLASH_FAILED : FLASH_IDLE;
    return err;
}

int otaml_flash_commit(struct otaml_store *s)
{
    struct otaml_flash_store *f = store_of(s);
    int err = OTAML_OK;

    if (f->phase == FLASH_FILL && f->durable == f->entry.size) {
        f->phase = FLASH_HASH;
        f->cursor = 0;
        err = otaml_sha256_init(&f->hash);
    } else if (f->phase != FLASH_HASH) {
        return OTAML_ERR_STATE;
    }
    err = err ? err : hash_next(f);
    if (err == OTAML_ERR_CORRUPT) {
        return give_up(f, OTAML_ERR_IO);
    }
    if (err) {
        f->phase = FLASH_FAILED;
        return err;
    }
    return f->cursor < f->entry.size ? OTAML_ERR_AGAIN : make_visible(f);
}

int otaml_flash_abort(struct otaml_store *s)
{
    struct otaml_flash_store *f = store_of(s);

    return f->mounted ? give_up(f, OTAML_OK) : OTAML_ERR_STATE;
}
