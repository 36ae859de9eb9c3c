/*
 * test_states.c - what is kept between inferences, and the audio front end: TensorFlow Lite
 * Micro's answers to a row of inputs, reset and restart, transforms by their definition, hostile
 * options and shapes, damaged files.
 */
#include <fixture.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/infer.h>

#include "ops/fft_priv.h"
#include "sample_states.h"

#define PI 3.14159265358979323846

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
    uint8_t *file;
    size_t size;
    struct otaml_model_reader reader;
    struct otaml_model m;
    struct otaml_infer_config cfg;
    struct otaml_infer inf;
    uint32_t reads, fail_every; /* 0: never */
};

#define READ_ERROR (OTAML_ERR_PORT_BASE - 7)

static int read_file(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct opened *o = ctx;

    o->reads++;
    if (o->fail_every > 0 && o->reads % o->fail_every == 0) {
        return READ_ERROR;
    }
    memcpy(dst, o->file + offset, len);
    return OTAML_OK;
}

/* Open a copy of a file, with an arena of just the size asked for; stripe > 0: behind a reader. */
static int open_file(struct opened *o, const uint8_t *data, size_t size, uint32_t stripe)
{
    int err;

    memset(o, 0, sizeof(*o));
    o->file = aligned(size);
    o->size = size;
    memcpy(o->file, data, size);
    o->reader = (struct otaml_model_reader){ o, read_file };
    o->cfg.stripe_bytes = stripe;
    err = stripe ? otaml_model_open_reader(&o->m, &o->reader, size)
                 : otaml_model_open(&o->m, o->file, size);
    while (!err && (err = otaml_infer_open_config(&o->inf, &o->m, &o->cfg)) == OTAML_ERR_ARENA
           && o->inf.arena_needed > o->cfg.arena_size && o->inf.arena_needed <= 1u << 20) {
        free(o->cfg.arena);
        o->cfg.arena_size = o->inf.arena_needed;
        o->cfg.arena = aligned(o->cfg.arena_size);
        memset(o->cfg.arena, 0x5a, o->cfg.arena_size);
        err = OTAML_OK;
    }
    return err;
}

static int open_model(struct opened *o, const struct flat_model *model, uint32_t stripe)
{
    size_t size;
    uint8_t *file = flat_write(model, &size);
    const int err = open_file(o, file, size, stripe);

    free(file);
    return err;
}

static void close_model(struct opened *o)
{
    free(o->cfg.arena);
    free(o->file);
}

static const struct flat_model *sample(const char *name)
{
    for (size_t i = 0; i < state_samples_count; i++) {
        if (strcmp(state_samples[i].name, name) == 0) {
            return &state_samples[i].model;
        }
    }
    fail_msg("no sample %s", name);
    return NULL;
}

static uint32_t answer(struct opened *o, uint32_t seed, uint32_t crc)
{
    size_t bytes;
    uint8_t *in = otaml_infer_input(&o->inf, 0, &bytes);

    fill(in, bytes, seed);
    assert_int_equal(otaml_infer_run(&o->inf), OTAML_OK);
    const void *out = otaml_infer_output(&o->inf, 0, &bytes);
    return otaml_crc32(crc, out, bytes);
}

static uint32_t six_answers(struct opened *o)
{
    uint32_t crc = 0;

    for (uint32_t seed = 0; seed < 6; seed++) {
        crc = answer(o, seed, crc);
    }
    return crc;
}

/* In memory and through the smallest stripe; again after a reset, in the midst of an inference. */
static void answers_are_tflms(void **state)
{
    static const uint32_t stripes[] = { 0, OTAML_STRIPE_MIN };

    (void)state;
    for (size_t i = 0; i < 2 * state_samples_count; i++) {
        const struct state_sample *s = &state_samples[i / 2];
        struct opened o;

        const int err = open_model(&o, &s->model, stripes[i % 2]);
        if (err) {
            fail_msg("%s: %s", s->name, otaml_err_text(err));
        }
        for (int round = 0; round < 2; round++) {
            if (six_answers(&o) != s->crc) {
                fail_msg("%s differs, round %d, stripe %u", s->name, round,
                         (unsigned)stripes[i % 2]);
            }
            const int step = otaml_infer_step(&o.inf);
            assert_true(step == OTAML_OK || step == OTAML_ERR_AGAIN);
            otaml_infer_reset(&o.inf);
        }
        close_model(&o);
    }
}

