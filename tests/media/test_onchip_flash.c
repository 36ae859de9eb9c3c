/*
 * test_onchip_flash.c - the driver of on-chip flash against parts that follow their data sheets.
 */
#include "part_rig.h"

#include <stdlib.h>
#include <string.h>
#include <chip_flash.h>

#define KB 1024u

struct rig {
    struct chip_flash chip;
    struct otaml_onchip_flash unit;
    uint8_t *bytes;
    uint64_t now_ns;
};

static void rig_open(struct rig *r, const struct chip_flash_part *part, bool verify)
{
    memset(r, 0, sizeof(*r));
    r->bytes = aligned_alloc(16, part->size);
    assert_non_null(r->bytes);
    memset(r->bytes, 0xff, part->size);
    assert_true(chip_flash_init(&r->chip, part, r->bytes, &r->now_ns));
    r->chip.cfg.verify = verify;
    assert_int_equal(otaml_onchip_flash_init(&r->unit, &r->chip.cfg), OTAML_OK);
}

static void rig_close(struct rig *r)
{
    rig_no_violation(&r->chip.power);
    chip_flash_close(&r->chip);
    free(r->bytes);
}

static int prog(struct rig *r, uint32_t off, const void *src, uint32_t len)
{
    return r->unit.media.prog(r->unit.media.ctx, off, src, len);
}

static int erase(struct rig *r, uint32_t off, uint32_t len)
{
    return r->unit.media.erase(r->unit.media.ctx, off, len);
}

static int readb(struct rig *r, uint32_t off, void *dst, uint32_t len)
{
    return r->unit.media.read(r->unit.media.ctx, off, dst, len);
}

static void units_are_described(void **state)
{
    struct rig r;

    (void)state;
    rig_open(&r, &chip_stm32h743, false);
    assert_int_equal(r.unit.media.size, 2048 * KB);
    assert_int_equal(r.unit.media.erase_size, 128 * KB);
    assert_int_equal(r.unit.media.prog_size, 32);
    assert_false(r.unit.media.clears_bits);
    assert_ptr_equal(r.unit.media.base, r.bytes);
    rig_close(&r);
    rig_open(&r, &chip_teensy40, false);
    assert_int_equal(r.unit.media.erase_size, 4 * KB);
    assert_int_equal(r.unit.media.prog_size, 4);
    assert_true(r.unit.media.clears_bits);
    rig_close(&r);
}

static void wrong_descriptions_are_refused(void **state)
{
    struct otaml_onchip_flash_config cfg;
    struct otaml_onchip_flash unit;
    struct rig r;

    (void)state;
    rig_open(&r, &chip_stm32h743, false);
#define REFUSED(field, value, error)                                                               \
    cfg = r.chip.cfg;                                                                              \
    cfg.field = (value);                                                                           \
    assert_int_equal(otaml_onchip_flash_init(&unit, &cfg), error)
    REFUSED(program, NULL, OTAML_ERR_ARG);
    REFUSED(erase, NULL, OTAML_ERR_ARG);
    REFUSED(word_size, 24, OTAML_ERR_GEOMETRY);
    REFUSED(word_size, 0, OTAML_ERR_GEOMETRY);
    REFUSED(row_size, 16, OTAML_ERR_GEOMETRY);
    REFUSED(row_size, 96, OTAML_ERR_GEOMETRY);
    REFUSED(sector_size, 0, OTAML_ERR_GEOMETRY);
    REFUSED(sector_size, 96 * KB, OTAML_ERR_GEOMETRY);
    REFUSED(size, 0, OTAML_ERR_GEOMETRY);
    REFUSED(base, r.bytes + 8, OTAML_ERR_GEOMETRY);
#undef REFUSED
    cfg = r.chip.cfg;
    cfg.read = NULL;
    cfg.base = NULL;
    assert_int_equal(otaml_onchip_flash_init(&unit, &cfg), OTAML_ERR_ARG);
    cfg.base = r.bytes;
    cfg.row_size = 0; /* a word */
    assert_int_equal(otaml_onchip_flash_init(&unit, &cfg), OTAML_OK);
    rig_close(&r);
}

