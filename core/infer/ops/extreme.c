/*
 * extreme.c - MAXIMUM and MINIMUM. API: extreme_priv.h
 */
#include "extreme_priv.h"

#include "element_priv.h"

struct extreme {
    struct otaml_binary pair;
    uint32_t type;
};

void otaml_extreme_prepare(struct prep *p)
{
    struct extreme *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;

    otaml_broadcast_prepare(p, &r->pair.b, in, &out);
    otaml_prep_type(p, 1, &in[1], in[0].type);
    otaml_prep_type(p, -1, &out, in[0].type);
    r->type = in[0].type;
    if (in[0].type != OTAML_TYPE_FLOAT32 && !otaml_element_is_whole(in[0].type)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, 0);
    }
}

/* Where neither is larger (equal, or a NaN) the second is taken, as in the reference. */
static void choose_floats(const struct otaml_row *row, bool maximum)
{
    float *out = (float *)(void *)row->out;

    for (uint32_t i = 0; i < row->n; i++) {
        const float a = otaml_row_float(row, 0, i), b = otaml_row_float(row, 1, i);
        out[i] = (maximum ? a > b : a < b) ? a : b;
    }
}

static void choose(const void *record, const struct otaml_row *row, bool maximum)
{
    const uint8_t type = (uint8_t)((const struct extreme *)record)->type;

    if (type == OTAML_TYPE_FLOAT32) {
        choose_floats(row, maximum);
        return;
    }
    for (uint32_t i = 0; i < row->n; i++) {
        const int64_t a = otaml_element_load(row->in[0], type, row->constant[0], i * row->step[0]);
        const int64_t b = otaml_element_load(row->in[1], type, row->constant[1], i * row->step[1]);
        otaml_element_store(row->out, type, i, (a > b) == maximum ? a : b);
    }
}

static void row_maximum(const void *record, const struct otaml_row *row)
{
    choose(record, row, true);
}

static void row_minimum(const void *record, const struct otaml_row *row)
{
    choose(record, row, false);
}

void otaml_extreme_run(const struct otaml_infer *inf, const void *record, bool maximum)
{
    const struct extreme *r = record;

    otaml_broadcast_run(inf, record, &r->pair.b, maximum ? row_maximum : row_minimum);
}
