/*
 * concatenation_any.c - CONCATENATION of up to ten tensors of any one type along an axis.
 */
#include "pieces_priv.h"

enum { CONCATENATION_OPTIONS = 10, FIELD_AXIS = 0, FIELD_ACTIVATION = 1 };

static void prepare(struct prep *p)
{
    struct otaml_pieces g = { .has_axis = true };
    const uint32_t n = p->op.n_inputs;
    const size_t bytes = otaml_pieces_record_bytes(p, n, 1, n);

    if (p->err) {
        return;
    }
    (void)otaml_prep_record(p, bytes, 1, n, CONCATENATION_OPTIONS);
    if (otaml_prep_option_u8(p, FIELD_ACTIVATION) != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    otaml_pieces_inputs(p, &g, otaml_prep_option(p, FIELD_AXIS, 0));
}

const struct otaml_op otaml_op_concatenation_any = { CODE_CONCATENATION, TYPE_ANY, 0, prepare,
                                                     otaml_pieces_join,  NULL };
