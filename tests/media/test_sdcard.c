/*
 * test_sdcard.c - the SD card driver against cards of every kind, on a good day.
 *
 * What is expected comes from the SD Physical Layer Simplified Specification: its checksum
 * examples, its formulas for sizes and times; and from registers of real cards.
 */
#include "card_rig.h"

#include <stdlib.h>
#include <string.h>

#define SPAN 96u /* blocks that the long runs are in */

static const struct chip_sd_part sdsc_2gb = {
    .name = "SDSC 2 GB", /* its CSD needs READ_BL_LEN 10 */
    .kind = CHIP_SD_SC,
    .size = CARD_MB(2048),
    .start_us = 200000,
    .access_us = 900,
    .next_us = 0,
    .write_us = 4000,
};

static const struct chip_sd_part v1_64mb = {
    .name = "SD 1.01, 64 MB",
    .kind = CHIP_SD_V1,
    .size = CARD_MB(64),
    .start_us = 400000,
    .access_us = 2000,
    .next_us = 100,
    .write_us = 9000,
};

static const struct chip_sd_part mmc_32mb = { .name = "MMC 32 MB",
                                              .kind = CHIP_SD_MMC,
                                              .size = CARD_MB(32) };

static const struct chip_sd_part *const cards[] = { &chip_sd_sdsc_256mb, &chip_sd_sdhc_8gb,
                                                    &sdsc_2gb, &v1_64mb };

#define CARDS (sizeof(cards) / sizeof(cards[0]))

/* ---- what the card is ---- */

static void every_kind_is_identified(void **state)
{
    (void)state;
    for (size_t i = 0; i < CARDS; i++) {
        struct card_rig *r = card_new(cards[i], 0);
        assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
        assert_int_equal(r->card.block.count, cards[i]->size / 512);
        assert_int_equal(r->slowest_hz, 400000);
        assert_int_equal(r->fastest_hz, 25000000);
        assert_int_equal(r->card.crc_errors, 0);
        card_free(r);
    }
}

static void answers_may_come_late(void **state)
{
    uint8_t b[1024];

    (void)state;
    for (uint8_t after = 1; after <= 8; after++) {
        struct card_rig *r = card_new(&chip_sd_sdhc_8gb, CARD_MB(64));
        r->chip.answer_after = after;
        assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
        assert_int_equal(card_write(r, 5, b, 2), OTAML_OK);
        assert_int_equal(card_read(r, 5, b, 2), OTAML_OK);
        card_free(r);
    }
}

/* Registers of real cards, as their owners published them beside the size that Linux, or the
 * maker, gives; the formulas are 5.3.2 and 5.3.3 of the specification. */
static void real_cards_have_their_size(void **state)
{
    static const struct {
        enum chip_sd_kind kind;
        uint8_t csd[16];
        uint64_t bytes;
    } real[] = {
        /* Kingston, 2 GB: (3751 + 1) * 2^(7 + 2) * 2^10 */
        { CHIP_SD_SC,
          { 0x00, 0x2e, 0x00, 0x32, 0x5b, 0x5a, 0x83, 0xa9, 0xff, 0xff, 0xff, 0x80, 0x16, 0x80,
            0x00, 0x91 },
          UINT64_C(3752) << 19 },
        /* SanDisk, 2 GB: (3919 + 1) * 2^(7 + 2) * 2^10 */
        { CHIP_SD_SC,
          { 0x00, 0x7f, 0x00, 0x32, 0x5b, 0x5a, 0x83, 0xd3, 0xf6, 0xdb, 0xff, 0x81, 0x96, 0x80,
            0x00, 0xe7 },
          UINT64_C(3920) << 19 },
        /* SanDisk, 8 GB: 7948206080 bytes */
        { CHIP_SD_HC,
          { 0x40, 0x0e, 0x00, 0x32, 0x5b, 0x59, 0x00, 0x00, 0x3b, 0x37, 0x7f, 0x80, 0x0a, 0x40,
            0x40, 0xaf },
          UINT64_C(7948206080) },
        /* 16 GB: 15918432256 bytes */
        { CHIP_SD_HC,
          { 0x40, 0x0e, 0x00, 0x32, 0x5b, 0x59, 0x00, 0x00, 0x76, 0x99, 0x7f, 0x80, 0x0a, 0x40,
            0x00, 0xad },
          UINT64_C(15918432256) },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
        struct chip_sd_part part = chip_sd_sdsc_256mb;
        struct card_rig *r;
        part.kind = real[i].kind;
        r = card_new(&part, 0);
        memcpy(r->chip.csd, real[i].csd, 16);
        chip_sd_power_on(&r->chip);
        assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
        assert_int_equal((uint64_t)r->card.block.count * 512, real[i].bytes);
        card_free(r);
    }
}

