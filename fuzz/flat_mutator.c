/*
 * flat_mutator.c - a mutator for libFuzzer that knows what a .tflite file is.
 *
 * Blind flips mostly break a FlatBuffer; these change shapes, types, options, scales, indices,
 * constants, operators of a file that stays readable, and often make the constants as long as
 * their new shapes want them, so that many mutants open and run.
 */
#include "flat_mutator.h"

#include <string.h>
#include <otaml/infer.h>

#include "flat_sites.h"

struct mutant {
    uint8_t *file;
    size_t size, cap;
    uint32_t random;
};

static uint32_t pick(struct mutant *m, uint32_t count)
{
    return flat_random(&m->random) % count;
}

static bool find(struct mutant *m, enum site_kind kind, struct site *s)
{
    return flat_site(m->file, m->size, kind, &m->random, s);
}

static uint64_t value_at(const struct mutant *m, const struct site *s)
{
    return flat_get(m->file, m->size, s->at, s->bytes);
}

static void set(struct mutant *m, const struct site *s, uint64_t value)
{
    flat_put(m->file, m->size, s->at, s->bytes, value);
}

/* A number near to the old one, small, of the size of an address, or at the edge of a type. */
static uint64_t other_number(struct mutant *m, uint64_t old)
{
    static const int64_t edges[] = { -1,    127,   128,     255,     256,       32767,     32768,
                                     65535, 65536, 0x10001, 1 << 24, INT32_MAX, INT32_MIN, -128 };

    switch (pick(m, 8)) {
    case 0:
        return old + 1;
    case 1:
        return old - 1;
    case 2:
        return old * 2;
    case 3:
        return old / 2;
    case 4:
        return (uint64_t)edges[pick(m, sizeof(edges) / sizeof(edges[0]))];
    case 5:
        return flat_random(&m->random);
    default:
        return pick(m, 10);
    }
}

/* Bits of a float32: a scale of a usual size, one at an edge, or the old one slightly changed. */
static uint64_t other_float(struct mutant *m, uint64_t old)
{
    static const uint32_t edges[] = {
        0,          0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000,
        0x00000001, 0x00800000, 0x7f7fffff, 0x34000000, 0x4f000000, 0xcf000000, 0x5f000000,
    };

    switch (pick(m, 4)) {
    case 0:
        return edges[pick(m, sizeof(edges) / sizeof(edges[0]))];
    case 1:
        return flat_random(&m->random);
    case 2: /* 2^-16 to 2^15 */
        return ((uint64_t)(111 + pick(m, 32)) << 23) | (flat_random(&m->random) & 0x7fffff);
    default:
        return old ^ (1u << pick(m, 32));
    }
}

static void change_number(struct mutant *m, enum site_kind kind)
{
    struct site s;

    if (find(m, kind, &s)) {
        set(m, &s, other_number(m, value_at(m, &s)));
    }
}

static void change_float(struct mutant *m, enum site_kind kind)
{
    struct site s;

    if (find(m, kind, &s)) {
        set(m, &s, s.bytes == 4 ? other_float(m, value_at(m, &s)) : flat_random(&m->random));
    }
}

/* Give one place the value that another one of its kind has. */
static void copy_value(struct mutant *m, enum site_kind kind)
{
    struct site to, from;

    if (find(m, kind, &to) && find(m, kind, &from)) {
        set(m, &to, value_at(m, &from));
    }
}

static void change_type(struct mutant *m)
{
    static const uint8_t types[] = { OTAML_TYPE_FLOAT32, OTAML_TYPE_INT32, OTAML_TYPE_UINT8,
                                     OTAML_TYPE_INT64,   OTAML_TYPE_BOOL,  OTAML_TYPE_INT16,
                                     OTAML_TYPE_INT8 };
    struct site s;

    if (find(m, SITE_TYPE, &s)) {
        const uint64_t old = value_at(m, &s);
        const uint8_t now = types[pick(m, sizeof(types))];
        /* One tensor, or all of its type: then the operators' types still agree. */
        for (uint32_t tries = pick(m, 2) ? 1 : 64; tries > 0; tries--) {
            if (value_at(m, &s) == old) {
                set(m, &s, now);
            }
            if (!find(m, SITE_TYPE, &s)) {
                return;
            }
        }
    }
}

