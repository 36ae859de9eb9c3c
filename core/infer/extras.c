/*
 * extras.c - what otaml_infer_open_config adds to otaml_infer_open. API: extras_priv.h
 */
#include "extras_priv.h"

const struct otaml_extras otaml_extras = {
    .open_loads = otaml_open_loads,
    .open_tiles = otaml_open_tiles,
    .resolve = otaml_open_resolve,
    .loads_run = otaml_loads_run,
    .stripe_read = otaml_stripe_read,
    .step = otaml_tile_step,
};
