/*
 * model_macs.c - multiply-accumulates by operator family. API: model_macs_priv.h
 *
 * A family is known by its number in the schema; tensors are taken as the reference kernels
 * read them. A file whose shapes contradict one another gets some figure, never a fault.
 */
#include "model_macs_priv.h"

#include <stdbool.h>

enum {
    CONV_2D = 3,
    DEPTHWISE_CONV_2D = 4,
    FULLY_CONNECTED = 9,
    SVDF = 27,
    SEQUENCE_LSTM = 44, /* UNIDIRECTIONAL_SEQUENCE_LSTM */
    TRANSPOSE_CONV = 67,
    BATCH_MATMUL = 126
};

/* One operator with what its family reads of it. */
struct reader {
    const struct otaml_model *m;
    const struct otaml_operator *op;
};

static bool describe(const struct reader *r, int32_t number, struct otaml_tensor *t)
{
    return number >= 0 && otaml_model_tensor(r->m, (uint32_t)number, t) == OTAML_OK;
}

static bool input(const struct reader *r, uint32_t k, struct otaml_tensor *t)
{
    return describe(r, otaml_operator_input(r->m, r->op, k), t);
}

static uint64_t count_of_input(const struct reader *r, uint32_t k)
{
    struct otaml_tensor t;
    return input(r, k, &t) ? t.count : 0;
}

static uint64_t last_dim(const struct otaml_tensor *t)
{
    return t->rank ? t->dims[t->rank - 1] : 1;
}

static uint64_t ratio(uint64_t a, uint64_t b)
{
    return b ? a / b : 0;
}

/* Each output value takes all weights of its channel, which `axis` of the filter counts. */
static uint64_t by_output(const struct reader *r, uint32_t axis)
{
    struct otaml_tensor filter, out;

    return input(r, 1, &filter) && describe(r, otaml_operator_output(r->m, r->op, 0), &out)
               ? out.count * ratio(filter.count, filter.dims[axis])
               : 0;
}

/* Each input value of TRANSPOSE_CONV meets all weights of its channel, the filter's last axis. */
static uint64_t by_input(const struct reader *r)
{
    struct otaml_tensor filter, in;

    return input(r, 1, &filter) && input(r, 2, &in)
               ? in.count * ratio(filter.count, last_dim(&filter))
               : 0;
}

static uint64_t batch_matmul(const struct reader *r)
{
    struct otaml_tensor a, out;
    uint8_t transposed = 0;

    if (!input(r, 0, &a) || a.rank < 2 || !describe(r, otaml_operator_output(r->m, r->op, 0), &out)
        || otaml_operator_option_u8(r->m, r->op, 0, &transposed)) {
        return 0;
    }
    return (uint64_t)out.count * a.dims[a.rank - (transposed ? 2u : 1u)];
}

/* The gates' matrices (inputs 1 to 8) and the projection's (16), once for each step of time and
 * each batch; peepholes and gates multiply vectors, which is little. */
static uint64_t lstm(const struct reader *r)
{
    struct otaml_tensor in;
    uint64_t weights = count_of_input(r, 16);

    for (uint32_t k = 1; k <= 8; k++) {
        weights += count_of_input(r, k);
    }
    return input(r, 0, &in) ? weights * ratio(in.count, last_dim(&in)) : 0;
}

/* The features' matrix and the filters over time, once for each batch. */
static uint64_t svdf(const struct reader *r)
{
    struct otaml_tensor in;

    return input(r, 0, &in)
               ? (count_of_input(r, 1) + count_of_input(r, 2)) * ratio(in.count, last_dim(&in))
               : 0;
}

uint64_t model_macs(const struct otaml_model *m, const struct otaml_operator *op)
{
    const struct reader r = { m, op };

    switch (op->code) {
    case CONV_2D:
    case FULLY_CONNECTED:
        return by_output(&r, 0);
    case DEPTHWISE_CONV_2D:
        return by_output(&r, 3);
    case TRANSPOSE_CONV:
        return by_input(&r);
    case BATCH_MATMUL:
        return batch_matmul(&r);
    case SEQUENCE_LSTM:
        return lstm(&r);
    case SVDF:
        return svdf(&r);
    default:
        return 0;
    }
}

uint64_t model_macs_all(const struct otaml_model *m)
{
    struct otaml_operator op;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < m->n_operators; i++) {
        if (otaml_model_operator(m, i, &op) == OTAML_OK) {
            sum += model_macs(m, &op);
        }
    }
    return sum;
}
