/*
 * json_write.c - write a small JSON text. API: json_priv.h
 */
#include "json_priv.h"

#include <string.h>

static void put_bytes(struct json_out *o, const char *bytes, size_t len)
{
    if (o->overflow || len >= o->cap - o->len) {
        o->overflow = true;
        return;
    }
    memcpy(o->buf + o->len, bytes, len);
    o->len += len;
    o->buf[o->len] = '\0';
}

void json_put(struct json_out *o, const char *raw)
{
    put_bytes(o, raw, strlen(raw));
}

void json_put_string(struct json_out *o, const char *string)
{
    static const char digits[] = "0123456789abcdef";

    put_bytes(o, "\"", 1);
    for (; *string; string++) {
        unsigned char c = (unsigned char)*string;
        if (c < 0x20) {
            char escape[6] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] };
            put_bytes(o, escape, sizeof(escape));
        } else {
            if (c == '"' || c == '\\') {
                put_bytes(o, "\\", 1);
            }
            put_bytes(o, string, 1);
        }
    }
    put_bytes(o, "\"", 1);
}

void json_put_i64(struct json_out *o, int64_t value)
{
    char text[20];
    size_t n = sizeof(text);
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        text[--n] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (value < 0) {
        text[--n] = '-';
    }
    put_bytes(o, text + n, sizeof(text) - n);
}
