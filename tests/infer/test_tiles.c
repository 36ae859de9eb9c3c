/*
 * test_tiles.c - random networks answered whole, in tiles and streamed: every byte the same.
 *
 * Chains and branches of windows and element-wise operators with odd sizes, strides, kernels,
 * gaps and paddings. That the whole run is right is for the goldens to say.
 */
#include <fixture.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/infer.h>

#include "flat_writer.h"

enum { NETWORKS = 400, OPERATORS_MAX = 9, TENSORS_MAX = 1 + 3 * OPERATORS_MAX, CHANNELS_MAX = 8 };
enum { CONSTANT_BYTES = 5 * 5 * CHANNELS_MAX * CHANNELS_MAX };
enum { ADD, AVERAGE_POOL, CONV = 3, DEPTHWISE = 4, MAX_POOL = 17, LEAKY_RELU = 98 };
enum { SAME, VALID };

static const float activation_scale[] = { 0.05f };
static const float weight_scales[CHANNELS_MAX] = { 0.011f, 0.02f,  0.007f, 0.013f,
                                                   0.009f, 0.015f, 0.003f, 0.017f };

struct network {
    struct flat_model model;
    struct flat_tensor tensors[TENSORS_MAX];
    struct flat_operator operators[OPERATORS_MAX];
    int32_t constants[2 * OPERATORS_MAX][CONSTANT_BYTES / 4];
    int n_constants;
    int activations[1 + OPERATORS_MAX], n_activations; /* tensor numbers */
    uint32_t random;
};

static uint32_t random_below(struct network *n, uint32_t end)
{
    n->random = n->random * 1664525u + 1013904223u;
    return (n->random >> 8) % end;
}

static int add_activation(struct network *n, int32_t batches, int32_t h, int32_t w, int32_t c)
{
    const int number = n->model.n_tensors++;

    n->tensors[number] = (struct flat_tensor){ .type = OTAML_TYPE_INT8,
                                               .rank = 4,
                                               .dims = { batches, h, w, c },
                                               .n_scales = 1,
                                               .scales = activation_scale,
                                               .zero_point = 3 };
    n->activations[n->n_activations++] = number;
    return number;
}

/* Pseudo-random bytes; of a bias words of up to 16 bits. */
static int add_constant(struct network *n, struct flat_tensor t, uint32_t count)
{
    int32_t *words = n->constants[n->n_constants++];
    uint8_t *bytes = (uint8_t *)words;

    assert_true(count <= (t.type == OTAML_TYPE_INT8 ? CONSTANT_BYTES : CONSTANT_BYTES / 4));
    for (uint32_t i = 0; i < count; i++) {
        if (t.type == OTAML_TYPE_INT8) {
            bytes[i] = (uint8_t)random_below(n, 256);
        } else {
            words[i] = (int32_t)random_below(n, 4000) - 2000;
        }
    }
    t.data = words;
    t.bytes = t.type == OTAML_TYPE_INT8 ? count : 4 * count;
    n->tensors[n->model.n_tensors] = t;
    return n->model.n_tensors++;
}

static int add_filter(struct network *n, const int32_t dims[4], int32_t axis)
{
    struct flat_tensor t = { .type = OTAML_TYPE_INT8, .rank = 4, .scales = weight_scales };

    memcpy(t.dims, dims, 4 * sizeof(dims[0]));
    t.axis = axis;
    t.n_scales = random_below(n, 2) ? dims[axis] : 1;
    return add_constant(n, t, (uint32_t)(dims[0] * dims[1] * dims[2] * dims[3]));
}

static int add_bias(struct network *n, int32_t channels)
{
    const struct flat_tensor t = { .type = OTAML_TYPE_INT32, .rank = 1, .dims = { channels } };

    return add_constant(n, t, (uint32_t)channels);
}

/* One axis of a window. */
struct axis {
    int32_t kernel, stride, dilation, out;
};

static struct axis random_axis(struct network *n, int32_t in, int padding, bool dilates)
{
    struct axis a = { (int32_t)random_below(n, 5) + 1, (int32_t)random_below(n, 3) + 1, 1, 0 };

    if (dilates && random_below(n, 3) == 0) {
        a.dilation = (int32_t)random_below(n, 3) + 1;
    }
    if (padding == VALID && (a.kernel - 1) * a.dilation + 1 > in) {
        a.kernel = 1;
    }
    const int32_t span = (a.kernel - 1) * a.dilation + 1;
    a.out = padding == SAME ? (in + a.stride - 1) / a.stride : (in - span) / a.stride + 1;
    return a;
}

