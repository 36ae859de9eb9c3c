/*
 * comparison.c - EQUAL and its kin. API: comparison_priv.h
 */
#include "comparison_priv.h"

#include "../fixed_priv.h"
#include "element_priv.h"

#define MORE_BITS 8

/* What two elements may be to one another; a NaN is none of them. */
enum { IS_LESS = 1, IS_EQUAL = 2, IS_GREATER = 4, IS_UNORDERED = 8 };

struct comparison {
    struct otaml_binary pair;
    struct otaml_multiplier m[2]; /* quantized types */
    int8_t zero[2];
    uint8_t type;
    uint8_t accepted;
};
OTAML_STATIC_ASSERT(sizeof(struct comparison) <= RECORD_BYTES_MAX, comparison_record);

static uint8_t accepted_by(uint16_t code)
{
    switch (code) {
    case CODE_EQUAL:
        return IS_EQUAL;
    case CODE_NOT_EQUAL:
        return IS_LESS | IS_GREATER | IS_UNORDERED;
    case CODE_LESS:
        return IS_LESS;
    case CODE_LESS_EQUAL:
        return IS_LESS | IS_EQUAL;
    case CODE_GREATER:
        return IS_GREATER;
    default:
        return IS_GREATER | IS_EQUAL;
    }
}

static bool is_quantized(uint8_t type)
{
    return type == OTAML_TYPE_INT8 || type == OTAML_TYPE_INT16;
}

void otaml_comparison_prepare(struct prep *p)
{
    struct comparison *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;

    otaml_broadcast_prepare(p, &r->pair.b, in, &out);
    otaml_prep_type(p, 1, &in[1], in[0].type);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_BOOL);
    r->type = in[0].type;
    if (r->type != OTAML_TYPE_FLOAT32 && !otaml_element_is_whole(r->type)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, 0);
    }
    r->accepted = accepted_by(p->op.code);
    for (uint32_t k = 0; k < 2 && is_quantized(r->type) && !p->err; k++) {
        r->zero[k] = otaml_prep_quantized(p, (int32_t)k, &in[k], r->type);
        otaml_prep_fraction(p, otaml_real_from_float(in[k].scale), &r->m[k]);
    }
}

static uint32_t relate_floats(float a, float b)
{
    return a < b ? IS_LESS : a > b ? IS_GREATER : a == b ? IS_EQUAL : IS_UNORDERED;
}

/* Element i of input k, on a scale that both inputs share. */
static int64_t value_of(const struct comparison *r, const struct otaml_row *row, uint32_t k,
                        uint32_t i)
{
    const int64_t v = otaml_element_load(row->in[k], r->type, row->constant[k], i * row->step[k]);

    if (!is_quantized(r->type)) {
        return v;
    }
    return otaml_multiply(otaml_left_shift((int32_t)v - r->zero[k], MORE_BITS), r->m[k]);
}

static uint32_t relate(const struct comparison *r, const struct otaml_row *row, uint32_t i)
{
    if (r->type == OTAML_TYPE_FLOAT32) {
        return relate_floats(otaml_row_float(row, 0, i), otaml_row_float(row, 1, i));
    }
    const int64_t a = value_of(r, row, 0, i), b = value_of(r, row, 1, i);
    return a < b ? IS_LESS : a > b ? IS_GREATER : IS_EQUAL;
}

static void row(const void *record, const struct otaml_row *row)
{
    const struct comparison *r = record;

    for (uint32_t i = 0; i < row->n; i++) {
        row->out[i] = (relate(r, row, i) & r->accepted) != 0;
    }
}

void otaml_comparison_run(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct otaml_binary *)record)->b, row);
}
