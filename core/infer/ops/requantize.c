/*
 * requantize.c - QUANTIZE from an integer type. API: requantize_priv.h
 */
#include "requantize_priv.h"

#include <string.h>
#include "../fixed_priv.h"

struct requantize {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    struct otaml_multiplier m;
    int32_t in_zero, out_zero;
    int32_t min, max;
    uint8_t in_type, out_type;
    uint16_t unused;
};

/* The type's smallest value; false for a type that is not worked on here. */
static bool least_of(uint8_t type, int32_t *min)
{
    *min = type == OTAML_TYPE_INT8 ? INT8_MIN : type == OTAML_TYPE_INT16 ? INT16_MIN : INT32_MIN;
    return type == OTAML_TYPE_INT8 || type == OTAML_TYPE_INT16 || type == OTAML_TYPE_INT32;
}

/* One finite scale and a zero point of the type; k as for otaml_prep_type. */
static int32_t zero_of(struct prep *p, int32_t k, const struct otaml_tensor *t)
{
    int32_t min = 0, max = UINT8_MAX;

    if (t->type != OTAML_TYPE_UINT8) {
        (void)least_of(t->type, &min);
        max = -1 - min;
    }
    if (t->n_scales != 1 || !otaml_real_is_scale(t->scale) || t->scale == 0.0f
        || t->zero_point < min || t->zero_point > max) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT,
                        k < 0 ? otaml_operator_output(p->m, &p->op, 0)
                              : otaml_operator_input(p->m, &p->op, (uint32_t)k));
    }
    return t->zero_point;
}

void otaml_requantize_prepare(struct prep *p)
{
    struct requantize *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    if (!least_of(out.type, &r->min)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_TYPE, otaml_operator_output(p->m, &p->op, 0));
    }
    r->in_zero = zero_of(p, 0, &in);
    r->out_zero = zero_of(p, -1, &out);
    otaml_prep_same_shape(p, -1, &in, &out);
    if (p->err) {
        return;
    }
    r->max = -1 - r->min;
    r->count = in.count;
    r->in_type = in.type;
    r->out_type = out.type;
    if (!otaml_real_multiplier(
            otaml_real_div(otaml_real_from_float(in.scale), otaml_real_from_float(out.scale)),
            &r->m)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
    }
}

static int32_t load(const uint8_t *in, uint8_t type, bool constant, uint32_t i)
{
    switch (type) {
    case OTAML_TYPE_INT8:
        return (int8_t)in[i];
    case OTAML_TYPE_UINT8:
        return in[i];
    case OTAML_TYPE_INT16:
        return (int16_t)otaml_load16(in + 2 * (size_t)i, constant);
    default:
        return (int32_t)otaml_load32(in + 4 * (size_t)i, constant);
    }
}

static void store(uint8_t *out, uint8_t type, uint32_t i, int32_t v)
{
    const int16_t v16 = (int16_t)v;

    switch (type) {
    case OTAML_TYPE_INT8:
        out[i] = (uint8_t)v;
        break;
    case OTAML_TYPE_INT16:
        memcpy(out + 2 * (size_t)i, &v16, sizeof(v16));
        break;
    default:
        memcpy(out + 4 * (size_t)i, &v, sizeof(v));
    }
}

void otaml_requantize_run(const struct otaml_infer *inf, const void *record)
{
    const struct requantize *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    const bool constant = otaml_is_constant(r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    /* In place the output's elements are no larger, so none is written over unread ones. */
    for (uint32_t i = 0; i < r->count; i++) {
        const int32_t x =
            (int32_t)((uint32_t)load(in, r->in_type, constant, i) - (uint32_t)r->in_zero);
        const int32_t y = otaml_add_wrap(otaml_multiply(x, r->m), r->out_zero);
        store(out, r->out_type, i, otaml_clamp(y, r->min, r->max));
    }
}
