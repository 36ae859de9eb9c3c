/*
 * transpose.c - TRANSPOSE: output axis i is input axis perm[i], up to four axes, any type.
 */
#include "strided_priv.h"

#define AXES STRIDED_AXES

struct transpose {
    struct otaml_record head;
    uint32_t in, perm, out;
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct transpose) <= RECORD_BYTES_MAX, transpose_record);

/* Output axis i's input axis, or `rank` if it is none or was there before. */
static uint32_t read_axis(const struct prep *p, const struct otaml_tensor *perm, uint32_t rank,
                          uint32_t i, uint32_t *seen)
{
    uint8_t raw[4];

    if (otaml_model_read(p->m, perm->data + 4 * i, raw, sizeof(raw))) {
        return rank;
    }
    const uint32_t axis = otaml_get_le32(raw);
    if (axis >= rank || (*seen >> axis & 1)) {
        return rank;
    }
    *seen |= 1u << axis;
    return axis;
}

static void prepare(struct prep *p)
{
    struct transpose *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in, perm, out;
    uint32_t stride[AXES] = { 0 }, seen = 0;

    otaml_prep_input(p, 0, &in);
    otaml_prep_input(p, 1, &perm);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, 1, &perm, OTAML_TYPE_INT32);
    otaml_prep_type(p, -1, &out, in.type);
    if (!p->err
        && (in.rank > AXES || in.rank == 0 || out.rank != in.rank || !perm.constant
            || perm.count != in.rank)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, 1));
    }
    if (p->err) {
        return;
    }
    otaml_strided_init(&r->s, in.bytes / in.count);
    stride[in.rank - 1] = r->s.element;
    for (uint32_t i = in.rank - 1u; i > 0; i--) {
        stride[i - 1] = stride[i] * in.dims[i];
    }
    for (uint32_t i = 0; i < in.rank; i++) {
        const uint32_t axis = read_axis(p, &perm, in.rank, i, &seen);
        if (axis >= in.rank || in.dims[axis] != out.dims[i]) {
            otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
            return;
        }
        r->s.dims[AXES - in.rank + i] = out.dims[i];
        r->s.step[AXES - in.rank + i] = (int32_t)stride[axis];
    }
    otaml_strided_merge(&r->s);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct transpose *r = record;

    otaml_strided_copy(&r->s, otaml_operand(inf, r->in), otaml_arena_at(inf, r->out));
}

const struct otaml_op otaml_op_transpose_any = { CODE_TRANSPOSE, TYPE_ANY, 0, prepare, run, NULL };
