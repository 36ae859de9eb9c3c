/*
 * broadcast.c - several inputs, element by element. API: broadcast_priv.h
 */
#include "broadcast_priv.h"

#define LAST_AXIS (BROADCAST_AXES - 1u)

/* A tensor's size along the output's axis i. */
static uint32_t size_along(const struct otaml_tensor *t, const struct otaml_tensor *out, uint32_t i)
{
    const uint32_t lacks = (uint32_t)out->rank - t->rank;
    return i < lacks ? 1 : t->dims[i - lacks];
}

/* Which of the n inputs repeat along the output's axis i, a bit for each; -1 if their sizes do
 * not give the output's. */
static int32_t repeats_along(const struct otaml_tensor *in, uint32_t n,
                             const struct otaml_tensor *out, uint32_t i)
{
    uint32_t repeats = 0;

    for (uint32_t k = 0; k < n; k++) {
        const uint32_t size = size_along(&in[k], out, i);
        if (size != out->dims[i]) {
            repeats |= 1u << k;
            if (size != 1) {
                return -1;
            }
        }
    }
    return repeats + 1 == 1u << n ? -1 : (int32_t)repeats;
}

/* Put an axis in front, or into the one that is in front if the same inputs repeat. */
static void add_axis(struct otaml_broadcast *b, uint32_t *first, uint32_t size, uint32_t repeats)
{
    bool same = *first <= LAST_AXIS;

    for (uint32_t k = 0; k < BROADCAST_INPUTS && same; k++) {
        same = ((uint32_t)b->repeats[k] >> *first & 1u) == (repeats >> k & 1u);
    }
    if (!same) {
        --*first;
        for (uint32_t k = 0; k < BROADCAST_INPUTS; k++) {
            b->repeats[k] = (uint8_t)(b->repeats[k] | (repeats >> k & 1u) << *first);
        }
    }
    b->dims[*first] *= size;
}

static uint32_t log2_bytes(const struct otaml_tensor *t)
{
    const uint32_t bytes = t->bytes / t->count;
    return bytes == 8 ? 3 : bytes / 2; /* 1, 2 or 4 */
}

void otaml_broadcast_prepare(struct prep *p, struct otaml_broadcast *b, struct otaml_tensor *in,
                             struct otaml_tensor *out)
{
    const uint32_t n = p->record.head.inputs;
    uint32_t first = BROADCAST_AXES;

    for (uint32_t k = 0; k < n; k++) {
        otaml_prep_input(p, k, &in[k]);
    }
    otaml_prep_output(p, 0, out);
    if (p->err) {
        return;
    }
    for (uint32_t i = 0; i < BROADCAST_AXES; i++) {
        b->dims[i] = 1;
    }
    for (uint32_t k = 0; k < n; k++) {
        b->sizes = (uint8_t)(b->sizes | log2_bytes(&in[k]) << 2 * k);
        if (in[k].rank > out->rank) {
            otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        }
    }
    b->sizes = (uint8_t)(b->sizes | log2_bytes(out) << 2 * n);
    for (uint32_t i = out->rank; i > 0 && !p->err; i--) {
        const int32_t repeats = repeats_along(in, n, out, i - 1);
        if (repeats < 0) {
            otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        } else if (out->dims[i - 1] != 1) {
            add_axis(b, &first, out->dims[i - 1], (uint32_t)repeats);
        }
    }
}

void otaml_binary_prepare(struct prep *p)
{
    struct otaml_binary *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2] = { { 0 } }, out;

    otaml_broadcast_prepare(p, &r->b, in, &out);
    otaml_prep_type(p, 1, &in[1], in[0].type);
    otaml_prep_type(p, -1, &out, in[0].type);
}

/* Bytes from one element of input k to the next, along each axis: 0 where it repeats. */
static void strides_of(const struct otaml_broadcast *b, uint32_t k, uint32_t stride[BROADCAST_AXES])
{
    uint32_t bytes = 1u << (b->sizes >> 2 * k & 3u);

    for (uint32_t i = BROADCAST_AXES; i-- > 0;) {
        const bool repeats = b->repeats[k] >> i & 1;
        stride[i] = repeats ? 0 : bytes;
        bytes *= repeats ? 1 : b->dims[i];
    }
}

void otaml_broadcast_run(const struct otaml_infer *inf, const void *record,
                         const struct otaml_broadcast *b,
                         void (*row)(const void *record, const struct otaml_row *row))
{
    const uint32_t inputs = ((const struct otaml_record *)record)->inputs;
    const uint32_t *operand = (const uint32_t *)record + 1;
    uint32_t stride[BROADCAST_INPUTS][BROADCAST_AXES], index[BROADCAST_AXES] = { 0 };
    struct otaml_row r = { .out = otaml_arena_at(inf, operand[inputs]), .n = b->dims[LAST_AXIS] };
    const size_t row_bytes = (size_t)r.n << (b->sizes >> 2 * inputs & 3u);
    uint32_t axis;

    for (uint32_t k = 0; k < inputs; k++) {
        strides_of(b, k, stride[k]);
        r.in[k] = otaml_operand(inf, operand[k]);
        r.constant[k] = otaml_is_constant(operand[k]);
        r.step[k] = stride[k][LAST_AXIS] != 0;
    }
    do {
        row(record, &r);
        r.out += row_bytes;
        /* The next row, as an odometer counts. */
        for (axis = LAST_AXIS; axis > 0; axis--) {
            const bool ends = ++index[axis - 1] == b->dims[axis - 1];
            for (uint32_t k = 0; k < inputs; k++) {
                const uint32_t s = stride[k][axis - 1];
                r.in[k] = ends ? r.in[k] - (size_t)s * (b->dims[axis - 1] - 1) : r.in[k] + s;
            }
            if (!ends) {
                break;
            }
            index[axis - 1] = 0;
        }
    } while (axis > 0);
}
