/*
 * chip_nor.c - SPI NOR flash as its data sheet describes it. API: chip_nor.h
 *
 * A transaction: command, address of 3 or 4 bytes, dummy bytes, data. Commands that change
 * something take effect when chip select rises, and only if all of their bytes came.
 */
#include "chip_nor.h"

#include <stdlib.h>
#include <string.h>

enum {
    OP_STATUS_WRITE = 0x01,
    OP_PROGRAM = 0x02,
    OP_READ = 0x03,
    OP_WRITE_DISABLE = 0x04,
    OP_STATUS = 0x05,
    OP_WRITE_ENABLE = 0x06,
    OP_FAST_READ = 0x0b,
    OP_FAST_READ_4 = 0x0c,
    OP_PROGRAM_4 = 0x12,
    OP_READ_4 = 0x13,
    OP_SFDP = 0x5a,
    OP_RESET_ENABLE = 0x66,
    OP_RESET = 0x99,
    OP_ID = 0x9f,
    OP_WAKE = 0xab,
    OP_ADDRESS_4 = 0xb7,
    OP_SLEEP = 0xb9,
    OP_ADDRESS_3 = 0xe9,
    OP_NONE = 0xff
};

#define STATUS_BUSY 0x01u
#define STATUS_WEL  0x02u
#define STATUS_LOCK 0x80u
#define HIGH_Z      0xffu
#define NS_PER_US   1000u

static struct chip_nor *of(struct chip_spi *s)
{
    return (struct chip_nor *)s; /* its first member */
}

static uint64_t now(const struct chip_nor *c)
{
    return *c->spi.power.now_ns;
}

/* ---- time ---- */

static void be_busy(struct chip_nor *c, uint32_t typical_us, uint32_t max_us)
{
    const uint64_t more = (uint64_t)(max_us - typical_us) * c->slow_percent / 100;

    c->busy = true;
    c->busy_until_ns = now(c) + (typical_us + more) * NS_PER_US;
}

/* What has come to its end meanwhile: the latch falls with it. */
static void catch_up(struct chip_nor *c)
{
    if (c->busy && !c->stuck_busy && now(c) >= c->busy_until_ns) {
        c->busy = false;
        c->wel = false;
    }
}

/* ---- what a command needs ---- */

static const struct chip_nor_erase *erase_of(const struct chip_nor *c)
{
    for (unsigned i = 0; i < CHIP_NOR_ERASES; i++) {
        const struct chip_nor_erase *e = &c->part->erase[i];
        if (c->opcode == e->opcode || (c->part->four_byte && c->opcode == e->opcode4)) {
            return e;
        }
    }
    return NULL;
}

static bool is_four_byte(uint8_t opcode)
{
    return opcode == OP_READ_4 || opcode == OP_FAST_READ_4 || opcode == OP_PROGRAM_4;
}

static uint32_t address_bytes(const struct chip_nor *c)
{
    const struct chip_nor_erase *e = erase_of(c);

    if (is_four_byte(c->opcode) || (e && c->opcode == e->opcode4)) {
        return 4;
    }
    if (c->opcode == OP_READ || c->opcode == OP_FAST_READ || c->opcode == OP_PROGRAM || e) {
        return c->address4 ? 4 : 3;
    }
    return c->opcode == OP_SFDP ? 3 : 0;
}

static uint32_t dummy_bytes(const struct chip_nor *c)
{
    return c->opcode == OP_FAST_READ || c->opcode == OP_FAST_READ_4 || c->opcode == OP_SFDP;
}

static bool is_program(const struct chip_nor *c)
{
    return c->opcode == OP_PROGRAM || c->opcode == OP_PROGRAM_4;
}

static bool known(const struct chip_nor *c)
{
    static const uint8_t all[] = { OP_STATUS_WRITE, OP_PROGRAM, OP_READ,  OP_WRITE_DISABLE,
                                   OP_STATUS,       OP_SFDP,    OP_ID,    OP_WRITE_ENABLE,
                                   OP_FAST_READ,    OP_WAKE,    OP_SLEEP, OP_RESET_ENABLE,
                                   OP_RESET };

    if (is_four_byte(c->opcode) || c->opcode == OP_ADDRESS_4 || c->opcode == OP_ADDRESS_3) {
        return c->part->four_byte;
    }
    return memchr(all, c->opcode, sizeof(all)) != NULL || erase_of(c) != NULL;
}

/* ---- a transaction ---- */

static void nor_begin(struct chip_spi *s)
{
    struct chip_nor *c = of(s);

    catch_up(c);
    c->count = 0;
    c->address = 0;
    c->page_len = 0;
    c->heard = false;
    c->opcode = OP_NONE;
}

