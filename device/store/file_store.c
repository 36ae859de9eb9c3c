/*
 * file_store.c - begin, append, commit, abort of the stores on file systems. API: file_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "file_priv.h"

static struct otaml_file_store *store_of(struct otaml_store *s)
{
    return (struct otaml_file_store *)(void *)s; /* its first member */
}

void otaml_file_reset(struct otaml_file_store *f)
{
    f->phase = FILE_IDLE;
    f->durable = 0;
    f->fill = 0;
}

/* ---- open objects ---- */

void otaml_file_opened(struct otaml_file_store *f, struct otaml_store_object *o)
{
    o->map = NULL;
    o->next = f->open;
    f->open = o;
}

void otaml_file_close(struct otaml_store *s, struct otaml_store_object *o)
{
    struct otaml_store_object **link = &store_of(s)->open;

    while (*link && *link != o) {
        link = &(*link)->next;
    }
    if (*link) {
        *link = o->next;
    }
    o->next = NULL;
}

bool otaml_file_is_open(const struct otaml_file_store *f, uint32_t where)
{
    for (const struct otaml_store_object *o = f->open; o; o = o->next) {
        if (o->where == where) {
            return true;
        }
    }
    return false;
}

/* ---- begin ---- */

/* An error of the unit leaves what is on it in doubt. */
static int note(struct otaml_file_store *f, int err)
{
    if (err && err != OTAML_ERR_AGAIN) {
        f->phase = FILE_FAILED;
    }
    return err;
}

static int publish(struct otaml_file_store *f)
{
    const int err = note(f, f->files->publish(f));

    if (!err) {
        f->phase = FILE_IDLE;
    }
    return err;
}

static int start(struct otaml_file_store *f, const struct otaml_store_entry *e)
{
    int err;

    otaml_file_reset(f);
    f->entry = *e;
    err = f->files->resume(f, &f->durable);
    if (err == OTAML_ERR_NOT_FOUND) {
        f->durable = 0;
        f->phase = FILE_RESERVE;
        return OTAML_OK;
    }
    if (!err) {
        f->phase = FILE_FILL;
    }
    return note(f, err);
}

int otaml_file_begin(struct otaml_store *s, const struct otaml_store_entry *e, uint32_t *resume_at)
{
    struct otaml_file_store *f = store_of(s);
    int err = OTAML_OK;

    *resume_at = 0;
    if (!f->mounted) {
        return OTAML_ERR_STATE;
    }
    if (f->phase == FILE_PUBLISH) { /* it is good, and half visible perhaps: that comes first */
        err = publish(f);
    }
    if (!err
        && (f->phase == FILE_IDLE || f->phase == FILE_FAILED
            || !otaml_store_same_entry(&f->entry, e))) {
        err = start(f, e);
    } else if (f->phase == FILE_HASH) {
        f->phase = FILE_FILL;
    }
    if (!err && f->phase == FILE_RESERVE) {
        err = note(f, f->files->reserve(f));
        f->phase = err ? f->phase : FILE_FILL;
    }
    if (!err) {
        *resume_at = f->durable + f->fill;
    }
    return err;
}

/* ---- append ---- */

/* Bytes from f->durable to the end of its chunk or of the object. */
static uint32_t chunk_len(const struct otaml_file_store *f)
{
    return otaml_min_u32(f->chunk_size - f->durable % f->chunk_size, f->entry.size - f->durable);
}

static int write_chunk(struct otaml_file_store *f)
{
    const int err = note(f, f->files->write(f, f->durable, f->chunk, f->fill));

    if (!err) {
        f->durable += f->fill;
        f->fill = 0;
    }
    return err;
}

int otaml_file_append(struct otaml_store *s, const void *data, uint32_t len)
{
    struct otaml_file_store *f = store_of(s);
    const uint8_t *src = data;
    int err = OTAML_OK;

    if (f->phase != FILE_FILL) {
        return OTAML_ERR_STATE;
    }
    if (len > f->entry.size - f->durable - f->fill) {
        return OTAML_ERR_ARG;
    }
    while (!err && len > 0) {
        const uint32_t n = otaml_min_u32(len, chunk_len(f) - f->fill);
        memcpy(f->chunk + f->fill, src, n);
        f->fill += n;
        src += n;
        len -= n;
        if (f->fill == chunk_len(f)) {
            err = write_chunk(f);
        }
    }
    return err;
}

/* ---- commit, abort ---- */

/* The object is not what was announced, or cannot be committed: only a new one can help. */
static int give_up(struct otaml_file_store *f, int why)
{
    const int err = f->files->discard(f);

    otaml_file_reset(f);
    return err ? note(f, err) : why;
}

/* Hash one more chunk as the unit holds it. */
static int hash_next(struct otaml_file_store *f)
{
    const uint32_t n = otaml_min_u32(f->chunk_size, f->entry.size - f->hashed);
    int err = n > 0 ? f->files->read_back(f, f->hashed, f->chunk, n) : OTAML_OK;

    err = err ? err : otaml_sha256_update(&f->hash, f->chunk, n);
    f->hashed += n;
    return err;
}

static int judge(struct otaml_file_store *f)
{
    uint8_t digest[OTAML_SHA256_SIZE];
    const int err = otaml_sha256_finish(&f->hash, digest);

    if (err) {
        return note(f, err);
    }
    if (!otaml_equal_ct(digest, f->entry.sha256, sizeof(digest))) {
        return give_up(f, OTAML_ERR_IMAGE_DIGEST);
    }
    f->phase = FILE_PUBLISH;
    return OTAML_ERR_AGAIN;
}

static int hash(struct otaml_file_store *f)
{
    const int err = hash_next(f);

    if (err == OTAML_ERR_CORRUPT) {
        return give_up(f, OTAML_ERR_IO);
    }
    if (err) {
        return note(f, err);
    }
    return f->hashed < f->entry.size ? OTAML_ERR_AGAIN : judge(f);
}

int otaml_file_commit(struct otaml_store *s)
{
    struct otaml_file_store *f = store_of(s);
    int err;

    if (f->phase == FILE_FILL && f->durable == f->entry.size) {
        f->phase = FILE_HASH;
        f->hashed = 0;
        err = otaml_sha256_init(&f->hash);
        if (err) {
            return note(f, err);
        }
    }
    if (f->phase == FILE_HASH) {
        return hash(f);
    }
    if (f->phase != FILE_PUBLISH) {
        return OTAML_ERR_STATE;
    }
    err = publish(f);
    return err == OTAML_ERR_IO ? give_up(f, err) : err;
}

int otaml_file_abort(struct otaml_store *s)
{
    struct otaml_file_store *f = store_of(s);

    return f->mounted ? give_up(f, OTAML_OK) : OTAML_ERR_STATE;
}
