/*
 * abs_int16.c - ABS on int16, quantized or not.
 */
#include "abs_priv.h"

/* Plain numbers: as if the scales were equal, but that 32768 wraps to -32768 as in the reference
 * instead of saturating. */
static void prepare_plain(struct prep *p)
{
    struct otaml_tensor in, out;
    struct otaml_rescale *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    otaml_prep_type(p, -1, &out, OTAML_TYPE_INT16);
    r->m = (struct otaml_multiplier){ 1 << 30, 1 };
    r->max = -INT16_MIN;
}

static void prepare(struct prep *p)
{
    /* Input 0, by whose type the operator was found. */
    if (p->known.t.n_scales != 0) {
        (void)otaml_rescale_prepare(p, OTAML_TYPE_INT16);
    } else {
        prepare_plain(p);
    }
}

OTAML_UNARY_INT16(abs_int16, CODE_ABS, prepare, otaml_abs_one);
