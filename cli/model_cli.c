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

static bool map_file(struct cli_model *m)
{
    struct stat st;
    int fd = open(m->path, O_RDONLY);
    bool ok = fd >= 0 && fstat(fd, &st) == 0;

    if (ok && (!S_ISREG(st.st_mode) || st.st_size == 0)) {
        cli_fail("%s: not a TensorFlow Lite model", m->path);
        close(fd);
        return false;
    }
    if (ok) {
        m->size = (size_t)st.st_size;
        m->data = mmap(NULL, m->size, PROT_READ, MAP_PRIVATE, fd, 0);
        ok = m->data != MAP_FAILED;
        m->mapped = ok;
    }
    if (!ok) {
        cli_fail("cannot read %s: %s", m->path, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

bool cli_model_open(struct cli_model *m, const char *path, bool in_place)
{
    memset(m, 0, sizeof(*m));
    m->path = path;
    if (in_place) {
        if (!map_file(m)) {
            return false;
        }
    } else {
        m->data = cli_read_file(path, &m->size);
        if (!m->data) {
            return false;
        }
    }
    const int err = otaml_model_open(&m->model, m->data, m->size);
    if (err) {
        cli_fail("%s: %s", path, otaml_err_text(err));
        cli_model_close(m);
        return false;
    }
    return true;
}

void cli_model_close(struct cli_model *m)
{
    if (m->mapped) {
        munmap(m->data, m->size);
    } else {
        free(m->data);
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

/* Without messages: an arena of `limit` bytes, or, if 0, as much as is needed. */
static int open_in_arena(struct cli_infer *i, const struct cli_model *m, uint32_t limit)
{
    uint32_t size = limit;
    int err;

    memset(i, 0, sizeof(*i));
    i->arena = limit ? cli_alloc(limit) : NULL;
    while ((err = otaml_infer_open(&i->inf, &m->model, i->arena, size)) == OTAML_ERR_ARENA
           && (limit == 0 || i->inf.arena_needed > size)) {
        /* A given limit is only exceeded to learn the final figure for the message. */
        free(i->arena);
        size = i->inf.arena_needed;
        i->arena = cli_alloc(size);
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

bool cli_infer_open(struct cli_infer *i, const struct cli_model *m, uint32_t limit)
{
    const int err = open_in_arena(i, m, limit);

    if (err) {
        tell(m, &i->inf, err, limit);
    }
    return err == OTAML_OK;
}

int cli_infer_check(const struct cli_model *m, char trouble[CLI_TROUBLE_MAX])
{
    struct cli_infer i;
    const int err = open_in_arena(&i, m, 0);

    describe(m, &i.inf, err, trouble, CLI_TROUBLE_MAX);
    cli_infer_close(&i);
    return err;
}

void cli_infer_close(struct cli_infer *i)
{
    free(i->arena);
}

void cli_tensor_name(const struct otaml_model *m, uint32_t tensor, char *dst, size_t cap)
{
    otaml_model_tensor_name(m, tensor, dst, cap);
    for (; *dst; dst++) {
        if (*dst < ' ' || *dst > '~' || *dst == '"' || *dst == '\\') {
            *dst = '?';
        }
    }
}
