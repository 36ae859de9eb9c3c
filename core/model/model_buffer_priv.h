/*
 * model_buffer_priv.h - where the bytes of a numbered buffer lie.
 */
#ifndef OTAML_MODEL_BUFFER_PRIV_H
#define OTAML_MODEL_BUFFER_PRIV_H

#include "schema_priv.h"
#include "walk_priv.h"

/* In the buffer's own vector, or behind the FlatBuffer. Number 0 is the empty buffer by convention,
 * even where the file has no buffers. OTAML_ERR_MODEL_BOUNDS, besides w->err. */
static inline int otaml_model_buffer(struct walk *w, uint32_t number, uint32_t *at, uint32_t *bytes)
{
    const struct otaml_model *m = w->m;

    *at = *bytes = 0;
    if (number == 0) {
        return OTAML_OK;
    }
    if (number >= m->n_buffers) {
        return OTAML_ERR_MODEL_BOUNDS;
    }
    otaml_walk_follow(w, m->buffers + 4 * number);
    *bytes = otaml_walk_field_vector(w, BUFFER_DATA, WALK_BYTES, at);
    const uint32_t offset = otaml_walk_field_size(w, BUFFER_OFFSET);
    if (offset > 1) { /* 0 and 1 mean that it was never set */
        *bytes = otaml_walk_field_size(w, BUFFER_SIZE);
        if (offset > m->size || *bytes > m->size - offset) {
            return OTAML_ERR_MODEL_BOUNDS;
        }
        *at = offset;
    }
    return OTAML_OK;
}

#endif /* OTAML_MODEL_BUFFER_PRIV_H */
