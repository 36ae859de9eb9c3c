/*
 * model_macs_priv.h - how much a model multiplies, from the shapes in its file.
 */
#ifndef OTAML_MODEL_MACS_PRIV_H
#define OTAML_MODEL_MACS_PRIV_H

#include <stdint.h>
#include <otaml/model.h>

/* Multiply-accumulates of one operator's matrices and filters, those in the padding counted;
 * 0 for what has neither. */
uint64_t model_macs(const struct otaml_model *m, const struct otaml_operator *op);

/* Of one inference: the sum over all operators. */
uint64_t model_macs_all(const struct otaml_model *m);

#endif /* OTAML_MODEL_MACS_PRIV_H */
