/*
 * sdcard_data.c - blocks of an SD card in SPI mode.
 *
 *   read:   R1 | ff ... | fe | 512 bytes | CRC16 |          or, instead of fe, an error token
 *   write:  R1 | ff | fe or fc | 512 bytes | CRC16 | data response | 00 ... while busy |
 *
 * A run of blocks is one command. A read of several is ended by STOP, a write by the token fd.
 */
#include "sdcard_priv.h"

#define READ_MS        100u
#define RESPONSE_BYTES 8u

enum {
    TOKEN_START = 0xfe,
    TOKEN_START_OF_MANY = 0xfc,
    TOKEN_STOP = 0xfd,
    TOKEN_ERROR_MAX = 0x1f,
    TOKEN_ERROR_ECC = 0x04
};

enum { RESPONSE_MASK = 0x1f, RESPONSE_ACCEPTED = 0x05, RESPONSE_CRC = 0x0b };

/* Polynomial x^16 + x^12 + x^5 + 1, begun with 0: a byte at a time, without a table. */
static uint16_t crc16(const uint8_t *p, uint32_t len)
{
    uint32_t crc = 0;

    for (uint32_t i = 0; i < len; i++) {
        crc = ((crc >> 8) | (crc << 8 & 0xff00u)) ^ p[i];
        crc ^= (crc & 0xffu) >> 4;
        crc ^= crc << 12 & 0xffffu;
        crc ^= (crc & 0xffu) << 5;
    }
    return (uint16_t)crc;
}

int otaml_sdcard_take(struct otaml_sdcard *card, uint8_t *dst, uint32_t len)
{
    const int token = otaml_sdcard_wait(card, false, READ_MS);
    uint8_t crc[2] = { 0, 0 };

    if (token != TOKEN_START) {
        const bool damaged = token >= 0 && token <= TOKEN_ERROR_MAX && (token & TOKEN_ERROR_ECC);
        return token < 0 ? token : (damaged ? OTAML_ERR_CORRUPT : OTAML_ERR_IO);
    }
    otaml_sdcard_move(card, NULL, dst, len);
    otaml_sdcard_move(card, NULL, crc, sizeof(crc));
    return crc16(dst, len) == (crc[0] << 8 | crc[1]) ? OTAML_OK : OTAML_ERR_CORRUPT;
}

/* Can the blocks from the first bad one on be asked for again? Three times at the same block. */
static bool again(struct otaml_sdcard *card, int err, uint32_t done, uint8_t *tries)
{
    *tries = (uint8_t)(done > 0 ? 1 : *tries + 1);
    if (err != OTAML_ERR_CORRUPT || *tries >= SDCARD_TRIES) {
        return false;
    }
    card->crc_errors++;
    return true;
}

static bool outside(const struct otaml_sdcard *card, uint32_t first, uint32_t n)
{
    return first > card->block.count || n > card->block.count - first;
}

/* ---- reading ---- */

static int read_run(struct otaml_sdcard *card, uint32_t first, uint8_t *dst, uint32_t n,
                    uint32_t *done)
{
    int err;

    otaml_sdcard_begin(card);
    err = otaml_sdcard_order(card, n > 1 ? SDCARD_READ_BLOCKS : SDCARD_READ_BLOCK,
                             first << card->address_shift);
    if (err) {
        return otaml_sdcard_end(card, err);
    }
    for (; !err && *done < n; dst += OTAML_BLOCK_SIZE) {
        err = otaml_sdcard_take(card, dst, OTAML_BLOCK_SIZE);
        *done += err ? 0 : 1;
    }
    if (n > 1) {
        /* Whatever it answers: behind the card's last block that is "out of range". */
        (void)otaml_sdcard_command(card, SDCARD_STOP, 0);
    }
    return otaml_sdcard_end(card, err);
}

int otaml_sdcard_read(void *ctx, uint32_t first, void *dst, uint32_t n)
{
    struct otaml_sdcard *card = ctx;
    uint8_t *to = dst;
    uint8_t tries = 0;

    if (outside(card, first, n)) {
        return OTAML_ERR_ARG;
    }
    while (n > 0) {
        uint32_t done = 0;
        const int err = read_run(card, first, to, n, &done);
        if (err && !again(card, err, done, &tries)) {
            return err;
        }
        first += done;
        n -= done;
        to += (size_t)done * OTAML_BLOCK_SIZE;
    }
    return OTAML_OK;
}

