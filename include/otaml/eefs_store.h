/*
 * otaml/eefs_store.h - the EEFS store: models as files of NASA's EEPROM file system.
 *
 * A kind of store (otaml/store.h) for memory units that need no erasure (EEPROM, FRAM, MRAM). Each
 * object is a file that NASA's library, tools and boot loader finder read; what EEFS does not know
 * of it (digest, sequence number) lies in the spare room behind the file's bytes. A new version is
 * written into another slot, which one bit makes visible: the old version's slot is the new
 * one's at the next update. Files of other hands are read in either byte order. Bytes on the unit
 * and what a power cut leaves: spec/eefs-store.md.
 *
 * RAM: struct otaml_eefs_store and the caller's chunk buffer; no heap, no globals.
 * Reads for a mount: 32 bytes, and 344 for each slot (64 at most). Begin, commit and remove go
 * over the slots likewise. Writes for an install: the object once, 8 bytes for each chunk (for
 * each KB where chunks are smaller), 224 for record and header, 4 each to show the new and to hide
 * the old; 84 more where a slot has to be made. Nothing but the object's bytes is written where it
 * is there already. The most worn bytes are the two times 8 of progress: an EEPROM that bears 10^6
 * writes of a page takes a 256 KB object in chunks of 1 KB some 4000 times.
 */
#ifndef OTAML_EEFS_STORE_H
#define OTAML_EEFS_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/file_store.h>
#include <otaml/media.h>
#include <otaml/store.h>

#define OTAML_EEFS_STORE_CHUNK     1024u /* bytes of chunk buffer that suit most boards */
#define OTAML_EEFS_STORE_CHUNK_MIN 64u
#define OTAML_EEFS_STORE_SLOTS     64u /* files, deleted ones not yet used again included */

/* What the store works with. Zero it, then fill it in; it, the media and the buffer must outlive
 * the store. */
struct otaml_eefs_store_config {
    /* erase_size 0, prog_size up to 4, size 2 KB to 16 MB. */
    const struct otaml_media *media;
    uint8_t *chunk;      /* the store's from init on */
    uint32_t chunk_size; /* bytes, >= OTAML_EEFS_STORE_CHUNK_MIN; whole fours of it are used */
    bool big_endian;     /* what format makes; mount takes both */
    uint32_t spare;      /* bytes more that a new slot is to have, for a later version to grow */
    uint32_t date;       /* seconds, of the files written from now on; may be changed at any time */
};

/* Caller allocates, library fills. Private; &file.store is what otaml_store_* take. */
struct otaml_eefs_store {
    struct otaml_file_store file;
    const struct otaml_eefs_store_config *cfg;
    uint32_t count, end; /* slots; where the free memory begins */
    uint32_t serial;     /* highest serial number of a record */
    uint32_t off, room;  /* of the slot that is being written */
    uint32_t made;       /* serial number of its record */
    uint32_t noted;      /* its bytes that its progress tells of */
    uint8_t noted_in;    /* which of the two places tells it */
    bool big_endian;
    bool doubt; /* a change of the table failed: it is read anew before it is used */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Tie e to its configuration; touches no media. Then use the otaml_store_* functions on
 * &e->file.store, otaml_store_mount first. OTAML_ERR_ARG: something is missing or the buffer too
 * small; OTAML_ERR_GEOMETRY: the unit does not suit.
 *
 * What otaml/store.h leaves to the kind: format writes 536 bytes, and refuses with OTAML_ERR_BUSY
 * while objects are open; objects are never mapped, since EEFS aligns them to 4; mount keeps the
 * open objects pinned, and says OTAML_ERR_CORRUPT where the table of slots cannot be right and
 * OTAML_ERR_UNSUPPORTED for another version of EEFS; begin and remove refuse a file that other
 * hands marked read-only with OTAML_ERR_READ_ONLY; no room in one piece is OTAML_ERR_NOSPC,
 * neighbouring deleted slots count as one. A unit larger than the file system that it holds is used
 * to its end. */
OTAML_MUST_CHECK int otaml_eefs_store_init(struct otaml_eefs_store *e,
                                           const struct otaml_eefs_store_config *cfg);

/* Every file, those whose names are none of an object included: otaml/store.h. A file that is
 * longer than its room, or whose name does not end, is skipped. Reads 72 bytes for each slot. */
OTAML_MUST_CHECK otaml_store_files otaml_eefs_store_files;

/* Finish a factory image: write zeros over the free memory, then the checksum of the whole unit
 * that EEFS has for such images (nothing ever checks it at run time, and the next install makes it
 * wrong). Blocks for the size of the unit. OTAML_ERR_STATE: not mounted, or an object is being
 * written. */
OTAML_MUST_CHECK int otaml_eefs_store_seal(struct otaml_eefs_store *e);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_EEFS_STORE_H */
