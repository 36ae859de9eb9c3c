/*
 * batch_to_space_nd_any.c - BATCH_TO_SPACE_ND.
 */
#include <string.h>
#include "native_order_priv.h"
#include "space_batch_priv.h"

static void prepare(struct prep *p)
{
    otaml_space_batch_prepare(p, false);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_space_batch *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);
    const size_t pixels = (size_t)r->pictures * r->large_h * r->large_w;

    for (uint32_t b = 0; b < r->batches; b++) {
        for (uint32_t y = 0; y < r->small_h; y++) {
            for (uint32_t x = 0; x < r->small_w; x++) {
                size_t at;
                if (otaml_space_batch_at(r, b, y, x, &at)) {
                    memcpy(out + at * r->pixel, in, r->pixel);
                }
                in += r->pixel;
            }
        }
    }
    otaml_native_order(out, pixels * r->pixel, r->value, otaml_is_constant(r->in));
}

const struct otaml_op otaml_op_batch_to_space_nd_any = {
    CODE_BATCH_TO_SPACE_ND, TYPE_ANY, 0, prepare, run, NULL
};
