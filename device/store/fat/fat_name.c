/*
 * fat_name.c - names as FAT has them: eleven letters, and long ones beside them. API: fat_priv.h
 *
 * A long name is UTF-16 in slots of 13 units before the short entry, the last piece first.
 */
#include <string.h>
#include <otaml/crc32.h>

#include "fat_priv.h"

#define PIECE      13u   /* units of a long name in a slot */
#define PIECE_LAST 0x40u /* bit of its number: the end of the name */

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool same_start(const char *a, const char *b, uint32_t n)
{
    for (; n > 0 && upper(*a) == upper(*b); a++, b++, n--) {
        if (*a == '\0') {
            return true;
        }
    }
    return n == 0;
}

bool otaml_fat_same_name(const char *a, const char *b)
{
    return same_start(a, b, UINT32_MAX);
}

bool otaml_fat_name_reserved(const char *name)
{
    return same_start(name, OTAML_STORE_RESERVED, sizeof(OTAML_STORE_RESERVED) - 1);
}

bool otaml_fat_name_ok(const char *name)
{
    const size_t n = strlen(name); /* > 0 */

    return name[n - 1] != '.' && strcspn(name, "\\:*?\"<>|") == n && !otaml_fat_name_reserved(name);
}

/* ---- short names ---- */

uint8_t otaml_fat_sum(const uint8_t short_name[11])
{
    uint8_t sum = 0;

    for (uint32_t i = 0; i < 11; i++) {
        sum = (uint8_t)((sum >> 1) + (sum << 7) + short_name[i]);
    }
    return sum;
}

void otaml_fat_short_name(const uint8_t *slot, char *name)
{
    bool dot = false;

    for (uint32_t i = 0; i < 11; i++) {
        const uint8_t small = i < 8 ? 0x08 : 0x10; /* as Windows NT marks names in small letters */
        char c = (char)slot[i];
        if (c == ' ') {
            continue;
        }
        if (i >= 8 && !dot) {
            *name++ = '.';
            dot = true;
        }
        if (c < 0x21 || c > 0x7e || c == '/') {
            c = '?';
        } else if ((slot[SLOT_CASE] & small) && c >= 'A' && c <= 'Z') {
            c = (char)(c + 'a' - 'A');
        }
        *name++ = c;
    }
    *name = '\0';
}

uint32_t otaml_fat_alias(const char *name, uint8_t alias[11])
{
    const char *dot = strrchr(name, '.'), *c;
    uint8_t *to = alias, *end = alias + 8;
    bool same = dot != name;
    uint32_t hash;

    memset(alias, ' ', 11);
    for (c = name; *c; c++) {
        if (c == dot) {
            to = alias + 8;
            end = to + 3;
        } else if (to == end || strchr("+,.;=[]", *c)) {
            same = false;
        } else {
            *to = (uint8_t)upper(*c);
            same &= *to++ == (uint8_t)*c;
        }
    }
    if (same) {
        return 1;
    }
    hash = otaml_crc32(0, name, (size_t)(c - name));
    for (to = alias; to < alias + 8; hash >>= 4) {
        *to++ = (uint8_t)('A' + (hash & 15));
    }
    return 1 + ((uint32_t)(c - name) + PIECE - 1) / PIECE;
}

/* ---- long names ---- */

/* Where the i-th unit of a piece is in its slot. */
static uint32_t unit_at(uint32_t i)
{
    return 2 * i + (i < 5 ? 1 : i < 11 ? 4 : 6);
}

void otaml_fat_put_name(uint8_t *slot, const char *name, uint32_t index, uint32_t count)
{
    const uint32_t number = count - 1 - index; /* of the piece, from 1; 0: the short entry */
    const uint32_t len = (uint32_t)strlen(name);
    uint8_t alias[11];

    memset(slot, 0, FAT_SLOT);
    (void)otaml_fat_alias(name, alias);
    if (number == 0) {
        memcpy(slot, alias, sizeof(alias));
        slot[SLOT_ATTRIBUTES] = otaml_fat_name_reserved(name) ? FAT_HIDDEN_SYSTEM : FAT_ARCHIVE;
        return;
    }
    slot[0] = (uint8_t)(number | (index == 0 ? PIECE_LAST : 0));
    slot[SLOT_ATTRIBUTES] = FAT_LONG;
    slot[SLOT_SUM] = otaml_fat_sum(alias);
    for (uint32_t i = 0; i < PIECE; i++) {
        const uint32_t at = (number - 1) * PIECE + i;
        otaml_put_le16(slot + unit_at(i), at < len ? (uint8_t)name[at] : at == len ? 0 : 0xffff);
    }
}

void otaml_fat_ascii(struct fat_long *l, uint16_t unit)
{
    if (l->at == 0 || unit >= 0x80) {
        l->too_long = true;
    } else {
        l->name[--l->at] = (char)unit;
    }
}

void otaml_fat_long_piece(struct fat_long *l, const uint8_t *slot, uint32_t number)
{
    const uint8_t piece = slot[0] & (PIECE_LAST - 1);

    if (slot[0] & PIECE_LAST) {
        l->left = piece;
        l->sum = slot[SLOT_SUM];
        l->low = 0;
        l->too_long = false;
        l->first = number;
        l->at = l->room - 1;
        l->name[l->at] = '\0';
    }
    if (piece != l->left || slot[SLOT_SUM] != l->sum) {
        l->left = FAT_NO_LONG;
        return;
    }
    l->left--;
    for (uint32_t i = PIECE; i-- > 0;) {
        const uint16_t u = otaml_get_le16(slot + unit_at(i));
        if (u != 0 && u != 0xffff) {
            l->unit(l, u);
        }
    }
}

bool otaml_fat_long_end(struct fat_long *l, const uint8_t *slot)
{
    if (l->left != 0 || l->sum != otaml_fat_sum(slot)) {
        return false;
    }
    if (l->too_long) {
        l->at = l->room - 1; /* the NUL */
    }
    memmove(l->name, l->name + l->at, l->room - l->at);
    return true;
}
