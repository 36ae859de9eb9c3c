/*
 * extras.c - what otaml_infer_open_config adds to otaml_infer_open. API: extras_priv.h
 */
#include "extras_priv.h"

const struct otaml_extras otaml_extras = {
    .loads_prepare = otaml_loads_prepare,
    .loads_words = otaml_loads_words,
    .loads_run = otaml_loads_run,
    .stripe_read = otaml_stripe_read,
    .tiling_choose = otaml_tiling_choose,
    .tile_here = otaml_tile_here,
    .tile_run = otaml_tile_run,
};
