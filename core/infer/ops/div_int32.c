/*
 * div_int32.c - DIV on int32, towards zero.
 */
#include "arithmetic_int32_priv.h"

/* The reference leaves a division by 0 and INT32_MIN / -1 to the machine; here the first is 0
 * and the second wraps. */
static uint32_t quotient(int32_t a, int32_t b)
{
    if (b == 0) {
        return 0;
    }
    return b == -1 ? 0u - (uint32_t)a : (uint32_t)(a / b);
}

static int32_t combine(const void *record, int32_t a, int32_t b)
{
    return otaml_clamp_int32(record, quotient(a, b));
}

OTAML_BINARY_INT32(div_int32, CODE_DIV, otaml_arithmetic_int32_prepare, combine);
