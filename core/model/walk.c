/*
 * walk.c - bounded steps through a FlatBuffer. API: walk_priv.h
 *
 * A model has fewer than 2^30 bytes, so that an offset that was bounded once and a small
 * constant can be added in 32 bits; an offset from the file is compared with what is left.
 */
#include "walk_priv.h"

#include <string.h>
#include "base_priv.h"

/* The first error stays: a reader's own tells more than what follows from it. */
static void take(struct walk *w, uint32_t at, uint8_t *dst, uint32_t bytes)
{
    const int err = otaml_model_read(w->m, at, dst, bytes);
    if (err) {
        w->err = w->err ? w->err : err;
        memset(dst, 0, bytes);
    }
}

uint8_t otaml_walk_u8(struct walk *w, uint32_t at)
{
    uint8_t v;
    take(w, at, &v, 1);
    return v;
}

uint16_t otaml_walk_u16(struct walk *w, uint32_t at)
{
    uint8_t b[2];
    take(w, at, b, sizeof(b));
    return otaml_get_le16(b);
}

uint32_t otaml_walk_u32(struct walk *w, uint32_t at)
{
    uint8_t b[4];
    take(w, at, b, sizeof(b));
    return otaml_get_le32(b);
}

uint64_t otaml_walk_u64(struct walk *w, uint32_t at)
{
    uint8_t b[8];
    take(w, at, b, sizeof(b));
    return otaml_get_le64(b);
}

uint32_t otaml_walk_follow(struct walk *w, uint32_t at)
{
    uint32_t distance = otaml_walk_u32(w, at);
    /* 0 would let a damaged file point at itself; nothing in a sound one does. */
    if (!w->err && (distance == 0 || distance >= w->m->size - at)) {
        w->err = OTAML_ERR_MODEL_BOUNDS;
    }
    return w->err ? 0 : at + distance;
}

uint32_t otaml_walk_field(struct walk *w, uint32_t table, uint32_t field)
{
    if (w->err || table == 0) {
        return 0;
    }
    /* Signed, and either way: a vtable may lie before or behind its table. */
    const int64_t vtable = (int64_t)table - (int32_t)otaml_walk_u32(w, table);
    if (!w->err && (vtable < 0 || vtable > w->m->size)) {
        w->err = OTAML_ERR_MODEL_BOUNDS;
    }
    if (w->err) {
        return 0;
    }
    const uint32_t entry = 4 + 2 * field;
    if (otaml_walk_u16(w, (uint32_t)vtable) < entry + 2) {
        return 0;
    }
    const uint16_t offset = otaml_walk_u16(w, (uint32_t)vtable + entry);
    return w->err || offset == 0 ? 0 : table + offset;
}

uint8_t otaml_walk_field_u8(struct walk *w, uint32_t table, uint32_t field, uint8_t standard)
{
    uint32_t at = otaml_walk_field(w, table, field);
    return at ? otaml_walk_u8(w, at) : standard;
}

uint32_t otaml_walk_field_u32(struct walk *w, uint32_t table, uint32_t field, uint32_t standard)
{
    uint32_t at = otaml_walk_field(w, table, field);
    return at ? otaml_walk_u32(w, at) : standard;
}

uint64_t otaml_walk_field_u64(struct walk *w, uint32_t table, uint32_t field)
{
    uint32_t at = otaml_walk_field(w, table, field);
    return at ? otaml_walk_u64(w, at) : 0;
}

uint32_t otaml_walk_field_table(struct walk *w, uint32_t table, uint32_t field)
{
    uint32_t at = otaml_walk_field(w, table, field);
    return at ? otaml_walk_follow(w, at) : 0;
}

struct walk_vector otaml_walk_field_vector(struct walk *w, uint32_t table, uint32_t field,
                                           uint32_t bytes)
{
    struct walk_vector v = { 0, 0 };
    uint32_t at = otaml_walk_field_table(w, table, field);
    if (at) {
        v.count = otaml_walk_u32(w, at);
        v.at = at + 4;
        /* After a good read of its count, at + 4 <= size. */
        if (!w->err && v.count > (w->m->size - v.at) / bytes) {
            w->err = OTAML_ERR_MODEL_BOUNDS;
        }
        v.count = w->err ? 0 : v.count;
    }
    return v;
}
