/*
 * kernels_neon_float.c - convolutions on float32 with AArch64's vectors. API: kernels_wide_priv.h
 */
#include "kernels_wide_priv.h"

#if defined(OTAML_KERNELS_WIDE) && defined(__aarch64__)

#define TARGET

#define LANES          4u
#define PIXELS(GROUPS) 6u
#define PIXELS_MAX     6u

#include "kernels_wide_float_priv.h"

const struct otaml_wide_float *otaml_wide_float_neon(void)
{
    return &kernels;
}

#endif