/* An error of the reader leaves the state as it was: the step is tried again. */
static void failed_reads_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < state_samples_count; i++) {
        struct opened o;
        uint32_t crc = 0, failed = 0;
        size_t bytes;
        int err;

        assert_int_equal(open_model(&o, &state_samples[i].model, OTAML_STRIPE_MIN), OTAML_OK);
        o.fail_every = 14; /* a part of an LSTM reads twelve times */
        for (uint32_t seed = 0; seed < 6; seed++) {
            uint8_t *in = otaml_infer_input(&o.inf, 0, &bytes);
            fill(in, bytes, seed);
            while ((err = otaml_infer_step(&o.inf)) != OTAML_OK) {
                assert_true(err == OTAML_ERR_AGAIN || err == READ_ERROR);
                failed += err == READ_ERROR;
            }
            const void *out = otaml_infer_output(&o.inf, 0, &bytes);
            crc = otaml_crc32(crc, out, bytes);
        }
        assert_int_equal(crc, state_samples[i].crc);
        if (strncmp(state_samples[i].name, "lstm", 4) == 0) {
            assert_true(failed > 0);
        }
        close_model(&o);
    }
}

static void state_is_kept_until_reset(void **state)
{
    static const char *const names[] = {
        "lstm int8", "svdf int8", "spectral_subtraction, pcan", "framer prefilled",
        "stacker",   "delay",     "overlap_add int16"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct opened o;
        assert_int_equal(open_model(&o, sample(names[i]), 0), OTAML_OK);
        const uint32_t first = answer(&o, 1, 0);
        const uint32_t second = answer(&o, 2, 0);
        otaml_infer_restart(&o.inf);
        if (answer(&o, 1, 0) == first) {
            fail_msg("%s keeps no state", names[i]);
        }
        otaml_infer_reset(&o.inf);
        assert_int_equal(answer(&o, 1, 0), first);
        assert_int_equal(answer(&o, 2, 0), second);
        close_model(&o);
    }
}

/* Two interpreters of one model have a state each. */
static void states_are_apart(void **state)
{
    struct opened a, b;

    (void)state;
    assert_int_equal(open_model(&a, sample("lstm int16"), 0), OTAML_OK);
    assert_int_equal(open_model(&b, sample("lstm int16"), 0), OTAML_OK);
    const uint32_t first = answer(&a, 3, 0);
    (void)answer(&a, 4, 0);
    assert_int_equal(answer(&b, 3, 0), first);
    close_model(&a);
    close_model(&b);
}

static void cosines_round_as_the_c_librarys(void **state)
{
    (void)state;
    for (uint32_t length = FFT_LENGTH_MIN; length <= FFT_LENGTH_MAX; length *= 2) {
        for (uint32_t i = 0; i <= length / 4; i++) {
            const double c = cos(2.0 * PI * i / length);
            const uint64_t q = otaml_fft_cosine(i, length);
            assert_true(fabs((double)q * 0x1p-62 - c) < 1e-15);
        }
    }
}

static const uint8_t rfft_options[] = {
    0x66, 0x66, 0x74, 0x5f, 0x6c, 0x65, 0x6e, 0x67, 0x74, 0x68, 0x00,
    0x01, 0x0c, 0x01, 0x01, 0x01, 0x10, 0x04, 0x02, 0x24, 0x01
}; /* { "fft_length": 16 } */

/* A transform and its inverse by the sums that define them. */
static void float_transforms_are_fourier_s(void **state)
{
    static const struct flat_tensor tensors[] = {
        { .type = OTAML_TYPE_FLOAT32, .rank = 1, .dims = { 13 } },
        { .type = OTAML_TYPE_FLOAT32, .rank = 1, .dims = { 18 } },
        { .type = OTAML_TYPE_FLOAT32, .rank = 1, .dims = { 16 } },
    };
    struct flat_operator operators[] = {
        { .code = 32, .n_inputs = 1, .n_outputs = 1, .inputs = { 0 }, .outputs = { 1 } },
        { .code = 32, .n_inputs = 1, .n_outputs = 1, .inputs = { 1 }, .outputs = { 2 } },
    };
    struct flat_model model = { 3, 2, tensors, operators, 0, 2 };
    struct opened o;
    float in[16] = { 0 };
    size_t bytes;

    (void)state;
    operators[0].custom = "SignalRfft";
    operators[1].custom = "SignalIrfft";
    for (int i = 0; i < 2; i++) {
        operators[i].custom_options = rfft_options;
        operators[i].custom_options_bytes = sizeof(rfft_options);
    }
    assert_int_equal(open_model(&o, &model, 0), OTAML_OK);
    for (int i = 0; i < 13; i++) {
        in[i] = sinf((float)(i * i)) * 3.0f;
    }
    memcpy(otaml_infer_input(&o.inf, 0, &bytes), in, 13 * sizeof(float));
    assert_int_equal(otaml_infer_step(&o.inf), OTAML_ERR_AGAIN);
    const float *spectrum = otaml_infer_peek(&o.inf, 0, &bytes);
    for (int k = 0; k <= 8; k++) {
        double re = 0, im = 0;
        for (int i = 0; i < 16; i++) {
            re += in[i] * cos(2 * PI * k * i / 16);
            im -= in[i] * sin(2 * PI * k * i / 16);
        }
        assert_true(fabs(re - (double)spectrum[2 * k]) < 1e-4);
        assert_true(fabs(im - (double)spectrum[2 * k + 1]) < 1e-4);
    }
    assert_int_equal(otaml_infer_step(&o.inf), OTAML_OK);
    const float *back = otaml_infer_output(&o.inf, 0, &bytes);
    for (int i = 0; i < 16; i++) {
        assert_true(fabsf(back[i] - in[i]) < 1e-4f);
    }
    close_model(&o);
}

