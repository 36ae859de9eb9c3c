/*
 * chip_sd.h - an SD card behind SPI, emulated byte by byte as the SD Physical Layer Simplified
 * Specification has it, as strict and as mortal as the others (chip_power.h).
 *
 * What a card forbids is answered as a card answers and is counted as a violation: a command before
 * 74 clocks, or faster than 400 kHz before identification; addresses that are misaligned or
 * beyond the end; a command while it is busy; data without the byte between; a card selected again
 * without the eight clocks that end a transaction. Virtual time passes by the bytes clocked and
 * by waits. The power can be cut at each block programmed.
 */
#ifndef OTAML_CHIP_SD_H
#define OTAML_CHIP_SD_H

#include <stdbool.h>
#include <stdint.h>
#include "chip_spi.h"

#define CHIP_SD_BLOCK     512u
#define CHIP_SD_BLOCK_MAX 2048u /* READ_BL_LEN 11 */

enum chip_sd_kind {
    CHIP_SD_V1, /* standard capacity, of before version 2.00: CMD8 is illegal */
    CHIP_SD_SC, /* standard capacity, up to 2 GB (4 GB) */
    CHIP_SD_HC, /* high or extended capacity: addressed by blocks */
    CHIP_SD_MMC /* not an SD card */
};

struct chip_sd_part {
    const char *name;
    enum chip_sd_kind kind;
    uint64_t size;      /* bytes; must be one that a CSD can say */
    uint32_t start_us;  /* from the first ACMD41 until it is ready */
    uint32_t access_us; /* from a read command to its data */
    uint32_t next_us;   /* from a block of a run to the next */
    uint32_t write_us;  /* to program a block */
};

/* Generic cards; times as middling ones have. */
extern const struct chip_sd_part chip_sd_sdsc_256mb, chip_sd_sdhc_8gb;

/* Goes wrong at the in-th time from now (1: the next, 0: never), and so many times more. */
struct chip_fault {
    uint32_t in, more;
};

/* Set at will. */
struct chip_sd_faults {
    struct chip_fault command;     /* a bit of a command flips on the wires */
    struct chip_fault read_data;   /* a bit of a block flips on its way to the host */
    struct chip_fault write_data;  /* a bit of a block flips on its way to the card */
    struct chip_fault read_token;  /* error_token instead of a block */
    struct chip_fault write_token; /* response instead of "accepted"; nothing is programmed */
    uint8_t error_token, response;
    uint8_t status;     /* the second byte of the next answer to CMD13 */
    uint16_t condition; /* bits that are wrong in the answer to CMD8 */
    bool csd_checksum;  /* the one behind the CSD is wrong, as with some real cards */
    uint32_t gap;       /* good ones between two times of the same fault */
    bool never_ready;   /* ACMD41 says "idle" for ever */
    bool never_data;    /* reads are accepted, and nothing follows */
    bool never_done;    /* busy for ever after the next block written */
    uint32_t pull_in;   /* the card is pulled after so many bytes; 0: never */
};

struct chip_sd_counts {
    uint32_t commands[64];
    uint64_t blocks_read, blocks_written;
};

/* Caller allocates and keeps in place while used. */
struct chip_sd {
    struct chip_spi spi; /* spi.bus for the driver, spi.power for cuts, violations and time */
    struct chip_sd_faults faults;
    struct chip_sd_counts counts; /* read and reset at will */
    struct chip_sd_part part;     /* times may be changed at will */
    uint8_t csd[16];              /* may be replaced, by that of a real card */
    uint8_t answer_after;         /* bytes of 0xff before an answer, 1 to 8 */

    /* Private. */
    uint8_t *bytes;
    enum { CHIP_SD_RAW, CHIP_SD_IDLE, CHIP_SD_READY } state; /* RAW: not in SPI mode yet */
    bool settled, crc_on, app, saw_condition;
    uint32_t raw_clocks;
    uint64_t ready_at_ns;
    uint32_t block_length;
    uint8_t frame[6], frame_length; /* the command that is coming in */
    uint8_t answer[16], answer_length, answer_sent;
    enum {
        CHIP_SD_QUIET,
        CHIP_SD_SENDING,
        CHIP_SD_EXPECTING,
        CHIP_SD_TAKING,
        CHIP_SD_OFFENDED
    } flow;
    bool many;   /* blocks, until stopped */
    uint64_t at; /* block of the transfer */
    uint8_t block[1 + CHIP_SD_BLOCK_MAX + 2];
    uint32_t block_bytes, block_done;
    uint64_t data_at_ns, busy_until_ns;
    bool spoke, gap; /* the last byte was of an answer; one of 0xff came before the token */
};

#ifdef __cplusplus
extern "C" {
#endif

/* A card with power, not started. bytes: part->size of them, borrowed, the card's content.
 * now_ns as in chip_power.h. OTAML_ERR_GEOMETRY: no CSD says this size. */
OTAML_MUST_CHECK int chip_sd_init(struct chip_sd *c, const struct chip_sd_part *part,
                                  uint8_t *bytes, uint64_t *now_ns);

/* Power again after a cut, no cut armed: the card starts anew. */
void chip_sd_power_on(struct chip_sd *c);

/* Out of the socket: the line reads 0xff. In again: it starts anew. */
void chip_sd_pull(struct chip_sd *c);
void chip_sd_insert(struct chip_sd *c);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CHIP_SD_H */