static void add_window(struct network *n, int code, int in)
{
    const int32_t *d = n->tensors[in].dims, activation = (int32_t)random_below(n, 2);
    const int padding = (int)random_below(n, 2);
    const bool weighs = code == CONV || code == DEPTHWISE;
    const struct axis y = random_axis(n, d[1], padding, weighs);
    const struct axis x = random_axis(n, d[2], padding, weighs);
    struct flat_operator *op = &n->operators[n->model.n_operators++];
    int32_t channels = d[3];

    *op = (struct flat_operator){ .code = code, .n_inputs = 1, .n_outputs = 1, .inputs = { in } };
    if (code == CONV) {
        channels = (int32_t)random_below(n, CHANNELS_MAX) + 1;
        op->inputs[1] = add_filter(n, (int32_t[]){ channels, y.kernel, x.kernel, d[3] }, 0);
        op->options_type = 1;
        op->option_sizes = "144144";
        memcpy(op->options,
               (int32_t[]){ padding, x.stride, y.stride, activation, x.dilation, y.dilation },
               6 * sizeof(int32_t));
    } else if (code == DEPTHWISE) {
        const int32_t each = 2 * d[3] <= CHANNELS_MAX ? (int32_t)random_below(n, 2) + 1 : 1;
        channels = each * d[3];
        op->inputs[1] = add_filter(n, (int32_t[]){ 1, y.kernel, x.kernel, channels }, 3);
        op->options_type = 2;
        op->option_sizes = "1444144";
        memcpy(op->options,
               (int32_t[]){ padding, x.stride, y.stride, each, activation, x.dilation, y.dilation },
               7 * sizeof(int32_t));
    } else {
        op->options_type = 5;
        op->option_sizes = "144441";
        memcpy(op->options,
               (int32_t[]){ padding, x.stride, y.stride, x.kernel, y.kernel, activation },
               6 * sizeof(int32_t));
    }
    if (weighs) {
        op->n_inputs = 3;
        op->inputs[2] = add_bias(n, channels);
    }
    op->outputs[0] = add_activation(n, d[0], y.out, x.out, channels);
}

/* Another activation of the same shape, or the same one. */
static int partner_of(struct network *n, int in)
{
    for (int i = n->n_activations - 1; i >= 0; i--) {
        const int other = n->activations[i];
        if (other != in && memcmp(n->tensors[other].dims, n->tensors[in].dims, 16) == 0) {
            return other;
        }
    }
    return in;
}

static void add_elementwise(struct network *n, int code, int in)
{
    const int32_t *d = n->tensors[in].dims;
    struct flat_operator *op = &n->operators[n->model.n_operators++];

    *op = (struct flat_operator){ .code = code, .n_inputs = 1, .n_outputs = 1, .inputs = { in } };
    if (code == ADD) {
        op->n_inputs = 2;
        op->inputs[1] = partner_of(n, in);
        op->options_type = 11;
        op->option_sizes = "1";
    } else {
        op->options_type = 75;
        op->option_sizes = "4";
        op->options[0] = 0x3e99999a; /* 0.3 */
    }
    op->outputs[0] = add_activation(n, d[0], d[1], d[2], d[3]);
}

static void build(struct network *n, uint32_t seed)
{
    static const int codes[] = { CONV,     CONV,       DEPTHWISE, DEPTHWISE, AVERAGE_POOL,
                                 MAX_POOL, LEAKY_RELU, ADD,       ADD };

    memset(n, 0, sizeof(*n));
    n->random = seed;
    n->model.tensors = n->tensors;
    n->model.operators = n->operators;
    (void)add_activation(n, random_below(n, 10) ? 1 : 2,
                         random_below(n, 4) ? (int32_t)random_below(n, 23) + 1 : 1,
                         (int32_t)random_below(n, 19) + 1, (int32_t)random_below(n, 5) + 1);
    const int count = (int)random_below(n, OPERATORS_MAX) + 1;
    while (n->model.n_operators < count) {
        const int code = codes[random_below(n, sizeof(codes) / sizeof(codes[0]))];
        /* Most often the last one, else one that has others behind it: a branch. */
        const int back = random_below(n, 4) ? 0 : (int)random_below(n, (uint32_t)n->n_activations);
        const int in = n->activations[n->n_activations - 1 - back];
        if (code == ADD || code == LEAKY_RELU) {
            add_elementwise(n, code, in);
        } else {
            add_window(n, code, in);
        }
    }
    n->model.output = n->activations[n->n_activations - 1];
}

struct opened {
    uint8_t *file;
    size_t size;
    struct otaml_model_reader reader;
    struct otaml_model m;
    struct otaml_infer inf;
    void *arena;
};

