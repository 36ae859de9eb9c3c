/*
 * test_sdcard_faults.c - the SD card driver when wires, card or port fail: every fault ends in an
 * answer, in the time that the specification gives, and the next init works.
 */
#include "card_rig.h"

#include <stdlib.h>
#include <string.h>

#define MB64 CARD_MB(64)

static const uint8_t ff4[4] = { 0xff, 0xff, 0xff, 0xff };

/* ---- checksums ---- */

static void a_spoiled_command_is_sent_again(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    uint8_t b[3 * 512] = { 0 };

    (void)state;
    for (uint32_t seed = 0; seed < 32; seed++) { /* another bit each time */
        r->chip.spi.power.seed = seed;
        r->chip.faults.command = (struct chip_fault){ 1, 1 };
        assert_int_equal(card_read(r, 7, b, 1), OTAML_OK);
        r->chip.faults.command = (struct chip_fault){ 2, 0 }; /* the CMD12 of a run */
        assert_int_equal(card_read(r, 7, b, 3), OTAML_OK);
        r->chip.faults.command = (struct chip_fault){ 1, 1 };
        assert_int_equal(card_write(r, 7, b, 3), OTAML_OK);
    }
    assert_int_equal(r->card.crc_errors, 32 * 5);
    r->chip.faults.command = (struct chip_fault){ 1, 2 };
    assert_int_equal(card_read(r, 7, b, 1), OTAML_ERR_IO);
    card_free(r);
}

/* Any command of the init may be hit, from CMD8 on. (A CMD0 that is hit is not answered at all.) */
static void init_survives_spoiled_commands(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdsc_256mb, 0);

    (void)state;
    r->chip.part.start_us = 3000;
    for (uint32_t at = 1; at <= 12; at++) {
        r->chip.faults.command = (struct chip_fault){ at, 0 };
        r->chip.spi.power.seed = at;
        assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
        assert_int_equal(r->card.block.count, CARD_MB(256) / 512);
        chip_sd_power_on(&r->chip);
    }
    card_drop(r); /* until CMD59 the card takes commands as they come, argument and all */
}

static void a_spoiled_block_is_read_again(void **state)
{
    enum { RUN = 5 };
    uint8_t want[RUN * 512], got[RUN * 512];
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);

    (void)state;
    card_fill(want, sizeof(want), 5);
    memcpy(r->bytes + 100 * 512, want, sizeof(want));
    for (uint32_t at = 1; at <= RUN; at++) {
        for (uint32_t times = 1; times <= 3; times++) {
            const bool lasts = times == 3;
            memset(got, 0, sizeof(got));
            r->chip.spi.power.seed = at * 8 + times;
            r->chip.faults.read_data = (struct chip_fault){ at, times - 1 };
            assert_int_equal(card_read(r, 100, got, RUN), lasts ? OTAML_ERR_CORRUPT : OTAML_OK);
            assert_memory_equal(got, want, lasts ? (at - 1) * 512 : sizeof(want));
        }
    }
    assert_int_equal(r->card.crc_errors, RUN * (1 + 2 + 2));
    /* Four faults at four blocks are four single ones. */
    memset(got, 0, sizeof(got));
    r->chip.faults.gap = 1;
    r->chip.faults.read_data = (struct chip_fault){ 1, 3 };
    assert_int_equal(card_read(r, 100, got, RUN), OTAML_OK);
    assert_memory_equal(got, want, sizeof(want));
    card_free(r);
}

static void a_spoiled_block_is_written_again(void **state)
{
    enum { RUN = 5 };
    uint8_t b[RUN * 512];
    struct card_rig *r = card_ready(&chip_sd_sdsc_256mb, 0);

    (void)state;
    for (uint32_t n = 1; n <= RUN; n += RUN - 1) {
        for (uint32_t at = 1; at <= n; at++) {
            for (uint32_t times = 1; times <= 3; times++) {
                const bool lasts = times == 3;
                card_fill(b, sizeof(b), at * 8 + times);
                r->chip.spi.power.seed = at * 8 + times;
                r->chip.faults.write_data = (struct chip_fault){ at, times - 1 };
                assert_int_equal(card_write(r, 50, b, n), lasts ? OTAML_ERR_IO : OTAML_OK);
                assert_memory_equal(r->bytes + 50 * 512, b, (lasts ? at - 1 : n) * 512);
            }
        }
    }
    card_free(r);
}

