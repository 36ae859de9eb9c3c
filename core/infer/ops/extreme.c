/*
 * extreme.c - MAXIMUM and MINIMUM. API: extreme_priv.h
 */
#include "extreme_priv.h"

#include <string.h>
#include "../real_priv.h"

struct extreme {
    struct otaml_record head;
    uint32_t in[2], out;
    struct otaml_broadcast b;
    uint32_t type;
};

void otaml_extreme_prepare(struct prep *p)
{
    struct extreme *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;

    otaml_broadcast_prepare(p, &r->b, in, &out);
    otaml_prep_type(p, -1, &out, in[0].type);
    r->type = in[0].type;
    if (r->type != OTAML_TYPE_INT8 && r->type != OTAML_TYPE_INT16 && r->type != OTAML_TYPE_INT32
        && r->type != OTAML_TYPE_FLOAT32) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_TYPE, otaml_operator_input(p->m, &p->op, 0));
    }
}

static uint32_t load(const uint8_t *p, size_t bytes, bool constant)
{
    return bytes == 1 ? *p : bytes == 2 ? otaml_load16(p, constant) : otaml_load32(p, constant);
}

static bool is_less(uint32_t type, uint32_t a, uint32_t b)
{
    float x, y;

    switch (type) {
    case OTAML_TYPE_INT8:
        return (int8_t)a < (int8_t)b;
    case OTAML_TYPE_INT16:
        return (int16_t)a < (int16_t)b;
    case OTAML_TYPE_INT32:
        return (int32_t)a < (int32_t)b;
    default:
        memcpy(&x, &a, sizeof(x));
        memcpy(&y, &b, sizeof(y));
        return x < y;
    }
}

static void store(uint8_t *out, size_t bytes, uint32_t value)
{
    const uint16_t half = (uint16_t)value;

    if (bytes == 1) {
        *out = (uint8_t)value;
    } else if (bytes == 2) {
        memcpy(out, &half, sizeof(half));
    } else {
        memcpy(out, &value, sizeof(value));
    }
}

/* What is chosen does not depend on the row's place, so the record is asked for each element. */
static void choose(const void *record, const struct otaml_row *row, bool maximum)
{
    const struct extreme *r = record;
    const size_t bytes = r->b.element;

    for (uint32_t i = 0; i < row->n; i++) {
        const uint32_t a = load(row->in[0] + i * row->step[0] * bytes, bytes, row->constant[0]);
        const uint32_t b = load(row->in[1] + i * row->step[1] * bytes, bytes, row->constant[1]);
        store(row->out + i * bytes, bytes, is_less(r->type, a, b) == maximum ? b : a);
    }
}

static void row_maximum(const void *record, const struct otaml_row *row)
{
    choose(record, row, true);
}

static void row_minimum(const void *record, const struct otaml_row *row)
{
    choose(record, row, false);
}

void otaml_extreme_run(const struct otaml_infer *inf, const void *record, bool maximum)
{
    const struct extreme *r = record;

    otaml_broadcast_run(inf, record, &r->b, maximum ? row_maximum : row_minimum);
}
