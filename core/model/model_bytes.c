/*
 * model_bytes.c - the one way to a model's bytes, each access bounded. API: otaml/model.h
 */
#include <otaml/model.h>

#include <string.h>
#include "model_bytes_priv.h"

const uint8_t *otaml_model_map(const struct otaml_model *m, uint32_t offset, uint32_t bytes)
{
    return otaml_bytes_map(m, offset, bytes);
}

int otaml_model_read(const struct otaml_model *m, uint32_t offset, void *dst, uint32_t bytes)
{
    const uint8_t *mapped = otaml_bytes_map(m, offset, bytes);

    if (!mapped) {
        return otaml_bytes_fetch(m, offset, dst, bytes);
    }
    memcpy(dst, mapped, bytes);
    return OTAML_OK;
}
