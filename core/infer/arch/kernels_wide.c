/*
 * kernels_wide.c - what this processor has. API: kernels_wide_priv.h
 */
#include "kernels_wide_priv.h"

#if KERNELS_WIDE

const struct otaml_wide *otaml_wide(void)
{
    const struct otaml_wide *wide = otaml_wide_avx512vnni();

    return wide ? wide : otaml_wide_avx2();
}

#endif
