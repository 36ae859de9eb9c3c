/*
 * spi_commands.c - what SPI NOR flash, EEPROM and FRAM have in common. API: media_priv.h
 *
 * A change of any of them is four transactions:
 *
 *   06 | 05 -> latch set? | command address data... | 05 -> busy? ... -> the latch has fallen?
 *
 * A part that is protected, missing or deaf gives itself away at the latch.
 */
#include <stddef.h>
#include "media_priv.h"

enum { OP_STATUS_WRITE = 0x01, OP_WRITE_DISABLE = 0x04, OP_STATUS = 0x05, OP_WRITE_ENABLE = 0x06 };

#define STATUS_STEP_US 500u

bool otaml_spi_complete(const struct otaml_spi *spi)
{
    return spi && spi->select && spi->transfer && spi->now_ms && spi->wait_us;
}

int otaml_spi_transact(const struct otaml_spi *spi, const uint8_t *head, uint32_t head_len,
                       const uint8_t *tx, uint8_t *rx, uint32_t len)
{
    int err = spi->select(spi->ctx, true);
    int end;

    if (err) {
        return err;
    }
    err = spi->transfer(spi->ctx, head, NULL, head_len);
    if (!err && len > 0) {
        err = spi->transfer(spi->ctx, tx, rx, len);
    }
    end = spi->select(spi->ctx, false);
    return err ? err : end;
}

int otaml_spi_command(const struct otaml_spi *spi, uint8_t opcode)
{
    return otaml_spi_transact(spi, &opcode, 1, NULL, NULL, 0);
}

uint32_t otaml_spi_address(uint8_t *head, uint8_t opcode, uint32_t off, uint32_t address_bytes)
{
    head[0] = opcode;
    for (uint32_t i = 0; i < address_bytes; i++) {
        head[1 + i] = (uint8_t)(off >> (8 * (address_bytes - 1 - i)));
    }
    return 1 + address_bytes;
}

int otaml_spi_status(const struct otaml_spi *spi, uint8_t *status)
{
    const uint8_t opcode = OP_STATUS;

    return otaml_spi_transact(spi, &opcode, 1, NULL, status, 1);
}

int otaml_spi_wait(const struct otaml_spi *spi, uint32_t timeout_ms, uint32_t step_us,
                   uint8_t *status)
{
    const uint32_t start = spi->now_ms(spi->ctx);

    for (;;) {
        /* The time first: a task that was kept from running asks once more before it gives up. */
        const bool late = spi->now_ms(spi->ctx) - start > timeout_ms;
        const int err = otaml_spi_status(spi, status);
        if (err || !(*status & OTAML_SPI_BUSY)) {
            return err;
        }
        if (late) {
            return OTAML_ERR_TIMEOUT;
        }
        spi->wait_us(spi->ctx, step_us);
    }
}

int otaml_spi_enable_write(const struct otaml_spi *spi)
{
    uint8_t status = 0;
    int err = otaml_spi_command(spi, OP_WRITE_ENABLE);

    err = err ? err : otaml_spi_status(spi, &status);
    if (!err && (status & (OTAML_SPI_WEL | OTAML_SPI_BUSY)) != OTAML_SPI_WEL) {
        err = OTAML_ERR_IO;
    }
    return err;
}

int otaml_spi_disable_write(const struct otaml_spi *spi)
{
    return otaml_spi_command(spi, OP_WRITE_DISABLE);
}

int otaml_spi_finish(const struct otaml_spi *spi, uint32_t timeout_ms, uint32_t step_us)
{
    uint8_t status = 0;
    int err = otaml_spi_wait(spi, timeout_ms, step_us, &status);

    if (!err && (status & OTAML_SPI_WEL)) {
        err = otaml_spi_disable_write(spi);
        err = err ? err : OTAML_ERR_IO;
    }
    return err;
}

int otaml_spi_write_status(const struct otaml_spi *spi, uint8_t status, uint32_t timeout_ms)
{
    const uint8_t write[2] = { OP_STATUS_WRITE, status };
    int err = otaml_spi_enable_write(spi);

    err = err ? err : otaml_spi_transact(spi, write, sizeof(write), NULL, NULL, 0);
    return err ? err : otaml_spi_finish(spi, timeout_ms, STATUS_STEP_US);
}
