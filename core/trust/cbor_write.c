/*
 * cbor_write.c - deterministic CBOR writer. API: cbor_priv.h
 */
#include "cbor_priv.h"

#include <string.h>

#define HEAD_MAX 9u /* initial byte and a 64-bit argument */

void otaml_cbor_out_init(struct otaml_cbor_out *w, uint8_t *at, uint32_t cap)
{
    w->at = at;
    w->cap = cap;
    w->size = 0;
    w->err = OTAML_OK;
}

/* The shortest form of an initial byte and its argument; returns its size. */
static uint32_t encode_head(uint8_t head[HEAD_MAX], enum otaml_cbor_type type, uint64_t argument)
{
    const unsigned major = (unsigned)type << 5;
    uint32_t bytes = 1;

    if (argument < 24) {
        head[0] = (uint8_t)(major | (unsigned)argument);
        return 1;
    }
    head[0] = (uint8_t)(major | 24);
    while (bytes < 8 && argument >> (8 * bytes) != 0) {
        bytes *= 2;
        head[0]++;
    }
    for (uint32_t i = 0; i < bytes; i++) {
        head[1 + i] = (uint8_t)(argument >> (8 * (bytes - 1 - i)));
    }
    return 1 + bytes;
}

static void append(struct otaml_cbor_out *w, const void *bytes, uint32_t size)
{
    if (!w->err && size > w->cap - w->size) {
        w->err = OTAML_ERR_NOSPC;
    }
    if (!w->err && size > 0) {
        memcpy(w->at + w->size, bytes, size);
        w->size += size;
    }
}

void otaml_cbor_put(struct otaml_cbor_out *w, enum otaml_cbor_type type, uint64_t argument)
{
    uint8_t head[HEAD_MAX];
    append(w, head, encode_head(head, type, argument));
}

void otaml_cbor_put_int(struct otaml_cbor_out *w, int32_t value)
{
    if (value < 0) {
        otaml_cbor_put(w, OTAML_CBOR_NINT, (uint64_t)(-1 - (int64_t)value));
    } else {
        otaml_cbor_put(w, OTAML_CBOR_UINT, (uint64_t)value);
    }
}

void otaml_cbor_put_bytes(struct otaml_cbor_out *w, const void *bytes, uint32_t size)
{
    otaml_cbor_put(w, OTAML_CBOR_BYTES, size);
    append(w, bytes, size);
}

void otaml_cbor_put_text(struct otaml_cbor_out *w, const char *text)
{
    const uint32_t size = (uint32_t)strlen(text);
    otaml_cbor_put(w, OTAML_CBOR_TEXT, size);
    append(w, text, size);
}

uint32_t otaml_cbor_wrap(struct otaml_cbor_out *w)
{
    return w->size;
}

void otaml_cbor_wrap_end(struct otaml_cbor_out *w, uint32_t start)
{
    uint8_t head[HEAD_MAX];
    const uint32_t inside = w->size - start;
    const uint32_t size = encode_head(head, OTAML_CBOR_BYTES, inside);

    append(w, head, size); /* makes room, or fails */
    if (!w->err) {
        memmove(w->at + start + size, w->at + start, inside);
        memcpy(w->at + start, head, size);
    }
}
