/*
 * model_tensor.c - describe one tensor: shape, type, where its bytes lie, quantization.
 * API: otaml/model.h
 */
#include <otaml/model.h>

#include <string.h>
#include "base_priv.h"
#include "schema_priv.h"
#include "walk_priv.h"

/* Bytes of an element; 0 for types that nothing here works on. */
static uint32_t element_bytes(uint8_t type)
{
    switch (type) {
    case OTAML_TYPE_INT8:
    case OTAML_TYPE_UINT8:
    case OTAML_TYPE_BOOL:
        return 1;
    case OTAML_TYPE_INT16:
        return 2;
    case OTAML_TYPE_INT32:
    case OTAML_TYPE_UINT32:
    case OTAML_TYPE_FLOAT32:
        return 4;
    case OTAML_TYPE_INT64:
    case OTAML_TYPE_UINT64:
        return 8;
    default:
        return 0;
    }
}

static int read_shape(struct walk *w, const struct walk_table *table, struct otaml_tensor *t)
{
    const struct walk_vector shape = otaml_walk_field_vector(w, table, TENSOR_SHAPE, WALK_WORDS);
    uint64_t count = 1;

    if (shape.count > OTAML_MODEL_RANK_MAX) {
        return OTAML_ERR_MODEL_SHAPE;
    }
    t->rank = (uint8_t)shape.count;
    for (uint32_t i = 0; i < shape.count; i++) {
        t->dims[i] = otaml_walk_u32(w, shape.at + 4 * i);
        count *= t->dims[i]; /* < 2^31 before, so the product is < 2^63 */
        if (t->dims[i] > INT32_MAX || count > OTAML_MODEL_SIZE_MAX) {
            return OTAML_ERR_MODEL_SHAPE;
        }
    }
    t->count = (uint32_t)count;
    const uint64_t bytes = count * element_bytes(t->type);
    t->bytes = (uint32_t)bytes;
    return bytes > OTAML_MODEL_SIZE_MAX ? OTAML_ERR_MODEL_SHAPE : OTAML_OK;
}

/* A constant's bytes: in the buffer's own vector, or behind the FlatBuffer. */
static int find_data(struct walk *w, const struct walk_table *table, struct otaml_tensor *t)
{
    const struct otaml_model *m = w->m;
    const uint32_t number = otaml_walk_field_u32(w, table, TENSOR_BUFFER, 0);
    struct walk_table buffer;

    /* Number 0 is the empty buffer by convention, even where the file has no buffers. */
    if (number == 0) {
        return w->err;
    }
    if (w->err || number >= m->n_buffers) {
        return OTAML_ERR_MODEL_BOUNDS;
    }
    otaml_walk_follow_table(w, m->buffers + 4 * number, &buffer);
    const struct walk_vector inside = otaml_walk_field_vector(w, &buffer, BUFFER_DATA, WALK_BYTES);
    const uint32_t offset = otaml_walk_field_size(w, &buffer, BUFFER_OFFSET);
    uint32_t bytes = inside.count;
    t->data = inside.at;
    if (offset > 1) { /* 0 and 1 mean that it was never set */
        bytes = otaml_walk_field_size(w, &buffer, BUFFER_SIZE);
        if (offset > m->size || bytes > m->size - offset) {
            return OTAML_ERR_MODEL_BOUNDS;
        }
        t->data = offset;
    }
    t->constant = bytes > 0;
    if (t->constant && t->bytes != 0 && bytes != t->bytes) {
        return OTAML_ERR_MODEL_SHAPE;
    }
    return w->err;
}

static void read_quantization(struct walk *w, const struct walk_table *table,
                              struct otaml_tensor *t)
{
    struct walk_table q;

    otaml_walk_table(w, otaml_walk_field_table(w, table, TENSOR_QUANTIZATION), &q);
    const struct walk_vector scales =
        otaml_walk_field_vector(w, &q, QUANTIZATION_SCALE, WALK_WORDS);
    const struct walk_vector zeros =
        otaml_walk_field_vector(w, &q, QUANTIZATION_ZERO_POINT, WALK_LONGS);

    t->scales = scales.at;
    t->n_scales = scales.count;
    t->zero_points = zeros.at;
    t->n_zero_points = zeros.count;
    t->axis = (int32_t)otaml_walk_field_u32(w, &q, QUANTIZATION_DIMENSION, 0);
    if (scales.count > 0) {
        const uint32_t bits = otaml_walk_u32(w, scales.at);
        memcpy(&t->scale, &bits, sizeof(bits));
    }
    if (zeros.count > 0) {
        const int32_t low = (int32_t)otaml_walk_u32(w, zeros.at);
        const int32_t high = (int32_t)otaml_walk_u32(w, zeros.at + 4);
        t->zero_point = high == low >> 31 ? low : high < 0 ? INT32_MIN : INT32_MAX;
    }
}

static int describe(const struct otaml_model *m, uint32_t index, struct otaml_tensor *t,
                    bool quantization)
{
    struct walk w = { m, OTAML_OK };
    struct walk_table table;
    int err;

    memset(t, 0, sizeof(*t));
    if (index >= m->n_tensors) {
        return OTAML_ERR_ARG;
    }
    otaml_walk_follow_table(&w, m->tensors + 4 * index, &table);
    t->type = otaml_walk_field_u8(&w, &table, TENSOR_TYPE, OTAML_TYPE_FLOAT32);
    t->variable = otaml_walk_field_u8(&w, &table, TENSOR_IS_VARIABLE, 0) != 0;
    err = read_shape(&w, &table, t);
    if (!err) {
        err = find_data(&w, &table, t);
    }
    if (!err && quantization) {
        read_quantization(&w, &table, t);
    }
    /* Damage explains the rest: say that first. */
    return w.err ? w.err : err;
}

int otaml_model_tensor(const struct otaml_model *m, uint32_t index, struct otaml_tensor *t)
{
    return describe(m, index, t, true);
}

int otaml_model_tensor_shape(const struct otaml_model *m, uint32_t index, struct otaml_tensor *t)
{
    return describe(m, index, t, false);
}

void otaml_model_tensor_name(const struct otaml_model *m, uint32_t index, char *dst, size_t cap)
{
    struct walk w = { m, OTAML_OK };
    struct walk_table table;
    uint32_t n = 0;

    if (cap == 0) {
        return;
    }
    if (index < m->n_tensors) {
        otaml_walk_follow_table(&w, m->tensors + 4 * index, &table);
        const struct walk_vector name =
            otaml_walk_field_vector(&w, &table, TENSOR_NAME, WALK_BYTES);
        n = name.count < cap ? name.count : (uint32_t)(cap - 1);
        if (w.err || otaml_model_read(m, name.at, dst, n)) {
            n = 0;
        }
    }
    dst[n] = '\0';
}
