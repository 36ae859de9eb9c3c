/*
 * flex.c - a FlexBuffer's map, each step bounded. API: flex_priv.h
 *
 * It is read from its end; widths are 1, 2, 4 or 8 bytes, references count backwards:
 *
 *   | value, of width | u8 type << 2 | width's logarithm | u8 width |       the root
 *   | reference to keys | keys' width | count | values ... | u8 types ... |  a map, at its values
 *   | references to names ... |                                              its keys
 */
#include "flex_priv.h"

enum { TYPE_INT = 1, TYPE_UINT = 2, TYPE_MAP = 9, TYPE_BOOL = 26 };

struct flex {
    struct prep *p;
    uint32_t base, size; /* of the FlexBuffer in the model */
};

struct flex_map {
    uint32_t values, width, count;
    uint32_t keys, keys_width;
};

static void damaged(struct flex *f)
{
    otaml_prep_fail(f->p, OTAML_ERR_MODEL_OPTION, -1);
}

/* The number of `width` bytes at `at`; 0 where there is none. */
static uint64_t number(struct flex *f, uint32_t at, uint32_t width)
{
    uint8_t raw[8] = { 0 };

    if (f->p->err) {
        return 0;
    }
    if (width == 0 || width > sizeof(raw) || at > f->size || width > f->size - at) {
        damaged(f);
        return 0;
    }
    const int err = otaml_model_read(f->p->m, f->base + at, raw, width);
    if (err) {
        otaml_prep_fail(f->p, err, -1);
        return 0;
    }
    return otaml_get_le64(raw);
}

/* `at` minus a distance. */
static uint32_t back(struct flex *f, uint32_t at, uint64_t distance)
{
    if (distance > at) {
        damaged(f);
        return 0;
    }
    return at - (uint32_t)distance;
}

static void open_map(struct flex *f, struct flex_map *map)
{
    const uint32_t type_at = back(f, f->size, 2);
    const uint32_t root_width = (uint32_t)number(f, f->size - 1, 1);
    const uint32_t type = (uint32_t)number(f, type_at, 1);
    const uint32_t root = back(f, type_at, root_width);

    if (type >> 2 != TYPE_MAP) {
        damaged(f);
    }
    map->width = 1u << (type & 3u);
    map->values = back(f, root, number(f, root, root_width));
    map->count = (uint32_t)otaml_min_u32(
        UINT16_MAX, (uint32_t)number(f, back(f, map->values, map->width), map->width));
    map->keys_width = (uint32_t)number(f, back(f, map->values, 2 * map->width), map->width);
    const uint32_t reference = back(f, map->values, 3 * map->width);
    map->keys = back(f, reference, number(f, reference, map->width));
}

static bool is_key(struct flex *f, const struct flex_map *map, uint32_t i, const char *key)
{
    const uint32_t reference = map->keys + i * map->keys_width;
    const uint32_t name = back(f, reference, number(f, reference, map->keys_width));
    const uint32_t length = (uint32_t)strlen(key) + 1;

    for (uint32_t k = 0; k < length; k++) {
        if (number(f, name + k, 1) != (uint8_t)key[k] || f->p->err) {
            return false;
        }
    }
    return true;
}

/* Value i, wherever in 64 bits it is. */
static int64_t value(struct flex *f, const struct flex_map *map, uint32_t i)
{
    const uint64_t bits = number(f, map->values + i * map->width, map->width);
    const uint32_t type = (uint32_t)number(f, map->values + map->count * map->width + i, 1) >> 2;
    const uint32_t unused = 64 - 8 * map->width;

    if (type == TYPE_INT) {
        return (int64_t)(bits << unused) >> unused;
    }
    if ((type != TYPE_UINT && type != TYPE_BOOL) || bits > INT64_MAX) {
        damaged(f);
        return 0;
    }
    return (int64_t)bits;
}

int32_t otaml_prep_flex(struct prep *p, const char *key, int32_t min, int32_t max)
{
    struct otaml_custom custom;
    struct flex_map map;

    const int err = p->err ? p->err : otaml_operator_custom(p->m, &p->op, &custom);
    if (err) {
        otaml_prep_fail(p, err, -1);
        return min;
    }
    struct flex f = { p, custom.options, custom.options_bytes };
    if (f.size == 0) {
        damaged(&f);
        return min;
    }
    open_map(&f, &map);
    for (uint32_t i = 0; i < map.count && !p->err; i++) {
        if (is_key(&f, &map, i, key)) {
            const int64_t v = value(&f, &map, i);
            if (v >= min && v <= max) {
                return (int32_t)v;
            }
            break;
        }
    }
    damaged(&f);
    return min;
}
