/*
 * flat_sites.c - walk a .tflite file and pick a place in it. API: flat_sites.h
 *
 * One walk offers every place of the wanted kind; the n-th offer replaces the choice with
 * probability 1/n. Field numbers are those of tensorflow/lite/schema/schema.fbs.
 */
#include "flat_sites.h"

enum { ITEMS_MAX = 4096, FIELDS_MAX = 32 };

enum { MODEL_CODES = 1, MODEL_GRAPHS = 2, MODEL_BUFFERS = 4 };
enum { CODE_BYTE = 0, CODE_CUSTOM = 1, CODE_BUILTIN = 3 };
enum { GRAPH_TENSORS = 0, GRAPH_INPUTS = 1, GRAPH_OUTPUTS = 2, GRAPH_OPERATORS = 3 };
enum { TENSOR_SHAPE, TENSOR_TYPE, TENSOR_BUFFER, TENSOR_NAME, TENSOR_QUANT, TENSOR_VARIABLE };
enum { QUANT_SCALE = 2, QUANT_ZERO_POINT = 3, QUANT_AXIS = 6 };
enum { OPERATOR_OPCODE, OPERATOR_INPUTS, OPERATOR_OUTPUTS, OPERATOR_TYPE, OPERATOR_OPTIONS };
enum { OPERATOR_CUSTOM = 5 };
enum { BUFFER_DATA = 0 };

struct walk {
    const uint8_t *file;
    size_t size;
    enum site_kind wanted;
    uint32_t *random;
    uint32_t offered;
    struct site choice;
};

struct vector {
    uint32_t reference, first, count;
};

uint32_t flat_random(uint32_t *state)
{
    *state ^= *state << 13; /* xorshift32 */
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static bool inside(size_t size, uint32_t at, uint32_t bytes)
{
    return at <= size && bytes <= size - at;
}

uint64_t flat_get(const uint8_t *file, size_t size, uint32_t at, uint32_t bytes)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < bytes && inside(size, at, bytes); i++) {
        value |= (uint64_t)file[at + i] << (8 * i);
    }
    return value;
}

void flat_put(uint8_t *file, size_t size, uint32_t at, uint32_t bytes, uint64_t value)
{
    for (uint32_t i = 0; i < bytes && inside(size, at, bytes); i++) {
        file[at + i] = (uint8_t)(value >> (8 * i));
    }
}

static uint32_t get(const struct walk *w, uint32_t at, uint32_t bytes)
{
    return (uint32_t)flat_get(w->file, w->size, at, bytes);
}

static void offer_all(struct walk *w, enum site_kind kind, uint32_t at, uint32_t bytes,
                      uint32_t count)
{
    if (kind != w->wanted || count == 0 || count > w->size || !inside(w->size, at, bytes * count)) {
        return;
    }
    w->offered += count;
    if (flat_random(w->random) % w->offered < count) {
        w->choice.at = at + flat_random(w->random) % count * bytes;
        w->choice.bytes = bytes;
    }
}

static void offer(struct walk *w, enum site_kind kind, uint32_t at, uint32_t bytes)
{
    if (at != 0) {
        offer_all(w, kind, at, bytes, 1);
    }
}

/* Where field i of a table lies, or 0. */
static uint32_t field(const struct walk *w, uint32_t table, uint32_t i)
{
    const uint32_t vtable = table - get(w, table, 4);

    if (!table || 4 + 2 * i + 2 > get(w, vtable, 2)) {
        return 0;
    }
    const uint32_t offset = get(w, vtable + 4 + 2 * i, 2);
    return offset ? table + offset : 0;
}

/* What a field of a table refers to, or 0. */
static uint32_t follow(const struct walk *w, uint32_t at)
{
    const uint32_t offset = at ? get(w, at, 4) : 0;
    return offset && inside(w->size, at + offset, 4) ? at + offset : 0;
}

static struct vector vector_at(const struct walk *w, uint32_t reference, uint32_t element)
{
    struct vector v = { reference, 0, 0 };
    const uint32_t at = follow(w, reference);

