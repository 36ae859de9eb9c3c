/*
 * test_i2c_eeprom.c - the EEPROM driver against parts of every addressing, alone and together.
 */
#include <fixture.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <chip_i2c_eeprom.h>
#include <otaml/i2c_eeprom.h>

#define PORT_ERR (OTAML_ERR_PORT_BASE - 7)

/* Parts on the bus, of which the driver has `count` from `first` on. */
struct board {
    const struct otaml_i2c_eeprom_part *part;
    const struct chip_i2c_eeprom_part *chip;
    uint8_t address, count;
    uint32_t first, chips;
};

static const struct board boards[] = {
    { &otaml_i2c_eeprom_24lc16b, &chip_24lc16b, 0x50, 1, 0, 1 },
    { &otaml_i2c_eeprom_at24c256, &chip_at24c256, 0x50, 8, 0, 8 },
    { &otaml_i2c_eeprom_24lc512, &chip_24lc512, 0x50, 4, 0, 4 },
    { &otaml_i2c_eeprom_24lc512, &chip_24lc512, 0x56, 2, 6, 8 },
    { &otaml_i2c_eeprom_24lc1025, &chip_24lc1025, 0x50, 2, 0, 2 },
    { &otaml_i2c_eeprom_24lc1025, &chip_24lc1025, 0x52, 2, 2, 4 },
    { &otaml_i2c_eeprom_at24cm01, &chip_at24cm01, 0x50, 2, 0, 2 },
    { &otaml_i2c_eeprom_at24cm01, &chip_at24cm01, 0x56, 1, 3, 4 },
    { &otaml_i2c_eeprom_at24cm02, &chip_at24cm02, 0x50, 1, 0, 1 },
    { &otaml_i2c_eeprom_at24cm02, &chip_at24cm02, 0x54, 1, 1, 2 },
};

#define BOARDS (sizeof(boards) / sizeof(boards[0]))

struct rig {
    struct chip_i2c_eeprom chip;
    struct otaml_i2c_eeprom eeprom;
    struct otaml_i2c bus; /* the chips', but for failing on request */
    uint32_t fail_in;     /* 1: the next transfer fails with PORT_ERR */
    uint64_t now_ns;
    uint8_t *bytes; /* of all chips */
    uint8_t *unit;  /* of those that the driver has */
};

/* ---- the rig ---- */

static bool fails(struct rig *r)
{
    return r->fail_in > 0 && --r->fail_in == 0;
}

static int tap_write(void *ctx, uint8_t address, const uint8_t *head, uint32_t head_len,
                     const uint8_t *data, uint32_t len)
{
    struct rig *r = ctx;

    return fails(r) ? PORT_ERR : r->chip.i2c.write(&r->chip, address, head, head_len, data, len);
}

static int tap_read(void *ctx, uint8_t address, const uint8_t *head, uint32_t head_len,
                    uint8_t *dst, uint32_t len)
{
    struct rig *r = ctx;

    return fails(r) ? PORT_ERR : r->chip.i2c.read(&r->chip, address, head, head_len, dst, len);
}

static uint32_t tap_now_ms(void *ctx)
{
    struct rig *r = ctx;

    return r->chip.i2c.now_ms(&r->chip);
}

static void tap_wait_us(void *ctx, uint32_t us)
{
    struct rig *r = ctx;

    r->chip.i2c.wait_us(&r->chip, us);
}

static struct rig *rig_new(const struct board *b)
{
    struct rig *r = calloc(1, sizeof(*r));

    assert_non_null(r);
    r->bytes = malloc((size_t)b->chips * b->chip->size);
    assert_non_null(r->bytes);
    memset(r->bytes, 0xff, (size_t)b->chips * b->chip->size);
    r->unit = r->bytes + (size_t)b->first * b->chip->size;
    r->now_ns = UINT64_C(4294967200) * 1000000; /* the clock of milliseconds is about to wrap */
    r->bus.ctx = r;
    r->bus.write = tap_write;
    r->bus.read = tap_read;
    r->bus.now_ms = tap_now_ms;
    r->bus.wait_us = tap_wait_us;
    chip_i2c_eeprom_init(&r->chip, b->chip, b->chips, r->bytes, NULL, &r->now_ns);
    return r;
}

