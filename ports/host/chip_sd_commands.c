/*
 * chip_sd_commands.c - what an SD card in SPI mode says to each command, and its registers.
 *
 *   RAW --CMD0--> IDLE --ACMD41, after start_us--> READY: data
 */
#include "chip_sd_priv.h"

#include <string.h>

enum {
    R1_IDLE = 0x01,
    R1_ILLEGAL = 0x04,
    R1_CRC = 0x08,
    R1_ADDRESS = 0x20,  /* misaligned */
    R1_PARAMETER = 0x40 /* out of range */
};

#define OCR_VOLTAGES 0x00ff8000u /* 2.7 to 3.6 V */
#define OCR_READY    0x80000000u
#define OCR_CCS      0x40000000u
#define HCS          0x40000000u
#define SLOW_HZ      400000u
#define FAST_HZ      25000000u
#define START_CLOCKS 74u
#define KB512        (512u * 1024)

/* Bit by bit, as a shift register does it. */
uint8_t chip_sd_crc7(const uint8_t *p, uint32_t len)
{
    uint8_t crc = 0; /* bits 6 to 0 */

    for (uint32_t bit = 0; bit < len * 8; bit++) {
        const uint8_t in = (p[bit / 8] >> (7 - bit % 8)) & 1;
        const uint8_t out = crc >> 6;
        crc = (uint8_t)((crc << 1 ^ (in ^ out ? 0x09 : 0)) & 0x7f);
    }
    return (uint8_t)(crc << 1);
}

/* ---- the CSD ---- */

static void set_bits(uint8_t *csd, uint32_t high, uint32_t low, uint32_t value)
{
    for (uint32_t bit = low; bit <= high; bit++, value >>= 1) {
        const uint8_t mask = (uint8_t)(1u << bit % 8);
        uint8_t *at = &csd[15 - bit / 8];
        *at = (uint8_t)(value & 1 ? *at | mask : *at & ~mask);
    }
}

/* Version 1: (C_SIZE + 1) * 2^(C_SIZE_MULT + 2) * 2^READ_BL_LEN bytes. */
static bool set_size_v1(uint8_t *csd, uint64_t size)
{
    for (uint32_t length_log2 = 9; length_log2 <= 11; length_log2++) {
        for (uint32_t mult = 0; mult <= 7; mult++) {
            const uint64_t unit = UINT64_C(1) << (mult + 2 + length_log2);
            if (size > 0 && size % unit == 0 && size / unit <= 4096) {
                set_bits(csd, 83, 80, length_log2);
                set_bits(csd, 73, 62, (uint32_t)(size / unit - 1));
                set_bits(csd, 49, 47, mult);
                set_bits(csd, 25, 22, length_log2);
                return true;
            }
        }
    }
    return false;
}

/* Version 2: (C_SIZE + 1) * 512 KB. */
static bool set_size_v2(uint8_t *csd, uint64_t size)
{
    if (size == 0 || size % KB512 != 0 || size / KB512 > 0x3fffff) {
        return false;
    }
    set_bits(csd, 127, 126, 1);
    set_bits(csd, 83, 80, 9);
    set_bits(csd, 69, 48, (uint32_t)(size / KB512 - 1));
    set_bits(csd, 25, 22, 9);
    return true;
}

bool chip_sd_make_csd(enum chip_sd_kind kind, uint64_t size, uint8_t *csd)
{
    memset(csd, 0, 16);
    set_bits(csd, 119, 112, 0x0e); /* TAAC: 1 ms */
    set_bits(csd, 103, 96, 0x32);  /* TRAN_SPEED: 25 MHz */
    set_bits(csd, 95, 84, 0x5b5);  /* CCC */
    set_bits(csd, 46, 46, 1);      /* ERASE_BLK_EN */
    set_bits(csd, 45, 39, 0x7f);   /* SECTOR_SIZE */
    set_bits(csd, 28, 26, 2);      /* R2W_FACTOR */
    if (!(kind == CHIP_SD_HC ? set_size_v2(csd, size) : set_size_v1(csd, size))) {
        return false;
    }
    csd[15] = chip_sd_crc7(csd, 15) | 1;
    return true;
}

/* ---- answers ---- */

static void answer(struct chip_sd *c, uint8_t r1)
{
    c->answer_length = 0;
    c->answer_sent = 0;
    for (uint8_t i = 0; i < c->answer_after; i++) {
        chip_sd_say(c, 0xff);
    }
    chip_sd_say(c, (uint8_t)(r1 | (c->state == CHIP_SD_IDLE ? R1_IDLE : 0)));
}

