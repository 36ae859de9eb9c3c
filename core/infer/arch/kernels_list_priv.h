/*
 * kernels_list_priv.h - products of few pixels with many channels for Armv6-M: the inputs other
 * than zero are listed once for a block of channels. Their number decides what it costs.
 */
#ifndef OTAML_KERNELS_LIST_PRIV_H
#define OTAML_KERNELS_LIST_PRIV_H

#include "kernels_priv.h"

#define LIST_GROUP          4u  /* channels at once */
#define LIST_CHANNELS_LEAST 16u /* below it a list does not pay where no input is zero */

/* For channels that are a multiple of LIST_GROUP. */
void otaml_list_matmul_s8(const struct otaml_matmul *k);

#endif /* OTAML_KERNELS_LIST_PRIV_H */
