/*
 * operator_priv.h - what an operator is made of, and what it works with.
 *
 * An operator has two halves. `prepare` reads the file once, at open, checks everything and
 * leaves a compact record; `run` works from the record alone and cannot fail. A record is a
 * struct of 32-bit aligned scalars that begins with struct otaml_record:
 *
 *   | row | words | inputs | outputs | u32 operand[inputs + outputs] | the operator's own |
 *
 * An operand is OPERAND_NONE, an offset in the model with OPERAND_CONSTANT set, or an offset
 * in the arena (a tensor's number until the plan is made, when open replaces it). Scratch
 * memory is one operand more, behind the outputs.
 *
 * Most operators `run` to their end at once. Where the model is behind a reader, what they
 * read of it is loaded first, whole (loads_priv.h), and they are given a record whose constants
 * have OPERAND_LOADED set. Those whose weights may be large work in `part`s instead
 * (stripe_priv.h), and fail only by the reader's error.
 */
#ifndef OTAML_OPERATOR_PRIV_H
#define OTAML_OPERATOR_PRIV_H

#include <string.h>
#include <otaml/infer.h>

#include "base_priv.h"

#define OPERAND_NONE     0xffffffffu
#define OPERAND_CONSTANT 0x80000000u
#define OPERAND_LOADED   0x40000000u /* of a constant: it lies in the arena, in the file's order */

#define RECORD_BYTES_MAX    144u
#define RECORD_OPERANDS_MAX 23u

struct otaml_record {
    uint8_t row;   /* in the registry */
    uint8_t words; /* size of the whole record / 4 */
    uint8_t inputs, outputs;
};

/* BuiltinOperator numbers of the operators that exist here. */
enum {
    CODE_ADD = 0,
    CODE_AVERAGE_POOL_2D = 1,
    CODE_CONCATENATION = 2,
    CODE_CONV_2D = 3,
    CODE_DEPTHWISE_CONV_2D = 4,
    CODE_DEPTH_TO_SPACE = 5,
    CODE_DEQUANTIZE = 6,
    CODE_EMBEDDING_LOOKUP = 7,
    CODE_FLOOR = 8,
    CODE_FULLY_CONNECTED = 9,
    CODE_L2_NORMALIZATION = 11,
    CODE_L2_POOL_2D = 12,
    CODE_LOGISTIC = 14,
    CODE_MAX_POOL_2D = 17,
    CODE_MUL = 18,
    CODE_RELU = 19,
    CODE_RELU6 = 21,
    CODE_RESHAPE = 22,
    CODE_RESIZE_BILINEAR = 23,
    CODE_SOFTMAX = 25,
    CODE_SPACE_TO_DEPTH = 26,
    CODE_SVDF = 27,
    CODE_TANH = 28,
    CODE_CUSTOM = 32,
    CODE_PAD = 34,
    CODE_GATHER = 36,
    CODE_BATCH_TO_SPACE_ND = 37,
    CODE_SPACE_TO_BATCH_ND = 38,
    CODE_TRANSPOSE = 39,
    CODE_MEAN = 40,
    CODE_SUB = 41,
    CODE_DIV = 42,
    CODE_SQUEEZE = 43,
    CODE_UNIDIRECTIONAL_SEQUENCE_LSTM = 44,
    CODE_STRIDED_SLICE = 45,
    CODE_EXP = 47,
    CODE_SPLIT = 49,
    CODE_LOG_SOFTMAX = 50,
    CODE_CAST = 53,
    CODE_PRELU = 54,
    CODE_MAXIMUM = 55,
    CODE_ARG_MAX = 56,
    CODE_MINIMUM = 57,
    CODE_LESS = 58,
    CODE_NEG = 59,
    CODE_PADV2 = 60,
    CODE_GREATER = 61,
    CODE_GREATER_EQUAL = 62,
    CODE_LESS_EQUAL = 63,
    CODE_SLICE = 65,
    CODE_SIN = 66,
    CODE_TRANSPOSE_CONV = 67,
    CODE_EXPAND_DIMS = 70,
    CODE_EQUAL = 71,
    CODE_NOT_EQUAL = 72,
    CODE_LOG = 73,
    CODE_SUM = 74,
    CODE_SQRT = 75,
    CODE_RSQRT = 76,
    CODE_SHAPE = 77,
    CODE_ARG_MIN = 79,
    CODE_REDUCE_MAX = 82,
    CODE_PACK = 83,
    CODE_LOGICAL_OR = 84,
    CODE_LOGICAL_AND = 86,
    CODE_LOGICAL_NOT = 87,
    CODE_UNPACK = 88,
    CODE_REDUCE_MIN = 89,
    CODE_FLOOR_DIV = 90,
    CODE_SQUARE = 92,
    CODE_ZEROS_LIKE = 93,
    CODE_FILL = 94,
    CODE_FLOOR_MOD = 95,
    CODE_RESIZE_NEAREST_NEIGHBOR = 97,
    CODE_LEAKY_RELU = 98,
    CODE_SQUARED_DIFFERENCE = 99,
    CODE_MIRROR_PAD = 100,
    CODE_ABS = 101,
    CODE_SPLIT_V = 102,
    CODE_CEIL = 104,
    CODE_REVERSE_V2 = 105,
    CODE_ADD_N = 106,
    CODE_GATHER_ND = 107,
    CODE_COS = 108,
    CODE_ELU = 111,
    CODE_QUANTIZE = 114,
    CODE_ROUND = 116,
    CODE_HARD_SWISH = 117,
    CODE_SELECT_V2 = 123,
    CODE_BATCH_MATMUL = 126,
    CODE_CUMSUM = 128,
    CODE_BROADCAST_TO = 130,
    CODE_REDUCE_ALL = 140,
    CODE_BROADCAST_ARGS = 145,
    CODE_DYNAMIC_UPDATE_SLICE = 151
};

