/*
 * model_bytes.c - the one way to a model's bytes, each access bounded. API: otaml/model.h
 */
#include <otaml/model.h>

#include <string.h>

const uint8_t *otaml_model_map(const struct otaml_model *m, uint32_t offset, uint32_t bytes)
{
    return offset <= m->size && bytes <= m->size - offset ? m->data + offset : NULL;
}

int otaml_model_read(const struct otaml_model *m, uint32_t offset, void *dst, uint32_t bytes)
{
    const uint8_t *p = otaml_model_map(m, offset, bytes);
    if (!p) {
        return OTAML_ERR_MODEL_BOUNDS;
    }
    memcpy(dst, p, bytes);
    return OTAML_OK;
}