/* What is changed in a sample; each makes it fit no longer. */
struct change {
    const char *name;
    int tensor, dim; /* of a tensor, -1: none; dim -1: its type */
    int32_t size;
    int option; /* of operator 0, or byte of its custom options from the end, -1: none */
    int32_t value;
    int err;
};

static void what_does_not_fit_is_refused(void **state)
{
    static const struct change changes[] = {
        { "lstm int8", 0, 2, 8, -1, 0, OTAML_ERR_MODEL_SHAPE },  /* the input */
        { "lstm int8", 5, 1, 6, -1, 0, OTAML_ERR_MODEL_SHAPE },  /* recurrent weights */
        { "lstm int8", 9, 0, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },  /* a bias */
        { "lstm int8", 13, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE }, /* the hidden state */
        { "lstm int8", 14, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE }, /* the cells */
        { "lstm int8", 15, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE }, /* the output */
        { "lstm int8", 14, -1, OTAML_TYPE_INT8, -1, 0, OTAML_ERR_MODEL_TYPE },
        { "lstm int8", -1, 0, 0, 0, 1, OTAML_ERR_MODEL_OPTION },                    /* RELU */
        { "lstm int8", -1, 0, 0, 1, (int32_t)0xbf800000u, OTAML_ERR_MODEL_OPTION }, /* -1.0 */
        { "lstm int8", -1, 0, 0, 3, 1, OTAML_ERR_MODEL_SHAPE },                     /* time major */
        { "svdf int8", 0, 1, 6, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "svdf int8", 4, 1, 23, -1, 0, OTAML_ERR_MODEL_SHAPE }, /* the state */
        { "svdf int8", 5, 1, 4, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "svdf int8", 4, -1, OTAML_TYPE_INT16, -1, 0, OTAML_ERR_MODEL_TYPE },
        { "svdf int8, int16 state", 4, -1, OTAML_TYPE_INT8, -1, 0, OTAML_ERR_MODEL_TYPE },
        { "svdf int8", -1, 0, 0, 0, 0, OTAML_ERR_MODEL_OPTION }, /* the rank */
        { "svdf int8", -1, 0, 0, 0, 4, OTAML_ERR_MODEL_OPTION },
        { "svdf int8", -1, 0, 0, 0, 1, OTAML_ERR_MODEL_SHAPE },
        { "window", 0, 0, 2, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "window", -1, 0, 0, 4, 32, OTAML_ERR_MODEL_OPTION },     /* the shift */
        { "window", -1, 0, 0, 3, 5 << 2, OTAML_ERR_MODEL_OPTION }, /* a string */
        { "window", -1, 0, 0, 1, 4 << 2, OTAML_ERR_MODEL_OPTION }, /* no map */
        { "window", -1, 0, 0, 0, 0, OTAML_ERR_MODEL_OPTION },      /* a root of no bytes */
        { "window", -1, 0, 0, 0, 9, OTAML_ERR_MODEL_OPTION },      /* and of too many */
        { "window", -1, 0, 0, 2, 0xff, OTAML_ERR_MODEL_OPTION },   /* where the map is */
        { "window", -1, 0, 0, 7, 0xff, OTAML_ERR_MODEL_OPTION },   /* where its keys are */
        { "rfft int16", 0, 1, 65, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "rfft int16", 1, 1, 64, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "rfft int16", -1, 0, 0, 5, 65, OTAML_ERR_MODEL_OPTION }, /* no power of two */
        { "rfft int16", -1, 0, 0, 5, 2, OTAML_ERR_MODEL_OPTION },
        { "rfft int16", -1, 0, 0, 5, 0, OTAML_ERR_MODEL_OPTION },
        { "irfft int16", 0, 0, 64, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "irfft int16", 1, 0, 62, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "energy, filter_bank, square_root", 0, 0, 40, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "energy, filter_bank, square_root", 6, 0, 3, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "spectral_subtraction, pcan", 0, 0, 10, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "spectral_subtraction, pcan", 2, 0, 8, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "filter_bank_log", 1, 0, 18, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "filter_bank_log", 1, -1, OTAML_TYPE_INT8, -1, 0, OTAML_ERR_MODEL_TYPE },
        { "framer prefilled", 0, 1, 7, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "framer prefilled", 1, 2, 8, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "stacker", 0, 0, 6, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "stacker", 1, 0, 10, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "delay", 1, 1, 8, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "overlap_add int16", 1, 1, 16, -1, 0, OTAML_ERR_MODEL_SHAPE },
        { "overlap_add int16", -1, 0, 0, 5, 9, OTAML_ERR_MODEL_OPTION }, /* a step beyond a frame */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        const struct change *c = &changes[i];
        struct flat_model model = *sample(c->name);
        struct flat_tensor tensors[24];
        struct flat_operator operators[4];
        uint8_t options[512];
        struct opened o;

        memcpy(tensors, model.tensors, (size_t)model.n_tensors * sizeof(tensors[0]));
        memcpy(operators, model.operators, (size_t)model.n_operators * sizeof(operators[0]));
        model.tensors = tensors;
        model.operators = operators;
        if (c->tensor >= 0 && c->dim < 0) {
            tensors[c->tensor].type = (uint8_t)c->size;
        } else if (c->tensor >= 0) {
            tensors[c->tensor].dims[c->dim] = c->size;
        }
        if (c->option >= 0 && operators[0].custom) {
            const uint32_t bytes = operators[0].custom_options_bytes;
            memcpy(options, operators[0].custom_options, bytes);
            options[bytes - 1 - (uint32_t)c->option] = (uint8_t)c->value;
            operators[0].custom_options = options;
        } else if (c->option >= 0) {
            operators[0].options[c->option] = c->value;
        }
        const int err = open_model(&o, &model, 0);
        if (err != c->err) {
            fail_msg("%s, change %zu: %s", c->name, i, otaml_err_text(err));
        }
        close_model(&o);
    }
}