#define TYPE_ANY OTAML_INFER_ANY_TYPE

struct prep;

struct otaml_op {
    uint8_t code;
    uint8_t type; /* of the first input; TYPE_ANY */
    uint8_t flags;
    void (*prepare)(struct prep *p); /* sets p->err */
    void (*run)(const struct otaml_infer *inf, const void *record);
    /* Instead of run: the part that inf->part and inf->piece tell, which are 0 at first.
     * OTAML_ERR_AGAIN: more remain; OTAML_OK: that was all, and both are 0 again. */
    int (*part)(struct otaml_infer *inf, const void *record);
};

enum {
    /* The output is the first input's bytes: it lies where the input lies if that is in the arena.
     */
    OP_ALIAS = 1,
    /* Element i of the output depends on element i of the inputs and is written after they
     * were read: it may lie in the place of an input of at least its size. */
    OP_INPLACE = 2,
    /* The record has an operand for scratch memory. */
    OP_SCRATCH = 4,
    /* What a tile needs to know to have some rows made (tile_priv.h): behind the operands there
     * is a struct otaml_window, and inf->rows is obeyed; or a count of elements, of the input
     * as of the output; or a struct otaml_broadcast. */
    OP_WINDOW = 8,
    OP_COUNT = 16,
    OP_BROADCAST = 32
};

/* A custom operator, known by its name in the model; its code is CODE_CUSTOM. */
struct otaml_custom_op {
    struct otaml_op op;
    const char *name;
};

#define CUSTOM_NAME_MAX 39u /* bytes */

/* The row for an operator of the model. OTAML_ERR_MODEL_OPERATOR, or OTAML_ERR_MODEL_TYPE
 * where the build has the operator for other types; or the error of the model's reader. */
int otaml_registry_find(const struct otaml_model *m, const struct otaml_operator *op,
                        uint32_t type);
const struct otaml_op *otaml_registry_op(uint8_t row);

/* Run the next operator, or a part of it: OTAML_OK, and the one behind it is the next; else
 * OTAML_ERR_AGAIN or the reader's error. */
int otaml_infer_next(struct otaml_infer *inf);

/* Where an operand's bytes are while running. */
static inline uint8_t *otaml_arena_at(const struct otaml_infer *inf, uint32_t operand)
{
    return inf->arena + operand;
}

static inline const uint8_t *otaml_operand(const struct otaml_infer *inf, uint32_t operand)
{
    if (!(operand & OPERAND_CONSTANT)) {
        return inf->arena + operand;
    }
    return operand & OPERAND_LOADED ? inf->arena + (operand & ~(OPERAND_CONSTANT | OPERAND_LOADED))
                                    : inf->model->data + (operand & ~OPERAND_CONSTANT);
}

/* Where a state that otaml_prep_variable or otaml_prep_state gave a place is. */
static inline uint8_t *otaml_state_at(const struct otaml_infer *inf, uint32_t state)
{
    return inf->arena + inf->states + state;
}

static inline bool otaml_is_constant(uint32_t operand)
{
    return (operand & OPERAND_CONSTANT) != 0;
}

/* A value of an activation is in the machine's byte order, one of a constant in the file's;
 * either may lie anywhere. */
static inline uint16_t otaml_load16(const uint8_t *p, bool constant)
{
    uint16_t v;

    memcpy(&v, p, sizeof(v));
    return constant ? otaml_get_le16(p) : v;
}

static inline uint32_t otaml_load32(const uint8_t *p, bool constant)
{
    uint32_t v;

    memcpy(&v, p, sizeof(v));
    return constant ? otaml_get_le32(p) : v;
}

static inline float otaml_load_float(const uint8_t *p, bool constant)
{
    const uint32_t bits = otaml_load32(p, constant);
    float v;

    memcpy(&v, &bits, sizeof(v));
    return v;
}

#endif /* OTAML_OPERATOR_PRIV_H */
