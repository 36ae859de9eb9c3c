/*
 * stream_priv.h - what a model behind a reader needs beyond one in memory, behind one pointer.
 *
 * Only otaml_infer_open_config refers to it: a firmware whose models all lie in memory, and
 * which opens them with otaml_infer_open, does not link it.
 */
#ifndef OTAML_STREAM_PRIV_H
#define OTAML_STREAM_PRIV_H

#include "loads_priv.h"
#include "stripe_priv.h"

struct otaml_stream {
    uint32_t (*prepare)(const struct prep *p, struct otaml_loads *loads);
    uint32_t (*words)(const struct otaml_record *head, const uint32_t *operands);
    int (*run)(struct otaml_infer *inf, const struct otaml_op *op, const uint8_t *record);
    int (*take)(const struct otaml_infer *inf, const struct otaml_weights *w,
                struct otaml_stripe *s);
};

extern const struct otaml_stream otaml_stream;

#endif /* OTAML_STREAM_PRIV_H */