/* otaml_model_reader.read */
static int read_file(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    const struct opened *o = ctx;

    assert_true(offset <= o->size && len <= o->size - offset);
    memcpy(dst, o->file + offset, len);
    return OTAML_OK;
}

/* With no arena, then with what was asked for: at most twice, as otaml/infer.h has it. */
static void open_network(struct opened *o, const struct flat_model *model, uint32_t stripe_bytes,
                         uint32_t tile_bytes, bool streams)
{
    struct otaml_infer_config cfg = { NULL, 0, stripe_bytes, tile_bytes };
    int err = OTAML_ERR_ARENA;

    o->file = flat_write(model, &o->size);
    o->arena = NULL;
    o->reader = (struct otaml_model_reader){ o, read_file };
    assert_int_equal(streams ? otaml_model_open_reader(&o->m, &o->reader, o->size)
                             : otaml_model_open(&o->m, o->file, o->size),
                     OTAML_OK);
    for (int i = 0; i < 3 && err == OTAML_ERR_ARENA; i++) {
        err = otaml_infer_open_config(&o->inf, &o->m, &cfg);
        if (err == OTAML_ERR_ARENA) {
            free(o->arena);
            cfg.arena_size = o->inf.arena_needed;
            assert_int_equal(posix_memalign(&o->arena, OTAML_ARENA_ALIGN, cfg.arena_size), 0);
            memset(o->arena, 0x5a, cfg.arena_size);
            cfg.arena = o->arena;
        }
    }
    assert_int_equal(err, OTAML_OK);
    assert_true(o->inf.arena_needed <= cfg.arena_size);
}

static void close_network(struct opened *o)
{
    free(o->arena);
    free(o->file);
}

static void write_input(struct opened *o, uint32_t seed)
{
    size_t bytes;
    uint8_t *in = otaml_infer_input(&o->inf, 0, &bytes);

    for (size_t i = 0; i < bytes; i++) {
        seed = seed * 1103515245u + 12345u;
        in[i] = (uint8_t)(seed >> 16);
    }
}

static void check_output(struct opened *o, uint32_t seed, const void *expected,
                         size_t expected_bytes, const char *what)
{
    size_t bytes;
    const void *out = otaml_infer_output(&o->inf, 0, &bytes);

    assert_int_equal(bytes, expected_bytes);
    if (memcmp(out, expected, bytes) != 0) {
        fail_msg("network %u differs %s", seed, what);
    }
    /* The last operator's output, if it is the model's, is the one to be peeked at. */
    const void *peeked = otaml_infer_peek(&o->inf, 0, &bytes);
    assert_int_equal(bytes, expected_bytes);
    assert_ptr_equal(peeked, out);
}

/* Answer twice; then begin again after each of the steps that an inference has, in turn. */
static void check_way(const struct network *n, uint32_t seed, const void *expected, size_t bytes,
                      uint32_t stripe_bytes, uint32_t tile_bytes, bool streams)
{
    struct opened o;
    uint32_t steps = 1;
    int err;

    open_network(&o, &n->model, stripe_bytes, tile_bytes, streams);
    write_input(&o, seed + 1);
    assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
    write_input(&o, seed);
    while ((err = otaml_infer_step(&o.inf)) == OTAML_ERR_AGAIN) {
        steps++;
    }
    assert_int_equal(err, OTAML_OK);
    check_output(&o, seed, expected, bytes, "in tiles or stripes");
    for (uint32_t stop = 1; stop < steps; stop += 1 + steps / 50) {
        write_input(&o, seed + 1);
        for (uint32_t i = 0; i < stop; i++) {
            assert_int_equal(otaml_infer_step(&o.inf), OTAML_ERR_AGAIN);
        }
        otaml_infer_restart(&o.inf);
        write_input(&o, seed);
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        check_output(&o, seed, expected, bytes, "after a restart");
    }
    close_network(&o);
}

