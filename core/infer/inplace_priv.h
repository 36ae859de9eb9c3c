/*
 * inplace_priv.h - operators that write over one of their inputs.
 */
#ifndef OTAML_INPLACE_PRIV_H
#define OTAML_INPLACE_PRIV_H

#include "tile_open_priv.h"

/* Where an operator may write over an input that dies with it, let it do so. In the order of
 * execution, so that chains of such operators keep one place. Operators of tiles, and those
 * from first to last, are left out: in a tile an input may be read again in the next turn. */
void otaml_inplace_join(const struct tiling *t, uint32_t first, uint32_t last);

#endif /* OTAML_INPLACE_PRIV_H */
