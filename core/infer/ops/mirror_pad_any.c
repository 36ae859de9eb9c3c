/*
 * mirror_pad_any.c - MIRROR_PAD: a border that repeats the tensor backwards, with its outermost
 * elements (SYMMETRIC) or without them (REFLECT), any type, up to four axes.
 */
#include <string.h>
#include "native_order_priv.h"
#include "pad_priv.h"

enum { MIRROR_PAD_OPTIONS = 77, FIELD_MODE = 0 };
enum { MODE_REFLECT = 0, MODE_SYMMETRIC = 1 };

#define AXES 4u

struct mirror {
    struct otaml_record head;
    uint32_t in, paddings, out;
    uint32_t in_dims[AXES], out_dims[AXES], before[AXES]; /* the fastest axis is the last one */
    uint32_t value;                                       /* bytes */
    uint32_t reflect; /* 1: the outermost element is not repeated */
};
OTAML_STATIC_ASSERT(sizeof(struct mirror) <= RECORD_BYTES_MAX, mirror_pad_record);

static void prepare(struct prep *p)
{
    struct mirror *r = otaml_prep_record(p, sizeof(*r), 2, 2, MIRROR_PAD_OPTIONS);
    const uint8_t mode = otaml_prep_option_u8(p, FIELD_MODE);
    struct otaml_tensor in, paddings, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_integers(p, 1, &paddings, 2u * in.rank);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (mode > MODE_SYMMETRIC) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    if (!p->err && (in.rank > AXES || out.rank != in.rank)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    if (p->err) {
        return;
    }
    r->reflect = mode == MODE_REFLECT;
    r->value = in.bytes / in.count;
    for (uint32_t i = 0; i < AXES; i++) {
        r->in_dims[i] = r->out_dims[i] = 1;
    }
    for (uint32_t i = 0; i < in.rank; i++) {
        const uint32_t axis = AXES - in.rank + i;
        uint32_t after;
        r->in_dims[axis] = in.dims[i];
        r->out_dims[axis] = out.dims[i];
        if (otaml_pad_read(p, &paddings, i, in.dims[i], out.dims[i], &r->before[axis], &after)
            && (r->before[axis] > in.dims[i] - r->reflect || after > in.dims[i] - r->reflect)) {
            otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
        }
    }
}

/* The input's place for the output's place `at` along an axis. */
static uint32_t mirrored(const struct mirror *r, uint32_t axis, uint32_t at)
{
    const uint32_t before = r->before[axis], size = r->in_dims[axis];

    if (at < before) {
        return before - 1 - at + r->reflect;
    }
    at -= before;
    return at < size ? at : 2 * size - 1 - at - r->reflect;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct mirror *r = record;
    const uint32_t *n = r->in_dims, *o = r->out_dims;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *const first = otaml_arena_at(inf, r->out), *out = first;

    for (uint32_t a = 0; a < o[0]; a++) {
        for (uint32_t b = 0; b < o[1]; b++) {
            const size_t plane = (size_t)mirrored(r, 0, a) * n[1] + mirrored(r, 1, b);
            for (uint32_t c = 0; c < o[2]; c++) {
                const size_t row = (plane * n[2] + mirrored(r, 2, c)) * n[3];
                for (uint32_t d = 0; d < o[3]; d++) {
                    memcpy(out, in + (row + mirrored(r, 3, d)) * r->value, r->value);
                    out += r->value;
                }
            }
        }
    }
    otaml_native_order(first, (size_t)(out - first), r->value, otaml_is_constant(r->in));
}

const struct otaml_op otaml_op_mirror_pad_any = {
    CODE_MIRROR_PAD, TYPE_ANY, 0, prepare, run, NULL
};
