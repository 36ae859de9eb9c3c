/*
 * test_infer.c - small models written here: every operator's output against its definition,
 * the arena's size, errors by place, and hostile files.
 */
#include <fixture.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/infer.h>

#include "reference.h"
#include "sample_models.h"

struct opened {
    uint8_t *file;
    size_t size;
    struct otaml_model m;
    struct otaml_infer inf;
    void *arena;
};

static void *aligned(size_t size)
{
    void *p = NULL;
    assert_int_equal(posix_memalign(&p, 16, size ? size : 1), 0);
    return p;
}

/* Ends with an arena of just the size asked for. */
static void open_sample(struct opened *o, const struct flat_model *sample)
{
    uint32_t size = 0;
    int err;

    memset(o, 0, sizeof(*o));
    o->file = flat_write(sample, &o->size);
    assert_int_equal(otaml_model_open(&o->m, o->file, o->size), OTAML_OK);
    while ((err = otaml_infer_open(&o->inf, &o->m, o->arena, size)) == OTAML_ERR_ARENA
           || (!err && size != o->inf.arena_needed)) {
        free(o->arena);
        size = o->inf.arena_needed;
        o->arena = aligned(size);
    }
    assert_int_equal(err, OTAML_OK);
}

static void close_sample(struct opened *o)
{
    free(o->arena);
    free(o->file);
}

static const void *constant(const struct flat_model *m, int tensor)
{
    return m->tensors[tensor].data;
}

/* One step, and the bytes that its operator wrote. */
static const void *step(struct otaml_infer *inf, size_t expected_bytes)
{
    size_t bytes;
    const int err = otaml_infer_step(inf);
    const void *out = otaml_infer_peek(inf, 0, &bytes);

    assert_int_equal(err, inf->position < inf->model->n_operators ? OTAML_ERR_AGAIN : OTAML_OK);
    assert_int_equal(bytes, expected_bytes);
    return out;
}

static void fill(int8_t *p, size_t n, unsigned seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        p[i] = (int8_t)(seed >> 16);
    }
}

static void check_classifier(struct otaml_infer *inf, const int8_t *in)
{
    const struct flat_model *s = &sample_classifier;
    const struct reference_window conv = { 6, 5, 3, 3, 3, 5, 3, 3, 2, 2, 0, 1 };
    const struct reference_window depthwise = { 3, 3, 5, 2, 2, 10, 2, 2, 1, 1, 0, 0 };
    const struct reference_window pool = { 2, 2, 10, 1, 1, 10, 2, 2, 2, 2, 0, 0 };
    const float s1 = s->tensors[0].scales[0], s2 = s->tensors[3].scales[0];
    const float s3 = s->tensors[6].scales[0], sw = s->tensors[10].scales[0];
    const float s4 = s->tensors[12].scales[0];
    const struct reference_quantization q1 = {
        s1, s2, s->tensors[1].scales, -3, -128, -128, (int)lround(6.0 / (double)s2) - 128
    };
    const struct reference_quantization q2 = { s2, s3, s->tensors[4].scales, -128, 7, -128, 127 };
    int8_t a[45], b[40], c[10], d[7];
    double sum = 0;

    reference_conv(&conv, &q1, in, constant(s, 1), constant(s, 2), a);
    assert_memory_equal(step(inf, 45), a, 45);
    reference_depthwise(&depthwise, &q2, a, constant(s, 4), constant(s, 5), b);
    assert_memory_equal(step(inf, 40), b, 40);
    reference_average_pool(&pool, b, c);
    assert_memory_equal(step(inf, 10), c, 10);
    assert_memory_equal(step(inf, 10), c, 10);
    for (int o = 0; o < 7; o++) {
        int32_t dot = ((const int32_t *)constant(s, 11))[o];
        for (int i = 0; i < 10; i++) {
            dot += (c[i] - 7) * ((const int8_t *)constant(s, 10))[o * 10 + i];
        }
        const float product = s3 * sw; /* in float32, unlike a convolution's */
        d[o] =
            reference_clamp(reference_multiply(dot, (double)product / (double)s4) - 20, -20, 127);
    }
    assert_memory_equal(step(inf, 7), d, 7);
    const int8_t *softmax = step(inf, 7);
    for (int o = 0; o < 7; o++) {
        sum += exp((double)s4 * d[o]);
    }
    for (int o = 0; o < 7; o++) {
        const double expected = exp((double)s4 * d[o]) / sum * 256 - 128;
        assert_true(fabs(softmax[o] - fmin(expected, 127)) < 1.0);
    }
}

