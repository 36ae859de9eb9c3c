/*
 * media_check.c - is a memory unit described by the rules? API: otaml/media.h
 */
#include <otaml/media.h>

#include "base_priv.h"

int otaml_media_check(const struct otaml_media *m)
{
    if (!m || !m->read || !m->prog || (m->erase_size > 0 && !m->erase)) {
        return OTAML_ERR_ARG;
    }
    if (m->size == 0 || m->prog_size == 0 || (m->prog_size & (m->prog_size - 1)) != 0
        || m->size % m->prog_size != 0) {
        return OTAML_ERR_GEOMETRY;
    }
    if (m->erase_size > 0 && (m->size % m->erase_size != 0 || m->erase_size % m->prog_size != 0)) {
        return OTAML_ERR_GEOMETRY;
    }
    return (uintptr_t)m->base % 16u ? OTAML_ERR_GEOMETRY : OTAML_OK;
}
