/*
 * choose_kernels.c - in place of core's kernels_wide_choice.c: the kernels that CHOOSE and
 * CHOOSE_FLOAT name, or the portable ones where they are not defined or the processor lacks them.
 */
#include "arch/kernels_wide_priv.h"

#ifdef OTAML_KERNELS_WIDE
const struct otaml_wide_float *otaml_wide_float(void)
{
#ifdef CHOOSE_FLOAT
    return CHOOSE_FLOAT();
#else
    return NULL;
#endif
}

const struct otaml_wide *otaml_wide(void)
{
#ifdef CHOOSE
    return CHOOSE();
#else
    return NULL;
#endif
}
#endif
