/*
 * select_v2_bool.c - SELECT_V2: where the condition holds an element of the second input, elsewhere
 * one of the third. The condition is bool, the others of any type; scales are not looked at, as in
 * the reference.
 */
#include "broadcast_priv.h"
#include "element_priv.h"

enum { CONDITION, CHOSEN, OTHER, INPUTS };

struct select {
    struct otaml_record head;
    uint32_t in[INPUTS], out;
    struct otaml_broadcast b;
    uint32_t type; /* whole numbers of the elements' size */
};

static uint32_t whole_of(const struct otaml_tensor *t)
{
    switch (t->bytes / t->count) {
    case 1:
        return OTAML_TYPE_INT8;
    case 2:
        return OTAML_TYPE_INT16;
    case 4:
        return OTAML_TYPE_INT32;
    default:
        return OTAML_TYPE_INT64;
    }
}

static void prepare(struct prep *p)
{
    struct select *r = otaml_prep_record(p, sizeof(*r), INPUTS, INPUTS, 0);
    struct otaml_tensor in[INPUTS], out;

    otaml_broadcast_prepare(p, &r->b, in, &out);
    otaml_prep_type(p, OTHER, &in[OTHER], in[CHOSEN].type);
    otaml_prep_type(p, -1, &out, in[CHOSEN].type);
    r->type = p->err ? 0 : whole_of(&out);
}

static void row(const void *record, const struct otaml_row *row)
{
    const uint8_t type = (uint8_t)((const struct select *)record)->type;

    for (uint32_t i = 0; i < row->n; i++) {
        const uint32_t k = row->in[CONDITION][i * row->step[CONDITION]] != 0 ? CHOSEN : OTHER;
        const int64_t v = otaml_element_load(row->in[k], type, row->constant[k], i * row->step[k]);
        otaml_element_store(row->out, type, i, v);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct select *)record)->b, row);
}

const struct otaml_op otaml_op_select_v2_bool = {
    CODE_SELECT_V2, OTAML_TYPE_BOOL, OP_INPLACE, prepare, run, NULL
};
