/*
 * flex_priv.h - the options of a custom operator: a FlexBuffer that holds a map of scalars.
 */
#ifndef OTAML_FLEX_PRIV_H
#define OTAML_FLEX_PRIV_H

#include "prep_priv.h"

/* The integer or truth value of `key`, which must be there and between min and max,
 * OTAML_ERR_MODEL_OPTION. */
int32_t otaml_prep_flex(struct prep *p, const char *key, int32_t min, int32_t max);

#endif /* OTAML_FLEX_PRIV_H */
