/*
 * chip_sd.c - an SD card in SPI mode, byte by byte. API: chip_sd.h
 *
 * Each byte goes both ways at once, so what the card sends is settled before it has seen what the
 * host sends:  an answer to a command, else a block that was asked for, else "busy", else 0xff.
 */
#include "chip_sd_priv.h"

#include <string.h>

#define SLOW_HZ             400000u
#define TOKEN_START         0xfeu
#define TOKEN_START_OF_MANY 0xfcu
#define TOKEN_STOP          0xfdu
#define TOKEN_OUT_OF_RANGE  0x08u
#define RESPONSE_ACCEPTED   0xe5u /* the upper three bits mean nothing */
#define RESPONSE_CRC        0xebu
#define RESPONSE_ERROR      0xedu

const struct chip_sd_part chip_sd_sdsc_256mb = {
    .name = "SDSC 256 MB",
    .kind = CHIP_SD_SC,
    .size = 256u << 20,
    .start_us = 60000,
    .access_us = 500,
    .next_us = 30,
    .write_us = 1500,
};

const struct chip_sd_part chip_sd_sdhc_8gb = {
    .name = "SDHC 8 GB",
    .kind = CHIP_SD_HC,
    .size = 7948206080u, /* what such a card has: C_SIZE 0x3b37 */
    .start_us = 150000,
    .access_us = 300,
    .next_us = 10,
    .write_us = 800,
};

/* ---- small things ---- */

uint64_t chip_sd_blocks(const struct chip_sd *c)
{
    return c->part.size / CHIP_SD_BLOCK;
}

bool chip_sd_busy(const struct chip_sd *c)
{
    return *c->spi.power.now_ns < c->busy_until_ns;
}

void chip_sd_busy_for(struct chip_sd *c, uint32_t us)
{
    c->busy_until_ns = *c->spi.power.now_ns + (uint64_t)us * 1000;
}

bool chip_sd_fault(const struct chip_sd *c, struct chip_fault *f)
{
    if (f->in == 0 || --f->in > 0) {
        return false;
    }
    if (f->more > 0) {
        f->more--;
        f->in = 1 + c->faults.gap;
    }
    return true;
}

static void flip(struct chip_sd *c, uint8_t *p, uint32_t len)
{
    chip_rot(p, len, 1, c->spi.power.seed);
}

/* Bit by bit, as a shift register does it. */
uint16_t chip_sd_crc16(const uint8_t *p, uint32_t len)
{
    uint16_t crc = 0;

    for (uint32_t bit = 0; bit < len * 8; bit++) {
        const uint16_t in = (p[bit / 8] >> (7 - bit % 8)) & 1;
        const uint16_t out = crc >> 15;
        crc = (uint16_t)(crc << 1 ^ (in ^ out ? 0x1021 : 0));
    }
    return crc;
}

/* ---- what the card sends ---- */

void chip_sd_say(struct chip_sd *c, uint8_t byte)
{
    c->answer[c->answer_length++] = byte;
}

/* Put a token before and a checksum behind what is at c->block + 1, and spoil it if it is time. */
static void frame_block(struct chip_sd *c, uint32_t len)
{
    const uint16_t crc = chip_sd_crc16(c->block + 1, len);

    c->block[0] = TOKEN_START;
    c->block[1 + len] = (uint8_t)(crc >> 8);
    c->block[2 + len] = (uint8_t)crc;
    c->block_bytes = 1 + len + 2;
    if (chip_sd_fault(c, &c->faults.read_data)) {
        flip(c, c->block + 1, len + 2);
    }
}

/* Fill c->block with the block at c->at, or with the token that stands in for it. */
static void load_block(struct chip_sd *c)
{
    const uint64_t off = c->at * CHIP_SD_BLOCK;
    const uint32_t len = c->block_length;

    c->block_bytes = 1;
    if (off > c->part.size || len > c->part.size - off) {
        c->block[0] = TOKEN_OUT_OF_RANGE;
    } else if (chip_sd_fault(c, &c->faults.read_token)) {
        c->block[0] = c->faults.error_token;
    } else {
        memcpy(c->block + 1, c->bytes + off, len);
        frame_block(c, len);
        c->at += len / CHIP_SD_BLOCK;
        c->counts.blocks_read++;
    }
}

