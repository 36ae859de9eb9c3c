/*
 * model_tensor.c - describe one tensor: shape, type, where its bytes lie, quantization.
 * API: otaml/model.h
 */
#include <otaml/model.h>

#include <string.h>
#include "base_priv.h"
#include "model_buffer_priv.h"
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

static int read_shape(struct walk *w, struct otaml_tensor *t)
{
    uint32_t at, count = 1;

    const uint32_t rank = otaml_walk_field_vector(w, TENSOR_SHAPE, WALK_WORDS, &at);
    if (rank > OTAML_MODEL_RANK_MAX) {
        return OTAML_ERR_MODEL_SHAPE;
    }
    t->rank = (uint8_t)rank;
    for (uint32_t i = 0; i < rank; i++) {
        t->dims[i] = otaml_walk_u32(w, at + 4 * i);
        const uint64_t product = (uint64_t)count * t->dims[i];
        if (t->dims[i] > INT32_MAX || product > OTAML_MODEL_SIZE_MAX) {
            return OTAML_ERR_MODEL_SHAPE;
        }
        count = (uint32_t)product;
    }
    t->count = count;
    const uint64_t bytes = (uint64_t)count * element_bytes(t->type);
    t->bytes = (uint32_t)bytes;
    return bytes > OTAML_MODEL_SIZE_MAX ? OTAML_ERR_MODEL_SHAPE : OTAML_OK;
}

static int find_data(struct walk *w, uint32_t number, struct otaml_tensor *t)
{
    uint32_t bytes;
    const int err = otaml_model_buffer(w, number, &t->data, &bytes);

    if (err) {
        return err;
    }
    t->constant = bytes > 0;
    return t->constant && t->bytes != 0 && bytes != t->bytes ? OTAML_ERR_MODEL_SHAPE : OTAML_OK;
}

static void read_quantization(struct walk *w, uint32_t table, struct otaml_tensor *t)
{
    otaml_walk_table(w, table);
    t->n_scales = otaml_walk_field_vector(w, QUANTIZATION_SCALE, WALK_WORDS, &t->scales);
    t->n_zero_points =
        otaml_walk_field_vector(w, QUANTIZATION_ZERO_POINT, WALK_LONGS, &t->zero_points);
    t->axis = (int32_t)otaml_walk_field_u32(w, QUANTIZATION_DIMENSION);
    if (t->n_scales > 0) {
        const uint32_t bits = otaml_walk_u32(w, t->scales);
        memcpy(&t->scale, &bits, sizeof(bits));
    }
    if (t->n_zero_points > 0) {
        const int32_t low = (int32_t)otaml_walk_u32(w, t->zero_points);
        const int32_t high = (int32_t)otaml_walk_u32(w, t->zero_points + 4);
        t->zero_point = high == low >> 31 ? low : high < 0 ? INT32_MIN : INT32_MAX;
    }
}

static int describe(const struct otaml_model *m, uint32_t index, struct otaml_tensor *t,
                    bool quantization)
{
    struct walk w;

    memset(t, 0, sizeof(*t));
    if (index >= m->n_tensors) {
        return OTAML_ERR_ARG;
    }
    otaml_walk_begin(&w, m);
    otaml_walk_follow(&w, m->tensors + 4 * index);
    t->type = otaml_walk_field_u8(&w, TENSOR_TYPE);
    t->variable = otaml_walk_field_u8(&w, TENSOR_IS_VARIABLE) != 0;
    const uint32_t buffer = otaml_walk_field_u32(&w, TENSOR_BUFFER);
    const uint32_t table = quantization ? otaml_walk_field_table(&w, TENSOR_QUANTIZATION) : 0;
    int err = read_shape(&w, t);
    if (!err) {
        err = find_data(&w, buffer, t);
    }
    if (!err && quantization) {
        read_quantization(&w, table, t);
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
    struct walk w;
    uint32_t at, n = 0;

    if (cap == 0) {
        return;
    }
    if (index < m->n_tensors) {
        otaml_walk_begin(&w, m);
        otaml_walk_follow(&w, m->tensors + 4 * index);
        n = otaml_walk_field_vector(&w, TENSOR_NAME, WALK_BYTES, &at);
        n = n < cap ? n : (uint32_t)(cap - 1);
        if (w.err || otaml_model_read(m, at, dst, n)) {
            n = 0;
        }
    }
    dst[n] = '\0';
}
