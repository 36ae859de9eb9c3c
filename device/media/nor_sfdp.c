/*
 * nor_sfdp.c - what a SPI NOR part says of itself: JESD216, up to its revision F.
 *
 *   0        8         16             8 + 8 * headers
 *   | "SFDP" | header 0 | header 1 | ... |   ...   | basic flash parameters: 9 to 23 words | ...
 *
 * A header names a table (id), its length in 32-bit words and where it is. Of three we need to
 * know: basic flash parameters (ff00), 4-byte address commands (ff84), and that there is no sector
 * map (ff81). Everything here is as good as what comes over the bus: bounded, and believed only
 * where it makes sense.
 */
#include "nor_priv.h"

#include "base_priv.h"
#include "media_priv.h"

#define SIGNATURE    0x50444653u /* "SFDP" */
#define ID_BASIC     0xff00u
#define ID_MAP       0xff81u
#define ID_4_BYTE    0xff84u
#define HEADERS_MAX  16u
#define WORDS_MIN    9u  /* JESD216, 2011 */
#define WORDS_MAX    16u /* JESD216B; what later revisions add is not used */
#define MODE_3_LIMIT (16u * 1024 * 1024)
#define SMALLEST_LOG 8u  /* erase types that are believed: 256 bytes */
#define LARGEST_LOG  24u /* to 16 MB */
#define LIMIT_MS     60000u

struct table {
    uint32_t at;
    uint32_t words; /* 0: there is none */
};

static int read_words(const struct otaml_spi *spi, uint32_t at, uint8_t *dst, uint32_t words)
{
    const uint8_t head[5] = { 0x5a, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at, 0 };

    return otaml_spi_transact(spi, head, sizeof(head), NULL, dst, words * 4);
}

/* Bits low .. low + count - 1. */
static uint32_t bits(uint32_t word, unsigned low, unsigned count)
{
    return word >> low & ((1u << count) - 1);
}

/* ---- headers ---- */

struct tables {
    struct table basic, four_byte;
    bool has_map;
};

static void note_header(struct tables *t, const uint8_t *h)
{
    const uint32_t id = (uint32_t)h[7] << 8 | h[0];
    const struct table found = { otaml_get_le32(h + 4) & 0xffffffu, h[3] };

    if (h[2] != 1) {
        return; /* another major revision: another layout */
    }
    if (id == ID_BASIC && found.words >= t->basic.words) {
        t->basic = found; /* a part may have the table of several revisions: the longest */
    } else if (id == ID_4_BYTE && found.words >= 2) {
        t->four_byte = found;
    } else if (id == ID_MAP) {
        t->has_map = true;
    }
}

static int find_tables(const struct otaml_spi *spi, struct tables *t)
{
    uint8_t h[8];
    uint32_t count;
    int err = read_words(spi, 0, h, 2);

    *t = (struct tables){ .has_map = false };
    if (err) {
        return err;
    }
    if (otaml_get_le32(h) != SIGNATURE || h[5] != 1) {
        return OTAML_ERR_UNSUPPORTED;
    }
    count = h[6] < HEADERS_MAX ? h[6] + 1u : HEADERS_MAX; /* the field counts from 0 */
    for (uint32_t i = 0; i < count && !err; i++) {
        err = read_words(spi, 8 + 8 * i, h, 2);
        if (!err) {
            note_header(t, h);
        }
    }
    if (err) {
        return err;
    }
    return t->has_map || t->basic.words < WORDS_MIN ? OTAML_ERR_UNSUPPORTED : OTAML_OK;
}

/* ---- basic flash parameters ---- */

/* Word 2: bits - 1, or from 4 Gbit on their logarithm. 0: not a size that we can address. */
static uint32_t size_of(uint32_t word)
{
    const uint32_t value = word & 0x7fffffffu;

    if (word & 0x80000000u) {
        return value >= 32 && value <= 34 ? 1u << (value - 3) : 0;
    }
    return (value & 7) == 7 ? (value >> 3) + 1 : 0;
}

/* Words 8 and 9: for each type the logarithm of its size and the command. Word 10: times. */
static void read_erases(struct nor_description *d, const uint8_t *table, uint32_t words)
{
    static const uint16_t unit_ms[4] = { 1, 16, 128, 1000 };
    const uint32_t times = words >= 10 ? otaml_get_le32(table + 36) : 0;

    for (unsigned i = 0; i < OTAML_NOR_ERASES; i++) {
        struct otaml_nor_erase *e = &d->geometry.erase[i];
        const uint8_t log = table[28 + 2 * i];
        const uint32_t typical =
            (bits(times, 4 + 7 * i, 5) + 1) * unit_ms[bits(times, 9 + 7 * i, 2)];
        const uint32_t longest = 2 * (bits(times, 0, 4) + 1) * typical;
        if (log < SMALLEST_LOG || log > LARGEST_LOG) {
            continue;
        }
        e->size = 1u << log;
        e->opcode = table[29 + 2 * i];
        if (words >= 10) {
            e->timeout_ms = (uint16_t)(longest < LIMIT_MS ? longest : LIMIT_MS);
        }
    }
}

