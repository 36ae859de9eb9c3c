/*
 * chip_i2c_eeprom.c - 24xx EEPROMs on an I2C bus. API: chip_i2c_eeprom.h
 */
#include "chip_i2c_eeprom.h"

#include <string.h>

#define DEVICE_CODE 0x50u /* 1010 and three bits */
#define NOBODY      UINT32_MAX

/* ---- parts, by their data sheets (Microchip) ---- */

const struct chip_i2c_eeprom_part chip_24lc16b = {
    /* DS21703 */
    .name = "24LC16B",           .size = 2048,      .page_size = 16,  .address_bytes = 1,
    .device_bits = { 8, 9, 10 }, .read_wrap = 2048, .write_us = 5000, .max_hz = 400000,
    .endurance = 1000000,
};

const struct chip_i2c_eeprom_part chip_at24c256 = {
    /* DS20006042 */
    .name = "AT24C256C", .size = 32768,    .page_size = 64,   .address_bytes = 2,
    .read_wrap = 32768,  .write_us = 5000, .max_hz = 1000000, .endurance = 1000000,
};

const struct chip_i2c_eeprom_part chip_24lc512 = {
    /* DS21754 */
    .name = "24LC512",  .size = 65536,    .page_size = 128, .address_bytes = 2,
    .read_wrap = 65536, .write_us = 5000, .max_hz = 400000, .endurance = 1000000,
};

const struct chip_i2c_eeprom_part chip_24lc1025 = {
    /* DS20001941 */
    .name = "24LC1025",
    .size = 131072,
    .page_size = 128,
    .address_bytes = 2,
    .device_bits = { 0, 0, 16 },
    .read_wrap = 65536, /* "sequential within 0000h to FFFFh and 10000h to 1FFFFh" */
    .write_us = 5000,
    .max_hz = 400000,
    .endurance = 1000000,
};

const struct chip_i2c_eeprom_part chip_at24cm01 = {
    /* DS20006170 */
    .name = "AT24CM01",          .size = 131072,      .page_size = 256, .address_bytes = 2,
    .device_bits = { 16, 0, 0 }, .read_wrap = 131072, .write_us = 5000, .max_hz = 1000000,
    .endurance = 1000000,
};

const struct chip_i2c_eeprom_part chip_at24cm02 = {
    /* DS20006197 */
    .name = "AT24CM02",           .size = 262144,      .page_size = 256,  .address_bytes = 2,
    .device_bits = { 16, 17, 0 }, .read_wrap = 262144, .write_us = 10000, .max_hz = 1000000,
    .endurance = 1000000,
};

/* ---- the bus ---- */

static void clocks(struct chip_i2c_eeprom *c, uint64_t n)
{
    *c->power.now_ns += n * 1000000000u / c->bus_hz;
}

/* Which part has this device address, and which bits of the memory address come with it? */
static uint32_t find_part(const struct chip_i2c_eeprom *c, uint8_t device, uint32_t *high)
{
    uint32_t part = 0, pins = 0;

    *high = 0;
    for (uint32_t bit = 0; bit < 3; bit++) {
        const uint32_t value = ((uint32_t)device >> bit) & 1u;
        if (c->part.device_bits[bit] > 0) {
            *high |= value << c->part.device_bits[bit];
        } else {
            part |= value << pins++;
        }
    }
    return (device & 0x78u) == DEVICE_CODE && part < c->count ? part : NOBODY;
}

/* START and the device byte. Returns the part that acknowledges, or NOBODY. */
static uint32_t address(struct chip_i2c_eeprom *c, uint8_t device, uint32_t *high)
{
    const uint32_t part = find_part(c, device, high);

    clocks(c, 1 + 9);
    if (c->bus_hz > c->part.max_hz) {
        chip_power_violate(&c->power, "%s at %u Hz", c->part.name, (unsigned)c->bus_hz);
    }
    if (part == NOBODY || (c->absent >> part & 1) || *c->power.now_ns < c->busy_until_ns[part]) {
        c->counts.nacks++;
        clocks(c, 1); /* STOP */
        return NOBODY;
    }
    return part;
}

/* The memory address that a head gives; the part does not look at bits beyond its size. */
static uint32_t memory_address(struct chip_i2c_eeprom *c, const uint8_t *head, uint32_t head_len,
                               uint32_t high)
{
    uint32_t low = 0;

    if (head_len != c->part.address_bytes) {
        chip_power_violate(&c->power, "%u address bytes for %s", (unsigned)head_len, c->part.name);
    }
    for (uint32_t i = 0; i < head_len && i < c->part.address_bytes; i++) {
        low = low << 8 | head[i];
    }
    clocks(c, 9u * head_len);
    return (high | low) % c->part.size;
}

