/*
 * otaml/i2c.h - an I2C bus: what the driver of I2C EEPROMs asks of the port.
 *
 * No heap, no globals; a transfer is whole, so drivers of other parts may share the bus.
 */
#ifndef OTAML_I2C_H
#define OTAML_I2C_H

#include <stdint.h>
#include <otaml/err.h>

/* A driver's own code: the part did not acknowledge. Ports return it, drivers do not hand it on. */
#define OTAML_I2C_NACK (OTAML_ERR_PORT_BASE - 1)

/*
 * Zero it, then fill it in: fields added later read 0 as "behave as before". It must outlive the
 * driver that uses it. Callbacks that return int block and return 0, OTAML_I2C_NACK, or another
 * code below OTAML_ERR_PORT_BASE, which is handed back untouched.
 */
struct otaml_i2c {
    void *ctx; /* passed to every callback, never read by a driver */
    /* START, the 7-bit address with the write bit, head_len bytes of head, len bytes of data,
     * STOP. Two pieces, so that nobody copies an address in front of a page. len may be 0. A NACK
     * of the device byte or of any other ends it. */
    int (*write)(void *ctx, uint8_t address, const uint8_t *head, uint32_t head_len,
                 const uint8_t *data, uint32_t len);
    /* START, the address with the write bit, head, repeated START, the address with the read bit,
     * len > 0 bytes into dst, STOP. */
    int (*read)(void *ctx, uint8_t address, const uint8_t *head, uint32_t head_len, uint8_t *dst,
                uint32_t len);
    uint32_t (*now_ms)(void *ctx);           /* never runs backwards but may wrap: for timeouts */
    void (*wait_us)(void *ctx, uint32_t us); /* at least; another task may run */
};

#endif /* OTAML_I2C_H */