/* Word 11: the page, and the longest time for it. Without it word 1 says whether there are pages
 * of at least 64 bytes, and all parts of that time have 256. */
static void read_page(struct nor_description *d, const uint8_t *table, uint32_t words)
{
    uint32_t word, typical_us;

    if (words < 11) {
        d->geometry.page_size = table[0] & 4 ? 256 : 1;
        return;
    }
    word = otaml_get_le32(table + 40);
    typical_us = (bits(word, 8, 5) + 1) * (bits(word, 13, 1) ? 64 : 8);
    d->geometry.page_size = 1u << bits(word, 4, 4);
    d->program_ms = 2 * (bits(word, 0, 4) + 1) * typical_us / 1000 + 1;
}

/* ---- addresses of 4 bytes ---- */

/* The commands' own 4-byte versions, where all that we use exist. */
static int read_4_byte_table(const struct otaml_spi *spi, const struct table *t,
                             struct nor_description *d)
{
    uint8_t table[8];
    uint32_t known;
    const int err = read_words(spi, t->at, table, 2);

    if (err) {
        return err;
    }
    known = otaml_get_le32(table);
    if (!bits(known, 1, 1) || !bits(known, 6, 1)) {
        return OTAML_OK; /* no 0c or no 12: another way, then */
    }
    for (unsigned i = 0; i < OTAML_NOR_ERASES; i++) {
        struct otaml_nor_erase *e = &d->geometry.erase[i];
        if (e->size > 0 && bits(known, 9 + i, 1)) {
            e->opcode = table[4 + i];
        } else {
            e->size = 0;
        }
    }
    d->addressing = NOR_4_OPCODES;
    return OTAML_OK;
}

/* The three that every part which has such commands has under these numbers. */
static void use_common_opcodes(struct nor_description *d)
{
    static const uint8_t pairs[][2] = { { 0x20, 0x21 }, { 0x52, 0x5c }, { 0xd8, 0xdc } };

    for (unsigned i = 0; i < OTAML_NOR_ERASES; i++) {
        struct otaml_nor_erase *e = &d->geometry.erase[i];
        unsigned k = 0;
        while (k < sizeof(pairs) / sizeof(pairs[0]) && pairs[k][0] != e->opcode) {
            k++;
        }
        if (k < sizeof(pairs) / sizeof(pairs[0])) {
            e->opcode = pairs[k][1];
        } else {
            e->size = 0;
        }
    }
    d->addressing = NOR_4_OPCODES;
}

/* Commands of their own are better than a mode: a processor that is reset alone, and whose ROM
 * loads its program from the part with 3 bytes, finds it as it was. */
static int choose_addressing(const struct otaml_spi *spi, const struct tables *t,
                             const uint8_t *table, uint32_t words, struct nor_description *d)
{
    const uint32_t bytes = bits(otaml_get_le32(table), 17, 2); /* 0: 3, 1: 3 or 4, 2: 4 */
    const uint32_t said = words >= 16 ? bits(otaml_get_le32(table + 60), 24, 8) : 0;
    const uint32_t ways = said == 0xff ? 0 : said; /* small parts leave it as erased */

    if (bytes == 2) {
        d->addressing = NOR_4_ALWAYS;
        return OTAML_OK;
    }
    if (d->geometry.size <= MODE_3_LIMIT) {
        return OTAML_OK;
    }
    if (t->four_byte.words > 0) {
        const int err = read_4_byte_table(spi, &t->four_byte, d);
        if (err || d->addressing == NOR_4_OPCODES) {
            return err;
        }
    }
    /* Some makers leave "3 bytes only" in word 1 and tell the truth in word 16. */
    if (bits(ways, 5, 1)) {
        use_common_opcodes(d);
    } else if (bits(ways, 0, 1)) {
        d->addressing = NOR_4_MODE;
    } else if (bits(ways, 1, 1) || (words < 16 && bytes == 1)) {
        d->addressing = NOR_4_MODE_ENABLED;
    } else {
        return OTAML_ERR_GEOMETRY;
    }
    return OTAML_OK;
}

int otaml_nor_sfdp(const struct otaml_spi *spi, struct nor_description *d)
{
    uint8_t table[WORDS_MAX * 4];
    struct tables t;
    uint32_t words;
    int err = find_tables(spi, &t);

    *d = (struct nor_description){ .addressing = NOR_3_BYTES };
    if (err) {
        return err;
    }
    words = t.basic.words < WORDS_MAX ? t.basic.words : WORDS_MAX;
    err = read_words(spi, t.basic.at, table, words);
    if (err) {
        return err;
    }
    d->geometry.size = size_of(otaml_get_le32(table + 4));
    read_erases(d, table, words);
    read_page(d, table, words);
    return choose_addressing(spi, &t, table, words, d);
}
