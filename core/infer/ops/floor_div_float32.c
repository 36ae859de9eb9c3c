/*
 * floor_div_float32.c - FLOOR_DIV on float32. The reference divides in double, and so must this:
 * the quotient's nearest float may be a whole number above it.
 */
#include "broadcast_priv.h"

#define WHOLE 9007199254740992.0 /* 2^53: from here on there are whole numbers only */

static float combine(const void *record, float a, float b)
{
    const double quotient = (double)a / (double)b;

    (void)record;
    if (!(quotient > -WHOLE && quotient < WHOLE)) {
        return (float)quotient; /* an infinity or a NaN too */
    }
    const int64_t cut = (int64_t)quotient;
    if (cut == 0 && !(quotient < 0.0)) {
        return (float)quotient * 0.0f; /* 0 with its sign */
    }
    return (float)(cut - ((double)cut > quotient));
}

OTAML_BINARY_FLOAT32(floor_div_float32, CODE_FLOOR_DIV, otaml_binary_prepare, combine);
