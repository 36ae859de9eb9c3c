/*
 * extras_priv.h - what a model in memory that runs whole can do without, behind one pointer.
 *
 * Only otaml_infer_open_config refers to it: a firmware that opens all its models with
 * otaml_infer_open links neither streaming nor tiles.
 */
#ifndef OTAML_EXTRAS_PRIV_H
#define OTAML_EXTRAS_PRIV_H

#include "loads_priv.h"
#include "open_priv.h"
#include "stripe_priv.h"
#include "tile_open_priv.h"

struct otaml_extras {
    /* While a model is opened: open_extras.c */
    int (*open_loads)(struct opening *o, const struct otaml_op *op); /* of the one it is at */
    int (*open_tiles)(struct opening *o);
    void (*resolve)(const struct opening *o);

    /* For models behind a reader: loads.c, stripe.c */
    int (*loads_run)(struct otaml_infer *inf, const struct otaml_op *op, const uint8_t *record);
    int (*stripe_read)(const struct otaml_infer *inf, const struct otaml_weights *w,
                       struct otaml_stripe *s);

    /* For tiles: tile.c */
    int (*step)(struct otaml_infer *inf);
};

/* An operator of a model behind a reader, just appended, has a list of its constants. */
int otaml_open_loads(struct opening *o, const struct otaml_op *op);

/* Choose tiles, and what is done in place. */
int otaml_open_tiles(struct opening *o);

/* otaml_opening_resolve for the operands of all these. */
void otaml_open_resolve(const struct opening *o);

extern const struct otaml_extras otaml_extras;

#endif /* OTAML_EXTRAS_PRIV_H */
