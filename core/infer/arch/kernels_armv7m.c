/*
 * kernels_armv7m.c - the inner loops for Armv7-M (Cortex-M3), which multiplies one pair of numbers
 * at a time. API: kernels_priv.h
 *
 * They are in the other files: kernels_armv7m_pairs.c for four pixels and more that share their
 * weights, kernels_armv7m_rows.c for single ones, kernels_armv7m_depthwise.c, and in
 * kernels_armv7m_outputs.c what the last two make of their sums.
 */
#include "kernels_armv7m_priv.h"
#include "kernels_pairs_priv.h"

#ifdef OTAML_KERNELS_ARMV7M

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    if (!otaml_pairs_matmul_s8(k)) {
        otaml_rows_matmul_s8(k);
    }
}

void otaml_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    if (!otaml_pairs_depthwise_shared_s8(k)) {
        otaml_portable_depthwise_shared_s8(k);
    }
}

#endif /* OTAML_KERNELS_ARMV7M */