/* A CSD whose data checksum is wrong, as some cards send it, is good by its own; one that no
 * version has is refused, as is one that does not fit how the card is addressed. */
static void the_csd_is_judged(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdhc_8gb, CARD_MB(64));

    (void)state;
    r->chip.faults.csd_checksum = true;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    r->chip.csd[15] ^= 0x80; /* now both are wrong */
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_CORRUPT);
    r->chip.faults.csd_checksum = false;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    r->chip.csd[0] |= 0xc0; /* CSD_STRUCTURE 3 */
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_UNSUPPORTED);
    assert_int_equal(r->card.block.count, 0);
    r->chip.csd[0] = 0x00; /* version 1, by blocks */
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_UNSUPPORTED);
    r->chip.csd[0] = 0x40;
    r->chip.csd[7] = 0x3f; /* C_SIZE of 2 TB: one block more than fits in 32 bits */
    r->chip.csd[8] = r->chip.csd[9] = 0xff;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_UNSUPPORTED);
    card_free(r);
}

static void an_mmc_is_refused(void **state)
{
    struct card_rig *r = card_new(&mmc_32mb, 0);
    uint8_t b[512];

    (void)state;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_UNSUPPORTED);
    assert_int_equal(card_read(r, 0, b, 1), OTAML_ERR_ARG);
    card_free(r);
}

static void an_empty_socket_is_told(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdhc_8gb, CARD_MB(64));
    const uint32_t start = card_ms(r);
    uint8_t b[512];

    (void)state;
    chip_sd_pull(&r->chip);
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_NOT_FOUND);
    assert_true(card_ms(r) - start < 200);
    r->chip.spi.floating = 0x00; /* no pull-up: it looks busy, and is asked for longer */
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_NOT_FOUND);
    assert_true(card_ms(r) - start < 1500);
    assert_int_equal(r->card.block.count, 0);
    assert_int_equal(card_read(r, 0, b, 1), OTAML_ERR_ARG);
    assert_int_equal(card_write(r, 0, b, 1), OTAML_ERR_ARG);
    r->chip.spi.floating = 0xff;
    chip_sd_insert(&r->chip);
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    card_free(r);
}

static void what_the_port_lacks_is_told(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdhc_8gb, CARD_MB(64));
    struct otaml_spi spi = r->spi;

    (void)state;
    assert_int_equal(otaml_sdcard_init(&r->card, NULL), OTAML_ERR_ARG);
    spi.now_ms = NULL;
    assert_int_equal(otaml_sdcard_init(&r->card, &spi), OTAML_ERR_ARG);
    spi = r->spi;
    spi.clock_hz = NULL; /* this one may be left out */
    assert_int_equal(otaml_sdcard_init(&r->card, &spi), OTAML_OK);
    card_free(r);
}

/* ---- checksums ---- */

/* The examples of the specification (4.5): CMD0, CMD17, and 512 bytes of 0xff; that of CMD8 stands
 * in every guide to SD cards. */
