/*
 * batch_matmul.c - BATCH_MATMUL: what its types share. API: batch_matmul_priv.h
 */
#include "batch_matmul_priv.h"

enum { BATCH_MATMUL_OPTIONS = 101, FIELD_ADJ_X = 0, FIELD_ADJ_Y = 1 };

/* An input's rows and columns as they lie in memory, 0 where it has none. */
static uint32_t from_end(const struct otaml_tensor *t, uint32_t i)
{
    return t->rank > i ? t->dims[t->rank - 1 - i] : 0;
}

/* Size along axis i of batches, counted from the last; 1 where the tensor lacks it. */
static uint32_t batch_size(const struct otaml_tensor *t, uint32_t i)
{
    return t->rank > i + 2u ? t->dims[t->rank - 3u - i] : 1;
}

/* Axes of batches, and how each input advances along them. */
static bool take_batches(struct otaml_batch_matmul *r, const struct otaml_tensor in[2],
                         const struct otaml_tensor *out)
{
    uint32_t step[2] = { r->rows * r->depth, r->depth * r->columns };

    for (uint32_t i = 0; i < BATCH_AXES; i++) {
        const uint32_t at = BATCH_AXES - 1 - i, size = batch_size(out, i);
        const uint32_t a = batch_size(&in[0], i), b = batch_size(&in[1], i);
        if ((a != b && a != 1 && b != 1) || size != (a == 1 ? b : a)) {
            return false;
        }
        r->batches[at] = size;
        r->batch_step[0][at] = a == 1 ? 0 : step[0];
        r->batch_step[1][at] = b == 1 ? 0 : step[1];
        step[0] *= a;
        step[1] *= b;
    }
    return true;
}

static bool fits(struct otaml_batch_matmul *r, const struct otaml_tensor in[2],
                 const struct otaml_tensor *out)
{
    const uint32_t rank = in[0].rank > in[1].rank ? in[0].rank : in[1].rank;

    r->rows = from_end(&in[0], !r->transposed[0]);
    r->depth = from_end(&in[0], r->transposed[0]);
    r->columns = from_end(&in[1], r->transposed[1]);
    return in[0].rank >= 2 && in[1].rank >= 2 && rank <= BATCH_AXES + 2 && out->rank == rank
           && from_end(&in[1], !r->transposed[1]) == r->depth && from_end(out, 1) == r->rows
           && from_end(out, 0) == r->columns && take_batches(r, in, out);
}

void otaml_batch_matmul_prepare(struct prep *p, size_t record_size, struct otaml_tensor in[2],
                                struct otaml_tensor *out)
{
    struct otaml_batch_matmul *r = otaml_prep_record(p, record_size, 2, 2, BATCH_MATMUL_OPTIONS);

    r->transposed[0] = otaml_prep_option_u8(p, FIELD_ADJ_X) != 0;
    r->transposed[1] = otaml_prep_option_u8(p, FIELD_ADJ_Y) != 0;
    otaml_prep_input(p, 0, &in[0]);
    otaml_prep_input(p, 1, &in[1]);
    otaml_prep_output(p, 0, out);
    otaml_prep_type(p, 1, &in[1], in[0].type);
    otaml_prep_type(p, -1, out, in[0].type);
    if (!p->err && !fits(r, in, out)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
}

struct otaml_multiplier otaml_batch_matmul_multiplier(struct prep *p,
                                                      const struct otaml_tensor in[2],
                                                      const struct otaml_tensor *out)
{
    const struct otaml_real product = otaml_real_round24(
        otaml_real_mul(otaml_real_from_float(in[0].scale), otaml_real_from_float(in[1].scale)));
    struct otaml_multiplier m;

    if (!otaml_real_multiplier(otaml_real_div(product, otaml_real_from_float(out->scale)), &m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    return m;
}

/* Advance by one matrix: the last axis of batches is the fastest. False after the last one. */
static bool next_matrix(const struct otaml_batch_matmul *r, uint32_t index[BATCH_AXES],
                        size_t at[2])
{
    for (uint32_t i = BATCH_AXES; i-- > 0;) {
        at[0] += r->batch_step[0][i];
        at[1] += r->batch_step[1][i];
        if (++index[i] < r->batches[i]) {
            return true;
        }
        at[0] -= (size_t)r->batches[i] * r->batch_step[0][i];
        at[1] -= (size_t)r->batches[i] * r->batch_step[1][i];
        index[i] = 0;
    }
    return false;
}

void otaml_batch_matmul_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                            void (*one)(const void *record, const struct otaml_products *p,
                                        uint8_t *out))
{
    const struct otaml_batch_matmul *r = record;
    const uint8_t *base[2] = { otaml_operand(inf, r->in[0]), otaml_operand(inf, r->in[1]) };
    uint8_t *out = otaml_arena_at(inf, r->out);
    uint32_t index[BATCH_AXES] = { 0 };
    size_t at[2] = { 0, 0 };
    /* From row to row of the first, from column to column of the second. */
    const size_t row_step = (r->transposed[0] ? 1u : r->depth) * (size_t)bytes;
    const size_t column_step = (r->transposed[1] ? r->depth : 1u) * (size_t)bytes;
    struct otaml_products p = { .n = r->depth };

    p.step[0] = r->transposed[0] ? r->rows : 1;
    p.step[1] = r->transposed[1] ? 1 : r->columns;
    p.constant[0] = otaml_is_constant(r->in[0]);
    p.constant[1] = otaml_is_constant(r->in[1]);
    do {
        for (uint32_t y = 0; y < r->rows; y++) {
            p.in[0] = base[0] + at[0] * bytes + y * row_step;
            for (uint32_t x = 0; x < r->columns; x++) {
                p.in[1] = base[1] + at[1] * bytes + x * column_step;
                one(record, &p, out);
                out += bytes;
            }
        }
    } while (next_matrix(r, index, at));
}
