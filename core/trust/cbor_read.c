/*
 * cbor_read.c - strict CBOR reader. API: cbor_priv.h
 */
#include "cbor_priv.h"

#include <string.h>

#define COUNT_MAX 0x7fffffffu /* no buffer of ours holds so many items; doubling cannot wrap */

void otaml_cbor_init(struct otaml_cbor *r, struct otaml_span bytes, int shape_err)
{
    memset(r, 0, sizeof(*r));
    r->at = bytes.at;
    r->size = bytes.size;
    r->short_err = OTAML_ERR_CBOR;
    r->shape_err = shape_err;
}

void otaml_cbor_init_part(struct otaml_cbor *r, struct otaml_span bytes, int shape_err)
{
    otaml_cbor_init(r, bytes, shape_err);
    r->short_err = OTAML_ERR_AGAIN;
}

void otaml_cbor_fail(struct otaml_cbor *r, int err)
{
    if (!r->err) {
        r->err = err;
    }
}

/* The next n bytes, or NULL after an error. */
static const uint8_t *take(struct otaml_cbor *r, uint64_t n)
{
    const uint8_t *bytes;

    if (r->err) {
        return NULL;
    }
    if (n > r->size - r->pos) {
        r->need = n > UINT32_MAX - r->pos ? UINT32_MAX : r->pos + (uint32_t)n;
        r->err = r->short_err;
        return NULL;
    }
    bytes = r->at + r->pos;
    r->pos += (uint32_t)n;
    return bytes;
}

/* The argument that follows an initial byte with additional information 24 to 27. */
static uint64_t long_argument(struct otaml_cbor *r, unsigned info)
{
    const uint32_t bytes = 1u << (info - 24);
    const uint8_t *p = take(r, bytes);
    uint64_t value = 0;

    for (uint32_t i = 0; p && i < bytes; i++) {
        value = value << 8 | p[i];
    }
    /* It must not have fitted into the next shorter form. */
    if (p && (info == 24 ? value < 24 : value >> (4 * bytes) == 0)) {
        otaml_cbor_fail(r, OTAML_ERR_CBOR);
    }
    return value;
}

/* Initial byte and argument of the next item. */
static enum otaml_cbor_type next(struct otaml_cbor *r, uint64_t *argument)
{
    const uint8_t *p = take(r, 1);
    enum otaml_cbor_type type;
    unsigned info;

    *argument = 0;
    if (!p) {
        return OTAML_CBOR_NOTHING;
    }
    type = (enum otaml_cbor_type)(*p >> 5);
    info = *p & 31;
    if (type == OTAML_CBOR_SIMPLE && (info < 20 || info > 23)) {
        otaml_cbor_fail(r, OTAML_ERR_CBOR);
    } else if (info < 24) {
        *argument = info;
    } else if (info < 28) {
        *argument = long_argument(r, info);
    } else { /* reserved, or of indefinite length */
        otaml_cbor_fail(r, OTAML_ERR_CBOR);
    }
    if ((type == OTAML_CBOR_ARRAY || type == OTAML_CBOR_MAP) && *argument > COUNT_MAX) {
        otaml_cbor_fail(r, OTAML_ERR_CBOR);
    }
    if (r->err) {
        *argument = 0;
        return OTAML_CBOR_NOTHING;
    }
    return type;
}

/* The argument of an item that must be of this type. */
static uint64_t expect(struct otaml_cbor *r, enum otaml_cbor_type type)
{
    uint64_t argument;
    enum otaml_cbor_type got = next(r, &argument);

    if (r->err) {
        return 0;
    }
    if (got != type) {
        otaml_cbor_fail(r, r->shape_err);
        return 0;
    }
    return argument;
}

enum otaml_cbor_type otaml_cbor_peek(const struct otaml_cbor *r)
{
    if (r->err || r->pos == r->size) {
        return OTAML_CBOR_NOTHING;
    }
    return (enum otaml_cbor_type)(r->at[r->pos] >> 5);
}

uint64_t otaml_cbor_uint(struct otaml_cbor *r)
{
    return expect(r, OTAML_CBOR_UINT);
}

int64_t otaml_cbor_int(struct otaml_cbor *r)
{
    const bool negative = otaml_cbor_peek(r) == OTAML_CBOR_NINT;
    const uint64_t argument = expect(r, negative ? OTAML_CBOR_NINT : OTAML_CBOR_UINT);

    if (argument > INT64_MAX) {
        otaml_cbor_fail(r, r->shape_err);
        return 0;
    }
    return r->err ? 0 : negative ? -1 - (int64_t)argument : (int64_t)argument;
}

