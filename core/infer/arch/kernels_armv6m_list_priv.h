/*
 * kernels_armv6m_list_priv.h - products of few pixels with many channels for Armv6-M: the inputs
 * other than zero are listed once for a block of channels, so that their number decides what it
 * costs.
 */
#ifndef OTAML_KERNELS_ARMV6M_LIST_PRIV_H
#define OTAML_KERNELS_ARMV6M_LIST_PRIV_H

#include "kernels_priv.h"

/* Does the first channels and returns how many: all of them but up to three, or none where there
 * are too few for it. */
uint32_t otaml_list_matmul_s8(const struct otaml_matmul *k);

#endif /* OTAML_KERNELS_ARMV6M_LIST_PRIV_H */
