/*
 * broadcast.c - two inputs, element by element. API: broadcast_priv.h
 */
#include "broadcast_priv.h"

/* A tensor's size along the output's axis i. */
static uint32_t size_along(const struct otaml_tensor *t, const struct otaml_tensor *out, uint32_t i)
{
    const uint32_t lacks = (uint32_t)out->rank - t->rank;
    return i < lacks ? 1 : t->dims[i - lacks];
}

/* Put an axis in front, or into the one that is in front. False if there is no room. */
static bool add_axis(struct otaml_broadcast *b, uint32_t *first, uint32_t size,
                     const bool repeats[2])
{
    uint32_t at = *first;

    if (at == BROADCAST_AXES || (b->repeats[0] >> at & 1) != repeats[0]
        || (b->repeats[1] >> at & 1) != repeats[1]) {
        if (at == 0) {
            return false;
        }
        at = --*first;
        for (uint32_t k = 0; k < 2; k++) {
            b->repeats[k] = (uint8_t)(b->repeats[k] | (uint32_t)repeats[k] << at);
        }
    }
    b->dims[at] *= size;
    return true;
}

void otaml_broadcast_prepare(struct prep *p, struct otaml_broadcast *b, struct otaml_tensor in[2],
                             struct otaml_tensor *out)
{
    uint32_t first = BROADCAST_AXES;

    otaml_prep_input(p, 0, &in[0]);
    otaml_prep_input(p, 1, &in[1]);
    otaml_prep_output(p, 0, out);
    otaml_prep_type(p, 1, &in[1], in[0].type);
    bool fits = !p->err && in[0].rank <= out->rank && in[1].rank <= out->rank;
    for (uint32_t i = 0; i < BROADCAST_AXES; i++) {
        b->dims[i] = 1;
    }
    for (uint32_t i = out->rank; fits && i > 0; i--) {
        const uint32_t a = size_along(&in[0], out, i - 1), c = size_along(&in[1], out, i - 1);
        const uint32_t size = out->dims[i - 1];
        const bool repeats[2] = { a != size, c != size };
        fits = size == (a == 1 ? c : a) && (c == size || c == 1);
        if (fits && size != 1 && !add_axis(b, &first, size, repeats)) {
            otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
        }
    }
    if (p->err) {
        return;
    }
    if (!fits) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
        return;
    }
    b->element = (uint8_t)(in[0].bytes / in[0].count);
    b->out_element = (uint8_t)(out->bytes / out->count);
}

void otaml_broadcast_run(const struct otaml_infer *inf, const void *record,
                         const struct otaml_broadcast *b,
                         void (*row)(const void *record, const struct otaml_row *row))
{
    const uint32_t *operand = (const uint32_t *)record + 1, *n = b->dims;
    const uint8_t *base[2];
    uint32_t stride[2][BROADCAST_AXES];
    struct otaml_row r = { .out = otaml_arena_at(inf, operand[2]), .n = n[3] };

    for (uint32_t k = 0; k < 2; k++) {
        uint32_t elements = 1;
        base[k] = otaml_operand(inf, operand[k]);
        r.constant[k] = otaml_is_constant(operand[k]);
        for (uint32_t i = BROADCAST_AXES; i-- > 0;) {
            const bool repeats = b->repeats[k] >> i & 1;
            stride[k][i] = repeats ? 0 : elements;
            elements *= repeats ? 1 : n[i];
        }
        r.step[k] = stride[k][3];
    }
    for (uint32_t x = 0; x < n[0]; x++) {
        for (uint32_t y = 0; y < n[1]; y++) {
            for (uint32_t z = 0; z < n[2]; z++) {
                for (uint32_t k = 0; k < 2; k++) {
                    const uint32_t *s = stride[k];
                    r.in[k] = base[k] + (size_t)(x * s[0] + y * s[1] + z * s[2]) * b->element;
                }
                row(record, &r);
                r.out += (size_t)r.n * b->out_element;
            }
        }
    }
}
