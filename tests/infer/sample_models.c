/*
 * sample_models.c - three small models. API: sample_models.h
 */
#include "sample_models.h"

enum { FLOAT32 = 0, INT32 = 2, INT8 = 9 };

static const int8_t conv_filter[] = {
    122, 18,  2,   -67, 33,  -29,  44,  30,   -118, -112, 33,  -28, 78,  -123, -84,  -16, 0,
    56,  -1,  -69, 34,  -35, -51,  -25, 8,    -61,  113,  50,  53,  79,  5,    -7,   105, -55,
    -41, -92, 94,  100, -27, 66,   5,   113,  -33,  27,   50,  119, -16, 26,   -70,  70,  35,
    14,  -56, 22,  -71, 116, 0,    91,  -73,  69,   28,   -24, -60, 44,  -112, -102, -12, 66,
    -39, -10, -80, -81, 14,  -51,  67,  45,   107,  -27,  -60, -80, 10,  18,   -95,  59,  -19,
    124, 20,  127, -72, -12, -106, 19,  91,   -41,  -45,  -23, -93, 52,  -10,  25,   17,  91,
    -35, 55,  76,  92,  -33, -21,  107, -123, -25,  -73,  -16, 47,  -86, -92,  -56,  -20, -103,
    -55, 69,  36,  -96, -30, -81,  119, -2,   106,  -55,  -74, 90,  96,  -8,   52,   -67
};
static const int32_t conv_bias[] = { -1600, 297, -1721, -1501, -1875 };
static const float conv_scales[] = { 0.011f, 0.0043f, -0.007f, 0.00091f, 0.0f };
static const int8_t depthwise_filter[] = { 17,  -5,  87,   42,  -45, -107, -98, 41,  31,  -18,
                                           120, -56, -108, -70, -54, -105, -97, -28, -65, -72,
                                           70,  23,  -9,   -72, 113, 51,   120, -38, 40,  29,
                                           121, 68,  -85,  37,  23,  47,   93,  98,  110, -23 };
static const int32_t depthwise_bias[] = {
    1804, 904, 644, -1774, -1059, -23, 1460, -716, 1720, 1992
};
static const float depthwise_scales[] = { 0.01f,  0.02f,  0.013f, 0.004f, 0.03f,
                                          0.017f, 0.009f, 0.025f, 0.006f, 0.011f };
static const int8_t dense_weights[] = { 41,   -110, 87,  31,  -19,  39,  -18,  55,   -57, -123,
                                        -7,   -65,  -43, 123, -65,  -11, -123, -74,  10,  12,
                                        -21,  -67,  84,  81,  -24,  124, 17,   24,   27,  -118,
                                        -29,  18,   6,   17,  -92,  109, 26,   82,   111, 41,
                                        -120, -121, 51,  -51, -114, 124, 121,  -114, 116, -21,
                                        -103, -112, -76, 72,  89,   -52, -126, -45,  98,  -58,
                                        -7,   -4,   109, -74, -126, 66,  114,  -78,  5,   -11 };
static const int32_t dense_bias[] = { 86, -142, 389, 149, -495, 272, -27 };
static const int32_t shape[] = { 1, 10 };
static const float in_scale[] = { 0.05f };
static const float conv_scale[] = { 0.0235294122f };
static const float depthwise_scale[] = { 0.06f };
static const float weights_scale[] = { 0.0123f };
static const float dense_scale[] = { 0.11f };
static const float softmax_scale[] = { 0.00390625f };

static const struct flat_tensor classifier_tensors[] = {
    { INT8, 4, { 1, 6, 5, 3 }, 1, in_scale, -3, 0, NULL, 0 },
    { INT8, 4, { 5, 3, 3, 3 }, 5, conv_scales, 0, 0, conv_filter, sizeof(conv_filter) },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, conv_bias, sizeof(conv_bias) },
    { INT8, 4, { 1, 3, 3, 5 }, 1, conv_scale, -128, 0, NULL, 0 },
    { INT8,
      4,
      { 1, 2, 2, 10 },
      10,
      depthwise_scales,
      0,
      3,
      depthwise_filter,
      sizeof(depthwise_filter) },
    { INT32, 1, { 10 }, 0, NULL, 0, 0, depthwise_bias, sizeof(depthwise_bias) },
    { INT8, 4, { 1, 2, 2, 10 }, 1, depthwise_scale, 7, 0, NULL, 0 },
    { INT8, 4, { 1, 1, 1, 10 }, 1, depthwise_scale, 7, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, shape, sizeof(shape) },
    { INT8, 2, { 1, 10 }, 1, depthwise_scale, 7, 0, NULL, 0 },
    { INT8, 2, { 7, 10 }, 1, weights_scale, 0, 0, dense_weights, sizeof(dense_weights) },
    { INT32, 1, { 7 }, 0, NULL, 0, 0, dense_bias, sizeof(dense_bias) },
    { INT8, 2, { 1, 7 }, 1, dense_scale, -20, 0, NULL, 0 },
    { INT8, 2, { 1, 7 }, 1, softmax_scale, -128, 0, NULL, 0 },
};

