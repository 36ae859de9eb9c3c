/*
 * fill_any.c - FILL: one value everywhere, any type. The shape is the output tensor's.
 */
#include "strided_priv.h"

struct fill {
    struct otaml_record head;
    uint32_t shape, value, out;
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct fill) <= RECORD_BYTES_MAX, fill_record);

static void prepare(struct prep *p)
{
    struct fill *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor shape, value, out;

    otaml_prep_input(p, 0, &shape);
    otaml_prep_input(p, 1, &value);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, value.type);
    if (p->err) {
        return;
    }
    if (value.count != 1) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
    }
    otaml_strided_begin(&r->s, &out);
    otaml_strided_add(&r->s, out.count, 0);
    otaml_strided_end(p, &r->s);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct fill *r = record;

    otaml_strided_copy(inf, &r->s, r->value, 0, r->out);
}

/* The first input is the shape, whose type says nothing. */
const struct otaml_op otaml_op_fill_any = { CODE_FILL, TYPE_ANY, 0, prepare, run, NULL };
