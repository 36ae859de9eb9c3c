/*
 * test_operators.c - operators one by one: answers of TensorFlow Lite Micro to pseudo-random
 * inputs, float32 ones by their definition, hostile options and shapes, damaged files.
 */
#include <fixture.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "sample_runner.h"

static void answers_are_tflms(void **state)
{
    (void)state;
    check_answers(operator_samples, operator_samples_count);
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

/* A tap beside the input adds nothing, not nothing times its weight: that one may be infinite. (A
 * sum that is ends at the largest number, as by the reference.) */
static void padding_is_left_out(void **state)
{
    const float filter[9] = { INFINITY, 1, 1, 1, 1, 1, 1, 1, 1 };
    const struct flat_tensor tensors[] = {
        { OTAML_TYPE_FLOAT32, 4, { 1, 4, 4, 1 }, 0, NULL, 0, 0, NULL, 0 },
        { OTAML_TYPE_FLOAT32, 4, { 1, 3, 3, 1 }, 0, NULL, 0, 0, filter, sizeof(filter) },
        { OTAML_TYPE_FLOAT32, 4, { 1, 4, 4, 1 }, 0, NULL, 0, 0, NULL, 0 },
    };
    static const struct flat_operator ops[] = {
        { 3, 2, 1, { 0, 1 }, { 2 }, 1, "144144", { 0, 1, 1, 0, 1, 1 } },
        { 4, 2, 1, { 0, 1 }, { 2 }, 2, "1444144", { 0, 1, 1, 1, 0, 1, 1 } },
    };

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        const struct flat_model model = { 3, 1, tensors, &ops[k], 0, 2 };
        struct opened o;
        size_t bytes;

        assert_int_equal(open_model(&o, &model), OTAML_OK);
        float *in = otaml_infer_input(&o.inf, 0, &bytes);
        for (int i = 0; i < 16; i++) {
            in[i] = 1;
        }
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        const float *out = otaml_infer_output(&o.inf, 0, &bytes);
        for (int i = 0; i < 16; i++) {
            const int y = i / 4, x = i % 4;
            const float rows = y == 0 || y == 3 ? 2 : 3, columns = x == 0 || x == 3 ? 2 : 3;
            assert_true(out[i] == (y == 0 || x == 0 ? rows * columns : FLT_MAX));
        }
        close_model(&o);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    static const struct sample_change changes[] = {
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
    check_changes(operator_samples, operator_samples_count, changes,
                  sizeof(changes) / sizeof(changes[0]));
}

static void damaged_files_end_cleanly(void **state)
{
    (void)state;
    check_damage(operator_samples, operator_samples_count);
}

static void damage_after_open_does_no_harm(void **state)
{
    (void)state;
    check_damage_after_open(operator_samples, operator_samples_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_tflms),
        cmocka_unit_test(float_arithmetic_is_exact),
        cmocka_unit_test(padding_is_left_out),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(damaged_files_end_cleanly),
        cmocka_unit_test(damage_after_open_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