static int rig_init(struct rig *r, const struct board *b)
{
    return otaml_i2c_eeprom_init(&r->eeprom, &r->bus, b->part, b->address, b->count);
}

static struct rig *rig_ready(const struct board *b)
{
    struct rig *r = rig_new(b);

    assert_int_equal(rig_init(r, b), OTAML_OK);
    return r;
}

static void rig_drop(struct rig *r)
{
    free(r->bytes);
    free(r);
}

static void rig_free(struct rig *r)
{
    assert_string_equal(r->chip.power.violation, "");
    rig_drop(r);
}

static int readb(struct rig *r, uint32_t off, void *dst, uint32_t len)
{
    return r->eeprom.media.read(r->eeprom.media.ctx, off, dst, len);
}

static int prog(struct rig *r, uint32_t off, const void *src, uint32_t len)
{
    return r->eeprom.media.prog(r->eeprom.media.ctx, off, src, len);
}

static void fill(uint8_t *dst, uint32_t len, uint32_t seed)
{
    uint32_t state = chip_random_seed(seed, 0);

    for (uint32_t i = 0; i < len; i++) {
        dst[i] = (uint8_t)(chip_random(&state) >> 11);
    }
}

/* ---- bytes ---- */

/* Across every page's border, and so every bank's and part's: what is written is in the parts'
 * bytes where it belongs, nothing else is, and it reads back. */
static void every_border_is_crossed(void **state)
{
    (void)state;
    for (size_t i = 0; i < BOARDS; i++) {
        const struct board *b = &boards[i];
        const uint32_t size = b->chip->size * b->count, all = b->chip->size * b->chips;
        struct rig *r = rig_ready(b);
        uint8_t *want = malloc(all), got[16];
        assert_int_equal(r->eeprom.media.size, size);
        assert_int_equal(otaml_media_check(&r->eeprom.media), OTAML_OK);
        memset(want, 0xff, all);
        for (uint32_t at = b->chip->page_size; at < size; at += b->chip->page_size) {
            const uint32_t before = 1 + at / b->chip->page_size % 7;
            uint8_t *there = want + b->first * b->chip->size + at - before;
            fill(there, 16, at);
            assert_int_equal(prog(r, at - before, there, before + 1), OTAML_OK);
            memset(there + before + 1, 0xff, 15 - before);
            assert_int_equal(readb(r, at - before, got, 16), OTAML_OK);
            assert_memory_equal(got, there, 16);
        }
        assert_memory_equal(r->bytes, want, all);
        free(want);
        rig_free(r);
    }
}

static void pieces_of_any_length_match_an_array(void **state)
{
    (void)state;
    for (size_t i = 0; i < BOARDS; i++) {
        const struct board *b = &boards[i];
        const uint32_t size = b->chip->size * b->count;
        struct rig *r = rig_ready(b);
        uint8_t *want = malloc(size), *got = malloc(size);
        uint32_t random = 5;
        memset(want, 0xff, size);
        for (uint32_t round = 0; round < 60; round++) {
            const uint32_t off = chip_random(&random) % size;
            const uint32_t most = round % 8 ? 1000 : size;
            const uint32_t room = size - off < most ? size - off : most;
            const uint32_t len = 1 + chip_random(&random) % room;
            fill(want + off, len, round);
            assert_int_equal(prog(r, off, want + off, len), OTAML_OK);
            assert_int_equal(readb(r, 0, got, size), OTAML_OK);
            assert_memory_equal(got, want, size);
        }
        free(want);
        free(got);
        rig_free(r);
    }
}

static void what_lies_outside_is_refused(void **state)
{
    struct rig *r = rig_ready(&boards[8]);
    const uint32_t size = r->eeprom.media.size;
    uint8_t b[2] = { 0 };

    (void)state;
    assert_int_equal(readb(r, size, b, 1), OTAML_ERR_ARG);
    assert_int_equal(readb(r, size - 1, b, 2), OTAML_ERR_ARG);
    assert_int_equal(prog(r, UINT32_MAX, b, 2), OTAML_ERR_ARG);
    assert_int_equal(prog(r, 1, b, UINT32_MAX), OTAML_ERR_ARG);
    assert_int_equal(readb(r, size, b, 0), OTAML_OK);
    assert_int_equal(prog(r, size - 1, b, 1), OTAML_OK);
    rig_free(r);
}

