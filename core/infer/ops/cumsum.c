/*
 * cumsum.c - CUMSUM: what its types share. API: cumsum_priv.h
 */
#include "cumsum_priv.h"

enum { CUMSUM_OPTIONS = 102, FIELD_EXCLUSIVE = 0, FIELD_REVERSE = 1 };

void otaml_cumsum_prepare(struct prep *p, size_t record_size, struct otaml_tensor *in,
                          struct otaml_tensor *out)
{
    struct otaml_cumsum *r = otaml_prep_record(p, record_size, 2, 2, CUMSUM_OPTIONS);
    struct otaml_tensor number;

    r->exclusive = otaml_prep_option_u8(p, FIELD_EXCLUSIVE) != 0;
    r->reverse = otaml_prep_option_u8(p, FIELD_REVERSE) != 0;
    otaml_prep_input(p, 0, in);
    otaml_prep_integers(p, 1, &number, 1);
    otaml_prep_output(p, 0, out);
    otaml_prep_type(p, -1, out, in->type);
    otaml_prep_same_shape(p, -1, in, out);
    const uint32_t axis = otaml_prep_axis(p, otaml_prep_integer(p, &number, 0), in->rank);
    if (!p->err) {
        otaml_prep_around(in, axis, &r->outer, &r->inner);
        r->size = in->dims[axis];
    }
}

void otaml_cumsum_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                      otaml_cumsum_line line)
{
    const struct otaml_cumsum *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);
    const size_t first = r->reverse ? (size_t)(r->size - 1) * r->inner : 0;
    const ptrdiff_t step = r->reverse ? -(ptrdiff_t)r->inner : (ptrdiff_t)r->inner;

    for (uint32_t a = 0; a < r->outer; a++) {
        for (uint32_t b = 0; b < r->inner; b++) {
            const size_t at = ((size_t)a * r->size * r->inner + first + b) * bytes;
            line(record, in + at, out + at, r->size, step);
        }
    }
}