static void classifier_matches_its_definition(void **state)
{
    struct opened o;
    size_t bytes;

    (void)state;
    open_sample(&o, &sample_classifier);
    for (unsigned k = 0; k < 20; k++) {
        int8_t in[90];
        fill(in, sizeof(in), k);
        int8_t *to = otaml_infer_input(&o.inf, 0, &bytes);
        assert_int_equal(bytes, sizeof(in));
        memcpy(to, in, sizeof(in));
        check_classifier(&o.inf, in);
        assert_non_null(otaml_infer_output(&o.inf, 0, &bytes));
        assert_int_equal(bytes, 7);
    }
    assert_null(otaml_infer_input(&o.inf, 1, &bytes));
    assert_null(otaml_infer_output(&o.inf, 1, &bytes));
    close_sample(&o);
}

static int8_t add_value(int a, float sa, int za, int b, float sb, int zb, float so, int zo, int min)
{
    const double twice = 2 * (double)fmaxf(sa, sb);
    const int32_t va = reference_multiply((a - za) * (1 << 20), (double)sa / twice);
    const int32_t vb = reference_multiply((b - zb) * (1 << 20), (double)sb / twice);
    return reference_clamp(
        reference_multiply(va + vb, twice / ((double)(1 << 20) * (double)so)) + zo, min, 127);
}

static void check_elementwise(struct otaml_infer *inf, const float *in)
{
    const struct flat_tensor *t = sample_elementwise.tensors;
    const struct reference_window pool = { 7, 5, 2, 4, 5, 2, 2, 3, 2, 1, 0, 1 };
    const float s1 = t[1].scales[0], s4 = t[4].scales[0], s5 = t[5].scales[0];
    const float s7 = t[7].scales[0], s8 = t[8].scales[0], alpha = 0.3f;
    int8_t q[32], padded[70], leaky[70], sum[70], max[40], last[40];

    for (int i = 0; i < 32; i++) {
        q[i] = reference_clamp((int64_t)lroundf(in[i] / s1) + 11, -128, 127);
    }
    assert_memory_equal(step(inf, 32), q, 32);
    memset(padded, 11, sizeof(padded));
    for (int i = 0; i < 32; i++) {
        padded[(1 + i / 8) * 10 + i % 8] = q[i];
    }
    assert_memory_equal(step(inf, 70), padded, 70);
    for (int i = 0; i < 70; i++) {
        const int x = padded[i] - 11;
        const float real = x >= 0 ? s1 / s4 : s1 * alpha / s4;
        leaky[i] = reference_clamp(reference_multiply(x, (double)real) - 9, -128, 127);
        sum[i] = add_value(padded[i], s1, 11, leaky[i], s4, -9, s5, 4, -128);
    }
    assert_memory_equal(step(inf, 70), leaky, 70);
    assert_memory_equal(step(inf, 70), sum, 70);
    reference_max_pool(&pool, sum, max);
    assert_memory_equal(step(inf, 40), max, 40);
    for (int i = 0; i < 40; i++) {
        last[i] = add_value(max[i], s5, 4, ((const int8_t *)t[7].data)[i % 2], s7, -30, s8, 0, 0);
    }
    assert_memory_equal(step(inf, 40), last, 40);
    const float *out = step(inf, 160);
    for (int i = 0; i < 40; i++) {
        assert_true(out[i] == (float)((double)s8 * last[i]));
    }
}

