/*
 * extras_priv.h - what a model in memory that runs whole can do without, behind one pointer.
 *
 * Only otaml_infer_open_config refers to it: a firmware that opens all its models with
 * otaml_infer_open links neither streaming nor tiles.
 */
#ifndef OTAML_EXTRAS_PRIV_H
#define OTAML_EXTRAS_PRIV_H

#include "loads_priv.h"
#include "stripe_priv.h"
#include "tile_open_priv.h"

struct otaml_extras {
    /* For models behind a reader: loads.c, stripe.c */
    uint32_t (*loads_prepare)(const struct prep *p, struct otaml_loads *loads);
    uint32_t (*loads_words)(const struct otaml_record *head, const uint32_t *operands);
    int (*loads_run)(struct otaml_infer *inf, const struct otaml_op *op, const uint8_t *record);
    int (*stripe_read)(const struct otaml_infer *inf, const struct otaml_weights *w,
                       struct otaml_stripe *s);

    /* For tiles: tile_open.c, tile.c */
    int (*tiling_choose)(struct tiling *t);
    struct otaml_tile *(*tile_here)(const struct otaml_infer *inf);
    int (*tile_run)(struct otaml_infer *inf, struct otaml_tile *tile);
};

extern const struct otaml_extras otaml_extras;

#endif /* OTAML_EXTRAS_PRIV_H */
