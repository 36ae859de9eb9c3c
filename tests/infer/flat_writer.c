/*
 * flat_writer.c - write small .tflite files from scratch. API: flat_writer.h
 */
#include "flat_writer.h"

#include <stdlib.h>
#include <string.h>

struct flat {
    uint8_t *p;
    uint32_t size;
};

enum { CAPACITY = 1 << 16 };

static void put(struct flat *f, uint32_t at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        f->p[at + (uint32_t)i] = (uint8_t)(value >> (8 * i));
    }
}

static uint32_t get(const struct flat *f, uint32_t at, int bytes)
{
    uint32_t v = 0;
    for (int i = 0; i < bytes; i++) {
        v |= (uint32_t)f->p[at + (uint32_t)i] << (8 * i);
    }
    return v;
}

static uint32_t grow(struct flat *f, uint32_t bytes)
{
    const uint32_t at = f->size;
    if (bytes > CAPACITY - f->size) {
        abort();
    }
    f->size += bytes;
    return at;
}

/* Pad until (size + ahead) is a multiple of unit. */
static void align(struct flat *f, uint32_t unit, uint32_t ahead)
{
    while ((f->size + ahead) % unit) {
        grow(f, 1);
    }
}

/* A table with a field for each digit, that many bytes large ('0': left out). Fields that
 * are references are 4 bytes. */
static uint32_t table(struct flat *f, const char *sizes)
{
    const uint32_t n = (uint32_t)strlen(sizes);
    uint32_t offset = 4;

    align(f, 2, 0);
    const uint32_t vtable = grow(f, 4 + 2 * n);
    align(f, 8, 4); /* so that 8-byte fields behind the first 4 bytes are aligned */
    const uint32_t at = grow(f, 4);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t bytes = (uint32_t)(sizes[i] - '0');
        if (bytes == 0) {
            continue;
        }
        align(f, bytes, 0);
        offset = grow(f, bytes) - at;
        put(f, vtable + 4 + 2 * i, offset, 2);
    }
    put(f, vtable, 4 + 2 * n, 2);
    put(f, vtable + 2, f->size - at, 2);
    put(f, at, at - vtable, 4);
    return at;
}

static uint32_t field(const struct flat *f, uint32_t at, uint32_t i)
{
    return at + get(f, at - get(f, at, 4) + 4 + 2 * i, 2);
}

static void point(struct flat *f, uint32_t from, uint32_t to)
{
    put(f, from, to - from, 4);
}

/* A vector whose elements begin at a multiple of `unit`; data is in the machine's byte order. */
static uint32_t vector(struct flat *f, uint32_t count, uint32_t bytes, const void *data,
                       uint32_t unit)
{
    align(f, unit, 4);
    const uint32_t at = grow(f, 4 + count * bytes);
    put(f, at, count, 4);
    for (uint32_t i = 0; data && i < count; i++) {
        uint32_t word = ((const uint8_t *)data)[i];
        if (bytes == 4) {
            memcpy(&word, (const uint8_t *)data + (size_t)4 * i, 4);
        }
        put(f, at + 4 + i * bytes, word, (int)bytes);
    }
    return at;
}

/* A tensor's constant content: FLOAT32 and INT32 are words, the other types here are bytes. */
static uint32_t content(struct flat *f, const struct flat_tensor *t)
{
    const uint32_t bytes = (t->type == 0 || t->type == 2) && t->bytes % 4 == 0 ? 4 : 1;
    const uint32_t at = vector(f, t->bytes / bytes, bytes, t->data, 16);

    put(f, at, t->bytes, 4); /* the file counts bytes */
    return at;
}

static void write_tensor(struct flat *f, const struct flat_tensor *t, uint32_t slot,
                         uint32_t buffer)
{
    const uint32_t at = table(f, t->variable ? "414441" : t->n_scales ? "41444" : "4144");

    point(f, slot, at);
    put(f, field(f, at, 1), t->type, 1);
    put(f, field(f, at, 2), buffer, 4);
    point(f, field(f, at, 0), vector(f, (uint32_t)t->rank, 4, t->dims, 4));
    point(f, field(f, at, 3), vector(f, 1, 1, "t", 4));
    if (t->variable) {
        put(f, field(f, at, 5), 1, 1);
    }
    if (t->n_scales || t->variable) {
        const uint32_t q = table(f, "0044004");
        point(f, field(f, at, 4), q);
        put(f, field(f, q, 6), (uint32_t)t->axis, 4);
        point(f, field(f, q, 2), vector(f, (uint32_t)t->n_scales, 4, t->scales, 4));
        const uint32_t zeros = vector(f, (uint32_t)t->n_scales, 8, NULL, 8);
        point(f, field(f, q, 3), zeros);
        for (int i = 0; i < t->n_scales; i++) {
            put(f, zeros + 4 + 8 * (uint32_t)i, (uint64_t)t->zero_point, 8);
        }
    }
}