/* ---- time ---- */

/* Nine clocks a byte: two times the device byte, two of address, 64 KB; START twice and STOP. */
static void reading_costs_nine_clocks_a_byte(void **state)
{
    const uint64_t clocks = 9 * (1 + 2 + 1 + 65536) + 3;
    struct rig *r = rig_ready(&boards[2]);
    uint8_t *b = malloc(65536);
    const uint64_t start = r->now_ns;

    (void)state;
    assert_int_equal(readb(r, 0, b, 65536), OTAML_OK);
    assert_in_range(r->now_ns - start, clocks * 2500 - 10, clocks * 2500); /* 400 kHz: 1.47 s */
    free(b);
    rig_free(r);
}

/* A page costs its bytes on the bus and its write cycle; the polls find its end within half a
 * millisecond. When prog returns the part has done it. */
static void a_page_costs_its_write_cycle(void **state)
{
    static const struct board cases[] = {
        { &otaml_i2c_eeprom_at24cm01, &chip_at24cm01, 0x50, 1, 0, 1 },
        { &otaml_i2c_eeprom_at24cm02, &chip_at24cm02, 0x50, 1, 0, 1 },
    };
    uint8_t b[256] = { 0 };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const uint64_t cycle_ns = i ? 10000000 : 5000000;
        const uint64_t bus_ns = (9 * (1 + 2 + 256) + 2) * 1000u; /* at 1 MHz */
        struct rig *r = rig_ready(&cases[i]);
        uint64_t start, took;
        r->chip.bus_hz = 1000000;
        start = r->now_ns;
        assert_int_equal(prog(r, 512, b, 256), OTAML_OK);
        took = r->now_ns - start;
        assert_in_range(took, bus_ns + cycle_ns, bus_ns + cycle_ns + 500000);
        assert_int_equal(r->chip.counts.writes, 1);
        assert_true(r->chip.counts.nacks > 5);
        assert_int_equal(r->chip.i2c.read(&r->chip, 0x50, b, 2, b, 1), OTAML_OK);
        rig_free(r);
    }
}

static void a_part_that_does_not_answer_is_a_timeout(void **state)
{
    const struct board *b = &boards[6];
    struct rig *r = rig_ready(b);
    uint8_t byte = 1;
    uint64_t start = r->now_ns;

    (void)state;
    r->chip.never_done = true;
    assert_int_equal(prog(r, 300, &byte, 1), OTAML_ERR_TIMEOUT);
    assert_in_range(r->now_ns - start, 10000000, 12000000);
    assert_int_equal(readb(r, 300, &byte, 1), OTAML_ERR_TIMEOUT);
    assert_int_equal(readb(r, 131072 + 300, &byte, 1), OTAML_OK); /* the other part does */
    r->chip.absent = 2;
    assert_int_equal(readb(r, 131072 + 300, &byte, 1), OTAML_ERR_TIMEOUT);
    rig_free(r);
}

/* ---- init ---- */

static void init_looks_for_each_part(void **state)
{
    (void)state;
    for (uint32_t missing = 0; missing < 4; missing++) {
        struct rig *r = rig_new(&boards[2]);
        r->chip.absent = (uint8_t)(1u << missing);
        assert_int_equal(rig_init(r, &boards[2]), OTAML_ERR_NOT_FOUND);
        r->chip.absent = 0;
        assert_int_equal(rig_init(r, &boards[2]), OTAML_OK);
        rig_free(r);
    }
}

/* The host was reset within a write cycle. */
static void init_waits_for_a_write_cycle(void **state)
{
    struct rig *r = rig_ready(&boards[8]);
    uint8_t b[1] = { 0 };

    (void)state;
    r->fail_in = 2; /* the first poll */
    assert_int_equal(prog(r, 0, b, 1), PORT_ERR);
    assert_int_equal(rig_init(r, &boards[8]), OTAML_OK);
    assert_true(r->chip.counts.nacks > 0);
    rig_free(r);
}

