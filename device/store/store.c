/*
 * store.c - hand each call to the kind of store; what all kinds have in common.
 * API: otaml/store.h
 */
#include <otaml/store.h>

#include <string.h>
#include <otaml/sha256.h>
#include "base_priv.h"
#include "store_priv.h"

bool otaml_store_name_ok(const char *name, uint32_t room)
{
    uint32_t n = 0;

    while (n < room && name[n] != '\0') {
        if (name[n] < 0x21 || name[n] > 0x7e || name[n] == '/') {
            return false;
        }
        n++;
    }
    return n > 0 && n < room && n <= OTAML_STORE_NAME_MAX;
}

bool otaml_store_name_reserved(const char *name)
{
    return strncmp(name, OTAML_STORE_RESERVED, sizeof(OTAML_STORE_RESERVED) - 1) == 0;
}

bool otaml_store_has_digest(const struct otaml_store_entry *e)
{
    static const uint8_t none[sizeof(e->sha256)];

    return memcmp(e->sha256, none, sizeof(none)) != 0;
}

bool otaml_store_same_entry(const struct otaml_store_entry *a, const struct otaml_store_entry *b)
{
    return strncmp(a->name, b->name, sizeof(a->name)) == 0 && a->size == b->size
           && a->sequence == b->sequence && memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

int otaml_store_format(struct otaml_store *s)
{
    return s->ops->format(s);
}

int otaml_store_mount(struct otaml_store *s)
{
    return s->ops->mount(s);
}

int otaml_store_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e)
{
    return s->ops->list(s, cursor, e);
}

int otaml_store_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    return s->ops->open(s, name, o);
}

void otaml_store_close(struct otaml_store *s, struct otaml_store_object *o)
{
    s->ops->close(s, o);
}

int otaml_store_read(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off,
                     void *dst, uint32_t len)
{
    if (off > o->entry.size || len > o->entry.size - off) {
        return OTAML_ERR_ARG;
    }
    return s->ops->read(s, o, off, dst, len);
}

int otaml_store_begin(struct otaml_store *s, const struct otaml_store_entry *e, uint32_t *resume_at)
{
    if (!otaml_store_name_ok(e->name, sizeof(e->name)) || otaml_store_name_reserved(e->name)) {
        return OTAML_ERR_NAME;
    }
    return s->ops->begin(s, e, resume_at);
}

int otaml_store_append(struct otaml_store *s, const void *data, uint32_t len)
{
    return s->ops->append(s, data, len);
}

int otaml_store_commit(struct otaml_store *s)
{
    return s->ops->commit(s);
}

int otaml_store_abort(struct otaml_store *s)
{
    return s->ops->abort(s);
}

int otaml_store_remove(struct otaml_store *s, const char *name)
{
    return s->ops->remove(s, name);
}

int otaml_store_space(struct otaml_store *s, struct otaml_store_space *space)
{
    return s->ops->space(s, space);
}

int otaml_store_check(struct otaml_store *s, const struct otaml_store_object *o, void *scratch,
                      uint32_t scratch_size)
{
    struct otaml_sha256 h;
    uint8_t digest[OTAML_SHA256_SIZE];
    int err;

    if (scratch_size == 0) {
        return OTAML_ERR_ARG;
    }
    if (!otaml_store_has_digest(&o->entry)) {
        return OTAML_ERR_UNSUPPORTED;
    }
    err = otaml_sha256_init(&h);
    for (uint32_t off = 0; !err && off < o->entry.size;) {
        const uint32_t n = otaml_min_u32(scratch_size, o->entry.size - off);
        err = otaml_store_read(s, o, off, scratch, n);
        if (!err) {
            err = otaml_sha256_update(&h, scratch, n);
        }
        off += n;
    }
    if (!err) {
        err = otaml_sha256_finish(&h, digest);
    }
    if (!err && !otaml_equal_ct(digest, o->entry.sha256, sizeof(digest))) {
        err = OTAML_ERR_CORRUPT;
    }
    return err;
}
