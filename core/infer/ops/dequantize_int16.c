/*
 * dequantize_int16.c - DEQUANTIZE from int16 to float32: scale * q. The product
 * of 24 and 16 bits is rounded once, in float32 as in the reference's double.
 */
#include "../prep_priv.h"

struct dequantize {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    float scale;
    int32_t zero;
};

static void prepare(struct prep *p)
{
    struct dequantize *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    r->zero = otaml_prep_quantized(p, 0, &in, OTAML_TYPE_INT16);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_same_shape(p, -1, &in, &out);
    r->scale = in.scale;
    r->count = in.count;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct dequantize *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = r->scale * (float)(in[i] - r->zero);
    }
}

const struct otaml_op otaml_op_dequantize_int16 = {
    CODE_DEQUANTIZE, OTAML_TYPE_INT16, 0, prepare, run, NULL
};
