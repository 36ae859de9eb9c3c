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

/* Up to KERNEL_ROWS outputs, for every row of the input. */
static void outputs(const struct dense *r, const int8_t *in, const int8_t *weights, int8_t *out,
                    uint32_t n, const uint32_t *bias, const struct otaml_multiplier *m)
{
    for (uint32_t row = 0; row < r->m.rows; row++) {
        uint32_t sum[KERNEL_ROWS];
        for (uint32_t i = 0; i < n; i++) {
            sum[i] = bias[i];
        }
        if (n == KERNEL_ROWS) {
            otaml_dot4_s8(in, weights, r->m.inputs, r->m.inputs, -r->c.in_zero, sum);
        } else {
            for (uint32_t i = 0; i < n; i++) {
                sum[i] +=
                    otaml_dot_s8(in, weights + (size_t)i * r->m.inputs, r->m.inputs, -r->c.in_zero);
            }
        }
        for (uint32_t i = 0; i < n; i++) {
            out[i] = otaml_channels_output(&r->c, m[i], sum[i]);
        }
        in += r->m.inputs;
        out += r->m.outputs;
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct dense *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    const int8_t *weights = (const int8_t *)otaml_operand(inf, r->weights);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    struct otaml_multiplier one = { 0, 0 }, m[KERNEL_ROWS];
    uint32_t bias[KERNEL_ROWS], n;

    if (r->c.count == 1) {
        const uint8_t *scale = otaml_model_map(inf->model, r->c.scales, 4);
        (void)otaml_fully_connected_multiplier(&r->c, scale ? otaml_get_float(scale) : 0.0f, &one);
    }
    for (uint32_t c = 0; c < r->m.outputs; c += n) {
        n = otaml_min_u32(KERNEL_ROWS, r->m.outputs - c);
        for (uint32_t i = 0; i < n; i++) {
            m[i] = r->c.count == 1 ? one : otaml_channels_multiplier(inf, &r->c, c + i);
            bias[i] = (uint32_t)otaml_channels_bias(inf, r->bias, c + i);
        }
        outputs(r, in, weights + (size_t)c * r->m.inputs, out + c, n, bias, m);
    }
}

const struct otaml_op otaml_op_fully_connected_int8 = { CODE_FULLY_CONNECTED, OTAML_TYPE_INT8, 0,
                                                        prepare, run };
