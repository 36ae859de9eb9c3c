/*
 * fuzz_sfdp.c - a SPI NOR part that lies about itself: whatever its SFDP says, the driver ends, and
 * what it takes for a memory unit obeys the rules of media.h and is used within its bounds.
 *
 * Byte 0: bit 0, the caller describes the part too; bit 1, a slow clock. The rest is the SFDP, 0xff
 * behind its end. The part is a stub that takes every command and keeps no bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/nor.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct part {
    const uint8_t *sfdp;
    size_t sfdp_len;
    uint64_t now_us;
    uint32_t size; /* of the unit, once it is known: addresses must be below */
    uint8_t head[6];
    uint32_t count; /* bytes of this transaction */
    uint32_t commands, address_bytes;
    uint8_t wel;
};

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static uint32_t address_of(const uint8_t *p, uint32_t bytes)
{
    uint32_t at = 0;

    while (bytes-- > 0) {
        at = at << 8 | *p++;
    }
    return at;
}

static int is_change(uint8_t opcode)
{
    static const uint8_t others[] = { 0x01, 0x03, 0x04, 0x05, 0x06, 0x0b, 0x0c, 0x13, 0x5a,
                                      0x66, 0x99, 0x9f, 0xab, 0xb7, 0xb9, 0xe9, 0xff };

    return memchr(others, opcode, sizeof(others)) == NULL;
}

/* Chip select rises: the latch falls with what changes something. */
static int part_select(void *ctx, bool on)
{
    struct part *p = ctx;
    const uint8_t opcode = p->head[0];

    if (on) {
        p->count = 0;
        memset(p->head, 0, sizeof(p->head));
        return 0;
    }
    p->commands++;
    if (opcode == 0x06 || opcode == 0x04) {
        p->wel = opcode == 0x06 ? 2 : 0;
    }
    if (p->size > 0 && is_change(opcode)) {
        must(p->wel);
        must(p->count >= 1 + p->address_bytes);
        must(address_of(p->head + 1, p->address_bytes) < p->size);
        p->wel = 0;
    }
    return 0;
}

static uint8_t answer(const struct part *p, uint32_t at)
{
    const uint32_t off = address_of(p->head + 1, 3) + at - 5;

    if (p->head[0] == 0x9f) {
        return (uint8_t)(0xef + at);
    }
    if (p->head[0] == 0x05) {
        return p->wel;
    }
    return p->head[0] == 0x5a && off < p->sfdp_len ? p->sfdp[off] : 0xff;
}

static int part_transfer(void *ctx, const uint8_t *tx, uint8_t *rx, uint32_t len)
{
    struct part *p = ctx;

    must(len > 0);
    for (uint32_t i = 0; i < len; i++, p->count++) {
        if (tx && p->count < sizeof(p->head)) {
            p->head[p->count] = tx[i];
        }
        if (rx) {
            rx[i] = answer(p, p->count);
        }
    }
    return 0;
}

static uint32_t part_now(void *ctx)
{
    return (uint32_t)(((const struct part *)ctx)->now_us / 1000);
}

static void part_wait(void *ctx, uint32_t us)
{
    ((struct part *)ctx)->now_us += us;
}

/* A part may name a command for its erases that is another one: then the latch stands. */
static void erase(struct otaml_media *m, uint32_t off)
{
    const int err = m->erase(m->ctx, off, m->erase_size);

    must(err == OTAML_OK || err == OTAML_ERR_IO);
}

/* Use the unit at its begin and at its end. */
static void use(struct otaml_media *m, struct part *p)
{
    static const uint8_t src[600];
    static uint8_t dst[600];
    const uint32_t n = m->size < sizeof(src) ? m->size : (uint32_t)sizeof(src);
    const uint32_t before = p->commands;

    must(otaml_media_check(m) == OTAML_OK);
    p->size = m->size;
    must(m->read(m->ctx, m->size - n, dst, n) == OTAML_OK);
    must(m->read(m->ctx, m->size - n + 1, dst, n) == OTAML_ERR_ARG);
    must(m->prog(m->ctx, 0, src, n) == OTAML_OK);
    must(m->prog(m->ctx, m->size - n, src, n) == OTAML_OK);
    erase(m, m->size - m->erase_size);
    erase(m, 0);
    /* A program takes four transactions for each page, of one byte at least; an erase some more. */
    must(p->commands - before <= 4 * 2 * (n + 1) + 20);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct otaml_nor_geometry geometry = {
        .size = 1024 * 1024,
        .page_size = 256,
        .erase = { { .size = 4096, .opcode = 0x20 } },
    };
    struct part part = { .size = 0 };
    const struct otaml_spi bus = {
        .ctx = &part,
        .select = part_select,
        .transfer = part_transfer,
        .now_ms = part_now,
        .wait_us = part_wait,
    };
    struct otaml_nor_config cfg = { .spi = &bus };
    struct otaml_nor nor;
    int err;

    if (size < 1) {
        return 0;
    }
    part.sfdp = data + 1;
    part.sfdp_len = size - 1;
    cfg.geometry = data[0] & 1 ? &geometry : NULL;
    cfg.clock_hz = data[0] & 2 ? 1000000 : 0;
    err = otaml_nor_init(&nor, &cfg);
    must(err == OTAML_OK || err == OTAML_ERR_UNSUPPORTED || err == OTAML_ERR_GEOMETRY);
    must(part.commands < 200);
    if (!err) {
        part.address_bytes = nor.address_bytes;
        use(&nor.media, &part);
    }
    return 0;
}
