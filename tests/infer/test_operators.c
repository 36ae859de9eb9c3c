/*
 * test_operators.c - operators one by one: answers of TensorFlow Lite Micro to pseudo-random
 * inputs, float32 ones by their definition, hostile options and shapes, damaged files.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/infer.h>

#include "sample_operators.h"

static void *aligned(size_t size)
{
    void *p = NULL;
    assert_int_equal(posix_memalign(&p, 16, size ? size : 1), 0);
    return p;
}

/* The inputs that TensorFlow Lite Micro was asked. */
static void fill(uint8_t *p, size_t n, uint32_t seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        p[i] = (uint8_t)(seed >> 16);
    }
}

struct opened {
    uint8_t *file, *arena;
    struct otaml_model m;
    struct otaml_infer inf;
};

/* Open a copy of a file, with an arena of just the size asked for. The model's or infer's error. */
static int open_file(struct opened *o, const uint8_t *data, size_t size)
{
    uint32_t arena = 0;
    int err;

    memset(o, 0, sizeof(*o));
    o->file = aligned(size);
    memcpy(o->file, data, size);
    err = otaml_model_open(&o->m, o->file, size);
    while (!err && (err = otaml_infer_open(&o->inf, &o->m, o->arena, arena)) == OTAML_ERR_ARENA
           && o->inf.arena_needed > arena && o->inf.arena_needed <= 1u << 20) {
        free(o->arena);
        arena = o->inf.arena_needed;
        o->arena = aligned(arena);
        memset(o->arena, 0x5a, arena);
        err = OTAML_OK;
    }
    return err;
}

static int open_model(struct opened *o, const struct flat_model *model)
{
    size_t size;
    uint8_t *file = flat_write(model, &size);
    const int err = open_file(o, file, size);

    free(file);
    return err;
}

static void close_model(struct opened *o)
{
    free(o->arena);
    free(o->file);
}

static void answers_are_tflms(void **state)
{
    (void)state;
    for (size_t i = 0; i < operator_samples_count; i++) {
        const struct operator_sample *s = &operator_samples[i];
        struct opened o;
        uint32_t crc = 0;
        size_t bytes;

        if (open_model(&o, &s->model)) {
            fail_msg("%s is refused", s->name);
        }
        for (uint32_t seed = 0; seed < 4; seed++) {
            uint8_t *in = otaml_infer_input(&o.inf, 0, &bytes);
            fill(in, bytes, seed);
            assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
            const void *out = otaml_infer_output(&o.inf, 0, &bytes);
            crc = otaml_crc32(crc, out, bytes);
        }
        if (crc != s->crc) {
            fail_msg("%s differs", s->name);
        }
        close_model(&o);
    }
}

static float arithmetic(int32_t code, float a, float b)
{
    switch (code) {
    case 0:
        return a + b;
    case 41:
        return a - b;
    case 18:
        return a * b;
    default:
        return a / b;
    }
}

/* Single IEEE operations: no tolerance. The second input repeats along axis 0, with RELU. */
static void float_arithmetic_is_exact(void **state)
{
    static const float constant[] = { 0.3f, -1.7f, 12.5f };
    static const struct flat_tensor tensors[] = {
        { OTAML_TYPE_FLOAT32, 2, { 4, 3 }, 0, NULL, 0, 0, NULL, 0 },
        { OTAML_TYPE_FLOAT32, 1, { 3 }, 0, NULL, 0, 0, constant, sizeof(constant) },
        { OTAML_TYPE_FLOAT32, 2, { 4, 3 }, 0, NULL, 0, 0, NULL, 0 },
    };
    static const int32_t codes[] = { 0, 41, 18, 42 };
    static const uint8_t options[] = { 11, 28, 21, 29 };

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        const struct flat_operator op = { codes[k], 2, 1, { 0, 1 }, { 2 }, options[k], "1", { 1 } };
        const struct flat_model model = { 3, 1, tensors, &op, 0, 2 };
        struct opened o;
        float in[12];
        size_t bytes;

        assert_int_equal(open_model(&o, &model), OTAML_OK);
        for (int i = 0; i < 12; i++) {
            in[i] = (float)(i - 5) * 0.37f;
        }
        memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, sizeof(in));
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        const float *out = otaml_infer_output(&o.inf, 0, &bytes);
        for (int i = 0; i < 12; i++) {
            const float expected = arithmetic(codes[k], in[i], constant[i % 3]);
            assert_true(out[i] == (expected > 0.0f ? expected : 0.0f));
        }
        close_model(&o);
    }
}

