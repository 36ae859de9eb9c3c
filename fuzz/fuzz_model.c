/*
 * fuzz_model.c - open a model, plan it in an arena of bounded size, and run it twice. All
 * buffers are just as large as they are said to be.
 *
 * The corpus holds the files of tests/infer/sample_models.c and sample_states.c, and some of
 * sample_operators.c, sample_elementwise.c and sample_shapes.c.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* posix_memalign */
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/infer.h>

enum { ARENA_MAX = 1 << 18 };

#define WORK_MAX (1ull << 24)

/* An upper bound of the products of an inference, so that no input takes seconds: each
 * output value of an operator sees at most every value of its largest input. */
static uint64_t work(const struct otaml_model *m)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < m->n_operators; i++) {
        struct otaml_operator op;
        struct otaml_tensor t;
        uint64_t largest = 1;
        if (otaml_model_operator(m, i, &op)) {
            continue;
        }
        for (uint32_t k = 0; k < op.n_inputs && k < 4; k++) {
            const int32_t number = otaml_operator_input(m, &op, k);
            if (number >= 0 && !otaml_model_tensor(m, (uint32_t)number, &t) && t.count > largest) {
                largest = t.count;
            }
        }
        const int32_t out = otaml_operator_output(m, &op, 0);
        if (out >= 0 && !otaml_model_tensor(m, (uint32_t)out, &t)) {
            sum += largest * t.count;
        }
    }
    return sum;
}

static void *aligned(size_t size)
{
    void *p = NULL;
    if (posix_memalign(&p, 16, size ? size : 1)) {
        abort();
    }
    return p;
}

static void infer(struct otaml_infer *inf)
{
    size_t bytes;
    int err;

    for (uint32_t k = 0; k < inf->model->n_inputs; k++) {
        void *in = otaml_infer_input(inf, k, &bytes);
        memset(in, 0x40 + (int)k, bytes);
    }
    while ((err = otaml_infer_step(inf)) == OTAML_ERR_AGAIN) {
        (void)otaml_infer_peek(inf, 0, &bytes);
    }
    if (err) {
        abort(); /* a model that opened cannot fail to run */
    }
}

static void run(const struct otaml_model *m)
{
    struct otaml_infer inf;
    uint8_t *arena = NULL;
    uint32_t size = 0;
    int err;

    while ((err = otaml_infer_open(&inf, m, arena, size)) == OTAML_ERR_ARENA
           && inf.arena_needed > size && inf.arena_needed <= ARENA_MAX) {
        free(arena);
        size = inf.arena_needed;
        arena = aligned(size);
        memset(arena, 0xa5, size);
    }
    if (err == OTAML_OK && work(m) <= WORK_MAX) {
        size_t bytes;
        infer(&inf);
        infer(&inf); /* goes on from the state that the first one left */
        for (uint32_t k = 0; k < m->n_outputs; k++) {
            volatile uint8_t sink = 0;
            const uint8_t *out = otaml_infer_output(&inf, k, &bytes);
            for (size_t i = 0; i < bytes; i++) {
                sink = (uint8_t)(sink ^ out[i]);
            }
        }
    }
    free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct otaml_model m;
    uint8_t *copy = aligned(size);

    memcpy(copy, data, size);
    if (otaml_model_open(&m, copy, size) == OTAML_OK) {
        char name[32];
        for (uint32_t i = 0; i < m.n_tensors && i < 64; i++) {
            otaml_model_tensor_name(&m, i, name, sizeof(name));
        }
        run(&m);
    }
    free(copy);
    return 0;
}
