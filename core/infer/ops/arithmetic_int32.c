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
    /* The limits there are: none, -1, 0; 1, 6, none. (gcc 12's code for the Cortex-M55 converts a
     * float on a condition in a way that its assembler refuses.) */
    r->min = min == -FLT_MAX ? INT32_MIN : min < 0.0f ? -1 : 0;
    r->max = max == FLT_MAX ? INT32_MAX : max > 1.0f ? 6 : 1;
}
