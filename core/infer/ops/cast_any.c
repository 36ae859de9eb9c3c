/*
 * cast_any.c - CAST between float32, bool and whole numbers of any width. A float is cut towards 0
 * and saturates; of a whole number the low bits are kept.
 */
#include "element_priv.h"
#include "unary_priv.h"

struct cast {
    struct otaml_unary unary;
    uint8_t from, to;
    uint16_t unused;
};

static bool is_known(uint8_t type)
{
    return type == OTAML_TYPE_FLOAT32 || otaml_element_is_whole(type);
}

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;
    struct cast *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    r->from = in.type;
    r->to = out.type;
    if (!is_known(in.type) || !is_known(out.type)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, 0);
    }
}

/* The largest value of a type of whole numbers; the least is that of -1 - largest, or 0. */
static int64_t largest(uint8_t type)
{
    switch (type) {
    case OTAML_TYPE_UINT8:
        return UINT8_MAX;
    case OTAML_TYPE_INT8:
        return INT8_MAX;
    case OTAML_TYPE_INT16:
        return INT16_MAX;
    case OTAML_TYPE_INT32:
        return INT32_MAX;
    case OTAML_TYPE_UINT32:
        return UINT32_MAX;
    default:
        return INT64_MAX;
    }
}

static int64_t from_float(float x, uint8_t to)
{
    const bool is_signed = to != OTAML_TYPE_UINT8 && to != OTAML_TYPE_UINT32;
    const int64_t most = largest(to), least = is_signed ? -1 - most : 0;

    if (to == OTAML_TYPE_BOOL) {
        return x != 0.0f;
    }
    if (!(x > (float)least)) { /* both limits as floats: exact, or one above */
        return x != x ? 0 : least;
    }
    return x < (float)most ? (int64_t)x : most;
}

static int64_t from_whole(int64_t x, uint8_t to)
{
    return to == OTAML_TYPE_BOOL ? x != 0 : x;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct cast *r = record;
    const uint8_t *in = otaml_operand(inf, r->unary.in);
    const bool constant = otaml_is_constant(r->unary.in);
    uint8_t *out = otaml_arena_at(inf, r->unary.out);

    /* In place the output's elements are no larger, so none is written over unread ones. */
    for (uint32_t i = 0; i < r->unary.count; i++) {
        const bool is_float = r->from == OTAML_TYPE_FLOAT32;
        const float f = is_float ? otaml_load_float(in + 4 * (size_t)i, constant) : 0.0f;
        const int64_t v = is_float ? 0 : otaml_element_load(in, r->from, constant, i);
        if (r->to != OTAML_TYPE_FLOAT32) {
            otaml_element_store(out, r->to, i,
                                is_float ? from_float(f, r->to) : from_whole(v, r->to));
        } else {
            ((float *)(void *)out)[i] = is_float ? f : (float)v;
        }
    }
}

const struct otaml_op otaml_op_cast_any = { CODE_CAST, TYPE_ANY, OP_INPLACE, prepare, run, NULL };
