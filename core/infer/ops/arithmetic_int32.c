/*
 * arithmetic_int32.c - SUB, MUL and DIV on int32. API: arithmetic_int32_priv.h
 */
#include "arithmetic_int32_priv.h"

#include <float.h>

enum { FIELD_ACTIVATION = 0 };

void otaml_arithmetic_int32_prepare(struct prep *p)
{
    struct otaml_arithmetic_int32 *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;
    float min, max;

    otaml_broadcast_prepare(p, &r->pair.b, in, &out);
    otaml_prep_type(p, 1, &in[1], OTAML_TYPE_INT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_INT32);
    otaml_prep_activation_float(p, FIELD_ACTIVATION, &min, &max);
    r->min = min == -FLT_MAX ? INT32_MIN : (int32_t)min;
    r->max = max == FLT_MAX ? INT32_MAX : (int32_t)max;
}
