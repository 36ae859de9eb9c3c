/*
 * reduce_extreme.c - REDUCE_MAX and REDUCE_MIN: what they share. API: reduce_priv.h
 */
#include "reduce_priv.h"

void otaml_reduce_extreme_prepare(struct prep *p, uint8_t type)
{
    struct otaml_tensor in, out;

    (void)otaml_reduce_prepare(p, sizeof(struct otaml_reduction), &in, &out);
    if (!p->err && type == OTAML_TYPE_INT8
        && (otaml_prep_int8(p, 0, &in) != otaml_prep_int8(p, -1, &out) || in.scale != out.scale)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}