static void pieces_of_all_lengths(void **state)
{
    struct rig r;

    (void)state;
    for (int verify = 0; verify < 2; verify++) {
        rig_open(&r, &chip_stm32h743, verify);
        rig_pieces(&r.unit.media, 512 * KB, 3200, 128 * KB, 60);
        rig_close(&r);
        rig_open(&r, &chip_teensy40, verify);
        rig_pieces(&r.unit.media, 64 * KB, 5000, 256, 200);
        rig_close(&r);
    }
}

/* Words of 0xff stay blank, so that they can be programmed later: the flash store's way of
 * leaving room for its marks. */
static void blank_words_are_left_out(void **state)
{
    uint8_t b[32 * 8];
    struct rig r;

    (void)state;
    rig_open(&r, &chip_stm32h743, true);
    memset(b, 0xff, sizeof(b));
    assert_int_equal(prog(&r, 0, b, sizeof(b)), OTAML_OK);
    assert_int_equal(r.chip.programs, 0);
    b[32 * 2] = 1;
    b[32 * 3 + 31] = 3;
    b[32 * 7] = 2;
    assert_int_equal(prog(&r, 0, b, sizeof(b)), OTAML_OK);
    assert_int_equal(r.chip.programs, 3);
    assert_memory_equal(r.bytes, b, sizeof(b));
    memset(b, 0x5a, sizeof(b));
    assert_int_equal(prog(&r, 32 * 4, b, 32 * 3), OTAML_OK);
    assert_int_equal(r.chip.programs, 6);
    rig_no_violation(&r.chip.power);
    assert_int_equal(prog(&r, 32 * 2, b, 32), CHIP_ERR_RULE); /* as the part says */
    assert_int_equal(r.chip.power.violations, 1);
    r.chip.power.violations = 0;
    rig_close(&r);
}

/* One call for what lies in a row, and no more. */
static void rows_are_split(void **state)
{
    uint8_t b[600];
    struct rig r;

    (void)state;
    rig_open(&r, &chip_teensy40, false);
    memset(b, 1, sizeof(b));
    assert_int_equal(prog(&r, 100, b, 600), OTAML_OK); /* 100..255, 256..511, 512..699 */
    assert_int_equal(r.chip.programs, 3);
    memset(b + 40, 0xff, 8);
    assert_int_equal(prog(&r, 1024, b, 80), OTAML_OK); /* around the blank words */
    assert_int_equal(r.chip.programs, 5);
    rig_close(&r);
}

static void bounds_are_kept(void **state)
{
    uint8_t b[64] = { 0 };
    struct rig r;

    (void)state;
    rig_open(&r, &chip_stm32h743, false);
    assert_int_equal(readb(&r, 2048 * KB - 8, b, 16), OTAML_ERR_ARG);
    assert_int_equal(readb(&r, UINT32_MAX - 7, b, 16), OTAML_ERR_ARG);
    assert_int_equal(prog(&r, 16, b, 32), OTAML_ERR_ARG);
    assert_int_equal(prog(&r, 32, b, 31), OTAML_ERR_ARG);
    assert_int_equal(prog(&r, 2048 * KB - 32, b, 64), OTAML_ERR_ARG);
    assert_int_equal(erase(&r, 4 * KB, 128 * KB), OTAML_ERR_ARG);
    assert_int_equal(erase(&r, 2048 * KB, 128 * KB), OTAML_ERR_ARG);
    assert_int_equal(prog(&r, 2048 * KB - 32, b, 32), OTAML_OK);
    rig_close(&r);
}

/* A word whose programming was cut cannot be read until its sector is erased; its neighbours
 * can. */
