/*
 * otaml/flash_store.h - the flash store: models contiguous on erasable memory, run in place.
 *
 * A kind of store (otaml/store.h) for on-chip flash and SPI NOR. Each object is one run of
 * whole erase units: a header, marks, then the bytes at a 16-byte boundary of the unit, so
 * that where the memory is mapped a model is used where it lies. Nothing is rewritten in
 * place and nothing is moved: a mark programmed once makes an object visible, another one
 * makes it dead, and the space of dead ones is erased when it is needed again, around the
 * unit in turn so that it wears evenly. Bytes on the unit: spec/flash-store.md.
 *
 * RAM: struct otaml_flash_store and the caller's chunk buffer; no heap, no globals.
 * Reads for a mount: four bytes for each free erase unit and about 150 for each object,
 * twice. Programs for an install: the object, 0.8 percent of it for marks, under 1 KB.
 * Erases: each erase unit of the object's run at most once, none that is already blank.
 */
#ifndef OTAML_FLASH_STORE_H
#define OTAML_FLASH_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/media.h>
#include <otaml/sha256.h>
#include <otaml/store.h>

#define OTAML_FLASH_STORE_CHUNK     4096u /* bytes of chunk buffer that suit most boards */
#define OTAML_FLASH_STORE_CHUNK_MIN 256u

/*
 * What the store works with. Zero it, then fill it in; it, the media and the buffer must
 * outlive the store.
 *
 * An unfinished object is continued at a chunk's boundary, so a killed download fetches
 * again less than chunk_size (and up to an erase unit where prog_size is over 32). The
 * largest power of two in it, 64 KB at most, is used. It need not stay the same between
 * boots, but an unfinished object of larger chunks is begun anew.
 */
struct otaml_flash_store_config {
    /* erase_size a power of two, 256 bytes to 1 MB; prog_size a power of two, 1 to 256;
     * size up to 1 GB. */
    const struct otaml_media *media;
    uint8_t *chunk;      /* the store's from init on */
    uint32_t chunk_size; /* bytes, >= OTAML_FLASH_STORE_CHUNK_MIN and >= prog_size */
};

/* Caller allocates, library fills. Private; `store` is what otaml_store_* take. */
struct otaml_flash_store {
    struct otaml_store store;
    const struct otaml_flash_store_config *cfg;
    struct otaml_store_object *open; /* pins: what must not be erased */
    uint32_t newest;                 /* highest serial number on the unit */
    uint32_t next_unit;              /* behind the newest object: where to look for room first */
    uint8_t mounted;
    uint8_t phase; /* of the object being written: FLASH_IDLE, ... */
    uint8_t chunk_log2, chunk_max_log2;
    uint32_t unit, units;      /* its run of erase units */
    uint32_t data, header_crc; /* media offset of its first byte; binds its commit mark */
    uint32_t cursor, stop;     /* erase units to make blank; or bytes hashed and in all */
    uint32_t durable, fill;    /* bytes programmed; bytes waiting in the chunk buffer */
    struct otaml_store_entry entry;
    struct otaml_sha256 hash;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Tie f to its configuration; touches no media. Then use the otaml_store_* functions on
 * &f->store, otaml_store_mount first. OTAML_ERR_ARG: something is missing or the buffer
 * too small; OTAML_ERR_GEOMETRY: the unit does not suit.
 *
 * A wholly erased unit is an empty store: a new part needs no format. What otaml/store.h
 * leaves to the kind: format blocks for the erasure of the whole unit and refuses with
 * OTAML_ERR_BUSY while objects are open; mount keeps the open objects pinned; begin for
 * the object that is being written already also counts the bytes that wait in the chunk
 * buffer, so a broken connection costs nothing; no room for a run of erase units long
 * enough is OTAML_ERR_NOSPC even where the sum of the gaps would do. */
OTAML_MUST_CHECK int otaml_flash_store_init(struct otaml_flash_store *f,
                                            const struct otaml_flash_store_config *cfg);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_FLASH_STORE_H */