/* ---- what the card reports ---- */

static void error_tokens_are_errors(void **state)
{
    static const uint8_t io[] = { 0x01, 0x02, 0x08, 0x09, 0x10 };
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    uint8_t b[3 * 512];

    (void)state;
    for (uint32_t n = 1; n <= 3; n += 2) {
        for (size_t i = 0; i < sizeof(io); i++) {
            r->chip.faults.error_token = io[i];
            r->chip.faults.read_token = (struct chip_fault){ n, 0 };
            assert_int_equal(card_read(r, 0, b, n), OTAML_ERR_IO);
            assert_int_equal(card_read(r, 0, b, n), OTAML_OK);
        }
        r->chip.faults.error_token = 0x04; /* "card ECC failed": for once, and for good */
        r->chip.faults.read_token = (struct chip_fault){ n, 0 };
        assert_int_equal(card_read(r, 0, b, n), OTAML_OK);
        r->chip.faults.read_token = (struct chip_fault){ n, 2 };
        assert_int_equal(card_read(r, 0, b, n), OTAML_ERR_CORRUPT);
        assert_int_equal(card_read(r, 0, b, n), OTAML_OK);
    }
    card_free(r);
}

static void refused_writes_are_errors(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    uint8_t b[3 * 512];

    (void)state;
    card_fill(b, sizeof(b), 3);
    for (uint32_t n = 1; n <= 3; n += 2) {
        r->chip.faults.response = 0xed; /* write error */
        r->chip.faults.write_token = (struct chip_fault){ n, 0 };
        assert_int_equal(card_write(r, 0, b, n), OTAML_ERR_IO);
        assert_int_equal(card_write(r, 0, b, n), OTAML_OK);
        r->chip.faults.status = 0x20; /* found out by CMD13: write protect violation */
        assert_int_equal(card_write(r, 0, b, n), OTAML_ERR_IO);
        assert_int_equal(card_write(r, 0, b, n), OTAML_OK);
        assert_memory_equal(r->bytes, b, n * 512);
    }
    card_free(r);
}

/* CMD8 is echoed wrong, or without the voltage that the host has. */
static void a_wrong_condition_is_refused(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdhc_8gb, MB64);

    (void)state;
    r->chip.faults.condition = 0x010;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_IO);
    r->chip.faults.condition = 0x100;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_ERR_UNSUPPORTED);
    r->chip.faults.condition = 0;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    card_free(r);
}

/* ---- time ---- */

static void assert_timeout(struct card_rig *r, int err, uint64_t start_ns, uint32_t limit_ms)
{
    const uint64_t took_ms = (r->now_ns - start_ns) / 1000000;

    assert_int_equal(err, OTAML_ERR_TIMEOUT);
    assert_in_range(took_ms, limit_ms, limit_ms + limit_ms / 10 + 3);
}

static void waits_end_as_specified(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdhc_8gb, MB64);
    uint8_t b[3 * 512] = { 0 };
    uint64_t start = r->now_ns;

    (void)state;
    r->chip.faults.never_ready = true;
    assert_timeout(r, otaml_sdcard_init(&r->card, &r->spi), start, 1000);
    r->chip.faults.never_ready = false;
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);

    for (uint32_t n = 1; n <= 3; n += 2) {
        r->chip.faults.never_data = true;
        start = r->now_ns;
        assert_timeout(r, card_read(r, 0, b, n), start, 100);
        r->chip.faults.never_data = false;
        assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    }
    card_drop(r); /* a CMD17 that is given up is a transfer broken off */
}

