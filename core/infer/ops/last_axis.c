/*
 * last_axis.c - operators on rows. API: last_axis_priv.h
 */
#include "last_axis_priv.h"

void otaml_last_axis_prepare(struct prep *p, size_t record_size, uint8_t options_type,
                             struct otaml_tensor *in, struct otaml_tensor *out)
{
    struct otaml_last_axis *r = otaml_prep_record(p, record_size, 1, 1, options_type);

    otaml_prep_input(p, 0, in);
    otaml_prep_output(p, 0, out);
    otaml_prep_type(p, -1, out, in->type);
    otaml_prep_same_shape(p, -1, in, out);
    if (!p->err && in->rank == 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    if (!p->err) {
        r->depth = in->dims[in->rank - 1];
        r->rows = in->count / r->depth;
    }
}

void otaml_last_axis_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                         void (*row)(const void *record, const uint8_t *in, uint8_t *out))
{
    const struct otaml_last_axis *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);
    const size_t step = (size_t)r->depth * bytes;

    for (uint32_t i = 0; i < r->rows; i++) {
        row(record, in + i * step, out + i * step);
    }
}
