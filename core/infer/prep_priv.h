/*
 * prep_priv.h - what the operators' prepare functions check their tensors with.
 *
 * Errors are sticky: the first one and its tensor stay, and later calls do nothing but hand
 * out harmless values. So a prepare reads straight down; open looks at p->err at its end.
 */
#ifndef OTAML_PREP_PRIV_H
#define OTAML_PREP_PRIV_H

#include "operator_priv.h"
#include "plan_priv.h"
#include "real_priv.h"

/* The tensor described last: an operator's output is often the next one's input, and each is
 * asked for more than once. */
struct prep_known {
    int32_t number; /* -1: none yet */
    struct otaml_tensor t;
};

struct prep {
    const struct otaml_model *m;

    /* For the operator that is prepared: */
    int err;
    int32_t failed_tensor;
    struct otaml_operator op;
    int32_t first;      /* input 0's number, and the type by which the operator was found: */
    uint8_t first_type; /* behind a reader either may be another when it is read again */
    uint32_t scratch;   /* bytes of the arena that the operator wants while it runs */

    /* For all of them: */
    uint32_t stripe_bytes; /* of a model behind a reader; else 0 */
    uint32_t states;       /* bytes that the operators keep so far */
    struct plan plan;
    struct prep_known known;

    /* And for the one again, what is large: */
    uint32_t operand_bytes[RECORD_OPERANDS_MAX]; /* of the record's operands; 0: there is none */
    union {
        struct otaml_record head;
        uint32_t words[RECORD_BYTES_MAX / 4];
    } record;
};

/* otaml_model_tensor into known->t, unless it is there. */
int otaml_prep_tensor(struct prep_known *known, const struct otaml_model *m, uint32_t number);

/* Set the error unless there is one. tensor: its number, or -1. */
void otaml_prep_fail(struct prep *p, int err, int32_t tensor);

/* The same about input k, or about output 0 for -1. */
void otaml_prep_refuse(struct prep *p, int err, int32_t k);

/* Begin a record of `size` bytes and check the number of tensors and the type of options
 * (0: the operator needs none). Returns the record to fill in behind its operands. */
void *otaml_prep_record(struct prep *p, size_t size, uint32_t inputs_min, uint32_t inputs_max,
                        uint8_t options_type);

/* The same for an operator of several outputs. */
void *otaml_prep_record_outputs(struct prep *p, size_t size, uint32_t inputs_min,
                                uint32_t inputs_max, uint32_t outputs, uint8_t options_type);

/* The same for an operator of one output that has fewer operands in its record than inputs. */
void *otaml_prep_record_operands(struct prep *p, size_t size, uint32_t operands, uint32_t inputs,
                                 uint8_t options_type);

/* Describe input or output k and put its operand into the record. A tensor must be there,
 * with at least one element. */
void otaml_prep_input(struct prep *p, uint32_t k, struct otaml_tensor *t);
void otaml_prep_output(struct prep *p, uint32_t k, struct otaml_tensor *t);

/* The same where input k is not operand k. */
void otaml_prep_input_as(struct prep *p, uint32_t k, uint32_t operand, struct otaml_tensor *t);

/* An input that may be left out: false then, with OPERAND_NONE in the record. */
bool otaml_prep_optional(struct prep *p, uint32_t k, struct otaml_tensor *t);

/* Ask for scratch memory: it lies at a multiple of 16 bytes, belongs to the operator while it
 * runs, holds nothing when that begins, and its operand follows those of the outputs in the
 * record. Only where the operator's flags have OP_SCRATCH; 0 bytes: OPERAND_NONE. */
void otaml_prep_scratch(struct prep *p, uint32_t bytes);

/* Input k is a variable, a state of the model: describe it and return its place for
 * otaml_state_at. It is no operand of the record. */
uint32_t otaml_prep_variable(struct prep *p, uint32_t k, struct otaml_tensor *t);

/* A place for `bytes` of state that the operator has for itself; they begin as zeros. */
uint32_t otaml_prep_state(struct prep *p, uint32_t bytes);

