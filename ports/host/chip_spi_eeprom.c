/*
 * chip_spi_eeprom.c - SPI EEPROM and FRAM as their data sheets describe them.
 * API: chip_spi_eeprom.h
 */
#include "chip_spi_eeprom.h"

#include <stdlib.h>
#include <string.h>

enum {
    OP_STATUS_WRITE = 0x01,
    OP_WRITE = 0x02,
    OP_READ = 0x03,
    OP_WRITE_DISABLE = 0x04,
    OP_STATUS = 0x05,
    OP_WRITE_ENABLE = 0x06,
    OP_WAKE = 0xab,
    OP_SLEEP = 0xb9,
    OP_NONE = 0xff
};

#define A8             0x08u /* in the command of parts with one address byte */
#define STATUS_BUSY    0x01u
#define STATUS_WEL     0x02u
#define STATUS_PROTECT 0x0cu
#define STATUS_WPEN    0x80u
#define HIGH_Z         0xffu
#define NS_PER_US      1000u
#define KB             1024u
#define FRAM_CUT_MAX   64u /* data bytes that a write which is cut gets to, at most */

const struct chip_spi_eeprom_part chip_25lc040a = {
    .name = "25LC040A",
    .sheet = "Microchip 25AA040A/25LC040A, DS20001827, tables 1-2 and 2-1",
    .size = 512,
    .page_size = 16,
    .address_bytes = 1,
    .write_us = 5000,
    .max_hz = 5000000,
    .cycles = 1000000,
};

const struct chip_spi_eeprom_part chip_25lc256 = {
    .name = "25LC256",
    .sheet = "Microchip 25AA256/25LC256, DS20001822, tables 1-2 and 2-1",
    .size = 32 * KB,
    .page_size = 64,
    .address_bytes = 2,
    .write_us = 5000,
    .max_hz = 5000000,
    .cycles = 1000000,
};

const struct chip_spi_eeprom_part chip_25aa1024 = {
    .name = "25AA1024",
    .sheet = "Microchip 25AA1024, DS20001836, tables 1-2 and 2-1",
    .size = 128 * KB,
    .page_size = 256,
    .address_bytes = 3,
    .sleeps = true,
    .write_us = 6000,
    .wake_us = 100,
    .max_hz = 20000000,
    .cycles = 1000000,
};

const struct chip_spi_eeprom_part chip_fm25v02a = {
    .name = "FM25V02A",
    .sheet = "Infineon FM25V02A, 001-90865, AC switching characteristics",
    .size = 32 * KB,
    .address_bytes = 2,
    .sleeps = true,
    .wake_us = 400,
    .max_hz = 40000000,
};

const struct chip_spi_eeprom_part chip_cy15b104q = {
    .name = "CY15B104Q",
    .sheet = "Infineon CY15B104Q, 001-94240, AC switching characteristics",
    .size = 512 * KB,
    .address_bytes = 3,
    .sleeps = true,
    .wake_us = 400,
    .max_hz = 40000000,
};

static struct chip_spi_eeprom *of(struct chip_spi *s)
{
    return (struct chip_spi_eeprom *)s; /* its first member */
}

static uint64_t now(const struct chip_spi_eeprom *c)
{
    return *c->spi.power.now_ns;
}

static bool is_fram(const struct chip_spi_eeprom *c)
{
    return c->part->page_size == 0;
}

/* What has come to its end meanwhile: the latch falls with it. */
static void catch_up(struct chip_spi_eeprom *c)
{
    if (c->busy && !c->stuck_busy && now(c) >= c->busy_until_ns) {
        c->busy = false;
        c->wel = false;
    }
}

static void be_busy(struct chip_spi_eeprom *c)
{
    c->busy = true;
    c->busy_until_ns = now(c) + (uint64_t)c->part->write_us * NS_PER_US;
    catch_up(c); /* an FRAM is not busy at all */
}

/* ---- a transaction ---- */

static void eeprom_begin(struct chip_spi *s)
{
    struct chip_spi_eeprom *c = of(s);

    catch_up(c);
    c->count = 0;
    c->address = 0;
    c->data_len = 0;
    c->heard = false;
    c->opcode = OP_NONE;
}

static bool has_address(const struct chip_spi_eeprom *c)
{
    return c->opcode == OP_READ || c->opcode == OP_WRITE;
}

