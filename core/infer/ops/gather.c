/*
 * gather.c - slices that positions choose. API: gather_priv.h
 */
#include "gather_priv.h"

#include <string.h>
#include "native_order_priv.h"

void otaml_gather_run(const struct otaml_infer *inf, const struct otaml_gather *g, uint32_t in,
                      uint32_t positions, uint32_t out)
{
    const uint8_t *from = otaml_operand(inf, in), *chosen = otaml_operand(inf, positions);
    uint8_t *const first = otaml_arena_at(inf, out), *to = first;

    for (uint32_t b = 0; b < g->batches; b++) {
        for (uint32_t o = 0; o < g->outer; o++) {
            for (uint32_t i = 0; i < g->positions; i++) {
                const uint32_t at =
                    otaml_position(chosen, i, otaml_is_constant(positions), g->size);
                memcpy(to, from + (size_t)at * g->bytes, g->bytes);
                to += g->bytes;
            }
            from += (size_t)g->size * g->bytes;
        }
        chosen += 4 * (size_t)g->positions;
    }
    otaml_native_order(first, (size_t)(to - first), g->value, otaml_is_constant(in));
}
