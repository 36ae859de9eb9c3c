/*
 * strided.c - copy a regular pattern of elements. API: strided_priv.h
 */
#include "strided_priv.h"

#include <string.h>
#include "native_order_priv.h"

void otaml_strided_steps(const struct otaml_tensor *t, uint32_t steps[OTAML_MODEL_RANK_MAX])
{
    uint32_t bytes = t->bytes / t->count;

    for (uint32_t i = t->rank; i-- > 0;) {
        steps[i] = bytes;
        bytes *= t->dims[i];
    }
}

void otaml_strided_begin(struct otaml_strided *s, const struct otaml_tensor *t)
{
    s->value = s->element = t->bytes / t->count;
    s->n = 0;
}

void otaml_strided_add(struct otaml_strided *s, uint32_t size, int32_t step)
{
    if (size == 1) {
        return;
    }
    if (s->n > 0 && s->axis[s->n - 1].step == (int64_t)step * size) {
        s->axis[s->n - 1].size *= size; /* at most the output's elements */
        s->axis[s->n - 1].step = step;
        return;
    }
    s->axis[s->n].size = size;
    s->axis[s->n].step = step;
    s->n++;
}

void otaml_strided_end(struct prep *p, struct otaml_strided *s)
{
    if (s->n > 0 && s->axis[s->n - 1].step == (int32_t)s->element) {
        s->n--;
        s->element *= s->axis[s->n].size; /* at most the output's bytes */
    }
    const size_t unused = (STRIDED_AXES - s->n) * sizeof(s->axis[0]);
    p->record.head.words = (uint8_t)(p->record.head.words - unused / 4);
}

/* `count` elements that lie `step` bytes from one another. */
static void copy_run(uint8_t *out, const uint8_t *in, uint32_t count, int32_t step,
                     uint32_t element)
{
    ptrdiff_t at = 0;

    if (element == 1) { /* most often, and not worth a call of memcpy */
        for (uint32_t i = 0; i < count; i++, at += step) {
            out[i] = in[at];
        }
        return;
    }
    for (uint32_t i = 0; i < count; i++, at += step, out += element) {
        memcpy(out, in + at, element);
    }
}

/* Advance to the next run: the last axis but one is the fastest. False after the last one. */
static bool next_run(const struct otaml_strided *s, uint32_t index[STRIDED_AXES], ptrdiff_t *at)
{
    for (uint32_t i = s->n - 1; i-- > 0;) {
        *at += s->axis[i].step;
        if (++index[i] < s->axis[i].size) {
            return true;
        }
        *at -= (ptrdiff_t)s->axis[i].size * s->axis[i].step;
        index[i] = 0;
    }
    return false;
}

void otaml_strided_copy(const struct otaml_infer *inf, const struct otaml_strided *s, uint32_t in,
                        uint32_t start, uint32_t out)
{
    const uint8_t *from = otaml_operand(inf, in);
    uint8_t *const first = otaml_arena_at(inf, out), *to = first;
    uint32_t index[STRIDED_AXES] = { 0 };
    ptrdiff_t at = (ptrdiff_t)start;

    if (s->n == 0) {
        memcpy(to, from + at, s->element);
        to += s->element;
    } else {
        const struct otaml_strided_axis *last = &s->axis[s->n - 1];
        do {
            copy_run(to, from + at, last->size, last->step, s->element);
            to += (size_t)last->size * s->element;
        } while (next_run(s, index, &at));
    }
    otaml_native_order(first, (size_t)(to - first), s->value, otaml_is_constant(in));
}