static void elementwise_matches_its_definition(void **state)
{
    struct opened o;
    size_t bytes;

    (void)state;
    open_sample(&o, &sample_elementwise);
    for (unsigned k = 0; k < 20; k++) {
        float in[32];
        int8_t noise[32];
        fill(noise, sizeof(noise), k);
        for (int i = 0; i < 32; i++) {
            /* Whole and half steps too: 0.031 * n / 2 */
            in[i] = k % 2 ? 0.0155f * (float)noise[i] : 0.041f * (float)noise[i];
        }
        memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, sizeof(in));
        check_elementwise(&o.inf, in);
    }
    close_sample(&o);
}

/* ADD of a small tensor that dies there and a large one: the sum must not lie in the small
 * one's place, whose values are read again and again. */
static void add_repeats_its_first_input(void **state)
{
    static const float in_scale[] = { 0.05f }, out_scale[] = { 0.09f };
    const struct flat_tensor tensors[] = {
        { OTAML_TYPE_INT8, 4, { 1, 4, 4, 3 }, 1, in_scale, 2, 0, NULL, 0 },
        { OTAML_TYPE_INT8, 4, { 1, 1, 1, 3 }, 1, in_scale, 2, 0, NULL, 0 },
        { OTAML_TYPE_INT8, 4, { 1, 4, 4, 3 }, 1, out_scale, -5, 0, NULL, 0 },
    };
    const struct flat_operator operators[] = {
        { 1, 1, 1, { 0 }, { 1 }, 5, "144441", { 1, 4, 4, 4, 4, 0 } },
        { 0, 2, 1, { 1, 0 }, { 2 }, 11, "1", { 0 } },
    };
    const struct flat_model model = { 3, 2, tensors, operators, 0, 2 };
    const struct reference_window pool = { 4, 4, 3, 1, 1, 3, 4, 4, 4, 4, 0, 0 };
    struct opened o;
    int8_t in[48], mean[3], sum[48];
    size_t bytes;

    (void)state;
    open_sample(&o, &model);
    fill(in, sizeof(in), 9);
    memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, sizeof(in));
    reference_average_pool(&pool, in, mean);
    for (int i = 0; i < 48; i++) {
        sum[i] = add_value(mean[i % 3], 0.05f, 2, in[i], 0.05f, 2, 0.09f, -5, -128);
    }
    assert_memory_equal(step(&o.inf, 3), mean, 3);
    assert_memory_equal(step(&o.inf, 48), sum, 48);
    close_sample(&o);
}

static void quantize_survives_any_float(void **state)
{
    struct opened o;
    size_t bytes;
    const float odd[4] = { NAN, INFINITY, -INFINITY, 3.4e38f };

    (void)state;
    open_sample(&o, &sample_elementwise);
    float *in = otaml_infer_input(&o.inf, 0, &bytes);
    memset(in, 0, bytes);
    memcpy(in, odd, sizeof(odd));
    const int8_t *q = step(&o.inf, 32);
    assert_int_equal(q[1], 127);
    assert_int_equal(q[2], -128);
    assert_int_equal(q[3], 127);
    close_sample(&o);
}

/* Answers of TensorFlow Lite Micro (the tflite-micro wheel 0.dev20261023182759) to fill()'s
 * inputs of seeds 0 to 7. */
static void axes_match_tflm(void **state)
{
    static const int8_t answers[8][4] = {
        { 97, 67, 93, 66 },  { 71, 67, 83, 114 }, { 19, 48, 3, 14 },   { 102, 106, 71, 33 },
        { 66, 50, 87, 127 }, { 82, 97, 82, -19 }, { 53, 51, 93, -20 }, { 70, 111, 58, 108 },
    };
    struct opened o;
    size_t bytes;

    (void)state;
    open_sample(&o, &sample_axes);
    for (unsigned k = 0; k < 8; k++) {
        int8_t *in = otaml_infer_input(&o.inf, 0, &bytes);
        assert_int_equal(bytes, 48);
        fill(in, bytes, k);
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        assert_memory_equal(otaml_infer_output(&o.inf, 0, &bytes), answers[k], 4);
    }
    close_sample(&o);
}

