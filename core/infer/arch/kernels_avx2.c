#include "kernels_wide_priv.h"
#if KERNELS_WIDE
const struct otaml_wide *otaml_wide_avx2(void)
{
    return NULL;
}
#endif
