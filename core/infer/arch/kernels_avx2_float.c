/*
 * kernels_avx2_float.c - convolutions on float32 with AVX2. API: kernels_wide_priv.h
 */
#include "kernels_wide_priv.h"

#if defined(OTAML_KERNELS_WIDE) && defined(__x86_64__)

#define TARGET __attribute__((target("avx2")))

#define LANES          8u
#define PIXELS(GROUPS) 3u
#define PIXELS_MAX     6u

#include "kernels_wide_float_priv.h"

const struct otaml_wide_float *otaml_wide_float_avx2(void)
{
    return __builtin_cpu_supports("avx2") ? &kernels : NULL;
}

#endif
