/*
 * floor_mod_float32.c - FLOOR_MOD on float32: the remainder with b's sign.
 */
#include "broadcast_priv.h"
#include "float_math_priv.h"

static float combine(const void *record, float a, float b)
{
    const float rest = otaml_float_remainder(a, b);

    (void)record;
    return rest != 0.0f && (rest < 0.0f) != (b < 0.0f) ? rest + b : rest;
}

OTAML_BINARY_FLOAT32(floor_mod_float32, CODE_FLOOR_MOD, otaml_binary_prepare, combine);
