/*
 * test_nor_sfdp.c - what the driver of SPI NOR flash makes of SFDP tables, as it shows in the
 * memory unit and in the commands that the part gets.
 *
 * The tables are written here from JESD216B: 6.4.1 to 6.4.19 (basic flash parameters), 6.6 (4-byte
 * address instructions). Words and bits are counted as there, words from 1.
 */
#include "part_rig.h"

#include <stdlib.h>
#include <string.h>
#include <chip_nor.h>
#include <otaml/nor.h>

#define KB 1024u
#define MB (1024u * KB)

#define TABLE   0x30u /* where the basic table lies */
#define TABLE_4 0x80u

struct rig {
    struct chip_nor chip;
    struct chip_nor_part part; /* to be altered */
    struct otaml_nor nor;
    struct otaml_nor_config cfg;
    uint8_t sfdp[256];
    uint8_t *bytes;
    uint64_t now_ns;
};

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        p[i] = (uint8_t)(v >> (8 * i));
    }
}

static void word(struct rig *r, unsigned number, uint32_t v)
{
    put32(r->sfdp + TABLE + 4 * (number - 1), v);
}

/* id: its two bytes; words: the table's length. */
static void header(struct rig *r, unsigned number, uint16_t id, uint8_t major, uint8_t words,
                   uint32_t at)
{
    uint8_t *h = r->sfdp + 8 + 8 * number;

    put32(h, (uint32_t)words << 24 | (uint32_t)major << 16 | 6u << 8 | (id & 0xffu));
    put32(h + 4, (uint32_t)(id >> 8) << 24 | at);
    if (r->sfdp[6] < number) {
        r->sfdp[6] = (uint8_t)number;
    }
}

/* A part of 32 Mbit with erases of 4 and 64 KB and a table of the first revision, 9 words. */
static void rig_make(struct rig *r, const struct chip_nor_part *part)
{
    memset(r, 0, sizeof(*r));
    r->part = *part;
    r->bytes = malloc(part->size);
    assert_non_null(r->bytes);
    memset(r->bytes, 0xff, part->size);
    assert_true(chip_nor_init(&r->chip, &r->part, r->bytes, &r->now_ns));
    r->cfg.spi = &r->chip.spi.bus;
    r->chip.sfdp = r->sfdp;
    r->chip.sfdp_len = sizeof(r->sfdp);
    memset(r->sfdp, 0xff, sizeof(r->sfdp));
    memcpy(r->sfdp, "SFDP\x00\x01\x00\xff", 8);
    header(r, 0, 0xff00, 1, 9, TABLE);
    word(r, 1, 0xfff120e5);
    word(r, 2, part->size * 8 - 1);
    word(r, 8, 0x0000200c);
    word(r, 9, 0x0000d810);
}

static int init(struct rig *r)
{
    return otaml_nor_init(&r->nor, &r->cfg);
}

static void rig_close(struct rig *r)
{
    rig_no_violation(&r->chip.spi.power);
    chip_nor_close(&r->chip);
    free(r->bytes);
}

static int erase(struct rig *r, uint32_t off, uint32_t len)
{
    return r->nor.media.erase(r->nor.media.ctx, off, len);
}

/* Nine words: no page size (256 is assumed), no times, any type in any place. */
static void first_revision(void **state)
{
    uint8_t b[256] = { 0 };
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.size, 4 * MB);
    assert_int_equal(r.nor.media.erase_size, 4 * KB);
    assert_int_equal(r.nor.media.prog(&r.nor, 0, b, 256), OTAML_OK);
    assert_int_equal(r.chip.programs, 1);
    assert_int_equal(erase(&r, 0, 128 * KB), OTAML_OK);
    assert_int_equal(r.chip.erases, 2);
    word(&r, 8, 0xd8100000); /* types 2 and 4 only */
    word(&r, 9, 0x200c0000);
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.erase_size, 4 * KB);
    word(&r, 9, 0);
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.erase_size, 64 * KB);
    word(&r, 1, 0xfff120e1); /* bit 2 clear: programs byte by byte */
    r.chip.programs = 0;
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.prog(&r.nor, 0, b, 3), OTAML_OK);
    assert_int_equal(r.chip.programs, 3);
    rig_close(&r);
}

