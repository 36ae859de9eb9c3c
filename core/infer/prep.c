/*
 * prep.c - the checks that the operators' prepare functions share. API: prep_priv.h
 */
#include "prep_priv.h"

#include <float.h>
#include <string.h>
#include "real_priv.h"

enum {
    ACTIVATION_NONE = 0,
    ACTIVATION_RELU = 1,
    ACTIVATION_RELU_N1_TO_1 = 2,
    ACTIVATION_RELU6 = 3
};

void otaml_prep_fail(struct prep *p, int err, int32_t tensor)
{
    if (!p->err) {
        p->err = err;
        p->failed_tensor = tensor;
    }
}

/* The number of input k, or of output 0 for -1. */
static int32_t number_of(const struct prep *p, int32_t k)
{
    if (k == 0) {
        return p->first;
    }
    return k < 0 ? otaml_operator_output(p->m, &p->op, 0)
                 : otaml_operator_input(p->m, &p->op, (uint32_t)k);
}

void otaml_prep_refuse(struct prep *p, int err, int32_t k)
{
    if (!p->err) {
        otaml_prep_fail(p, err, number_of(p, k));
    }
}

static void set_operand(struct prep *p, uint32_t slot, uint32_t operand, uint32_t bytes)
{
    p->record.words[1 + slot] = operand;
    p->operand_bytes[slot] = bytes;
}

static void *begin_record(struct prep *p, size_t size, uint32_t inputs, uint32_t outputs)
{
    memset(p->record.words, 0, size);
    p->record.head.words = (uint8_t)(size / 4);
    p->record.head.inputs = (uint8_t)inputs;
    p->record.head.outputs = (uint8_t)outputs;
    for (uint32_t i = 0; i < inputs + outputs; i++) {
        set_operand(p, i, OPERAND_NONE, 0);
    }
    return p->record.words;
}

static void check_operator(struct prep *p, uint32_t inputs_min, uint32_t inputs_max,
                           uint32_t outputs, uint8_t options_type)
{
    if (p->op.n_inputs < inputs_min || p->op.n_inputs > inputs_max || p->op.n_outputs != outputs) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    if (options_type != 0 && (p->op.options_type != options_type || p->op.options == 0)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
}

void *otaml_prep_record_outputs(struct prep *p, size_t size, uint32_t inputs_min,
                                uint32_t inputs_max, uint32_t outputs, uint8_t options_type)
{
    check_operator(p, inputs_min, inputs_max, outputs, options_type);
    return begin_record(p, size, inputs_max, outputs);
}

void *otaml_prep_record_operands(struct prep *p, size_t size, uint32_t operands, uint32_t inputs,
                                 uint8_t options_type)
{
    check_operator(p, inputs, inputs, 1, options_type);
    return begin_record(p, size, operands, 1);
}

void *otaml_prep_record(struct prep *p, size_t size, uint32_t inputs_min, uint32_t inputs_max,
                        uint8_t options_type)
{
    return otaml_prep_record_outputs(p, size, inputs_min, inputs_max, 1, options_type);
}

int otaml_prep_tensor(struct prep_known *known, const struct otaml_model *m, uint32_t number)
{
    if (known->number == (int32_t)number) {
        return OTAML_OK;
    }
    const int err = otaml_model_tensor(m, number, &known->t);
    known->number = err ? -1 : (int32_t)number;
    return err;
}

/* What of a tensor is looked at. */
enum aspect { SHAPE, SHAPE_AND_SCALES };

/* Describe tensor `number`, which must have bytes to work on. */
static void describe(struct prep *p, int32_t number, struct otaml_tensor *t, enum aspect aspect)
{
    int err = p->err;

    if (!err && number < 0) {
        otaml_prep_fail(p, number == -1 ? OTAML_ERR_MODEL_BOUNDS : number, -1);
    } else if (!err && aspect == SHAPE) {
        err = otaml_model_tensor_shape(p->m, (uint32_t)number, t);
    } else if (!err) {
        err = otaml_prep_tensor(&p->known, p->m, (uint32_t)number);
        *t = p->known.t;
    }
    if (err) {
        otaml_prep_fail(p, err, number);
    } else if (!p->err && t->bytes == 0) {
        /* Nothing to work on: an empty tensor, or a type that is not run here. */
        otaml_prep_fail(p, t->count == 0 ? OTAML_ERR_MODEL_SHAPE : OTAML_ERR_MODEL_TYPE, number);
    } else if (!p->err && number == p->first && t->type != p->first_type) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_TYPE, number);
    }
    if (p->err) {
        memset(t, 0, sizeof(*t));
    }
}

