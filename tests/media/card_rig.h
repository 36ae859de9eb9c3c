/*
 * card_rig.h - what the tests of the SD card driver share: a card with its bytes and its clock, and
 * a tap on the bus between driver and card.
 */
#ifndef OTAML_CARD_RIG_H
#define OTAML_CARD_RIG_H

#include <fixture.h>
#include <chip_sd.h>
#include <otaml/sdcard.h>

#define CARD_MB(n)     ((uint64_t)(n) << 20)
#define CARD_PORT_ERR  (OTAML_ERR_PORT_BASE - 7)
#define CARD_LOG_BYTES 65536u

struct card_rig {
    struct chip_sd chip;
    struct otaml_sdcard card;
    struct otaml_spi spi; /* the tap */
    uint8_t *bytes;       /* the card's content: 0 where nothing was written */
    uint64_t now_ns;
    uint32_t fail_in; /* 1: the next call of select or transfer fails, 0: none does */
    uint32_t noise;   /* not 0: of what comes in, a byte in noise_every is noise */
    uint32_t noise_every;
    uint8_t sent[CARD_LOG_BYTES]; /* what the driver sent, as far as it fits; reset sent_len */
    uint32_t sent_len;
    uint32_t slowest_hz, fastest_hz; /* of the clocks that the driver asked for */
};

/* A card of this part, if size > 0 with this size, in the socket and not started. */
struct card_rig *card_new(const struct chip_sd_part *part, uint64_t size);
/* The same, and the driver knows it. */
struct card_rig *card_ready(const struct chip_sd_part *part, uint64_t size);
/* The test fails if the card saw what it forbids. */
void card_free(struct card_rig *r);
/* Without that look, for tests that do it on purpose. */
void card_drop(struct card_rig *r);

int card_read(struct card_rig *r, uint32_t first, void *dst, uint32_t n);
int card_write(struct card_rig *r, uint32_t first, const void *src, uint32_t n);

/* Is this in what was sent? */
bool card_sent(const struct card_rig *r, const void *bytes, uint32_t len);

/* Pseudo-random bytes, the same for the same seed. */
void card_fill(uint8_t *dst, size_t len, uint32_t seed);

uint32_t card_ms(const struct card_rig *r);

#endif /* OTAML_CARD_RIG_H */
