/*
 * test_spi_eeprom.c - the driver of SPI EEPROM and FRAM against chips that follow their data
 * sheets. Sizes, pages, address bytes and times are the data sheets'.
 */
#include "part_rig.h"

#include <stdlib.h>
#include <string.h>
#include <chip_spi_eeprom.h>
#include <otaml/spi_eeprom.h>

struct kind {
    const struct chip_spi_eeprom_part *part;
    uint32_t size, page_size;
    uint8_t address_bytes;
};

static const struct kind kinds[] = {
    { &chip_25lc040a, 512, 16, 1 },     { &chip_25lc256, 32768, 64, 2 },
    { &chip_25aa1024, 131072, 256, 3 }, { &chip_fm25v02a, 32768, 0, 2 },
    { &chip_cy15b104q, 524288, 0, 3 },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

enum { LC040, LC256, AA1024, FM25, CY15 };

struct rig {
    struct chip_spi_eeprom chip;
    struct otaml_spi_eeprom unit;
    struct otaml_spi_eeprom_config cfg;
    uint8_t *bytes;
    uint64_t now_ns;
};

static void rig_make(struct rig *r, const struct kind *k)
{
    memset(r, 0, sizeof(*r));
    r->bytes = malloc(k->size);
    assert_non_null(r->bytes);
    rig_fill(r->bytes, k->size, 77); /* whatever was there before */
    assert_true(chip_spi_eeprom_init(&r->chip, k->part, r->bytes, &r->now_ns));
    r->cfg.spi = &r->chip.spi.bus;
    r->cfg.size = k->size;
    r->cfg.page_size = k->page_size;
    r->cfg.address_bytes = k->address_bytes;
}

static void rig_open(struct rig *r, const struct kind *k)
{
    rig_make(r, k);
    assert_int_equal(otaml_spi_eeprom_init(&r->unit, &r->cfg), OTAML_OK);
}

static void rig_close(struct rig *r)
{
    rig_no_violation(&r->chip.spi.power);
    chip_spi_eeprom_close(&r->chip);
    free(r->bytes);
}

static int prog(struct rig *r, uint32_t off, const void *src, uint32_t len)
{
    return r->unit.media.prog(r->unit.media.ctx, off, src, len);
}

static int readb(struct rig *r, uint32_t off, void *dst, uint32_t len)
{
    return r->unit.media.read(r->unit.media.ctx, off, dst, len);
}

static void units_are_described(void **state)
{
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < KINDS; i++) {
        rig_open(&r, &kinds[i]);
        assert_int_equal(r.unit.media.size, kinds[i].part->size);
        assert_int_equal(r.unit.media.erase_size, 0);
        assert_int_equal(r.unit.media.prog_size, 1);
        assert_null(r.unit.media.base);
        assert_int_equal(otaml_media_check(&r.unit.media), OTAML_OK);
        rig_close(&r);
    }
}

static void wrong_descriptions_are_refused(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &kinds[LC256]);
    r.cfg.page_size = 48;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_GEOMETRY);
    r.cfg.page_size = 64;
    r.cfg.size = 32768 + 1;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_GEOMETRY);
    r.cfg.size = 128 * 1024; /* two bytes do not reach so far */
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_GEOMETRY);
    r.cfg.size = 0;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_GEOMETRY);
    r.cfg.size = 32768;
    r.cfg.address_bytes = 4;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_GEOMETRY);
    r.cfg.address_bytes = 0;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_GEOMETRY);
    r.cfg.spi = NULL;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_ARG);
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, NULL), OTAML_ERR_ARG);
    rig_close(&r);
}

static void pieces_of_all_lengths(void **state)
{
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < KINDS; i++) {
        const struct kind *k = &kinds[i];
        const uint32_t span = k->size < 8192 ? k->size : 8192;
        rig_make(&r, k);
        r.cfg.verify = i % 2;
        r.cfg.clock_hz = k->part->max_hz;
        assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
        rig_pieces(&r.unit.media, span, span / 2, k->page_size ? k->page_size : 256, 200);
        assert_int_equal(r.chip.ignored, 0);
        rig_close(&r);
    }
}

/* The last bytes of each part, which all of its address bits reach, and nothing beyond. */
static void ends_are_reached(void **state)
{
    uint8_t b[40], back[40];
    struct rig r;

    (void)state;
    rig_fill(b, sizeof(b), 5);
    for (unsigned i = 0; i < KINDS; i++) {
        const uint32_t size = kinds[i].size;
        rig_open(&r, &kinds[i]);
        assert_int_equal(prog(&r, size - 40, b, 40), OTAML_OK);
        assert_memory_equal(r.bytes + size - 40, b, 40);
        assert_int_equal(readb(&r, size - 40, back, 40), OTAML_OK);
        assert_memory_equal(back, b, 40);
        assert_int_equal(readb(&r, size - 39, back, 40), OTAML_ERR_ARG);
        assert_int_equal(prog(&r, size - 39, b, 40), OTAML_ERR_ARG);
        assert_int_equal(prog(&r, UINT32_MAX - 10, b, 40), OTAML_ERR_ARG);
        assert_int_equal(prog(&r, size, b, 0), OTAML_OK);
        rig_close(&r);
    }
}

