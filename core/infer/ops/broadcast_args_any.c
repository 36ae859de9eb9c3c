/*
 * broadcast_args_any.c - BROADCAST_ARGS: the shape that two shapes, vectors of int32 or int64,
 * broadcast to.
 */
#include <string.h>
#include "../prep_priv.h"

struct broadcast_args {
    struct otaml_record head;
    uint32_t in[2], out;
    uint32_t lengths[2], length;
    uint32_t element; /* bytes */
};

static void prepare(struct prep *p)
{
    struct broadcast_args *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;

    otaml_prep_input(p, 0, &in[0]);
    otaml_prep_input(p, 1, &in[1]);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, 1, &in[1], in[0].type);
    otaml_prep_type(p, -1, &out, in[0].type);
    if (p->err) {
        return;
    }
    if (out.type != OTAML_TYPE_INT32 && out.type != OTAML_TYPE_INT64) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, 0);
    }
    r->lengths[0] = in[0].count;
    r->lengths[1] = in[1].count;
    r->length = out.count;
    r->element = out.bytes / out.count;
    if (in[0].rank != 1 || in[1].rank != 1 || out.rank != 1
        || (r->lengths[0] > r->lengths[1] ? r->lengths[0] : r->lengths[1]) != r->length) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
}

/* Size k of shape i, counted from the end; 1 beyond its length. As in the reference, 32 bits of an
 * int64 are all that is looked at. */
static int32_t size_at(const struct otaml_infer *inf, const struct broadcast_args *r, uint32_t i,
                       uint32_t k)
{
    const bool constant = otaml_is_constant(r->in[i]);

    if (k >= r->lengths[i]) {
        return 1;
    }
    const uint8_t *at = otaml_operand(inf, r->in[i]) + (size_t)(r->lengths[i] - 1 - k) * r->element;
    if (r->element == sizeof(int32_t)) {
        return (int32_t)otaml_load32(at, constant);
    }
    int64_t v;
    memcpy(&v, at, sizeof(v));
    return (int32_t)(constant ? (int64_t)otaml_get_le64(at) : v);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct broadcast_args *r = record;
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t k = 0; k < r->length; k++) {
        const int32_t a = size_at(inf, r, 0, k), b = size_at(inf, r, 1, k);
        const int32_t size = a == 1 ? b : a;
        const int64_t wide = size;
        uint8_t *to = out + (size_t)(r->length - 1 - k) * r->element;
        if (r->element == sizeof(size)) {
            memcpy(to, &size, sizeof(size));
        } else {
            memcpy(to, &wide, sizeof(wide));
        }
    }
}

const struct otaml_op otaml_op_broadcast_args_any = {
    CODE_BROADCAST_ARGS, TYPE_ANY, 0, prepare, run, NULL
};