/* The tensor's type must be this, OTAML_ERR_MODEL_TYPE. input: k, or -1 for output 0. */
void otaml_prep_type(struct prep *p, int32_t k, const struct otaml_tensor *t, uint8_t type);

/* A float32 input that is read in whole words: a constant must lie at a multiple of 4 bytes, for
 * some cores fault otherwise, OTAML_ERR_MODEL_ALIGN. (Weights and biases are read with
 * otaml_get_float and may lie anywhere.) */
void otaml_prep_floats(struct prep *p, int32_t k, const struct otaml_tensor *t);

/* One finite scale > 0 and a zero point within the type, which is returned. */
int32_t otaml_prep_zero(struct prep *p, int32_t k, const struct otaml_tensor *t);

/* An int8 tensor with one finite scale > 0 and a zero point of int8; returns that. */
int8_t otaml_prep_int8(struct prep *p, int32_t k, const struct otaml_tensor *t);

/* The same for either type that is quantized here, OTAML_TYPE_INT8 or OTAML_TYPE_INT16; the
 * latter's zero point must be 0, and a constant at an even place. */
int8_t otaml_prep_quantized(struct prep *p, int32_t k, const struct otaml_tensor *t, uint8_t type);

/* A multiplier that must lie in (0, 1), the reference's QuantizeMultiplierSmallerThanOneExp. */
void otaml_prep_fraction(struct prep *p, struct otaml_real real, struct otaml_multiplier *m);

/* An int8 filter: zero points 0, scales finite (some files have negative ones), either one or
 * `channels` of them along `axis`. Returns the largest magnitude of a scale. */
float otaml_prep_filter(struct prep *p, const struct otaml_tensor *t, int32_t axis,
                        uint32_t channels);

/* Input 2, if there: a constant of `type` with one value a channel. */
void otaml_prep_bias(struct prep *p, uint8_t type, uint32_t channels);

/* Describe input k, which must be a constant of int32 or int64 (a vector of axes, sizes, paddings),
 * that has `count` elements. */
void otaml_prep_integers(struct prep *p, uint32_t k, struct otaml_tensor *t, uint32_t count);

/* Element i of such an input; one beyond 32 bits is OTAML_ERR_MODEL_SHAPE. */
int32_t otaml_prep_integer(struct prep *p, const struct otaml_tensor *t, uint32_t i);

/* An axis, where -1 is the last of `rank`; OTAML_ERR_MODEL_OPTION and 0 if there is none such. */
uint32_t otaml_prep_axis(struct prep *p, int32_t axis, uint32_t rank);

/* How many elements of t lie along the axes before and behind `axis`. */
void otaml_prep_around(const struct otaml_tensor *t, uint32_t axis, uint32_t *outer,
                       uint32_t *inner);

/* Input k as a set of axes: bit i is axis i of `rank`. */
uint32_t otaml_prep_axes(struct prep *p, uint32_t k, struct otaml_tensor *t, uint32_t rank);

/* Equal shapes; k of the second one for the error. */
void otaml_prep_same_shape(struct prep *p, int32_t k, const struct otaml_tensor *a,
                           const struct otaml_tensor *b);

/* Options of the schema by field; `standard` where left out. */
int32_t otaml_prep_option(struct prep *p, uint32_t field, int32_t standard);
void otaml_prep_options(struct prep *p, uint32_t field, uint32_t count, int32_t *values);
uint8_t otaml_prep_option_u8(struct prep *p, uint32_t field);
float otaml_prep_option_float(struct prep *p, uint32_t field);

/* A fused activation as limits of the output, of int8 or int16. */
void otaml_prep_activation(struct prep *p, uint32_t field, const struct otaml_tensor *out,
                           int32_t *min, int32_t *max);
void otaml_prep_activation_int8(struct prep *p, uint32_t field, const struct otaml_tensor *out,
                                int8_t *min, int8_t *max);
void otaml_prep_activation_float(struct prep *p, uint32_t field, float *min, float *max);

#endif /* OTAML_PREP_PRIV_H */