static void wrong_descriptions_are_refused(void **state)
{
    static const struct {
        const struct otaml_i2c_eeprom_part *part;
        uint8_t address, count;
    } wrong[] = {
        { &otaml_i2c_eeprom_24lc512, 0x50, 0 },  { &otaml_i2c_eeprom_24lc512, 0x50, 9 },
        { &otaml_i2c_eeprom_24lc512, 0x57, 2 },  { &otaml_i2c_eeprom_24lc512, 0x58, 1 },
        { &otaml_i2c_eeprom_24lc512, 0x4f, 1 },  { &otaml_i2c_eeprom_24lc512, 0xa0, 1 },
        { &otaml_i2c_eeprom_at24cm01, 0x51, 1 }, { &otaml_i2c_eeprom_at24cm01, 0x50, 5 },
        { &otaml_i2c_eeprom_at24cm02, 0x52, 1 }, { &otaml_i2c_eeprom_at24cm02, 0x54, 2 },
        { &otaml_i2c_eeprom_24lc1025, 0x54, 1 }, { &otaml_i2c_eeprom_24lc1025, 0x53, 2 },
        { &otaml_i2c_eeprom_24lc16b, 0x51, 1 },  { &otaml_i2c_eeprom_24lc16b, 0x50, 2 },
    };
    struct rig *r = rig_new(&boards[2]);
    struct otaml_i2c_eeprom_part part = otaml_i2c_eeprom_24lc512;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(otaml_i2c_eeprom_init(&r->eeprom, &r->bus, wrong[i].part, wrong[i].address,
                                               wrong[i].count),
                         OTAML_ERR_ARG);
    }
    part.page_size = 96;
    assert_int_equal(otaml_i2c_eeprom_init(&r->eeprom, &r->bus, &part, 0x50, 1),
                     OTAML_ERR_GEOMETRY);
    part.page_size = 128;
    part.address_bytes = 3;
    assert_int_equal(otaml_i2c_eeprom_init(&r->eeprom, &r->bus, &part, 0x50, 1),
                     OTAML_ERR_GEOMETRY);
    part.address_bytes = 1; /* 256 banks */
    assert_int_equal(otaml_i2c_eeprom_init(&r->eeprom, &r->bus, &part, 0x50, 1),
                     OTAML_ERR_GEOMETRY);
    r->bus.read = NULL;
    assert_int_equal(rig_init(r, &boards[2]), OTAML_ERR_ARG);
    assert_int_equal(otaml_i2c_eeprom_init(&r->eeprom, NULL, &part, 0x50, 1), OTAML_ERR_ARG);
    rig_free(r);
}

static void a_port_may_fail_at_any_call(void **state)
{
    struct rig *r = rig_ready(&boards[2]);
    uint8_t b[600], got[600];
    int err = PORT_ERR;

    (void)state;
    fill(b, sizeof(b), 3);
    for (uint32_t at = 1; err; at++) {
        r->fail_in = at;
        err = prog(r, 65536 - 300, b, sizeof(b));
        err = err ? err : readb(r, 65536 - 300, got, sizeof(got));
        assert_true(err == OTAML_OK || err == PORT_ERR);
    }
    assert_memory_equal(got, b, sizeof(b));
    rig_free(r);
}

/* ---- power ---- */

/* Pages before the cut are new, those behind it old, that one anything. */
static void a_power_cut_costs_one_page(void **state)
{
    enum { PAGE = 256, PAGES = 5 };
    uint8_t old[PAGE * PAGES], new[PAGE * PAGES];

    (void)state;
    fill(old, sizeof(old), 1);
    fill(new, sizeof(new), 2);
    for (uint32_t cut = 0; cut < CHIP_CUTS; cut++) {
        for (uint32_t at = 1; at <= PAGES; at++) {
            struct rig *r = rig_ready(&boards[8]);
            uint8_t *unit = r->unit + 65536 - 2 * PAGE;
            const uint32_t before = (at - 1) * PAGE;
            assert_int_equal(prog(r, 65536 - 2 * PAGE, old, sizeof(old)), OTAML_OK);
            r->chip.power.cut = (enum chip_cut)cut;
            r->chip.power.cut_in = at;
            assert_int_equal(prog(r, 65536 - 2 * PAGE, new, sizeof(new)), CHIP_ERR_POWER);
            assert_int_equal(rig_init(r, &boards[8]), CHIP_ERR_POWER);
            chip_i2c_eeprom_power_on(&r->chip);
            assert_int_equal(rig_init(r, &boards[8]), OTAML_OK);
            assert_memory_equal(unit, new, before);
            assert_memory_equal(unit + at * PAGE, old + at * PAGE, (PAGES - at) * PAGE);
            assert_int_equal(memcmp(unit + before, new + before, PAGE) == 0, cut == CHIP_CUT_AFTER);
            assert_int_equal(memcmp(unit + before, old + before, PAGE) == 0,
                             cut == CHIP_CUT_BEFORE);
            rig_free(r);
        }
    }
}

