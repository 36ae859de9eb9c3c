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

/* A vector of numbers or tables that has to have at most 65,535 elements. */
static uint16_t few(struct walk *w, uint32_t field, uint32_t *at)
{
    const uint32_t count = otaml_walk_field_vector(w, field, WALK_WORDS, at);

    if (count > UINT16_MAX) {
        otaml_walk_fail(w, OTAML_ERR_UNSUPPORTED);
    }
    return (uint16_t)count;
}

/* Find the roots; the way to the bytes is set. */
static int open_roots(struct otaml_model *m, size_t size)
{
    struct walk w;
    uint32_t graphs;

    if (size > OTAML_MODEL_SIZE_MAX) {
        return OTAML_ERR_UNSUPPORTED;
    }
    m->size = (uint32_t)size;
    otaml_walk_begin(&w, m);
    if (otaml_walk_u32(&w, 4) != IDENTIFIER) {
        return w.err && w.err != OTAML_ERR_MODEL_BOUNDS ? w.err : OTAML_ERR_MODEL_FORMAT;
    }
    otaml_walk_follow(&w, 0);
    const uint32_t version = otaml_walk_field_u32(&w, MODEL_VERSION);
    m->n_codes = otaml_walk_field_vector(&w, MODEL_OPERATOR_CODES, WALK_WORDS, &m->codes);
    m->n_buffers = otaml_walk_field_vector(&w, MODEL_BUFFERS, WALK_WORDS, &m->buffers);
    if (otaml_walk_field_vector(&w, MODEL_SUBGRAPHS, WALK_WORDS, &graphs) == 0
        || version != SCHEMA_VERSION) {
        otaml_walk_fail(&w, OTAML_ERR_MODEL_FORMAT);
    }
    otaml_walk_follow(&w, graphs);
    m->n_tensors = few(&w, SUBGRAPH_TENSORS, &m->tensors);
    m->n_operators = few(&w, SUBGRAPH_OPERATORS, &m->operators);
    m->n_inputs = few(&w, SUBGRAPH_INPUTS, &m->inputs);
    m->n_outputs = few(&w, SUBGRAPH_OUTPUTS, &m->outputs);
    return w.err;
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

int otaml_model_operator(const struct otaml_model *m, uint32_t index, struct otaml_operator *op)
{
    struct walk w;

    if (index >= m->n_operators) {
        return OTAML_ERR_ARG;
    }
    otaml_walk_begin(&w, m);
    otaml_walk_follow(&w, m->operators + 4 * index);
    const uint32_t code_index = otaml_walk_field_u32(&w, OPERATOR_OPCODE_INDEX);
    op->n_inputs = few(&w, OPERATOR_INPUTS, &op->inputs);
    op->n_outputs = few(&w, OPERATOR_OUTPUTS, &op->outputs);
    op->options_type = otaml_walk_field_u8(&w, OPERATOR_OPTIONS_TYPE);
    op->options = otaml_walk_field_table(&w, OPERATOR_OPTIONS);
    if (code_index >= m->n_codes) {
        otaml_walk_fail(&w, OTAML_ERR_MODEL_BOUNDS);
    }

    /* Old files have the code in a byte, new ones put 127 there when it exceeds it. */
    otaml_walk_follow(&w, m->codes + 4 * code_index);
    const uint32_t old_code = otaml_walk_field_u8(&w, OPCODE_DEPRECATED_CODE);
    const uint32_t new_code = otaml_walk_field_u32(&w, OPCODE_CODE);
    op->code = (uint16_t)otaml_min_u32(new_code > old_code ? new_code : old_code, UINT16_MAX);
    op->index = (uint16_t)index;
    return w.err;
}

int otaml_operator_custom(const struct otaml_model *m, const struct otaml_operator *op,
                          struct otaml_custom *custom)
{
    struct walk w;

    otaml_walk_begin(&w, m);
    otaml_walk_follow(&w, m->operators + 4u * op->index);
    custom->options_bytes =
        otaml_walk_field_vector(&w, OPERATOR_CUSTOM_OPTIONS, WALK_BYTES, &custom->options);
    const uint32_t code_index = otaml_walk_field_u32(&w, OPERATOR_OPCODE_INDEX);
    if (code_index >= m->n_codes) {
        otaml_walk_fail(&w, OTAML_ERR_MODEL_BOUNDS);
    }
    otaml_walk_follow(&w, m->codes + 4 * code_index);
    custom->name_bytes = otaml_walk_field_vector(&w, OPCODE_CUSTOM_CODE, WALK_BYTES, &custom->name);
    return w.err;
}

/* Element k of a vector of n tensor numbers. */
static int32_t tensor_number(const struct otaml_model *m, uint32_t vector, uint32_t n, uint32_t k)
{
    struct walk w;

    if (k >= n) {
        return -1;
    }
    otaml_walk_begin(&w, m);
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
    struct walk w;

    otaml_walk_begin(&w, m);
    otaml_walk_table(&w, op->options);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = otaml_walk_field(&w, field + i);
        values[i] = at ? (int32_t)otaml_walk_u32(&w, at) : values[i];
    }
    return w.err;
}

int otaml_operator_option_u8(const struct otaml_model *m, const struct otaml_operator *op,
                             uint32_t field, uint8_t *value)
{
    struct walk w;

    otaml_walk_begin(&w, m);
    otaml_walk_table(&w, op->options);
    if (otaml_walk_field(&w, field)) {
        *value = otaml_walk_field_u8(&w, field);
    }
    return w.err;
}
