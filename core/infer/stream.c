/*
 * stream.c - the parts that a model behind a reader needs. API: stream_priv.h
 */
#include "stream_priv.h"

const struct otaml_stream otaml_stream = {
    .prepare = otaml_loads_prepare,
    .words = otaml_loads_words,
    .run = otaml_loads_run,
    .take = otaml_stripe_read,
};
