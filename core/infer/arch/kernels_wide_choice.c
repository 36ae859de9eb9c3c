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

#endif
