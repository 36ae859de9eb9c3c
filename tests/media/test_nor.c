/*
 * test_nor.c - the driver of SPI NOR flash against chips that follow their data sheets.
 *
 * What a part is to be found to be comes from its data sheet, what SFDP words mean from JESD216B.
 */
#include "part_rig.h"

#include <stdlib.h>
#include <string.h>
#include <chip_nor.h>
#include <otaml/nor.h>

#define KB 1024u
#define MB (1024u * KB)

struct rig {
    struct chip_nor chip;
    struct otaml_nor nor;
    struct otaml_nor_config cfg;
    uint8_t *bytes;
    uint64_t now_ns;
};

static void rig_make(struct rig *r, const struct chip_nor_part *part)
{
    memset(r, 0, sizeof(*r));
    r->bytes = malloc(part->size);
    assert_non_null(r->bytes);
    memset(r->bytes, 0xff, part->size);
    assert_true(chip_nor_init(&r->chip, part, r->bytes, &r->now_ns));
    r->cfg.spi = &r->chip.spi.bus;
}

static void rig_open(struct rig *r, const struct chip_nor_part *part)
{
    rig_make(r, part);
    assert_int_equal(otaml_nor_init(&r->nor, &r->cfg), OTAML_OK);
}

static void rig_drop(struct rig *r)
{
    chip_nor_close(&r->chip);
    free(r->bytes);
}

static void rig_close(struct rig *r)
{
    rig_no_violation(&r->chip.spi.power);
    rig_drop(r);
}

static int prog(struct rig *r, uint32_t off, const void *src, uint32_t len)
{
    return r->nor.media.prog(r->nor.media.ctx, off, src, len);
}

static int erase(struct rig *r, uint32_t off, uint32_t len)
{
    return r->nor.media.erase(r->nor.media.ctx, off, len);
}

static int readb(struct rig *r, uint32_t off, void *dst, uint32_t len)
{
    return r->nor.media.read(r->nor.media.ctx, off, dst, len);
}

/* ---- what it is ---- */

static void parts_are_recognised(void **state)
{
    static const struct {
        const struct chip_nor_part *part;
        uint8_t id[3];
        uint32_t size;
    } known[] = { { &chip_nor_w25q32jv, { 0xef, 0x40, 0x16 }, 4 * MB },
                  { &chip_nor_mx25r6435f, { 0xc2, 0x28, 0x17 }, 8 * MB },
                  { &chip_nor_is25wp256d, { 0x9d, 0x70, 0x19 }, 32 * MB } };
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        rig_open(&r, known[i].part);
        assert_memory_equal(r.nor.id, known[i].id, 3);
        assert_int_equal(r.nor.media.size, known[i].size);
        assert_int_equal(r.nor.media.erase_size, 4 * KB);
        assert_int_equal(r.nor.media.prog_size, 1);
        assert_true(r.nor.media.clears_bits);
        assert_null(r.nor.media.base);
        assert_int_equal(otaml_media_check(&r.nor.media), OTAML_OK);
        assert_int_equal(r.chip.ignored, 0);
        rig_close(&r);
    }
}

static void window_is_handed_on(void **state)
{
    static uint8_t window[16] __attribute__((aligned(16)));
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.cfg.base = window;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_ptr_equal(r.nor.media.base, window);
    r.cfg.base = window + 1;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_GEOMETRY);
    rig_close(&r);
}

static void missing_part_is_told(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.chip.spi.absent = true;
    r.chip.spi.floating = 0xff;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_UNSUPPORTED);
    assert_true(r.now_ns < 1000000000u); /* within a second */
    r.chip.spi.floating = 0x00;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_UNSUPPORTED);
    rig_close(&r);
}

static void arguments_are_checked(void **state)
{
    struct otaml_spi bus;
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    assert_int_equal(otaml_nor_init(NULL, &r.cfg), OTAML_ERR_ARG);
    assert_int_equal(otaml_nor_init(&r.nor, NULL), OTAML_ERR_ARG);
    bus = r.chip.spi.bus;
    r.cfg.spi = &bus;
    bus.clock_hz = NULL; /* the one that may be missing */
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    bus.wait_us = NULL;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_ARG);
    rig_close(&r);
}

