/*
 * store_fuzz.h - what the fuzz targets of stores share: the life of a store on a device, in which
 * any status will do, and the records (spec/file-record.md) of whoever forges an image.
 */
#ifndef OTAML_STORE_FUZZ_H
#define OTAML_STORE_FUZZ_H

#include <stdint.h>
#include <otaml/store.h>

#define STORE_FUZZ_RECORD 128u /* bytes of a record */

/* Abort, which the fuzzer notices, unless it holds. */
void must(int condition);

/* Any status will do. */
void any(int err);

/* List, open, check and close every object; at most so many there may be. */
void store_fuzz_read_all(struct otaml_store *s, uint32_t objects_max);

/* Write an object of zeros to its end; what stopped it, if anything did. */
int store_fuzz_write(struct otaml_store *s, const struct otaml_store_entry *e);

/* Do 128 bytes begin as a record does? Then make its checksum good, and take its entry. */
int store_fuzz_is_record(const uint8_t *bytes);
void store_fuzz_mend_record(uint8_t *bytes);
void store_fuzz_entry(const uint8_t *bytes, struct otaml_store_entry *e);

/* Numbers as they stand on media. */
void store_fuzz_put32(uint8_t *p, uint32_t value);

#endif /* OTAML_STORE_FUZZ_H */
