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
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, FEATURES);
    } else if (t->out.dims[0] != r->batch || t->out.dims[1] != r->units) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    } else if ((uint64_t)r->batch * t->times.count != t->state.count) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, STATE);
    }
}

/* All that a row of units takes of the file. */
static void describe_block(const struct otaml_svdf *r, struct otaml_block *b)
{
    memset(b, 0, sizeof(*b));
    otaml_block_add(b, r->features, r->rank * r->inputs * r->bytes);
    otaml_block_add(b, r->times, r->rank * r->memory * r->state_bytes);
    otaml_block_add(b, r->bias, 4);
}

struct otaml_svdf *otaml_svdf_prepare(struct prep *p, size_t size, uint8_t type, uint8_t bias_type,
                                      struct otaml_svdf_tensors *t)
{
    struct otaml_svdf *r = otaml_prep_record_operands(p, size, STATE, INPUTS, SVDF_OPTIONS);
    struct otaml_block block;
    struct otaml_tensor bias;

    otaml_prep_input(p, IN, &t->in);
    otaml_prep_input(p, FEATURES, &t->features);
    otaml_prep_input(p, TIMES, &t->times);
    const bool has_bias = otaml_prep_optional(p, BIAS, &bias);
    r->state = otaml_prep_variable(p, STATE, &t->state);
    otaml_prep_output(p, 0, &t->out);
    otaml_prep_type(p, IN, &t->in, type);
    otaml_prep_type(p, FEATURES, &t->features, type);
    otaml_prep_type(p, TIMES, &t->times, t->state.type);
    otaml_prep_type(p, -1, &t->out, type);
    if (t->in.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_GRAPH, IN);
    }
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
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, BIAS);
    }
    if (p->err) {
        return r;
    }
    r->bytes = (uint8_t)(t->in.bytes / t->in.count);
    r->state_bytes = (uint8_t)(t->state.bytes / t->state.count);
    describe_block(r, &block);
    otaml_block_prepare(p, &block);
    return r;
}

/* Make room for the newest feature of each filter: drop the oldest one. */
static void drop_oldest(const struct otaml_infer *inf, const struct otaml_svdf *r)
{
    const size_t values = (size_t)r->batch * r->units * r->rank * r->memory;
    uint8_t *state = otaml_state_at(inf, r->state);

    memmove(state, state + r->state_bytes, (values - 1) * r->state_bytes);
}

/* Take the next units' weights and let them advance. */
static int advance_units(struct otaml_infer *inf, const struct otaml_svdf *r,
                         otaml_svdf_advance *advance)
{
    const uint32_t batch = inf->part / r->units, unit = inf->part % r->units;
    const size_t unit_bytes = (size_t)r->rank * r->memory * r->state_bytes;
    struct otaml_svdf_units u;
    struct otaml_block b;

    describe_block(r, &b);
    u.n = otaml_block_fit(inf, &b, r->units - unit);
    const int err = otaml_block_take(inf, &b, r->scratch, unit, u.n);
    if (err) {
        return err;
    }
    if (inf->part == 0) {
        drop_oldest(inf, r);
    }
    u.in = otaml_operand(inf, r->in) + (size_t)batch * r->inputs * r->bytes;
    u.out = otaml_arena_at(inf, r->out) + (size_t)inf->part * r->bytes;
    u.state = otaml_state_at(inf, r->state) + inf->part * unit_bytes;
    u.features = b.rows[0];
    u.times = b.rows[1];
    u.bias = b.rows[2];
    advance(r, &u);
    inf->part += u.n;
    return OTAML_OK;
}

int otaml_svdf_part(struct otaml_infer *inf, const void *record, otaml_svdf_advance *advance)
{
    const struct otaml_svdf *r = record;
    const uint32_t all = r->batch * r->units; /* values of the output */
    int err;

    do {
        err = advance_units(inf, r, advance);
    } while (!err && inf->part < all && !inf->model->reader && inf->stripe_bytes == 0);
    if (!err && inf->part < all) {
        return OTAML_ERR_AGAIN;
    }
    inf->part = err ? inf->part : 0;
    return err;
}