/* Take a factor from one dimension and give it to another one, or exchange the two: mostly
 * neighbours, so of one shape. */
static void move_factor(struct mutant *m)
{
    struct site a, b;

    if (!find(m, SITE_DIMENSION, &a)) {
        return;
    }
    b = a;
    b.at += 4 * (1 + pick(m, 3));
    const uint64_t x = value_at(m, &a), y = value_at(m, &b);
    const uint32_t factor = 2 + pick(m, 4);
    if (x && x % factor == 0 && pick(m, 2)) {
        set(m, &a, x / factor);
        set(m, &b, y * factor);
    } else {
        set(m, &a, y);
        set(m, &b, x);
    }
}

/* Change a dimension wherever it has its value: a channel count goes through a network. */
static void change_dimensions(struct mutant *m)
{
    struct site s;

    if (!find(m, SITE_DIMENSION, &s)) {
        return;
    }
    const uint64_t old = value_at(m, &s);
    const uint64_t now = pick(m, 4) ? 1 + pick(m, 12) : other_number(m, old);
    for (uint32_t tries = 1 + pick(m, 64); tries > 0; tries--) {
        if (value_at(m, &s) == old) {
            set(m, &s, now);
        }
        if (!find(m, SITE_DIMENSION, &s)) {
            return;
        }
    }
}

/* Another operator that the build has; mostly the options' type stays, and refuses it. */
static void change_operator(struct mutant *m)
{
    struct otaml_infer_kernel k;
    struct site s;
    uint32_t count = 0;

    while (otaml_infer_kernel_at(count, &k) == OTAML_OK) {
        count++;
    }
    if (count && find(m, SITE_BUILTIN, &s)
        && otaml_infer_kernel_at(pick(m, count), &k) == OTAML_OK) {
        set(m, &s, k.code);
        if (s.bytes == 4 && pick(m, 2) && find(m, SITE_OPTIONS_TYPE, &s)) {
            set(m, &s, pick(m, 128));
        }
    }
}

static void drop_field(struct mutant *m)
{
    struct site s;

    if (find(m, SITE_VTABLE, &s)) {
        set(m, &s, 0);
    }
}

/* `count` elements of what `reference` points to, repeated as often as needed, at the end of the
 * file, and the reference pointing there. */
static void regrow(struct mutant *m, uint32_t reference, uint32_t element, uint32_t count)
{
    const uint32_t old = reference + (uint32_t)flat_get(m->file, m->size, reference, 4);
    const uint32_t length = (uint32_t)flat_get(m->file, m->size, old, 4);
    const uint32_t at = (uint32_t)((m->size + 15) / 16 * 16 + 12); /* elements at 16 bytes */

    if (m->cap < at + 4 || count > (m->cap - at - 4) / element) {
        return;
    }
    memset(m->file + m->size, 0, at + 4 + count * element - m->size);
    m->size = at + 4 + count * element;
    flat_put(m->file, m->size, reference, 4, at - reference);
    flat_put(m->file, m->size, at, 4, count);
    for (uint32_t i = 0; i < count && length; i++) {
        flat_put(m->file, m->size, at + 4 + i * element, element,
                 flat_get(m->file, m->size, old + 4 + i % length * element, element));
    }
}

static void change_length(struct mutant *m, enum site_kind kind, uint32_t element)
{
    struct site s;

    if (find(m, kind, &s)) {
        const uint32_t old = s.at + (uint32_t)value_at(m, &s);
        const uint32_t length = (uint32_t)flat_get(m->file, m->size, old, 4);
        const uint32_t now = pick(m, 2) ? length + 1 : length - 1 + pick(m, 4);
        regrow(m, s.at, element, now);
    }
}

