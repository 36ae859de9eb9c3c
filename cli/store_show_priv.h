/*
 * store_show_priv.h - what `otaml store` prints of a store. Each returns the status to exit with.
 */
#ifndef OTAML_STORE_SHOW_PRIV_H
#define OTAML_STORE_SHOW_PRIV_H

#include "store_image.h"

/* Every file; `all`: also those that the store keeps for itself. */
int store_show_list(struct store_image *s, bool json, bool all);

/* Every object, compared with its digest. CLI_FAILED: one is damaged. */
int store_show_check(struct store_image *s, bool json, bool all);

int store_show_info(struct store_image *s, bool json, bool all);

/* The bytes of the file of this path, or of the object of this name. */
int store_show_bytes(struct store_image *s, const char *name);

#endif /* OTAML_STORE_SHOW_PRIV_H */