/* Describe tensor `number` and place it in the record. */
static void take_tensor(struct prep *p, int32_t number, uint32_t slot, struct otaml_tensor *t,
                        enum aspect aspect)
{
    describe(p, number, t, aspect);
    if (t->variable) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, number);
        memset(t, 0, sizeof(*t));
    }
    if (p->err) {
        return;
    }
    set_operand(p, slot, t->constant ? OPERAND_CONSTANT | t->data : (uint32_t)number, t->bytes);
}

void otaml_prep_input(struct prep *p, uint32_t k, struct otaml_tensor *t)
{
    take_tensor(p, number_of(p, (int32_t)k), k, t, SHAPE_AND_SCALES);
}

void otaml_prep_input_as(struct prep *p, uint32_t k, uint32_t operand, struct otaml_tensor *t)
{
    take_tensor(p, number_of(p, (int32_t)k), operand, t, SHAPE_AND_SCALES);
}

void otaml_prep_output(struct prep *p, uint32_t k, struct otaml_tensor *t)
{
    const int32_t number = otaml_operator_output(p->m, &p->op, k);

    take_tensor(p, number, p->record.head.inputs + k, t, SHAPE_AND_SCALES);
    if (t->constant) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_GRAPH, number);
    }
}

/* Whether an input that may be left out is there. */
static bool is_given(struct prep *p, uint32_t k)
{
    uint8_t raw[4];

    if (k >= p->op.n_inputs) {
        return false;
    }
    /* Only -1 means left out: another number that is no tensor is damage. */
    const int err = otaml_model_read(p->m, p->op.inputs + 4 * k, raw, sizeof(raw));
    if (err) {
        otaml_prep_fail(p, err, -1);
        return false;
    }
    return otaml_get_le32(raw) != UINT32_MAX;
}

bool otaml_prep_optional(struct prep *p, uint32_t k, struct otaml_tensor *t)
{
    if (!is_given(p, k)) {
        memset(t, 0, sizeof(*t));
        return false;
    }
    otaml_prep_input(p, k, t);
    return !p->err;
}

void otaml_prep_scratch(struct prep *p, uint32_t bytes)
{
    if (bytes > OTAML_MODEL_SIZE_MAX) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
        return;
    }
    p->scratch = bytes;
}

uint32_t otaml_prep_state(struct prep *p, uint32_t bytes)
{
    const uint32_t at = p->states;

    if (bytes > OTAML_MODEL_SIZE_MAX - at) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
    }
    if (p->err) {
        return 0;
    }
    p->states += otaml_round_up(bytes, sizeof(uint32_t));
    return at;
}

uint32_t otaml_prep_variable(struct prep *p, uint32_t k, struct otaml_tensor *t)
{
    const int32_t number = number_of(p, (int32_t)k);

    describe(p, number, t, SHAPE_AND_SCALES);
    if (!p->err && (!t->variable || t->constant)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_GRAPH, number);
    }
    if (p->err) {
        return 0;
    }
    /* Several operators may work on one variable. */
    struct plan_tensor *entry = otaml_plan_at(&p->plan, (uint32_t)number);
    if (entry->size == 0) {
        entry->offset = otaml_prep_state(p, t->bytes);
        entry->size = t->bytes;
        entry->root = PLAN_STATE;
        /* What stands for 0, as the reference has it: it minds zero points of int8 alone. */
        entry->first = t->type == OTAML_TYPE_INT8 ? (uint8_t)t->zero_point : 0;
    } else if (entry->root != PLAN_STATE || entry->size != t->bytes) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_GRAPH, number);
    }
    return entry->offset;
}