/* Let two references share one vector; a reference points forwards only. */
static void share_vector(struct mutant *m, enum site_kind kind)
{
    struct site to, from;

    if (find(m, kind, &to) && find(m, kind, &from)) {
        const uint64_t target = from.at + value_at(m, &from);
        if (target > to.at) {
            set(m, &to, target - to.at);
        }
    }
}

static void append_bytes(struct mutant *m)
{
    for (uint32_t n = 1 + pick(m, 32); n > 0 && m->size < m->cap; n--) {
        m->file[m->size++] = (uint8_t)flat_random(&m->random);
    }
}

/* Make every constant as long as its type and shape say. */
static void fit_constants(struct mutant *m)
{
    struct flat_constant c;

    for (uint32_t i = 0; flat_constant(m->file, m->size, i, &c); i++) {
        if (!c.reference || !c.bytes || c.bytes > m->cap) {
            continue;
        }
        const uint32_t at = c.reference + (uint32_t)flat_get(m->file, m->size, c.reference, 4);
        const uint64_t length = flat_get(m->file, m->size, at, 4);
        if (c.bytes < length) {
            flat_put(m->file, m->size, at, 4, c.bytes);
        } else if (c.bytes > length) {
            regrow(m, c.reference, 1, (uint32_t)c.bytes);
        }
    }
}

static void change_vector(struct mutant *m)
{
    static const struct {
        enum site_kind kind;
        uint32_t element;
    } vectors[] = { { SITE_VECTOR_4, 4 }, { SITE_VECTOR_8, 8 }, { SITE_VECTOR_1, 1 } };
    const uint32_t i = pick(m, 3);

    if (pick(m, 2)) {
        change_length(m, vectors[i].kind, vectors[i].element);
    } else {
        share_vector(m, vectors[i].kind);
    }
}

static void change_something(struct mutant *m)
{
    static const enum site_kind numbers[] = { SITE_DIMENSION, SITE_OPTION,  SITE_ZERO_POINT,
                                              SITE_AXIS,      SITE_BUFFER,  SITE_TENSOR,
                                              SITE_OPCODE,    SITE_DATA,    SITE_CUSTOM,
                                              SITE_LENGTH,    SITE_VARIABLE };
    static const enum site_kind copied[] = { SITE_DIMENSION, SITE_TENSOR, SITE_OPCODE, SITE_DATA,
                                             SITE_BUFFER,    SITE_SCALE,  SITE_OPTION };
    static const enum site_kind floats[] = { SITE_SCALE, SITE_DATA, SITE_OPTION };

    switch (pick(m, 16)) {
    case 0:
    case 1:
    case 2:
    case 3:
        change_number(m, numbers[pick(m, sizeof(numbers) / sizeof(numbers[0]))]);
        break;
    case 4:
    case 5:
        change_number(m, SITE_OPTION);
        break;
    case 6:
        copy_value(m, copied[pick(m, sizeof(copied) / sizeof(copied[0]))]);
        break;
    case 7:
        change_float(m, floats[pick(m, sizeof(floats) / sizeof(floats[0]))]);
        break;
    case 8:
        change_type(m);
        break;
    case 9:
    case 10:
        change_dimensions(m);
        break;
    case 11:
        move_factor(m);
        break;
    case 12:
        change_operator(m);
        break;
    case 13:
        change_vector(m);
        break;
    case 14:
        append_bytes(m);
        break;
    default:
        drop_field(m);
    }
}

size_t flat_mutate(uint8_t *file, size_t size, size_t cap, uint32_t seed)
{
    struct mutant m = { file, size, cap, seed * 2654435761u | 1 };

    for (uint32_t n = 1 + pick(&m, 4); n > 0; n--) {
        change_something(&m);
    }
    if (pick(&m, 4)) {
        fit_constants(&m);
    }
    return m.size;
}