/* A part that knows no SFDP reads as 0xff there. */
static void caller_describes_old_parts(void **state)
{
    const struct otaml_nor_geometry m25p = {
        .size = 4 * MB,
        .page_size = 256,
        .erase = { { .size = 4 * KB, .opcode = 0x20 }, { .size = 64 * KB, .opcode = 0xd8 } },
    };
    struct otaml_nor_geometry wrong;
    uint8_t none = 0xff;
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.chip.sfdp = &none;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_UNSUPPORTED);
    r.cfg.geometry = &m25p;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(r.nor.media.size, 4 * MB);
    assert_int_equal(r.nor.media.erase_size, 4 * KB);
    assert_int_equal(erase(&r, 60 * KB, 68 * KB), OTAML_OK);
    assert_int_equal(r.chip.erases, 2);
    wrong = m25p;
    wrong.page_size = 8 * KB;
    r.cfg.geometry = &wrong;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_GEOMETRY);
    wrong = m25p;
    wrong.size = 4 * MB + 100;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_GEOMETRY);
    wrong = m25p;
    wrong.erase[0].size = wrong.erase[1].size = 0;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_GEOMETRY);
    rig_close(&r);
}

/* ---- in the midst of what a reset of the processor leaves a part ---- */

static void wakes_what_sleeps(void **state)
{
    uint8_t b[4] = { 1, 2, 3, 4 }, back[4];
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_mx25r6435f);
    assert_int_equal(prog(&r, 1000, b, 4), OTAML_OK);
    assert_int_equal(otaml_nor_sleep(&r.nor), OTAML_OK);
    assert_int_equal(prog(&r, 2000, b, 4), OTAML_ERR_IO); /* deaf: the latch does not rise */
    assert_int_equal(otaml_nor_wake(&r.nor), OTAML_OK);
    assert_int_equal(readb(&r, 1000, back, 4), OTAML_OK);
    assert_memory_equal(back, b, 4);
    assert_int_equal(otaml_nor_sleep(&r.nor), OTAML_OK);
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(readb(&r, 1000, back, 4), OTAML_OK);
    assert_memory_equal(back, b, 4);
    rig_close(&r);
}

/* The processor was reset while a 64 KB block was being erased: the part is heard out, for a
 * reset of the part would leave the block undefined. */
static void waits_for_an_erase_that_runs(void **state)
{
    static const uint8_t enable = 0x06, erase_block[4] = { 0xd8, 0, 0, 0 };
    const struct otaml_spi *bus;
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    bus = &r.chip.spi.bus;
    r.chip.slow_percent = 100;
    memset(r.bytes, 0, 64 * KB);
    assert_int_equal(bus->select(bus->ctx, true), 0);
    assert_int_equal(bus->transfer(bus->ctx, &enable, NULL, 1), 0);
    assert_int_equal(bus->select(bus->ctx, false), 0);
    assert_int_equal(bus->select(bus->ctx, true), 0);
    assert_int_equal(bus->transfer(bus->ctx, erase_block, NULL, 4), 0);
    assert_int_equal(bus->select(bus->ctx, false), 0);
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_true(r.now_ns >= 2000000000u);
    assert_int_equal(r.nor.media.size, 4 * MB);
    rig_close(&r);
}

static void leaves_continuous_read(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.chip.continuous = true;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    rig_close(&r);
}

static void leaves_4_byte_mode(void **state)
{
    uint8_t b = 0x5a;
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_is25wp256d);
    r.chip.address4 = true;
    r.bytes[17 * MB] = 0xa5;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(readb(&r, 17 * MB, &b, 1), OTAML_OK);
    assert_int_equal(b, 0xa5);
    assert_false(r.chip.address4); /* as a boot ROM wants it */
    rig_close(&r);
}

static void removes_block_protection(void **state)
{
    uint8_t b = 0;
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.chip.status = 0x5c; /* all blocks, and bit 6, which is none of ours */
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(r.chip.status, 0x40);
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_OK);
    assert_int_equal(r.bytes[0], 0);
    r.chip.status = 0x9c;
    r.chip.wp_low = true;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_ERR_IO);
    rig_close(&r);
}

/* ---- bytes ---- */

