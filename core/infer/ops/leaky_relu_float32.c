/*
 * leaky_relu_float32.c - LEAKY_RELU on float32.
 */
#include "leaky_relu_priv.h"

struct leaky_relu {
    struct otaml_unary unary;
    float alpha;
};

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;
    struct leaky_relu *r = otaml_unary_prepare(p, sizeof(*r), LEAKY_RELU_OPTIONS, &in, &out);

    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    r->alpha = otaml_prep_option_float(p, LEAKY_RELU_FIELD_ALPHA);
}

static float map(const void *record, float x)
{
    return x > 0.0f ? x : x * ((const struct leaky_relu *)record)->alpha;
}

OTAML_UNARY_FLOAT32(leaky_relu_float32, CODE_LEAKY_RELU, prepare, map);
