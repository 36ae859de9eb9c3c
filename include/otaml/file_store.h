/*
 * otaml/file_store.h - what the stores on file systems have in common (EEFS, SPIFFS, FAT, VFS).
 *
 * Not for applications: struct otaml_file_store is the first part of each of these stores' own
 * struct. An object is written chunk by chunk where the file system has room for it, read back and
 * compared with its digest, and only then published under its name in place of the older one; how
 * each of these is done safely is the file system's business.
 */
#ifndef OTAML_FILE_STORE_H
#define OTAML_FILE_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/sha256.h>
#include <otaml/store.h>

struct otaml_file_ops; /* device/store/file_priv.h */

/* Caller allocates, library fills. Private; `store` is what otaml_store_* take. */
struct otaml_file_store {
    struct otaml_store store;
    const struct otaml_file_ops *files;
    struct otaml_store_object *open; /* pins: what must not be overwritten */
    uint8_t *chunk;                  /* the configuration's buffer */
    uint32_t chunk_size;             /* bytes of it that are used */
    bool mounted;
    uint8_t phase;          /* of the object being written: FILE_IDLE, ... */
    uint32_t durable, fill; /* bytes on the unit; bytes waiting in the chunk */
    uint32_t hashed;        /* bytes read back */
    struct otaml_store_entry entry;
    struct otaml_sha256 hash;
};

/* An entry that is kept as bytes, where a file system cannot keep all of it: spec/file-record.md.
 */
struct otaml_file_record {
    uint32_t serial;   /* of two records the one with the higher number is newer, modulo 2^32 */
    uint32_t state;    /* the file system's */
    uint32_t place[4]; /* the file system's */
    struct otaml_store_entry entry;
};

#endif /* OTAML_FILE_STORE_H */