/* Is the command that just came obeyed? */
static bool hears(struct chip_nor *c)
{
    if (c->opcode == OP_NONE) {
        return false; /* idle bytes, as sent to leave continuous read mode: no command */
    }
    if (now(c) < c->deaf_until_ns) {
        chip_power_violate(&c->spi.power, "command %02x before the part is awake", c->opcode);
        return false;
    }
    if (c->continuous || !known(c) || c->opcode == c->deaf_to || (c->asleep && c->opcode != OP_WAKE)
        || (c->busy && c->opcode != OP_STATUS && c->opcode != OP_RESET_ENABLE
            && c->opcode != OP_RESET)) {
        c->ignored++;
        return false;
    }
    if (c->spi.clock_hz > (c->opcode == OP_READ ? c->part->read_hz : c->part->max_hz)) {
        chip_power_violate(&c->spi.power, "command %02x at %u Hz", c->opcode,
                           (unsigned)c->spi.clock_hz);
    }
    return true;
}

static uint8_t sfdp_byte(const struct chip_nor *c, uint32_t at)
{
    const struct chip_nor_part *p = c->part;
    const uint32_t table = p->sfdp_head[12];

    if (c->sfdp) {
        return at < c->sfdp_len ? c->sfdp[at] : HIGH_Z;
    }
    if (at < sizeof(p->sfdp_head)) {
        return p->sfdp_head[at];
    }
    return at >= table && at - table < sizeof(p->sfdp_table) ? p->sfdp_table[at - table] : HIGH_Z;
}

static uint8_t array_byte(struct chip_nor *c)
{
    uint8_t b;

    if (c->address >= c->part->size) {
        chip_power_violate(&c->spi.power, "read beyond the end of the part");
        c->address %= c->part->size;
    }
    chip_power_read(&c->spi.power, c->bytes, c->address++, &b, 1);
    return b;
}

/* Data byte `at` of a transaction whose head has come. */
static uint8_t data_byte(struct chip_nor *c, uint32_t at, uint8_t in)
{
    switch (c->opcode) {
    case OP_STATUS:
        catch_up(c);
        return (uint8_t)(c->status | (c->busy ? STATUS_BUSY : 0) | (c->wel ? STATUS_WEL : 0));
    case OP_ID:
        return c->part->id[at % sizeof(c->part->id)];
    case OP_SFDP:
        return sfdp_byte(c, c->address++);
    case OP_READ:
    case OP_READ_4:
    case OP_FAST_READ:
    case OP_FAST_READ_4:
        return array_byte(c);
    default:
        if (is_program(c) || c->opcode == OP_STATUS_WRITE) {
            /* The page buffer is a ring: what comes in excess overwrites what came first. */
            c->page[(c->address + c->page_len++) % c->part->page_size] = in;
        }
        return HIGH_Z;
    }
}

static uint8_t nor_byte(struct chip_spi *s, uint8_t in)
{
    struct chip_nor *c = of(s);
    const uint32_t at = c->count++;
    uint32_t head;

    if (at == 0) {
        c->opcode = in;
        c->heard = hears(c);
        return HIGH_Z;
    }
    if (!c->heard) {
        return HIGH_Z;
    }
    head = address_bytes(c);
    if (at <= head) {
        c->address = c->address << 8 | in;
        return HIGH_Z;
    }
    head += dummy_bytes(c);
    return at <= head ? HIGH_Z : data_byte(c, at - head - 1, in);
}

/* ---- what changes the array ---- */

static bool may_change(struct chip_nor *c)
{
    if (c->address >= c->part->size) {
        chip_power_violate(&c->spi.power, "command %02x beyond the end of the part", c->opcode);
        return false;
    }
    if (!c->wel) {
        c->ignored++;
        return false;
    }
    if (c->status & c->part->protect) {
        c->ignored++;
        c->wel = false;
        return false;
    }
    return true;
}

static void program(struct chip_nor *c)
{
    const uint32_t page = c->part->page_size;
    const uint32_t base = c->address / page * page;
    const uint32_t first = c->page_len > page ? 0 : c->address - base;
    const uint32_t len = c->page_len > page ? page : c->page_len;
    uint8_t after[CHIP_NOR_PAGE_MAX];

    if (c->page_len > page - (c->address - base)) {
        chip_power_violate(&c->spi.power, "program of %u bytes at %u wraps in its page",
                           (unsigned)c->page_len, (unsigned)c->address);
    }
    memcpy(after, c->bytes + base, page);
    for (uint32_t i = 0; i < len; i++) {
        const uint32_t at = (first + i) % page;
        if (c->page[at] & ~after[at]) {
            chip_power_violate(&c->spi.power, "program of a 0 to 1 at %u", (unsigned)(base + at));
        }
        after[at] &= c->page[at];
    }
    if (chip_power_fails(&c->spi.power)) {
        chip_power_tear(&c->spi.power, c->bytes, base, after, page);
        return;
    }
    chip_power_settle(&c->spi.power, base, page);
    memcpy(c->bytes + base, after, page);
    c->programs++;
    be_busy(c, c->part->program_us, c->part->program_max_us);
}

