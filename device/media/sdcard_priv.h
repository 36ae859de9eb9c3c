/*
 * sdcard_priv.h - the layers of the SD card driver: commands (sdcard_command.c), blocks of data
 * (sdcard_data.c), and on top of both what the card is (sdcard.c).
 *
 * A transaction is otaml_sdcard_begin, which selects the card; commands and data;
 * otaml_sdcard_end, which lets go of it. In between an error of the port is only remembered: from
 * it on nothing more is sent and all that comes in reads as 0xff, so that the steps read straight
 * down, and end reports it.
 */
#ifndef OTAML_SDCARD_PRIV_H
#define OTAML_SDCARD_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/sdcard.h>

/* Commands, by their numbers in the specification. */
enum {
    SDCARD_GO_IDLE = 0,
    SDCARD_SEND_IF_COND = 8,
    SDCARD_SEND_CSD = 9,
    SDCARD_STOP = 12,
    SDCARD_SEND_STATUS = 13,
    SDCARD_SET_BLOCKLEN = 16,
    SDCARD_READ_BLOCK = 17,
    SDCARD_READ_BLOCKS = 18,
    SDCARD_WRITE_BLOCK = 24,
    SDCARD_WRITE_BLOCKS = 25,
    SDCARD_APP_OP_COND = 41, /* ACMD: only behind SDCARD_APP */
    SDCARD_APP = 55,
    SDCARD_READ_OCR = 58,
    SDCARD_CRC_ON_OFF = 59
};

/* Bits of R1, the answer to every command. */
enum { SDCARD_R1_IDLE = 0x01, SDCARD_R1_ILLEGAL = 0x04, SDCARD_R1_CRC = 0x08 };

#define SDCARD_FILL  0xffu /* an idle line, either way */
#define SDCARD_TRIES 3u    /* of what arrives with a wrong checksum */

/* ---- bytes ---- */

void otaml_sdcard_begin(struct otaml_sdcard *card);
/* The port's error if there was one, else err. */
int otaml_sdcard_end(struct otaml_sdcard *card, int err);

uint8_t otaml_sdcard_get(struct otaml_sdcard *card);
/* tx NULL: SDCARD_FILL goes out. rx NULL: what comes in is dropped. */
void otaml_sdcard_move(struct otaml_sdcard *card, const uint8_t *tx, uint8_t *rx, uint32_t len);

/* Listen until the line is idle, or until it is not any more. Returns the byte that ended the
 * wait, or OTAML_ERR_TIMEOUT. */
int otaml_sdcard_wait(struct otaml_sdcard *card, bool idle, uint32_t timeout_ms);

/* ---- commands ---- */

/* Returns R1, or OTAML_ERR_TIMEOUT. Every command but GO_IDLE and STOP waits first until the card
 * is no longer busy. One that the card found damaged is sent again. */
int otaml_sdcard_command(struct otaml_sdcard *card, uint8_t index, uint32_t argument);

/* The same for a card in use: OTAML_ERR_IO unless it accepts the command without a remark. */
int otaml_sdcard_order(struct otaml_sdcard *card, uint8_t index, uint32_t argument);

/* With the end bit behind it, as it closes a command and a CSD. */
uint8_t otaml_sdcard_crc7(const uint8_t *p, uint32_t len);

/* ---- data ---- */

/* Take the data that a command has asked for. OTAML_ERR_CORRUPT: the checksum is wrong, or the
 * card says that it could not correct them. */
int otaml_sdcard_take(struct otaml_sdcard *card, uint8_t *dst, uint32_t len);

/* The callbacks of struct otaml_block. */
int otaml_sdcard_read(void *ctx, uint32_t first, void *dst, uint32_t n);
int otaml_sdcard_write(void *ctx, uint32_t first, const void *src, uint32_t n);

#endif /* OTAML_SDCARD_PRIV_H */
