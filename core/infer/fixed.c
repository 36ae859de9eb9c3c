/*
 * fixed.c - the functions of fixed_priv.h, and of what is built on it, where a compiler has them
 * called rather than inlined: one of each for the whole library.
 */
#include "fixed_priv.h"

#include "arch/kernels_priv.h"

extern inline int32_t otaml_high_mul_positive(int32_t a, int32_t b);
extern inline int32_t otaml_high_mul(int32_t a, int32_t b);
extern inline int32_t otaml_round_shift(int32_t x, int32_t exponent);
extern inline int32_t otaml_left_shift(int32_t x, int32_t exponent);
extern inline int32_t otaml_scale_up(int32_t x, int32_t exponent);
extern inline int32_t otaml_add_wrap(int32_t a, int32_t b);
extern inline int32_t otaml_multiply(int32_t x, struct otaml_multiplier m);
extern inline int8_t otaml_clamp_int8(int32_t x, int32_t min, int32_t max);
extern inline int8_t otaml_channel_output(const struct otaml_channel *c, uint32_t sum,
                                          int32_t out_zero, int32_t min, int32_t max);
