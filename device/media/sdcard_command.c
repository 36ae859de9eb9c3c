/*
 * sdcard_command.c - bytes and commands of an SD card in SPI mode.
 *
 *   to the card:    | 01 index | argument, 32 bits, big endian | CRC7, 1 |
 *   from the card:                                           up to 8 x ff | R1 | what belongs to it
 */
#include "sdcard_priv.h"

#define ANSWER_BYTES 9u /* Ncr: at most 8 before R1 */
#define EAGER_POLLS                                                                                \
    64u /* without a pause in between: from block to block a card takes no longer                  \
         */
#define PAUSE_US 50u

/* ---- bytes ---- */

void otaml_sdcard_begin(struct otaml_sdcard *card)
{
    card->port_err = card->spi->select(card->spi->ctx, true);
}

int otaml_sdcard_end(struct otaml_sdcard *card, int err)
{
    const int port_err = card->spi->select(card->spi->ctx, false);

    card->port_err = card->port_err ? card->port_err : port_err;
    /* Eight clocks more: only with them does the card finish, and let go of the data line. */
    otaml_sdcard_get(card);
    return card->port_err ? card->port_err : err;
}

void otaml_sdcard_move(struct otaml_sdcard *card, const uint8_t *tx, uint8_t *rx, uint32_t len)
{
    if (!card->port_err) {
        card->port_err = card->spi->transfer(card->spi->ctx, tx, rx, len);
    }
}

uint8_t otaml_sdcard_get(struct otaml_sdcard *card)
{
    uint8_t byte = SDCARD_FILL;

    otaml_sdcard_move(card, NULL, &byte, 1);
    return card->port_err ? SDCARD_FILL : byte;
}

int otaml_sdcard_wait(struct otaml_sdcard *card, bool idle, uint32_t timeout_ms)
{
    const struct otaml_spi *spi = card->spi;
    const uint32_t start = spi->now_ms(spi->ctx);

    for (uint32_t polls = 0;; polls++) {
        /* The clock before the line: if another task ran for long, there is still a last look. */
        const bool late = spi->now_ms(spi->ctx) - start > timeout_ms;
        const uint8_t byte = otaml_sdcard_get(card);
        if ((byte == SDCARD_FILL) == idle || card->port_err) {
            return byte;
        }
        if (late) {
            return OTAML_ERR_TIMEOUT;
        }
        if (polls >= EAGER_POLLS) {
            spi->wait_us(spi->ctx, PAUSE_US);
        }
    }
}

/* ---- commands ---- */

/* Polynomial x^7 + x^3 + 1; the remainder is kept in the upper seven bits of a byte. */
uint8_t otaml_sdcard_crc7(const uint8_t *p, uint32_t len)
{
    uint32_t crc = 0;

    for (uint32_t i = 0; i < len; i++) {
        crc ^= p[i];
        for (uint8_t bit = 0; bit < 8; bit++) {
            crc = (crc << 1) ^ (crc & 0x80u ? 0x112u : 0u);
        }
    }
    return (uint8_t)(crc | 1u);
}

static int send_once(struct otaml_sdcard *card, uint8_t index, uint32_t argument)
{
    uint8_t frame[6];

    frame[0] = (uint8_t)(0x40u | index);
    frame[1] = (uint8_t)(argument >> 24);
    frame[2] = (uint8_t)(argument >> 16);
    frame[3] = (uint8_t)(argument >> 8);
    frame[4] = (uint8_t)argument;
    frame[5] = otaml_sdcard_crc7(frame, 5);
    /* These two go to a card that may be in the midst of something; data would not read as idle. */
    if (index != SDCARD_GO_IDLE && index != SDCARD_STOP) {
        const int err = otaml_sdcard_wait(card, true, card->write_ms);
        if (err < 0) {
            return err;
        }
    }
    otaml_sdcard_move(card, frame, NULL, sizeof(frame));
    if (index == SDCARD_STOP) {
        otaml_sdcard_get(card); /* the byte that was on its way, which may look like an answer */
    }
    for (uint8_t i = 0; i < ANSWER_BYTES; i++) {
        const uint8_t r1 = otaml_sdcard_get(card);
        if (!(r1 & 0x80u)) {
            return r1;
        }
    }
    return OTAML_ERR_TIMEOUT;
}

int otaml_sdcard_command(struct otaml_sdcard *card, uint8_t index, uint32_t argument)
{
    int r1 = send_once(card, index, argument);

    for (uint8_t tries = 1; tries < SDCARD_TRIES && r1 >= 0 && (r1 & SDCARD_R1_CRC); tries++) {
        card->crc_errors++;
        r1 = send_once(card, index, argument);
    }
    return r1;
}

int otaml_sdcard_order(struct otaml_sdcard *card, uint8_t index, uint32_t argument)
{
    const int r1 = otaml_sdcard_command(card, index, argument);

    return r1 > 0 ? OTAML_ERR_IO : r1;
}
