/*
 * test_model_macs.c - multiply-accumulates by operator family, counted by hand from the shapes.
 */
#include <fixture.h>
#include <stdlib.h>
#include <otaml/model.h>

#include "flat_writer.h"
#include "model_macs_priv.h"

/* An operator on constants, whose shapes alone matter, and one activation as tensor 0. */
struct family {
    int32_t code, n_inputs;
    int32_t shapes[5][5]; /* rank and dimensions: inputs in order, last the output */
    const char *option_sizes;
    int32_t options[7];
    uint64_t macs;
};

static const struct family families[] = {
    /* CONV_2D 3x2 on 4 channels to 5: 6*7*5 values of 24 */
    { 3, 2, { { 4, 1, 8, 8, 4 }, { 4, 5, 3, 2, 4 }, { 4, 1, 6, 7, 5 } }, NULL, { 0 }, 5040 },
    /* DEPTHWISE_CONV_2D 3x3, multiplier 2: 4*4*6 values of 9 */
    { 4, 2, { { 4, 1, 6, 6, 3 }, { 4, 1, 3, 3, 6 }, { 4, 1, 4, 4, 6 } }, NULL, { 0 }, 864 },
    /* FULLY_CONNECTED: 2 rows of 7 values of 10 */
    { 9, 2, { { 2, 2, 10 }, { 2, 7, 10 }, { 2, 2, 7 } }, NULL, { 0 }, 140 },
    /* SVDF: 2 batches, 8 filters of 5 features, memory of 3: 2 * (8*5 + 8*3) */
    { 27, 3, { { 2, 2, 5 }, { 2, 8, 5 }, { 2, 8, 3 }, { 2, 2, 4 } }, NULL, { 0 }, 128 },
    /* UNIDIRECTIONAL_SEQUENCE_LSTM, three of its matrices: 4 steps, 2 batches, 3 * 6*5 */
    { 44,
      4,
      { { 3, 4, 2, 5 }, { 2, 6, 5 }, { 2, 6, 5 }, { 2, 6, 5 }, { 3, 4, 2, 6 } },
      NULL,
      { 0 },
      720 },
    /* TRANSPOSE_CONV 3x3 to 2 channels: 4*5*7 inputs by 18 */
    { 67,
      3,
      { { 1, 4 }, { 4, 2, 3, 3, 7 }, { 4, 1, 4, 5, 7 }, { 4, 1, 8, 10, 2 } },
      NULL,
      { 0 },
      2520 },
    /* BATCH_MATMUL, 3 of [4,5] by [5,6]; then the first one transposed */
    { 126, 2, { { 3, 3, 4, 5 }, { 3, 3, 5, 6 }, { 3, 3, 4, 6 } }, "11", { 0, 0 }, 360 },
    { 126, 2, { { 3, 3, 5, 4 }, { 3, 3, 5, 6 }, { 3, 3, 4, 6 } }, "11", { 1, 0 }, 360 },
    /* ADD multiplies nothing that counts. */
    { 0, 2, { { 1, 9 }, { 1, 9 }, { 1, 9 } }, NULL, { 0 }, 0 },
};

static uint64_t macs_of(const struct family *f)
{
    static const uint8_t bytes[4096];
    struct flat_tensor tensors[5] = { { 0 } };
    struct flat_operator op = { .code = f->code,
                                .n_inputs = f->n_inputs,
                                .n_outputs = 1,
                                .inputs = { 0, 1, 2, 3 },
                                .outputs = { f->n_inputs },
                                .options_type = 1,
                                .option_sizes = f->option_sizes };
    const struct flat_model model = { .n_tensors = f->n_inputs + 1,
                                      .n_operators = 1,
                                      .tensors = tensors,
                                      .operators = &op,
                                      .input = 0,
                                      .output = f->n_inputs };
    struct otaml_model m;
    size_t size;

    for (int i = 0; i <= f->n_inputs; i++) {
        struct flat_tensor *t = &tensors[i];
        t->type = OTAML_TYPE_INT8;
        t->rank = f->shapes[i][0];
        t->bytes = 1;
        for (int d = 0; d < t->rank; d++) {
            t->dims[d] = f->shapes[i][d + 1];
            t->bytes *= (uint32_t)t->dims[d];
        }
        t->data = i > 0 && i < f->n_inputs ? bytes : NULL;
    }
    for (int i = 0; i < 7; i++) {
        op.options[i] = f->options[i];
    }
    uint8_t *file = flat_write(&model, &size);
    assert_int_equal(otaml_model_open(&m, file, size), OTAML_OK);
    const uint64_t macs = model_macs_all(&m);
    free(file);
    return macs;
}

static void each_family(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (macs_of(&families[i]) != families[i].macs) {
            fail_msg("operator %d, case %zu: %llu, by hand %llu", (int)families[i].code, i,
                     (unsigned long long)macs_of(&families[i]),
                     (unsigned long long)families[i].macs);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_family) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
