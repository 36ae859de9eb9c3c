/*
 * mean_int8.c - MEAN on int8 over any of up to four axes. The division by the number of
 * values is put into the output's multiplier, as in the reference.
 */
#include "../fixed_priv.h"
#include "../prep_priv.h"

enum { MEAN_OPTIONS = 27, FIELD_KEEP_DIMS = 0 };

#define AXES       4u
#define VALUES_MAX (1u << 23) /* their sum fits 32 bits */

/* Axis i of a tensor of less than four axes is axis i + AXES - rank here. */
struct mean {
    struct otaml_record head;
    uint32_t in, axes, out;
    uint32_t outer[AXES]; /* sizes of what stays, 1 for a reduced axis */
    uint32_t inner[AXES]; /* sizes of what is reduced, 1 for an axis that stays */
    uint32_t values;      /* for each output */
    struct otaml_multiplier m;
    int8_t in_zero, out_zero;
    uint16_t unused;
};
OTAML_STATIC_ASSERT(sizeof(struct mean) <= RECORD_BYTES_MAX, mean_int8_record);

/* Bit i: axis i is reduced. */
static uint32_t read_axes(struct prep *p, const struct otaml_tensor *axes, uint32_t rank)
{
    uint32_t mask = 0;

    for (uint32_t i = 0; i < axes->count; i++) {
        uint8_t raw[4];
        if (otaml_model_read(p->m, axes->data + 4 * i, raw, sizeof(raw))) {
            otaml_prep_fail(p, OTAML_ERR_MODEL_BOUNDS, -1);
            return 0;
        }
        const uint32_t axis = otaml_get_le32(raw);
        const uint32_t resolved = axis > INT32_MAX ? axis + rank : axis; /* -1: the last one */
        if (resolved >= rank) {
            otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, 1));
            return 0;
        }
        mask |= 1u << resolved;
    }
    return mask;
}

/* Split the input's axes and check that the output has those that stay. */
static bool split(struct mean *r, const struct otaml_tensor *in, const struct otaml_tensor *out,
                  uint32_t mask, bool keep)
{
    uint32_t k = 0;

    r->values = 1;
    for (uint32_t i = 0; i < AXES; i++) {
        r->outer[i] = r->inner[i] = 1;
    }
    for (uint32_t i = 0; i < in->rank; i++) {
        const uint32_t axis = AXES - in->rank + i;
        const bool reduced = (mask >> i) & 1;
        if (reduced) {
            r->inner[axis] = in->dims[i];
            r->values *= in->dims[i];
        } else {
            r->outer[axis] = in->dims[i];
        }
        if (!reduced || keep) {
            if (k >= out->rank || out->dims[k] != r->outer[axis]) {
                return false;
            }
            k++;
        }
    }
    return k == out->rank;
}

static void form_multiplier(struct prep *p, struct mean *r, float in_scale, float out_scale)
{
    int32_t shift = 0;

    if (!otaml_real_multiplier(
            otaml_real_div(otaml_real_from_float(in_scale), otaml_real_from_float(out_scale)),
            &r->m)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
        return;
    }
    while (r->values >> (shift + 1)) {
        shift++;
    }
    shift = shift < 31 + r->m.shift ? shift : 31 + r->m.shift;
    r->m.value = (int32_t)((((int64_t)r->m.value) << shift) / r->values);
    r->m.shift -= shift;
}

static void prepare(struct prep *p)
{
    struct mean *r = otaml_prep_record(p, sizeof(*r), 2, 2, MEAN_OPTIONS);
    const bool keep = otaml_prep_option_u8(p, FIELD_KEEP_DIMS) != 0;
    struct otaml_tensor in, axes, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_input(p, 1, &axes);
    otaml_prep_output(p, 0, &out);
    r->in_zero = otaml_prep_int8(p, 0, &in);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    otaml_prep_type(p, 1, &axes, OTAML_TYPE_INT32);
    if (p->err) {
        return;
    }
    if (in.rank > AXES || in.rank == 0 || !axes.constant) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, 0));
        return;
    }
    const uint32_t mask = read_axes(p, &axes, in.rank);
    if (!split(r, &in, &out, mask, keep) || r->values >= VALUES_MAX) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
        return;
    }
    form_multiplier(p, r, in.scale, out.scale);
}

/* Of the values that one output is made of; `in` is at the first of them. */
static int32_t sum_values(const struct mean *r, const int8_t *in, const uint32_t *stride)
{
    int32_t sum = 0;

    for (uint32_t a = 0; a < r->inner[0]; a++) {
        for (uint32_t b = 0; b < r->inner[1]; b++) {
            for (uint32_t c = 0; c < r->inner[2]; c++) {
                const int8_t *from = in + a * stride[0] + b * stride[1] + c * stride[2];
                for (uint32_t d = 0; d < r->inner[3]; d++) {
                    sum += from[d];
                }
            }
        }
    }
    return sum;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct mean *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    const uint32_t *o = r->outer;
    const int32_t zeros = (int32_t)r->values * r->in_zero;
    uint32_t stride[AXES];

    stride[3] = 1;
    for (uint32_t i = 3; i > 0; i--) {
        stride[i - 1] = stride[i] * r->outer[i] * r->inner[i];
    }
    for (uint32_t a = 0; a < o[0]; a++) {
        for (uint32_t b = 0; b < o[1]; b++) {
            for (uint32_t c = 0; c < o[2]; c++) {
                const int8_t *from = in + a * stride[0] + b * stride[1] + c * stride[2];
                for (uint32_t d = 0; d < o[3]; d++) {
                    const int32_t sum = sum_values(r, from + d, stride) - zeros;
                    *out++ = otaml_clamp_int8(
                        otaml_add_wrap(otaml_multiply(sum, r->m), r->out_zero), INT8_MIN, INT8_MAX);
                }
            }
        }
    }
}

const struct otaml_op otaml_op_mean_int8 = { CODE_MEAN, OTAML_TYPE_INT8, 0, prepare, run, NULL };
