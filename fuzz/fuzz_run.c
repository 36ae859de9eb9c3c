/*
 * fuzz_run.c - run every model that opens. Its inputs are the last bytes of the file, repeated as
 * often as needed: they may be those that a mutator appended behind the FlatBuffer.
 *
 * A model runs many times, in an arena that held other bytes before each time, and must answer the
 * same: in place, in parts, in tiles, through a reader. An operator that leaves part of its output
 * unwritten, or reads what nobody wrote, gives itself away. At last the reader's bytes change
 * after open, and some of its calls fail: the answer is anyone's guess, but a fence (fence.h) is
 * around every step. Then they change while it is opened too, so that no two reads agree on where
 * anything is, and the arena's own bounds are all that is watched.
 *
 * The corpus holds mutants that a build without one of the checks in prepare failed on.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>

#include "fence.h"
#include "flat_sites.h"
#include "model_fuzz.h"

enum { READER_ERROR = OTAML_ERR_PORT_BASE - 1 };
enum { QUICK_ARENA = 1 << 14 }; /* whatever the shapes: they may be others than were looked at */

struct source {
    const uint8_t *data;
    size_t size;
    uint32_t fickle; /* from now on one read in so many; 0: none */
    uint32_t random;
};

/* otaml_model_reader.read */
static int read_source(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct source *s = ctx;
    uint8_t *to = dst;

    if (offset > s->size || len > s->size - offset) {
        abort(); /* a reader is asked for bytes of the model only */
    }
    memcpy(dst, s->data + offset, len);
    if (s->fickle && len > 0 && flat_random(&s->random) % s->fickle == 0) {
        const uint32_t fate = flat_random(&s->random);
        for (uint32_t i = 0; i < fate % 8; i++) {
            to[flat_random(&s->random) % len] = (uint8_t)flat_random(&s->random);
        }
        return fate % 16 ? OTAML_OK : READER_ERROR;
    }
    return OTAML_OK;
}

static void write_inputs(const struct otaml_infer *inf, const struct source *s)
{
    size_t bytes, from = s->size;

    for (uint32_t k = 0; k < inf->model->n_inputs; k++) {
        uint8_t *in = otaml_infer_input(inf, k, &bytes);
        for (size_t i = 0; i < bytes; i++) {
            from = from ? from - 1 : s->size - 1;
            in[i] = s->data[from];
        }
    }
}

static uint32_t add_outputs(const struct otaml_infer *inf, uint32_t crc)
{
    size_t bytes;

    for (uint32_t k = 0; k < inf->model->n_outputs; k++) {
        const void *out = otaml_infer_output(inf, k, &bytes);
        crc = otaml_crc32(crc, out, bytes);
    }
    return crc;
}

/* Chain what the operator that ended last has put out, nothing while one is under way. */
static uint32_t add_peek(const struct otaml_infer *inf, uint32_t crc)
{
    size_t bytes;
    const void *out = otaml_infer_peek(inf, 0, &bytes);

    return otaml_crc32(crc, out, bytes);
}

/* One step, in which the operator reaches its own tensors only. */
static int step(struct otaml_infer *inf)
{
    int err;

    fence_up(inf);
    err = otaml_infer_step(inf);
    fence_down(inf);
    return err;
}

/* What a model put out in two inferences, for some keep a state; and what its operators did, one
 * after another. */
struct answer {
    uint32_t outputs, layers;
};

/* What opened must run, but for errors of a fickle reader, after which a step is tried again. */
static struct answer ask(struct otaml_infer *inf, const struct source *s)
{
    struct answer a = { 0, 0 };

    for (int i = 0; i < 2; i++) {
        int err;
        write_inputs(inf, s);
        do {
            err = step(inf);
            a.layers = add_peek(inf, a.layers);
        } while (err == OTAML_ERR_AGAIN || (s->fickle && err == READER_ERROR));
        if (err) {
            abort();
        }
        a.outputs = add_outputs(inf, a.outputs);
    }
    return a;
}

