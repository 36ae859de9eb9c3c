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

static bool is_less(uint32_t type, const uint8_t *a, const uint8_t *b)
{
    switch (type) {
    case OTAML_TYPE_INT8:
        return (int8_t)*a < (int8_t)*b;
    case OTAML_TYPE_INT16:
        return (int16_t)otaml_get_le16(a) < (int16_t)otaml_get_le16(b);
    case OTAML_TYPE_INT32:
        return (int32_t)otaml_get_le32(a) < (int32_t)otaml_get_le32(b);
    default:
        return otaml_get_float(a) < otaml_get_float(b);
    }
}

/* What is chosen does not depend on the row's place, so the record is asked for each element. */
static void choose(const void *record, const struct otaml_row *row, bool maximum)
{
    const struct extreme *r = record;
    const size_t bytes = r->b.element;

    for (uint32_t i = 0; i < row->n; i++) {
        const uint8_t *a = row->in[0] + i * row->step[0] * bytes;
        const uint8_t *b = row->in[1] + i * row->step[1] * bytes;
        memmove(row->out + i * bytes, is_less(r->type, a, b) == maximum ? b : a, bytes);
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
