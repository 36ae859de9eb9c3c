/*
 * chip_flash.c - a microcontroller's own flash. API: chip_flash.h
 */
#include "chip_flash.h"

#include <stdlib.h>
#include <string.h>

#define KB        1024u
#define MB        (1024u * KB)
#define NS_PER_US 1000u

enum { WORD_BLANK, WORD_PROGRAMMED, WORD_TORN };

/* 64 bits in parallel, at 3.3 V. */
const struct chip_flash_part chip_stm32h743 = {
    .name = "STM32H743",
    .sheet = "ST DS12110, flash memory programming and endurance; RM0433, 4.3.9",
    .size = 2 * MB,
    .sector_size = 128 * KB,
    .word_size = 32,
    .row_size = 32,
    .ecc = true,
    .program_us = 100,
    .program_max_us = 200,
    .erase_us = 1000000,
    .erase_max_us = 2000000,
    .cycles = 10000,
};

/* The part beside the processor is run through FlexSPI and mapped, as if it were inside. */
const struct chip_flash_part chip_teensy40 = {
    .name = "Teensy 4.0",
    .sheet = "Winbond W25Q16JV, AC electrical characteristics",
    .size = 2 * MB,
    .sector_size = 4 * KB,
    .word_size = 4,
    .row_size = 256,
    .program_us = 400,
    .program_max_us = 3000,
    .erase_us = 45000,
    .erase_max_us = 400000,
    .cycles = 100000,
};

static bool all_ones(const uint8_t *p, uint32_t len)
{
    while (len > 0 && *p == 0xff) {
        p++;
        len--;
    }
    return len == 0;
}

static void take_time(struct chip_flash *c, uint32_t typical_us, uint32_t max_us)
{
    const uint64_t more = (uint64_t)(max_us - typical_us) * c->slow_percent / 100;

    *c->power.now_ns += (typical_us + more) * NS_PER_US;
}

static int violate(struct chip_flash *c, const char *what, uint32_t off, uint32_t len)
{
    chip_power_violate(&c->power, "%s: %u bytes at %u", what, (unsigned)len, (unsigned)off);
    return CHIP_ERR_RULE;
}

/* ---- words under error correction ---- */

static void set_words(struct chip_flash *c, uint32_t off, uint32_t len, uint8_t state)
{
    const uint32_t word = c->part->word_size;

    for (uint32_t i = off; c->words && i < off + len; i += word) {
        c->words[i / word] = state;
    }
}

static bool any_word(const struct chip_flash *c, uint32_t off, uint32_t len, uint8_t least)
{
    const uint32_t word = c->part->word_size;

    for (uint32_t i = off / word; c->words && len > 0 && i <= (off + len - 1) / word; i++) {
        if (c->words[i] >= least) {
            return true;
        }
    }
    return false;
}

/* ---- callbacks ---- */

static int flash_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    struct chip_flash *c = ctx;

    if (c->power.off) {
        return CHIP_ERR_POWER;
    }
    if (off > c->part->size || len > c->part->size - off) {
        return violate(c, "read outside of the flash", off, len);
    }
    chip_power_read(&c->power, c->bytes, off, dst, len);
    return any_word(c, off, len, WORD_TORN) ? OTAML_ERR_CORRUPT : OTAML_OK;
}

static bool may_program(const struct chip_flash *c, uint32_t off, const uint8_t *src, uint32_t len)
{
    if (c->part->ecc) {
        return !any_word(c, off, len, WORD_PROGRAMMED);
    }
    for (uint32_t i = 0; i < len; i++) {
        if (src[i] & ~c->bytes[off + i]) {
            return false;
        }
    }
    return true;
}