void chip_sd_send(struct chip_sd *c, const uint8_t *data, uint32_t len, uint32_t us)
{
    c->flow = CHIP_SD_SENDING;
    c->data_at_ns = c->faults.never_data ? UINT64_MAX : *c->spi.power.now_ns + (uint64_t)us * 1000;
    c->block_done = 0;
    c->block_bytes = 0; /* not there yet */
    if (data) {
        c->many = false;
        memcpy(c->block + 1, data, len);
        frame_block(c, len);
        c->block[1 + len] ^= c->faults.csd_checksum ? 0xff : 0;
    }
}

static uint8_t send_data(struct chip_sd *c)
{
    uint8_t byte;

    if (*c->spi.power.now_ns < c->data_at_ns) {
        return 0xff;
    }
    if (c->block_bytes == 0) {
        load_block(c);
    }
    byte = c->block[c->block_done++];
    if (c->block_done == c->block_bytes) {
        if (c->many && c->block_bytes > 1) {
            chip_sd_send(c, NULL, 0, c->part.next_us);
        } else {
            c->flow = CHIP_SD_QUIET;
        }
    }
    return byte;
}

static uint8_t next_byte(struct chip_sd *c)
{
    c->spoke = c->answer_sent < c->answer_length;
    if (c->spoke) {
        return c->answer[c->answer_sent++];
    }
    if (c->flow == CHIP_SD_SENDING) {
        return send_data(c);
    }
    return chip_sd_busy(c) ? 0x00 : 0xff;
}

/* ---- what it takes ---- */

static void say_now(struct chip_sd *c, uint8_t byte)
{
    c->answer_length = 0;
    c->answer_sent = 0;
    chip_sd_say(c, byte);
}

static void program(struct chip_sd *c)
{
    uint8_t *to = c->bytes + c->at * CHIP_SD_BLOCK;

    if (chip_power_fails(&c->spi.power)) {
        chip_tear(to, (uint32_t)c->at, c->block, CHIP_SD_BLOCK, c->spi.power.cut,
                  c->spi.power.seed);
        return;
    }
    memcpy(to, c->block, CHIP_SD_BLOCK);
    c->at++;
    c->counts.blocks_written++;
    say_now(c, RESPONSE_ACCEPTED);
    chip_sd_busy_for(c, c->part.write_us);
    if (c->faults.never_done) {
        c->busy_until_ns = UINT64_MAX;
    }
}

/* A block and its checksum have come in. */
static void judge_block(struct chip_sd *c)
{
    const uint16_t sum = (uint16_t)(c->block[CHIP_SD_BLOCK] << 8 | c->block[CHIP_SD_BLOCK + 1]);

    if (chip_sd_fault(c, &c->faults.write_data)) {
        flip(c, c->block, CHIP_SD_BLOCK);
    }
    c->flow = c->many ? CHIP_SD_OFFENDED : CHIP_SD_QUIET;
    c->gap = false;
    if (c->crc_on && sum != chip_sd_crc16(c->block, CHIP_SD_BLOCK)) {
        say_now(c, RESPONSE_CRC);
    } else if (chip_sd_fault(c, &c->faults.write_token)) {
        say_now(c, c->faults.response);
    } else if (c->at >= chip_sd_blocks(c)) {
        chip_power_violate(&c->spi.power, "a run of writes goes beyond the last block");
        say_now(c, RESPONSE_ERROR);
    } else {
        c->flow = c->many ? CHIP_SD_EXPECTING : CHIP_SD_QUIET;
        program(c);
    }
}

/* Between blocks of a write. Anything that is no token may be a command. */
static bool take_token(struct chip_sd *c, uint8_t in)
{
    const uint8_t start = c->many ? TOKEN_START_OF_MANY : TOKEN_START;

    if (in == 0xff) {
        c->gap = !c->spoke && !chip_sd_busy(c);
        return true;
    }
    if (in != start && !(in == TOKEN_STOP && c->many)) {
        return false;
    }
    if (c->flow == CHIP_SD_OFFENDED) {
        chip_power_violate(&c->spi.power,
                           "a block that was refused is followed by token %02x, not by"
                           " CMD12",
                           in);
        return true;
    }
    if (!c->gap) {
        chip_power_violate(&c->spi.power, "token %02x without a byte before it, or while busy", in);
    }
    if (in == start) {
        c->flow = CHIP_SD_TAKING;
        c->block_done = 0;
    } else {
        c->flow = CHIP_SD_QUIET;
        say_now(c, 0xff);
        chip_sd_busy_for(c, c->part.write_us);
    }
    return true;
}

