/*
 * kernels_avx512_float.c - convolutions on float32 with AVX-512. API: kernels_wide_priv.h
 */
#include "kernels_wide_priv.h"

#if defined(OTAML_KERNELS_WIDE) && defined(__x86_64__)

#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq")))

#define LANES          16u
#define PIXELS(GROUPS) 6u
#define PIXELS_MAX     6u

#include "kernels_wide_float_priv.h"

const struct otaml_wide_float *otaml_wide_float_avx512(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
                   && __builtin_cpu_supports("avx512dq")
               ? &kernels
               : NULL;
}

#endif
