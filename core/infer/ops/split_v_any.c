/*
 * split_v_any.c - SPLIT_V: a tensor of any type in up to nine pieces along an axis. Its inputs
 * are the tensor, the pieces' lengths (one may be -1: what is left) and the axis.
 */
#include "pieces_priv.h"

/* The lengths must be those of the outputs. */
static void check_lengths(struct prep *p, const struct otaml_pieces *g)
{
    const int32_t number = otaml_operator_input(p->m, &p->op, 1);
    const uint32_t n = p->op.n_outputs, *tail = p->record.words + 1 + 3 + n;
    struct otaml_tensor lengths;

    otaml_prep_input(p, 1, &lengths);
    otaml_prep_type(p, 1, &lengths, OTAML_TYPE_INT32);
    if (!p->err && (!lengths.constant || lengths.count != n)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, number);
    }
    for (uint32_t k = 0; !p->err && k < n; k++) {
        const uint32_t run = g->whole.bytes / tail[0] / g->whole.dims[g->axis];
        const int32_t length = otaml_prep_integer(p, &lengths, k);
        if (length != -1 && (uint32_t)length != tail[1 + k] / run) {
            otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, number);
        }
    }
}

static void prepare(struct prep *p)
{
    struct otaml_pieces g = { .has_axis = true };
    const uint32_t n = p->op.n_outputs;
    const size_t bytes = otaml_pieces_record_bytes(p, 3, n, n);

    if (p->err) {
        return;
    }
    (void)otaml_prep_record_outputs(p, bytes, 3, 3, n, 0);
    otaml_prep_input(p, 0, &g.whole);
    g.whole_number = otaml_operator_input(p->m, &p->op, 0);
    otaml_pieces_outputs(p, &g, otaml_pieces_read_axis(p, 2));
    check_lengths(p, &g);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_pieces_cut(inf, record, 0);
}

const struct otaml_op otaml_op_split_v_any = { CODE_SPLIT_V, TYPE_ANY, 0, prepare, run, NULL };