/* 6.4.5: bit 31 clear: bits - 1; set: the logarithm of the bits. */
static void densities(void **state)
{
    static const struct {
        uint32_t word;
        uint32_t size;
    } good[] = { { 0x007fffff, 1 * MB }, { 0x01ffffff, 4 * MB }, { 0x07ffffff, 16 * MB } };
    static const uint32_t bad[] = { 0,          1,          0x01fffffe, 0x80000000, 0x80000023,
                                    0x8000001f, 0xffffffff, 0x00007ffe, 0x01ffff7f };
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_is25wp256d);
    for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        word(&r, 2, good[i].word);
        assert_int_equal(init(&r), OTAML_OK);
        assert_int_equal(r.nor.media.size, good[i].size);
    }
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        word(&r, 2, bad[i]);
        assert_int_equal(init(&r), OTAML_ERR_GEOMETRY);
    }
    /* 4 to 16 Gbit: addresses of 3 or 4 bytes, so that it needs no more to be believed. */
    word(&r, 1, 0xfff320e5);
    for (uint32_t log = 32; log <= 34; log++) {
        word(&r, 2, 0x80000000u | log);
        assert_int_equal(init(&r), OTAML_OK);
        assert_int_equal(r.nor.media.size, 1u << (log - 3));
    }
    rig_close(&r);
}

/* 6.4.14: bits 7:4 of word 11, the page; bits 13:8 and 3:0 its time. */
static void page_sizes(void **state)
{
    uint8_t b[512] = { 0 };
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    header(&r, 0, 0xff00, 1, 11, TABLE);
    word(&r, 10, 0);
    word(&r, 11, 0x00000060); /* 64 bytes */
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.prog(&r.nor, 10, b, 128), OTAML_OK);
    assert_int_equal(r.chip.programs, 3);
    word(&r, 11, 0x000000f0); /* 32 KB: more than a sector */
    assert_int_equal(init(&r), OTAML_ERR_GEOMETRY);
    word(&r, 11, 0x00000000);
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.prog(&r.nor, 512, b, 2), OTAML_OK);
    assert_int_equal(r.chip.programs, 5);
    rig_close(&r);
}

/* 6.4.13: a part that says it may take 16 times 1 s for 4 KB is given the time: word 10, count 0 in
 * units of 1 s, the longest 2 * (7 + 1) times the typical one. */
static void times_are_believed_when_longer(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.part.erase[0].typical_us = r.part.erase[0].max_us = 15000000;
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(erase(&r, 0, 4 * KB), OTAML_ERR_TIMEOUT);
    r.now_ns += 20000000000u;
    header(&r, 0, 0xff00, 1, 10, TABLE);
    word(&r, 10, 3u << 9 | 7u);
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(erase(&r, 0, 4 * KB), OTAML_OK);
    rig_close(&r);
}

/* 6.6: commands of their own for 4-byte addresses, under other numbers than the usual ones. */
static void four_byte_table(void **state)
{
    uint8_t b = 0x42;
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_is25wp256d);
    r.part.erase[0].opcode4 = 0x77;
    header(&r, 1, 0xff84, 1, 2, TABLE_4);
    put32(r.sfdp + TABLE_4, 1u << 1 | 1u << 6 | 1u << 9); /* 0C, 12, erase type 1 */
    put32(r.sfdp + TABLE_4 + 4, 0xffffff77);
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.prog(&r.nor, 20 * MB, &b, 1), OTAML_OK);
    assert_int_equal(r.bytes[20 * MB], 0x42);
    assert_int_equal(erase(&r, 20 * MB, 64 * KB), OTAML_OK); /* type 2 has no such command */
    assert_int_equal(r.bytes[20 * MB], 0xff);
    assert_int_equal(r.chip.erases, 16);
    assert_false(r.chip.address4);
    put32(r.sfdp + TABLE_4, 1u << 1 | 1u << 6); /* no erase at all */
    assert_int_equal(init(&r), OTAML_ERR_GEOMETRY);
    put32(r.sfdp + TABLE_4, 1u << 1); /* no program: this table does not help */
    assert_int_equal(init(&r), OTAML_ERR_GEOMETRY);
    rig_close(&r);
}

