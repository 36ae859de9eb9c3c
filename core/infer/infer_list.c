/*
 * infer_list.c - what a build runs, as text. API: otaml/infer.h; the format: spec/device-api.md
 */
#include <otaml/infer.h>

#include <stdbool.h>
#include <string.h>

#define CODE_CUSTOM 32u
#define CODE_END    256u

struct text {
    char *at;
    size_t room; /* without the NUL */
    bool overflow;
};

static void put(struct text *t, const char *from, size_t len)
{
    if (len > t->room) {
        t->overflow = true;
        return;
    }
    memcpy(t->at, from, len);
    t->at += len;
    t->room -= len;
}

static void put_number(struct text *t, uint32_t v)
{
    char digits[10];
    size_t n = 0;

    do {
        digits[sizeof(digits) - ++n] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    put(t, digits + sizeof(digits) - n, n);
}

/* As in Python's struct module and NumPy. */
static char letter_of(uint32_t type)
{
    switch (type) {
    case OTAML_TYPE_FLOAT32:
        return 'f';
    case OTAML_TYPE_INT32:
        return 'i';
    case OTAML_TYPE_UINT8:
        return 'B';
    case OTAML_TYPE_INT64:
        return 'q';
    case OTAML_TYPE_BOOL:
        return '?';
    case OTAML_TYPE_INT16:
        return 'h';
    case OTAML_TYPE_INT8:
        return 'b';
    default:
        return '*';
    }
}

/* " 3bhf" for one code, or nothing. */
static void put_code(struct text *t, uint32_t code)
{
    struct otaml_infer_kernel k;
    bool begun = false;

    for (uint32_t i = 0; otaml_infer_kernel_at(i, &k) == OTAML_OK; i++) {
        if (k.code != code) {
            continue;
        }
        if (!begun) {
            put(t, " ", 1);
            put_number(t, code);
            begun = true;
        }
        const char letter = letter_of(k.type);
        put(t, &letter, 1);
    }
}

/* " SignalRfft:hif" for each custom operator; the rows of one follow one another. */
static void put_customs(struct text *t)
{
    struct otaml_infer_kernel k;
    const char *before = "";

    for (uint32_t i = 0; otaml_infer_kernel_at(i, &k) == OTAML_OK; i++) {
        if (!k.custom) {
            continue;
        }
        if (strcmp(k.custom, before) != 0) {
            put(t, " ", 1);
            put(t, k.custom, strlen(k.custom));
            put(t, ":", 1);
        }
        const char letter = letter_of(k.type);
        put(t, &letter, 1);
        before = k.custom;
    }
}

int otaml_infer_list(char *text, size_t cap)
{
    struct text t = { text, cap, false };

    /* Each entry begins with a space; the first one is taken away at the end, and leaves its
     * byte to the NUL. */
    for (uint32_t code = 0; code < CODE_END; code++) {
        if (code != CODE_CUSTOM) {
            put_code(&t, code);
        }
    }
    put_customs(&t);
    const size_t len = (size_t)(t.at - text);
    if (t.overflow || cap == 0) {
        return OTAML_ERR_NOSPC;
    }
    if (len > 0) {
        memmove(text, text + 1, len - 1);
    }
    text[len > 0 ? len - 1 : 0] = '\0';
    return OTAML_OK;
}