static void write_operator(struct flat *f, const struct flat_operator *op, uint32_t slot,
                           uint32_t code)
{
    const uint32_t at = table(f, op->option_sizes           ? "44414"
                                 : op->custom_options_bytes ? "444004"
                                                            : "444");

    point(f, slot, at);
    put(f, field(f, at, 0), code, 4);
    point(f, field(f, at, 1), vector(f, (uint32_t)op->n_inputs, 4, op->inputs, 4));
    point(f, field(f, at, 2), vector(f, (uint32_t)op->n_outputs, 4, op->outputs, 4));
    if (op->custom_options_bytes) {
        point(f, field(f, at, 5), vector(f, op->custom_options_bytes, 1, op->custom_options, 4));
    }
    if (op->option_sizes) {
        const uint32_t options = table(f, op->option_sizes);
        put(f, field(f, at, 3), op->options_type, 1);
        point(f, field(f, at, 4), options);
        for (uint32_t i = 0; op->option_sizes[i]; i++) {
            put(f, field(f, options, i), (uint32_t)op->options[i], op->option_sizes[i] - '0');
        }
    }
}

static void write_graph(struct flat *f, const struct flat_model *m, uint32_t slot)
{
    const uint32_t graph = table(f, "4444");
    uint32_t list;

    point(f, slot, graph);
    point(f, field(f, graph, 1), vector(f, 1, 4, &m->input, 4));
    point(f, field(f, graph, 2), vector(f, 1, 4, &m->output, 4));
    list = vector(f, (uint32_t)m->n_tensors, 4, NULL, 4);
    point(f, field(f, graph, 0), list);
    for (int i = 0; i < m->n_tensors; i++) {
        write_tensor(f, &m->tensors[i], list + 4 + 4 * (uint32_t)i,
                     m->tensors[i].data ? (uint32_t)i + 1 : 0);
    }
    list = vector(f, (uint32_t)m->n_operators, 4, NULL, 4);
    point(f, field(f, graph, 3), list);
    for (int i = 0; i < m->n_operators; i++) {
        write_operator(f, &m->operators[i], list + 4 + 4 * (uint32_t)i, (uint32_t)i);
    }
}

static void write_buffers(struct flat *f, const struct flat_model *m, uint32_t slot)
{
    const int tensors = m->n_tensors + 1, all = tensors + m->n_metadata;
    const uint32_t buffers = vector(f, (uint32_t)all, 4, NULL, 4);

    point(f, slot, buffers);
    for (int i = 0; i < all; i++) {
        const struct flat_tensor *t = i > 0 && i < tensors ? &m->tensors[i - 1] : NULL;
        const struct flat_metadata *d = i >= tensors ? &m->metadata[i - tensors] : NULL;
        const uint32_t at = table(f, d || (t && t->data) ? "4" : "");

        point(f, buffers + 4 + 4 * (uint32_t)i, at);
        if (d) {
            point(f, field(f, at, 0), vector(f, d->bytes, 1, d->data, 16));
        } else if (t && t->data) {
            point(f, field(f, at, 0), content(f, t));
        }
    }
}

static void write_metadata(struct flat *f, const struct flat_model *m, uint32_t slot)
{
    const uint32_t list = vector(f, (uint32_t)m->n_metadata, 4, NULL, 4);

    point(f, slot, list);
    for (int i = 0; i < m->n_metadata; i++) {
        const struct flat_metadata *d = &m->metadata[i];
        const uint32_t at = table(f, d->name ? "44" : "04");

        point(f, list + 4 + 4 * (uint32_t)i, at);
        if (d->name) {
            point(f, field(f, at, 0), vector(f, (uint32_t)strlen(d->name), 1, d->name, 4));
        }
        put(f, field(f, at, 1), (uint32_t)(m->n_tensors + 1 + i) + d->skip, 4);
    }
}

uint8_t *flat_write(const struct flat_model *m, size_t *size)
{
    struct flat f = { NULL, 8 };
    void *memory = NULL;

    if (posix_memalign(&memory, 16, CAPACITY)) {
        abort();
    }
    f.p = memory;
    memset(f.p, 0, CAPACITY);
    memcpy(f.p + 4, "TFL3", 4);
    const uint32_t root = table(&f, m->n_metadata ? "4444404" : "44444");
    point(&f, 0, root);
    put(&f, field(&f, root, 0), 3, 4);

    const uint32_t codes = vector(&f, (uint32_t)m->n_operators, 4, NULL, 4);
    point(&f, field(&f, root, 1), codes);
    for (int i = 0; i < m->n_operators; i++) {
        const char *custom = m->operators[i].custom;
        const uint32_t at = table(&f, custom ? "1444" : "1044");
        point(&f, codes + 4 + 4 * (uint32_t)i, at);
        if (custom) {
            point(&f, field(&f, at, 1), vector(&f, (uint32_t)strlen(custom), 1, custom, 4));
        }
        put(&f, field(&f, at, 0), (uint32_t)m->operators[i].code, 1);
        put(&f, field(&f, at, 2), 1, 4);
        put(&f, field(&f, at, 3), (uint32_t)m->operators[i].code, 4);
    }
    const uint32_t graphs = vector(&f, 1, 4, NULL, 4);
    point(&f, field(&f, root, 2), graphs);
    write_graph(&f, m, graphs + 4);
    point(&f, field(&f, root, 3), vector(&f, 4, 1, "test", 4));
    write_buffers(&f, m, field(&f, root, 4));
    if (m->n_metadata) {
        write_metadata(&f, m, field(&f, root, 6));
    }
    *size = f.size;
    return f.p;
}
