/*
 * strided.c - copy a regular pattern of elements. API: strided_priv.h
 */
#include "strided_priv.h"

#include <string.h>

void otaml_strided_init(struct otaml_strided *s, uint32_t element)
{
    memset(s, 0, sizeof(*s));
    s->element = element;
    for (uint32_t i = 0; i < STRIDED_AXES; i++) {
        s->dims[i] = 1;
    }
}

void otaml_strided_merge(struct otaml_strided *s)
{
    const uint32_t last = STRIDED_AXES - 1;

    for (uint32_t n = 0; n < STRIDED_AXES; n++) {
        if (s->dims[last] != 1 && s->step[last] != (int32_t)s->element) {
            return;
        }
        s->element *= s->dims[last]; /* at most the output's bytes */
        for (uint32_t i = last; i > 0; i--) {
            s->dims[i] = s->dims[i - 1];
            s->step[i] = s->step[i - 1];
        }
        s->dims[0] = 1;
        s->step[0] = 0;
    }
}

void otaml_strided_copy(const struct otaml_strided *s, const uint8_t *in, uint8_t *out)
{
    const uint32_t *n = s->dims;

    for (uint32_t a = 0; a < n[0]; a++) {
        for (uint32_t b = 0; b < n[1]; b++) {
            for (uint32_t c = 0; c < n[2]; c++) {
                const uint8_t *from = in + (ptrdiff_t)a * s->step[0] + (ptrdiff_t)b * s->step[1]
                                      + (ptrdiff_t)c * s->step[2];
                for (uint32_t d = 0; d < n[3]; d++) {
                    memcpy(out, from + (ptrdiff_t)d * s->step[3], s->element);
                    out += s->element;
                }
            }
        }
    }
}