/* Bits 18:17 of word 1 are 10: always 4 bytes, with the usual commands. */
static void always_4_bytes(void **state)
{
    uint8_t b = 0x42;
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_is25wp256d);
    word(&r, 1, 0xfff520e5);
    assert_int_equal(init(&r), OTAML_OK);
    r.chip.address4 = true; /* such a part is */
    assert_int_equal(r.nor.media.prog(&r.nor, 20 * MB, &b, 1), OTAML_OK);
    assert_int_equal(r.bytes[20 * MB], 0x42);
    rig_close(&r);
}

static void several_headers(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    header(&r, 1, 0xef00, 1, 4, 0xf0);   /* the maker's own */
    header(&r, 2, 0xff00, 2, 200, 0xf0); /* of another major revision: not known here */
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.size, 4 * MB);
    header(&r, 3, 0xff81, 1, 4, 0xf0); /* a sector map: not uniform */
    assert_int_equal(init(&r), OTAML_ERR_UNSUPPORTED);
    rig_close(&r);
}

static void what_is_no_sfdp(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.sfdp[3] = 'Q';
    assert_int_equal(init(&r), OTAML_ERR_UNSUPPORTED);
    r.sfdp[3] = 'P';
    r.sfdp[5] = 2;
    assert_int_equal(init(&r), OTAML_ERR_UNSUPPORTED);
    r.sfdp[5] = 1;
    header(&r, 0, 0xff00, 1, 8, TABLE);
    assert_int_equal(init(&r), OTAML_ERR_UNSUPPORTED);
    header(&r, 0, 0xff00, 1, 9, 0xfffff0); /* beyond: reads as 0xff */
    assert_int_equal(init(&r), OTAML_ERR_GEOMETRY);
    header(&r, 0, 0xff00, 1, 9, TABLE);
    word(&r, 8, 0x20ff2007); /* 128 bytes; 2^255 */
    word(&r, 9, 0xd819d800); /* none; 32 MB */
    assert_int_equal(init(&r), OTAML_ERR_GEOMETRY);
    word(&r, 8, 0x0000d818); /* 16 MB: more than the part */
    word(&r, 9, 0);
    assert_int_equal(init(&r), OTAML_ERR_GEOMETRY);
    rig_close(&r);
}

/* What the part says badly the caller may say better. */
static void caller_comes_in(void **state)
{
    const struct otaml_nor_geometry geometry = { .size = 4 * MB,
                                                 .page_size = 256,
                                                 .erase = { { .size = 64 * KB, .opcode = 0xd8 } } };
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.cfg.geometry = &geometry;
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.erase_size, 4 * KB); /* the part's word comes first */
    header(&r, 1, 0xff81, 1, 4, 0xf0);
    assert_int_equal(init(&r), OTAML_OK);
    assert_int_equal(r.nor.media.erase_size, 64 * KB);
    r.sfdp[6] = 0;
    word(&r, 2, 0);
    assert_int_equal(init(&r), OTAML_ERR_GEOMETRY); /* it describes itself, as nothing */
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_revision),  cmocka_unit_test(densities),
        cmocka_unit_test(page_sizes),      cmocka_unit_test(times_are_believed_when_longer),
        cmocka_unit_test(four_byte_table), cmocka_unit_test(always_4_bytes),
        cmocka_unit_test(several_headers), cmocka_unit_test(what_is_no_sfdp),
        cmocka_unit_test(caller_comes_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
