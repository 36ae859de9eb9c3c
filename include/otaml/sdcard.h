/*
 * otaml/sdcard.h - an SD card in SPI mode, as a device of 512-byte blocks.
 *
 * SDSC (versions 1 and 2), SDHC and SDXC, as the SD Physical Layer Simplified Specification has
 * them; an MMC is told apart and refused. Checksums are switched on: the card checks commands and
 * what is written, the driver what is read; what fails is asked for again, up to three times.
 *
 * Blocks go straight between the caller's buffer and the bus; no buffer of its own, no heap, no
 * globals. About 2.1 KB of code on a Cortex-M, 2.7 KB on RV32; no stack frame over 96 bytes. The
 * checksum is some 10 instructions a byte. A call blocks while the card works: a read for up to
 * 100 ms, a write for up to 250 ms (500 ms beyond 32 GB) a block, waiting by wait_us.
 */
#ifndef OTAML_SDCARD_H
#define OTAML_SDCARD_H

#include <stdint.h>
#include <otaml/block.h>
#include <otaml/err.h>
#include <otaml/spi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Caller allocates and keeps in place: block.ctx points to it. */
struct otaml_sdcard {
    /*
     * For the store's configuration. count is 0 until init succeeds. Its callbacks return
     *   OTAML_ERR_ARG      blocks beyond count;
     *   OTAML_ERR_TIMEOUT  the card does not answer (pulled?) or is busy beyond its time;
     *   OTAML_ERR_IO       it refuses the command, or reports that it could not do it;
     *   OTAML_ERR_CORRUPT  read only: its error correction gave up, or three checksums were wrong;
     *   a port's error, untouched.
     * After an error of a read the memory is as before; of a write, as after a power cut within
     * it. After TIMEOUT or IO init may be called again, as when a card was changed.
     */
    struct otaml_block block;
    uint32_t crc_errors; /* commands and blocks asked for again since init: bad wires show here */

    /* Private. */
    const struct otaml_spi *spi;
    uint16_t write_ms;     /* how long it may be busy */
    uint8_t address_shift; /* from a block's number to the address the card wants: 0 or 9 */
    int port_err;          /* the first error of the port since the card was selected */
};

/*
 * Wake the card up and learn what it is. spi is borrowed as long as the card is in use. The clock
 * is asked for at 400 kHz, and at 25 MHz from then on. Takes what the card takes to start, up to a
 * second; without a card some 120 ms, 1.2 s if nothing pulls the line up.
 *
 * OTAML_ERR_ARG: a callback is missing. OTAML_ERR_NOT_FOUND: no card. OTAML_ERR_UNSUPPORTED: an
 * MMC, a card that does not take the voltage, or one that fits no known version. OTAML_ERR_TIMEOUT:
 * a card that does not get ready. OTAML_ERR_IO, OTAML_ERR_CORRUPT: one that breaks off or sends
 * nonsense. Or a port's error.
 */
OTAML_MUST_CHECK int otaml_sdcard_init(struct otaml_sdcard *card, const struct otaml_spi *spi);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_SDCARD_H */
