/*
 * json_read.c - walk the leaves of a JSON text. API: json_priv.h
 *
 * The path of the current place is kept in one buffer; each level remembers how long the path
 * was when it began. A key that cannot be part of a path (too long, or with '.' or an escape in
 * it) puts NO_MATCH there instead, which no pattern contains.
 */
#include "json_priv.h"

#include <string.h>

#define NO_MATCH '\1'

void json_walk_init(struct json_walk *w, const char *text, size_t len)
{
    memset(w, 0, sizeof(*w));
    w->text = text;
    w->len = len;
}

static void skip_space(struct json_walk *w)
{
    while (w->at < w->len && w->text[w->at] != '\0' && strchr(" \t\r\n", w->text[w->at])) {
        w->at++;
    }
}

static bool take(struct json_walk *w, char c)
{
    if (w->at < w->len && w->text[w->at] == c) {
        w->at++;
        return true;
    }
    return false;
}

static bool is_digit(const struct json_walk *w)
{
    return w->at < w->len && w->text[w->at] >= '0' && w->text[w->at] <= '9';
}

static bool skip_digits(struct json_walk *w)
{
    if (!is_digit(w)) {
        return false;
    }
    while (is_digit(w)) {
        w->at++;
    }
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hex digits at p, which has them or the string's end before text's. */
static bool hex4(const char *p, const char *end, uint32_t *value)
{
    if (end - p < 4) {
        return false;
    }
    *value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0) {
            return false;
        }
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

/* A string from its opening quote on; value_at and value_len are its inside. */
static bool scan_string(struct json_walk *w)
{
    uint32_t code;

    if (!take(w, '"')) {
        return false;
    }
    w->value_at = w->at;
    while (w->at < w->len && w->text[w->at] != '"') {
        if ((unsigned char)w->text[w->at] < 0x20) {
            return false;
        }
        if (take(w, '\\')) {
            if (w->at == w->len || w->text[w->at] == '\0'
                || !strchr("\"\\/bfnrtu", w->text[w->at])) {
                return false;
            }
            if (w->text[w->at] == 'u' && !hex4(w->text + w->at + 1, w->text + w->len, &code)) {
                return false;
            }
        }
        w->at++;
    }
    w->value_len = w->at - w->value_at;
    return take(w, '"');
}

static bool scan_number(struct json_walk *w)
{
    w->value_at = w->at;
    (void)take(w, '-');
    if (!take(w, '0') && !skip_digits(w)) {
        return false;
    }
    if (take(w, '.') && !skip_digits(w)) {
        return false;
    }
    if (take(w, 'e') || take(w, 'E')) {
        if (!take(w, '+')) {
            (void)take(w, '-');
        }
        if (!skip_digits(w)) {
            return false;
        }
    }
    w->value_len = w->at - w->value_at;
    return true;
}

static bool scan_word(struct json_walk *w, const char *word)
{
    size_t n = strlen(word);
    if (w->len - w->at < n || memcmp(w->text + w->at, word, n) != 0) {
        return false;
    }
    w->at += n;
    return true;
}

static bool scan_scalar(struct json_walk *w)
{
    switch (w->at < w->len ? w->text[w->at] : '\0') {
    case '"':
        w->type = JSON_IS_STRING;
        return scan_string(w);
    case 'n':
        w->type = JSON_IS_NULL;
        return scan_word(w, "null");
    case 't':
        w->type = JSON_IS_TRUE;
        return scan_word(w, "true");
    case 'f':
        w->type = JSON_IS_FALSE;
        return scan_word(w, "false");
    default:
        w->type = JSON_IS_NUMBER;
        return scan_number(w);
    }
}

static void path_cut(struct json_walk *w, uint16_t len)
{
    w->path_len = len;
    w->path[len] = '\0';
}

static void path_add(struct json_walk *w, const char *part, size_t len)
{
    size_t dot = w->path_len > 0, room;
    bool plain = !memchr(part, '.', len) && !memchr(part, '\\', len);

    if (w->path_len == JSON_PATH_MAX) {
        return; /* lost further up already */
    }
    room = JSON_PATH_MAX - 1 - w->path_len; /* one byte is kept for NO_MATCH */
    if (!plain || len > room || dot > room - len) {
        w->path[w->path_len] = NO_MATCH;
        path_cut(w, (uint16_t)(w->path_len + 1));
        return;
    }
    if (dot) {
        w->path[w->path_len] = '.';
    }
    memcpy(w->path + w->path_len + dot, part, len);
    path_cut(w, (uint16_t)(w->path_len + dot + len));
}

static void path_add_index(struct json_walk *w, uint16_t index)
{
    char digits[5];
    size_t n = sizeof(digits);

    do {
        digits[--n] = (char)('0' + index % 10);
        index = (uint16_t)(index / 10);
    } while (index);
    path_add(w, digits + n, sizeof(digits) - n);
}

/* Behind an element or at the beginning of a level: the comma and the key that are due. */
static bool enter_element(struct json_walk *w)
{
    struct json_level *l = &w->level[w->depth - 1];

    if (!l->is_empty && !take(w, ',')) {
        return false;
    }
    l->is_empty = false;
    skip_space(w);
    path_cut(w, l->path_len);
    if (l->is_array) {
        if (l->index == UINT16_MAX) {
            return false;
        }
        path_add_index(w, l->index++);
        return true;
    }
    if (!scan_string(w)) {
        return false;
    }
    path_add(w, w->text + w->value_at, w->value_len);
    skip_space(w);
    if (!take(w, ':')) {
        return false;
    }
    skip_space(w);
    return true;
}

static bool open_level(struct json_walk *w, bool is_array)
{
    if (w->depth == JSON_DEPTH_MAX) {
        return false;
    }
    w->level[w->depth++] = (struct json_level){
        .path_len = w->path_len,
        .is_array = is_array,
        .is_empty = true,
    };
    return true;
}

int json_walk_next(struct json_walk *w)
{
    for (;;) {
        skip_space(w);
        if (w->depth == 0 && w->started) {
            return w->at == w->len ? OTAML_ERR_NOT_FOUND : OTAML_ERR_JSON;
        }
        if (w->depth > 0) {
            if (take(w, w->level[w->depth - 1].is_array ? ']' : '}')) {
                w->depth--;
                continue;
            }
            if (!enter_element(w)) {
                return OTAML_ERR_JSON;
            }
        }
        w->started = true;
        if (take(w, '{') || take(w, '[')) {
            if (!open_level(w, w->text[w->at - 1] == '[')) {
                return OTAML_ERR_JSON;
            }
            continue;
        }
        return scan_scalar(w) ? OTAML_OK : OTAML_ERR_JSON;
    }
}

bool json_path_is(const struct json_walk *w, const char *pattern, unsigned *indices)
{
    const char *p = w->path;

    for (; *pattern; pattern++) {
        if (*pattern != '#') {
            if (*p++ != *pattern) {
                return false;
            }
            continue;
        }
        if (*p < '0' || *p > '9') {
            return false;
        }
        for (*indices = 0; *p >= '0' && *p <= '9'; p++) {
            *indices = *indices * 10 + (unsigned)(*p - '0');
        }
        indices++;
    }
    return *p == '\0';
}

static size_t put_utf8(char *dst, uint32_t code)
{
    if (code < 0x80) {
        dst[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        dst[0] = (char)(0xc0 | code >> 6);
        dst[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        dst[0] = (char)(0xe0 | code >> 12);
        dst[1] = (char)(0x80 | (code >> 6 & 0x3f));
        dst[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    dst[0] = (char)(0xf0 | code >> 18);
    dst[1] = (char)(0x80 | (code >> 12 & 0x3f));
    dst[2] = (char)(0x80 | (code >> 6 & 0x3f));
    dst[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* The character that a \u escape, or a pair of them, stands for; 0 when it stands for none.
 * *p is behind the 'u' and moves behind the escape. */
static uint32_t unescape_u(const char **p, const char *end)
{
    uint32_t high, low;

    if (!hex4(*p, end, &high)) {
        return 0;
    }
    *p += 4;
    if (high < 0xd800 || high > 0xdfff) {
        return high;
    }
    if (high > 0xdbff || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u'
        || !hex4(*p + 2, end, &low) || low < 0xdc00 || low > 0xdfff) {
        return 0;
    }
    *p += 6;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static uint32_t unescape(const char **p, const char *end)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = *(*p)++; /* scan_string saw that it is one of these or 'u' */

    return c == 'u' ? unescape_u(p, end) : (uint32_t)to[strchr(from, c) - from];
}

int json_get_string(const struct json_walk *w, char *dst, size_t cap)
{
    const char *p = w->text + w->value_at, *end = p + w->value_len;
    size_t n = 0;

    if (w->type != JSON_IS_STRING) {
        return OTAML_ERR_JSON;
    }
    while (p < end) {
        char bytes[4];
        size_t len = 1;
        bytes[0] = *p++;
        if (bytes[0] == '\\') {
            uint32_t code = unescape(&p, end);
            if (code == 0) {
                return OTAML_ERR_JSON;
            }
            len = put_utf8(bytes, code);
        }
        if (len >= cap - n) {
            return OTAML_ERR_NOSPC;
        }
        memcpy(dst + n, bytes, len);
        n += len;
    }
    dst[n] = '\0';
    return OTAML_OK;
}

int json_get_u64(const struct json_walk *w, uint64_t *value)
{
    uint64_t v = 0;

    if (w->type != JSON_IS_NUMBER) {
        return OTAML_ERR_JSON;
    }
    for (size_t i = 0; i < w->value_len; i++) {
        unsigned digit = (unsigned)(w->text[w->value_at + i] - '0');
        if (digit > 9 || v > (UINT64_MAX - digit) / 10) {
            return OTAML_ERR_JSON;
        }
        v = v * 10 + digit;
    }
    *value = v;
    return OTAML_OK;
}
