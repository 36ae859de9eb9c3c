/*
 * logical_and_bool.c - LOGICAL_AND. Whatever is not 0 is true.
 */
#include "broadcast_priv.h"

static bool load(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return row->in[k][i * row->step[k]] != 0;
}

static uint8_t combine(const void *record, bool a, bool b)
{
    (void)record;
    return a && b;
}

OTAML_BINARY_OP(logical_and_bool, CODE_LOGICAL_AND, OTAML_TYPE_BOOL, uint8_t, load,
                otaml_binary_prepare, combine);
