/*
 * model.c - open a .tflite and find its operators. API: otaml/model.h
 *
 * Field numbers are positions in the tables of tensorflow/lite/schema/schema.fbs.
 */
#include <otaml/model.h>

#include <string.h>
#include "base_priv.h"
#include "schema_priv.h"
#include "walk_priv.h"

#define IDENTIFIER     0x334c4654u /* "TFL3" */
#define SCHEMA_VERSION 3u
#define CODE_CUSTOM    32u

/* The main subgraph's vectors. */
static int open_subgraph(struct walk *w, struct otaml_model *m, const struct walk_table *table)
{
    struct walk_vector tensors = otaml_walk_field_vector(w, table, SUBGRAPH_TENSORS, WALK_WORDS);
    struct walk_vector operators =
        otaml_walk_field_vector(w, table, SUBGRAPH_OPERATORS, WALK_WORDS);
    struct walk_vector inputs = otaml_walk_field_vector(w, table, SUBGRAPH_INPUTS, WALK_WORDS);
    struct walk_vector outputs = otaml_walk_field_vector(w, table, SUBGRAPH_OUTPUTS, WALK_WORDS);

    if (w->err) {
        return w->err;
    }
    if (tensors.count > UINT16_MAX || operators.count > UINT16_MAX || inputs.count > UINT16_MAX
        || outputs.count > UINT16_MAX) {
        return OTAML_ERR_UNSUPPORTED;
    }
    m->tensors = tensors.at;
    m->n_tensors = (uint16_t)tensors.count;
    m->operators = operators.at;
    m->n_operators = (uint16_t)operators.count;
    m->inputs = inputs.at;
    m->n_inputs = (uint16_t)inputs.count;
    m->outputs = outputs.at;
    m->n_outputs = (uint16_t)outputs.count;
    return OTAML_OK;
}

/* Find the roots; the way to the bytes is set. */
static int open_roots(struct otaml_model *m, size_t size)
{
    struct walk w = { m, OTAML_OK };
    struct walk_table root, graph;

    if (size > OTAML_MODEL_SIZE_MAX) {
        return OTAML_ERR_UNSUPPORTED;
    }
    m->size = (uint32_t)size;
    if (otaml_walk_u32(&w, 4) != IDENTIFIER) {
        return w.err && w.err != OTAML_ERR_MODEL_BOUNDS ? w.err : OTAML_ERR_MODEL_FORMAT;
    }
    otaml_walk_follow_table(&w, 0, &root);
    const uint32_t version = otaml_walk_field_u32(&w, &root, MODEL_VERSION, 0);
    const struct walk_vector codes =
        otaml_walk_field_vector(&w, &root, MODEL_OPERATOR_CODES, WALK_WORDS);
    const struct walk_vector buffers =
        otaml_walk_field_vector(&w, &root, MODEL_BUFFERS, WALK_WORDS);
    const struct walk_vector graphs =
        otaml_walk_field_vector(&w, &root, MODEL_SUBGRAPHS, WALK_WORDS);
    if (w.err) {
        return w.err;
    }
    if (version != SCHEMA_VERSION || graphs.count == 0) {
        return OTAML_ERR_MODEL_FORMAT;
    }
    m->codes = codes.at;
    m->n_codes = codes.count;
    m->buffers = buffers.at;
    m->n_buffers = buffers.count;
    otaml_walk_follow_table(&w, graphs.at, &graph);
    return open_subgraph(&w, m, &graph);
}

int otaml_model_open(struct otaml_model *m, const void *data, size_t size)
{
    if (!m || !data) {
        return OTAML_ERR_ARG;
    }
    memset(m, 0, sizeof(*m));
    if ((uintptr_t)data % OTAML_MODEL_ALIGN) {
        return OTAML_ERR_MODEL_ALIGN;
    }
    m->data = data;
    return open_roots(m, size);
}

int otaml_model_open_reader(struct otaml_model *m, const struct otaml_model_reader *reader,
                            size_t size)
{
    if (!m || !reader || !reader->read) {
        return OTAML_ERR_ARG;
    }
    memset(m, 0, sizeof(*m));
    m->reader = reader;
    return open_roots(m, size);
}

/* What only a custom operator has: the name in its code's entry, the options in its own table. */
static void read_custom(struct walk *w, const struct walk_table *table,
                        const struct walk_table *entry, struct otaml_operator *op)
{
    const struct walk_vector name =
        otaml_walk_field_vector(w, entry, OPCODE_CUSTOM_CODE, WALK_BYTES);
    const struct walk_vector options =
        otaml_walk_field_vector(w, table, OPERATOR_CUSTOM_OPTIONS, WALK_BYTES);

    op->custom_name = name.at;
    op->custom_name_bytes = name.count;
    op->custom_options = options.at;
    op->custom_options_bytes = options.count;
}

