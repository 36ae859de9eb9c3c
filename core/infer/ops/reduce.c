/*
 * reduce.c - one value for many along some axes. API: reduce_priv.h
 */
#include "reduce_priv.h"

enum { REDUCER_OPTIONS = 27, FIELD_KEEP_DIMS = 0 };

static void clear(struct otaml_reduce_axis axis[REDUCE_AXES])
{
    for (uint32_t i = 0; i < REDUCE_AXES; i++) {
        axis[i].size = 1;
        axis[i].step = 0;
    }
}

/* Split the input's axes, the fastest first: each goes into the one before it of its kind, or,
 * where another kind was between, in front of that. Returns the values of an output. */
static uint32_t split(struct otaml_reduce *r, const struct otaml_tensor *in, uint32_t reduced)
{
    uint32_t free_places[2] = { REDUCE_AXES, REDUCE_AXES }, last = 2, values = 1;
    uint32_t step = in->bytes / in->count;

    clear(r->outer);
    clear(r->inner);
    for (uint32_t i = in->rank; i-- > 0;) {
        const uint32_t kind = reduced >> i & 1, size = in->dims[i];
        if (size != 1) {
            struct otaml_reduce_axis *axis = kind ? r->inner : r->outer;
            if (kind != last) {
                axis[--free_places[kind]].step = step;
                last = kind;
            }
            axis[free_places[kind]].size *= size;
            values *= kind ? size : 1;
            step *= size;
        }
    }
    return values;
}

/* The output has the axes that stay, and with keep_dims 1 for each other. */
static bool fits(const struct otaml_tensor *in, const struct otaml_tensor *out, uint32_t reduced,
                 bool keep)
{
    uint32_t k = 0;

    for (uint32_t i = 0; i < in->rank; i++) {
        const bool stays = !(reduced >> i & 1);
        if (stays || keep) {
            if (k >= out->rank || out->dims[k] != (stays ? in->dims[i] : 1)) {
                return false;
            }
            k++;
        }
    }
    return k == out->rank;
}

uint32_t otaml_reduce_prepare(struct prep *p, size_t record_size, struct otaml_tensor *in,
                              struct otaml_tensor *out)
{
    struct otaml_reduction *r = otaml_prep_record(p, record_size, 2, 2, REDUCER_OPTIONS);
    const bool keep = otaml_prep_option_u8(p, FIELD_KEEP_DIMS) != 0;
    struct otaml_tensor axes;

    otaml_prep_input(p, 0, in);
    otaml_prep_output(p, 0, out);
    otaml_prep_type(p, -1, out, in->type);
    const uint32_t reduced = otaml_prep_axes(p, 1, &axes, in->rank);
    if (p->err) {
        return 0;
    }
    if (!fits(in, out, reduced, keep)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return 0;
    }
    return split(&r->r, in, reduced);
}

static uint8_t *one(const struct otaml_reduction *r, const struct otaml_reducer *reducer,
                    const uint8_t *in, uint8_t *out)
{
    const struct otaml_reduce_axis *n = r->r.inner;
    const bool constant = otaml_is_constant(r->in);
    union otaml_reduce_state state = reducer->first;

    for (uint32_t a = 0; a < n[0].size; a++) {
        for (uint32_t b = 0; b < n[1].size; b++) {
            reducer->take(&state, in + (size_t)a * n[0].step + (size_t)b * n[1].step, n[2].size,
                          n[2].step, constant);
        }
    }
    return reducer->put(r, &state, out);
}

void otaml_reduce_run(const struct otaml_infer *inf, const void *record,
                      const struct otaml_reducer *reducer)
{
    const struct otaml_reduction *r = record;
    const struct otaml_reduce_axis *n = r->r.outer;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t a = 0; a < n[0].size; a++) {
        for (uint32_t b = 0; b < n[1].size; b++) {
            const uint8_t *from = in + (size_t)a * n[0].step + (size_t)b * n[1].step;
            for (uint32_t c = 0; c < n[2].size; c++) {
                out = one(r, reducer, from + (size_t)c * n[2].step, out);
            }
        }
    }
}
