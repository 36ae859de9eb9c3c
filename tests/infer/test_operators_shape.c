/*
 * test_operators_shape.c - operators that move, reduce or resize: answers of TensorFlow Lite Micro
 * to pseudo-random inputs, positions outside of a tensor, hostile options and shapes, damaged
 * files.
 */
#include <fixture.h>
#include <string.h>

#include "sample_runner.h"

static void answers_are_tflms(void **state)
{
    (void)state;
    check_answers(shape_samples, shape_samples_count);
}

/* Run a model whose input is positions and compare its output. */
static void check_positions(const struct flat_model *model, const int32_t *positions, size_t n,
                            const int8_t *expected, size_t n_expected)
{
    struct opened o;
    size_t bytes;

    assert_int_equal(open_model(&o, model), OTAML_OK);
    int32_t *in = otaml_infer_input(&o.inf, 0, &bytes);
    assert_int_equal(bytes, n * sizeof(*in));
    memcpy(in, positions, bytes);
    assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
    const int8_t *out = otaml_infer_output(&o.inf, 0, &bytes);
    assert_int_equal(bytes, n_expected);
    assert_memory_equal(out, expected, bytes);
    close_model(&o);
}

/* As gather_priv.h says; the reference fails there, so what we do is ours to define. */
static void positions_outside_count_as_the_nearest(void **state)
{
    static const int8_t table[] = { 1, 2, 3, 4, 5, 6 }; /* [3, 2] */
    static const struct flat_tensor tensors[] = {
        { OTAML_TYPE_INT32, 1, { 4 }, 0, NULL, 0, 0, NULL, 0 },
        { OTAML_TYPE_INT8, 2, { 3, 2 }, 0, NULL, 0, 0, table, sizeof(table) },
        { OTAML_TYPE_INT8, 2, { 4, 2 }, 0, NULL, 0, 0, NULL, 0 },
    };
    static const struct flat_tensor nd_tensors[] = {
        { OTAML_TYPE_INT32, 2, { 2, 2 }, 0, NULL, 0, 0, NULL, 0 },
        { OTAML_TYPE_INT8, 2, { 3, 2 }, 0, NULL, 0, 0, table, sizeof(table) },
        { OTAML_TYPE_INT8, 1, { 2 }, 0, NULL, 0, 0, NULL, 0 },
    };
    static const struct flat_operator gather = { 36, 2, 1, { 1, 0 }, { 2 }, 23, "44", { 0, 0 } };
    static const struct flat_operator gather_nd = { 107, 2, 1, { 1, 0 }, { 2 }, 0, NULL, { 0 } };
    static const struct flat_operator lookup = { 7, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } };
    static const int32_t positions[] = { -1, 3, INT32_MAX, INT32_MIN };
    static const int8_t rows[] = { 1, 2, 5, 6, 5, 6, 1, 2 }, elements[] = { 2, 5 };
    const struct flat_model by_gather = { 3, 1, tensors, &gather, 0, 2 };
    const struct flat_model by_lookup = { 3, 1, tensors, &lookup, 0, 2 };
    const struct flat_model by_gather_nd = { 3, 1, nd_tensors, &gather_nd, 0, 2 };

    (void)state;
    check_positions(&by_gather, positions, 4, rows, sizeof(rows));
    check_positions(&by_lookup, positions, 4, rows, sizeof(rows));
    check_positions(&by_gather_nd, positions, 4, elements, sizeof(elements));
}

static void what_does_not_fit_is_refused(void **state)
{
    static const struct sample_change changes[] = {
        { "slice int16, int64 places", 3, 1, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "slice int8, five axes", 1, 0, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "transpose five axes", 2, 0, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "broadcast_to int8", 2, 2, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "zeros_like int8", 1, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "reverse_v2 int8", 2, 0, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "space_to_depth int8", 1, 3, 9, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "space_to_depth int8", -1, 0, 0, 0, 2, OTAML_ERR_MODEL_SHAPE },
        { "space_to_depth int8", -1, 0, 0, 0, 0, OTAML_ERR_MODEL_OPTION },
        { "depth_to_space int8", -1, 0, 0, 0, -3, OTAML_ERR_MODEL_OPTION },
        { "batch_to_space_nd int8", 3, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "space_to_batch_nd int8", 3, 0, 6, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "gather int8", 2, 2, 2, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "gather int8", -1, 0, 0, 0, 3, OTAML_ERR_MODEL_OPTION },
        { "gather int8", -1, 0, 0, 0, -4, OTAML_ERR_MODEL_OPTION },
        { "gather int8", -1, 0, 0, 1, 2, OTAML_ERR_MODEL_OPTION },
        { "gather batches float32", -1, 0, 0, 1, -3, OTAML_ERR_MODEL_OPTION },
        { "gather_nd int8", 2, 1, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "embedding_lookup int8", 4, 1, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "broadcast_args int32", 2, 0, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "dynamic_update_slice int8", 2, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "dynamic_update_slice int8", 3, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "padv2 int8", 3, 2, 6, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "mirror_pad reflect int8", 2, 2, 8, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "mirror_pad symmetric float32", -1, 0, 0, 0, 0, OTAML_ERR_MODEL_SHAPE },
        { "mirror_pad symmetric float32", -1, 0, 0, 0, 2, OTAML_ERR_MODEL_OPTION },
        { "mean int8, keep_dims", -1, 0, 0, 0, 0, OTAML_ERR_MODEL_SHAPE },
        { "sum int16", 2, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "arg_max int8", 2, 1, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "resize_bilinear int8", 2, 1, 6, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "resize_bilinear int8 half_pixel_centers", -1, 0, 0, 2, 1, OTAML_ERR_MODEL_OPTION },
        { "resize_nearest_neighbor int8", 2, 3, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "batch_matmul int8", -1, 0, 0, 0, 1, OTAML_ERR_MODEL_SHAPE },
        { "batch_matmul int8", 2, 0, 1, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "cumsum int8", 2, 1, 5, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "l2_normalization int8", -1, 0, 0, 0, 1, OTAML_ERR_MODEL_OPTION },
        { "log_softmax int8 0.1", 1, 1, 12, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "transpose_conv float32", 5, 1, 6, -1, 0, OTAML_ERR_MODEL_SHAPE },
    };

    (void)state;
    check_changes(shape_samples, shape_samples_count, changes,
                  sizeof(changes) / sizeof(changes[0]));
}

static void damaged_files_end_cleanly(void **state)
{
    (void)state;
    check_damage(shape_samples, shape_samples_count);
}

static void damage_after_open_does_no_harm(void **state)
{
    (void)state;
    check_damage_after_open(shape_samples, shape_samples_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_tflms),
        cmocka_unit_test(positions_outside_count_as_the_nearest),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(damaged_files_end_cleanly),
        cmocka_unit_test(damage_after_open_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
