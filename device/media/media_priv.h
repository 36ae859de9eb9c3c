/*
 * media_priv.h - what the drivers of device/media share: reading back, and the few commands that
 * SPI NOR flash, EEPROM and FRAM have in common.
 */
#ifndef OTAML_MEDIA_PRIV_H
#define OTAML_MEDIA_PRIV_H

#include <otaml/media.h>
#include <otaml/spi.h>

bool otaml_media_all_ones(const uint8_t *p, uint32_t len);

/* Do the bytes from off on read as src, or as 0xff where that is NULL? OTAML_ERR_IO: no, or the
 * part's own error correction gives up on them. */
int otaml_media_verify(const struct otaml_media *m, uint32_t off, const uint8_t *src, uint32_t len);

#define OTAML_SPI_BUSY 0x01u /* in the status register: a write goes on */
#define OTAML_SPI_WEL  0x02u /* the write enable latch is set */
#define OTAML_SPI_VOID 0xffu /* no part answers, or it does not yet */

/* One transaction: head out, then len bytes of tx out or of rx in. */
int otaml_spi_transact(const struct otaml_spi *spi, const uint8_t *head, uint32_t head_len,
                       const uint8_t *tx, uint8_t *rx, uint32_t len);

/* A transaction of one byte. */
int otaml_spi_command(const struct otaml_spi *spi, uint8_t opcode);

/* Command and big-endian address into head (of 1 + address_bytes); returns how many bytes. */
uint32_t otaml_spi_address(uint8_t *head, uint8_t opcode, uint32_t off, uint32_t address_bytes);

int otaml_spi_status(const struct otaml_spi *spi, uint8_t *status);

/* 01, and wait: write the status register, whose latch this raises. */
int otaml_spi_write_status(const struct otaml_spi *spi, uint8_t status, uint32_t timeout_ms);

/* Poll every step_us until the part is ready, or OTAML_ERR_TIMEOUT. *status is the last one. */
int otaml_spi_wait(const struct otaml_spi *spi, uint32_t timeout_ms, uint32_t step_us,
                   uint8_t *status);

/* 06. OTAML_ERR_IO: the latch did not rise, or the part is busy: it would take nothing. */
int otaml_spi_enable_write(const struct otaml_spi *spi);

/* 04 */
int otaml_spi_disable_write(const struct otaml_spi *spi);

/* Wait for the end of what was started. OTAML_ERR_IO: its latch stands, so it was not taken. */
int otaml_spi_finish(const struct otaml_spi *spi, uint32_t timeout_ms, uint32_t step_us);

/* Is all there that the drivers call? clock_hz may be missing. */
bool otaml_spi_complete(const struct otaml_spi *spi);

#endif /* OTAML_MEDIA_PRIV_H */
