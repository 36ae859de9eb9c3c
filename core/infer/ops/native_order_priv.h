/*
 * native_order_priv.h - values that an operator copies as they are: those of a constant are in
 * the file's byte order, those of an activation in the machine's.
 */
#ifndef OTAML_NATIVE_ORDER_PRIV_H
#define OTAML_NATIVE_ORDER_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bring `bytes` of values of `size` bytes each, copied from a constant or not, into the machine's
 * order. Nothing to do on a little-endian machine. */
void otaml_native_order(uint8_t *values, size_t bytes, uint32_t size, bool constant);

#endif /* OTAML_NATIVE_ORDER_PRIV_H */