static bool known(const struct chip_spi_eeprom *c)
{
    const bool sleeping = c->opcode == OP_SLEEP || (c->opcode == OP_WAKE && !is_fram(c));

    return (c->opcode >= OP_STATUS_WRITE && c->opcode <= OP_WRITE_ENABLE)
           || (sleeping && c->part->sleeps);
}

/* Is the command that just came obeyed? */
static bool hears(struct chip_spi_eeprom *c)
{
    if (now(c) < c->deaf_until_ns) {
        chip_power_violate(&c->spi.power, "command %02x before the part is awake", c->opcode);
        return false;
    }
    if (c->spi.clock_hz > c->part->max_hz) {
        chip_power_violate(&c->spi.power, "command %02x at %u Hz", c->opcode,
                           (unsigned)c->spi.clock_hz);
    }
    if (c->asleep && is_fram(c)) { /* chip select wakes it, for the command after this one */
        c->asleep = false;
        c->deaf_until_ns = now(c) + (uint64_t)c->part->wake_us * NS_PER_US;
        return false;
    }
    if (!known(c) || c->opcode == c->deaf_to || (c->asleep && c->opcode != OP_WAKE)
        || (c->busy && c->opcode != OP_STATUS)) {
        c->ignored += c->opcode != OP_WAKE; /* which is sent to all of them */
        return false;
    }
    return true;
}

/* The ninth address bit of small parts is in the command. */
static void take_command(struct chip_spi_eeprom *c, uint8_t in)
{
    c->opcode = in;
    if (c->part->address_bytes == 1 && (in == (OP_READ | A8) || in == (OP_WRITE | A8))) {
        c->opcode = in & (uint8_t)~A8;
        c->address = 1;
    }
    c->heard = hears(c);
}

static bool may_write(const struct chip_spi_eeprom *c)
{
    return c->wel && !(c->status & STATUS_PROTECT);
}

/* Is this byte of an FRAM's write still written? Decided when the first one comes. */
static bool before_cut(struct chip_spi_eeprom *c)
{
    if (c->data_len == 0) {
        struct chip_power *p = &c->spi.power;
        uint32_t state = chip_random_seed(p->seed, c->address);
        c->cut_after = UINT32_MAX;
        if (chip_power_fails(p) && p->cut != CHIP_CUT_AFTER) {
            c->cut_after = p->cut == CHIP_CUT_BEFORE ? 0 : chip_random(&state) % FRAM_CUT_MAX;
        }
    }
    return c->data_len < c->cut_after;
}

static void write_byte(struct chip_spi_eeprom *c, uint8_t in)
{
    if (!is_fram(c)) {
        /* The page buffer is a ring: what comes in excess overwrites what came first. */
        c->page[(c->address + c->data_len) % c->part->page_size] = in;
    } else if (may_write(c)) {
        const uint32_t at = (c->address + c->data_len) % c->part->size;
        if (before_cut(c)) {
            c->bytes[at] = in;
        }
    }
    c->data_len++;
}

static uint8_t data_byte(struct chip_spi_eeprom *c, uint8_t in)
{
    uint8_t b = HIGH_Z;

    switch (c->opcode) {
    case OP_STATUS:
        catch_up(c);
        return (uint8_t)(c->status | (c->busy ? STATUS_BUSY : 0) | (c->wel ? STATUS_WEL : 0));
    case OP_READ:
        if (c->address >= c->part->size) {
            chip_power_violate(&c->spi.power, "read beyond the end of the part");
            c->address %= c->part->size;
        }
        chip_power_read(&c->spi.power, c->bytes, c->address++, &b, 1);
        return b;
    case OP_WRITE:
        write_byte(c, in);
        return HIGH_Z;
    case OP_STATUS_WRITE:
        c->page[0] = in;
        c->data_len++;
        return HIGH_Z;
    default:
        return HIGH_Z;
    }
}

static uint8_t eeprom_byte(struct chip_spi *s, uint8_t in)
{
    struct chip_spi_eeprom *c = of(s);
    const uint32_t at = c->count++;

    if (at == 0) {
        take_command(c, in);
        return HIGH_Z;
    }
    if (!c->heard) {
        return HIGH_Z;
    }
    if (has_address(c) && at <= c->part->address_bytes) {
        c->address = c->address << 8 | in;
        return HIGH_Z;
    }
    return data_byte(c, in);
}

/* ---- the end of a transaction ---- */