/* All 256 inputs of LOGISTIC; the CRC-32 of TFLM's 256 answers (the same wheel). */
static void logistic_matches_tflm(void **state)
{
    static const struct {
        float scale;
        int zero;
        uint32_t crc;
    } cases[] = { { 0.037f, 5, 0xd0dba8ed },
                  { 0.21f, -60, 0xf357be6c },
                  { 0.004f, 127, 0xcfcdc0c6 } };
    static const float out_scale[] = { 1.0f / 256 };
    static const struct flat_operator op = { 14, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } };
    size_t bytes;

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const struct flat_tensor tensors[] = {
            { OTAML_TYPE_INT8, 2, { 1, 256 }, 1, &cases[k].scale, cases[k].zero, 0, NULL, 0 },
            { OTAML_TYPE_INT8, 2, { 1, 256 }, 1, out_scale, -128, 0, NULL, 0 },
        };
        const struct flat_model model = { 2, 1, tensors, &op, 0, 1 };
        struct opened o;
        open_sample(&o, &model);
        int8_t *in = otaml_infer_input(&o.inf, 0, &bytes);
        for (int i = 0; i < 256; i++) {
            in[i] = (int8_t)(i - 128);
        }
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        const void *out = otaml_infer_output(&o.inf, 0, &bytes);
        assert_int_equal(otaml_crc32(0, out, bytes), cases[k].crc);
        close_sample(&o);
    }
}

static void restart_and_run(void **state)
{
    struct opened o;
    int8_t in[90], first[7];
    size_t bytes;

    (void)state;
    open_sample(&o, &sample_classifier);
    fill(in, sizeof(in), 5);
    memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, sizeof(in));
    assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
    memcpy(first, otaml_infer_output(&o.inf, 0, &bytes), 7);

    memset(otaml_infer_input(&o.inf, 0, &bytes), 1, sizeof(in));
    assert_int_equal(otaml_infer_step(&o.inf), OTAML_ERR_AGAIN);
    assert_int_equal(otaml_infer_step(&o.inf), OTAML_ERR_AGAIN);
    otaml_infer_restart(&o.inf);
    memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, sizeof(in));
    assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
    assert_memory_equal(otaml_infer_output(&o.inf, 0, &bytes), first, 7);
    close_sample(&o);
}

static void misaligned_or_small_is_refused(void **state)
{
    struct opened o;

    (void)state;
    open_sample(&o, &sample_classifier);
    const uint32_t needed = o.inf.arena_needed;
    uint8_t *other = aligned(o.size + 16);
    memcpy(other + 4, o.file, o.size);
    struct otaml_model m;
    assert_int_equal(otaml_model_open(&m, other + 4, o.size), OTAML_ERR_MODEL_ALIGN);
    free(other);

    other = aligned(needed + 16);
    assert_int_equal(otaml_infer_open(&o.inf, &o.m, other + 8, needed), OTAML_ERR_MODEL_ALIGN);
    assert_int_equal(otaml_infer_open(&o.inf, &o.m, other, needed - 1), OTAML_ERR_ARENA);
    assert_true(o.inf.arena_needed >= needed);
    assert_int_equal(otaml_infer_open(&o.inf, &o.m, other, needed), OTAML_OK);
    assert_int_equal(o.inf.arena_needed, needed);
    free(other);
    close_sample(&o);
}

/* A sample with one tensor or operator changed must be refused with this error and place. */
static void refuse(const struct flat_model *sample, int tensor, const struct flat_tensor *t,
                   int op_index, const struct flat_operator *op, int err, int at_op, int at_tensor)
{
    struct flat_tensor tensors[16];
    struct flat_operator operators[16];
    struct flat_model changed = *sample;
    struct otaml_model m;
    struct otaml_infer inf;
    size_t size;
    uint8_t *arena = aligned(65536);

    memcpy(tensors, sample->tensors, (size_t)sample->n_tensors * sizeof(tensors[0]));
    memcpy(operators, sample->operators, (size_t)sample->n_operators * sizeof(operators[0]));
    if (t) {
        tensors[tensor] = *t;
    }
    if (op) {
        operators[op_index] = *op;
    }
    changed.tensors = tensors;
    changed.operators = operators;
    uint8_t *file = flat_write(&changed, &size);
    assert_int_equal(otaml_model_open(&m, file, size), OTAML_OK);
    assert_int_equal(otaml_infer_open(&inf, &m, arena, 65536), err);
    assert_int_equal(inf.failed_operator, at_op);
    assert_int_equal(inf.failed_tensor, at_tensor);
    free(file);
    free(arena);
}