int otaml_model_operator(const struct otaml_model *m, uint32_t index, struct otaml_operator *op)
{
    struct walk w = { m, OTAML_OK };
    struct walk_table table, entry;

    if (index >= m->n_operators) {
        return OTAML_ERR_ARG;
    }
    otaml_walk_follow_table(&w, m->operators + 4 * index, &table);
    const uint32_t code_index = otaml_walk_field_u32(&w, &table, OPERATOR_OPCODE_INDEX, 0);
    const struct walk_vector inputs =
        otaml_walk_field_vector(&w, &table, OPERATOR_INPUTS, WALK_WORDS);
    const struct walk_vector outputs =
        otaml_walk_field_vector(&w, &table, OPERATOR_OUTPUTS, WALK_WORDS);
    op->options_type = otaml_walk_field_u8(&w, &table, OPERATOR_OPTIONS_TYPE, 0);
    op->options = otaml_walk_field_table(&w, &table, OPERATOR_OPTIONS);
    if (w.err) {
        return w.err;
    }
    if (code_index >= m->n_codes || inputs.count > UINT16_MAX || outputs.count > UINT16_MAX) {
        return OTAML_ERR_MODEL_BOUNDS;
    }
    op->inputs = inputs.at;
    op->n_inputs = (uint16_t)inputs.count;
    op->outputs = outputs.at;
    op->n_outputs = (uint16_t)outputs.count;

    /* Old files have the code in a byte, new ones put 127 there when it exceeds it. */
    otaml_walk_follow_table(&w, m->codes + 4 * code_index, &entry);
    const uint32_t old_code = otaml_walk_field_u8(&w, &entry, OPCODE_DEPRECATED_CODE, 0);
    const uint32_t new_code = otaml_walk_field_u32(&w, &entry, OPCODE_CODE, 0);
    op->code = (uint16_t)otaml_min_u32(new_code > old_code ? new_code : old_code, UINT16_MAX);
    if (op->code == CODE_CUSTOM) {
        read_custom(&w, &table, &entry, op);
    } else {
        op->custom_name = op->custom_name_bytes = 0;
        op->custom_options = op->custom_options_bytes = 0;
    }
    return w.err;
}

/* Element k of a vector of n tensor numbers. */
static int32_t tensor_number(const struct otaml_model *m, uint32_t vector, uint32_t n, uint32_t k)
{
    struct walk w = { m, OTAML_OK };

    if (k >= n) {
        return -1;
    }
    const uint32_t number = otaml_walk_u32(&w, vector + 4 * k);
    if (w.err && w.err != OTAML_ERR_MODEL_BOUNDS) {
        return w.err;
    }
    return w.err || number >= m->n_tensors ? -1 : (int32_t)number;
}

int32_t otaml_operator_input(const struct otaml_model *m, const struct otaml_operator *op,
                             uint32_t k)
{
    return tensor_number(m, op->inputs, op->n_inputs, k);
}

int32_t otaml_operator_output(const struct otaml_model *m, const struct otaml_operator *op,
                              uint32_t k)
{
    return tensor_number(m, op->outputs, op->n_outputs, k);
}

int32_t otaml_model_input(const struct otaml_model *m, uint32_t k)
{
    return tensor_number(m, m->inputs, m->n_inputs, k);
}

int32_t otaml_model_output(const struct otaml_model *m, uint32_t k)
{
    return tensor_number(m, m->outputs, m->n_outputs, k);
}

int otaml_operator_options(const struct otaml_model *m, const struct otaml_operator *op,
                           uint32_t field, uint32_t count, int32_t *values)
{
    struct walk w = { m, OTAML_OK };
    struct walk_table options;

    otaml_walk_table(&w, op->options, &options);
    for (uint32_t i = 0; i < count; i++) {
        values[i] = (int32_t)otaml_walk_field_u32(&w, &options, field + i, (uint32_t)values[i]);
    }
    return w.err;
}

int otaml_operator_option_u8(const struct otaml_model *m, const struct otaml_operator *op,
                             uint32_t field, uint8_t *value)
{
    struct walk w = { m, OTAML_OK };
    struct walk_table options;

    otaml_walk_table(&w, op->options, &options);
    *value = otaml_walk_field_u8(&w, &options, field, *value);
    return w.err;
}
