/*
 * test_stored_model.c - models run from every kind of store, in arenas that are large enough or
 * not, while newer ones take their places. Known answers are TensorFlow Lite Micro's:
 * models/README.md.
 */
#include <fixture.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/stored_model.h>

#include "store_rig.h"

#define ARENA   32768u
#define SAMPLES 8u

static const struct rig_geometry mapped = {
    "flash, 512 KB", &rig_flash, { 512 * RIG_KB, 4 * RIG_KB, 4, false, false, false }, 1024
};
static _Alignas(16) uint8_t arena[ARENA];

static uint8_t *known(const char *model, unsigned sample, const char *which, size_t *size)
{
    return fixture_read(fixture_path("%s/models/%.*s/%s.%u.%s.bin", fixture_source_dir(),
                                     (int)strcspn(model, "_"), model, model, sample, which),
                        size);
}

/* Does what was planned answer as this model of models/ is known to? */
static void assert_answers(struct otaml_infer *inf, const char *model)
{
    for (unsigned k = 0; k < SAMPLES; k++) {
        size_t in_size, out_size, bytes;
        uint8_t *in = known(model, k, "in", &in_size), *out = known(model, k, "out", &out_size);
        void *input = otaml_infer_input(inf, 0, &bytes);

        assert_int_equal(bytes, in_size);
        memcpy(input, in, in_size);
        assert_int_equal(otaml_infer_run(inf), OTAML_OK);
        assert_memory_equal(otaml_infer_output(inf, 0, &bytes), out, out_size);
        assert_int_equal(bytes, out_size);
        free(in);
        free(out);
    }
}

static void assert_runs(const struct otaml_stored_model *m, uint32_t arena_size, const char *model,
                        const char *way)
{
    struct otaml_infer inf;

    memset(arena, 0xa5, sizeof(arena));
    assert_int_equal(otaml_stored_model_plan(m, &inf, arena, arena_size), OTAML_OK);
    assert_string_equal(otaml_stored_model_way(m, &inf), way);
    assert_in_range(inf.arena_needed, 1, arena_size);
    assert_answers(&inf, model);
    for (uint32_t i = arena_size; i < ARENA; i++) {
        assert_int_equal(arena[i], 0xa5);
    }
}

/* --- every kind ------------------------------------------------------------------------------ */

/* The least arena that the interpreter itself asks for, opened by hand; tile_bytes as in its
 * configuration. */
static uint32_t least(const struct otaml_stored_model *m, uint32_t tile_bytes)
{
    const struct otaml_infer_config config = {
        .arena = arena,
        .arena_size = sizeof(arena),
        .stripe_bytes = m->object.map ? 0 : OTAML_STORED_MODEL_STRIPE,
        .tile_bytes = tile_bytes,
    };
    struct otaml_infer inf;

    assert_int_equal(otaml_infer_open_config(&inf, &m->model, &config), OTAML_OK);
    return inf.arena_needed;
}

/* What plan says that it needs of an arena of this size, which is too small. */
static uint32_t needed(const struct otaml_stored_model *m, uint32_t arena_size)
{
    struct otaml_infer inf;

    assert_int_equal(otaml_stored_model_plan(m, &inf, arena, arena_size), OTAML_ERR_ARENA);
    assert_true(inf.arena_needed > arena_size);
    return inf.arena_needed;
}

/* From no arena on, each time with what was asked for: no more than running it whole takes. */
static void assert_grows(const struct otaml_stored_model *m, uint32_t whole)
{
    struct otaml_infer inf = { .arena_needed = 0 };
    int calls = 0, err = OTAML_ERR_ARENA;

    while (err == OTAML_ERR_ARENA) {
        assert_in_range(++calls, 1, 3);
        err = otaml_stored_model_plan(m, &inf, arena, inf.arena_needed);
        assert_in_range(inf.arena_needed, 1, whole);
    }
    assert_int_equal(err, OTAML_OK);
    assert_answers(&inf, "digits_v1");
}

