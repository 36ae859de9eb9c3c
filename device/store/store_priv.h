/*
 * store_priv.h - what the kinds of store share.
 */
#ifndef OTAML_STORE_PRIV_H
#define OTAML_STORE_PRIV_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/store.h>

/* How the names of the stores' own files begin. */
#define OTAML_STORE_RESERVED "otaml."

/* 1 to OTAML_STORE_NAME_MAX bytes of 0x21 to 0x7e without '/', then a NUL within `room`
 * bytes: names come from packages and from memory units alike. */
bool otaml_store_name_ok(const char *name, uint32_t room);
bool otaml_store_name_reserved(const char *name);

/* Was its digest announced, or is it a file that other hands put there? */
bool otaml_store_has_digest(const struct otaml_store_entry *e);

/* Do the two describe the same bytes under the same name, of the same package? */
bool otaml_store_same_entry(const struct otaml_store_entry *a, const struct otaml_store_entry *b);

#endif /* OTAML_STORE_PRIV_H */
