/*
 * element_priv.h - elements of tensors whose type is known only when they are read: for operators
 * that do little else, and that need not be fast.
 */
#ifndef OTAML_ELEMENT_PRIV_H
#define OTAML_ELEMENT_PRIV_H

#include "../operator_priv.h"

/* Is it a type of whole numbers, bool among them, that is known here? */
bool otaml_element_is_whole(uint8_t type);

/* Element i of a tensor of whole numbers (bool: 0 or 1). constant: in the file's byte order. */
int64_t otaml_element_load(const uint8_t *tensor, uint8_t type, bool constant, uint32_t i);

/* The low bits of v as element i of an activation of whole numbers. */
void otaml_element_store(uint8_t *tensor, uint8_t type, uint32_t i, int64_t v);

#endif /* OTAML_ELEMENT_PRIV_H */