void otaml_prep_type(struct prep *p, int32_t k, const struct otaml_tensor *t, uint8_t type)
{
    if (t->type != type) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, k);
    }
}

/* A constant that is read in whole words of so many bytes; the model itself is aligned. */
static void words(struct prep *p, int32_t k, const struct otaml_tensor *t, uint32_t bytes)
{
    if (t->constant && t->data % bytes != 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_ALIGN, k);
    }
}

void otaml_prep_floats(struct prep *p, int32_t k, const struct otaml_tensor *t)
{
    otaml_prep_type(p, k, t, OTAML_TYPE_FLOAT32);
    words(p, k, t, sizeof(float));
}

static bool one_scale(const struct otaml_tensor *t)
{
    return t->n_scales == 1 && otaml_real_is_scale(t->scale) && t->scale != 0.0f;
}

/* The least zero point of a type: its least value. */
static int32_t least_zero(uint8_t type)
{
    switch (type) {
    case OTAML_TYPE_UINT8:
        return 0;
    case OTAML_TYPE_INT8:
        return INT8_MIN;
    case OTAML_TYPE_INT16:
        return INT16_MIN;
    default:
        return INT32_MIN;
    }
}

int32_t otaml_prep_zero(struct prep *p, int32_t k, const struct otaml_tensor *t)
{
    const int32_t least = least_zero(t->type);
    const int32_t most = t->type == OTAML_TYPE_UINT8 ? UINT8_MAX : -1 - least;

    if (!one_scale(t) || t->zero_point < least || t->zero_point > most) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, k);
        return 0;
    }
    return t->zero_point;
}

int8_t otaml_prep_int8(struct prep *p, int32_t k, const struct otaml_tensor *t)
{
    otaml_prep_type(p, k, t, OTAML_TYPE_INT8);
    return p->err ? 0 : (int8_t)otaml_prep_zero(p, k, t);
}

int8_t otaml_prep_quantized(struct prep *p, int32_t k, const struct otaml_tensor *t, uint8_t type)
{
    if (type != OTAML_TYPE_INT16) {
        return otaml_prep_int8(p, k, t);
    }
    otaml_prep_type(p, k, t, OTAML_TYPE_INT16);
    words(p, k, t, sizeof(int16_t));
    if (!one_scale(t) || t->zero_point != 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, k);
    }
    return 0;
}

