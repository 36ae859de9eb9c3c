/*
 * unary.c - what all operators on one input check. API: unary_priv.h
 */
#include "unary_priv.h"

void *otaml_unary_prepare(struct prep *p, size_t size, uint8_t options_type,
                          struct otaml_tensor *in, struct otaml_tensor *out)
{
    struct otaml_unary *r = otaml_prep_record(p, size, 1, 1, options_type);

    otaml_prep_input(p, 0, in);
    otaml_prep_output(p, 0, out);
    otaml_prep_same_shape(p, -1, in, out);
    r->count = in->count;
    return r;
}