static void errors_name_operator_and_tensor(void **state)
{
    const struct flat_model *s = &sample_classifier;
    static const float bad_scale[] = { 0.0f };
    static const float nan_scales[] = { 0.01f, NAN, 0.01f, 0.01f, 0.01f };
    struct flat_tensor t;
    struct flat_operator op;

    (void)state;
    t = s->tensors[3]; /* CONV_2D's output: wrong size */
    t.dims[1] = 4;
    refuse(s, 3, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 0, 3);
    t = s->tensors[6]; /* DEPTHWISE_CONV_2D's output: no scale */
    t.scales = bad_scale;
    refuse(s, 6, &t, 0, NULL, OTAML_ERR_MODEL_QUANT, 1, 6);
    t = s->tensors[1]; /* one channel's scale */
    t.scales = nan_scales;
    refuse(s, 1, &t, 0, NULL, OTAML_ERR_MODEL_QUANT, 0, 1);
    t = s->tensors[1]; /* scales along another axis */
    t.axis = 3;
    refuse(s, 1, &t, 0, NULL, OTAML_ERR_MODEL_QUANT, 0, 1);
    t = s->tensors[1]; /* fewer scales than channels */
    t.n_scales = 4;
    refuse(s, 1, &t, 0, NULL, OTAML_ERR_MODEL_QUANT, 0, 1);
    t = s->tensors[0]; /* no operator row for this type */
    t.type = OTAML_TYPE_INT32;
    refuse(s, 0, &t, 0, NULL, OTAML_ERR_MODEL_TYPE, 0, 0);
    t = s->tensors[11]; /* a bias of 6 for 7 outputs */
    t.dims[0] = 6;
    t.bytes = 24;
    refuse(s, 11, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 4, 11);
    op = s->operators[2]; /* an operator that does not exist here: HASHTABLE_LOOKUP */
    op.code = 10;
    refuse(s, 0, NULL, 2, &op, OTAML_ERR_MODEL_OPERATOR, 2, 6);
    op = s->operators[0]; /* stride 0 */
    op.options[1] = 0;
    refuse(s, 0, NULL, 0, &op, OTAML_ERR_MODEL_OPTION, 0, -1);
    op = s->operators[1]; /* a window that gives another shape */
    op.options[0] = 0;
    refuse(s, 0, NULL, 1, &op, OTAML_ERR_MODEL_SHAPE, 1, 6);
    op = s->operators[3]; /* reads what only it writes */
    op.inputs[0] = 9;
    refuse(s, 0, NULL, 3, &op, OTAML_ERR_MODEL_GRAPH, 3, 9);
    op = s->operators[3]; /* writes the model's constant */
    op.outputs[0] = 8;
    refuse(s, 0, NULL, 3, &op, OTAML_ERR_MODEL_GRAPH, 3, 8);
}

static uint32_t get32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Move the last buffer, which ends the file and has `bytes`, behind `by` more. */
static void move_last_buffer(uint8_t *file, size_t *size, uint32_t bytes, uint32_t by)
{
    const uint32_t vector = (uint32_t)*size - bytes - 4;
    uint32_t from = vector - 1;

    while (from + get32(file + from) != vector) {
        assert_true(--from > 0);
    }
    memmove(file + vector + by, file + vector, bytes + 4);
    memset(file + vector, 0, by);
    file[from] = (uint8_t)(file[from] + by);
    *size += by;
}

