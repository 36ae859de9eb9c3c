/*
 * quantize_float32.c - QUANTIZE from float32 to int8: round(x / scale) + zero_point, halves
 * away from zero.
 */
#include "../fixed_priv.h"
#include "../prep_priv.h"

struct quantize {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    float scale;
    int32_t zero;
};

static void prepare(struct prep *p)
{
    struct quantize *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_floats(p, 0, &in);
    r->zero = otaml_prep_int8(p, -1, &out);
    otaml_prep_same_shape(p, -1, &in, &out);
    r->scale = out.scale;
    r->count = in.count;
}

static int8_t quantize(float x, float scale, int32_t zero)
{
    const float steps = x / scale;

    /* Outside of +-512 it saturates whatever the zero point is; a NaN has no right answer. */
    if (!(steps > -512.0f)) {
        return INT8_MIN;
    }
    if (steps > 512.0f) {
        return INT8_MAX;
    }
    int32_t q = (int32_t)steps; /* towards zero; the rest is exact */
    const float rest = steps - (float)q;
    q += rest >= 0.5f ? 1 : rest <= -0.5f ? -1 : 0;
    return otaml_clamp_int8(q + zero, INT8_MIN, INT8_MAX);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct quantize *r = record;
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);

    /* In place: byte i is written when value i, at bytes 4i to 4i + 3, has been read. */
    for (uint32_t i = 0; i < r->count; i++) {
        float x;
        memcpy(&x, in + i, sizeof(x));
        out[i] = quantize(x, r->scale, r->zero);
    }
}

const struct otaml_op otaml_op_quantize_float32 = { CODE_QUANTIZE, OTAML_TYPE_FLOAT32, OP_INPLACE,
                                                    prepare, run };
