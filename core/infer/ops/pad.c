/*
 * pad.c - PAD and PADV2. API: pad_priv.h
 */
#include "pad_priv.h"

#include <string.h>
#include "native_order_priv.h"

bool otaml_pad_read(struct prep *p, const struct otaml_tensor *paddings, uint32_t i, uint32_t in,
                    uint32_t out, uint32_t *before, uint32_t *after)
{
    const int32_t first = otaml_prep_integer(p, paddings, 2 * i);
    const int32_t last = otaml_prep_integer(p, paddings, 2 * i + 1);

    *before = (uint32_t)first;
    *after = (uint32_t)last;
    if (first < 0 || last < 0 || (uint64_t)in + *before + *after != out) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
    }
    return !p->err;
}

/* Take the axes, the fastest first. */
static void take_axes(struct prep *p, struct otaml_pad *r, const struct otaml_tensor *in,
                      const struct otaml_tensor *paddings, const struct otaml_tensor *out)
{
    uint32_t at = PAD_AXES - 1;

    for (uint32_t i = 0; i < PAD_AXES; i++) {
        r->in_dims[i] = r->out_dims[i] = 1;
    }
    for (uint32_t i = in->rank; i-- > 0;) {
        uint32_t before, after;
        if (!otaml_pad_read(p, paddings, i, in->dims[i], out->dims[i], &before, &after)) {
            return;
        }
        if (r->in_dims[at] != r->out_dims[at]) { /* a border: the next axis cannot join it */
            if (at == 0) {
                otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
                return;
            }
            at--;
        }
        r->before[at] = before * r->in_dims[at];
        r->out_dims[at] = out->dims[i] * r->in_dims[at];
        r->in_dims[at] *= in->dims[i];
    }
}

static bool has_type(uint8_t type)
{
    return type == OTAML_TYPE_INT8 || type == OTAML_TYPE_INT16 || type == OTAML_TYPE_INT32
           || type == OTAML_TYPE_FLOAT32;
}

void otaml_pad_prepare(struct prep *p, size_t record_size, uint32_t inputs,
                       struct otaml_tensor *out)
{
    struct otaml_tensor in, paddings;

    (void)otaml_prep_record(p, record_size, inputs, inputs, 0);
    struct otaml_pad *r = (void *)(p->record.words + 1 + inputs + 1);
    otaml_prep_input(p, 0, &in);
    otaml_prep_integers(p, 1, &paddings, 2u * in.rank);
    otaml_prep_output(p, 0, out);
    otaml_prep_type(p, -1, out, in.type);
    if (!p->err && !has_type(in.type)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, 0);
    }
    if (p->err) {
        return;
    }
    if (out->rank != in.rank) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return;
    }
    r->value = in.bytes / in.count;
    take_axes(p, r, &in, &paddings, out);
}

void otaml_pad_place(const struct otaml_infer *inf, const struct otaml_pad *r, uint32_t input,
                     uint8_t *out)
{
    const uint32_t *n = r->in_dims, *o = r->out_dims, *first = r->before;
    const uint8_t *in = otaml_operand(inf, input);
    const size_t run = (size_t)n[3] * r->value;

    for (uint32_t a = 0; a < n[0]; a++) {
        for (uint32_t b = 0; b < n[1]; b++) {
            const size_t plane = (size_t)(first[0] + a) * o[1] + first[1] + b;
            for (uint32_t c = 0; c < n[2]; c++) {
                const size_t row = plane * o[2] + first[2] + c;
                uint8_t *to = out + (row * o[3] + first[3]) * r->value;
                memcpy(to, in, run);
                otaml_native_order(to, run, r->value, otaml_is_constant(input));
                in += run;
            }
        }
    }
}
