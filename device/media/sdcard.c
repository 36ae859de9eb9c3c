/*
 * sdcard.c - what an SD card is, and how it gets ready. API: otaml/sdcard.h
 *
 *   80 clocks - CMD0 - CMD8 -+- answered: version 2 --- ACMD41 with HCS - CMD58: how it is
 * addressed (into SPI mode)          `- illegal: version 1 ---- ACMD41 -+- illegal: an MMC
 *                                                               `- it counts in bytes
 *   CMD59 switches the checksums on; CMD9 has the card's size.
 */
#include <otaml/sdcard.h>

#include "sdcard_priv.h"

#define SLOW_HZ      400000u   /* at most, until the card is identified */
#define FAST_HZ      25000000u /* what every SD card can do */
#define INIT_MS      1000u
#define WRITE_MS     250u
#define WRITE_MS_XC  500u
#define XC_BLOCKS    0x4000000u /* beyond 32 GB it is an SDXC card */
#define START_BYTES  10u
#define RESET_TRIES  10u
#define RESET_MS     100u /* each time: a card may still be busy with a write before a reset */
#define CHECK        0x1aau
#define HCS          0x40000000u /* the host can address by blocks */
#define CCS          0x40u       /* the card does; in the first byte of the OCR */
#define CSD_SIZE     16u
#define BYTE_ADDRESS 9u

/* A command by itself, with what follows its R1. */
static int ask(struct otaml_sdcard *card, uint8_t index, uint32_t argument, uint8_t *more,
               uint32_t len)
{
    int r1;

    otaml_sdcard_begin(card);
    r1 = otaml_sdcard_command(card, index, argument);
    if (r1 >= 0 && len > 0) {
        otaml_sdcard_move(card, NULL, more, len);
    }
    return otaml_sdcard_end(card, r1);
}

/* The same, for commands that a card may answer as idle or not. */
static int ask_any_state(struct otaml_sdcard *card, uint8_t index, uint32_t argument, uint8_t *more,
                         uint32_t len)
{
    const int r1 = ask(card, index, argument, more, len);

    return r1 < 0 ? r1 : (r1 & ~SDCARD_R1_IDLE ? OTAML_ERR_IO : OTAML_OK);
}

/* A card that the reset of the host caught in the midst of a write takes what we say for data: let
 * it have a block of them, whose checksum is wrong, and let it finish. */
static int fill_up(struct otaml_sdcard *card)
{
    otaml_sdcard_begin(card);
    otaml_sdcard_move(card, NULL, NULL, OTAML_BLOCK_SIZE + 4);
    (void)otaml_sdcard_wait(card, true, RESET_MS);
    return otaml_sdcard_end(card, OTAML_OK);
}

static int go_idle(struct otaml_sdcard *card)
{
    /* At least 74 clocks, not selected: the card starts. */
    int err = card->spi->transfer(card->spi->ctx, NULL, NULL, START_BYTES);

    for (uint8_t tries = 0; !err && tries < RESET_TRIES; tries++) {
        const int r1 = ask(card, SDCARD_GO_IDLE, 0, NULL, 0);
        if (r1 == SDCARD_R1_IDLE) {
            return OTAML_OK;
        }
        err = card->port_err ? card->port_err : fill_up(card);
    }
    return err ? err : OTAML_ERR_NOT_FOUND;
}

static int check_condition(struct otaml_sdcard *card, bool *version_2)
{
    uint8_t echo[4] = { 0 };
    const int r1 = ask(card, SDCARD_SEND_IF_COND, CHECK, echo, sizeof(echo));

    *version_2 = r1 >= 0 && !(r1 & SDCARD_R1_ILLEGAL);
    if (r1 < 0 || !*version_2) {
        return r1 < 0 ? r1 : OTAML_OK;
    }
    if (r1 != SDCARD_R1_IDLE || echo[3] != (CHECK & 0xffu)) {
        return OTAML_ERR_IO;
    }
    return (echo[2] & 0x0fu) == CHECK >> 8 ? OTAML_OK : OTAML_ERR_UNSUPPORTED;
}

static int get_ready(struct otaml_sdcard *card, bool version_2)
{
    const struct otaml_spi *spi = card->spi;
    const uint32_t start = spi->now_ms(spi->ctx);

    for (;;) {
        const bool late = spi->now_ms(spi->ctx) - start > INIT_MS;
        int r1 = ask(card, SDCARD_APP, 0, NULL, 0);
        if (r1 == SDCARD_R1_IDLE) {
            r1 = ask(card, SDCARD_APP_OP_COND, version_2 ? HCS : 0, NULL, 0);
        }
        if (r1 <= 0) {
            return r1;
        }
        if (r1 != SDCARD_R1_IDLE) {
            return r1 & SDCARD_R1_ILLEGAL ? OTAML_ERR_UNSUPPORTED : OTAML_ERR_IO;
        }
        if (late) {
            return OTAML_ERR_TIMEOUT;
        }
        spi->wait_us(spi->ctx, 1000);
    }
}

