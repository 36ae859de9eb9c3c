/*
 * walk.c - bounded steps through a FlatBuffer. API: walk_priv.h
 *
 * A model has fewer than 2^30 bytes, so that an offset that was bounded once and a small
 * constant can be added in 32 bits; an offset from the file is compared with what is left.
 */
#include "walk_priv.h"

#include <string.h>
#include "base_priv.h"
#include "model_bytes_priv.h"

/* The first error stays: a reader's own tells more than what follows from it. */
static void fail(struct walk *w, int err)
{
    w->err = w->err ? w->err : err;
}

/* What only a model behind a reader, or damage, leads to is kept out of line: the rest of a walk
 * then needs neither buffers nor many registers. */
#define RARE __attribute__((noinline))

RARE static void copy(struct walk *w, uint32_t at, uint8_t *dst, uint32_t bytes)
{
    const int err = otaml_model_read(w->m, at, dst, bytes);
    if (err) {
        fail(w, err);
        memset(dst, 0, bytes);
    }
}

RARE static uint32_t read_word(struct walk *w, uint32_t at, uint32_t bytes)
{
    uint8_t buf[4] = { 0 };

    copy(w, at, buf, bytes);
    return otaml_get_le32(buf);
}

uint8_t otaml_walk_u8(struct walk *w, uint32_t at)
{
    const uint8_t *p = otaml_bytes_map(w->m, at, 1);
    return p ? *p : (uint8_t)read_word(w, at, 1);
}

static inline uint32_t word_at(struct walk *w, uint32_t at)
{
    const uint8_t *p = otaml_bytes_map(w->m, at, 4);
    return p ? otaml_get_le32(p) : read_word(w, at, 4);
}

uint32_t otaml_walk_u32(struct walk *w, uint32_t at)
{
    return word_at(w, at);
}

uint32_t otaml_walk_follow(struct walk *w, uint32_t at)
{
    const uint32_t distance = word_at(w, at);
    /* 0 would let a damaged file point at itself; nothing in a sound one does. */
    if (!w->err && (distance == 0 || distance >= w->m->size - at)) {
        w->err = OTAML_ERR_MODEL_BOUNDS;
    }
    return w->err ? 0 : at + distance;
}

void otaml_walk_table(struct walk *w, uint32_t at, struct walk_table *t)
{
    t->at = 0;
    if (w->err || at == 0) {
        return;
    }
    /* Signed, and either way: a vtable may lie before or behind its table. What would be below
     * 0 wraps to more than any size. */
    const uint32_t vtable = at - word_at(w, at);
    if (vtable > w->m->size || w->m->size - vtable < 2) {
        fail(w, OTAML_ERR_MODEL_BOUNDS);
        return;
    }
    t->at = at;
    t->reached = otaml_min_u32(sizeof(t->copy), w->m->size - vtable);
    t->entries = otaml_bytes_map(w->m, vtable, t->reached);
    if (!t->entries) {
        copy(w, vtable, t->copy, t->reached);
        t->entries = t->copy;
    }
}

void otaml_walk_follow_table(struct walk *w, uint32_t at, struct walk_table *t)
{
    otaml_walk_table(w, otaml_walk_follow(w, at), t);
}

/* Where a table's field lies, or 0 if the table leaves it out. */
static inline uint32_t field_at(struct walk *w, const struct walk_table *t, uint32_t field)
{
    const uint32_t entry = 4 + 2 * field;

    if (w->err || t->at == 0 || otaml_get_le16(t->entries) < entry + 2) {
        return 0;
    }
    if (entry + 2 > t->reached) {
        w->err = OTAML_ERR_MODEL_BOUNDS;
        return 0;
    }
    const uint16_t offset = otaml_get_le16(t->entries + entry);
    return offset == 0 ? 0 : t->at + offset;
}

uint8_t otaml_walk_field_u8(struct walk *w, const struct walk_table *t, uint32_t field,
                            uint8_t standard)
{
    const uint32_t at = field_at(w, t, field);
    return at ? otaml_walk_u8(w, at) : standard;
}

uint32_t otaml_walk_field_u32(struct walk *w, const struct walk_table *t, uint32_t field,
                              uint32_t standard)
{
    const uint32_t at = field_at(w, t, field);
    return at ? word_at(w, at) : standard;
}

uint32_t otaml_walk_field_size(struct walk *w, const struct walk_table *t, uint32_t field)
{
    const uint32_t at = field_at(w, t, field);

    if (at == 0) {
        return 0;
    }
    const uint32_t low = word_at(w, at);
    return word_at(w, at + 4) == 0 ? low : UINT32_MAX;
}

uint32_t otaml_walk_field_table(struct walk *w, const struct walk_table *t, uint32_t field)
{
    const uint32_t at = field_at(w, t, field);
    return at ? otaml_walk_follow(w, at) : 0;
}

struct walk_vector otaml_walk_field_vector(struct walk *w, const struct walk_table *t,
                                           uint32_t field, uint32_t elements)
{
    struct walk_vector v = { 0, 0 };
    const uint32_t at = otaml_walk_field_table(w, t, field);

    if (at) {
        v.count = word_at(w, at);
        v.at = at + 4;
        /* After a good read of its count, at + 4 <= size. */
        if (!w->err && v.count > (w->m->size - v.at) >> elements) {
            w->err = OTAML_ERR_MODEL_BOUNDS;
        }
        v.count = w->err ? 0 : v.count;
    }
    return v;
}
