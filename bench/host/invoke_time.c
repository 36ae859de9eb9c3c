/*
 * invoke_time.c - how long our interpreter takes for one inference, and what it answers.
 *
 *   invoke_time MODEL IN OUT SECONDS
 *
 * Runs MODEL on the raw tensors in IN again and again for about SECONDS, on one thread, prints
 * the milliseconds of the fastest inference and writes the outputs of the first one to OUT.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <otaml/infer.h>

#define PREEMPTED_MS 1.0

struct bytes {
    uint8_t *data;
    size_t size;
};

static void die(const char *what, int err)
{
    fprintf(stderr, "invoke_time: %s: %s\n", what, otaml_err_name(err));
    exit(1);
}

static struct bytes read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct bytes b = { NULL, 0 };

    if (!f || fseek(f, 0, SEEK_END)) {
        die(path, OTAML_ERR_IO);
    }
    b.size = (size_t)ftell(f);
    b.data = malloc(b.size + 1);
    rewind(f);
    if (!b.data || fread(b.data, 1, b.size, f) != b.size) {
        die(path, OTAML_ERR_IO);
    }
    (void)fclose(f);
    return b;
}

static int open_model(struct otaml_infer *inf, const struct otaml_model *m)
{
    void *arena = NULL;
    size_t size = 0;
    int err;

    /* At most twice: see otaml_infer_open. */
    while ((err = otaml_infer_open(inf, m, arena, size)) == OTAML_ERR_ARENA) {
        size = (inf->arena_needed + 63u) / 64 * 64;
        free(arena);
        arena = aligned_alloc(64, size);
        if (!arena) {
            return OTAML_ERR_ARENA;
        }
    }
    return err;
}

/* An inference may overwrite its inputs, so they are written before each. */
static void write_inputs(const struct otaml_infer *inf, struct bytes from)
{
    size_t n, at = 0;
    void *to;

    for (uint32_t k = 0; (to = otaml_infer_input(inf, k, &n)) != NULL; k++) {
        if (n > from.size - at) {
            die("the inputs are too short", OTAML_ERR_ARG);
        }
        memcpy(to, from.data + at, n);
        at += n;
    }
}

static void save_outputs(const struct otaml_infer *inf, const char *path)
{
    FILE *f = fopen(path, "wb");
    const void *from;
    size_t n;

    for (uint32_t k = 0; f && (from = otaml_infer_output(inf, k, &n)) != NULL; k++) {
        (void)fwrite(from, 1, n, f);
    }
    if (!f || fclose(f)) {
        die(path, OTAML_ERR_IO);
    }
}

static double now_ms(clockid_t clock)
{
    struct timespec t;

    (void)clock_gettime(clock, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

/* By the clock; by the thread's own time, which is the coarser one, where the clock saw much more
 * because another process had the processor in between. */
static double invoke_ms(struct otaml_infer *inf, struct bytes input)
{
    write_inputs(inf, input);
    const double thread_start = now_ms(CLOCK_THREAD_CPUTIME_ID);
    const double start = now_ms(CLOCK_MONOTONIC);
    const int err = otaml_infer_run(inf);
    const double took = now_ms(CLOCK_MONOTONIC) - start;
    const double thread_took = now_ms(CLOCK_THREAD_CPUTIME_ID) - thread_start;
    if (err) {
        die("run", err);
    }
    return took - thread_took > PREEMPTED_MS ? thread_took : took;
}

int main(int argc, char **argv)
{
    struct otaml_model m;
    struct otaml_infer inf;
    int err;

    if (argc != 5) {
        fputs("usage: invoke_time MODEL IN OUT SECONDS\n", stderr);
        return 2;
    }
    const struct bytes file = read_file(argv[1]), input = read_file(argv[2]);
    if ((err = otaml_model_open(&m, file.data, file.size)) || (err = open_model(&inf, &m))) {
        die(argv[1], err);
    }
    double best = invoke_ms(&inf, input);
    save_outputs(&inf, argv[3]);
    const double end = now_ms(CLOCK_MONOTONIC) + 1e3 * atof(argv[4]);
    while (now_ms(CLOCK_MONOTONIC) < end) {
        const double took = invoke_ms(&inf, input);
        best = took < best ? took : best;
    }
    printf("%.6f\n", best);
    return 0;
}
