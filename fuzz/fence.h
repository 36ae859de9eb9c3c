/*
 * fence.h - let one step touch what its operator names, and nothing else.
 *
 * AddressSanitizer sees an access outside of a buffer, but the arena and the model are one buffer
 * each. Between fence_up and fence_down all of both is out of bounds but for the records, the
 * operator's tensors and their scales, so that one value read or written too many is found.
 * Without AddressSanitizer both do nothing.
 */
#ifndef OTAML_FUZZ_FENCE_H
#define OTAML_FUZZ_FENCE_H

#include <otaml/infer.h>

/* Before a step, and after it. */
void fence_up(const struct otaml_infer *inf);
void fence_down(const struct otaml_infer *inf);

#endif /* OTAML_FUZZ_FENCE_H */