static void busy_for_ever_ends(void **state)
{
    static const uint32_t c_size[] = { 0xffff, 0x10000 }; /* 32 GB, and the first SDXC */
    uint8_t b[3 * 512] = { 0 };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (uint32_t n = 1; n <= 3; n += 2) {
            struct card_rig *r = card_new(&chip_sd_sdhc_8gb, MB64);
            uint64_t start;
            r->chip.csd[7] = (uint8_t)(c_size[i] >> 16);
            r->chip.csd[8] = (uint8_t)(c_size[i] >> 8);
            r->chip.csd[9] = (uint8_t)c_size[i];
            assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
            start = r->now_ns;
            r->chip.faults.never_done = true;
            assert_timeout(r, card_write(r, 0, b, n), start, i ? 500 : 250);
            (n > 1 ? card_drop : card_free)(r); /* a run that is given up is one broken off */
        }
    }
}

/* A card may be as slow as the specification lets it. */
static void slow_cards_are_waited_for(void **state)
{
    struct chip_sd_part part = chip_sd_sdhc_8gb;
    struct card_rig *r;
    uint8_t b[3 * 512] = { 0 };

    (void)state;
    part.start_us = 999000;
    part.access_us = 99900;
    part.next_us = 99900;
    part.write_us = 249900;
    r = card_ready(&part, MB64);
    assert_int_equal(card_write(r, 0, b, 3), OTAML_OK);
    assert_int_equal(card_read(r, 0, b, 3), OTAML_OK);
    card_free(r);
}

/* ---- a card that is pulled ---- */

/* At every byte of a write and a read: an error, the card's other blocks as they were, and after
 * the next init everything works. */
static void a_card_may_be_pulled_at_any_byte(void **state)
{
    enum { RUN = 2 };
    uint8_t old[RUN * 512], new[RUN * 512], got[RUN * 512];
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    bool whole = false;

    (void)state;
    r->chip.part.write_us = 20; /* or most bytes are busy ones */
    r->chip.part.access_us = 20;
    card_fill(old, sizeof(old), 1);
    card_fill(new, sizeof(new), 2);
    for (uint32_t at = 1; !whole; at += at % 515 < 12 ? 1 : 13) {
        int write_err, read_err;
        assert_int_equal(card_write(r, 30, old, RUN), OTAML_OK);
        r->chip.faults.pull_in = at;
        write_err = card_write(r, 30, new, RUN);
        read_err = card_read(r, 30, got, RUN);
        whole = !write_err && !read_err;
        assert_true(write_err == OTAML_OK || write_err == OTAML_ERR_TIMEOUT
                    || write_err == OTAML_ERR_IO);
        assert_true(read_err == OTAML_OK || read_err == OTAML_ERR_TIMEOUT
                    || read_err == OTAML_ERR_IO);
        if (!read_err) {
            assert_memory_equal(got, new, sizeof(got));
        }
        r->chip.faults.pull_in = 0;
        for (uint32_t i = 0; i < RUN; i++) {
            const uint8_t *block = r->bytes + (30 + i) * 512;
            assert_true(memcmp(block, new + i * 512, 512) == 0
                        || (write_err && memcmp(block, old + i * 512, 512) == 0));
        }
        chip_sd_insert(&r->chip);
        assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
        assert_int_equal(card_read(r, 30, got, RUN), OTAML_OK);
    }
    card_drop(r);
}

/* A card that was pulled and put back without init has forgotten everything. */
static void a_card_put_back_is_not_taken_for_ready(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    uint8_t b[512] = { 0 };

    (void)state;
    chip_sd_pull(&r->chip);
    assert_int_equal(card_read(r, 0, b, 1), OTAML_ERR_TIMEOUT);
    assert_int_equal(card_write(r, 0, b, 1), OTAML_ERR_TIMEOUT);
    chip_sd_insert(&r->chip);
    assert_int_equal(card_read(r, 0, b, 1), OTAML_ERR_TIMEOUT);
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    assert_int_equal(card_read(r, 0, b, 1), OTAML_OK);
    card_drop(r);
}

/* ---- a port that fails, a host that is reset ---- */

/* Whatever the port says comes back untouched, and however the driver was broken off, the card
 * still in the midst of a block perhaps, the next init finds it. */
