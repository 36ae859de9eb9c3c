/*
 * test_elementwise.c - element-wise operators: answers of TensorFlow Lite Micro, functions on
 * float32 against the C library's, what the reference leaves open, what does not fit, damaged
 * files.
 */
#include <fixture.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/infer.h>

#include "sample_elementwise.h"

#define STRIPE_BYTES OTAML_STRIPE_MIN

struct opened {
    uint8_t *file, *arena;
    size_t size;
    struct otaml_model_reader reader;
    struct otaml_model m;
    struct otaml_infer inf;
};

static void *aligned(size_t size)
{
    void *p = NULL;
    assert_int_equal(posix_memalign(&p, 16, size ? size : 1), 0);
    return p;
}

/* otaml_model_reader.read */
static int read_file(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    const struct opened *o = ctx;

    assert_true(offset <= o->size && len <= o->size - offset);
    memcpy(dst, o->file + offset, len);
    return 0;
}

enum way { IN_PLACE, STREAM };

/* Open a copy of a file with an arena of just the size asked for. The model's or infer's error. */
static int open_file(struct opened *o, const uint8_t *data, size_t size, enum way way)
{
    struct otaml_infer_config cfg = { NULL, 0, way == STREAM ? STRIPE_BYTES : 0, 0 };
    int err;

    memset(o, 0, sizeof(*o));
    o->file = aligned(size);
    o->size = size;
    memcpy(o->file, data, size);
    o->reader = (struct otaml_model_reader){ o, read_file };
    err = way == STREAM ? otaml_model_open_reader(&o->m, &o->reader, size)
                        : otaml_model_open(&o->m, o->file, size);
    while (!err && (err = otaml_infer_open_config(&o->inf, &o->m, &cfg)) == OTAML_ERR_ARENA
           && o->inf.arena_needed > cfg.arena_size && o->inf.arena_needed <= 1u << 20) {
        free(o->arena);
        cfg.arena_size = o->inf.arena_needed;
        cfg.arena = o->arena = aligned(cfg.arena_size);
        memset(o->arena, 0x5a, cfg.arena_size);
        err = OTAML_OK;
    }
    return err;
}

static int open_model(struct opened *o, const struct flat_model *model, enum way way)
{
    size_t size;
    uint8_t *file = flat_write(model, &size);
    const int err = open_file(o, file, size, way);

    free(file);
    return err;
}

static void close_model(struct opened *o)
{
    free(o->arena);
    free(o->file);
}

/* The CRC of values as they would lie in a file, all NaNs alike. */
static uint32_t crc_of(uint32_t crc, const uint8_t *values, size_t bytes, uint8_t type)
{
    static const uint8_t nan_bytes[] = { 0, 0, 0xc0, 0x7f };
    const size_t size = elementwise_element_bytes(type);
    const uint32_t one = 1;
    uint8_t element[8];

    for (size_t at = 0; at < bytes; at += size) {
        for (size_t i = 0; i < size; i++) {
            element[i] = values[at + (*(const uint8_t *)&one == 1 ? i : size - 1 - i)];
        }
        float real = 0.0f;
        memcpy(&real, values + at, type == OTAML_TYPE_FLOAT32 ? sizeof(real) : 0);
        crc = otaml_crc32(crc, isnan(real) ? nan_bytes : element, size);
    }
    return crc;
}

static void check_answers(const struct elementwise_sample *s, enum way way)
{
    const uint8_t out_type = s->tensors[s->n_tensors - 1].type;
    struct elementwise_model m;
    struct opened o;
    uint32_t crc = 0;
    size_t bytes;

    elementwise_build(s, &m);
    const int err = open_model(&o, &m.model, way);
    if (err) {
        fail_msg("%s is refused: %s", s->name, otaml_err_text(err));
    }
    for (uint32_t seed = 0; seed < 4; seed++) {
        uint8_t *in = otaml_infer_input(&o.inf, 0, &bytes);
        elementwise_fill(s->tensors[s->input].type, in, bytes, seed);
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        const uint8_t *out = otaml_infer_output(&o.inf, 0, &bytes);
        crc = crc_of(crc, out, bytes, out_type);
    }
    if (crc != s->crc) {
        fail_msg("%s differs", s->name);
    }
    close_model(&o);
}