/* A variable must be one, must have no content, and is nobody else's operand. */
static void variables_that_are_none_are_refused(void **state)
{
    struct flat_model model = *sample("svdf int8");
    struct flat_tensor tensors[8];
    struct flat_operator op = model.operators[0];
    struct opened o;
    static const int8_t content[48] = { 0 };

    (void)state;
    memcpy(tensors, model.tensors, (size_t)model.n_tensors * sizeof(tensors[0]));
    model.tensors = tensors;
    model.operators = &op;
    tensors[4].variable = false;
    assert_int_equal(open_model(&o, &model, 0), OTAML_ERR_MODEL_GRAPH);
    close_model(&o);
    tensors[4].variable = true;
    tensors[4].data = content;
    tensors[4].bytes = sizeof(content);
    assert_int_equal(open_model(&o, &model, 0), OTAML_ERR_MODEL_GRAPH);
    close_model(&o);
    tensors[4].data = NULL;
    model.input = 4; /* the state as the model's input */
    assert_int_equal(open_model(&o, &model, 0), OTAML_ERR_MODEL_GRAPH);
    close_model(&o);
    model.input = 0;
    tensors[0].variable = true;
    assert_int_equal(open_model(&o, &model, 0), OTAML_ERR_UNSUPPORTED);
    close_model(&o);
}