/* Beyond its rated cycles a sector keeps some bits at 0, more of them each time. */
static void wear(struct chip_nor *c, uint32_t off, uint32_t len)
{
    const uint32_t sector = c->part->erase[0].size;

    for (uint32_t i = off / sector; i < (off + len) / sector; i++) {
        const uint32_t count = ++c->erase_counts[i];
        uint32_t state = chip_random_seed(c->spi.power.seed, i);
        for (uint32_t n = c->cycles; n < count && n - c->cycles < sector; n++) {
            const uint32_t at = i * sector + chip_random(&state) % sector;
            c->bytes[at] &= (uint8_t) ~(1u << (chip_random(&state) >> 8) % 8);
        }
    }
}

static void erase(struct chip_nor *c, const struct chip_nor_erase *e)
{
    const uint32_t off = c->address / e->size * e->size;

    if (chip_power_fails(&c->spi.power)) {
        chip_power_tear(&c->spi.power, c->bytes, off, NULL, e->size);
        return;
    }
    chip_power_settle(&c->spi.power, off, e->size);
    memset(c->bytes + off, 0xff, e->size);
    wear(c, off, e->size);
    c->erases++;
    be_busy(c, e->typical_us, e->max_us);
}

static void write_status(struct chip_nor *c)
{
    if (!c->wel || c->page_len == 0 || (c->wp_low && (c->status & STATUS_LOCK))) {
        c->ignored++;
        return;
    }
    c->status = c->page[0] & (uint8_t) ~(STATUS_BUSY | STATUS_WEL);
    be_busy(c, c->part->status_us, c->part->status_us);
}

/* ---- the end of a transaction ---- */

static void reset(struct chip_nor *c)
{
    if (!c->reset_enabled) {
        c->ignored++;
        return;
    }
    if (c->busy && !c->stuck_busy) {
        chip_power_violate(&c->spi.power, "reset in the midst of a program or erase");
    }
    c->busy = c->wel = c->address4 = false;
    c->deaf_until_ns = now(c) + (uint64_t)c->part->reset_us * NS_PER_US;
}

static void wake(struct chip_nor *c)
{
    if (c->asleep) {
        c->asleep = false;
        c->deaf_until_ns = now(c) + (uint64_t)c->part->wake_us * NS_PER_US;
    }
}

static void obey_short(struct chip_nor *c)
{
    switch (c->opcode) {
    case OP_WRITE_ENABLE:
        c->wel = !c->wel_broken;
        break;
    case OP_WRITE_DISABLE:
        c->wel = false;
        break;
    case OP_SLEEP:
        c->asleep = true;
        break;
    case OP_WAKE:
        wake(c);
        break;
    case OP_ADDRESS_4:
    case OP_ADDRESS_3:
        c->address4 = c->opcode == OP_ADDRESS_4;
        break;
    case OP_RESET:
        reset(c);
        break;
    case OP_STATUS_WRITE:
        write_status(c);
        break;
    default:
        break;
    }
}

static void nor_end(struct chip_spi *s)
{
    struct chip_nor *c = of(s);
    const struct chip_nor_erase *e = erase_of(c);

    if (c->opcode == OP_NONE) {
        c->continuous = false;
    }
    if (!c->heard) {
        return;
    }
    if (c->count < 1 + address_bytes(c) + (is_program(c) ? 1u : 0u)) {
        chip_power_violate(&s->power, "command %02x broke off", c->opcode);
        return;
    }
    if (is_program(c) && may_change(c)) {
        program(c);
    } else if (e && may_change(c)) {
        erase(c, e);
    }
    obey_short(c);
    c->reset_enabled = c->opcode == OP_RESET_ENABLE;
}

/* ---- open and close ---- */

bool chip_nor_init(struct chip_nor *c, const struct chip_nor_part *part, uint8_t *bytes,
                   uint64_t *now_ns)
{
    memset(c, 0, sizeof(*c));
    chip_spi_init(&c->spi, now_ns);
    c->spi.begin = nor_begin;
    c->spi.byte = nor_byte;
    c->spi.end = nor_end;
    c->part = part;
    c->bytes = bytes;
    c->cycles = part->cycles;
    c->erase_counts = calloc(part->size / part->erase[0].size, sizeof(*c->erase_counts));
    return c->erase_counts != NULL;
}

void chip_nor_close(struct chip_nor *c)
{
    free(c->erase_counts);
    c->erase_counts = NULL;
}

void chip_nor_power_on(struct chip_nor *c)
{
    chip_power_on(&c->spi.power);
    c->spi.selected = false;
    c->busy = c->wel = c->asleep = c->reset_enabled = c->address4 = c->continuous = false;
    c->deaf_until_ns = now(c);
}