static void answers_are_tflms(void **state)
{
    (void)state;
    for (size_t i = 0; i < elementwise_samples_count; i++) {
        check_answers(&elementwise_samples[i], IN_PLACE);
        check_answers(&elementwise_samples[i], STREAM);
    }
}

enum { POINTS = 4096 };

/* Run an operator from float32 to float32 on POINTS values. */
static void map_floats(int32_t code, const float *in, float *out)
{
    static const struct flat_tensor tensors[] = {
        { OTAML_TYPE_FLOAT32, 1, { POINTS }, 0, NULL, 0, 0, NULL, 0 },
        { OTAML_TYPE_FLOAT32, 1, { POINTS }, 0, NULL, 0, 0, NULL, 0 },
    };
    const struct flat_operator op = { code, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } };
    const struct flat_model model = { 2, 1, tensors, &op, 0, 1 };
    struct opened o;
    size_t bytes;

    assert_int_equal(open_model(&o, &model, IN_PLACE), OTAML_OK);
    memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, POINTS * sizeof(float));
    assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
    memcpy(out, otaml_infer_output(&o.inf, 0, &bytes), POINTS * sizeof(float));
    close_model(&o);
}

/* With the reference's short cut. */
static double logistic(double x)
{
    return x < -9.0 ? exp(x) : 1.0 / (1.0 + exp(-x));
}

static double elu(double x)
{
    return x < 0.0 ? expm1(x) : x;
}

static double reciprocal_root(double x)
{
    return 1.0 / sqrt(x);
}

struct float_function {
    const char *name;
    int32_t code;
    double (*f)(double x);
    double units; /* of the last place that it may be off */
};

static const struct float_function float_functions[] = {
    { "EXP", 47, exp, 0.52 },   { "LOG", 73, log, 0.52 },
    { "SIN", 66, sin, 0.52 },   { "COS", 108, cos, 0.52 },
    { "SQRT", 75, sqrt, 0.5 },  { "RSQRT", 76, reciprocal_root, 1.5 },
    { "TANH", 28, tanh, 3.0 },  { "LOGISTIC", 14, logistic, 3.0 },
    { "ELU", 111, elu, 3.0 },   { "FLOOR", 8, floor, 0.0 },
    { "CEIL", 104, ceil, 0.0 }, { "ROUND", 116, nearbyint, 0.0 },
};

/* A float's distance from a result, in units of the float's last place. */
static double units_off(float got, double wanted)
{
    if (isnan(wanted) || isinf((float)wanted) || wanted == 0.0) {
        const bool same = isnan(wanted) ? isnan(got) : got == (float)wanted;
        return same ? 0.0 : 1e9;
    }
    int exponent;
    (void)frexp(wanted, &exponent);
    const double unit = ldexp(1.0, exponent - 24 < -149 ? -149 : exponent - 24);
    return fabs((double)got - wanted) / unit;
}

static void check_functions(const float *in)
{
    static float out[POINTS];

    for (size_t k = 0; k < sizeof(float_functions) / sizeof(float_functions[0]); k++) {
        const struct float_function *f = &float_functions[k];
        map_floats(f->code, in, out);
        for (int i = 0; i < POINTS; i++) {
            const double wanted = f->f((double)in[i]);
            const double off = units_off(out[i], wanted);
            /* A subnormal is rounded twice. */
            if (off > f->units + (fabs(wanted) < (double)FLT_MIN ? 0.5 : 0.0)) {
                fail_msg("%s(%a) is %a, off by %g units", f->name, (double)in[i], (double)out[i],
                         off);
            }
        }
    }
}

static void functions_on_floats_are_exact_enough(void **state)
{
    static const float special[] = {
        0.0f,      -0.0f,      1.0f,           -1.0f,         FLT_MAX,
        -FLT_MAX,  FLT_MIN,    0x1p-149f,      -0x1p-149f,    INFINITY,
        -INFINITY, NAN,        88.7f,          88.8f,         -87.4f,
        -103.9f,   -104.1f,    0.5f,           -0.5f,         1.5f,
        2.5f,      8388607.5f, 8388608.0f,     1e22f,         0x1.6ac5b2p+62f,
        0.999999f, 1.000001f,  0x1.921fb6p+0f, 0x1.921fb6p+1f
    };
    static float in[POINTS];
    uint32_t bits = 12345;

    (void)state;
    for (int i = 0; i < POINTS; i++) { /* any float, NaNs too */
        bits = bits * 1664525u + 1013904223u;
        memcpy(&in[i], &bits, sizeof(bits));
    }
    memcpy(in, special, sizeof(special));
    check_functions(in);
    for (int i = 0; i < POINTS; i++) {
        in[i] = (float)(i - POINTS / 2) * 0.0517f;
    }
    check_functions(in);
    for (int i = 0; i < POINTS; i++) {
        in[i] = (float)(i - POINTS / 2) * 0.00113f;
    }
    check_functions(in);
}