static const struct flat_model *sample(const char *name)
{
    for (size_t i = 0; i < operator_samples_count; i++) {
        if (strcmp(operator_samples[i].name, name) == 0) {
            return &operator_samples[i].model;
        }
    }
    fail_msg("no sample %s", name);
    return NULL;
}

/* What is changed in a sample; each makes it fit no longer. */
struct change {
    const char *name;
    int tensor, dim; /* of a tensor, -1: none */
    int32_t size;
    int option; /* of operator 0, -1: none */
    int32_t value;
    int err;
};

static void what_does_not_fit_is_refused(void **state)
{
    static const struct change changes[] = {
        { "strided_slice backwards", 4, 1, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "strided_slice backwards", -1, 0, 0, 2, 1, OTAML_ERR_MODEL_OPTION },
        { "strided_slice backwards", -1, 0, 0, 4, 0, OTAML_ERR_MODEL_SHAPE },
        { "strided_slice int16", 4, 2, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "split, concatenation", 3, 1, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "split, concatenation", 5, 2, 10, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "split, concatenation", 5, 2, 8, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "split_v, concatenation", 4, 1, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "unpack, pack", 2, 1, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "unpack, pack", -1, 0, 0, 1, 3, OTAML_ERR_MODEL_OPTION },
        { "unpack, pack", -1, 0, 0, 1, -4, OTAML_ERR_MODEL_OPTION },
        { "shape", 1, 0, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "squeeze, expand_dims", 1, 1, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "mul outer int8", 2, 2, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "mul outer int8", -1, 0, 0, 0, 9, OTAML_ERR_MODEL_OPTION },
        { "sub relu6 int16", 2, 0, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "maximum int8", 2, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "hard_swish 0.373", 1, 1, 255, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "tanh 0.15", 1, 1, 257, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "quantize int8 to int16 0.11", 1, 1, 65, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "pad int16", 2, 3, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "conv_2d int16, int64 bias", 2, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "conv_2d int16, int64 bias", -1, 0, 0, 2, 0, OTAML_ERR_MODEL_OPTION },
        { "depthwise int16", 3, 2, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "fully_connected int16", 3, 0, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "average_pool int16", 1, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "softmax int16 0.0009", 1, 1, 99, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "transpose_conv int16", 4, 1, 9, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "transpose_conv int16", -1, 0, 0, 1, 0, OTAML_ERR_MODEL_OPTION },
        { "transpose_conv int8", 0, 3, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        const struct change *c = &changes[i];
        struct flat_model model = *sample(c->name);
        struct flat_tensor tensors[8];
        struct flat_operator operators[2];
        struct opened o;

        memcpy(tensors, model.tensors, (size_t)model.n_tensors * sizeof(tensors[0]));
        memcpy(operators, model.operators, (size_t)model.n_operators * sizeof(operators[0]));
        if (c->tensor >= 0) {
            tensors[c->tensor].dims[c->dim] = c->size;
        }
        if (c->option >= 0) {
            operators[0].options[c->option] = c->value;
        }
        model.tensors = tensors;
        model.operators = operators;
        const int err = open_model(&o, &model);
        if (err != c->err) {
            fail_msg("%s, change %zu: %s", c->name, i, otaml_err_text(err));
        }
        close_model(&o);
    }
}

/* Each byte of each sample changed in turn: refused, or it runs within its buffers, which a
 * sanitizer watches. */
static void damaged_files_end_cleanly(void **state)
{
    static const uint8_t flips[] = { 0xff, 0x80, 0x01 };
    size_t tried = 0, ran = 0;

    (void)state;
    for (size_t s = 0; s < operator_samples_count; s++) {
        size_t size;
        uint8_t *file = flat_write(&operator_samples[s].model, &size);
        for (size_t i = 0; i < size * sizeof(flips); i++) {
            struct opened o;
            file[i / sizeof(flips)] ^= flips[i % sizeof(flips)];
            if (open_file(&o, file, size) == OTAML_OK) {
                assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
                ran++;
            }
            tried++;
            close_model(&o);
            file[i / sizeof(flips)] ^= flips[i % sizeof(flips)];
        }
        free(file);
    }
    print_message("%zu flips, %zu of them still ran\n", tried, ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_tflms),
        cmocka_unit_test(float_arithmetic_is_exact),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(damaged_files_end_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