/* ---- the model itself ---- */

static void assert_violation(struct rig *r, const char *what)
{
    assert_non_null(strstr(r->chip.power.violation, what));
    r->chip.power.violations = 0;
    r->chip.power.violation[0] = '\0';
}

static void the_model_punishes(void **state)
{
    static const uint8_t head[2] = { 0x00, 0x7e }, end[2] = { 0xff, 0xff };
    uint32_t wear[1024] = { 0 };
    struct rig *r = rig_new(&boards[4]);
    const struct otaml_i2c *i2c = &r->chip.i2c;
    uint8_t b[4] = { 1, 2, 3, 4 };

    (void)state;
    r->chip.wear = wear;
    assert_int_equal(i2c->write(i2c->ctx, 0x50, head, 2, b, 4), OTAML_OK);
    assert_violation(r, "leaves its page");
    assert_int_equal(r->bytes[0x7e], 1); /* and goes on at the page's beginning */
    assert_int_equal(r->bytes[0x00], 3);
    assert_int_equal(r->bytes[0x80], 0xff);
    assert_int_equal(i2c->read(i2c->ctx, 0x50, head, 2, b, 1), OTAML_I2C_NACK); /* busy */
    r->now_ns += 5000000;
    r->bytes[0xffff] = 7;
    assert_int_equal(i2c->read(i2c->ctx, 0x50, end, 2, b, 2), OTAML_OK);
    assert_violation(r, "a read of 2 bytes at 65535");
    assert_int_equal(b[0], 7);
    assert_int_equal(b[1], 3); /* on at the block's beginning, not at 0x10000 */
    assert_int_equal(i2c->read(i2c->ctx, 0x50, head, 1, b, 1), OTAML_OK);
    assert_violation(r, "1 address bytes");
    assert_int_equal(i2c->read(i2c->ctx, 0x53, head, 2, b, 1), OTAML_I2C_NACK); /* nobody */
    assert_int_equal(i2c->read(i2c->ctx, 0x60, head, 2, b, 1), OTAML_I2C_NACK);
    r->chip.bus_hz = 1000000;
    assert_int_equal(i2c->read(i2c->ctx, 0x50, head, 2, b, 1), OTAML_OK);
    assert_violation(r, "24LC1025 at 1000000 Hz");

    assert_int_equal(wear[0], 1);
    r->chip.bus_hz = 400000;
    r->chip.part.endurance = 1;
    b[0] = 0xfe;
    r->bytes[0x1000] = 0xff;
    wear[0x1000 / 128] = 1;
    assert_int_equal(i2c->write(i2c->ctx, 0x50, (const uint8_t *)"\x10\x00", 2, b, 1), OTAML_OK);
    assert_int_equal(r->bytes[0x1000], 0xff); /* worn out: one bit stays */
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_border_is_crossed),
        cmocka_unit_test(pieces_of_any_length_match_an_array),
        cmocka_unit_test(what_lies_outside_is_refused),
        cmocka_unit_test(reading_costs_nine_clocks_a_byte),
        cmocka_unit_test(a_page_costs_its_write_cycle),
        cmocka_unit_test(a_part_that_does_not_answer_is_a_timeout),
        cmocka_unit_test(init_looks_for_each_part),
        cmocka_unit_test(init_waits_for_a_write_cycle),
        cmocka_unit_test(wrong_descriptions_are_refused),
        cmocka_unit_test(a_port_may_fail_at_any_call),
        cmocka_unit_test(a_power_cut_costs_one_page),
        cmocka_unit_test(the_model_punishes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
