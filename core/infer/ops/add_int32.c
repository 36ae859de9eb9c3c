/*
 * add_int32.c - ADD on int32, modulo 2^32. The reference takes no notice of a fused activation.
 */
#include "../fixed_priv.h"
#include "broadcast_priv.h"

static int32_t combine(const void *record, int32_t a, int32_t b)
{
    (void)record;
    return otaml_add_wrap(a, b);
}

OTAML_BINARY_INT32(add_int32, CODE_ADD, otaml_binary_prepare, combine);