static void say32(struct chip_sd *c, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        chip_sd_say(c, (uint8_t)(value >> shift));
    }
}

/* ---- commands of both states ---- */

static void go_idle(struct chip_sd *c)
{
    if (c->raw_clocks < START_CLOCKS) {
        chip_power_violate(&c->spi.power, "CMD0 before 74 clocks");
        return;
    }
    c->state = CHIP_SD_IDLE;
    c->flow = CHIP_SD_QUIET;
    c->crc_on = false;
    c->saw_condition = false;
    c->ready_at_ns = 0;
    answer(c, 0);
}

static void send_condition(struct chip_sd *c, uint32_t argument)
{
    if (c->part.kind == CHIP_SD_V1 || c->part.kind == CHIP_SD_MMC) {
        answer(c, R1_ILLEGAL);
        return;
    }
    c->saw_condition = true;
    answer(c, 0);
    say32(c,
          (argument & 0xfff) ^ c->faults.condition); /* 2.7 to 3.6 V is what it takes: the echo */
    if ((argument & 0xf00) != 0x100) {
        chip_power_violate(&c->spi.power, "CMD8 asks for voltage %x",
                           (unsigned)(argument >> 8 & 0xf));
    }
}

static void op_cond(struct chip_sd *c, uint32_t argument)
{
    const uint64_t now = *c->spi.power.now_ns;

    if (c->part.kind == CHIP_SD_MMC) {
        answer(c, R1_ILLEGAL);
        return;
    }
    if (c->part.kind == CHIP_SD_V1 && argument != 0) {
        chip_power_violate(&c->spi.power, "ACMD41 has reserved bits set");
    }
    if (c->ready_at_ns == 0) {
        c->ready_at_ns = now + (uint64_t)c->part.start_us * 1000;
    }
    if (c->part.kind == CHIP_SD_HC && (!(argument & HCS) || !c->saw_condition)) {
        answer(c, 0); /* to such a host it never becomes ready */
        return;
    }
    if (now >= c->ready_at_ns && !c->faults.never_ready) {
        c->state = CHIP_SD_READY;
    }
    answer(c, 0);
}

static void send_ocr(struct chip_sd *c)
{
    uint32_t ocr = OCR_VOLTAGES;

    if (c->state == CHIP_SD_READY) {
        ocr |= OCR_READY | (c->part.kind == CHIP_SD_HC ? OCR_CCS : 0);
    }
    answer(c, 0);
    say32(c, ocr);
}

/* ---- data ---- */

static bool find_block(struct chip_sd *c, uint8_t index, uint32_t argument)
{
    const bool by_block = c->part.kind == CHIP_SD_HC;

    if (!by_block && argument % CHIP_SD_BLOCK != 0) {
        chip_power_violate(&c->spi.power, "CMD%u: byte address %u is misaligned", index,
                           (unsigned)argument);
        answer(c, R1_ADDRESS);
        return false;
    }
    c->at = by_block ? argument : argument / CHIP_SD_BLOCK;
    if (c->at >= chip_sd_blocks(c)) {
        chip_power_violate(&c->spi.power, "CMD%u: address %u is beyond the end", index,
                           (unsigned)argument);
        answer(c, R1_PARAMETER);
        return false;
    }
    return true;
}

static void start_read(struct chip_sd *c, uint8_t index, uint32_t argument)
{
    if (find_block(c, index, argument)) {
        answer(c, 0);
        c->many = index == 18;
        chip_sd_send(c, NULL, 0, c->part.access_us);
    }
}

static void start_write(struct chip_sd *c, uint8_t index, uint32_t argument)
{
    if (c->part.kind != CHIP_SD_HC && c->block_length != CHIP_SD_BLOCK) {
        chip_power_violate(&c->spi.power, "a write with a block length of %u",
                           (unsigned)c->block_length);
        answer(c, R1_PARAMETER);
    } else if (find_block(c, index, argument)) {
        answer(c, 0);
        c->many = index == 25;
        c->gap = false;
        c->flow = CHIP_SD_EXPECTING;
    }
}

