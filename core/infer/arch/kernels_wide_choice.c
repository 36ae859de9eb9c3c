/*
 * kernels_wide_choice.c - what this processor has. API: kernels_wide_priv.h
 */
#include "kernels_wide_priv.h"

#ifdef OTAML_KERNELS_WIDE

const struct otaml_wide *otaml_wide(void)
{
#ifdef __aarch64__
    return otaml_wide_neon();
#else
    const struct otaml_wide *wide = otaml_wide_avx512vnni();

    return wide ? wide : otaml_wide_avx2();
#endif
}

const struct otaml_wide_float *otaml_wide_float(void)
{
#ifdef __aarch64__
    return otaml_wide_float_neon();
#else
    const struct otaml_wide_float *wide = otaml_wide_float_avx512();

    return wide ? wide : otaml_wide_float_avx2();
#endif
}

#endif
