/*
 * gather_any.c - GATHER: slices along an axis of a tensor of any type, chosen by position. The
 * first `batch_dims` axes of the tensor and of the positions belong together.
 */
#include "gather_priv.h"

enum { GATHER_OPTIONS = 23, FIELD_AXIS = 0, FIELD_BATCH_DIMS = 1 };

struct gather {
    struct otaml_record head;
    uint32_t in, positions, out;
    struct otaml_gather g;
};

/* Of axes [first, end). */
static uint32_t product(const struct otaml_tensor *t, uint32_t first, uint32_t end)
{
    uint32_t n = 1;

    for (uint32_t i = first; i < end; i++) {
        n *= t->dims[i];
    }
    return n;
}

/* The output's shape is in[:axis] + positions[batch_dims:] + in[axis + 1:]. */
static bool fits(const struct otaml_tensor *in, const struct otaml_tensor *positions,
                 const struct otaml_tensor *out, uint32_t axis, uint32_t batch_dims)
{
    uint32_t k = 0;
    bool same = out->rank + 1u + batch_dims == (uint32_t)in->rank + positions->rank;

    for (uint32_t i = 0; same && i < batch_dims; i++) {
        same = positions->dims[i] == in->dims[i];
    }
    for (uint32_t i = 0; same && i < axis; i++) {
        same = out->dims[k++] == in->dims[i];
    }
    for (uint32_t i = batch_dims; same && i < positions->rank; i++) {
        same = out->dims[k++] == positions->dims[i];
    }
    for (uint32_t i = axis + 1; same && i < in->rank; i++) {
        same = out->dims[k++] == in->dims[i];
    }
    return same;
}

static void prepare(struct prep *p)
{
    struct gather *r = otaml_prep_record(p, sizeof(*r), 2, 2, GATHER_OPTIONS);
    const int32_t batches = otaml_prep_option(p, FIELD_BATCH_DIMS, 0);
    struct otaml_tensor in, positions, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_input(p, 1, &positions);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, 1, &positions, OTAML_TYPE_INT32);
    otaml_prep_type(p, -1, &out, in.type);
    if (p->err) {
        return;
    }
    const uint32_t axis = otaml_prep_axis(p, otaml_prep_option(p, FIELD_AXIS, 0), in.rank);
    const uint32_t batch_dims =
        batches < 0 ? (uint32_t)batches + positions.rank : (uint32_t)batches;
    if (batch_dims > axis || batch_dims > positions.rank) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
        return;
    }
    if (!fits(&in, &positions, &out, axis, batch_dims)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return;
    }
    r->g.batches = product(&in, 0, batch_dims);
    r->g.outer = product(&in, batch_dims, axis);
    r->g.size = in.dims[axis];
    r->g.positions = product(&positions, batch_dims, positions.rank);
    r->g.value = in.bytes / in.count;
    r->g.bytes = product(&in, axis + 1, in.rank) * r->g.value;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct gather *r = record;

    otaml_gather_run(inf, &r->g, r->in, r->positions, r->out);
}

const struct otaml_op otaml_op_gather_any = { CODE_GATHER, TYPE_ANY, 0, prepare, run, NULL };
