/*
 * pad.c - PAD: a border of zeros (of the zero point, for int8) around up to four axes, on int8,
 * int16, int32 and float32.
 */
#include <string.h>
#include "../prep_priv.h"

#define AXES 4u

struct pad {
    struct otaml_record head;
    uint32_t in, paddings, out;
    uint32_t in_dims[AXES];  /* the last one in bytes */
    uint32_t out_dims[AXES]; /* likewise */
    uint32_t before[AXES];   /* likewise */
    int32_t fill;            /* of every byte */
};
OTAML_STATIC_ASSERT(sizeof(struct pad) <= RECORD_BYTES_MAX, pad_record);

/* Axis i of a tensor of less than four axes is axis i + AXES - rank here. */
static void read_paddings(struct prep *p, struct pad *r, const struct otaml_tensor *in,
                          const struct otaml_tensor *paddings, const struct otaml_tensor *out)
{
    for (uint32_t i = 0; i < AXES; i++) {
        r->in_dims[i] = r->out_dims[i] = 1;
    }
    for (uint32_t i = 0; i < in->rank; i++) {
        const uint32_t axis = AXES - in->rank + i;
        uint8_t raw[8];
        if (otaml_model_read(p->m, paddings->data + 8 * i, raw, sizeof(raw))) {
            otaml_prep_fail(p, OTAML_ERR_MODEL_BOUNDS, -1);
            return;
        }
        const uint32_t before = otaml_get_le32(raw), after = otaml_get_le32(raw + 4);
        r->in_dims[axis] = in->dims[i];
        r->out_dims[axis] = out->dims[i];
        r->before[axis] = before;
        /* Each is below 2^31, and a negative one is not. */
        if (before > INT32_MAX || after > INT32_MAX
            || (uint64_t)in->dims[i] + before + after != out->dims[i]) {
            otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, 1));
        }
    }
    const uint32_t element = in->bytes / in->count;
    r->in_dims[AXES - 1] *= element;
    r->out_dims[AXES - 1] *= element;
    r->before[AXES - 1] *= element;
}

static void prepare(struct prep *p)
{
    struct pad *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in, paddings, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_input(p, 1, &paddings);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, 1, &paddings, OTAML_TYPE_INT32);
    otaml_prep_type(p, -1, &out, in.type);
    if (in.type == OTAML_TYPE_INT8) {
        r->fill = otaml_prep_int8(p, -1, &out);
    } else if (in.type != OTAML_TYPE_FLOAT32 && in.type != OTAML_TYPE_INT16
               && in.type != OTAML_TYPE_INT32) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_TYPE, otaml_operator_input(p->m, &p->op, 0));
    }
    if (p->err) {
        return;
    }
    if (in.rank > AXES || in.rank == 0 || out.rank != in.rank || !paddings.constant
        || paddings.count != 2u * in.rank) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, 1));
        return;
    }
    read_paddings(p, r, &in, &paddings, &out);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct pad *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);
    const uint32_t *o = r->out_dims;

    memset(out, r->fill, (size_t)o[0] * o[1] * o[2] * o[3]);
    for (uint32_t a = 0; a < r->in_dims[0]; a++) {
        for (uint32_t b = 0; b < r->in_dims[1]; b++) {
            const size_t plane = (size_t)(r->before[0] + a) * o[1] + r->before[1] + b;
            for (uint32_t c = 0; c < r->in_dims[2]; c++) {
                memcpy(out + (plane * o[2] + r->before[2] + c) * o[3] + r->before[3], in,
                       r->in_dims[3]);
                in += r->in_dims[3];
            }
        }
    }
}

const struct otaml_op otaml_op_pad_any = { CODE_PAD, TYPE_ANY, 0, prepare, run, NULL };
