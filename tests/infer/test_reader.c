/*
 * test_reader.c - a reader whose bytes change while a model is opened, or that fails, for every
 * sample model there is: no read is sound because an earlier one was, and each may be the one
 * that fails. Sanitizers watch the arena, which is of just the size asked for.
 */
#include <fixture.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/infer.h>

#include "samples.h"

enum { READER_ERROR = OTAML_ERR_PORT_BASE - 5, ARENA_MAX = 1 << 20 };

/* A model behind a reader, one of whose reads comes to grief. */
struct card {
    const uint8_t *file;
    size_t size;
    uint32_t reads; /* so far */
    uint32_t bad;   /* the read that goes wrong, from 1; 0: none */
    uint8_t flip;   /* of each of its bytes; 0: it fails */
    struct otaml_model_reader reader;
    struct otaml_model m;
    struct otaml_infer inf;
    uint8_t *arena;
};

static int read_card(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct card *c = ctx;
    uint8_t *to = dst;

    assert_true(offset <= c->size && len <= c->size - offset);
    memcpy(dst, c->file + offset, len);
    if (++c->reads != c->bad) {
        return OTAML_OK;
    }
    for (uint32_t i = 0; i < len; i++) {
        to[i] ^= c->flip;
    }
    return c->flip ? OTAML_OK : READER_ERROR;
}

static int open_card(struct card *c, uint32_t tile_bytes)
{
    struct otaml_infer_config cfg = { .stripe_bytes = OTAML_STRIPE_MIN, .tile_bytes = tile_bytes };
    int err;

    c->reads = 0;
    c->arena = NULL;
    c->reader = (struct otaml_model_reader){ c, read_card };
    err = otaml_model_open_reader(&c->m, &c->reader, c->size);
    while (!err && (err = otaml_infer_open_config(&c->inf, &c->m, &cfg)) == OTAML_ERR_ARENA
           && c->inf.arena_needed > cfg.arena_size && c->inf.arena_needed <= ARENA_MAX) {
        free(c->arena);
        cfg.arena_size = c->inf.arena_needed;
        assert_int_equal(posix_memalign(&cfg.arena, OTAML_ARENA_ALIGN, cfg.arena_size), 0);
        c->arena = cfg.arena;
        memset(c->arena, 0x5a, cfg.arena_size);
        err = OTAML_OK;
    }
    return err;
}

/* Inputs of no particular values; bool is 0 or 1 with these. */
static void write_inputs(struct otaml_infer *inf)
{
    size_t bytes;

    for (uint32_t k = 0; k < inf->model->n_inputs; k++) {
        uint8_t *in = otaml_infer_input(inf, k, &bytes);
        for (size_t i = 0; i < bytes; i++) {
            in[i] = (uint8_t)(i * i / 3 & 1);
        }
    }
}

static uint32_t crc_of_outputs(const struct otaml_infer *inf)
{
    uint32_t crc = 0;
    size_t bytes;

    for (uint32_t k = 0; k < inf->model->n_outputs; k++) {
        const void *out = otaml_infer_output(inf, k, &bytes);
        crc = otaml_crc32(crc, out, bytes);
    }
    return crc;
}

/* Every sample that can be streamed, in tiles and whole. */
static void for_all(void (*check)(struct card *c, uint32_t tile_bytes))
{
    size_t size;
    uint8_t *file;

    for (size_t i = 0; (file = sample_file(i, &size)) != NULL; i++) {
        for (uint32_t tile_bytes = 0; tile_bytes < 2; tile_bytes++) {
            struct card c = { .file = file, .size = size };
            const int err = open_card(&c, tile_bytes);
            free(c.arena);
            if (err == OTAML_OK) {
                check(&c, tile_bytes);
            } else {
                assert_int_equal(err, OTAML_ERR_UNSUPPORTED);
            }
        }
        free(file);
    }
}

static void change_in_open(struct card *c, uint32_t tile_bytes)
{
    static const uint8_t flips[] = { 0xff, 0x80, 0x03, 0x01 };

    for (c->bad = 1;; c->bad++) {
        for (size_t i = 0; i < sizeof(flips); i++) {
            c->flip = flips[i];
            const int err = open_card(c, tile_bytes);
            if (c->reads < c->bad) {
                free(c->arena);
                return;
            }
            if (err == OTAML_OK) {
                write_inputs(&c->inf);
                assert_int_equal(otaml_infer_run(&c->inf), OTAML_OK);
                (void)crc_of_outputs(&c->inf);
            }
            free(c->arena);
        }
    }
}

/* Two inferences, for some models keep a state; each step that fails is tried again. */
static uint32_t answer(struct card *c, uint32_t bad, uint32_t *failures)
{
    uint32_t crc = 0;

    otaml_infer_reset(&c->inf);
    c->reads = 0;
    c->bad = bad;
    c->flip = 0;
    for (int i = 0; i < 2; i++) {
        int err;
        write_inputs(&c->inf);
        while ((err = otaml_infer_step(&c->inf)) != OTAML_OK) {
            *failures += err == READER_ERROR;
            assert_true(err == OTAML_ERR_AGAIN || err == READER_ERROR);
        }
        crc = crc * 31 + crc_of_outputs(&c->inf);
    }
    return crc;
}

/* The reader's error, or it was a read that nothing depends on. */
static void fail_in_open(struct card *c, uint32_t tile_bytes)
{
    uint32_t failures = 0, mattered = 0;

    assert_int_equal(open_card(c, tile_bytes), OTAML_OK);
    const uint32_t expected = answer(c, 0, &failures);
    free(c->arena);
    for (uint32_t bad = 1;; bad++) {
        c->bad = bad;
        c->flip = 0;
        const int err = open_card(c, tile_bytes);
        const bool happened = c->reads >= bad;
        if (happened && err != READER_ERROR
            && (err != OTAML_OK || answer(c, 0, &failures) != expected)) {
            fail_msg("read %u of %zu bytes: %s", bad, c->size, otaml_err_text(err));
        }
        mattered += err == READER_ERROR;
        free(c->arena);
        if (!happened) {
            break;
        }
    }
    assert_true(mattered > 0);
}

static void fail_in_run(struct card *c, uint32_t tile_bytes)
{
    uint32_t failures = 0;

    c->bad = 0;
    assert_int_equal(open_card(c, tile_bytes), OTAML_OK);
    const uint32_t expected = answer(c, 0, &failures), reads = c->reads;
    for (uint32_t bad = 1; bad <= reads; bad++) {
        failures = 0;
        if (answer(c, bad, &failures) != expected || failures != 1) {
            fail_msg("read %u of %zu bytes in an inference", bad, c->size);
        }
    }
    free(c->arena);
}

static void failure_in_open_is_handed_back(void **state)
{
    (void)state;
    for_all(fail_in_open);
}

static void change_in_open_does_no_harm(void **state)
{
    (void)state;
    for_all(change_in_open);
}

static void failed_step_is_tried_again(void **state)
{
    (void)state;
    for_all(fail_in_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failure_in_open_is_handed_back),
        cmocka_unit_test(change_in_open_does_no_harm),
        cmocka_unit_test(failed_step_is_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
