/*
 * kernels_pairs_priv.h - products of many pixels for processors that multiply one pair of numbers
 * at a time (Armv6-M, Armv7-M): two pixels lie in one word, so that a multiplication serves both.
 */
#ifndef OTAML_KERNELS_PAIRS_PRIV_H
#define OTAML_KERNELS_PAIRS_PRIV_H

#include "kernels_priv.h"

/* False, and nothing is done, where there are too few pixels for it or gaps between the rows. */
bool otaml_pairs_matmul_s8(const struct otaml_matmul *k);
bool otaml_pairs_depthwise_shared_s8(const struct otaml_depthwise *k);

#endif /* OTAML_KERNELS_PAIRS_PRIV_H */
