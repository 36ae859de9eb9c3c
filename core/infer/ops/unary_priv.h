/*
 * unary_priv.h - operators that map one input to an output of its shape, element by element.
 */
#ifndef OTAML_UNARY_PRIV_H
#define OTAML_UNARY_PRIV_H

#include "../fixed_priv.h"
#include "../prep_priv.h"

/* How the record begins. */
struct otaml_unary {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
};

/* Begin a record of `size` bytes, take both tensors, whose shapes must be equal, and the count.
 * Returns the record. */
void *otaml_unary_prepare(struct prep *p, size_t size, uint8_t options_type,
                          struct otaml_tensor *in, struct otaml_tensor *out);

/* The whole of prepare for a struct otaml_unary from float32 to float32. */
void otaml_unary_float32_prepare(struct prep *p);

/* Map all elements. On int8 a table of the 256 answers is made first where that is less work. */
void otaml_unary_float32_run(const struct otaml_infer *inf, const void *record,
                             float (*map)(const void *record, float x));
void otaml_unary_int16_run(const struct otaml_infer *inf, const void *record,
                           int32_t (*map)(const void *record, int32_t x));
void otaml_unary_int8_run(const struct otaml_infer *inf, const void *record,
                          int32_t (*map)(const void *record, int32_t x));

/* The row of the registry for an operator whose map keeps the type. */
#define OTAML_UNARY_OP(name, number, type_number, type_run, prepare, map)                          \
    static void run(const struct otaml_infer *inf, const void *record)                             \
    {                                                                                              \
        type_run(inf, record, map);                                                                \
    }                                                                                              \
                                                                                                   \
    const struct otaml_op otaml_op_##name = { number,  type_number, OP_INPLACE | OP_COUNT,         \
                                              prepare, run,         NULL }

#define OTAML_UNARY_FLOAT32(name, number, prepare, map)                                            \
    OTAML_UNARY_OP(name, number, OTAML_TYPE_FLOAT32, otaml_unary_float32_run, prepare, map)

#define OTAML_UNARY_INT16(name, number, prepare, map)                                              \
    OTAML_UNARY_OP(name, number, OTAML_TYPE_INT16, otaml_unary_int16_run, prepare, map)

#define OTAML_UNARY_INT8(name, number, prepare, map)                                               \
    OTAML_UNARY_OP(name, number, OTAML_TYPE_INT8, otaml_unary_int8_run, prepare, map)

#endif /* OTAML_UNARY_PRIV_H */
