/*
 * cbor_priv.h - deterministic CBOR (RFC 8949 section 4.2.1), read and written where it lies.
 *
 * Accepted: integers and lengths in their shortest form, definite lengths, map keys in
 * bytewise order without duplicates, false, true, null and undefined. Refused: everything
 * else, floating point included (SUIT and COSE have none). Text is not checked to be UTF-8;
 * who prints it does that.
 *
 * Both keep a sticky error: after the first one nothing is read or written any more, every
 * result is 0 or empty, and the caller looks at `err` once before using any of them.
 */
#ifndef OTAML_CBOR_PRIV_H
#define OTAML_CBOR_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/err.h>

#define OTAML_CBOR_DEPTH_MAX 8u /* arrays and maps inside of each other that are skipped */

enum otaml_cbor_type {
    OTAML_CBOR_UINT,
    OTAML_CBOR_NINT, /* -1 - argument */
    OTAML_CBOR_BYTES,
    OTAML_CBOR_TEXT,
    OTAML_CBOR_ARRAY,
    OTAML_CBOR_MAP,
    OTAML_CBOR_TAG,
    OTAML_CBOR_SIMPLE, /* argument 20 false, 21 true, 22 null, 23 undefined */
    OTAML_CBOR_NOTHING /* the end, or after an error */
};

/* Bytes of someone else. */
struct otaml_span {
    const uint8_t *at;
    uint32_t size;
};

struct otaml_cbor {
    const uint8_t *at;
    uint32_t size, pos;
    uint32_t need; /* after an end that came too early: bytes that it would have taken */
    int err;       /* sticky */
    int short_err; /* the error for an end that comes too early */
    int shape_err; /* the error for well-formed CBOR of another type than asked for */
};

/* Read a buffer that is whole (an early end is OTAML_ERR_CBOR)... */
void otaml_cbor_init(struct otaml_cbor *r, struct otaml_span bytes, int shape_err);
/* ...or of which only the first bytes have come so far: OTAML_ERR_AGAIN, and `need`. */
void otaml_cbor_init_part(struct otaml_cbor *r, struct otaml_span bytes, int shape_err);

/* Put the sticky error, unless there is one already. */
void otaml_cbor_fail(struct otaml_cbor *r, int err);

/* The type of the next item, which stays unread. */
enum otaml_cbor_type otaml_cbor_peek(const struct otaml_cbor *r);

/* One item each; another type is shape_err. Array and map give the count of items and pairs,
 * which follow. int: a value beyond 63 bits is shape_err. */
uint64_t otaml_cbor_uint(struct otaml_cbor *r);
int64_t otaml_cbor_int(struct otaml_cbor *r);
struct otaml_span otaml_cbor_bytes(struct otaml_cbor *r);
struct otaml_span otaml_cbor_text(struct otaml_cbor *r);
uint32_t otaml_cbor_array(struct otaml_cbor *r);
uint32_t otaml_cbor_map(struct otaml_cbor *r);
void otaml_cbor_tag(struct otaml_cbor *r, uint64_t tag);
void otaml_cbor_simple(struct otaml_cbor *r, uint8_t value);

/* The header of a byte string alone: its length; its bytes, which may not be there, follow. */
uint64_t otaml_cbor_bytes_head(struct otaml_cbor *r);

/* One item of any type with all that it holds; returns its encoding. */
struct otaml_span otaml_cbor_skip(struct otaml_cbor *r);

/* After each key of a map that began at start: in order after *last (empty at first)? */
void otaml_cbor_ordered(struct otaml_cbor *r, uint32_t start, struct otaml_span *last);

/* An integer key with the check of otaml_cbor_ordered(). */
int64_t otaml_cbor_key(struct otaml_cbor *r, struct otaml_span *last);

/* Bytes left over are OTAML_ERR_CBOR. Returns the sticky error. */
int otaml_cbor_end(struct otaml_cbor *r);

struct otaml_cbor_out {
    uint8_t *at;
    uint32_t cap, size;
    int err; /* sticky: OTAML_ERR_NOSPC */
};

void otaml_cbor_out_init(struct otaml_cbor_out *w, uint8_t *at, uint32_t cap);
void otaml_cbor_put(struct otaml_cbor_out *w, enum otaml_cbor_type type, uint64_t argument);
void otaml_cbor_put_int(struct otaml_cbor_out *w, int32_t value);
void otaml_cbor_put_bytes(struct otaml_cbor_out *w, const void *bytes, uint32_t size);
void otaml_cbor_put_text(struct otaml_cbor_out *w, const char *text);

/* A byte string that holds what is written between the two; its header is put before that
 * at the end, when the length is known. */
uint32_t otaml_cbor_wrap(struct otaml_cbor_out *w);
void otaml_cbor_wrap_end(struct otaml_cbor_out *w, uint32_t start);

#endif /* OTAML_CBOR_PRIV_H */