void otaml_prep_fraction(struct prep *p, struct otaml_real real, struct otaml_multiplier *m)
{
    if (real.mantissa == 0 || !otaml_real_less(real, otaml_real_from_uint(1))
        || !otaml_real_multiplier(real, m) || m->shift > 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

#define PIECE 64u

/* The bytes [at, at + *bytes) of the model in place; or in `buf` the first PIECE of them, to which
 * *bytes is cut. */
static const uint8_t *piece(struct prep *p, uint32_t at, uint32_t *bytes, uint8_t buf[PIECE])
{
    const uint8_t *mapped = otaml_model_map(p->m, at, *bytes);
    if (mapped) {
        return mapped;
    }
    *bytes = otaml_min_u32(*bytes, PIECE);
    const int err = otaml_model_read(p->m, at, buf, *bytes);
    if (err) {
        otaml_prep_refuse(p, err, 1);
        memset(buf, 0, PIECE);
    }
    return buf;
}

/* A float's magnitude, twice: these are in the order of the magnitudes themselves. */
static uint32_t magnitude(const uint8_t *scale)
{
    return otaml_get_le32(scale) << 1;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The largest magnitude of n scales, which may be infinite or NaN. */
static float largest_scale(struct prep *p, uint32_t at, uint32_t n)
{
    uint32_t largest = 0, bytes;
    uint8_t buf[PIECE];
    float scale;

    for (; n > 0 && !p->err; at += bytes, n -= bytes / 4) {
        bytes = 4 * n;
        const uint8_t *from = piece(p, at, &bytes, buf);
        const uint8_t *end = from + bytes;
        if (bytes % 8 != 0) { /* then two at a time */
            largest = larger(largest, magnitude(from));
            from += 4;
        }
        for (; from != end; from += 8) {
            largest = larger(largest, magnitude(from));
            largest = larger(largest, magnitude(from + 4));
        }
    }
    largest >>= 1;
    memcpy(&scale, &largest, sizeof(scale));
    return scale;
}

/* In whatever byte order. */
static uint32_t word_at(const uint8_t *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof(word));
    return word;
}

static bool all_zero(struct prep *p, uint32_t at, uint32_t n)
{
    uint32_t any = 0, bytes;
    uint8_t buf[PIECE];

    for (; n > 0 && !p->err; at += bytes, n -= bytes / 8) {
        bytes = 8 * n;
        const uint8_t *from = piece(p, at, &bytes, buf);
        const uint8_t *end = from + bytes;
        if (bytes % 16 != 0) { /* then two at a time */
            any |= word_at(from) | word_at(from + 4);
            from += 8;
        }
        for (; from != end; from += 16) {
            any |= word_at(from);
            any |= word_at(from + 4);
            any |= word_at(from + 8);
            any |= word_at(from + 12);
        }
    }
    return any == 0;
}

float otaml_prep_filter(struct prep *p, const struct otaml_tensor *t, int32_t axis,
                        uint32_t channels)
{
    otaml_prep_type(p, 1, t, OTAML_TYPE_INT8);
    if (p->err) {
        return 0.0f;
    }
    if (t->n_scales == 1 || (t->n_scales == channels && t->axis == axis)) {
        const float largest = largest_scale(p, t->scales, t->n_scales);
        if (otaml_real_is_finite(largest) && all_zero(p, t->zero_points, t->n_zero_points)) {
            return largest;
        }
    }
    otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 1);
    return 0.0f;
}

void otaml_prep_bias(struct prep *p, uint8_t type, uint32_t channels)
{
    struct otaml_tensor t;

    if (!is_given(p, 2)) {
        return;
    }
    take_tensor(p, number_of(p, 2), 2, &t, SHAPE);
    otaml_prep_type(p, 2, &t, type);
    if (t.count != channels || !t.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 2);
    }
}

static void constant_integers(struct prep *p, uint32_t k, struct otaml_tensor *t)
{
    otaml_prep_input(p, k, t);
    if (p->err) {
        return;
    }
    if (t->type != OTAML_TYPE_INT32 && t->type != OTAML_TYPE_INT64) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_TYPE, (int32_t)k);
    } else if (!t->constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, (int32_t)k);
    }
}

void otaml_prep_integers(struct prep *p, uint32_t k, struct otaml_tensor *t, uint32_t count)
{
    constant_integers(p, k, t);
    if (t->count != count) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, (int32_t)k);
    }
}

int32_t otaml_prep_integer(struct prep *p, const struct otaml_tensor *t, uint32_t i)
{
    const uint32_t bytes = t->type == OTAML_TYPE_INT64 ? 8 : 4;
    uint8_t raw[8] = { 0 };

    if (p->err) {
        return 0;
    }
    const int err = otaml_model_read(p->m, t->data + bytes * i, raw, bytes);
    if (err) {
        otaml_prep_fail(p, err, -1);
        return 0;
    }
    const int32_t value = (int32_t)otaml_get_le32(raw);
    if (bytes == 8 && otaml_get_le32(raw + 4) != (value < 0 ? UINT32_MAX : 0)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, -1);
        return 0;
    }
    return value;
}

uint32_t otaml_prep_axis(struct prep *p, int32_t axis, uint32_t rank)
{
    const uint32_t resolved = axis < 0 ? (uint32_t)axis + rank : (uint32_t)axis;

    if (resolved >= rank) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
        return 0;
    }
    return resolved;
}

void otaml_prep_around(const struct otaml_tensor *t, uint32_t axis, uint32_t *outer,
                       uint32_t *inner)
{
    *outer = *inner = 1;
    for (uint32_t i = 0; i < t->rank; i++) {
        *outer *= i < axis ? t->dims[i] : 1;
        *inner *= i > axis ? t->dims[i] : 1;
    }
}