static void torn_words_are_corrupt(void **state)
{
    uint8_t b[96], back[32];
    struct rig r;

    (void)state;
    memset(b, 0x12, sizeof(b));
    for (int cut = CHIP_CUT_TORN_HEAD; cut < CHIP_CUTS; cut++) {
        rig_open(&r, &chip_stm32h743, true);
        r.chip.power.cut = (enum chip_cut)cut;
        r.chip.power.cut_in = 2;
        assert_int_equal(prog(&r, 0, b, 96), CHIP_ERR_POWER);
        assert_int_equal(readb(&r, 0, back, 1), CHIP_ERR_POWER);
        chip_flash_power_on(&r.chip);
        assert_int_equal(readb(&r, 0, back, 32), OTAML_OK);
        assert_memory_equal(back, b, 32);
        assert_int_equal(readb(&r, 63, back, 1),
                         cut == CHIP_CUT_AFTER ? OTAML_OK : OTAML_ERR_CORRUPT);
        assert_int_equal(readb(&r, 64, back, 32), OTAML_OK);
        assert_int_equal(back[0], 0xff);
        assert_int_equal(erase(&r, 0, 128 * KB), OTAML_OK);
        assert_int_equal(readb(&r, 32, back, 32), OTAML_OK);
        assert_int_equal(prog(&r, 0, b, 96), OTAML_OK);
        rig_close(&r);
    }
}

static void worn_sector_is_seen(void **state)
{
    int err = OTAML_OK;
    struct rig r;

    (void)state;
    rig_open(&r, &chip_teensy40, true);
    r.chip.cycles = 10;
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(erase(&r, 8 * KB, 4 * KB), OTAML_OK);
    }
    for (unsigned i = 0; i < 5 && !err; i++) {
        err = erase(&r, 8 * KB, 4 * KB);
    }
    assert_int_equal(err, OTAML_ERR_IO);
    assert_int_equal(erase(&r, 0, 8 * KB), OTAML_OK);
    rig_close(&r);
}

/* What was there before the part was opened counts as programmed. */
static void content_is_taken_over(void **state)
{
    uint8_t b[32];
    struct rig r, again;

    (void)state;
    memset(b, 0, sizeof(b));
    rig_open(&r, &chip_stm32h743, false);
    assert_int_equal(prog(&r, 320, b, 32), OTAML_OK);
    memset(&again, 0, sizeof(again));
    assert_true(chip_flash_init(&again.chip, &chip_stm32h743, r.bytes, &again.now_ns));
    assert_int_equal(otaml_onchip_flash_init(&again.unit, &again.chip.cfg), OTAML_OK);
    assert_int_equal(prog(&again, 320, b, 32), CHIP_ERR_RULE);
    assert_int_equal(prog(&again, 352, b, 32), OTAML_OK);
    chip_flash_close(&again.chip);
    rig_close(&r);
}

/* 128 KB on an STM32H743: 4096 words of 0.1 to 0.2 ms, and a sector of 1 to 2 s. */
static void time_is_the_data_sheets(void **state)
{
    static uint8_t b[128 * 1024];
    uint64_t start;
    struct rig r;

    (void)state;
    for (uint32_t slow = 0; slow <= 100; slow += 100) {
        rig_open(&r, &chip_stm32h743, false);
        r.chip.slow_percent = slow;
        start = r.now_ns;
        assert_int_equal(prog(&r, 0, b, sizeof(b)), OTAML_OK);
        assert_int_equal((r.now_ns - start) / 100000, slow ? 8192 : 4096);
        start = r.now_ns;
        assert_int_equal(erase(&r, 0, sizeof(b)), OTAML_OK);
        assert_int_equal((r.now_ns - start) / 1000000, slow ? 2000 : 1000);
        rig_close(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_described),    cmocka_unit_test(wrong_descriptions_are_refused),
        cmocka_unit_test(pieces_of_all_lengths),  cmocka_unit_test(blank_words_are_left_out),
        cmocka_unit_test(rows_are_split),         cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(torn_words_are_corrupt), cmocka_unit_test(worn_sector_is_seen),
        cmocka_unit_test(content_is_taken_over),  cmocka_unit_test(time_is_the_data_sheets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