/* Options in the schema's order; 1065353216 is 1.0f, 1050253722 is 0.3f. */
static const struct flat_operator classifier_operators[] = {
    { 3, 3, 1, { 0, 1, 2 }, { 3 }, 1, "144144", { 0, 2, 2, 3, 1, 1 } },
    { 4, 3, 1, { 3, 4, 5 }, { 6 }, 2, "1444144", { 1, 1, 1, 2, 0, 1, 1 } },
    { 1, 1, 1, { 6 }, { 7 }, 5, "144441", { 1, 2, 2, 2, 2, 0 } },
    { 22, 2, 1, { 7, 8 }, { 9 }, 0, NULL, { 0 } },
    { 9, 3, 1, { 9, 10, 11 }, { 12 }, 8, "11", { 1, 0 } },
    { 25, 1, 1, { 12 }, { 13 }, 9, "4", { 1065353216 } },
};

const struct flat_model sample_classifier = {
    14, 6, classifier_tensors, classifier_operators, 0, 13
};

static const int32_t paddings[] = { 0, 0, 1, 2, 0, 1, 0, 0 };
static const int8_t addend[] = { 55, -90 };
static const float quantize_scale[] = { 0.031f };
static const float leaky_scale[] = { 0.027f };
static const float sum_scale[] = { 0.05f };
static const float addend_scale[] = { 0.013f };
static const float last_scale[] = { 0.041f };

static const struct flat_tensor elementwise_tensors[] = {
    { FLOAT32, 4, { 1, 4, 4, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT8, 4, { 1, 4, 4, 2 }, 1, quantize_scale, 11, 0, NULL, 0 },
    { INT32, 2, { 4, 2 }, 0, NULL, 0, 0, paddings, sizeof(paddings) },
    { INT8, 4, { 1, 7, 5, 2 }, 1, quantize_scale, 11, 0, NULL, 0 },
    { INT8, 4, { 1, 7, 5, 2 }, 1, leaky_scale, -9, 0, NULL, 0 },
    { INT8, 4, { 1, 7, 5, 2 }, 1, sum_scale, 4, 0, NULL, 0 },
    { INT8, 4, { 1, 4, 5, 2 }, 1, sum_scale, 4, 0, NULL, 0 },
    { INT8, 1, { 2 }, 1, addend_scale, -30, 0, addend, sizeof(addend) },
    { INT8, 4, { 1, 4, 5, 2 }, 1, last_scale, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 4, 5, 2 }, 0, NULL, 0, 0, NULL, 0 },
};

static const struct flat_operator elementwise_operators[] = {
    { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
    { 34, 2, 1, { 1, 2 }, { 3 }, 0, NULL, { 0 } },
    { 98, 1, 1, { 3 }, { 4 }, 75, "4", { 1050253722 } },
    { 0, 2, 1, { 3, 4 }, { 5 }, 11, "1", { 0 } },
    { 17, 1, 1, { 5 }, { 6 }, 5, "144441", { 0, 1, 2, 3, 2, 0 } },
    { 0, 2, 1, { 6, 7 }, { 8 }, 11, "1", { 1 } },
    { 6, 1, 1, { 8 }, { 9 }, 0, NULL, { 0 } },
};

const struct flat_model sample_elementwise = { 10, 7, elementwise_tensors, elementwise_operators,
                                               0,  9 };

static const int32_t perm[] = { 0, 2, 1, 3 };
static const int32_t mean_axes[] = { 1, -2 };
static const float mean_scale[] = { 0.0031f };

static const struct flat_tensor axes_tensors[] = {
    { INT8, 4, { 2, 3, 4, 2 }, 1, in_scale, 3, 0, NULL, 0 },
    { INT32, 1, { 4 }, 0, NULL, 0, 0, perm, sizeof(perm) },
    { INT8, 4, { 2, 4, 3, 2 }, 1, in_scale, 3, 0, NULL, 0 },
    { INT8, 4, { 2, 4, 3, 2 }, 1, softmax_scale, -128, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, mean_axes, sizeof(mean_axes) },
    { INT8, 2, { 2, 2 }, 1, mean_scale, -100, 0, NULL, 0 },
};

static const struct flat_operator axes_operators[] = {
    { 39, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } },
    { 14, 1, 1, { 2 }, { 3 }, 0, NULL, { 0 } },
    { 40, 2, 1, { 3, 4 }, { 5 }, 27, "1", { 0 } },
};

static const struct flat_metadata axes_metadata[] = {
    { "threshold", "\0\0\x80\x3f", 4 },
    { "a \"\\\n", "", 0 },
};

const struct flat_model sample_axes = {
    6, 3, axes_tensors, axes_operators, 0, 5, 2, axes_metadata
};