uint32_t otaml_prep_axes(struct prep *p, uint32_t k, struct otaml_tensor *t, uint32_t rank)
{
    uint32_t axes = 0;

    constant_integers(p, k, t);
    for (uint32_t i = 0; !p->err && i < t->count; i++) {
        axes |= 1u << otaml_prep_axis(p, otaml_prep_integer(p, t, i), rank);
    }
    return axes;
}

void otaml_prep_same_shape(struct prep *p, int32_t k, const struct otaml_tensor *a,
                           const struct otaml_tensor *b)
{
    bool same = a->rank == b->rank;
    for (uint32_t i = 0; same && i < a->rank; i++) {
        same = a->dims[i] == b->dims[i];
    }
    if (!same) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, k);
    }
}

void otaml_prep_options(struct prep *p, uint32_t field, uint32_t count, int32_t *values)
{
    const int err = otaml_operator_options(p->m, &p->op, field, count, values);
    if (err) {
        otaml_prep_fail(p, err, -1);
    }
}

int32_t otaml_prep_option(struct prep *p, uint32_t field, int32_t standard)
{
    int32_t value = standard;
    otaml_prep_options(p, field, 1, &value);
    return value;
}

uint8_t otaml_prep_option_u8(struct prep *p, uint32_t field)
{
    uint8_t value = 0;
    const int err = otaml_operator_option_u8(p->m, &p->op, field, &value);
    if (err) {
        otaml_prep_fail(p, err, -1);
    }
    return value;
}

float otaml_prep_option_float(struct prep *p, uint32_t field)
{
    const int32_t bits = otaml_prep_option(p, field, 0);
    float value;

    memcpy(&value, &bits, sizeof(value));
    if (!otaml_real_is_finite(value)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
        return 0.0f;
    }
    return value;
}

/* zero_point + round(limit / scale), limit a small integer, kept within the tensor's type. */
static int32_t quantized_limit(int32_t limit, const struct otaml_tensor *out)
{
    const int32_t steps = otaml_ratio_round((float)limit, out->scale);
    /* It saturates far beyond int16, so the sum cannot wrap. */
    const int32_t q = out->zero_point + steps;
    const int32_t least = out->type == OTAML_TYPE_INT16 ? INT16_MIN : INT8_MIN;
    return q < least ? least : q > -1 - least ? -1 - least : q;
}

void otaml_prep_activation(struct prep *p, uint32_t field, const struct otaml_tensor *out,
                           int32_t *min, int32_t *max)
{
    const uint8_t activation = otaml_prep_option_u8(p, field);

    *min = out->type == OTAML_TYPE_INT16 ? INT16_MIN : INT8_MIN;
    *max = -1 - *min;
    if (p->err) {
        return;
    }
    switch (activation) {
    case ACTIVATION_NONE:
        break;
    case ACTIVATION_RELU:
        *min = out->zero_point;
        break;
    case ACTIVATION_RELU_N1_TO_1:
        *min = quantized_limit(-1, out);
        *max = quantized_limit(1, out);
        break;
    case ACTIVATION_RELU6:
        *min = out->zero_point;
        *max = quantized_limit(6, out);
        break;
    default:
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
}

void otaml_prep_activation_int8(struct prep *p, uint32_t field, const struct otaml_tensor *out,
                                int8_t *min, int8_t *max)
{
    int32_t least, most;

    otaml_prep_activation(p, field, out, &least, &most);
    *min = (int8_t)least;
    *max = (int8_t)most;
}

void otaml_prep_activation_float(struct prep *p, uint32_t field, float *min, float *max)
{
    *min = -FLT_MAX;
    *max = FLT_MAX;
    switch (otaml_prep_option_u8(p, field)) {
    case ACTIVATION_NONE:
        break;
    case ACTIVATION_RELU:
        *min = 0.0f;
        break;
    case ACTIVATION_RELU_N1_TO_1:
        *min = -1.0f;
        *max = 1.0f;
        break;
    case ACTIVATION_RELU6:
        *min = 0.0f;
        *max = 6.0f;
        break;
    default:
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
}