static void pieces_of_all_lengths(void **state)
{
    static const struct chip_nor_part *const parts[] = { &chip_nor_w25q32jv, &chip_nor_mx25r6435f,
                                                         &chip_nor_is25wp256d };
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        for (int way = 0; way < 3; way++) {
            rig_make(&r, parts[i]);
            r.cfg.clock_hz = way == 0 ? 0 : (way == 1 ? 20000000 : 33000000);
            r.cfg.verify = way == 2;
            assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
            rig_pieces(&r.nor.media, 200 * KB, 3000, 256, 100);
            rig_pieces(&r.nor.media, 200 * KB, 66 * KB, 4096, 20);
            rig_close(&r);
        }
    }
}

/* Above 16 MB: the byte that a 3-byte address would hit stays as it was. */
static void addresses_above_16_mb(void **state)
{
    uint8_t b[300], back[300];
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_is25wp256d);
    rig_fill(b, sizeof(b), 1);
    assert_int_equal(prog(&r, 16 * MB - 100, b, 300), OTAML_OK);
    assert_memory_equal(r.bytes + 16 * MB - 100, b, 300);
    assert_int_equal(r.bytes[0], 0xff);
    assert_int_equal(readb(&r, 16 * MB - 100, back, 300), OTAML_OK);
    assert_memory_equal(back, b, 300);
    assert_int_equal(prog(&r, 32 * MB - 300, b, 300), OTAML_OK);
    assert_int_equal(erase(&r, 32 * MB - 4 * KB, 4 * KB), OTAML_OK);
    assert_int_equal(r.bytes[32 * MB - 1], 0xff);
    assert_memory_equal(r.bytes + 16 * MB - 100, b, 300);
    rig_close(&r);
}

/* The same part with the three ways into 4 bytes that JESD216B's word 16 knows. */
static void ways_into_4_bytes(void **state)
{
    static const struct {
        uint8_t ways;
        bool mode;
        int err;
    } cases[] = {
        { 0x20, false, OTAML_OK },           /* bit 29: commands of their own */
        { 0x01, true, OTAML_OK },            /* bit 24: B7 */
        { 0x02, true, OTAML_OK },            /* bit 25: 06 B7 */
        { 0x00, false, OTAML_ERR_GEOMETRY }, /* none */
        { 0xff, false, OTAML_ERR_GEOMETRY }  /* not written: it says nothing */
    };
    uint8_t sfdp[0x80];
    uint8_t b = 7;
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rig_make(&r, &chip_nor_is25wp256d);
        memset(sfdp, 0xff, sizeof(sfdp));
        memcpy(sfdp, r.chip.part->sfdp_head, 24);
        memcpy(sfdp + 0x30, r.chip.part->sfdp_table, 64);
        sfdp[0x30 + 63] = cases[i].ways;
        r.chip.sfdp = sfdp;
        r.chip.sfdp_len = sizeof(sfdp);
        assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), cases[i].err);
        if (!cases[i].err) {
            assert_int_equal(r.chip.address4, cases[i].mode);
            assert_false(r.chip.wel);
            assert_int_equal(prog(&r, 31 * MB, &b, 1), OTAML_OK);
            assert_int_equal(r.bytes[31 * MB], 7);
            assert_int_equal(erase(&r, 31 * MB, 64 * KB), OTAML_OK);
            assert_int_equal(r.bytes[31 * MB], 0xff);
            assert_int_equal(r.bytes[15 * MB], 0xff);
        }
        rig_close(&r);
    }
}

static void largest_erases_are_chosen(void **state)
{
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_w25q32jv);
    memset(r.bytes, 0, 512 * KB);
    assert_int_equal(erase(&r, 28 * KB, 180 * KB), OTAML_OK); /* 4 + 32 + 64 + 64 + 4 * 4 KB */
    assert_int_equal(r.chip.erases, 8);
    for (uint32_t i = 0; i < 512 * KB; i++) {
        assert_int_equal(r.bytes[i], i >= 28 * KB && i < 208 * KB ? 0xff : 0);
    }
    assert_int_equal(erase(&r, 100, 4 * KB), OTAML_ERR_ARG);
    assert_int_equal(erase(&r, 0, 4 * KB + 1), OTAML_ERR_ARG);
    rig_close(&r);
}

