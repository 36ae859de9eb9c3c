/*
 * i2c_eeprom.c - 24xx EEPROMs on an I2C bus. API: otaml/i2c_eeprom.h
 *
 *   where a byte is:   part     | bank                     | address in the bank
 *   how it is said:    chip select, bits of the device byte | 1 or 2 address bytes
 *
 * While a part programs a page it does not acknowledge its device address: the driver asks until it
 * does. A write leaves no page, for the part would go on at the page's beginning; a read leaves no
 * bank, for some parts would go on at the bank's.
 */
#include <otaml/i2c_eeprom.h>

#include "base_priv.h"

#define ADDRESS_FIRST 0x50u
#define ADDRESSES     8u /* and the seven after it */
#define POLL_US       200u

/* Where a transfer begins, as the bus wants it. */
struct place {
    uint8_t device;
    uint8_t head[2];
    uint8_t head_len;
};

static uint32_t bank_size(const struct otaml_i2c_eeprom_part *p)
{
    return p->address_bytes == 1 ? 0x100u : 0x10000u;
}

static uint32_t banks(const struct otaml_i2c_eeprom_part *p)
{
    return p->size <= bank_size(p) ? 1 : p->size / bank_size(p);
}

/* From a part's device address to the next part's: past its banks, unless their bits are above. */
static uint32_t stride(const struct otaml_i2c_eeprom_part *p)
{
    return p->bank_shift > 0 ? 1 : banks(p);
}

static struct place place_of(const struct otaml_i2c_eeprom *e, uint32_t off)
{
    const struct otaml_i2c_eeprom_part *p = e->part;
    const uint32_t part = off / p->size;
    const uint32_t in_part = off % p->size;
    const uint32_t bank = in_part / bank_size(p);
    struct place at;

    at.device = (uint8_t)(e->address + part * stride(p) + (bank << p->bank_shift));
    at.head_len = p->address_bytes;
    at.head[0] = (uint8_t)(p->address_bytes == 2 ? in_part >> 8 : in_part);
    at.head[1] = (uint8_t)in_part;
    return at;
}

/* ---- transfers, begun again while the part does not acknowledge ---- */

struct transfer {
    struct place at;
    uint8_t *dst;       /* a read */
    const uint8_t *src; /* a write, where dst is NULL */
    uint32_t len;
};

static int transfer_once(const struct otaml_i2c *bus, const struct transfer *t)
{
    const struct place *at = &t->at;

    return t->dst ? bus->read(bus->ctx, at->device, at->head, at->head_len, t->dst, t->len)
                  : bus->write(bus->ctx, at->device, at->head, at->head_len, t->src, t->len);
}

static int transfer(const struct otaml_i2c_eeprom *e, const struct transfer *t)
{
    const struct otaml_i2c *bus = e->bus;
    const uint32_t start = bus->now_ms(bus->ctx);

    for (;;) {
        /* The clock before the part: if another task ran for long, there is still a last try. */
        const bool late = bus->now_ms(bus->ctx) - start > 2u * e->part->write_ms;
        const int err = transfer_once(bus, t);
        if (err != OTAML_I2C_NACK) {
            return err;
        }
        if (late) {
            return OTAML_ERR_TIMEOUT;
        }
        bus->wait_us(bus->ctx, POLL_US);
    }
}

static int read_run(const struct otaml_i2c_eeprom *e, uint32_t off, uint8_t *dst, uint32_t len)
{
    const struct transfer t = { place_of(e, off), dst, NULL, len };

    return transfer(e, &t);
}

/* Write within a page, and see it done. Reading a byte is the poll that every bus can do. */
static int write_run(const struct otaml_i2c_eeprom *e, uint32_t off, const uint8_t *src,
                     uint32_t len)
{
    const struct transfer t = { place_of(e, off), NULL, src, len };
    const int err = transfer(e, &t);
    uint8_t byte;

    return err ? err : read_run(e, off, &byte, 1);
}

