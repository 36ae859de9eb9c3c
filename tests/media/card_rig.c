/*
 * card_rig.c - an SD card on a bus with a tap. API: card_rig.h
 */
#include "card_rig.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* ---- the tap ---- */

static bool fails(struct card_rig *r)
{
    return r->fail_in > 0 && --r->fail_in == 0;
}

static int tap_select(void *ctx, bool on)
{
    struct card_rig *r = ctx;
    const int err =
        r->chip.spi.bus.select(r->chip.spi.bus.ctx, on); /* the wire goes where it goes */

    return fails(r) ? CARD_PORT_ERR : err;
}

/* Mostly bytes that mean something to a driver. */
static uint8_t noise(uint32_t *state)
{
    static const uint8_t likely[] = { 0x00, 0x01, 0x05, 0xfe, 0xff, 0xaa, 0xe5, 0x40 };
    const uint32_t random = chip_random(state) >> 8;

    return random & 0x700 ? likely[random % sizeof(likely)] : (uint8_t)random;
}

static int tap_transfer(void *ctx, const uint8_t *tx, uint8_t *rx, uint32_t len)
{
    struct card_rig *r = ctx;
    int err;

    if (fails(r)) {
        return CARD_PORT_ERR;
    }
    for (uint32_t i = 0; i < len && r->sent_len < CARD_LOG_BYTES; i++) {
        r->sent[r->sent_len++] = tx ? tx[i] : 0xff;
    }
    err = r->chip.spi.bus.transfer(r->chip.spi.bus.ctx, tx, rx, len);
    for (uint32_t i = 0; r->noise && rx && i < len; i++) {
        const uint8_t byte = noise(&r->noise);
        rx[i] = (chip_random(&r->noise) >> 8) % r->noise_every == 0 ? byte : rx[i];
    }
    return err;
}

static int tap_clock_hz(void *ctx, uint32_t hz)
{
    struct card_rig *r = ctx;

    r->slowest_hz = hz < r->slowest_hz ? hz : r->slowest_hz;
    r->fastest_hz = hz > r->fastest_hz ? hz : r->fastest_hz;
    return r->chip.spi.bus.clock_hz(r->chip.spi.bus.ctx, hz);
}

static uint32_t tap_now_ms(void *ctx)
{
    struct card_rig *r = ctx;

    return r->chip.spi.bus.now_ms(r->chip.spi.bus.ctx);
}

static void tap_wait_us(void *ctx, uint32_t us)
{
    struct card_rig *r = ctx;

    r->chip.spi.bus.wait_us(r->chip.spi.bus.ctx, us);
}

/* ---- the card ---- */

struct card_rig *card_new(const struct chip_sd_part *part, uint64_t size)
{
    struct card_rig *r = calloc(1, sizeof(*r));
    struct chip_sd_part sized = *part;
    void *bytes;

    assert_non_null(r);
    sized.size = size > 0 ? size : part->size;
    bytes = mmap(NULL, (size_t)sized.size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(bytes, MAP_FAILED);
    r->bytes = bytes;
    r->now_ns = UINT64_C(4294967000) * 1000000; /* the clock of milliseconds is about to wrap */
    r->slowest_hz = UINT32_MAX;
    r->spi.ctx = r;
    r->spi.select = tap_select;
    r->spi.transfer = tap_transfer;
    r->spi.clock_hz = tap_clock_hz;
    r->spi.now_ms = tap_now_ms;
    r->spi.wait_us = tap_wait_us;
    assert_int_equal(chip_sd_init(&r->chip, &sized, r->bytes, &r->now_ns), OTAML_OK);
    return r;
}

struct card_rig *card_ready(const struct chip_sd_part *part, uint64_t size)
{
    struct card_rig *r = card_new(part, size);

    assert_int_equal(otaml_sdcard_init(&r->card, &r->spi), OTAML_OK);
    return r;
}

void card_drop(struct card_rig *r)
{
    munmap(r->bytes, (size_t)r->chip.part.size);
    free(r);
}

void card_free(struct card_rig *r)
{
    assert_string_equal(r->chip.spi.power.violation, "");
    card_drop(r);
}

int card_read(struct card_rig *r, uint32_t first, void *dst, uint32_t n)
{
    return r->card.block.read(r->card.block.ctx, first, dst, n);
}

int card_write(struct card_rig *r, uint32_t first, const void *src, uint32_t n)
{
    return r->card.block.write(r->card.block.ctx, first, src, n);
}

bool card_sent(const struct card_rig *r, const void *bytes, uint32_t len)
{
    for (uint32_t i = 0; len <= r->sent_len && i <= r->sent_len - len; i++) {
        if (memcmp(r->sent + i, bytes, len) == 0) {
            return true;
        }
    }
    return false;
}

void card_fill(uint8_t *dst, size_t len, uint32_t seed)
{
    uint32_t state = chip_random_seed(seed, 0);

    for (size_t i = 0; i < len; i++) {
        dst[i] = (uint8_t)(chip_random(&state) >> 11);
    }
}

uint32_t card_ms(const struct card_rig *r)
{
    return (uint32_t)(r->now_ns / 1000000);
}
