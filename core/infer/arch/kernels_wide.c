/*
 * kernels_wide.c - the kernels of kernels_priv.h where there may be wide vectors. API:
 * kernels_wide_priv.h
 */
#include "kernels_wide_priv.h"

#ifdef OTAML_KERNELS_WIDE

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    const struct otaml_wide *wide = otaml_wide();

    if (!wide || !wide->matmul(k)) {
        otaml_portable_matmul_s8(k);
    }
}

void otaml_depthwise_s8(const struct otaml_depthwise *k)
{
    otaml_portable_depthwise_s8(k);
}

void otaml_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    otaml_portable_depthwise_shared_s8(k);
}

#define ADD_SHORT 16u /* below it, wide vectors do not pay */

void otaml_add_s8(const struct otaml_addition *k)
{
    const struct otaml_wide *wide = otaml_wide();

    if (wide && k->n >= ADD_SHORT) {
        wide->add(k);
    } else {
        otaml_portable_add_s8(k);
    }
}

#endif
