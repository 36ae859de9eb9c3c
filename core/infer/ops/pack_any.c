/*
 * pack_any.c - PACK: up to ten tensors of one shape and type, side by side along a new axis.
 */
#include "pieces_priv.h"

enum { PACK_OPTIONS = 59, FIELD_AXIS = 1 };

static void prepare(struct prep *p)
{
    struct otaml_pieces g = { .has_axis = false };
    const uint32_t n = p->op.n_inputs;
    const size_t bytes = otaml_pieces_record_bytes(p, n, 1, n);

    if (p->err) {
        return;
    }
    (void)otaml_prep_record(p, bytes, 1, n, PACK_OPTIONS);
    otaml_pieces_inputs(p, &g, otaml_prep_option(p, FIELD_AXIS, 0));
}

const struct otaml_op otaml_op_pack_any = {
    CODE_PACK, TYPE_ANY, 0, prepare, otaml_pieces_join, NULL
};
