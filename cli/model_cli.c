/*
 * model_cli.c - open models and interpreters for the command line. API: model_cli_priv.h
 */
#include "model_cli_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_priv.h"

const char *cli_take_way(const char *text, enum cli_way *way)
{
    static const char *const names[] = { "inplace", "load", "stream" };

    for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++) {
        if (!strcmp(text, names[i])) {
            *way = (enum cli_way)i;
            return NULL;
        }
    }
    return "--way takes inplace, load or stream";
}

const char *cli_take_stripe(const char *text, struct cli_infer_options *options)
{
    return cli_parse_size(text, &options->stripe) && options->stripe >= OTAML_STRIPE_MIN
               ? NULL
               : "--stripe takes a number of bytes from 256 on, such as 4K";
}

const char *cli_take_tile(const char *text, struct cli_infer_options *options)
{
    return cli_parse_size(text, &options->tile) && options->tile > 0
               ? NULL
               : "--tile takes a number of bytes, such as 256K";
}

/* Open the file and ask its size; -1 after a message. */
static int open_file(struct cli_model *m)
{
    struct stat st;
    const int fd = open(m->path, O_RDONLY);

    if (fd < 0 || fstat(fd, &st) != 0) {
        cli_fail("cannot read %s: %s", m->path, strerror(errno));
    } else if (!S_ISREG(st.st_mode) || st.st_size == 0) {
        cli_fail("%s: not a TensorFlow Lite model", m->path);
    } else {
        m->size = (size_t)st.st_size;
        return fd;
    }
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

static bool map_file(struct cli_model *m)
{
    const int fd = open_file(m);

    if (fd < 0) {
        return false;
    }
    m->data = mmap(NULL, m->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (m->data == MAP_FAILED) {
        cli_fail("cannot read %s: %s", m->path, strerror(errno));
        m->data = NULL;
    }
    close(fd);
    return m->data != NULL;
}

/* otaml_model_reader.read */
static int read_file(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct cli_model *m = ctx;

    m->bytes_read += len;
    return pread(m->fd, dst, len, (off_t)offset) == (ssize_t)len ? 0 : OTAML_ERR_PORT_BASE;
}

/* Reach the file's bytes; false after a message. */
static bool reach_file(struct cli_model *m)
{
    switch (m->way) {
    case CLI_LOAD:
        m->data = cli_read_file(m->path, &m->size);
        return m->data != NULL;
    case CLI_STREAM:
        m->fd = open_file(m);
        m->reader = (struct otaml_model_reader){ m, read_file };
        return m->fd >= 0;
    default:
        m->way = CLI_IN_PLACE;
        return map_file(m);
    }
}

/* ---- in a store ---- */

/* otaml_model_reader.read */
static int read_object(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct cli_model *m = ctx;

    m->bytes_read += len;
    return otaml_store_read(m->image.store, &m->object, offset, dst, len);
}

static bool load_object(struct cli_model *m)
{
    int err;

    m->data = cli_alloc(m->size);
    err = otaml_store_read(m->image.store, &m->object, 0, m->data, m->object.entry.size);
    if (err) {
        cli_fail("%s: %s: %s", m->image.name, m->path, otaml_err_text(err));
    }
    return !err;
}

/* Reach the open object's bytes; false after a message. */
static bool reach_object(struct cli_model *m)
{
    if (m->way == CLI_ANY_WAY) {
        m->way = m->object.map ? CLI_IN_PLACE : CLI_STREAM;
    }
    m->size = m->object.entry.size;
    m->reader = (struct otaml_model_reader){ m, read_object };
    if (m->way == CLI_IN_PLACE && !m->object.map) {
        cli_fail("%s: no pointer reaches the bytes of such a store; say --way stream or load",
                 m->image.name);
        return false;
    }
    if (m->way == CLI_IN_PLACE) {
        m->data = (void *)(uintptr_t)m->object.map; /* only read */
    }
    return m->way != CLI_LOAD || load_object(m);
}

static bool reach_in_store(struct cli_model *m, const char *store)
{
    int err;

    if (store_image_open(&m->image, store, STORE_READ) != CLI_DONE) {
        return false;
    }
    m->in_store = true;
    err = otaml_store_open(m->image.store, m->path, &m->object);
    if (err) {
        cli_fail("%s: %s: %s; `otaml store list` shows what there is", store, m->path,
                 otaml_err_text(err));
    }
    return !err && reach_object(m);
}

/* ---- open ---- */

bool cli_model_open_in(struct cli_model *m, const char *store, const char *path, enum cli_way way)
{
    int err;

    memset(m, 0, sizeof(*m));
    m->path = path;
    m->way = way;
    m->fd = -1;
    if (!(store ? reach_in_store(m, store) : reach_file(m))) {
        cli_model_close(m);
        return false;
    }
    err = m->way == CLI_STREAM ? otaml_model_open_reader(&m->model, &m->reader, m->size)
                               : otaml_model_open(&m->model, m->data, m->size);
    if (err) {
        cli_fail("%s: %s", path, otaml_err_text(err));
        cli_model_close(m);
    }
    return !err;
}

bool cli_model_open(struct cli_model *m, const char *path, enum cli_way way)
{
    return cli_model_open_in(m, NULL, path, way);
}

void cli_model_close(struct cli_model *m)
{
    if (m->way == CLI_LOAD) {
        free(m->data);
    } else if (m->data && !m->in_store) {
        munmap(m->data, m->size);
    }
    if (m->fd >= 0) {
        close(m->fd);
    }
    if (m->in_store) {
        otaml_store_close(m->image.store, &m->object);
        (void)store_image_close(&m->image, false);
    }
}

static const char *advice(int err)
{
    switch (err) {
    case OTAML_ERR_MODEL_OPERATOR:
    case OTAML_ERR_MODEL_TYPE:
        return "; convert the model with operators and types that this build has";
    case OTAML_ERR_MODEL_BOUNDS:
        return "; the file is damaged, fetch or convert it again";
    case OTAML_ERR_STRIPE:
        return "; give a larger --stripe";
    default:
        return "; convert the model again";
    }
}

/* "operator 7 CONV_2D, tensor 12: what is wrong" */
static void describe(const struct cli_model *m, const struct otaml_infer *inf, int err, char *text,
                     size_t cap)
{
    char where[128] = "";
    struct otaml_operator op;
    int n = 0;

    if (inf->failed_operator >= 0
        && otaml_model_operator(&m->model, (uint32_t)inf->failed_operator, &op) == OTAML_OK) {
        n = snprintf(where, sizeof(where), "operator %d %s", (int)inf->failed_operator,
                     otaml_operator_name(op.code));
    }
    if (inf->failed_tensor >= 0) {
        snprintf(where + n, sizeof(where) - (size_t)n, "%stensor %d", n ? ", " : "",
                 (int)inf->failed_tensor);
    }
    snprintf(text, cap, "%s%s%s", where, *where ? ": " : "", otaml_err_text(err));
}

/* "FILE: what is wrong; what to do" */
static void tell(const struct cli_model *m, const struct otaml_infer *inf, int err, uint32_t limit)
{
    char text[CLI_TROUBLE_MAX];

    if (err == OTAML_ERR_ARENA) {
        cli_fail("%s: %s: it needs %u bytes and has %u; give --arena %u or more", m->path,
                 otaml_err_text(err), (unsigned)inf->arena_needed, (unsigned)limit,
                 (unsigned)inf->arena_needed);
        return;
    }
    describe(m, inf, err, text, sizeof(text));
    cli_fail("%s: %s%s", m->path, text, advice(err));
}

/* Without messages. */
static int open_in_arena(struct cli_infer *i, const struct cli_model *m,
                         const struct cli_infer_options *options)
{
    const uint32_t limit = options->arena;
    struct otaml_infer_config cfg = { NULL, limit, options->stripe, options->tile };
    int err;

    if (m->way == CLI_STREAM && cfg.stripe_bytes == 0) {
        cfg.stripe_bytes = CLI_STRIPE_STANDARD;
    }

    memset(i, 0, sizeof(*i));
    cfg.arena = i->arena = limit ? cli_alloc(limit) : NULL;
    while ((err = otaml_infer_open_config(&i->inf, &m->model, &cfg)) == OTAML_ERR_ARENA
           && (limit == 0 || i->inf.arena_needed > cfg.arena_size)) {
        /* A given limit is only exceeded to learn the final figure for the message. */
        free(i->arena);
        cfg.arena_size = i->inf.arena_needed;
        cfg.arena = i->arena = cli_alloc(cfg.arena_size);
    }
    if (!err && limit != 0 && i->inf.arena_needed > limit) {
        err = OTAML_ERR_ARENA;
    }
    if (err) {
        free(i->arena);
        i->arena = NULL;
    }
    return err;
}

bool cli_infer_open(struct cli_infer *i, const struct cli_model *m,
                    const struct cli_infer_options *options)
{
    const int err = open_in_arena(i, m, options);

    if (err) {
        tell(m, &i->inf, err, options->arena);
    }
    return err == OTAML_OK;
}

int cli_infer_check(const struct cli_model *m, const struct cli_infer_options *options,
                    uint32_t *arena_bytes, char trouble[CLI_TROUBLE_MAX])
{
    struct cli_infer i;
    const int err = open_in_arena(&i, m, options);

    *arena_bytes = i.inf.arena_needed;
    describe(m, &i.inf, err, trouble, CLI_TROUBLE_MAX);
    cli_infer_close(&i);
    return err;
}

void cli_infer_close(struct cli_infer *i)
{
    free(i->arena);
}

/* The file's own bytes are not for a terminal, nor for JSON. */
static void make_harmless(char *name)
{
    for (; *name; name++) {
        if (*name < ' ' || *name > '~' || *name == '"' || *name == '\\') {
            *name = '?';
        }
    }
}

void cli_tensor_name(const struct otaml_model *m, uint32_t tensor, char *dst, size_t cap)
{
    otaml_model_tensor_name(m, tensor, dst, cap);
    make_harmless(dst);
}

bool cli_metadata(const struct otaml_model *m, uint32_t index, char *name, size_t cap,
                  uint32_t *bytes)
{
    struct otaml_metadata d;
    uint32_t n;

    if (otaml_model_metadata(m, index, &d)) {
        return false;
    }
    *bytes = d.bytes;
    n = d.name_bytes < cap ? d.name_bytes : (uint32_t)cap - 1;
    name[otaml_model_read(m, d.name, name, n) ? 0 : n] = '\0';
    make_harmless(name);
    return true;
}
