/*
 * chip_spi.c - the bus side of emulated SPI parts. API: chip_spi.h
 */
#include "chip_spi.h"

#define DEFAULT_HZ    10000000u
#define SELECT_NS     100u /* between two transactions: tSHSL of the parts is up to that */
#define NS_PER_SEC    1000000000u
#define NS_PER_MS     1000000u
#define NS_PER_US     1000u
#define BITS_PER_BYTE 8u

static int spi_select(void *ctx, bool on)
{
    struct chip_spi *s = ctx;

    if (s->power.off) {
        s->selected = false;
        return CHIP_ERR_POWER;
    }
    if (on == s->selected) {
        chip_power_violate(&s->power, on ? "selected twice" : "deselected twice");
        return CHIP_ERR_RULE;
    }
    s->selected = on;
    *s->power.now_ns += SELECT_NS;
    if (on) {
        s->transactions++;
    }
    if (!s->absent) {
        (on ? s->begin : s->end)(s);
    }
    return s->power.off ? CHIP_ERR_POWER : 0;
}

static int spi_transfer(void *ctx, const uint8_t *tx, uint8_t *rx, uint32_t len)
{
    struct chip_spi *s = ctx;
    const uint64_t byte_ns = (uint64_t)BITS_PER_BYTE * NS_PER_SEC / s->clock_hz;

    if (s->power.off) {
        return CHIP_ERR_POWER;
    }
    if ((!s->selected && !s->idle) || len == 0) {
        chip_power_violate(&s->power, "a transfer of %u bytes, %s", (unsigned)len,
                           s->selected ? "selected" : "not selected");
        return CHIP_ERR_RULE;
    }
    if (s->fail_in > 0 && --s->fail_in == 0) {
        return CHIP_SPI_ERR_PORT;
    }
    for (uint32_t i = 0; i < len; i++) {
        uint8_t out = s->floating;
        *s->power.now_ns += byte_ns;
        if (!s->absent && s->selected) {
            out = s->byte(s, tx ? tx[i] : 0xff);
        } else if (!s->absent) {
            s->idle(s);
        }
        if (rx) {
            rx[i] = out;
        }
    }
    s->bytes += len;
    return s->power.off ? CHIP_ERR_POWER : 0;
}

static int spi_clock(void *ctx, uint32_t hz)
{
    struct chip_spi *s = ctx;

    if (hz == 0) {
        chip_power_violate(&s->power, "a clock of 0 Hz");
        return CHIP_ERR_RULE;
    }
    s->clock_hz = hz;
    return 0;
}

static uint32_t spi_now_ms(void *ctx)
{
    const struct chip_spi *s = ctx;

    return (uint32_t)(*s->power.now_ns / NS_PER_MS);
}

static void spi_wait_us(void *ctx, uint32_t us)
{
    const struct chip_spi *s = ctx;

    *s->power.now_ns += (uint64_t)us * NS_PER_US;
}

void chip_spi_init(struct chip_spi *s, uint64_t *now_ns)
{
    chip_power_init(&s->power, now_ns);
    s->clock_hz = DEFAULT_HZ;
    s->bus = (struct otaml_spi){
        .ctx = s,
        .select = spi_select,
        .transfer = spi_transfer,
        .clock_hz = spi_clock,
        .now_ms = spi_now_ms,
        .wait_us = spi_wait_us,
    };
}
