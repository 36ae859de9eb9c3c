/*
 * sigmoid_table_priv.h - 1 / (1 + exp(-x)) and tanh in 16 bits, from a table with straight lines
 * between its entries, as the reference has them for int16.
 */
#ifndef OTAML_SIGMOID_TABLE_PRIV_H
#define OTAML_SIGMOID_TABLE_PRIV_H

#include <stdint.h>

/* Both take x in units of 1/12288 (the reference triples Q3.12) and return Q0.15. |x| < 2^30. */
int16_t otaml_q15_sigmoid(int32_t x);
int16_t otaml_q15_tanh(int32_t x);

#endif /* OTAML_SIGMOID_TABLE_PRIV_H */