static int learn_addressing(struct otaml_sdcard *card, bool version_2)
{
    uint8_t ocr[4] = { 0 };
    int err;

    card->address_shift = BYTE_ADDRESS;
    if (!version_2) {
        return OTAML_OK;
    }
    err = ask_any_state(card, SDCARD_READ_OCR, 0, ocr, sizeof(ocr)); /* QEMU's card says: idle */
    if (!err && (ocr[0] & CCS)) {
        card->address_shift = 0;
    }
    return err;
}

/* The CSD has a checksum of its own, and that one counts as well: cards are about that get the
 * other one wrong for any data but blocks. */
static int read_csd(struct otaml_sdcard *card, uint8_t *csd)
{
    int err = OTAML_ERR_CORRUPT;

    for (uint8_t tries = 0; err == OTAML_ERR_CORRUPT && tries < SDCARD_TRIES; tries++) {
        otaml_sdcard_begin(card);
        err = otaml_sdcard_order(card, SDCARD_SEND_CSD, 0);
        err = err ? err : otaml_sdcard_take(card, csd, CSD_SIZE);
        if (err == OTAML_ERR_CORRUPT && csd[CSD_SIZE - 1] == otaml_sdcard_crc7(csd, CSD_SIZE - 1)) {
            err = OTAML_OK;
        }
        err = otaml_sdcard_end(card, err);
    }
    return err;
}

/* Bit numbers are the specification's: 127 is the first of csd[0]. */
static int count_blocks(struct otaml_sdcard *card, const uint8_t *csd)
{
    const uint8_t structure = csd[0] >> 6;                            /* 127:126 */
    const uint8_t block_log2 = csd[5] & 0x0f;                         /* 83:80 READ_BL_LEN */
    const uint8_t mult = (uint8_t)((csd[9] & 3) << 1 | csd[10] >> 7); /* 49:47 C_SIZE_MULT */
    uint32_t c_size;

    if (structure == 0 && card->address_shift == BYTE_ADDRESS && block_log2 >= 9
        && block_log2 <= 11) {
        c_size = (csd[6] & 3u) << 10 | (uint32_t)csd[7] << 2 | csd[8] >> 6; /* 73:62 */
        card->block.count = (c_size + 1) << (mult + 2 + block_log2 - 9);    /* <= 2^23 */
    } else if (structure == 1 && card->address_shift == 0) {
        c_size = (csd[7] & 0x3fu) << 16 | (uint32_t)csd[8] << 8 | csd[9]; /* 69:48 */
        card->block.count = (c_size + 1) << 10;                           /* 0 for 2 TB: refused */
    }
    card->write_ms = card->block.count > XC_BLOCKS ? WRITE_MS_XC : WRITE_MS;
    return card->block.count ? OTAML_OK : OTAML_ERR_UNSUPPORTED;
}

static int set_clock(const struct otaml_sdcard *card, uint32_t hz)
{
    return card->spi->clock_hz ? card->spi->clock_hz(card->spi->ctx, hz) : OTAML_OK;
}

static int identify(struct otaml_sdcard *card, uint8_t *csd)
{
    bool version_2 = false;
    int err = set_clock(card, SLOW_HZ);

    err = err ? err : go_idle(card);
    err = err ? err : check_condition(card, &version_2);
    err = err ? err : ask_any_state(card, SDCARD_CRC_ON_OFF, 1, NULL, 0);
    err = err ? err : get_ready(card, version_2);
    err = err ? err : learn_addressing(card, version_2);
    return err ? err : read_csd(card, csd);
}

int otaml_sdcard_init(struct otaml_sdcard *card, const struct otaml_spi *spi)
{
    uint8_t csd[CSD_SIZE] = { 0 };
    int err;

    *card = (struct otaml_sdcard){ .spi = spi, .write_ms = WRITE_MS_XC };
    card->block.ctx = card;
    card->block.read = otaml_sdcard_read;
    card->block.write = otaml_sdcard_write;
    if (!spi || !spi->select || !spi->transfer || !spi->now_ms || !spi->wait_us) {
        return OTAML_ERR_ARG;
    }
    err = identify(card, csd);
    if (!err && card->address_shift == BYTE_ADDRESS) {
        /* Cards of 2 GB read blocks of 1024 bytes unless told otherwise. */
        otaml_sdcard_begin(card);
        err = otaml_sdcard_order(card, SDCARD_SET_BLOCKLEN, OTAML_BLOCK_SIZE);
        err = otaml_sdcard_end(card, err);
    }
    err = err ? err : set_clock(card, FAST_HZ);
    return err ? err : count_blocks(card, csd);
}
