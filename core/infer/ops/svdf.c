/*
 * svdf.c - SVDF: what its types share. API: svdf_priv.h
 */
#include "svdf_priv.h"

enum { IN, FEATURES, TIMES, BIAS, STATE, INPUTS };

static void check_shapes(struct prep *p, const struct otaml_svdf *r,
                         const struct otaml_svdf_tensors *t)
{
    const uint32_t filters = t->features.dims[0];

    if (t->in.rank != 2 || t->features.rank != 2 || t->times.rank != 2 || t->out.rank != 2
        || t->features.dims[1] != r->inputs || t->times.dims[0] != filters || !t->features.constant
        || !t->times.constant) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, FEATURES));
    } else if (t->out.dims[0] != r->batch || t->out.dims[1] != r->units) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
    } else if ((uint64_t)r->batch * t->times.count != t->state.count) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, STATE));
    }
}

struct otaml_svdf *otaml_svdf_prepare(struct prep *p, size_t size, uint8_t bias_type,
                                      struct otaml_svdf_tensors *t)
{
    struct otaml_svdf *r = otaml_prep_record_operands(p, size, STATE, INPUTS, SVDF_OPTIONS);
    struct otaml_tensor bias;

    otaml_prep_input(p, IN, &t->in);
    otaml_prep_input(p, FEATURES, &t->features);
    otaml_prep_input(p, TIMES, &t->times);
    const bool has_bias = otaml_prep_optional(p, BIAS, &bias);
    r->state = otaml_prep_variable(p, STATE, &t->state);
    otaml_prep_output(p, 0, &t->out);
    const int32_t rank = otaml_prep_option(p, SVDF_RANK, 0);
    if (p->err) {
        return r;
    }
    const uint32_t filters = t->features.dims[0];
    if (rank <= 0 || filters % (uint32_t)rank != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
        return r;
    }
    r->batch = t->in.dims[0];
    r->inputs = t->in.dims[1];
    r->memory = t->times.dims[1];
    r->rank = (uint32_t)rank;
    r->units = filters / r->rank;
    check_shapes(p, r, t);
    if (has_bias && (bias.type != bias_type || bias.count != r->units || !bias.constant)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, BIAS));
    }
    return r;
}

void otaml_svdf_advance(const struct otaml_svdf *r, uint8_t *state, uint32_t bytes)
{
    const size_t all = (size_t)r->batch * r->units * r->rank * r->memory * bytes;

    memmove(state, state + bytes, all - bytes);
}
