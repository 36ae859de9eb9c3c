/*
 * otaml/model.h - a TensorFlow Lite model (.tflite) read where it lies.
 *
 * Nothing is copied and nothing is generated: the FlatBuffer is walked in place, and every
 * offset and length in it is bounded before it is followed, so a truncated or hostile file
 * ends in an error. Opening reads the file's roots only; a tensor or an operator is read
 * when it is asked for, in some hundred instructions.
 *
 * A model lies in memory that a pointer reaches, or somewhere that a reader callback does: a
 * file, an SD card, an EEPROM. The rest of the library does not tell the two apart, but that
 * an error of the reader may come out of any function that looks into the model.
 *
 * Source of the format: tensorflow/lite/schema/schema.fbs (version 3) and the FlatBuffers
 * internals document. Weights may lie inside a buffer or behind the FlatBuffer proper
 * (Buffer.offset and size), as converters write them for models beyond 2 GB.
 */
#ifndef OTAML_MODEL_H
#define OTAML_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/err.h>

#define OTAML_MODEL_ALIGN    16u         /* of the first byte: converters align weights to it */
#define OTAML_MODEL_SIZE_MAX 0x3fffffffu /* bytes of a model, and of a tensor */
#define OTAML_MODEL_RANK_MAX 6u

/* Tensor types, numbered as in the schema; others exist and are not run here. */
enum otaml_type {
    OTAML_TYPE_FLOAT32 = 0,
    OTAML_TYPE_INT32 = 2,
    OTAML_TYPE_UINT8 = 3,
    OTAML_TYPE_INT64 = 4,
    OTAML_TYPE_BOOL = 6,
    OTAML_TYPE_INT16 = 7,
    OTAML_TYPE_INT8 = 9,
    OTAML_TYPE_UINT64 = 12,
    OTAML_TYPE_UINT32 = 15
};

/*
 * What reaches a model that no pointer reaches. `read` copies bytes [offset, offset + len),
 * which lie within the model, to dst; it blocks, and returns 0 or an error, which is handed
 * back untouched (codes of your own: at OTAML_ERR_PORT_BASE and below). Reads are as small
 * as two bytes while a model is opened, and a stripe of weights while it runs: a unit with
 * large sectors does well to keep the one it read last.
 */
struct otaml_model_reader {
    void *ctx; /* passed to read, never looked at here */
    int (*read)(void *ctx, uint32_t offset, void *dst, uint32_t len);
};

/* An open model. Caller allocates, library fills; private but for the counts. May be
 * copied; never written after open, so several interpreters can share one. */
struct otaml_model {
    const uint8_t *data;                     /* NULL with a reader */
    const struct otaml_model_reader *reader; /* NULL in memory */
    uint32_t size;
    uint32_t tensors, operators, codes, buffers, inputs, outputs; /* offsets of vectors */
    uint32_t n_codes, n_buffers;
    uint16_t n_tensors, n_operators; /* of the main subgraph, the first */
    uint16_t n_inputs, n_outputs;
};

/* One tensor, as the file describes it. */
struct otaml_tensor {
    uint8_t type; /* enum otaml_type, or another number of the schema */
    uint8_t rank; /* 0: a scalar */
    bool variable;
    bool constant; /* its bytes are in the model at `data` */
    uint32_t dims[OTAML_MODEL_RANK_MAX];
    uint32_t count;       /* elements; 1 for a scalar */
    uint32_t bytes;       /* 0 for a type that is not in enum otaml_type */
    uint32_t data;        /* offset in the model of a constant's first byte */
    uint32_t scales;      /* offset of n_scales little-endian floats */
    uint32_t n_scales;    /* 0: not quantized, 1: per tensor, else per slice of `axis` */
    uint32_t zero_points; /* offset of n_zero_points little-endian int64 */
    uint32_t n_zero_points;
    int32_t axis;       /* as in the file: not to be believed before it is compared with rank */
    float scale;        /* the first one, or 0 */
    int32_t zero_point; /* the first one, clamped to int32, or 0 */
};

/* One operator. Tensors are numbers for otaml_model_tensor. */
struct otaml_operator {
    uint16_t code; /* BuiltinOperator of the schema; 32 is a custom operator */
    uint16_t n_inputs, n_outputs;
    uint16_t index;                    /* its own in the model */
    uint8_t options_type;              /* BuiltinOptions of the schema; 0: none */
    uint32_t inputs, outputs, options; /* offsets; options 0: none */
};

/* What a custom operator has besides: its name and its options, a flexbuffer, as offsets. */
struct otaml_custom {
    uint32_t name, name_bytes;
    uint32_t options, options_bytes;
};

/* A fact that a tool put into the file beside the network, such as "min_runtime_version": a name
 * and bytes, as offsets. What they mean is between the tool and the application. */
