/*
 * pad_any.c - PAD: a border of zeros (of the zero point, for int8).
 */
#include <string.h>
#include "pad_priv.h"

struct pad {
    struct otaml_record head;
    uint32_t in, paddings, out;
    struct otaml_pad p;
    int32_t zero; /* of every byte of the border */
};

static void prepare(struct prep *p)
{
    struct pad *r = (void *)&p->record;
    struct otaml_tensor out;

    otaml_pad_prepare(p, sizeof(*r), 2, &out);
    if (out.type == OTAML_TYPE_INT8) {
        r->zero = otaml_prep_int8(p, -1, &out);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct pad *r = record;
    uint8_t *out = otaml_arena_at(inf, r->out);

    memset(out, r->zero, otaml_pad_bytes(&r->p));
    otaml_pad_place(inf, &r->p, r->in, out);
}

const struct otaml_op otaml_op_pad_any = { CODE_PAD, TYPE_ANY, 0, prepare, run, NULL };