static int eeprom_read(void *ctx, uint8_t device, const uint8_t *head, uint32_t head_len,
                       uint8_t *dst, uint32_t len)
{
    struct chip_i2c_eeprom *c = ctx;
    const uint32_t wrap = c->part.read_wrap;
    uint32_t part, high, at;

    if (c->power.off) {
        return CHIP_ERR_POWER;
    }
    part = address(c, device, &high);
    if (part == NOBODY) {
        return OTAML_I2C_NACK;
    }
    at = memory_address(c, head, head_len, high);
    if (len == 0 || len > wrap - at % wrap) {
        chip_power_violate(&c->power, "a read of %u bytes at %u", (unsigned)len, (unsigned)at);
    }
    clocks(c, 1 + 9 + 9 * (uint64_t)len + 1); /* START again, device byte, data, STOP */
    for (uint32_t done = 0; done < len;) {
        const uint32_t to_wrap = wrap - at % wrap;
        const uint32_t n = len - done < to_wrap ? len - done : to_wrap;
        chip_power_read(&c->power, c->bytes, part * c->part.size + at, dst + done, n);
        done += n;
        at = n == to_wrap ? at + n - wrap : at + n;
    }
    c->counts.reads++;
    c->counts.read_bytes += len;
    return OTAML_OK;
}

/* The write cycle: a page, given as it is to be. */
static int program(struct chip_i2c_eeprom *c, uint32_t part, uint32_t page_off, uint8_t *page)
{
    const uint32_t size = c->part.page_size;
    const uint32_t off = part * c->part.size + page_off;

    if (c->wear && ++c->wear[off / size] > c->part.endurance) {
        page[0] = (uint8_t)((page[0] & ~1u) | (c->bytes[off] & 1u));
    }
    if (chip_power_fails(&c->power)) {
        chip_power_tear(&c->power, c->bytes, off, page, size);
        return CHIP_ERR_POWER;
    }
    chip_power_settle(&c->power, off, size);
    memcpy(c->bytes + off, page, size);
    c->counts.writes++;
    c->busy_until_ns[part] =
        c->never_done ? UINT64_MAX : *c->power.now_ns + (uint64_t)c->part.write_us * 1000;
    return OTAML_OK;
}

static int eeprom_write(void *ctx, uint8_t device, const uint8_t *head, uint32_t head_len,
                        const uint8_t *data, uint32_t len)
{
    struct chip_i2c_eeprom *c = ctx;
    const uint32_t page_size = c->part.page_size;
    uint8_t page[CHIP_I2C_EEPROM_PAGE_MAX];
    uint32_t part, high, at, page_off;

    if (c->power.off) {
        return CHIP_ERR_POWER;
    }
    part = address(c, device, &high);
    if (part == NOBODY) {
        return OTAML_I2C_NACK;
    }
    at = memory_address(c, head, head_len, high);
    clocks(c, 9 * (uint64_t)len + 1);
    if (len == 0) {
        return OTAML_OK;
    }
    if (len > page_size - at % page_size) {
        chip_power_violate(&c->power, "a write of %u bytes at %u leaves its page", (unsigned)len,
                           (unsigned)at);
    }
    page_off = at - at % page_size;
    memcpy(page, c->bytes + part * c->part.size + page_off, page_size);
    for (uint32_t i = 0; i < len; i++) {
        page[(at + i) % page_size] = data[i];
    }
    c->counts.write_bytes += len;
    return program(c, part, page_off, page);
}

static uint32_t eeprom_now_ms(void *ctx)
{
    const struct chip_i2c_eeprom *c = ctx;

    return (uint32_t)(*c->power.now_ns / 1000000);
}

static void eeprom_wait_us(void *ctx, uint32_t us)
{
    const struct chip_i2c_eeprom *c = ctx;

    *c->power.now_ns += (uint64_t)us * 1000;
}

/* ---- power ---- */

void chip_i2c_eeprom_init(struct chip_i2c_eeprom *c, const struct chip_i2c_eeprom_part *part,
                          uint32_t count, uint8_t *bytes, uint32_t *wear, uint64_t *now_ns)
{
    memset(c, 0, sizeof(*c));
    chip_power_init(&c->power, now_ns);
    c->part = *part;
    c->count = count;
    c->bytes = bytes;
    c->wear = wear;
    c->bus_hz = 400000;
    c->i2c.ctx = c;
    c->i2c.write = eeprom_write;
    c->i2c.read = eeprom_read;
    c->i2c.now_ms = eeprom_now_ms;
    c->i2c.wait_us = eeprom_wait_us;
}

void chip_i2c_eeprom_power_on(struct chip_i2c_eeprom *c)
{
    chip_power_on(&c->power);
    memset(c->busy_until_ns, 0, sizeof(c->busy_until_ns));
}
