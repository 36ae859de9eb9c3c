/*
 * chip_sd_priv.h - between the card's bytes (chip_sd.c) and its commands (chip_sd_commands.c).
 */
#ifndef OTAML_CHIP_SD_PRIV_H
#define OTAML_CHIP_SD_PRIV_H

#include "chip_sd.h"

uint64_t chip_sd_blocks(const struct chip_sd *c);
bool chip_sd_busy(const struct chip_sd *c);
void chip_sd_busy_for(struct chip_sd *c, uint32_t us);

/* Is it the turn of this fault? */
bool chip_sd_fault(const struct chip_sd *c, struct chip_fault *f);

/* Put a byte behind the answer. */
void chip_sd_say(struct chip_sd *c, uint8_t byte);

/* Start to send so many bytes in us from now; a block of the transfer if data is NULL. */
void chip_sd_send(struct chip_sd *c, const uint8_t *data, uint32_t len, uint32_t us);

/* A whole command has come in, in c->frame. */
void chip_sd_obey(struct chip_sd *c);

/* As it is after power-up. */
void chip_sd_reset(struct chip_sd *c);

/* The CSD for this kind and size; false if there is none. */
bool chip_sd_make_csd(enum chip_sd_kind kind, uint64_t size, uint8_t *csd);

uint8_t chip_sd_crc7(const uint8_t *p, uint32_t len); /* in bits 7 to 1 */
uint16_t chip_sd_crc16(const uint8_t *p, uint32_t len);

#endif /* OTAML_CHIP_SD_PRIV_H */
