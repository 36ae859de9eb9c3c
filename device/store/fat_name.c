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
    while (n > 0 && *a && upper(*a) == upper(*b)) {
        a++;
        b++;
        n--;
    }
    return n == 0 || upper(*a) == upper(*b);
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
    const size_t n = strlen(name);

    return n > 0 && name[n - 1] != '.' && strcspn(name, "\\:*?\"<>|") == n
           && !otaml_fat_name_reserved(name);
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
    uint32_t n = 0;

    for (uint32_t i = 0; i < 11; i++) {
        const uint8_t small = i < 8 ? 0x08 : 0x10; /* as Windows NT marks names in small letters */
        const uint8_t c = slot[i];
        if (c == ' ') {
            continue;
        }
        if (i >= 8 && (n == 0 || !memchr(name, '.', n))) {
            name[n++] = '.';
        }
        if (c < 0x21 || c > 0x7e || c == '/') {
            name[n++] = '?';
        } else {
            name[n++] = (char)((slot[SLOT_CASE] & small) && c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
    }
    name[n] = '\0';
}

/* As it may stand in a short name, or 0. */
static uint8_t short_letter(char c)
{
    const char u = upper(c);

    return (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || (u && strchr("$%'-_@~`!(){}^#&", u))
               ? (uint8_t)u
               : 0;
}

/* Fill in base or extension; true: all of it is there, letter for letter. */
static bool short_part(uint8_t *to, uint32_t room, const char *from, uint32_t len)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < len && n < room; i++) {
        const uint8_t c = short_letter(from[i]);
        if (c) {
            to[n++] = c;
        }
    }
    return n == len && memcmp(to, from, n) == 0;
}

bool otaml_fat_alias(const char *name, uint32_t tries, uint8_t alias[11])
{
    static const char hex[] = "0123456789ABCDEF";
    const char *dot = strrchr(name, '.');
    const uint32_t len = (uint32_t)strlen(name);
    const uint32_t base = dot && dot != name ? (uint32_t)(dot - name) : len;
    uint32_t hash = otaml_crc32(tries, name, len);
    bool same;

    memset(alias, ' ', 11);
    same = short_part(alias, 8, name, base);
    same &= base == len || (len - base > 1 && short_part(alias + 8, 3, dot + 1, len - base - 1));
    if (same && tries == 0) {
        return true;
    }
    if (alias[1] == ' ') {
        alias[1] = '_';
        alias[0] = alias[0] == ' ' ? '_' : alias[0];
    }
    for (uint32_t i = 2; i < 6; i++, hash >>= 4) {
        alias[i] = (uint8_t)hex[hash & 15];
    }
    alias[6] = '~';
    alias[7] = '1';
    return false;
}

uint32_t otaml_fat_slots(const char *name, uint32_t tries)
{
    uint8_t alias[11];

    return otaml_fat_alias(name, tries, alias) ? 1
                                               : 1 + ((uint32_t)strlen(name) + PIECE - 1) / PIECE;
}

/* ---- long names ---- */

/* Where the i-th unit of a piece is in its slot. */
static uint32_t unit_at(uint32_t i)
{
    return 2 * i + (i < 5 ? 1 : i < 11 ? 4 : 6);
}

void otaml_fat_put_name(uint8_t *slot, const char *name, uint32_t tries, uint32_t index,
                        uint32_t count)
{
    const uint32_t number = count - 1 - index; /* of the piece, from 1; 0: the short entry */
    const uint32_t len = (uint32_t)strlen(name);
    uint8_t alias[11];

    memset(slot, 0, FAT_SLOT);
    (void)otaml_fat_alias(name, tries, alias);
    if (number == 0) {
        memcpy(slot, alias, sizeof(alias));
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
    if (slot[0] & PIECE_LAST) {
        l->left = slot[0] & 0x3f;
        l->left = l->left >= 1 && l->left <= 20 ? l->left : FAT_NO_LONG;
        l->sum = slot[SLOT_SUM];
        l->low = 0;
        l->too_long = false;
        l->first = number;
        l->at = l->room - 1;
        l->name[l->at] = '\0';
    } else if (l->left == FAT_NO_LONG || slot[0] + 1u != l->left || slot[SLOT_SUM] != l->sum) {
        l->left = FAT_NO_LONG;
    } else {
        l->left = slot[0];
    }
    for (uint32_t i = PIECE; l->left != FAT_NO_LONG && i > 0; i--) {
        const uint16_t u = otaml_get_le16(slot + unit_at(i - 1));
        if (u != 0 && u != 0xffff) {
            l->unit(l, u);
        }
    }
}

bool otaml_fat_long_end(struct fat_long *l, const uint8_t *slot)
{
    if (l->left != 1 || l->sum != otaml_fat_sum(slot)) {
        return false;
    }
    if (l->too_long) {
        l->name[0] = '\0';
    } else {
        memmove(l->name, l->name + l->at, l->room - l->at);
    }
    return true;
}