/* Two inputs of four elements each, the second one constant. */
static void combine(int32_t code, uint8_t type, uint8_t out_type, const float *scale, const void *a,
                    const void *b, void *out)
{
    static const char *const activation = "1";
    struct flat_tensor tensors[] = {
        { type, 1, { 4 }, scale != NULL, scale, 0, 0, NULL, 0 },
        { type, 1, { 4 }, scale != NULL, scale, 0, 0, b, 0 },
        { out_type, 1, { 4 }, scale != NULL, scale, 0, 0, NULL, 0 },
    };
    const struct flat_operator op = { code, 2, 1, { 0, 1 }, { 2 }, 29, activation, { 0 } };
    const struct flat_model model = { 3, 1, tensors, &op, 0, 2 };
    struct opened o;
    size_t bytes;

    tensors[1].bytes = 4 * (uint32_t)elementwise_element_bytes(type);
    assert_int_equal(open_model(&o, &model, IN_PLACE), OTAML_OK);
    memcpy(otaml_infer_input(&o.inf, 0, &bytes), a, tensors[1].bytes);
    assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
    const void *got = otaml_infer_output(&o.inf, 0, &bytes);
    memcpy(out, got, bytes);
    close_model(&o);
}

/* What the reference leaves to the machine, or to chance. */
static void divisions_by_zero_are_harmless(void **state)
{
    static const float one = 1.0f;
    static const int32_t a[] = { INT32_MIN, 7, INT32_MIN, -7 }, b[] = { -1, 0, 0, 2 };
    static const int8_t a8[] = { -128, 7, 0, 127 }, b8[] = { 0, 0, 0, -1 };
    static const float f[] = { 1.0f, -1.0f, 0.0f, 5.5f }, g[] = { 0.0f, 0.0f, 0.0f, -2.0f };
    int32_t out[4];
    int8_t out8[4];
    float real[4];

    (void)state;
    combine(42, OTAML_TYPE_INT32, OTAML_TYPE_INT32, NULL, a, b, out);
    assert_true(out[0] == INT32_MIN && out[1] == 0 && out[2] == 0 && out[3] == -3);
    combine(42, OTAML_TYPE_INT8, OTAML_TYPE_INT8, &one, a8, b8, out8);
    assert_true(out8[0] == 0 && out8[1] == 0 && out8[2] == 0 && out8[3] == -127);
    combine(90, OTAML_TYPE_FLOAT32, OTAML_TYPE_FLOAT32, NULL, f, g, real);
    assert_true(isinf(real[0]) && isinf(real[1]) && isnan(real[2]) && real[3] == -3.0f);
    combine(95, OTAML_TYPE_FLOAT32, OTAML_TYPE_FLOAT32, NULL, f, g, real);
    assert_true(isnan(real[0]) && isnan(real[1]) && isnan(real[2]) && real[3] == -0.5f);
}

/* 295.63104... / 0.563107... is 524.99999..., whose nearest float is 525. */
static void floor_div_is_below_the_quotient(void **state)
{
    static const float a[] = { 0x1.27a18cp+8f, -0x1.27a18cp+8f, -0.0f, 1e30f };
    static const float b[] = { 0x1.204f88p-1f, 0x1.204f88p-1f, 2.0f, 1e-5f };
    float out[4];

    (void)state;
    combine(90, OTAML_TYPE_FLOAT32, OTAML_TYPE_FLOAT32, NULL, a, b, out);
    assert_true(out[0] == 524.0f && out[1] == -525.0f && out[2] == 0.0f && signbit(out[2]));
    assert_true(out[3] == (float)(1e30 / (double)1e-5f));
}

