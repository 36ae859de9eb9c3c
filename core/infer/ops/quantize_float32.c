/*
 * quantize_float32.c - QUANTIZE from float32 to int8 or int16: round(x / scale) + zero_point,
 * halves away from zero.
 */
#include "../fixed_priv.h"
#include "../prep_priv.h"

struct quantize {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    float scale;
    int32_t zero;
    int32_t min;
};

static void prepare(struct prep *p)
{
    struct quantize *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_floats(p, 0, &in);
    r->zero = otaml_prep_quantized(p, -1, &out, out.type);
    r->min = out.type == OTAML_TYPE_INT16 ? INT16_MIN : INT8_MIN;
    otaml_prep_same_shape(p, -1, &in, &out);
    r->scale = out.scale;
    r->count = in.count;
}

static int32_t quantize(const struct quantize *r, float x)
{
    const float steps = x / r->scale;
    const float most = -4.0f * (float)r->min;

    /* Outside of 4 times the range it saturates whatever the zero point is; a NaN has no right
     * answer. */
    if (!(steps > -most)) {
        return r->min;
    }
    if (steps > most) {
        return -1 - r->min;
    }
    int32_t q = (int32_t)steps; /* towards zero; the rest is exact */
    const float rest = steps - (float)q;
    q += rest >= 0.5f ? 1 : rest <= -0.5f ? -1 : 0;
    return otaml_clamp(q + r->zero, r->min, -1 - r->min);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct quantize *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    const bool constant = otaml_is_constant(r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    /* In place: value i, at bytes 4i to 4i + 3, is read before byte i or 2i is written. */
    for (uint32_t i = 0; i < r->count; i++) {
        const int32_t q = quantize(r, otaml_load_float(in + 4 * (size_t)i, constant));
        const int16_t wide = (int16_t)q;
        if (r->min == INT8_MIN) {
            out[i] = (uint8_t)q;
        } else {
            memcpy(out + 2 * (size_t)i, &wide, sizeof(wide));
        }
    }
}

const struct otaml_op otaml_op_quantize_float32 = { CODE_QUANTIZE, OTAML_TYPE_FLOAT32,
                                                    OP_INPLACE,    prepare,
                                                    run,           NULL };
