/*
 * embedding_lookup_any.c - EMBEDDING_LOOKUP: rows of a table by number. Rows of int8 with one
 * scale and zero point 0 may become float32.
 */
#include <string.h>
#include "../real_priv.h"
#include "gather_priv.h"

struct lookup {
    struct otaml_record head;
    uint32_t rows, table, out;
    struct otaml_gather g;
    float scale; /* 0: copied as they are */
};

/* The output is a row for each number. */
static bool fits(const struct otaml_tensor *rows, const struct otaml_tensor *table,
                 const struct otaml_tensor *out)
{
    bool same = rows->rank == 1 && table->rank >= 2 && out->rank == table->rank
                && out->dims[0] == rows->dims[0];

    for (uint32_t i = 1; same && i < table->rank; i++) {
        same = out->dims[i] == table->dims[i];
    }
    return same;
}

static void prepare(struct prep *p)
{
    struct lookup *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor rows, table, out;

    otaml_prep_input(p, 0, &rows);
    otaml_prep_input(p, 1, &table);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, 0, &rows, OTAML_TYPE_INT32);
    if (p->err) {
        return;
    }
    if (table.type == OTAML_TYPE_INT8 && out.type == OTAML_TYPE_FLOAT32) {
        r->scale = table.scale;
        if (otaml_prep_int8(p, 1, &table) != 0) {
            otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 1);
        }
    } else {
        otaml_prep_type(p, -1, &out, table.type);
    }
    if (!fits(&rows, &table, &out)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return;
    }
    r->g.batches = r->g.outer = 1;
    r->g.size = table.dims[0];
    r->g.positions = rows.count;
    r->g.bytes = table.bytes / table.dims[0];
    r->g.value = table.bytes / table.count;
}

/* Rows of int8 as real numbers. */
static void dequantize(const struct otaml_infer *inf, const struct lookup *r)
{
    const int8_t *table = (const int8_t *)otaml_operand(inf, r->table);
    const uint8_t *rows = otaml_operand(inf, r->rows);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t k = 0; k < r->g.positions; k++) {
        const uint32_t row = otaml_position(rows, k, otaml_is_constant(r->rows), r->g.size);
        const int8_t *from = table + (size_t)row * r->g.bytes;
        for (uint32_t i = 0; i < r->g.bytes; i++) {
            *out++ = (float)from[i] * r->scale;
        }
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct lookup *r = record;

    if (r->scale != 0.0f) {
        dequantize(inf, r);
    } else {
        otaml_gather_run(inf, &r->g, r->table, r->rows, r->out);
    }
}

/* The first input is the numbers, whose type says nothing. */
const struct otaml_op otaml_op_embedding_lookup_any = {
    CODE_EMBEDDING_LOOKUP, TYPE_ANY, 0, prepare, run, NULL
};