static void a_kind_runs_them(const struct rig_geometry *g, void *ctx)
{
    const bool maps = g->kind->maps && !g->unit.unmapped;
    struct otaml_stored_model m = { 0 };
    uint32_t whole, tiled;
    struct rig r;

    (void)ctx;
    rig_open(&r, g);
    assert_int_equal(otaml_stored_model_open(&m, r.store, "digits"), OTAML_ERR_NOT_FOUND);
    assert_string_equal(m.object.entry.name, "");
    rig_put_file(&r, "digits", "models/digits/digits_v1.tflite", 1);
    assert_int_equal(otaml_stored_model_open(&m, r.store, "digits"), OTAML_OK);
    whole = least(&m, 0);
    tiled = least(&m, 1);
    assert_true(tiled < whole);
    assert_runs(&m, ARENA, "digits_v1", maps ? "in place" : "streamed");
    assert_runs(&m, whole, "digits_v1", maps ? "in place" : "streamed");
    assert_runs(&m, whole - 16, "digits_v1", maps ? "in place, in tiles" : "streamed in tiles");
    assert_int_equal(needed(&m, tiled - 16), tiled);
    assert_grows(&m, whole);
    assert_int_equal(otaml_store_format(r.store), OTAML_ERR_BUSY);
    otaml_stored_model_close(&m);
    assert_null(m.store);
    otaml_stored_model_close(&m);
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    rig_close(&r);
}

static void every_kind_runs_them(void **state)
{
    (void)state;
    rig_each_row(a_kind_runs_them, NULL);
}

/* --- several --------------------------------------------------------------------------------- */

static void models_share_an_arena(void **state)
{
    struct otaml_stored_model digits = { 0 }, gestures = { 0 };
    struct rig r;

    (void)state;
    rig_open(&r, &mapped);
    rig_put_file(&r, "digits", "models/digits/digits_v2.tflite", 1);
    rig_put_file(&r, "gestures", "models/gestures/gestures_v2.tflite", 2);
    assert_int_equal(otaml_stored_model_open(&digits, r.store, "digits"), OTAML_OK);
    assert_int_equal(otaml_stored_model_open(&gestures, r.store, "gestures"), OTAML_OK);
    for (unsigned turn = 0; turn < 2; turn++) {
        assert_runs(&digits, ARENA, "digits_v2", "in place");
        assert_runs(&gestures, ARENA, "gestures_v2", "in place");
    }
    otaml_stored_model_close(&digits);
    assert_runs(&gestures, ARENA, "gestures_v2", "in place");
    otaml_stored_model_close(&gestures);
    rig_close(&r);
}

static void replace_while_it_answers(const struct rig_geometry *g, const char *way)
{
    struct otaml_stored_model m = { 0 };
    struct otaml_infer inf;
    struct rig r;

    rig_open(&r, g);
    rig_put_file(&r, "digits", "models/digits/digits_v1.tflite", 1);
    assert_int_equal(otaml_stored_model_open(&m, r.store, "digits"), OTAML_OK);
    assert_int_equal(otaml_stored_model_plan(&m, &inf, arena, ARENA), OTAML_OK);
    rig_put_file(&r, "digits", "models/digits/digits_v2.tflite", 2);
    assert_answers(&inf, "digits_v1");
    otaml_stored_model_close(&m);
    assert_int_equal(otaml_stored_model_open(&m, r.store, "digits"), OTAML_OK);
    assert_int_equal(m.object.entry.sequence, 2);
    assert_runs(&m, ARENA, "digits_v2", way);
    otaml_stored_model_close(&m);
    rig_close(&r);
}

static void a_model_answers_while_it_is_replaced(void **state)
{
    (void)state;
    replace_while_it_answers(&mapped, "in place");
    replace_while_it_answers(&rig_eefs.rows[0], "streamed");
}

/* --- what is none ---------------------------------------------------------------------------- */

static void what_is_no_model_is_let_go(void **state)
{
    struct otaml_stored_model m = { 0 };
    struct rig r;

    (void)state;
    rig_open(&r, &mapped);
    rig_put_file(&r, "words", "models/keywords/labels.txt", 7);
    assert_int_equal(otaml_stored_model_open(&m, r.store, "words"), OTAML_ERR_MODEL_FORMAT);
    assert_string_equal(m.object.entry.name, "words");
    assert_int_equal(m.object.entry.sequence, 7);
    assert_null(m.store);
    assert_int_equal(otaml_store_format(r.store), OTAML_OK); /* busy while an object is open */
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    otaml_stored_model_close(&m);
    assert_int_equal(otaml_stored_model_open(&m, r.store, "words"), OTAML_ERR_NOT_FOUND);
    assert_string_equal(m.object.entry.name, "");
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_runs_them),
        cmocka_unit_test(models_share_an_arena),
        cmocka_unit_test(a_model_answers_while_it_is_replaced),
        cmocka_unit_test(what_is_no_model_is_let_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
