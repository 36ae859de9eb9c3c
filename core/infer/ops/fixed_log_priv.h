/*
 * fixed_log_priv.h - the natural logarithm in fixed point, step by step as the reference computes
 * it: LOG_SOFTMAX on int8 is defined by its very roundings.
 */
#ifndef OTAML_FIXED_LOG_PRIV_H
#define OTAML_FIXED_LOG_PRIV_H

#include <stdint.h>

/* ln(x) in Q5.26 for x >= 1 in Q12.19. */
int32_t otaml_fixed_log(int32_t x);

#endif /* OTAML_FIXED_LOG_PRIV_H */