    if (at) {
        v.first = at + 4;
        v.count = get(w, at, 4);
        if (v.count > (w->size - v.first) / element) {
            v.count = (uint32_t)((w->size - v.first) / element);
        }
    }
    return v;
}

static struct vector tables(const struct walk *w, uint32_t reference)
{
    struct vector v = vector_at(w, reference, 4);
    v.count = v.count < ITEMS_MAX ? v.count : ITEMS_MAX;
    return v;
}

/* The fields of a table, each up to where the next one begins. */
static void offer_fields(struct walk *w, enum site_kind kind, uint32_t table)
{
    const uint32_t vtable = table - get(w, table, 4);
    const uint32_t length = get(w, vtable, 2), end = get(w, vtable + 2, 2);

    for (uint32_t i = 0; i < FIELDS_MAX && 4 + 2 * i + 2 <= length; i++) {
        const uint32_t offset = get(w, vtable + 4 + 2 * i, 2);
        uint32_t next = end;
        for (uint32_t k = 0; k < FIELDS_MAX && 4 + 2 * k + 2 <= length; k++) {
            const uint32_t other = get(w, vtable + 4 + 2 * k, 2);
            next = other > offset && other < next ? other : next;
        }
        if (offset && next > offset) {
            const uint32_t bytes = next - offset;
            offer(w, kind, table + offset, bytes >= 8 ? 8 : bytes >= 4 ? 4 : 1);
        }
    }
}

static void offer_vtable(struct walk *w, uint32_t table)
{
    const uint32_t vtable = table - get(w, table, 4);
    const uint32_t length = get(w, vtable, 2);

    if (table && length > 4) {
        offer_all(w, SITE_VTABLE, vtable + 4, 2, (length - 4) / 2);
    }
}

/* A vector of scalars: what points to it, its length, its elements. */
static void offer_vector(struct walk *w, enum site_kind kind, uint32_t reference, uint32_t element)
{
    const struct vector v = vector_at(w, reference, element);

    if (!v.first) {
        return;
    }
    offer(w,
          element == 8   ? SITE_VECTOR_8
          : element == 4 ? SITE_VECTOR_4
                         : SITE_VECTOR_1,
          reference, 4);
    offer(w, SITE_LENGTH, v.first - 4, 4);
    offer_all(w, kind, v.first, element, v.count);
}

static void walk_tensor(struct walk *w, uint32_t table)
{
    const uint32_t quant = follow(w, field(w, table, TENSOR_QUANT));

    offer_vtable(w, table);
    offer_vector(w, SITE_DIMENSION, field(w, table, TENSOR_SHAPE), 4);
    offer(w, SITE_TYPE, field(w, table, TENSOR_TYPE), 1);
    offer(w, SITE_VARIABLE, field(w, table, TENSOR_VARIABLE), 1);
    offer(w, SITE_BUFFER, field(w, table, TENSOR_BUFFER), 4);
    if (quant) {
        offer_vtable(w, quant);
        offer_vector(w, SITE_SCALE, field(w, quant, QUANT_SCALE), 4);
        offer_vector(w, SITE_ZERO_POINT, field(w, quant, QUANT_ZERO_POINT), 8);
        offer(w, SITE_AXIS, field(w, quant, QUANT_AXIS), 4);
    }
}

static void walk_operator(struct walk *w, uint32_t table)
{
    const uint32_t options = follow(w, field(w, table, OPERATOR_OPTIONS));

    offer_vtable(w, table);
    offer(w, SITE_OPCODE, field(w, table, OPERATOR_OPCODE), 4);
    offer_vector(w, SITE_TENSOR, field(w, table, OPERATOR_INPUTS), 4);
    offer_vector(w, SITE_TENSOR, field(w, table, OPERATOR_OUTPUTS), 4);
    offer(w, SITE_OPTIONS_TYPE, field(w, table, OPERATOR_TYPE), 1);
    offer_vector(w, SITE_CUSTOM, field(w, table, OPERATOR_CUSTOM), 1);
    if (options) {
        offer_vtable(w, options);
        offer_fields(w, SITE_OPTION, options);
    }
}