/* ---- writing ---- */

static int take_response(struct otaml_sdcard *card)
{
    for (uint8_t i = 0; i < RESPONSE_BYTES; i++) {
        const uint8_t byte = otaml_sdcard_get(card) & RESPONSE_MASK;
        if (byte == RESPONSE_ACCEPTED) {
            return OTAML_OK;
        }
        if (byte != (SDCARD_FILL & RESPONSE_MASK)) {
            return byte == RESPONSE_CRC ? OTAML_ERR_CORRUPT : OTAML_ERR_IO;
        }
    }
    return OTAML_ERR_TIMEOUT;
}

static int wait_written(struct otaml_sdcard *card)
{
    const int byte = otaml_sdcard_wait(card, true, card->write_ms);

    return byte < 0 ? byte : OTAML_OK;
}

static int give(struct otaml_sdcard *card, uint8_t token, const uint8_t *src)
{
    const uint16_t crc = crc16(src, OTAML_BLOCK_SIZE);
    const uint8_t head[2] = { SDCARD_FILL, token }; /* Nwr: at least a byte before the token */
    const uint8_t tail[2] = { (uint8_t)(crc >> 8), (uint8_t)crc };
    int err;

    otaml_sdcard_move(card, head, NULL, sizeof(head));
    otaml_sdcard_move(card, src, NULL, OTAML_BLOCK_SIZE);
    otaml_sdcard_move(card, tail, NULL, sizeof(tail));
    err = take_response(card);
    return err ? err : wait_written(card);
}

/* End a run of several blocks: by the token, or, as the specification has it, by STOP where the
 * card took offence. */
static void stop_writing(struct otaml_sdcard *card, bool offended)
{
    const uint8_t end[3] = { SDCARD_FILL, TOKEN_STOP, SDCARD_FILL };

    if (offended) {
        (void)wait_written(card);
        (void)otaml_sdcard_command(card, SDCARD_STOP, 0);
    } else {
        otaml_sdcard_move(card, end, NULL, sizeof(end));
    }
}

/* What only programming finds out: a write-protected block, an address, a cell that failed. */
static int check_status(struct otaml_sdcard *card)
{
    const int err = otaml_sdcard_order(card, SDCARD_SEND_STATUS, 0);
    const uint8_t more = otaml_sdcard_get(card);

    return err ? err : (more ? OTAML_ERR_IO : OTAML_OK);
}

/* Blocks that will be written are not announced (ACMD23): a card may erase them at once, and a
 * power cut would cost more than the block at which it happens. */
static int write_run(struct otaml_sdcard *card, uint32_t first, const uint8_t *src, uint32_t n,
                     uint32_t *done)
{
    int err;

    otaml_sdcard_begin(card);
    err = otaml_sdcard_order(card, n > 1 ? SDCARD_WRITE_BLOCKS : SDCARD_WRITE_BLOCK,
                             first << card->address_shift);
    if (err) {
        return otaml_sdcard_end(card, err);
    }
    for (; !err && *done < n; src += OTAML_BLOCK_SIZE) {
        err = give(card, n > 1 ? TOKEN_START_OF_MANY : TOKEN_START, src);
        *done += err ? 0 : 1;
    }
    if (n > 1 && err != OTAML_ERR_TIMEOUT) { /* a card that is gone or stuck hears nothing */
        stop_writing(card, err != OTAML_OK);
    }
    if (!err) {
        err = check_status(card); /* waits for the end of the last block */
    }
    return otaml_sdcard_end(card, err);
}

int otaml_sdcard_write(void *ctx, uint32_t first, const void *src, uint32_t n)
{
    struct otaml_sdcard *card = ctx;
    const uint8_t *from = src;
    uint8_t tries = 0;

    if (outside(card, first, n)) {
        return OTAML_ERR_ARG;
    }
    while (n > 0) {
        uint32_t done = 0;
        const int err = write_run(card, first, from, n, &done);
        if (err && !again(card, err, done, &tries)) {
            return err == OTAML_ERR_CORRUPT ? OTAML_ERR_IO : err; /* it did not take them */
        }
        first += done;
        n -= done;
        from += (size_t)done * OTAML_BLOCK_SIZE;
    }
    return OTAML_OK;
}
