/*
 * store_priv.h - what the kinds of store share.
 */
#ifndef OTAML_STORE_PRIV_H
#define OTAML_STORE_PRIV_H

#include <stdbool.h>
#include <stdint.h>

/* 1 to OTAML_STORE_NAME_MAX bytes of 0x21 to 0x7e without '/', then a NUL within `room`
 * bytes: names come from packages and from memory units alike. */
bool otaml_store_name_ok(const char *name, uint32_t room);

#endif /* OTAML_STORE_PRIV_H */