static void bounds_are_kept(void **state)
{
    uint8_t b[16] = { 0 };
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_w25q32jv);
    assert_int_equal(readb(&r, 4 * MB - 8, b, 16), OTAML_ERR_ARG);
    assert_int_equal(readb(&r, 0xfffffff8u, b, 16), OTAML_ERR_ARG);
    assert_int_equal(prog(&r, 4 * MB - 8, b, 16), OTAML_ERR_ARG);
    assert_int_equal(erase(&r, 4 * MB, 4 * KB), OTAML_ERR_ARG);
    assert_int_equal(readb(&r, 4 * MB, b, 0), OTAML_OK);
    assert_int_equal(prog(&r, 4 * MB - 16, b, 16), OTAML_OK);
    rig_close(&r);
}

/* Pages that are all 0xff cost nothing, and bits are cleared where they are asked to be. */
static void bits_are_cleared(void **state)
{
    uint8_t b[512];
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_w25q32jv);
    memset(b, 0xff, sizeof(b));
    assert_int_equal(prog(&r, 0, b, 512), OTAML_OK);
    assert_int_equal(r.chip.programs, 0);
    b[300] = 0xf0;
    assert_int_equal(prog(&r, 0, b, 512), OTAML_OK);
    assert_int_equal(r.chip.programs, 1);
    b[300] = 0x30;
    assert_int_equal(prog(&r, 300, b + 300, 1), OTAML_OK);
    assert_int_equal(r.bytes[300], 0x30);
    rig_close(&r);
}

/* ---- what goes wrong ---- */

static void stuck_parts_time_out(void **state)
{
    uint8_t b = 0;
    uint64_t start;
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_w25q32jv);
    r.chip.stuck_busy = true;
    start = r.now_ns;
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_ERR_TIMEOUT);
    assert_true(r.now_ns - start >= (uint64_t)OTAML_NOR_PROGRAM_MS * 1000000);
    assert_true(r.now_ns - start < (uint64_t)OTAML_NOR_PROGRAM_MS * 1000000 * 2);
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_ERR_IO); /* busy: nothing is started */
    r.chip.stuck_busy = false;
    r.now_ns += 1000000000;
    assert_int_equal(readb(&r, 0, &b, 1), OTAML_OK);
    start = r.now_ns;
    r.chip.stuck_busy = true;
    assert_int_equal(erase(&r, 0, 64 * KB), OTAML_ERR_TIMEOUT);
    assert_true(r.now_ns - start >= 2000000000u); /* the data sheet's longest */
    r.chip.stuck_busy = false;
    r.now_ns += 1000000000;
    assert_int_equal(erase(&r, 0, 64 * KB), OTAML_OK);
    rig_close(&r);
}

static void slowest_parts_do_not_time_out(void **state)
{
    static const struct chip_nor_part *const parts[] = { &chip_nor_w25q32jv, &chip_nor_mx25r6435f,
                                                         &chip_nor_is25wp256d };
    uint8_t b[1024];
    struct rig r;

    (void)state;
    memset(b, 0, sizeof(b));
    for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        rig_open(&r, parts[i]);
        r.chip.slow_percent = 100;
        assert_int_equal(prog(&r, 0, b, sizeof(b)), OTAML_OK);
        assert_int_equal(erase(&r, 0, 4 * KB), OTAML_OK);
        assert_int_equal(erase(&r, 32 * KB, 32 * KB), OTAML_OK);
        assert_int_equal(erase(&r, 64 * KB, 64 * KB), OTAML_OK);
        rig_close(&r);
    }
}

static void latch_that_does_not_rise_is_told(void **state)
{
    uint8_t b = 0;
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_w25q32jv);
    r.chip.wel_broken = true;
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_ERR_IO);
    assert_int_equal(erase(&r, 0, 4 * KB), OTAML_ERR_IO);
    assert_int_equal(r.bytes[0], 0xff);
    assert_int_equal(r.chip.ignored, 0); /* nothing was even tried */
    rig_close(&r);
}