/* The ninth bit of an address, in the command: both halves of a 4 Kbit part. */
static void ninth_bit_is_in_the_command(void **state)
{
    uint8_t b[32];
    struct rig r;

    (void)state;
    rig_open(&r, &kinds[LC040]);
    memset(r.bytes, 0, 512);
    memset(b, 0xa5, sizeof(b));
    assert_int_equal(prog(&r, 256 - 16, b, 32), OTAML_OK);
    for (uint32_t i = 0; i < 512; i++) {
        assert_int_equal(r.bytes[i], i >= 240 && i < 272 ? 0xa5 : 0);
    }
    assert_int_equal(r.chip.writes, 2);
    rig_close(&r);
}

static void missing_part_is_told(void **state)
{
    struct rig r;

    (void)state;
    rig_make(&r, &kinds[LC256]);
    r.chip.spi.absent = true;
    r.chip.spi.floating = 0xff;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_UNSUPPORTED);
    r.chip.spi.floating = 0x00;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_UNSUPPORTED);
    r.chip.spi.floating = 0x02; /* a line that says "enabled" at all times */
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_UNSUPPORTED);
    rig_close(&r);
}

static void sleepers_are_woken(void **state)
{
    static const uint8_t sleep = 0xb9;
    uint8_t b = 0x11;
    struct rig r;

    (void)state;
    for (unsigned i = AA1024; i < KINDS; i++) {
        const struct otaml_spi *bus;
        rig_open(&r, &kinds[i]);
        bus = r.cfg.spi;
        assert_int_equal(bus->select(bus->ctx, true), 0);
        assert_int_equal(bus->transfer(bus->ctx, &sleep, NULL, 1), 0);
        assert_int_equal(bus->select(bus->ctx, false), 0);
        assert_true(r.chip.asleep);
        assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
        assert_int_equal(prog(&r, 3, &b, 1), OTAML_OK);
        assert_int_equal(r.bytes[3], 0x11);
        rig_close(&r);
    }
}

static void protection_is_removed(void **state)
{
    uint8_t b = 0x11;
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < KINDS; i++) {
        rig_make(&r, &kinds[i]);
        r.chip.status = 0x8c;
        assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
        assert_int_equal(r.chip.status, 0x80);
        assert_int_equal(prog(&r, 3, &b, 1), OTAML_OK);
        assert_int_equal(r.bytes[3], 0x11);
        r.chip.status = 0x8c;
        r.chip.wp_low = true;
        assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_IO);
        rig_close(&r);
    }
}

static void stuck_and_broken_parts(void **state)
{
    uint8_t b = 0x11, old;
    uint64_t start;
    struct rig r;

    (void)state;
    rig_open(&r, &kinds[LC256]);
    r.chip.stuck_busy = true;
    start = r.now_ns;
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_ERR_TIMEOUT);
    assert_in_range((r.now_ns - start) / 1000000, OTAML_SPI_EEPROM_WRITE_MS,
                    2 * OTAML_SPI_EEPROM_WRITE_MS);
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_ERR_TIMEOUT);
    r.chip.stuck_busy = false;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
    r.chip.deaf_to = 0x02;
    assert_int_equal(prog(&r, 1, &b, 1), OTAML_ERR_IO);
    assert_false(r.chip.wel); /* no latch is left behind */
    r.chip.deaf_to = 0;
    r.chip.wel_broken = true;
    old = r.bytes[1];
    assert_int_equal(prog(&r, 1, &b, 1), OTAML_ERR_IO);
    assert_int_equal(r.bytes[1], old);
    rig_close(&r);
}

/* A reset of the processor in the midst of a write: the part is heard out. */
static void waits_for_a_write_that_runs(void **state)
{
    uint8_t b = 0x11;
    struct rig r;

    (void)state;
    rig_open(&r, &kinds[AA1024]);
    r.chip.stuck_busy = true;
    assert_int_equal(prog(&r, 0, &b, 1), OTAML_ERR_TIMEOUT);
    r.chip.stuck_busy = false;
    r.chip.busy_until_ns = r.now_ns + 6000000;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
    assert_true(r.now_ns >= r.chip.busy_until_ns);
    rig_close(&r);
}