/* Words are read only where they may lie: a Cortex-M0+ faults, and the sanitizers complain. */
static void misaligned_floats_are_refused(void **state)
{
    static const float values[] = { 1.0f, -2.0f }, scale[] = { 0.5f };
    static const struct flat_tensor tensors[] = {
        { OTAML_TYPE_FLOAT32, 1, { 2 }, 0, NULL, 0, 0, NULL, 0 },
        { OTAML_TYPE_INT8, 1, { 2 }, 1, scale, 0, 0, NULL, 0 },
        { OTAML_TYPE_FLOAT32, 1, { 2 }, 0, NULL, 0, 0, values, sizeof(values) },
    };
    static const struct flat_operator quantize = { 114, 1, 1, { 2 }, { 1 }, 0, NULL, { 0 } };
    static const struct flat_model model = { 3, 1, tensors, &quantize, 0, 1 };
    static uint8_t arena[256] __attribute__((aligned(16)));

    (void)state;
    for (uint32_t by = 0; by <= 4; by++) {
        struct otaml_infer inf;
        struct otaml_model m;
        size_t size;
        uint8_t *file = flat_write(&model, &size);

        move_last_buffer(file, &size, sizeof(values), by);
        assert_int_equal(otaml_model_open(&m, file, size), OTAML_OK);
        const int err = otaml_infer_open(&inf, &m, arena, sizeof(arena));
        assert_int_equal(err, by % 4 ? OTAML_ERR_MODEL_ALIGN : OTAML_OK);
        if (err) {
            assert_int_equal(inf.failed_tensor, 2);
        } else {
            assert_int_equal(otaml_infer_run(&inf), OTAML_OK);
            const int8_t *out = otaml_infer_output(&inf, 0, &size);
            assert_int_equal(size, 2);
            assert_int_equal(out[0], 2);
            assert_int_equal(out[1], -4);
        }
        free(file);
    }
}

/* Each is a way to make an operator reach beyond its tensors, if prepare let it pass. */
static void shapes_that_do_not_fit_are_refused(void **state)
{
    const struct flat_model *s = &sample_classifier, *e = &sample_elementwise;
    static const int8_t more[] = { 1, 2, 3, 4, 5 };
    struct flat_tensor t;

    (void)state;
    t = s->tensors[9]; /* RESHAPE to more than there is */
    t.dims[1] = 20;
    refuse(s, 9, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 3, 9);
    t = s->tensors[12]; /* FULLY_CONNECTED: two rows of outputs from one of inputs */
    t.dims[0] = 2;
    refuse(s, 12, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 4, 12);
    t = s->tensors[4]; /* DEPTHWISE_CONV_2D: a filter of another number of channels */
    t.dims[3] = 5;
    t.bytes = 20;
    refuse(s, 4, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 1, 4);
    t = s->tensors[1]; /* CONV_2D: a filter of another depth */
    t.dims[3] = 2;
    t.bytes = 90;
    refuse(s, 1, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 0, 1);
    t = s->tensors[13]; /* SOFTMAX of another length */
    t.dims[1] = 6;
    refuse(s, 13, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 5, 13);
    t = e->tensors[3]; /* PAD to more rows than the paddings give */
    t.dims[1] = 8;
    refuse(e, 3, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 1, 2);
    t = e->tensors[4]; /* LEAKY_RELU of another shape */
    t.dims[2] = 6;
    refuse(e, 4, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 2, 4);
    t = e->tensors[7]; /* ADD of what does not repeat */
    t.dims[0] = 5;
    t.data = more;
    t.bytes = sizeof(more);
    refuse(e, 7, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 5, 8);
    t = e->tensors[8]; /* ADD: an output larger than both inputs */
    t.dims[0] = 3;
    refuse(e, 8, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 5, 8);
    t = e->tensors[6]; /* MAX_POOL_2D: other channels */
    t.dims[3] = 3;
    refuse(e, 6, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 4, 6);
    t = sample_axes.tensors[2]; /* TRANSPOSE */
    t.dims[1] = 5;
    refuse(&sample_axes, 2, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 0, 2);
    t = sample_axes.tensors[5]; /* MEAN */
    t.dims[1] = 3;
    refuse(&sample_axes, 5, &t, 0, NULL, OTAML_ERR_MODEL_SHAPE, 2, 5);
}