struct otaml_metadata {
    uint32_t name, name_bytes;
    uint32_t data, bytes;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Read the roots of a model of `size` bytes at `data`, which is borrowed until the last use
 * of m. OTAML_ERR_MODEL_ALIGN: data is not at a multiple of OTAML_MODEL_ALIGN.
 * OTAML_ERR_MODEL_FORMAT: another identifier than TFL3, another version than 3, or no
 * subgraph. OTAML_ERR_MODEL_BOUNDS: truncated or damaged. OTAML_ERR_UNSUPPORTED: larger than
 * OTAML_MODEL_SIZE_MAX, or more than 65,535 tensors or operators.
 */
OTAML_MUST_CHECK int otaml_model_open(struct otaml_model *m, const void *data, size_t size);

/* The same for a model of `size` bytes behind a reader; the reader is borrowed likewise. Any
 * error of the reader's as well. */
OTAML_MUST_CHECK int otaml_model_open_reader(struct otaml_model *m,
                                             const struct otaml_model_reader *reader, size_t size);

/* Describe tensor `index` (< m->n_tensors, else OTAML_ERR_ARG). OTAML_ERR_MODEL_BOUNDS;
 * OTAML_ERR_MODEL_SHAPE: a negative dimension, a rank above OTAML_MODEL_RANK_MAX, too many
 * elements; or a constant whose bytes are not as many as shape and type say. */
OTAML_MUST_CHECK int otaml_model_tensor(const struct otaml_model *m, uint32_t index,
                                        struct otaml_tensor *t);

/* The same but for scales, zero points and axis, which stay 0, at half the cost. */
OTAML_MUST_CHECK int otaml_model_tensor_shape(const struct otaml_model *m, uint32_t index,
                                              struct otaml_tensor *t);

/* Describe operator `index` (< m->n_operators, else OTAML_ERR_ARG). OTAML_ERR_MODEL_BOUNDS;
 * OTAML_ERR_UNSUPPORTED: more than 65,535 inputs or outputs. */
OTAML_MUST_CHECK int otaml_model_operator(const struct otaml_model *m, uint32_t index,
                                          struct otaml_operator *op);

/* Name and options of a custom operator; of another one they are empty. OTAML_ERR_MODEL_BOUNDS. */
OTAML_MUST_CHECK int otaml_operator_custom(const struct otaml_model *m,
                                           const struct otaml_operator *op,
                                           struct otaml_custom *custom);

/* Number of the tensor that is input or output k of an operator or of the model; -1 where
 * an optional input is left out, k is too large or the file is damaged; another negative
 * number is the reader's error. Any other value is below m->n_tensors. */
int32_t otaml_operator_input(const struct otaml_model *m, const struct otaml_operator *op,
                             uint32_t k);
int32_t otaml_operator_output(const struct otaml_model *m, const struct otaml_operator *op,
                              uint32_t k);
int32_t otaml_model_input(const struct otaml_model *m, uint32_t k);
int32_t otaml_model_output(const struct otaml_model *m, uint32_t k);

/* Fields [field, field + count) of an operator's options (their numbers in the schema's table,
 * below 8), scalars of 4 bytes as they are, a float's bits too. A value keeps what it holds, the
 * schema's default, where the file leaves the field or the table out. */
OTAML_MUST_CHECK int otaml_operator_options(const struct otaml_model *m,
                                            const struct otaml_operator *op, uint32_t field,
                                            uint32_t count, int32_t *values);

/* Likewise one field of a byte. */
OTAML_MUST_CHECK int otaml_operator_option_u8(const struct otaml_model *m,
                                              const struct otaml_operator *op, uint32_t field,
                                              uint8_t *value);

/* Metadata number `index`, and the first of a name, which it is compared with one after another.
 * OTAML_ERR_NOT_FOUND: there is none, or no more; OTAML_ERR_MODEL_BOUNDS. */
OTAML_MUST_CHECK int otaml_model_metadata(const struct otaml_model *m, uint32_t index,
                                          struct otaml_metadata *d);
OTAML_MUST_CHECK int otaml_model_find_metadata(const struct otaml_model *m, const char *name,
                                               struct otaml_metadata *d);

/* The model's own bytes [offset, offset + bytes): in place, or NULL where they are not all in
 * the model or it is behind a reader; and copied. These are the only ways to the bytes of a
 * model. otaml_model_read: OTAML_ERR_MODEL_BOUNDS, or the reader's error. */
const uint8_t *otaml_model_map(const struct otaml_model *m, uint32_t offset, uint32_t bytes);
OTAML_MUST_CHECK int otaml_model_read(const struct otaml_model *m, uint32_t offset, void *dst,
                                      uint32_t bytes);

/* Copy a tensor's name, cut to cap - 1 bytes, always NUL-terminated; "" where it has none.
 * The bytes are the file's own: escape them before they reach a terminal. */
void otaml_model_tensor_name(const struct otaml_model *m, uint32_t index, char *dst, size_t cap);

/* For people: the schema's name of an operator ("CONV_2D") or a type ("INT8"); never NULL.
 * Each costs its table (3 KB, 100 bytes) where it is called. */
const char *otaml_operator_name(uint32_t code);
const char *otaml_type_name(uint32_t type);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_MODEL_H */
