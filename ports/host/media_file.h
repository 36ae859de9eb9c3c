/*
 * media_file.h - a memory unit emulated in a file, as strict as the part and as mortal.
 *
 * The file is the unit's raw content from offset 0; where it is shorter than the unit the
 * rest is erased (0xff), so a large unit costs only what was written. It is mapped shared:
 * media.base serves for running in place, and a killed process leaves in the file whatever
 * it had programmed. It is locked while open: two owners would tear each other's store.
 *
 * Strict: programming what is not erased (or, with clears_bits, asking a 0 to become 1), a
 * misaligned or an out-of-range access fails with MEDIA_FILE_ERR_RULE and is counted and described,
 * for a test to look at. Mortal: the power can be cut at any program or erase; from then on every
 * call fails with MEDIA_FILE_ERR_POWER until media_file_power_on.
 */
#ifndef OTAML_MEDIA_FILE_H
#define OTAML_MEDIA_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/media.h>
#include "chip_power.h"

enum {
    MEDIA_FILE_ERR_POWER = CHIP_ERR_POWER,         /* the power is off */
    MEDIA_FILE_ERR_RULE = CHIP_ERR_RULE,           /* the part forbids that */
    MEDIA_FILE_ERR_FILE = OTAML_ERR_PORT_BASE - 62 /* the host's file system; see errno */
};

/* What the operation at which the power is cut still does: the manners of chip_power.h but the
 * unstable one, for a mapping reads the same each time. The torn ones leave bytes that depend on
 * `seed`, the same at each run. */
enum media_file_cut {
    MEDIA_FILE_CUT_BEFORE = CHIP_CUT_BEFORE,
    MEDIA_FILE_CUT_TORN_HEAD = CHIP_CUT_TORN_HEAD,
    MEDIA_FILE_CUT_TORN_TAIL = CHIP_CUT_TORN_TAIL,
    MEDIA_FILE_CUT_TORN_SCATTER = CHIP_CUT_TORN_SCATTER,
    MEDIA_FILE_CUT_AFTER = CHIP_CUT_AFTER,
    MEDIA_FILE_CUTS
};

struct media_file_geometry {
    uint32_t size, erase_size, prog_size; /* as in struct otaml_media */
    bool unmapped;                        /* leave media.base NULL, as behind SPI or I2C */
    bool clears_bits;                     /* as in struct otaml_media */
    bool ecc; /* prog_size >= 8: a torn program unit reads as OTAML_ERR_CORRUPT until erased */
};

struct media_file_counts {
    uint64_t reads, read_bytes, progs, prog_bytes, erases; /* erases: in erase units */
};

/* Caller allocates and keeps in place while open: media.ctx points to it. */
struct media_file {
    struct otaml_media media; /* for the store's configuration */

    /* Read and reset at will. */
    struct media_file_counts counts;
    uint32_t *erase_counts; /* for each erase unit, since open; NULL when erase_size is 0 */
    uint32_t violations;    /* calls that broke a rule of the part */
    char violation[96];     /* the first of them */

    /* Set at will: 1 cuts the power at the next program or erase, 2 at the one after it,
     * 0 never. Counts down. */
    uint32_t cut_in;
    enum media_file_cut cut;
    uint32_t seed;
    bool off; /* the power is off; media_file_power_on */

    /* Private. */
    struct media_file_geometry geometry;
    uint8_t *memory; /* size bytes: the file, then shared pages of 0xff */
    uint8_t *units;  /* for each program unit: blank, programmed, torn; NULL if prog_size < 8 */
    uint32_t file_length; /* bytes of memory that are the file's */
    int fd, blank_fd;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Open or create the file. OTAML_OK, OTAML_ERR_GEOMETRY, or MEDIA_FILE_ERR_FILE with errno set:
 * EFBIG when it is longer than the unit, EWOULDBLOCK when it is open elsewhere already. */
OTAML_MUST_CHECK int media_file_open(struct media_file *m, const char *path,
                                     const struct media_file_geometry *geometry);
void media_file_close(struct media_file *m); /* also after a failed open */

/* Power again, no cut armed. */
void media_file_power_on(struct media_file *m);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_MEDIA_FILE_H */