static void take_byte(struct chip_sd *c, uint8_t in)
{
    if (c->flow == CHIP_SD_TAKING) {
        c->block[c->block_done++] = in;
        if (c->block_done == CHIP_SD_BLOCK + 2) {
            judge_block(c);
        }
        return;
    }
    if (c->frame_length == 0 && (c->flow == CHIP_SD_EXPECTING || c->flow == CHIP_SD_OFFENDED)
        && take_token(c, in)) {
        return;
    }
    if (c->frame_length == 0 && (in & 0xc0) != 0x40) {
        if (in != 0xff) {
            chip_power_violate(&c->spi.power, "byte %02x where a command or 0xff must be", in);
        }
        return;
    }
    c->frame[c->frame_length++] = in;
    if (c->frame_length == sizeof(c->frame)) {
        c->frame_length = 0;
        chip_sd_obey(c);
    }
}

/* ---- struct chip_spi ---- */

static uint8_t sd_byte(struct chip_spi *s, uint8_t in)
{
    struct chip_sd *c = (struct chip_sd *)s;
    uint8_t out;

    if (c->faults.pull_in > 0 && --c->faults.pull_in == 0) {
        chip_sd_pull(c);
        return s->floating;
    }
    out = next_byte(c);
    take_byte(c, in);
    return out;
}

static void sd_begin(struct chip_spi *s)
{
    const struct chip_sd *c = (struct chip_sd *)s;

    if (!c->settled) {
        chip_power_violate(&s->power, "selected without eight clocks after the last time");
    }
}

static void sd_end(struct chip_spi *s)
{
    struct chip_sd *c = (struct chip_sd *)s;

    if (c->flow != CHIP_SD_QUIET || c->frame_length > 0) {
        chip_power_violate(&s->power, "deselected in the midst of a transfer");
    }
    /* What was coming out is lost; a block that is coming in is still waited for. */
    c->flow = c->flow == CHIP_SD_SENDING ? CHIP_SD_QUIET : c->flow;
    c->answer_length = 0;
    c->answer_sent = 0;
    c->frame_length = 0;
    c->settled = false;
}

static void sd_idle(struct chip_spi *s)
{
    struct chip_sd *c = (struct chip_sd *)s;

    c->settled = true;
    c->raw_clocks += 8;
}

/* ---- power and the socket ---- */

void chip_sd_reset(struct chip_sd *c)
{
    c->state = CHIP_SD_RAW;
    c->flow = CHIP_SD_QUIET;
    c->settled = true;
    c->crc_on = false;
    c->app = false;
    c->saw_condition = false;
    c->many = false;
    c->raw_clocks = 0;
    c->ready_at_ns = 0;
    c->busy_until_ns = 0;
    c->frame_length = 0;
    c->answer_length = 0;
    c->answer_sent = 0;
    c->block_length = 1u << (c->csd[5] & 0x0f);
}

int chip_sd_init(struct chip_sd *c, const struct chip_sd_part *part, uint8_t *bytes,
                 uint64_t *now_ns)
{
    memset(c, 0, sizeof(*c));
    chip_spi_init(&c->spi, now_ns);
    c->spi.clock_hz = SLOW_HZ;
    c->spi.floating = 0xff; /* the pull-up that the specification asks for */
    c->spi.byte = sd_byte;
    c->spi.begin = sd_begin;
    c->spi.end = sd_end;
    c->spi.idle = sd_idle;
    c->part = *part;
    c->bytes = bytes;
    c->answer_after = 1;
    if (!chip_sd_make_csd(part->kind, part->size, c->csd)) {
        return OTAML_ERR_GEOMETRY;
    }
    chip_sd_reset(c);
    return OTAML_OK;
}

void chip_sd_power_on(struct chip_sd *c)
{
    chip_power_on(&c->spi.power);
    c->spi.selected = false;
    chip_sd_reset(c);
}

void chip_sd_pull(struct chip_sd *c)
{
    c->spi.absent = true;
    chip_sd_reset(c);
}

void chip_sd_insert(struct chip_sd *c)
{
    c->spi.absent = false;
    chip_sd_reset(c);
}