static void stop(struct chip_sd *c)
{
    const bool reading = c->flow == CHIP_SD_SENDING;
    const bool over = reading && c->at >= chip_sd_blocks(c);

    if (!c->many) {
        answer(c, R1_ILLEGAL);
        return;
    }
    c->flow = CHIP_SD_QUIET;
    c->many = false;
    answer(c, over ? R1_PARAMETER : 0);
    /* First what was on its way: it may look like an answer. */
    memmove(c->answer + 1, c->answer, c->answer_length);
    c->answer[0] = 0x3f;
    c->answer_length++;
    chip_sd_busy_for(c, reading ? 20 : c->part.write_us);
}

static void set_length(struct chip_sd *c, uint32_t argument)
{
    const bool fixed = c->part.kind == CHIP_SD_HC;

    if (argument == 0 || (!fixed && argument > 1u << (c->csd[5] & 0x0f))) {
        answer(c, R1_PARAMETER);
        return;
    }
    c->block_length = fixed ? CHIP_SD_BLOCK : argument;
    answer(c, 0);
}

static void send_status(struct chip_sd *c)
{
    answer(c, 0);
    chip_sd_say(c, c->faults.status);
    c->faults.status = 0;
}

/* ---- which command when ---- */

static void obey_ready(struct chip_sd *c, uint8_t index, uint32_t argument)
{
    switch (index) {
    case 9:
        answer(c, 0);
        chip_sd_send(c, c->csd, sizeof(c->csd), c->part.access_us);
        break;
    case 12:
        stop(c);
        break;
    case 13:
        send_status(c);
        break;
    case 16:
        set_length(c, argument);
        break;
    case 17:
    case 18:
        start_read(c, index, argument);
        break;
    case 24:
    case 25:
        start_write(c, index, argument);
        break;
    default:
        chip_power_violate(&c->spi.power, "CMD%u is not known", index);
        answer(c, R1_ILLEGAL);
        break;
    }
}

static void obey_any(struct chip_sd *c, uint8_t index, uint32_t argument, bool app)
{
    if (app && index == 41) {
        op_cond(c, argument);
    } else if (index == 8) {
        send_condition(c, argument);
    } else if (index == 55) {
        c->app = true;
        answer(c, 0);
    } else if (index == 58) {
        send_ocr(c);
    } else if (index == 59) {
        c->crc_on = argument & 1;
        answer(c, 0);
    } else if (c->state == CHIP_SD_READY) {
        obey_ready(c, index, argument);
    } else {
        chip_power_violate(&c->spi.power, "CMD%u before the card is ready", index);
        answer(c, R1_ILLEGAL);
    }
}

/* May it be given at all, at this moment and this fast? */
static bool listen(struct chip_sd *c, uint8_t index)
{
    const uint32_t limit = c->state == CHIP_SD_READY ? FAST_HZ : SLOW_HZ;

    if (c->spi.clock_hz > limit) {
        chip_power_violate(&c->spi.power, "CMD%u at %u Hz", index, (unsigned)c->spi.clock_hz);
    }
    if (chip_sd_busy(c)) {
        if (index != 0) {
            chip_power_violate(&c->spi.power, "CMD%u while busy", index);
        }
        return false;
    }
    if (c->state == CHIP_SD_RAW && index != 0) {
        chip_power_violate(&c->spi.power, "CMD%u before CMD0", index);
        return false;
    }
    if (c->flow != CHIP_SD_QUIET && index != 12 && index != 0) {
        chip_power_violate(&c->spi.power, "CMD%u in the midst of a transfer", index);
        answer(c, R1_ILLEGAL);
        return false;
    }
    return true;
}

void chip_sd_obey(struct chip_sd *c)
{
    const uint8_t index = c->frame[0] & 0x3f;
    const bool app = c->app;
    bool crc_good;
    uint32_t argument;

    c->counts.commands[index]++;
    if (chip_sd_fault(c, &c->faults.command)) {
        chip_rot(c->frame + 1, 4, 1, c->spi.power.seed);
    }
    argument = (uint32_t)c->frame[1] << 24 | (uint32_t)c->frame[2] << 16
               | (uint32_t)c->frame[3] << 8 | c->frame[4];
    crc_good = c->frame[5] == (chip_sd_crc7(c->frame, 5) | 1);
    if (!listen(c, index)) {
        return;
    }
    if (!crc_good && (c->crc_on || index == 0 || index == 8)) {
        if (c->state != CHIP_SD_RAW) {
            answer(c, R1_CRC);
        }
        return;
    }
    c->app = false;
    if (index == 0) {
        go_idle(c);
    } else {
        obey_any(c, index, argument, app);
    }
}
