/*
 * arg.c - ARG_MAX and ARG_MIN: what they share. API: arg_priv.h
 */
#include "arg_priv.h"

#include <string.h>

/* The output's shape is the input's, the axis aside. */
static bool fits(const struct otaml_tensor *in, const struct otaml_tensor *out, uint32_t axis)
{
    bool same = out->rank + 1u == in->rank;

    for (uint32_t i = 0; same && i < out->rank; i++) {
        same = out->dims[i] == in->dims[i < axis ? i : i + 1];
    }
    return same;
}

void otaml_arg_prepare(struct prep *p)
{
    struct otaml_arg *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in, number, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_integers(p, 1, &number, 1);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_INT32);
    const uint32_t axis = otaml_prep_axis(p, otaml_prep_integer(p, &number, 0), in.rank);
    if (p->err) {
        return;
    }
    if (!fits(&in, &out, axis)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return;
    }
    r->size = in.dims[axis];
    otaml_prep_around(&in, axis, &r->outer, &r->inner);
}

void otaml_arg_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                   otaml_arg_best best)
{
    const struct otaml_arg *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t a = 0; a < r->outer; a++) {
        for (uint32_t b = 0; b < r->inner; b++) {
            const uint32_t at =
                best(in + (size_t)b * bytes, r->size, r->inner, otaml_is_constant(r->in));
            memcpy(out, &at, sizeof(at));
            out += sizeof(at);
        }
        in += (size_t)r->size * r->inner * bytes;
    }
}
