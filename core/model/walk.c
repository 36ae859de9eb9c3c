/*
 * walk.c - bounded steps through a FlatBuffer. API: walk_priv.h
 *
 * A model has fewer than 2^30 bytes, so that an offset that was bounded once and a small
 * constant can be added in 32 bits; an offset from the file is compared with what is left.
 */
#include "walk_priv.h"

#include "base_priv.h"
#include "model_bytes_priv.h"

void otaml_walk_fail(struct walk *w, int err)
{
    w->err = w->err ? w->err : err;
}

/* What only a model behind a reader, or damage, leads to is kept out of line: the rest of a walk
 * then needs neither buffers nor many registers. */
#define RARE __attribute__((noinline))

RARE static void copy(struct walk *w, uint32_t at, uint8_t *dst, uint32_t bytes)
{
    otaml_walk_fail(w, otaml_bytes_fetch(w->m, at, dst, bytes));
}

RARE static uint32_t read_word(struct walk *w, uint32_t at, uint32_t bytes)
{
    uint8_t buf[4] = { 0 };

    copy(w, at, buf, bytes);
    return w->err ? 0 : otaml_get_le32(buf);
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

/* Where a reference standing at `at` points. */
static uint32_t follow(struct walk *w, uint32_t at)
{
    const uint32_t distance = word_at(w, at);
    /* 0 would let a damaged file point at itself; nothing in a sound one does. */
    if (!w->err && (distance == 0 || distance >= w->m->size - at)) {
        w->err = OTAML_ERR_MODEL_BOUNDS;
    }
    return w->err ? 0 : at + distance;
}

void otaml_walk_table(struct walk *w, uint32_t at)
{
    w->table = 0;
    if (w->err || at == 0) {
        return;
    }
    /* Signed, and either way: a vtable may lie before or behind its table. What would be below
     * 0 wraps to more than any size. */
    const uint32_t vtable = at - word_at(w, at);
    if (vtable > w->m->size || w->m->size - vtable < 2) {
        otaml_walk_fail(w, OTAML_ERR_MODEL_BOUNDS);
        return;
    }
    w->table = at;
    w->reached = otaml_min_u32(sizeof(w->copy), w->m->size - vtable);
    w->entries = otaml_bytes_map(w->m, vtable, w->reached);
    if (!w->entries) {
        copy(w, vtable, w->copy, w->reached);
        w->entries = w->copy;
    }
}

void otaml_walk_follow(struct walk *w, uint32_t at)
{
    otaml_walk_table(w, follow(w, at));
}

static inline uint32_t field_at(struct walk *w, uint32_t field)
{
    const uint32_t entry = 4 + 2 * field;

    if (w->err || w->table == 0 || otaml_get_le16(w->entries) < entry + 2) {
        return 0;
    }
    if (entry + 2 > w->reached) {
        w->err = OTAML_ERR_MODEL_BOUNDS;
        return 0;
    }
    const uint16_t offset = otaml_get_le16(w->entries + entry);
    return offset == 0 ? 0 : w->table + offset;
}

uint32_t otaml_walk_field(struct walk *w, uint32_t field)
{
    return field_at(w, field);
}

uint8_t otaml_walk_field_u8(struct walk *w, uint32_t field)
{
    const uint32_t at = field_at(w, field);
    if (at == 0) {
        return 0;
    }
    const uint8_t *p = otaml_bytes_map(w->m, at, 1);
    return p ? *p : (uint8_t)read_word(w, at, 1);
}

uint32_t otaml_walk_field_u32(struct walk *w, uint32_t field)
{
    const uint32_t at = field_at(w, field);
    return at ? word_at(w, at) : 0;
}

uint32_t otaml_walk_field_size(struct walk *w, uint32_t field)
{
    const uint32_t at = field_at(w, field);

    if (at == 0) {
        return 0;
    }
    const uint32_t low = word_at(w, at);
    return word_at(w, at + 4) == 0 ? low : UINT32_MAX;
}

uint32_t otaml_walk_field_table(struct walk *w, uint32_t field)
{
    const uint32_t at = field_at(w, field);
    return at ? follow(w, at) : 0;
}

uint32_t otaml_walk_field_vector(struct walk *w, uint32_t field, uint32_t elements, uint32_t *at)
{
    const uint32_t vector = otaml_walk_field_table(w, field);
    uint32_t count = 0;

    *at = 0;
    if (vector) {
        count = word_at(w, vector);
        *at = vector + 4;
        /* After a good read of its count, vector + 4 <= size. */
        if (!w->err && count > (w->m->size - *at) >> elements) {
            w->err = OTAML_ERR_MODEL_BOUNDS;
        }
    }
    return w->err ? 0 : count;
}
