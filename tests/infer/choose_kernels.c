/*
 * choose_kernels.c - in place of core's kernels_wide_choice.c: the kernels that CHOOSE names, or the
 * portable ones where it is not defined or the processor lacks them.
 */
#include "arch/kernels_wide_priv.h"

#ifdef OTAML_KERNELS_WIDE
const struct otaml_wide *otaml_wide(void)
{
#ifdef CHOOSE
    return CHOOSE();
#else
    return NULL;
#endif
}
#endif