/* Ways to open a model. */
struct way {
    uint8_t fill; /* of the arena */
    uint32_t stripe, tile;
};

/* Open and ask; open's status. */
static int run(const struct otaml_model *m, const struct source *s, struct way way,
               struct answer *a)
{
    struct model_fuzz f;
    const int err = model_fuzz_open(&f, m, way.fill, way.stripe, way.tile);

    if (!err) {
        *a = ask(&f.inf, s);
    }
    model_fuzz_close(&f);
    return err;
}

static void must_be(struct answer a, struct answer expected, bool tiled)
{
    /* The tensors inside of a tile are never there as a whole. */
    if (a.outputs != expected.outputs || (!tiled && a.layers != expected.layers)) {
        abort();
    }
}

static void must_answer(const struct otaml_model *m, const struct source *s, struct way way,
                        struct answer expected)
{
    struct answer a;

    if (run(m, s, way, &a) != OTAML_OK) {
        abort(); /* it opened before */
    }
    must_be(a, expected, way.tile != 0);
}

/* Through a reader; not every model can be streamed, nor with every stripe. */
static void streamed(struct source *s, struct way way, struct answer expected)
{
    const struct otaml_model_reader reader = { s, read_source };
    struct otaml_model m;
    struct model_fuzz f;

    s->fickle = 0;
    if (otaml_model_open_reader(&m, &reader, s->size) != OTAML_OK) {
        abort(); /* it opened in memory */
    }
    const int err = model_fuzz_open(&f, &m, way.fill, way.stripe, way.tile);
    if (err && err != OTAML_ERR_STRIPE && err != OTAML_ERR_UNSUPPORTED && err != OTAML_ERR_ARENA) {
        abort();
    }
    if (!err) {
        must_be(ask(&f.inf, s), expected, way.tile != 0);
        s->fickle = 1;
        (void)ask(&f.inf, s);
    }
    model_fuzz_close(&f);
}

/* Open through a reader that is fickle all the time; what opened runs. */
static void opened_fickly(struct source *s, struct way way)
{
    const struct otaml_model_reader reader = { s, read_source };
    struct otaml_model m;
    struct model_fuzz f;

    s->fickle = 100;
    if (otaml_model_open_reader(&m, &reader, s->size) != OTAML_OK) {
        return;
    }
    const int err = model_fuzz_open(&f, &m, way.fill, way.stripe, way.tile);
    if (!err && f.inf.arena_needed <= QUICK_ARENA) {
        int step;
        write_inputs(&f.inf, s);
        do {
            step = otaml_infer_run(&f.inf);
            (void)add_peek(&f.inf, 0);
        } while (step == READER_ERROR);
        if (step) {
            abort();
        }
        (void)add_outputs(&f.inf, 0);
    }
    model_fuzz_close(&f);
}

static void all_ways(struct source *s)
{
    const uint32_t last = s->data[s->size - 1];
    const uint32_t stripe = OTAML_STRIPE_MIN << (last & 3); /* 256 to 2048 bytes */
    struct otaml_model m;
    struct answer expected;

    if (otaml_model_open(&m, s->data, s->size) == OTAML_OK && model_fuzz_is_quick(&m)
        && run(&m, s, (struct way){ 0xa5, 0, 0 }, &expected) == OTAML_OK) {
        must_answer(&m, s, (struct way){ 0x5a, stripe, 0 }, expected);
        must_answer(&m, s, (struct way){ 0x33, 0, 1 }, expected);
        streamed(s, (struct way){ 0xcc, stripe, 0 }, expected);
        streamed(s, (struct way){ 0x55, stripe, 1 }, expected);
        for (uint32_t i = 0; i < 4; i++) {
            opened_fickly(s, (struct way){ 0xaa, stripe, i % 2 });
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = model_fuzz_alloc(size);
    struct source s = { copy, size, 0, 0x9e3779b9u };

    memcpy(copy, data, size);
    if (size > 0) {
        all_ways(&s);
    }
    free(copy);
    return 0;
}
