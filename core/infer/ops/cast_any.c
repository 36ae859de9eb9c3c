/*
 * cast_any.c - CAST between float32, bool and whole numbers of any width. Whole numbers keep their
 * low bits; a float is cut to an int32 first, at its ends where it does not fit, where the
 * reference leaves it to the machine.
 */
#include "element_priv.h"
#include "unary_priv.h"

struct cast {
    struct otaml_unary unary;
    uint8_t from, to;
    uint16_t unused;
};

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;
    struct cast *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    r->from = in.type;
    r->to = out.type;
}

static int32_t cut(float x)
{
    if (!(x > -2147483648.0f)) {
        return x != x ? 0 : INT32_MIN;
    }
    return x < 2147483648.0f ? (int32_t)x : INT32_MAX;
}

static int64_t from_float(float x, uint8_t to)
{
    return to == OTAML_TYPE_BOOL ? x != 0.0f : cut(x);
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