/* Beyond the type's range floats saturate. */
static void casts_of_floats_saturate(void **state)
{
    static const float in[] = { 300.0f, -146.0f, 3e9f, -3e9f, INFINITY, NAN, 127.9f, -0.9f };
    static const int64_t least[] = { 0, INT8_MIN, INT16_MIN, INT32_MIN };
    static const int64_t most[] = { UINT8_MAX, INT8_MAX, INT16_MAX, INT32_MAX };
    static const uint8_t types[] = { OTAML_TYPE_UINT8, OTAML_TYPE_INT8, OTAML_TYPE_INT16,
                                     OTAML_TYPE_INT32 };

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        const struct flat_tensor tensors[] = {
            { OTAML_TYPE_FLOAT32, 1, { 8 }, 0, NULL, 0, 0, NULL, 0 },
            { types[k], 1, { 8 }, 0, NULL, 0, 0, NULL, 0 },
        };
        const struct flat_operator op = { 53, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } };
        const struct flat_model model = { 2, 1, tensors, &op, 0, 1 };
        struct opened o;
        size_t bytes;

        assert_int_equal(open_model(&o, &model, IN_PLACE), OTAML_OK);
        memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, sizeof(in));
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        const uint8_t *out = otaml_infer_output(&o.inf, 0, &bytes);
        for (size_t i = 0; i < 8; i++) {
            const double cut = isnan(in[i]) ? 0.0 : trunc((double)in[i]);
            const int64_t wanted = cut < (double)least[k]  ? least[k]
                                   : cut > (double)most[k] ? most[k]
                                                           : (int64_t)cut;
            int32_t got32 = 0;
            int16_t got16 = 0;
            memcpy(&got16, out + 2 * i, k == 2 ? 2 : 0);
            memcpy(&got32, out + 4 * i, k == 3 ? 4 : 0);
            assert_true(wanted
                        == (k == 0   ? out[i]
                            : k == 1 ? (int8_t)out[i]
                            : k == 2 ? got16
                                     : got32));
        }
        close_model(&o);
    }
}

/* The reference has no comparison of int16 that works. */
static void int16_compares_as_real_numbers(void **state)
{
    static const float scale = 0.01f;
    static const int16_t a[] = { -32768, 1000, 77, 32767 }, b[] = { 32767, -1000, 77, 32767 };
    uint8_t out[4];

    (void)state;
    combine(61, OTAML_TYPE_INT16, OTAML_TYPE_BOOL, &scale, a, b, out);
    assert_true(!out[0] && out[1] && !out[2] && !out[3]);
    combine(63, OTAML_TYPE_INT16, OTAML_TYPE_BOOL, &scale, a, b, out);
    assert_true(out[0] && !out[1] && out[2] && out[3]);
    combine(71, OTAML_TYPE_INT16, OTAML_TYPE_BOOL, &scale, a, b, out);
    assert_true(!out[0] && !out[1] && out[2] && out[3]);
}

static const struct elementwise_sample *sample(const char *name)
{
    for (size_t i = 0; i < elementwise_samples_count; i++) {
        if (strcmp(elementwise_samples[i].name, name) == 0) {
            return &elementwise_samples[i];
        }
    }
    fail_msg("no sample %s", name);
    return NULL;
}

/* What is changed in a sample so that it fits no longer: a tensor's first size, type or scale. */
struct change {
    const char *name;
    int tensor;
    int32_t size; /* 0: as it is */
    uint8_t type; /* 0: as it is */
    float scale;  /* 0: as it is */
    int err;
};