static void checksums_are_the_published_ones(void **state)
{
    static const uint8_t cmd0[] = { 0x40, 0x00, 0x00, 0x00, 0x00, 0x95 };
    static const uint8_t cmd8[] = { 0x48, 0x00, 0x00, 0x01, 0xaa, 0x87 };
    static const uint8_t cmd17[] = { 0x51, 0x00, 0x00, 0x00, 0x00, 0x55 };
    uint8_t b[1 + 512 + 2];
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, CARD_MB(64));

    (void)state;
    assert_true(card_sent(r, cmd0, 6));
    assert_true(card_sent(r, cmd8, 6));
    assert_int_equal(card_read(r, 0, b, 1), OTAML_OK);
    assert_true(card_sent(r, cmd17, 6));
    memset(b, 0xff, sizeof(b));
    assert_int_equal(card_write(r, 0, b, 1), OTAML_OK);
    b[0] = 0xfe;
    b[513] = 0x7f;
    b[514] = 0xa1;
    assert_true(card_sent(r, b, sizeof(b)));
    card_free(r);
}

/* ---- blocks ---- */

/* Runs of any length anywhere in the last SPAN blocks, against an array and the card's memory. */
static void runs_land_where_they_belong(void **state)
{
    uint8_t *want = malloc(SPAN * 512), *got = malloc(SPAN * 512);

    (void)state;
    for (size_t i = 0; i < CARDS; i++) {
        struct card_rig *r = card_ready(cards[i], 0);
        const uint32_t base = r->card.block.count - SPAN;
        uint32_t random = 77;
        memset(want, 0, SPAN * 512);
        for (uint32_t round = 0; round < 120; round++) {
            const uint32_t first = chip_random(&random) % SPAN;
            const uint32_t n = 1 + chip_random(&random) % (round % 3 ? 4 : SPAN - first);
            const uint32_t len = n > SPAN - first ? SPAN - first : n;
            card_fill(want + first * 512, len * 512, round);
            assert_int_equal(card_write(r, base + first, want + first * 512, len), OTAML_OK);
            assert_int_equal(card_read(r, base + first, got, len), OTAML_OK);
            assert_memory_equal(got, want + first * 512, len * 512);
        }
        assert_int_equal(card_read(r, base, got, SPAN), OTAML_OK);
        assert_memory_equal(got, want, SPAN * 512);
        assert_memory_equal(r->bytes + cards[i]->size - SPAN * 512, want, SPAN * 512);
        assert_int_equal(r->card.crc_errors, 0);
        card_free(r);
    }
    free(want);
    free(got);
}

static void what_lies_outside_is_refused(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdsc_256mb, 0);
    const uint32_t count = r->card.block.count;
    uint8_t b[1024] = { 0 };

    (void)state;
    assert_int_equal(card_read(r, count, b, 1), OTAML_ERR_ARG);
    assert_int_equal(card_read(r, count - 1, b, 2), OTAML_ERR_ARG);
    assert_int_equal(card_write(r, UINT32_MAX, b, 2), OTAML_ERR_ARG);
    assert_int_equal(card_write(r, 1, b, UINT32_MAX), OTAML_ERR_ARG);
    assert_int_equal(card_read(r, count, b, 0), OTAML_OK);
    assert_int_equal(card_write(r, count - 1, b, 1), OTAML_OK);
    card_free(r);
}

/* One command for a run, not one for each block. */
static void runs_are_one_command(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, CARD_MB(64));
    uint8_t b[8 * 512] = { 0 };

    (void)state;
    memset(&r->chip.counts, 0, sizeof(r->chip.counts));
    assert_int_equal(card_write(r, 3, b, 8), OTAML_OK);
    assert_int_equal(card_read(r, 3, b, 8), OTAML_OK);
    assert_int_equal(card_write(r, 3, b, 1), OTAML_OK);
    assert_int_equal(card_read(r, 3, b, 1), OTAML_OK);
    assert_int_equal(r->chip.counts.commands[25], 1);
    assert_int_equal(r->chip.counts.commands[18], 1);
    assert_int_equal(r->chip.counts.commands[12], 1); /* the read's; the write has its token */
    assert_int_equal(r->chip.counts.commands[24], 1);
    assert_int_equal(r->chip.counts.commands[17], 1);
    assert_int_equal(r->chip.counts.commands[13], 2);
    assert_int_equal(r->chip.counts.blocks_written, 9);
    card_free(r);
}

