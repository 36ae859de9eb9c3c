/*
 * broadcast_priv.h - operators of two or three inputs, element by element, of which any may
 * repeat along an axis where it is 1 long (or that it lacks).
 */
#ifndef OTAML_BROADCAST_PRIV_H
#define OTAML_BROADCAST_PRIV_H

#include "../prep_priv.h"

#define BROADCAST_AXES   OTAML_MODEL_RANK_MAX
#define BROADCAST_INPUTS 3u

/* In a record, right behind the operands. Neighbouring axes along which the same inputs repeat
 * are one axis here. */
struct otaml_broadcast {
    uint32_t dims[BROADCAST_AXES];     /* of the output, the fastest one last */
    uint8_t repeats[BROADCAST_INPUTS]; /* bit i: that input repeats along axis i */
    uint8_t sizes;                     /* log2 of the bytes of an element of input k: bits 2k and
                                        * 2k + 1; of the output: the two behind the inputs' */
};

/* Two inputs and nothing else. */
struct otaml_binary {
    struct otaml_record head;
    uint32_t in[2], out;
    struct otaml_broadcast b;
};

/* Elements of a row: input k's element i lies at i * step[k]. */
struct otaml_row {
    const uint8_t *in[BROADCAST_INPUTS];
    uint32_t step[BROADCAST_INPUTS]; /* 0: it repeats, 1 */
    bool constant[BROADCAST_INPUTS]; /* in the file's byte order */
    uint8_t *out;
    uint32_t n;
};

/* Element i of input k of rows of int8, int16, int32 and float32. */
static inline int8_t otaml_row_int8(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return (int8_t)row->in[k][i * row->step[k]];
}

static inline int16_t otaml_row_int16(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return (int16_t)otaml_load16(row->in[k] + 2 * (size_t)i * row->step[k], row->constant[k]);
}

static inline int32_t otaml_row_int32(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return (int32_t)otaml_load32(row->in[k] + 4 * (size_t)i * row->step[k], row->constant[k]);
}

static inline float otaml_row_float(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return otaml_load_float(row->in[k] + 4 * (size_t)i * row->step[k], row->constant[k]);
}

/* Take the tensors into the record, which has begun with so many inputs, and fill b. The output
 * has the shape that the inputs give; types are the caller's to check. */
void otaml_broadcast_prepare(struct prep *p, struct otaml_broadcast *b, struct otaml_tensor *in,
                             struct otaml_tensor *out);

/* The whole of prepare for a struct otaml_binary whose tensors all have the first one's type. */
void otaml_binary_prepare(struct prep *p);

/* Call `row` for all of the output, row by row. */
void otaml_broadcast_run(const struct otaml_infer *inf, const void *record,
                         const struct otaml_broadcast *b,
                         void (*row)(const void *record, const struct otaml_row *row));

/* The row of the registry for an operator on two inputs, from a function combine(record, a, b); its
 * record begins as a struct otaml_binary. */
#define OTAML_BINARY_OP(name, number, type_number, type, load, prepare, combine)                   \
    static void row(const void *record, const struct otaml_row *row)                               \
    {                                                                                              \
        type *out = (type *)(void *)row->out;                                                      \
                                                                                                   \
        for (uint32_t i = 0; i < row->n; i++) {                                                    \
            out[i] = (type)combine(record, load(row, 0, i), load(row, 1, i));                      \
        }                                                                                          \
    }                                                                                              \
                                                                                                   \
    static void run(const struct otaml_infer *inf, const void *record)                             \
    {                                                                                              \
        otaml_broadcast_run(inf, record, &((const struct otaml_binary *)record)->b, row);          \
    }                                                                                              \
                                                                                                   \
    const struct otaml_op otaml_op_##name = { number,  type_number, OP_INPLACE | OP_BROADCAST,     \
                                              prepare, run,         NULL }

#define OTAML_BINARY_FLOAT32(name, number, prepare, combine)                                       \
    OTAML_BINARY_OP(name, number, OTAML_TYPE_FLOAT32, float, otaml_row_float, prepare, combine)

#define OTAML_BINARY_INT32(name, number, prepare, combine)                                         \
    OTAML_BINARY_OP(name, number, OTAML_TYPE_INT32, int32_t, otaml_row_int32, prepare, combine)

#define OTAML_BINARY_INT16(name, number, prepare, combine)                                         \
    OTAML_BINARY_OP(name, number, OTAML_TYPE_INT16, int16_t, otaml_row_int16, prepare, combine)

#define OTAML_BINARY_INT8(name, number, prepare, combine)                                          \
    OTAML_BINARY_OP(name, number, OTAML_TYPE_INT8, int8_t, otaml_row_int8, prepare, combine)

#endif /* OTAML_BROADCAST_PRIV_H */