static void a_port_may_fail_at_any_call(void **state)
{
    enum { RUN = 3 };
    uint8_t b[RUN * 512], got[RUN * 512];
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    bool whole = false;

    (void)state;
    card_fill(b, sizeof(b), 9);
    r->chip.part.write_us = 20;
    r->chip.part.access_us = 20;
    for (uint32_t at = 1; !whole; at++) {
        int err;
        r->fail_in = at;
        err = card_write(r, 40, b, RUN);
        err = err ? err : card_read(r, 40, got, RUN);
        whole = !err;
        assert_true(whole || err == CARD_PORT_ERR);
        r->fail_in = 0;
        assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
        assert_int_equal(card_write(r, 40, b, RUN), OTAML_OK);
        assert_memory_equal(r->bytes + 40 * 512, b, sizeof(b));
        for (uint32_t i = 0; i < 4096; i++) { /* nothing that init sent has become a block */
            assert_int_equal(r->bytes[39 * 512 - 4096 + i], 0);
            assert_int_equal(r->bytes[(40 + RUN) * 512 + i], 0);
        }
    }
    card_drop(r);
}

static void a_port_may_fail_in_init(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdsc_256mb, 0);
    int err = CARD_PORT_ERR;

    (void)state;
    r->chip.part.start_us = 3000;
    for (uint32_t at = 1; err; at++) {
        chip_sd_power_on(&r->chip);
        r->fail_in = at;
        err = otaml_sdcard_init(&r->card, &r->spi);
        assert_true(err == OTAML_OK || err == CARD_PORT_ERR);
        assert_int_equal(r->card.block.count, err ? 0 : CARD_MB(256) / 512);
    }
    card_drop(r);
}

/* The host was reset while the card programmed a block: init waits for it. */
static void init_waits_for_a_busy_card(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    uint8_t b[512] = { 1 };

    (void)state;
    r->chip.part.write_us = 240000;
    r->fail_in = 16; /* of the polls while busy */
    assert_int_equal(card_write(r, 0, b, 1), CARD_PORT_ERR);
    assert_int_equal(r->chip.counts.blocks_written, 1);
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    card_free(r);
}

/* Whatever comes over the wire, every call ends, in a time that adds up from the limits, a read
 * stays within its buffer, and what a call says it did it has done. */
static void noise_is_survived(void **state)
{
    struct card_rig *r = card_ready(&chip_sd_sdhc_8gb, MB64);
    uint32_t inits = 0;

    (void)state;
    for (uint32_t seed = 1; seed <= 3000; seed++) {
        uint8_t *b = malloc((1 + seed % 3) * 512); /* exactly, for the sanitizer */
        const struct otaml_sdcard known = r->card;
        const uint64_t start = r->now_ns;
        r->noise = chip_random_seed(seed, 1);
        r->noise_every = 1u << seed % 10;
        inits += otaml_sdcard_init(&r->card, &r->spi) == OTAML_OK;
        if (r->card.block.count < 3) {
            r->card = known;
        }
        if (card_read(r, 0, b, 1 + seed % 3) == OTAML_OK) {
            assert_memory_equal(b, r->bytes, (1 + seed % 3) * 512);
        }
        card_fill(b, (1 + seed % 3) * 512, seed);
        if (card_write(r, 0, b, 1 + seed % 3) == OTAML_OK) {
            assert_memory_equal(b, r->bytes, (1 + seed % 3) * 512);
        }
        assert_true(r->now_ns - start < UINT64_C(10000000000));
        r->noise = 0;
        free(b);
    }
    assert_in_range(inits, 300, 2700);
    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    card_drop(r);
}

/* ---- the model itself ---- */

/* Say a command by hand; returns what comes for R1. */
static uint8_t say(struct card_rig *r, uint8_t index, uint32_t argument, uint8_t crc)
{
    const struct otaml_spi *spi = &r->chip.spi.bus;
    const uint8_t frame[6] = { (uint8_t)(0x40 | index),   (uint8_t)(argument >> 24),
                               (uint8_t)(argument >> 16), (uint8_t)(argument >> 8),
                               (uint8_t)argument,         crc };
    uint8_t in[2];

    assert_int_equal(spi->transfer(spi->ctx, frame, NULL, sizeof(frame)), 0);
    assert_int_equal(spi->transfer(spi->ctx, NULL, in, sizeof(in)), 0);
    return in[1];
}