static int flash_program(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    struct chip_flash *c = ctx;
    const uint32_t row = c->part->row_size;

    if (c->power.off) {
        return CHIP_ERR_POWER;
    }
    if (off >= c->part->size || len == 0 || len > row - off % row
        || (off | len) % c->part->word_size != 0) {
        return violate(c, "program that is not of words of one row", off, len);
    }
    if (!may_program(c, off, src, len)) {
        return violate(c, "program of what is not erased", off, len);
    }
    if (chip_power_fails(&c->power)) {
        chip_power_tear(&c->power, c->bytes, off, src, len);
        if (c->power.cut != CHIP_CUT_BEFORE) {
            set_words(c, off, len, c->power.cut == CHIP_CUT_AFTER ? WORD_PROGRAMMED : WORD_TORN);
        }
        return CHIP_ERR_POWER;
    }
    chip_power_settle(&c->power, off, len);
    memcpy(c->bytes + off, src, len);
    set_words(c, off, len, WORD_PROGRAMMED); /* one of 0xff too: its check bits are written */
    c->programs++;
    take_time(c, c->part->program_us, c->part->program_max_us);
    return OTAML_OK;
}

/* Beyond its rated cycles a sector keeps some bits at 0, more of them each time. */
static void wear(struct chip_flash *c, uint32_t sector)
{
    const uint32_t size = c->part->sector_size;
    const uint32_t count = ++c->erase_counts[sector];
    uint32_t state = chip_random_seed(c->power.seed, sector);

    for (uint32_t n = c->cycles; n < count && n - c->cycles < size; n++) {
        const uint32_t at = sector * size + chip_random(&state) % size;
        c->bytes[at] &= (uint8_t) ~(1u << (chip_random(&state) >> 8) % 8);
    }
}

static int flash_erase(void *ctx, uint32_t off)
{
    struct chip_flash *c = ctx;
    const uint32_t size = c->part->sector_size;

    if (c->power.off) {
        return CHIP_ERR_POWER;
    }
    if (off >= c->part->size || off % size != 0) {
        return violate(c, "erase of what is no sector", off, size);
    }
    if (chip_power_fails(&c->power)) {
        chip_power_tear(&c->power, c->bytes, off, NULL, size);
        if (c->power.cut != CHIP_CUT_BEFORE) {
            set_words(c, off, size, c->power.cut == CHIP_CUT_AFTER ? WORD_BLANK : WORD_TORN);
        }
        return CHIP_ERR_POWER;
    }
    chip_power_settle(&c->power, off, size);
    memset(c->bytes + off, 0xff, size);
    set_words(c, off, size, WORD_BLANK);
    wear(c, off / size);
    c->erases++;
    take_time(c, c->part->erase_us, c->part->erase_max_us);
    return OTAML_OK;
}

/* ---- open and close ---- */

static bool make_tables(struct chip_flash *c)
{
    const struct chip_flash_part *p = c->part;

    c->erase_counts = calloc(p->size / p->sector_size, sizeof(*c->erase_counts));
    if (!c->erase_counts || !p->ecc) {
        return c->erase_counts != NULL;
    }
    c->words = calloc(p->size / p->word_size, 1);
    if (!c->words) {
        return false;
    }
    for (uint32_t off = 0; off < p->size; off += p->word_size) {
        if (!all_ones(c->bytes + off, p->word_size)) {
            c->words[off / p->word_size] = WORD_PROGRAMMED;
        }
    }
    return true;
}

bool chip_flash_init(struct chip_flash *c, const struct chip_flash_part *part, uint8_t *bytes,
                     uint64_t *now_ns)
{
    memset(c, 0, sizeof(*c));
    chip_power_init(&c->power, now_ns);
    c->part = part;
    c->bytes = bytes;
    c->cycles = part->cycles;
    c->cfg = (struct otaml_onchip_flash_config){
        .ctx = c,
        .program = flash_program,
        .erase = flash_erase,
        .read = flash_read,
        .base = bytes,
        .size = part->size,
        .sector_size = part->sector_size,
        .word_size = part->word_size,
        .row_size = part->row_size,
        .clears_bits = !part->ecc,
    };
    return make_tables(c);
}

void chip_flash_close(struct chip_flash *c)
{
    free(c->erase_counts);
    free(c->words);
    c->erase_counts = NULL;
    c->words = NULL;
}

void chip_flash_power_on(struct chip_flash *c)
{
    chip_power_on(&c->power);
}