/* A command that got lost on the bus: its latch still stands when the part is ready. */
static void lost_commands_are_told(void **state)
{
    uint8_t b = 0;
    struct rig r;

    (void)state;
    rig_open(&r, &chip_nor_w25q32jv);
    r.chip.deaf_to = 0x02;
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_ERR_IO);
    assert_false(r.chip.wel); /* and no latch is left behind */
    r.chip.deaf_to = 0x20;
    assert_int_equal(erase(&r, 0, 4 * KB), OTAML_ERR_IO);
    assert_false(r.chip.wel);
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_OK);
    rig_close(&r);
}

static void port_errors_pass(void **state)
{
    uint8_t b[300] = { 0 };
    struct rig r;
    uint32_t n;

    (void)state;
    rig_make(&r, &chip_nor_is25wp256d);
    for (n = 1;; n++) { /* at each transfer of an init, a program and an erase */
        int err;
        r.chip.spi.fail_in = n;
        err = otaml_nor_init(&r.nor, &r.cfg);
        err = err ? err : prog(&r, 100, b, 300);
        err = err ? err : erase(&r, 0, 4 * KB);
        if (r.chip.spi.fail_in > 0) {
            assert_int_equal(err, OTAML_OK);
            break;
        }
        assert_int_equal(err, CHIP_SPI_ERR_PORT);
        assert_false(r.chip.spi.selected);
        r.chip.spi.power.violations = 0; /* a command broke off: as it must */
        r.now_ns += 1000000000;
        memset(r.bytes, 0xff, 4 * KB);
    }
    assert_true(n > 30);
    rig_close(&r);
}

/* A sector beyond its rated cycles keeps bits: seen by whoever has things read back. */
static void worn_sector_is_seen(void **state)
{
    struct rig r;
    int err = OTAML_OK;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.cfg.verify = true;
    r.chip.cycles = 20;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    for (unsigned i = 0; i < 20; i++) {
        assert_int_equal(erase(&r, 8 * KB, 4 * KB), OTAML_OK);
    }
    for (unsigned i = 0; i < 5 && !err; i++) {
        err = erase(&r, 8 * KB, 4 * KB);
    }
    assert_int_equal(err, OTAML_ERR_IO);
    assert_int_equal(erase(&r, 12 * KB, 4 * KB), OTAML_OK);
    rig_close(&r);
}

/* Power cut at each operation of a program and an erase, in each manner: no other byte changes. */
static void cuts_tear_only_what_was_under_way(void **state)
{
    uint8_t b[600], back[600];
    struct rig r;

    (void)state;
    memset(b, 0, sizeof(b));
    for (int cut = 0; cut < CHIP_CUTS; cut++) {
        for (uint32_t at = 1; at <= 3; at++) {
            rig_open(&r, &chip_nor_w25q32jv);
            r.chip.spi.power.cut = (enum chip_cut)cut;
            r.chip.spi.power.cut_in = at;
            assert_int_equal(prog(&r, 100, b, 600), CHIP_ERR_POWER);
            assert_int_equal(readb(&r, 0, back, 1), CHIP_ERR_POWER);
            chip_nor_power_on(&r.chip);
            assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
            assert_int_equal(readb(&r, 100, back, 600), OTAML_OK);
            /* Pages 100..255, 256..511, 512..699: those before the cut are done, those after not.
             */
            for (uint32_t i = 0; i < 600; i++) {
                const uint32_t page = (100 + i) / 256 + 1;
                if (page < at || (page == at && cut == CHIP_CUT_AFTER)) {
                    assert_int_equal(back[i], 0);
                } else if (page > at || cut == CHIP_CUT_BEFORE) {
                    assert_int_equal(back[i], 0xff);
                }
            }
            assert_int_equal(r.bytes[99], 0xff);
            assert_int_equal(r.bytes[700], 0xff);
            rig_close(&r);
        }
    }
}

/* Bits of a program that was cut may read differently each time, until the sector is erased. */
static void unstable_bits_settle_with_an_erase(void **state)
{
    uint8_t b[256], first[256], again[256];
    bool differ = false;
    struct rig r;

    (void)state;
    memset(b, 0, sizeof(b));
    rig_open(&r, &chip_nor_w25q32jv);
    r.chip.spi.power.cut = CHIP_CUT_UNSTABLE;
    r.chip.spi.power.cut_in = 1;
    assert_int_equal(prog(&r, 0, b, 256), CHIP_ERR_POWER);
    chip_nor_power_on(&r.chip);
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(readb(&r, 0, first, 256), OTAML_OK);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(readb(&r, 0, again, 256), OTAML_OK);
        differ = differ || memcmp(first, again, 256) != 0;
    }
    assert_true(differ);
    assert_int_equal(erase(&r, 0, 4 * KB), OTAML_OK);
    memset(b, 0xff, sizeof(b));
    for (int i = 0; i < 8; i++) {
        assert_int_equal(readb(&r, 0, again, 256), OTAML_OK);
        assert_memory_equal(again, b, 256);
    }
    rig_close(&r);
}

