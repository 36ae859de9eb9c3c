/*
 * fully_connected_int8.c - FULLY_CONNECTED on int8.
 */
#include "../arch/kernels_priv.h"
#include "fully_connected_priv.h"

struct dense {
    struct otaml_record head;
    uint32_t in, weights, bias, out;
    struct otaml_matrix m;
    struct otaml_channels c;
};
OTAML_STATIC_ASSERT(sizeof(struct dense) <= RECORD_BYTES_MAX, fully_connected_int8_record);

static void prepare(struct prep *p)
{
    struct dense *r = otaml_prep_record(p, sizeof(*r), 2, 3, FULLY_CONNECTED_OPTIONS);
    struct otaml_tensor in, weights, out;

    otaml_fully_connected_prepare(p, &r->m, &in, &weights, &out);
    otaml_channels_prepare(p, &r->c, &in, &weights, &out, 0, FULLY_CONNECTED_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT32, r->m.outputs);
    otaml_fully_connected_check(p, &r->c, &weights, INT32_MAX);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct dense *r = record;
    struct otaml_channels_part part =
        otaml_channels_all(inf, &r->c, r->weights, r->bias, r->m.outputs);
    struct otaml_channel channels[KERNEL_CHANNELS];
    struct otaml_matmul k = {
        .x = (const int8_t *)otaml_operand(inf, r->in),
        .x_step = r->m.inputs,
        .w_step = r->m.inputs,
        .out_step = r->m.outputs,
        .runs = 1,
        .run_bytes = r->m.inputs,
        .pixels = r->m.rows,
        .channel = channels,
        .in_offset = -r->c.in_zero,
        .out_zero = r->c.out_zero,
        .min = r->c.min,
        .max = r->c.max,
    };

    if (r->c.count == 1) {
        const uint8_t *scale = otaml_model_map(inf->model, r->c.scales, 4);
        (void)otaml_fully_connected_multiplier(&r->c, scale ? otaml_get_float(scale) : 0.0f,
                                               &part.one);
    }
    for (uint32_t c = 0; c < part.n; c += k.channels) {
        k.channels = otaml_min_u32(KERNEL_CHANNELS, part.n - c);
        k.w = part.filter + (size_t)c * k.w_step;
        k.out = (int8_t *)otaml_arena_at(inf, r->out) + part.first + c;
        otaml_channels_take(&r->c, &part, c, k.channels, channels);
        otaml_matmul_s8(&k);
    }
}

const struct otaml_op otaml_op_fully_connected_int8 = { CODE_FULLY_CONNECTED, OTAML_TYPE_INT8, 0,
                                                        prepare, run };