static void walk_code(struct walk *w, uint32_t table)
{
    offer(w, SITE_BUILTIN, field(w, table, CODE_BYTE), 1);
    offer(w, SITE_BUILTIN, field(w, table, CODE_BUILTIN), 4);
    offer_vector(w, SITE_CUSTOM, field(w, table, CODE_CUSTOM), 1);
}

static void walk_buffer(struct walk *w, uint32_t table)
{
    const struct vector v = vector_at(w, field(w, table, BUFFER_DATA), 1);

    if (!v.first) {
        return;
    }
    offer(w, SITE_VECTOR_1, v.reference, 4);
    offer(w, SITE_LENGTH, v.first - 4, 4);
    if (v.count >= 4) {
        offer_all(w, SITE_DATA, v.first, 4, v.count / 4);
    } else {
        offer_all(w, SITE_DATA, v.first, 1, v.count);
    }
}

static void walk_each(struct walk *w, uint32_t reference, void (*visit)(struct walk *, uint32_t))
{
    const struct vector v = tables(w, reference);

    offer(w, SITE_LENGTH, v.first ? v.first - 4 : 0, 4);
    for (uint32_t i = 0; i < v.count; i++) {
        const uint32_t table = follow(w, v.first + 4 * i);
        if (table) {
            visit(w, table);
        }
    }
}

/* The first graph, which is the one that runs. */
static uint32_t graph_of(const struct walk *w, uint32_t root)
{
    const struct vector graphs = tables(w, field(w, root, MODEL_GRAPHS));
    return graphs.count ? follow(w, graphs.first) : 0;
}

bool flat_site(const uint8_t *file, size_t size, enum site_kind kind, uint32_t *random,
               struct site *site)
{
    struct walk w = { file, size, kind, random, 0, { 0, 0 } };
    const uint32_t root = get(&w, 0, 4), graph = graph_of(&w, root);

    walk_each(&w, field(&w, root, MODEL_CODES), walk_code);
    walk_each(&w, field(&w, root, MODEL_BUFFERS), walk_buffer);
    walk_each(&w, field(&w, graph, GRAPH_TENSORS), walk_tensor);
    walk_each(&w, field(&w, graph, GRAPH_OPERATORS), walk_operator);
    offer_vector(&w, SITE_TENSOR, field(&w, graph, GRAPH_INPUTS), 4);
    offer_vector(&w, SITE_TENSOR, field(&w, graph, GRAPH_OUTPUTS), 4);
    *site = w.choice;
    return w.offered != 0;
}

/* Bytes of a value of this type, numbered as in the schema; 0 for those that no operator takes. */
static uint32_t type_bytes(uint32_t type)
{
    static const uint8_t bytes[] = { 4, 2, 4, 1, 8, 0, 1, 2, 8, 1 };
    return type < sizeof(bytes) ? bytes[type] : 0;
}

bool flat_constant(const uint8_t *file, size_t size, uint32_t index, struct flat_constant *c)
{
    const struct walk w = { .file = file, .size = size };
    const uint32_t root = get(&w, 0, 4), graph = graph_of(&w, root);
    const struct vector tensors = tables(&w, field(&w, graph, GRAPH_TENSORS));
    const struct vector buffers = tables(&w, field(&w, root, MODEL_BUFFERS));

    if (index >= tensors.count) {
        return false;
    }
    const uint32_t tensor = follow(&w, tensors.first + 4 * index);
    const struct vector shape = vector_at(&w, field(&w, tensor, TENSOR_SHAPE), 4);
    const uint32_t buffer_at = field(&w, tensor, TENSOR_BUFFER);
    const uint32_t buffer = buffer_at ? get(&w, buffer_at, 4) : 0;
    const uint32_t type_at = field(&w, tensor, TENSOR_TYPE);

    c->bytes = type_bytes(type_at ? get(&w, type_at, 1) : 0);
    for (uint32_t i = 0; i < shape.count && c->bytes <= size; i++) {
        c->bytes *= get(&w, shape.first + 4 * i, 4);
    }
    c->reference = buffer && buffer < buffers.count
                       ? field(&w, follow(&w, buffers.first + 4 * buffer), BUFFER_DATA)
                       : 0;
    return true;
}