/* ---- time ---- */

/* A run costs 515 bytes a block (token, data, checksum) on the wires, at 25 MHz 165 us, and what
 * the card itself takes; driver and polling add little. */
static void time_is_what_bus_and_card_take(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, CARD_MB(64));
    const uint64_t wire_ns = 515 * 8 * 40; /* 40 ns a bit */
    uint8_t *b = calloc(SPAN, 512);
    uint64_t start, least, took;

    (void)state;
    start = r->now_ns;
    assert_int_equal(card_read(r, 0, b, SPAN), OTAML_OK);
    took = r->now_ns - start;
    least = SPAN * wire_ns + 300000 + (SPAN - 1) * 10000;
    assert_in_range(took, least, least + least / 10);

    start = r->now_ns;
    assert_int_equal(card_write(r, 0, b, SPAN), OTAML_OK);
    took = r->now_ns - start;
    least = SPAN * (wire_ns + 800000);
    assert_in_range(took, least, least + least / 10);
    free(b);
    card_free(r);
}

/* ---- power ---- */

/* What otaml/block.h promises: blocks before the cut are new, those behind it old. */
static void a_power_cut_costs_one_block(void **state)
{
    enum { RUN = 6 };
    uint8_t old[RUN * 512], new[RUN * 512];

    (void)state;
    card_fill(old, sizeof(old), 1);
    card_fill(new, sizeof(new), 2);
    for (uint32_t cut = 0; cut < CHIP_CUTS; cut++) {
        for (uint32_t at = 1; at <= RUN; at++) {
            struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, CARD_MB(64));
            const uint32_t before = (at - 1) * 512;
            assert_int_equal(card_write(r, 9, old, RUN), OTAML_OK);
            r->chip.spi.power.cut = (enum chip_cut)cut;
            r->chip.spi.power.cut_in = at;
            assert_int_equal(card_write(r, 9, new, RUN), CHIP_ERR_POWER);
            assert_int_equal(card_read(r, 9, old, 1), CHIP_ERR_POWER);
            card_fill(old, sizeof(old), 1);
            chip_sd_power_on(&r->chip);
            assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
            assert_memory_equal(r->bytes + 9 * 512, new, before);
            assert_memory_equal(r->bytes + 9 * 512 + at * 512, old + at * 512, (RUN - at) * 512);
            assert_int_equal(memcmp(r->bytes + 9 * 512 + before, new + before, 512) == 0,
                             cut == CHIP_CUT_AFTER);
            assert_int_equal(memcmp(r->bytes + 9 * 512 + before, old + before, 512) == 0,
                             cut == CHIP_CUT_BEFORE);
            card_free(r);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_identified),
        cmocka_unit_test(answers_may_come_late),
        cmocka_unit_test(real_cards_have_their_size),
        cmocka_unit_test(the_csd_is_judged),
        cmocka_unit_test(an_mmc_is_refused),
        cmocka_unit_test(an_empty_socket_is_told),
        cmocka_unit_test(what_the_port_lacks_is_told),
        cmocka_unit_test(checksums_are_the_published_ones),
        cmocka_unit_test(runs_land_where_they_belong),
        cmocka_unit_test(what_lies_outside_is_refused),
        cmocka_unit_test(runs_are_one_command),
        cmocka_unit_test(time_is_what_bus_and_card_take),
        cmocka_unit_test(a_power_cut_costs_one_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