static void all_ways_answer_the_same(void **state)
{
    uint32_t tiled = 0;
    static struct network n;

    (void)state;
    for (uint32_t seed = 0; seed < NETWORKS; seed++) {
        struct opened o;
        size_t bytes;
        build(&n, seed);
        open_network(&o, &n.model, 0, 0, false);
        write_input(&o, seed);
        assert_int_equal(otaml_infer_run(&o.inf), OTAML_OK);
        const void *out = otaml_infer_output(&o.inf, 0, &bytes);
        const uint32_t whole = o.inf.arena_needed;
        static const struct {
            uint32_t stripe, eighths;
            bool streams;
        } ways[] = {
            { 256, 0, false }, { 0, 1, false },   { 0, 4, false },
            { 0, 6, false },   { 300, 1, false }, { 256, 0, true },
            { 256, 1, true },  { 1024, 1, true }, { 1 << 16, 5, true },
        };
        for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
            const uint32_t tile = ways[i].eighths == 1 ? 1 : whole * ways[i].eighths / 8;
            check_way(&n, seed, out, bytes, ways[i].stripe, tile, ways[i].streams);
        }
        struct opened t;
        open_network(&t, &n.model, 0, whole, false);
        assert_int_equal(t.inf.n_tiles, 0); /* it fits as it is */
        close_network(&t);
        open_network(&t, &n.model, 0, 1, false);
        tiled += t.inf.n_tiles > 0;
        close_network(&t);
        close_network(&o);
    }
    print_message("%u of %u networks have tiles\n", tiled, NETWORKS);
    assert_true(tiled > NETWORKS / 4);
}

/* Run it and note the CRC of what can be peeked at after each operator; 0: nothing can. */
static void peek_at_all(struct opened *o, uint32_t crc[OPERATORS_MAX])
{
    int err;

    memset(crc, 0, OPERATORS_MAX * sizeof(crc[0]));
    do {
        size_t bytes;
        err = otaml_infer_step(&o->inf);
        const void *data = otaml_infer_peek(&o->inf, 0, &bytes);
        if (data) {
            assert_in_range(o->inf.position, 1, OPERATORS_MAX);
            crc[o->inf.position - 1] = otaml_crc32(0, data, bytes);
        }
    } while (err == OTAML_ERR_AGAIN);
    assert_int_equal(err, OTAML_OK);
}

/* What a tile leaves to be peeked at is the whole of it, even where nobody reads it. */
static void a_tile_ends_with_its_whole_output(void **state)
{
    unsigned peeked = 0;

    (void)state;
    for (uint32_t seed = 0; seed < NETWORKS; seed++) {
        uint32_t whole[OPERATORS_MAX], tiled[OPERATORS_MAX];
        static struct network n;
        struct opened o;
        build(&n, seed);
        open_network(&o, &n.model, 0, 0, false);
        write_input(&o, seed);
        peek_at_all(&o, whole);
        close_network(&o);
        open_network(&o, &n.model, 0, 1, false);
        write_input(&o, seed);
        peek_at_all(&o, tiled);
        close_network(&o);
        for (uint32_t i = 0; i < OPERATORS_MAX; i++) {
            if (tiled[i] != 0 && tiled[i] != whole[i]) {
                fail_msg("network %u: operator %u differs", seed, i);
            }
            peeked += tiled[i] != 0;
        }
    }
    assert_true(peeked > NETWORKS);
}

/* Windows of 1 x 1 over two rows of half a gigabyte each: tile upon tile, each a row further ahead
 * in one place. Its size must not wrap: without tiles two tensors are more than there can be. */
static void places_of_tiles_do_not_wrap(void **state)
{
    enum { COUNT = 24 };
    struct flat_tensor tensors[COUNT + 1];
    struct flat_operator operators[COUNT];
    struct otaml_infer_config cfg = { .arena_size = 1 << 16, .tile_bytes = 1 };
    struct otaml_model m;
    struct otaml_infer inf;
    size_t size;

    (void)state;
    assert_int_equal(posix_memalign(&cfg.arena, OTAML_ARENA_ALIGN, cfg.arena_size), 0);
    for (int i = 0; i <= COUNT; i++) {
        tensors[i] = (struct flat_tensor){ .type = OTAML_TYPE_INT8,
                                           .rank = 4,
                                           .dims = { 1, 2, 32767, 16384 },
                                           .n_scales = 1,
                                           .scales = activation_scale };
    }
    for (int i = 0; i < COUNT; i++) {
        const struct flat_model model = { i + 2, i + 1, tensors, operators, 0, i + 1 };
        operators[i] = (struct flat_operator){ MAX_POOL,  1, 1,        { i },
                                               { i + 1 }, 5, "144441", { VALID, 1, 1, 1, 1, 0 } };
        uint8_t *file = flat_write(&model, &size);
        assert_int_equal(otaml_model_open(&m, file, size), OTAML_OK);
        const int err = otaml_infer_open_config(&inf, &m, &cfg);
        if (err != OTAML_ERR_UNSUPPORTED) {
            fail_msg("%d operators: %s", i + 1, otaml_err_text(err));
        }
        free(file);
    }
    free(cfg.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_answer_the_same),
        cmocka_unit_test(a_tile_ends_with_its_whole_output),
        cmocka_unit_test(places_of_tiles_do_not_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