/* Beyond its rated cycles a page keeps some bits at 0, more of them each time. */
static void wear(struct chip_spi_eeprom *c, uint32_t page)
{
    const uint32_t size = c->part->page_size;
    const uint32_t count = ++c->write_counts[page];
    uint32_t state = chip_random_seed(c->spi.power.seed, page);

    for (uint32_t n = c->cycles; n < count && n - c->cycles < size; n++) {
        const uint32_t at = page * size + chip_random(&state) % size;
        c->bytes[at] &= (uint8_t) ~(1u << (chip_random(&state) >> 8) % 8);
    }
}

static void write_page(struct chip_spi_eeprom *c)
{
    const uint32_t size = c->part->page_size;
    const uint32_t base = c->address / size * size;
    uint8_t after[CHIP_SPI_EEPROM_PAGE_MAX];

    if (c->data_len > size - (c->address - base)) {
        chip_power_violate(&c->spi.power, "write of %u bytes at %u wraps in its page",
                           (unsigned)c->data_len, (unsigned)c->address);
    }
    memcpy(after, c->bytes + base, size);
    for (uint32_t i = 0; i < c->data_len && i < size; i++) {
        const uint32_t at = (c->address + i) % size;
        after[at] = c->page[at];
    }
    if (chip_power_fails(&c->spi.power)) {
        chip_power_tear(&c->spi.power, c->bytes, base, after, size);
        return;
    }
    chip_power_settle(&c->spi.power, base, size);
    memcpy(c->bytes + base, after, size);
    wear(c, base / size);
}

static void end_write(struct chip_spi_eeprom *c)
{
    if (!may_write(c)) {
        c->ignored++;
        c->wel = false;
        return;
    }
    if (c->address >= c->part->size || c->data_len > c->part->size - c->address) {
        chip_power_violate(&c->spi.power, "write beyond the end of the part");
        c->address %= c->part->size;
    }
    if (!is_fram(c)) {
        write_page(c);
    }
    c->writes++;
    be_busy(c);
}

static void end_status_write(struct chip_spi_eeprom *c)
{
    if (!c->wel || c->data_len == 0 || (c->wp_low && (c->status & STATUS_WPEN))) {
        c->ignored++;
        return;
    }
    c->status = c->page[0] & (STATUS_PROTECT | STATUS_WPEN);
    be_busy(c);
}

static void eeprom_end(struct chip_spi *s)
{
    struct chip_spi_eeprom *c = of(s);

    if (!c->heard) {
        return;
    }
    if (has_address(c) && c->count < 2u + c->part->address_bytes) {
        chip_power_violate(&s->power, "command %02x broke off", c->opcode);
        return;
    }
    switch (c->opcode) {
    case OP_WRITE_ENABLE:
    case OP_WRITE_DISABLE:
        c->wel = c->opcode == OP_WRITE_ENABLE && !c->wel_broken;
        break;
    case OP_WRITE:
        end_write(c);
        break;
    case OP_STATUS_WRITE:
        end_status_write(c);
        break;
    case OP_SLEEP:
        c->asleep = true;
        break;
    case OP_WAKE:
        c->deaf_until_ns = now(c) + (c->asleep ? (uint64_t)c->part->wake_us * NS_PER_US : 0);
        c->asleep = false;
        break;
    default:
        break;
    }
}

/* ---- open and close ---- */

bool chip_spi_eeprom_init(struct chip_spi_eeprom *c, const struct chip_spi_eeprom_part *part,
                          uint8_t *bytes, uint64_t *now_ns)
{
    memset(c, 0, sizeof(*c));
    chip_spi_init(&c->spi, now_ns);
    c->spi.clock_hz = part->max_hz < c->spi.clock_hz ? part->max_hz : c->spi.clock_hz;
    c->spi.begin = eeprom_begin;
    c->spi.byte = eeprom_byte;
    c->spi.end = eeprom_end;
    c->part = part;
    c->bytes = bytes;
    c->cycles = part->cycles;
    if (part->page_size > 0) {
        c->write_counts = calloc(part->size / part->page_size, sizeof(*c->write_counts));
    }
    return part->page_size == 0 || c->write_counts;
}

void chip_spi_eeprom_close(struct chip_spi_eeprom *c)
{
    free(c->write_counts);
    c->write_counts = NULL;
}

void chip_spi_eeprom_power_on(struct chip_spi_eeprom *c)
{
    chip_power_on(&c->spi.power);
    c->spi.selected = false;
    c->busy = c->wel = c->asleep = false;
    c->deaf_until_ns = now(c);
}
