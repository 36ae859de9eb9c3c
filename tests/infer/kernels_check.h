/*
 * kernels_check.h - the inner loops of this build against a plain reference. Needs nothing but
 * string.h, so that the same check runs on a host and on a board.
 */
#ifndef OTAML_KERNELS_CHECK_H
#define OTAML_KERNELS_CHECK_H

#include <stdint.h>

/* `rounds` random shapes of each kernel. NULL, or which kernel gave a wrong answer and, in *round,
 * in which round. */
const char *kernels_check(uint32_t rounds, uint32_t *round);

#endif /* OTAML_KERNELS_CHECK_H */
