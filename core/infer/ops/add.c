/*
 * add.c - ADD: what its types share. API: add_priv.h
 */
#include "add_priv.h"

enum { ADD_OPTIONS = 11 };

/* The input's axes must be the output's last ones, leading ones being 1 aside. */
static bool repeats(const struct otaml_tensor *in, const struct otaml_tensor *out)
{
    uint32_t first = 0;

    while (first < in->rank && in->dims[first] == 1) {
        first++;
    }
    if (in->rank > out->rank) {
        return false;
    }
    for (uint32_t i = first; i < in->rank; i++) {
        if (in->dims[i] != out->dims[out->rank - in->rank + i]) {
            return false;
        }
    }
    return true;
}

void otaml_add_prepare(struct prep *p, struct otaml_add_sizes *s, struct otaml_tensor *a,
                       struct otaml_tensor *b, struct otaml_tensor *out)
{
    otaml_prep_input(p, 0, a);
    otaml_prep_input(p, 1, b);
    otaml_prep_output(p, 0, out);
    if (p->op.options_type != 0 && p->op.options_type != ADD_OPTIONS) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    if (!repeats(a, out) || !repeats(b, out)
        || (a->count != out->count && b->count != out->count)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
    }
    s->count = out->count;
    s->period[0] = a->count;
    s->period[1] = b->count;
}
