/*
 * arithmetic_float32.c - ADD, SUB, MUL and DIV on float32. API: arithmetic_float32_priv.h
 */
#include "arithmetic_float32_priv.h"

enum { FIELD_ACTIVATION = 0 };

void otaml_arithmetic_float32_prepare(struct prep *p)
{
    struct otaml_arithmetic_float32 *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;

    otaml_broadcast_prepare(p, &r->pair.b, in, &out);
    otaml_prep_type(p, 1, &in[1], OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_activation_float(p, FIELD_ACTIVATION, &r->min, &r->max);
}