/* Two operators on one variable: each goes on where the other left it. */
static void a_variable_may_be_shared(void **state)
{
    struct flat_model model = *sample("svdf int8");
    struct flat_tensor tensors[8];
    struct flat_operator operators[2];
    struct opened once, twice;
    size_t bytes;

    (void)state;
    memcpy(tensors, model.tensors, (size_t)model.n_tensors * sizeof(tensors[0]));
    tensors[6] = tensors[5];
    operators[0] = model.operators[0];
    operators[1] = model.operators[0];
    operators[1].outputs[0] = 6;
    model.n_tensors = 7;
    model.n_operators = 2;
    model.tensors = tensors;
    model.operators = operators;
    model.output = 6;
    assert_int_equal(open_model(&once, sample("svdf int8"), 0), OTAML_OK);
    assert_int_equal(open_model(&twice, &model, 0), OTAML_OK);
    for (int i = 0; i < 2; i++) { /* the same input twice */
        uint8_t *in = otaml_infer_input(&once.inf, 0, &bytes);
        fill(in, bytes, 9);
        assert_int_equal(otaml_infer_run(&once.inf), OTAML_OK);
    }
    uint8_t *in = otaml_infer_input(&twice.inf, 0, &bytes);
    fill(in, bytes, 9);
    assert_int_equal(otaml_infer_run(&twice.inf), OTAML_OK);
    const void *out = otaml_infer_output(&twice.inf, 0, &bytes);
    assert_memory_equal(out, otaml_infer_output(&once.inf, 0, &bytes), bytes);
    close_model(&once);
    close_model(&twice);
}

static void unknown_custom_operators_are_refused(void **state)
{
    static const char *const names[] = {
        "SignalWindows",
        "SignalWindo",
        "",
        "TFLite_Detection_PostProcess",
        "A name that is much longer than that of any operator here",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct flat_model model = *sample("window");
        struct flat_operator op = model.operators[0];
        struct opened o;
        op.custom = names[i];
        model.operators = &op;
        assert_int_equal(open_model(&o, &model, 0), OTAML_ERR_MODEL_OPERATOR);
        assert_int_equal(o.inf.failed_operator, 0);
        close_model(&o);
    }
}

/* 21 frequencies and 17 weights: channels that leave them. */
static void indices_beyond_are_refused(void **state)
{
    static const struct {
        int tensor; /* 4: starts of frequencies, 5: of weights, 6: widths */
        int16_t last;
    } changes[] = { { 4, -1 }, { 4, 16 }, { 4, 32767 }, { 5, 12 }, { 5, -1 }, { 6, 7 }, { 6, -1 } };

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct flat_model model = *sample("energy, filter_bank, square_root");
        struct flat_tensor tensors[12];
        int16_t indices[5];
        struct opened o;

        memcpy(tensors, model.tensors, (size_t)model.n_tensors * sizeof(tensors[0]));
        memcpy(indices, tensors[changes[i].tensor].data, sizeof(indices));
        indices[4] = changes[i].last;
        tensors[changes[i].tensor].data = indices;
        model.tensors = tensors;
        assert_int_equal(open_model(&o, &model, 0), OTAML_ERR_MODEL_SHAPE);
        assert_int_equal(o.inf.failed_operator, 1);
        assert_int_equal(o.inf.failed_tensor, 6);
        close_model(&o);
    }
}

/* A filter bank's indices that change between open and run, as a reader's may: nothing is read
 * beyond the tensors, which a sanitizer watches. */
static void indices_that_change_do_no_harm(void **state)
{
    const struct flat_model *model = sample("energy, filter_bank, square_root");
    struct opened o;

    (void)state;
    for (uint32_t seed = 0; seed < 50; seed++) {
        assert_int_equal(open_model(&o, model, OTAML_STRIPE_MIN), OTAML_OK);
        for (int k = 4; k <= 7; k++) { /* starts, starts, widths */
            struct otaml_tensor t;
            assert_int_equal(otaml_model_tensor(&o.m, (uint32_t)k, &t), OTAML_OK);
            if (t.constant) {
                fill(o.file + t.data, t.bytes, seed + (uint32_t)k);
            }
        }
        (void)answer(&o, seed, 0);
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
    for (size_t s = 0; s < state_samples_count; s++) {
        size_t size;
        uint8_t *file = flat_write(&state_samples[s].model, &size);
        for (size_t i = 0; i < size * sizeof(flips); i++) {
            struct opened o;
            file[i / sizeof(flips)] ^= flips[i % sizeof(flips)];
            if (open_file(&o, file, size, 0) == OTAML_OK) {
                assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
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
        cmocka_unit_test(failed_reads_change_nothing),
        cmocka_unit_test(state_is_kept_until_reset),
        cmocka_unit_test(states_are_apart),
        cmocka_unit_test(cosines_round_as_the_c_librarys),
        cmocka_unit_test(float_transforms_are_fourier_s),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(variables_that_are_none_are_refused),
        cmocka_unit_test(a_variable_may_be_shared),
        cmocka_unit_test(unknown_custom_operators_are_refused),
        cmocka_unit_test(indices_beyond_are_refused),
        cmocka_unit_test(indices_that_change_do_no_harm),
        cmocka_unit_test(damaged_files_end_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