static void select_anew(struct card_rig *r)
{
    const struct otaml_spi *spi = &r->chip.spi.bus;

    if (r->chip.spi.selected) {
        assert_int_equal(spi->select(spi->ctx, false), 0);
    }
    assert_int_equal(spi->transfer(spi->ctx, NULL, NULL, 1), 0);
    assert_int_equal(spi->select(spi->ctx, true), 0);
}

static void assert_violation(struct card_rig *r, const char *what)
{
    assert_non_null(strstr(r->chip.spi.power.violation, what));
    r->chip.spi.power.violations = 0;
    r->chip.spi.power.violation[0] = '\0';
}

static void the_model_punishes(void **state)
{
    struct card_rig *r = card_new(&chip_sd_sdsc_256mb, 0);
    const struct otaml_spi *spi = &r->chip.spi.bus;

    (void)state;
    select_anew(r);
    assert_int_equal(say(r, 0, 0, 0x95), 0xff);
    assert_violation(r, "before 74 clocks");
    assert_int_equal(spi->select(spi->ctx, false), 0);
    assert_int_equal(spi->transfer(spi->ctx, NULL, NULL, 10), 0);
    select_anew(r);
    assert_int_equal(say(r, 17, 0, 0x55), 0xff);
    assert_violation(r, "CMD17 before CMD0");
    assert_int_equal(say(r, 0, 0, 0x97), 0xff); /* its CRC is wrong */
    assert_int_equal(say(r, 0, 0, 0x95), 0x01);
    assert_int_equal(say(r, 17, 0, 0x55), 0x05); /* idle, illegal */
    assert_violation(r, "CMD17 before the card is ready");
    assert_int_equal(say(r, 8, 0x1aa, 0x85), 0x09); /* idle, CRC */
    card_drop(r);

    r = card_ready(&chip_sd_sdsc_256mb, 0);
    spi = &r->chip.spi.bus;
    select_anew(r);
    assert_int_equal(say(r, 59, 0, 0x91), 0x00); /* CRC off; 0x91 is its own */
    assert_int_equal(say(r, 17, 100, 1), 0x20);
    assert_violation(r, "misaligned");
    assert_int_equal(say(r, 24, 256u << 20, 1), 0x40);
    assert_violation(r, "beyond the end");
    assert_int_equal(say(r, 24, 0, 1), 0x00);
    assert_int_equal(spi->transfer(spi->ctx, (const uint8_t *)"\xfe", NULL, 1), 0);
    assert_violation(r, "without a byte before it");
    assert_int_equal(spi->select(spi->ctx, false), 0);
    assert_violation(r, "in the midst of a transfer");
    assert_int_equal(spi->select(spi->ctx, true), 0);
    assert_violation(r, "without eight clocks");
    assert_int_equal(spi->transfer(spi->ctx, ff4, NULL, 4), 0);
    card_drop(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spoiled_command_is_sent_again),
        cmocka_unit_test(init_survives_spoiled_commands),
        cmocka_unit_test(a_spoiled_block_is_read_again),
        cmocka_unit_test(a_spoiled_block_is_written_again),
        cmocka_unit_test(error_tokens_are_errors),
        cmocka_unit_test(refused_writes_are_errors),
        cmocka_unit_test(a_wrong_condition_is_refused),
        cmocka_unit_test(waits_end_as_specified),
        cmocka_unit_test(busy_for_ever_ends),
        cmocka_unit_test(slow_cards_are_waited_for),
        cmocka_unit_test(a_card_may_be_pulled_at_any_byte),
        cmocka_unit_test(a_card_put_back_is_not_taken_for_ready),
        cmocka_unit_test(a_port_may_fail_at_any_call),
        cmocka_unit_test(a_port_may_fail_in_init),
        cmocka_unit_test(init_waits_for_a_busy_card),
        cmocka_unit_test(noise_is_survived),
        cmocka_unit_test(the_model_punishes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