/* ---- struct otaml_media ---- */

static bool outside(const struct otaml_i2c_eeprom *e, uint32_t off, uint32_t len)
{
    return off > e->media.size || len > e->media.size - off;
}

/* How much of len lies before the next multiple of unit, a power of two. */
static uint32_t up_to_border(uint32_t off, uint32_t len, uint32_t unit)
{
    return otaml_min_u32(len, unit - (off & (unit - 1)));
}

static int eeprom_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    const struct otaml_i2c_eeprom *e = ctx;
    const uint32_t unit = otaml_min_u32(bank_size(e->part), e->part->size);
    uint8_t *to = dst;

    if (outside(e, off, len)) {
        return OTAML_ERR_ARG;
    }
    while (len > 0) {
        const uint32_t n = up_to_border(off, len, unit);
        const int err = read_run(e, off, to, n);
        if (err) {
            return err;
        }
        off += n;
        to += n;
        len -= n;
    }
    return OTAML_OK;
}

static int eeprom_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    const struct otaml_i2c_eeprom *e = ctx;
    const uint8_t *from = src;

    if (outside(e, off, len)) {
        return OTAML_ERR_ARG;
    }
    while (len > 0) {
        const uint32_t n = up_to_border(off, len, e->part->page_size);
        const int err = write_run(e, off, from, n);
        if (err) {
            return err;
        }
        off += n;
        from += n;
        len -= n;
    }
    return OTAML_OK;
}

/* ---- init ---- */

static bool is_power_of_two(uint32_t v)
{
    return v > 0 && (v & (v - 1)) == 0;
}

static bool part_ok(const struct otaml_i2c_eeprom_part *p)
{
    return (p->address_bytes == 1 || p->address_bytes == 2) && is_power_of_two(p->size)
           && is_power_of_two(p->page_size) && p->page_size <= p->size
           && p->page_size <= bank_size(p) && p->bank_shift < 3
           && banks(p) <= ADDRESSES >> p->bank_shift;
}

/* Has each bank of each part a device address of its own in 0x50 to 0x57? */
static bool addresses_ok(const struct otaml_i2c_eeprom_part *p, uint8_t address, uint8_t count)
{
    const uint32_t room = p->bank_shift > 0 ? 1u << p->bank_shift : ADDRESSES;
    const uint32_t first = (uint32_t)address - ADDRESS_FIRST; /* below it: beyond any room */

    return first < room && first % stride(p) == 0 && count > 0
           && count <= (room - first) / stride(p);
}

static int find_parts(const struct otaml_i2c_eeprom *e)
{
    for (uint32_t off = 0; off < e->media.size; off += e->part->size) {
        uint8_t byte;
        const int err = read_run(e, off, &byte, 1);
        if (err) {
            return err == OTAML_ERR_TIMEOUT ? OTAML_ERR_NOT_FOUND : err;
        }
    }
    return OTAML_OK;
}

int otaml_i2c_eeprom_init(struct otaml_i2c_eeprom *e, const struct otaml_i2c *bus,
                          const struct otaml_i2c_eeprom_part *part, uint8_t address, uint8_t count)
{
    if (!bus || !bus->read || !bus->write || !bus->now_ms || !bus->wait_us || !part) {
        return OTAML_ERR_ARG;
    }
    if (!part_ok(part)) {
        return OTAML_ERR_GEOMETRY;
    }
    if (!addresses_ok(part, address, count)) {
        return OTAML_ERR_ARG;
    }
    *e = (struct otaml_i2c_eeprom){ .bus = bus, .part = part, .address = address };
    e->media.ctx = e;
    e->media.read = eeprom_read;
    e->media.prog = eeprom_prog;
    e->media.size = part->size * count; /* at most 8 banks: 512 KB */
    e->media.prog_size = 1;
    return find_parts(e);
}
