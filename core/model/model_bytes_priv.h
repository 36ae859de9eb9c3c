/*
 * model_bytes_priv.h - whether bytes lie in a model, and where: the check before every access.
 */
#ifndef OTAML_MODEL_BYTES_PRIV_H
#define OTAML_MODEL_BYTES_PRIV_H

#include <otaml/model.h>

static inline bool otaml_bytes_inside(const struct otaml_model *m, uint32_t offset, uint32_t bytes)
{
    return offset <= m->size && bytes <= m->size - offset;
}

/* Bytes [offset, offset + bytes) of the model in place, or NULL. */
static inline const uint8_t *otaml_bytes_map(const struct otaml_model *m, uint32_t offset,
                                             uint32_t bytes)
{
    return m->data && otaml_bytes_inside(m, offset, bytes) ? m->data + offset : NULL;
}

/* Copy bytes that otaml_bytes_map does not reach: from the reader, or they are out of bounds. */
static inline int otaml_bytes_fetch(const struct otaml_model *m, uint32_t offset, void *dst,
                                    uint32_t bytes)
{
    return m->reader && otaml_bytes_inside(m, offset, bytes)
               ? m->reader->read(m->reader->ctx, offset, dst, bytes)
               : OTAML_ERR_MODEL_BOUNDS;
}

#endif /* OTAML_MODEL_BYTES_PRIV_H */