static struct otaml_span string(struct otaml_cbor *r, enum otaml_cbor_type type)
{
    struct otaml_span span = { NULL, 0 };
    const uint64_t size = expect(r, type);

    span.at = take(r, size);
    span.size = span.at ? (uint32_t)size : 0;
    return span;
}

struct otaml_span otaml_cbor_bytes(struct otaml_cbor *r)
{
    return string(r, OTAML_CBOR_BYTES);
}

struct otaml_span otaml_cbor_text(struct otaml_cbor *r)
{
    return string(r, OTAML_CBOR_TEXT);
}

uint32_t otaml_cbor_array(struct otaml_cbor *r)
{
    return (uint32_t)expect(r, OTAML_CBOR_ARRAY);
}

uint32_t otaml_cbor_map(struct otaml_cbor *r)
{
    return (uint32_t)expect(r, OTAML_CBOR_MAP);
}

void otaml_cbor_tag(struct otaml_cbor *r, uint64_t tag)
{
    if (expect(r, OTAML_CBOR_TAG) != tag) {
        otaml_cbor_fail(r, r->shape_err);
    }
}

void otaml_cbor_simple(struct otaml_cbor *r, uint8_t value)
{
    if (expect(r, OTAML_CBOR_SIMPLE) != value) {
        otaml_cbor_fail(r, r->shape_err);
    }
}

uint64_t otaml_cbor_bytes_head(struct otaml_cbor *r)
{
    return expect(r, OTAML_CBOR_BYTES);
}

void otaml_cbor_ordered(struct otaml_cbor *r, uint32_t start, struct otaml_span *last)
{
    struct otaml_span key;
    uint32_t common;
    int order;

    if (r->err) {
        return;
    }
    key.at = r->at + start;
    key.size = r->pos - start;
    if (last->at) {
        common = key.size < last->size ? key.size : last->size;
        order = memcmp(last->at, key.at, common);
        if (order > 0 || (order == 0 && last->size >= key.size)) {
            otaml_cbor_fail(r, OTAML_ERR_CBOR);
        }
    }
    *last = key;
}

int64_t otaml_cbor_key(struct otaml_cbor *r, struct otaml_span *last)
{
    const uint32_t start = r->pos;
    const int64_t key = otaml_cbor_int(r);

    otaml_cbor_ordered(r, start, last);
    return r->err ? 0 : key;
}

/* An array or map that is being skipped. */
struct level {
    uint32_t left; /* items; in a map, even: a key is next or under way */
    uint32_t key_start;
    struct otaml_span last_key;
    bool is_map;
};

/* An item has ended: leave the levels that end with it. Returns the depth that remains. */
static uint32_t leave(struct otaml_cbor *r, struct level *levels, uint32_t depth)
{
    while (depth > 0) {
        struct level *level = &levels[depth - 1];
        if (level->is_map && level->left % 2 == 0) {
            otaml_cbor_ordered(r, level->key_start, &level->last_key);
        }
        if (--level->left > 0) {
            break;
        }
        depth--;
    }
    return depth;
}

struct otaml_span otaml_cbor_skip(struct otaml_cbor *r)
{
    struct level levels[OTAML_CBOR_DEPTH_MAX];
    struct otaml_span span = { NULL, 0 };
    const uint32_t start = r->pos;
    uint32_t depth = 0;
    uint64_t argument;
    enum otaml_cbor_type type;

    do {
        if (depth > 0 && levels[depth - 1].left % 2 == 0) {
            levels[depth - 1].key_start = r->pos; /* of a key, if it is a map */
        }
        do {
            type = next(r, &argument);
        } while (type == OTAML_CBOR_TAG);
        if (type == OTAML_CBOR_BYTES || type == OTAML_CBOR_TEXT) {
            (void)take(r, argument);
        } else if ((type == OTAML_CBOR_ARRAY || type == OTAML_CBOR_MAP) && argument > 0) {
            if (depth == OTAML_CBOR_DEPTH_MAX) {
                otaml_cbor_fail(r, OTAML_ERR_CBOR);
                break;
            }
            memset(&levels[depth], 0, sizeof(levels[depth]));
            levels[depth].is_map = type == OTAML_CBOR_MAP;
            levels[depth].left = (uint32_t)argument << (type == OTAML_CBOR_MAP);
            depth++;
            continue;
        }
        depth = leave(r, levels, depth);
    } while (depth > 0 && !r->err);

    if (!r->err) {
        span.at = r->at + start;
        span.size = r->pos - start;
    }
    return span;
}

int otaml_cbor_end(struct otaml_cbor *r)
{
    if (!r->err && r->pos != r->size) {
        r->err = OTAML_ERR_CBOR;
    }
    return r->err;
}
