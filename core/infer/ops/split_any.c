/*
 * split_any.c - SPLIT: a tensor of any type in up to ten equal pieces along an axis. Its inputs
 * are the axis and the tensor.
 */
#include "pieces_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_pieces g = { .has_axis = true };
    const uint32_t n = p->op.n_outputs;
    const size_t bytes = otaml_pieces_record_bytes(p, 2, n, n);

    if (p->err) {
        return;
    }
    (void)otaml_prep_record_outputs(p, bytes, 2, 2, n, 0);
    otaml_prep_input(p, 1, &g.whole);
    g.whole_number = otaml_operator_input(p->m, &p->op, 1);
    otaml_pieces_outputs(p, &g, otaml_pieces_read_axis(p, 0));
    const uint32_t *runs = p->record.words + 1 + 2 + n + 1;
    for (uint32_t k = 1; !p->err && k < n; k++) {
        if (runs[k] != runs[0]) {
            otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, k));
        }
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pieces_cut(inf, record, 1);
}

const struct otaml_op otaml_op_split_any = { CODE_SPLIT, TYPE_ANY, 0, prepare, run, NULL };