/* Open and, if that goes well, run, in buffers of just their size so that a sanitizer sees a
 * byte too far. Returns whether it ran. */
static bool survive(const uint8_t *data, size_t size)
{
    struct otaml_model m;
    struct otaml_infer inf;
    uint8_t *copy = aligned(size), *arena = NULL;
    uint32_t arena_size = 0;
    bool ran = false;
    int err;

    memcpy(copy, data, size);
    if (otaml_model_open(&m, copy, size) == OTAML_OK) {
        while ((err = otaml_infer_open(&inf, &m, arena, arena_size)) == OTAML_ERR_ARENA
               && inf.arena_needed > arena_size && inf.arena_needed <= 1u << 20) {
            free(arena);
            arena_size = inf.arena_needed;
            arena = aligned(arena_size);
            memset(arena, 0x5a, arena_size);
        }
        if (!err) {
            assert_int_equal(otaml_infer_run(&inf), OTAML_OK);
            ran = true;
        }
    }
    free(arena);
    free(copy);
    return ran;
}

static void hostile(const struct flat_model *sample)
{
    size_t size, ran = 0, tried = 0;
    uint8_t *file = flat_write(sample, &size);

    assert_true(survive(file, size));
    for (size_t cut = 0; cut < size; cut++) {
        (void)survive(file, cut);
    }
    for (size_t i = 0; i < size; i++) {
        static const uint8_t flips[] = { 0xff, 0x80, 0x01, 0x10, 0x7f };
        for (size_t k = 0; k < sizeof(flips); k++) {
            file[i] ^= flips[k];
            ran += survive(file, size);
            tried++;
            file[i] ^= flips[k];
        }
    }
    print_message("%zu bytes: %zu flips, %zu of them still ran\n", size, tried, ran);
    free(file);
}

static void damaged_files_end_cleanly(void **state)
{
    (void)state;
    hostile(&sample_classifier);
    hostile(&sample_elementwise);
    hostile(&sample_axes);
}

/* The list is the registry's, whole or not at all. */
static void list_names_every_kernel(void **state)
{
    char text[OTAML_INFER_LIST_MAX], small[OTAML_INFER_LIST_MAX];
    struct otaml_infer_kernel k;
    uint32_t kernels = 0, letters = 0;

    (void)state;
    assert_int_equal(otaml_infer_list(text, sizeof(text)), OTAML_OK);
    for (uint32_t i = 0; otaml_infer_kernel_at(i, &k) == OTAML_OK; i++) {
        kernels += k.custom == NULL;
    }
    for (const char *p = text; *p && !(*p == ' ' && p[1] >= 'A'); p++) { /* up to the customs */
        letters += strchr("bBhiqf?*", *p) != NULL;
    }
    assert_int_equal(letters, kernels);
    assert_memory_equal(text, "0bhif 1bhf 2* 3bhf 4bhf ", 24);
    assert_true(text[strlen(text) - 1] != ' ');

    const size_t needed = strlen(text) + 1;
    for (size_t cap = 0; cap <= needed; cap++) {
        memset(small, '#', sizeof(small));
        assert_int_equal(otaml_infer_list(small, cap), cap < needed ? OTAML_ERR_NOSPC : OTAML_OK);
        assert_int_equal(small[cap], '#');
    }
    assert_string_equal(small, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classifier_matches_its_definition),
        cmocka_unit_test(elementwise_matches_its_definition),
        cmocka_unit_test(add_repeats_its_first_input),
        cmocka_unit_test(axes_match_tflm),
        cmocka_unit_test(logistic_matches_tflm),
        cmocka_unit_test(quantize_survives_any_float),
        cmocka_unit_test(restart_and_run),
        cmocka_unit_test(misaligned_or_small_is_refused),
        cmocka_unit_test(misaligned_floats_are_refused),
        cmocka_unit_test(errors_name_operator_and_tensor),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused),
        cmocka_unit_test(damaged_files_end_cleanly),
        cmocka_unit_test(list_names_every_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
