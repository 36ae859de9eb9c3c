/*
 * sample_runner.c - run operators' samples. API: sample_runner.h
 */
#include "sample_runner.h"

#include <fixture.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>

#define STRIPE_BYTES OTAML_STRIPE_MIN

static void *aligned(size_t size)
{
    void *p = NULL;
    assert_int_equal(posix_memalign(&p, 16, size ? size : 1), 0);
    return p;
}

void fill_input(uint8_t *p, size_t n, uint32_t seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245u + 12345u;
        p[i] = (uint8_t)(seed >> 16);
    }
}

/* otaml_model_reader.read */
static int read_file(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    const struct opened *o = ctx;

    assert_true(offset <= o->size && len <= o->size - offset);
    memcpy(dst, o->file + offset, len);
    return 0;
}

int open_file(struct opened *o, const uint8_t *data, size_t size, uint32_t stripe_bytes)
{
    struct otaml_infer_config cfg = { .stripe_bytes = stripe_bytes };
    int err;

    memset(o, 0, sizeof(*o));
    o->size = size;
    o->file = aligned(size);
    memcpy(o->file, data, size);
    o->reader = (struct otaml_model_reader){ o, read_file };
    err = stripe_bytes ? otaml_model_open_reader(&o->m, &o->reader, size)
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

static int open_way(struct opened *o, const struct flat_model *model, uint32_t stripe_bytes)
{
    size_t size;
    uint8_t *file = flat_write(model, &size);
    const int err = open_file(o, file, size, stripe_bytes);

    free(file);
    return err;
}

int open_model(struct opened *o, const struct flat_model *model)
{
    return open_way(o, model, 0);
}

void close_model(struct opened *o)
{
    free(o->arena);
    free(o->file);
}

static uint32_t crc_of_answers(struct opened *o, const struct flat_model *model)
{
    uint32_t crc = 0;
    size_t bytes;

    for (uint32_t seed = 0; seed < 4; seed++) {
        uint8_t *in = otaml_infer_input(&o->inf, 0, &bytes);
        fill_input(in, bytes, seed);
        for (size_t i = 0; model->tensors[model->input].type == OTAML_TYPE_BOOL && i < bytes; i++) {
            in[i] &= 1;
        }
        assert_int_equal(otaml_infer_run(&o->inf), OTAML_OK);
        const void *out = otaml_infer_output(&o->inf, 0, &bytes);
        crc = otaml_crc32(crc, out, bytes);
    }
    return crc;
}

static void check_answer(const struct operator_sample *s, uint32_t stripe_bytes)
{
    struct opened o;
    const int err = open_way(&o, &s->model, stripe_bytes);

    if (err) {
        fail_msg("%s is refused with a stripe of %u: %s", s->name, stripe_bytes,
                 otaml_err_text(err));
    }
    if (crc_of_answers(&o, &s->model) != s->crc) {
        fail_msg("%s differs with a stripe of %u", s->name, stripe_bytes);
    }
    close_model(&o);
}

void check_answers(const struct operator_sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_answer(&samples[i], 0);
        check_answer(&samples[i], STRIPE_BYTES);
    }
}

static const struct flat_model *find(const struct operator_sample *samples, size_t count,
                                     const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(samples[i].name, name) == 0) {
            return &samples[i].model;
        }
    }
    fail_msg("no sample %s", name);
    return NULL;
}

void check_changes(const struct operator_sample *samples, size_t count,
                   const struct sample_change *changes, size_t n_changes)
{
    for (size_t i = 0; i < n_changes; i++) {
        const struct sample_change *c = &changes[i];
        struct flat_model model = *find(samples, count, c->name);
        struct flat_tensor tensors[8];
        struct flat_operator operators[3];
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

static const uint8_t flips[] = { 0xff, 0x80, 0x01 };

void check_damage(const struct operator_sample *samples, size_t count)
{
    size_t tried = 0, ran = 0;

    for (size_t s = 0; s < count; s++) {
        size_t size;
        uint8_t *file = flat_write(&samples[s].model, &size);
        for (size_t i = 0; i < size * sizeof(flips); i++) {
            struct opened o;
            file[i / sizeof(flips)] ^= flips[i % sizeof(flips)];
            if (open_file(&o, file, size, 0) == OTAML_OK) {
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

void check_damage_after_open(const struct operator_sample *samples, size_t count)
{
    for (size_t s = 0; s < count; s++) {
        struct opened o;

        assert_int_equal(open_way(&o, &samples[s].model, STRIPE_BYTES), OTAML_OK);
        for (size_t i = 0; i < o.size * sizeof(flips); i++) {
            o.file[i / sizeof(flips)] ^= flips[i % sizeof(flips)];
            assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
            o.file[i / sizeof(flips)] ^= flips[i % sizeof(flips)];
        }
        close_model(&o);
    }
}
