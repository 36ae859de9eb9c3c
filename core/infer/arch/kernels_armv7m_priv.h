/*
 * kernels_armv7m_priv.h - what the files for Armv7-M share.
 */
#ifndef OTAML_KERNELS_ARMV7M_PRIV_H
#define OTAML_KERNELS_ARMV7M_PRIV_H

#include "kernels_priv.h"

/* otaml_matmul_s8 where there are few pixels, one by one. */
void otaml_rows_matmul_s8(const struct otaml_matmul *k);

#endif /* OTAML_KERNELS_ARMV7M_PRIV_H */