static void what_does_not_fit_is_refused(void **state)
{
    static const struct change changes[] = {
        { "abs int8 0", 1, 255, 0, 0.0f, OTAML_ERR_MODEL_SHAPE },
        { "abs int8 0", 1, 0, OTAML_TYPE_INT16, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "abs int8 0", 0, 0, 0, 1e30f, OTAML_ERR_MODEL_QUANT },
        { "relu float32", 1, 0, OTAML_TYPE_INT32, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "rsqrt int8 0", 1, 0, 0, 1e-30f, OTAML_ERR_MODEL_QUANT },
        { "elu int8 0", 1, 0, 0, 1e-40f, OTAML_ERR_MODEL_QUANT },
        { "tanh int8 0", 1, 0, 0, 0.01f, OTAML_ERR_MODEL_QUANT },
        { "logistic int16 0", 0, 0, 0, 2.7f, OTAML_ERR_MODEL_QUANT },
        { "logistic int16 0", 0, 0, 0, 1e-20f, OTAML_ERR_MODEL_QUANT },
        { "tanh int16 0", 1, 0, 0, 0.0001f, OTAML_ERR_MODEL_QUANT },
        { "logical_not", 1, 0, OTAML_TYPE_INT8, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "add float32 six axes", 2, 3, 0, 0.0f, OTAML_ERR_MODEL_SHAPE },
        { "add float32 six axes", 0, 3, 0, 0.0f, OTAML_ERR_MODEL_SHAPE },
        { "add int32 activation 0", 2, 0, OTAML_TYPE_INT16, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "squared_difference int8", 2, 0, 0, 1e-30f, OTAML_ERR_MODEL_QUANT },
        { "prelu int16", 1, 0, OTAML_TYPE_UINT8, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "equal int8", 0, 0, 0, 1.0f, OTAML_ERR_MODEL_QUANT },
        { "equal int32", 2, 0, OTAML_TYPE_INT8, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "less float32", 2, 3, 0, 0.0f, OTAML_ERR_MODEL_SHAPE },
        { "maximum int64", 2, 0, OTAML_TYPE_INT32, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "select_v2 int8", 3, 2, 0, 0.0f, OTAML_ERR_MODEL_SHAPE },
        { "select_v2 int8", 2, 0, OTAML_TYPE_UINT8, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "select_v2 int8", 0, 0, OTAML_TYPE_INT8, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "add_n int8", 1, 0, 0, 0.06f, OTAML_ERR_MODEL_QUANT },
        { "add_n float32 3", 3, 4, 0, 0.0f, OTAML_ERR_MODEL_SHAPE },
        { "cast int8 to bool", 1, 4, 0, 0.0f, OTAML_ERR_MODEL_SHAPE },
        { "dequantize uint8", 1, 0, OTAML_TYPE_INT32, 0.0f, OTAML_ERR_MODEL_TYPE },
        { "quantize int8 to uint8", 1, 0, OTAML_TYPE_INT64, 0.0f, OTAML_ERR_MODEL_TYPE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        const struct change *c = &changes[i];
        struct elementwise_model m;
        struct opened o;

        elementwise_build(sample(c->name), &m);
        struct flat_tensor *t = &m.tensors[c->tensor];
        t->dims[0] = c->size ? c->size : t->dims[0];
        t->type = c->type ? c->type : t->type;
        m.scales[c->tensor] = c->scale > 0.0f ? c->scale : m.scales[c->tensor];
        const int err = open_model(&o, &m.model, IN_PLACE);
        if (err != c->err) {
            fail_msg("%s, change %zu: %s", c->name, i, otaml_err_text(err));
        }
        close_model(&o);
    }
}

/* Bytes of each sample changed in turn: refused, or it runs within its buffers, which a sanitizer
 * watches. */
static void damaged_files_end_cleanly(void **state)
{
    size_t tried = 0, ran = 0;

    (void)state;
    for (size_t s = 0; s < elementwise_samples_count; s++) {
        struct elementwise_model m;
        size_t size;

        elementwise_build(&elementwise_samples[s], &m);
        uint8_t *file = flat_write(&m.model, &size);
        for (size_t i = 0; i < size; i++) {
            const uint8_t flip = (uint8_t)(1u << (i + s) % 8);
            struct opened o;
            file[i] ^= flip;
            if (open_file(&o, file, size, (enum way)(i & 1)) == OTAML_OK) {
                assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
                ran++;
            }
            tried++;
            close_model(&o);
            file[i] ^= flip;
        }
        free(file);
    }
    print_message("%zu flips, %zu of them still ran\n", tried, ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_tflms),
        cmocka_unit_test(functions_on_floats_are_exact_enough),
        cmocka_unit_test(divisions_by_zero_are_harmless),
        cmocka_unit_test(floor_div_is_below_the_quotient),
        cmocka_unit_test(casts_of_floats_saturate),
        cmocka_unit_test(int16_compares_as_real_numbers),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(damaged_files_end_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