static void port_errors_pass(void **state)
{
    uint8_t b[100] = { 0 };
    struct rig r;
    uint32_t n;

    (void)state;
    rig_make(&r, &kinds[LC256]);
    r.cfg.verify = true;
    for (n = 1;; n++) {
        int err;
        r.chip.spi.fail_in = n;
        err = otaml_spi_eeprom_init(&r.unit, &r.cfg);
        err = err ? err : prog(&r, 100, b, sizeof(b));
        if (r.chip.spi.fail_in > 0) {
            assert_int_equal(err, OTAML_OK);
            break;
        }
        assert_int_equal(err, CHIP_SPI_ERR_PORT);
        assert_false(r.chip.spi.selected);
        r.chip.spi.power.violations = 0; /* a command broke off: as it must */
        r.now_ns += 1000000000;
    }
    assert_true(n > 20);
    rig_close(&r);
}

/* A write over the pages' border at `border` is cut in its second piece (an FRAM: in its only one).
 * What was written before stays new, what comes after stays old, and nothing else changes. */
static void one_cut(const struct kind *k, enum chip_cut cut)
{
    const uint32_t page = k->page_size, border = 2 * (page ? page : 64);
    const uint32_t first = page ? border : border - 10; /* byte that may be torn */
    const uint32_t end = page ? border + page : border + 10;
    uint8_t b[20], *before = malloc(k->size);
    struct rig r;

    memset(b, 0x3c, sizeof(b));
    rig_open(&r, k);
    assert_non_null(before);
    memcpy(before, r.bytes, k->size);
    r.chip.spi.power.cut = cut;
    r.chip.spi.power.cut_in = page ? 2 : 1;
    assert_int_equal(prog(&r, border - 10, b, 20), CHIP_ERR_POWER);
    assert_int_equal(readb(&r, 0, b, 1), CHIP_ERR_POWER);
    chip_spi_eeprom_power_on(&r.chip);
    for (uint32_t at = 0; at < k->size; at++) {
        const bool asked = at >= border - 10 && at < border + 10;
        if (!asked || (at >= first && cut == CHIP_CUT_BEFORE)) {
            assert_int_equal(r.bytes[at], before[at]);
        } else if (at < first || at >= end || cut == CHIP_CUT_AFTER) {
            assert_int_equal(r.bytes[at], 0x3c);
        }
    }
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
    free(before);
    rig_close(&r);
}

static void cuts_tear_one_page(void **state)
{
    (void)state;
    for (unsigned i = 0; i < KINDS; i++) {
        for (int cut = 0; cut < CHIP_CUTS; cut++) {
            one_cut(&kinds[i], (enum chip_cut)cut);
        }
    }
}

static void worn_page_is_seen(void **state)
{
    uint8_t b[64];
    int err = OTAML_OK;
    struct rig r;

    (void)state;
    memset(b, 0xff, sizeof(b));
    rig_make(&r, &kinds[LC256]);
    r.cfg.verify = true;
    r.chip.cycles = 10;
    assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(prog(&r, 128, b, 64), OTAML_OK);
    }
    for (unsigned i = 0; i < 5 && !err; i++) {
        err = prog(&r, 128, b, 64);
    }
    assert_int_equal(err, OTAML_ERR_IO);
    assert_int_equal(prog(&r, 192, b, 64), OTAML_OK);
    rig_close(&r);
}

/* 8 KB: on a 25LC256 in 128 pages of 5 ms and 8704 bytes at 5 MHz (14 ms); on a 25AA1024 in 32
 * pages of 6 ms; on an FRAM as long as the bus takes, 8192 bytes at 40 MHz: 1.64 ms. */
static void time_is_the_data_sheets(void **state)
{
    static uint8_t b[8192];
    static const struct {
        unsigned kind;
        uint32_t least_us, most_us;
    } times[] = { { LC256, 640000, 690000 }, { AA1024, 192000, 200000 }, { CY15, 1638, 1660 } };
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        uint64_t start;
        rig_make(&r, &kinds[times[i].kind]);
        r.cfg.clock_hz = r.chip.part->max_hz;
        assert_int_equal(otaml_spi_eeprom_init(&r.unit, &r.cfg), OTAML_OK);
        start = r.now_ns;
        assert_int_equal(prog(&r, 8192, b, sizeof(b)), OTAML_OK);
        assert_in_range((r.now_ns - start) / 1000, times[i].least_us, times[i].most_us);
        rig_close(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_described),
        cmocka_unit_test(wrong_descriptions_are_refused),
        cmocka_unit_test(pieces_of_all_lengths),
        cmocka_unit_test(ends_are_reached),
        cmocka_unit_test(ninth_bit_is_in_the_command),
        cmocka_unit_test(missing_part_is_told),
        cmocka_unit_test(sleepers_are_woken),
        cmocka_unit_test(protection_is_removed),
        cmocka_unit_test(stuck_and_broken_parts),
        cmocka_unit_test(waits_for_a_write_that_runs),
        cmocka_unit_test(port_errors_pass),
        cmocka_unit_test(cuts_tear_one_page),
        cmocka_unit_test(worn_page_is_seen),
        cmocka_unit_test(time_is_the_data_sheets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
