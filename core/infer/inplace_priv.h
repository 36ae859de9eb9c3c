/*
 * inplace_priv.h - operators that write over one of their inputs.
 */
#ifndef OTAML_INPLACE_PRIV_H
#define OTAML_INPLACE_PRIV_H

#include "operator_priv.h"
#include "plan_priv.h"

/* Where an operator, which runs at `time`, may write over an input that dies with it, let it do
 * so. For operators in the order of execution, so that chains of them keep one place; but for
 * none of a tile: there an input may be read again in the next turn. */
void otaml_inplace_join(struct plan *plan, const struct otaml_record *record, uint32_t time);

#endif /* OTAML_INPLACE_PRIV_H */
