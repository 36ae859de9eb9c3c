/*
 * unpack_any.c - UNPACK: the up to ten slices of one axis as tensors without that axis.
 */
#include "pieces_priv.h"

enum { UNPACK_OPTIONS = 64, FIELD_AXIS = 1 };

static void prepare(struct prep *p)
{
    struct otaml_pieces g = { .has_axis = false };
    const uint32_t n = p->op.n_outputs;
    const size_t bytes = otaml_pieces_record_bytes(p, 1, n, n);

    if (p->err) {
        return;
    }
    (void)otaml_prep_record_outputs(p, bytes, 1, 1, n, UNPACK_OPTIONS);
    otaml_prep_input(p, 0, &g.whole);
    g.whole_number = otaml_operator_input(p->m, &p->op, 0);
    otaml_pieces_outputs(p, &g, otaml_prep_option(p, FIELD_AXIS, 0));
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pieces_cut(inf, record, 0);
}

const struct otaml_op otaml_op_unpack_any = { CODE_UNPACK, TYPE_ANY, 0, prepare, run, NULL };