/* ---- time ---- */

/* 64 KB in 256 pages: between 256 times tPP typical and 256 times tPP maximal of the data sheet
 * (0.4 and 3 ms), and what 256 * (1 + 2 + 4 + 256) bytes and polling take at 20 MHz. */
static void time_is_the_data_sheets(void **state)
{
    static uint8_t b[64 * 1024];
    uint64_t start, ms;
    struct rig r;

    (void)state;
    for (int slow = 0; slow <= 100; slow += 100) {
        memset(b, 0x55, sizeof(b));
        rig_make(&r, &chip_nor_w25q32jv);
        r.cfg.clock_hz = 20000000;
        assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
        r.chip.slow_percent = (uint32_t)slow;
        start = r.now_ns;
        assert_int_equal(prog(&r, 64 * KB, b, sizeof(b)), OTAML_OK);
        ms = (r.now_ns - start) / 1000000;
        assert_in_range(ms, slow ? 768 : 102, slow ? 850 : 160);
        start = r.now_ns;
        assert_int_equal(erase(&r, 64 * KB, 64 * KB), OTAML_OK);
        ms = (r.now_ns - start) / 1000000;
        assert_in_range(ms, slow ? 2000 : 150, slow ? 2010 : 160);
        start = r.now_ns;
        assert_int_equal(readb(&r, 64 * KB, b, sizeof(b)), OTAML_OK); /* 8 bits at 20 MHz: 400 ns */
        assert_in_range((r.now_ns - start) / 1000, 26214, 26300);
        rig_close(&r);
    }
}

/* The driver never goes above what it was told, and asks the part's name slowly. */
static void clock_is_kept(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &chip_nor_w25q32jv);
    r.cfg.clock_hz = 104000000;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(r.chip.spi.clock_hz, 104000000);
    assert_int_equal(readb(&r, 0, r.bytes + 4096, 100), OTAML_OK); /* 0B, for 03 ends at 50 MHz */
    rig_no_violation(&r.chip.spi.power);
    r.cfg.clock_hz = 1000000;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(r.chip.spi.clock_hz, 1000000);
    r.chip.spi.clock_hz = 5000000; /* by the port */
    r.cfg.clock_hz = 0;
    assert_int_equal(otaml_nor_init(&r.nor, &r.cfg), OTAML_OK);
    assert_int_equal(r.chip.spi.clock_hz, 5000000);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_recognised),
        cmocka_unit_test(window_is_handed_on),
        cmocka_unit_test(missing_part_is_told),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(caller_describes_old_parts),
        cmocka_unit_test(wakes_what_sleeps),
        cmocka_unit_test(waits_for_an_erase_that_runs),
        cmocka_unit_test(leaves_continuous_read),
        cmocka_unit_test(leaves_4_byte_mode),
        cmocka_unit_test(removes_block_protection),
        cmocka_unit_test(pieces_of_all_lengths),
        cmocka_unit_test(addresses_above_16_mb),
        cmocka_unit_test(ways_into_4_bytes),
        cmocka_unit_test(largest_erases_are_chosen),
        cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(bits_are_cleared),
        cmocka_unit_test(stuck_parts_time_out),
        cmocka_unit_test(slowest_parts_do_not_time_out),
        cmocka_unit_test(latch_that_does_not_rise_is_told),
        cmocka_unit_test(lost_commands_are_told),
        cmocka_unit_test(port_errors_pass),
        cmocka_unit_test(worn_sector_is_seen),
        cmocka_unit_test(cuts_tear_only_what_was_under_way),
        cmocka_unit_test(unstable_bits_settle_with_an_erase),
        cmocka_unit_test(time_is_the_data_sheets),
        cmocka_unit_test(clock_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
