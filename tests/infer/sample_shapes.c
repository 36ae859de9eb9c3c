/*
 * sample_shapes.c - one small model for each operator that moves, reduces or resizes. API:
 * sample_operators.h
 *
 * The CRCs are those of TensorFlow Lite Micro's answers (the tflite-micro wheel
 * 0.dev20261023182759), not of ours. Three are of LiteRT's reference kernels (the ai-edge-litert
 * wheel 2.3.0): STRIDED_SLICE of five axes, which TFLM lacks, and SPACE_TO_BATCH_ND, for which it
 * leaves the border's value to chance.
 */
#include "sample_operators.h"

enum { FLOAT32 = 0, INT32 = 2, INT64 = 4, BOOL = 6, INT16 = 7, INT8 = 9 };

static const float c0[] = { 0.100000001f };
static const int32_t c1[] = { 1, 0, 1, 1, 0 };
static const int32_t c2[] = { 1, -1, 1, 2, 2 };
static const int64_t c3[] = { 1, 2, 0 };
static const int64_t c4[] = { 2, -1, 1 };
static const int32_t c5[] = { 2 };
static const int32_t c6[] = { 4 };
static const int32_t c7[] = { 0, 2, 0, 3, 0 };
static const int32_t c8[] = { 2, 0, 1, 0, 2 };
static const int32_t c9[] = { 1, -1, 1, -2, 1 };
static const int32_t c10[] = { 4, 0, 3, 2, 1 };
static const int32_t c11[] = { 1, 2, 0 };
static const int32_t c12[] = { 2, 2, 3, 4, 2 };
static const int64_t c13[] = { 4, 3 };
static const int32_t c14[] = { 2, 1, 3 };
static const int64_t c15[] = { 3, 5 };
static const int32_t c16[] = { -2, 1 };
static const int32_t c17[] = { 0 };
static const int32_t c18[] = { 2, 3 };
static const int32_t c19[] = { 1, 0, 2, 1 };
static const int32_t c20[] = { 3 };
static const int32_t c21[] = { 1, 2 };
static const int32_t c22[] = { 3, 0, 1, 2, 2, 0 };
static const int32_t c23[] = { 3, 1, 0, 2 };
static const int32_t c24[] = { 1 };
static const int8_t c25[] = { 11, -12, 13, 21, 22, -23, -31, 32, 33, 41, 42, 43 };
static const int32_t c26[] = { 2, 3, 0, 0, 1, 2 };
static const int32_t c27[] = { 2, 3, 0, 0, 1, 2, 0, 3 };
static const int32_t c28[] = { -1 };
static const int8_t c29[] = { 1, -2, 127, 3, -128, 4, 9, 5 };
static const float c30[] = { 0.0370000005f };
static const float c31[] = { 1.5f, -2.25f, 0.125f, 3.0f, 4.5f, -8.0f };
static const int32_t c32[] = { 7, 1, 1 };
static const int64_t c33[] = { 1 };
static const int8_t c34[] = { 1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                              13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                              25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36 };
static const int8_t c35[] = { -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12 };
static const float c36[] = { 1.0f,  2.0f,  3.0f,  4.0f,  5.0f,  6.0f,  7.0f,  8.0f,  9.0f,
                             10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f, 16.0f, 17.0f, 18.0f,
                             19.0f, 20.0f, 21.0f, 22.0f, 23.0f, 24.0f, 25.0f, 26.0f, 27.0f,
                             28.0f, 29.0f, 30.0f, 31.0f, 32.0f, 33.0f, 34.0f, 35.0f, 36.0f };
static const float c37[] = { -1.0f, -2.0f, -3.0f, -4.0f,  -5.0f,  -6.0f,
                             -7.0f, -8.0f, -9.0f, -10.0f, -11.0f, -12.0f };
static const int16_t c38[] = { 1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                               13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                               25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36 };
static const int16_t c39[] = { -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12 };
static const int32_t c40[] = { 1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                               13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                               25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36 };
static const int32_t c41[] = { -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12 };
static const int8_t c42[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
static const int64_t c43[] = { 9, -9 };
static const int8_t c44[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
static const int32_t c45[] = { 1, 1 };
static const int32_t c46[] = { 1, 0, 0, 2, 1, 1 };
static const int8_t c47[] = { -77 };
static const int32_t c48[] = { 1, 0, 0, 2 };
static const int16_t c49[] = { -777 };
static const int32_t c50[] = { -77777 };
static const float c51[] = { -7.5f };
static const int32_t c52[] = { 1, 0, 0, 0, 0, 1, 2, 0, 0, 0 };
static const int32_t c53[] = { 2, 1, 0, 1, 3, 2 };
static const int64_t c54[] = { 1, 1, 3, 0, 0, 2 };
static const int32_t c55[] = { 1, -2 };
static const float c56[] = { 0.0700000003f };
static const int32_t c57[] = { 2, 1 };
static const float c58[] = { 0.00039999999f };
static const float c59[] = { 0.000300000014f };
static const int32_t c60[] = { 0, 2 };
static const float c61[] = { 0.25f };
static const int32_t c62[] = { 1, 3 };
static const int32_t c63[] = { 3, 1 };
static const float c64[] = { 0.899999976f };
static const int32_t c65[] = { 0, -1 };
static const float c66[] = { 0.00300000003f };
static const int32_t c67[] = { 1, -1 };
static const int32_t c68[] = { -1, 0 };
static const int32_t c69[] = { -2 };
static const int32_t c70[] = { 7, 4 };
static const int32_t c71[] = { 6, 4 };
static const int32_t c72[] = { 9, 3 };
static const int32_t c73[] = { 3, 8 };
static const int8_t c74[] = { -117, -80, -43,  -6,  31,  68, 105, -114, -77, -40,  -3,  34,
                              71,   108, -111, -74, -37, 0,  37,  74,   111, -108, -71, -34 };
static const float c75[] = { 0.200000003f };
static const float c76[] = { 3.0f };
static const int8_t c77[] = { -117, -80, -43, -6, 31, 68, 105, -114 };
static const int16_t c78[] = {
    -11349, -7760, -4171, -582, 3007, 6596, 10185, -11058, -7469, -3880
};
static const float c79[] = { 0.00100000005f };
static const float c80[] = { 0.000899999985f };
static const float c81[] = { 2.5f };
static const float c82[] = { 0.330000013f };
static const float c83[] = { 0.0078125f };
static const float c84[] = { 0.0625f };
static const float c85[] = { 0.00400000019f };
static const float c86[] = { 0.0309999995f };
static const int32_t c87[] = { 2, 7, 5, 2 };
static const float c88[] = { -3.0f, -2.5f, -2.0f, -1.5f, -1.0f, -0.5f, 0.0f,  0.5f,  1.0f,
                             1.5f,  2.0f,  2.5f,  3.0f,  -3.0f, -2.5f, -2.0f, -1.5f, -1.0f,
                             -0.5f, 0.0f,  0.5f,  1.0f,  1.5f,  2.0f,  2.5f,  3.0f,  -3.0f,
                             -2.5f, -2.0f, -1.5f, -1.0f, -0.5f, 0.0f,  0.5f,  1.0f,  1.5f,
                             2.0f,  2.5f,  3.0f,  -3.0f, -2.5f, -2.0f, -1.5f, -1.0f, -0.5f,
                             0.0f,  0.5f,  1.0f,  1.5f,  2.0f,  2.5f,  3.0f,  -3.0f, -2.5f };
static const float c89[] = { 0.75f, -3.0f };
static const float c90[] = { 0.000699999975f };

static const struct flat_tensor tensors0[] = {
    { INT8, 5, { 2, 3, 2, 4, 2 }, 1, c0, 0, 0, NULL, 0 },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c1, 20 },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c2, 20 },
    { INT8, 5, { 1, 3, 1, 2, 2 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators0[] = {
    { 65, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors1[] = { { INT16, 3, { 3, 4, 3 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT64, 1, { 3 }, 0, NULL, 0, 0, c3, 24 },
                                               { INT64, 1, { 3 }, 0, NULL, 0, 0, c4, 24 },
                                               { INT16, 3, { 2, 2, 1 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators1[] = {
    { 65, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors2[] = { { BOOL, 1, { 7 }, 0, NULL, 0, 0, NULL, 0 },
                                               { INT32, 1, { 1 }, 0, NULL, 0, 0, c5, 4 },
                                               { INT32, 1, { 1 }, 0, NULL, 0, 0, c6, 4 },
                                               { BOOL, 1, { 4 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators2[] = {
    { 65, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors3[] = { { INT8, 5, { 2, 3, 2, 4, 2 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT32, 1, { 5 }, 0, NULL, 0, 0, c7, 20 },
                                               { INT32, 1, { 5 }, 0, NULL, 0, 0, c8, 20 },
                                               { INT32, 1, { 5 }, 0, NULL, 0, 0, c9, 20 },
                                               { INT8, 4, { 2, 2, 2, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators3[] = {
    { 45, 4, 1, { 0, 1, 2, 3 }, { 4 }, 32, "44444", { 0, 0, 0, 0, 4 } }
};
static const struct flat_tensor tensors4[] = {
    { INT16, 5, { 2, 3, 1, 4, 2 }, 1, c0, 0, 0, NULL, 0 },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c10, 20 },
    { INT16, 5, { 2, 2, 4, 1, 3 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators4[] = { { 39, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors5[] = {
    { FLOAT32, 3, { 3, 2, 5 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 3 }, 0, NULL, 0, 0, c11, 12 },
    { FLOAT32, 3, { 2, 5, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators5[] = { { 39, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors6[] = {
    { INT8, 3, { 3, 1, 2 }, 1, c0, 0, 0, NULL, 0 },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c12, 20 },
    { INT8, 5, { 2, 2, 3, 4, 2 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators6[] = { { 130, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors7[] = { { INT64, 2, { 1, 3 }, 0, NULL, 0, 0, NULL, 0 },
                                               { INT64, 1, { 2 }, 0, NULL, 0, 0, c13, 16 },
                                               { INT64, 2, { 4, 3 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators7[] = { { 130, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors8[] = {
    { INT32, 1, { 3 }, 0, NULL, 0, 0, c14, 12 },
    { FLOAT32, 0, { 0 }, 0, NULL, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 2, 1, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators8[] = { { 94, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors9[] = { { INT64, 1, { 2 }, 0, NULL, 0, 0, c15, 16 },
                                               { INT8, 0, { 0 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT8, 2, { 3, 5 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators9[] = { { 94, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors10[] = { { INT8, 2, { 2, 3 }, 1, c0, -5, 0, NULL, 0 },
                                                { INT8, 2, { 2, 3 }, 1, c0, -5, 0, NULL, 0 } };
static const struct flat_operator operators10[] = { { 93, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors11[] = { { INT64, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT64, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators11[] = { { 93, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors12[] = { { INT8, 4, { 2, 3, 4, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c16, 8 },
                                                { INT8, 4, { 2, 3, 4, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators12[] = {
    { 105, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors13[] = { { INT64, 2, { 5, 2 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 1, { 1 }, 0, NULL, 0, 0, c17, 4 },
                                                { INT64, 2, { 5, 2 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators13[] = {
    { 105, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors14[] = {
    { INT8, 4, { 2, 6, 3, 2 }, 1, c0, 0, 0, NULL, 0 },
    { INT8, 4, { 2, 2, 1, 18 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators14[] = { { 26, 1, 1, { 0 }, { 1 }, 19, "4", { 3 } } };
static const struct flat_tensor tensors15[] = {
    { FLOAT32, 4, { 1, 2, 4, 3 }, 0, NULL, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 1, 2, 12 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators15[] = { { 26, 1, 1, { 0 }, { 1 }, 19, "4", { 2 } } };
static const struct flat_tensor tensors16[] = { { INT8, 4, { 2, 2, 1, 18 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT8, 4, { 2, 6, 3, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators16[] = { { 5, 1, 1, { 0 }, { 1 }, 94, "4", { 3 } } };
static const struct flat_tensor tensors17[] = {
    { FLOAT32, 4, { 1, 1, 2, 12 }, 0, NULL, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 2, 4, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators17[] = { { 5, 1, 1, { 0 }, { 1 }, 94, "4", { 2 } } };
static const struct flat_tensor tensors18[] = { { INT8, 4, { 12, 2, 3, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c18, 8 },
                                                { INT32, 2, { 2, 2 }, 0, NULL, 0, 0, c19, 16 },
                                                { INT8, 4, { 2, 3, 6, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators18[] = {
    { 37, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors19[] = {
    { FLOAT32, 3, { 6, 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 1 }, 0, NULL, 0, 0, c20, 4 },
    { INT32, 2, { 1, 2 }, 0, NULL, 0, 0, c21, 8 },
    { FLOAT32, 3, { 2, 3, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators19[] = {
    { 37, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors20[] = {
    { INT8, 4, { 2, 3, 6, 2 }, 1, c0, -9, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c18, 8 },
    { INT32, 2, { 2, 2 }, 0, NULL, 0, 0, c19, 16 },
    { INT8, 4, { 12, 2, 3, 2 }, 1, c0, -9, 0, NULL, 0 }
};
static const struct flat_operator operators20[] = {
    { 38, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors21[] = {
    { FLOAT32, 3, { 2, 3, 3 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 1 }, 0, NULL, 0, 0, c20, 4 },
    { INT32, 2, { 1, 2 }, 0, NULL, 0, 0, c21, 8 },
    { FLOAT32, 3, { 6, 2, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators21[] = {
    { 38, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors22[] = { { INT8, 3, { 3, 4, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 2, { 2, 3 }, 0, NULL, 0, 0, c22, 24 },
                                                { INT8, 4, { 3, 2, 3, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators22[] = {
    { 36, 2, 1, { 0, 1 }, { 2 }, 23, "44", { -2, 0 } }
};
static const struct flat_tensor tensors23[] = {
    { FLOAT32, 3, { 2, 3, 4 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 2, { 2, 2 }, 0, NULL, 0, 0, c23, 16 },
    { FLOAT32, 3, { 2, 3, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators23[] = {
    { 36, 2, 1, { 0, 1 }, { 2 }, 23, "44", { 2, -1 } }
};
static const struct flat_tensor tensors24[] = { { INT8, 2, { 5, 4 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 0, { 0 }, 0, NULL, 0, 0, c24, 4 },
                                                { INT32, 1, { 5 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT8, 2, { 4, 3 }, 1, c0, 0, 0, c25, 12 },
                                                { INT8, 2, { 5, 3 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators24[] = {
    { 56, 2, 1, { 0, 1 }, { 2 }, 40, "1", { 2 } }, { 36, 2, 1, { 3, 2 }, { 4 }, 23, "44", { 0, 0 } }
};
static const struct flat_tensor tensors25[] = { { INT8, 3, { 3, 4, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 2, { 3, 2 }, 0, NULL, 0, 0, c26, 24 },
                                                { INT8, 2, { 3, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators25[] = {
    { 107, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors26[] = { { FLOAT32, 2, { 3, 4 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 3, { 2, 2, 2 }, 0, NULL, 0, 0, c27, 32 },
                                                { FLOAT32, 2, { 2, 2 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators26[] = {
    { 107, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors27[] = { { INT8, 2, { 5, 4 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 0, { 0 }, 0, NULL, 0, 0, c28, 4 },
                                                { INT32, 1, { 5 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT8, 2, { 4, 2 }, 1, c30, 0, 0, c29, 8 },
                                                { FLOAT32, 2, { 5, 2 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators27[] = { { 79, 2, 1, { 0, 1 }, { 2 }, 57, "1", { 2 } },
                                                    { 7, 2, 1, { 2, 3 }, { 4 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors28[] = {
    { INT8, 2, { 5, 3 }, 1, c0, 0, 0, NULL, 0 },
    { INT32, 0, { 0 }, 0, NULL, 0, 0, c28, 4 },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 3, 1, 2 }, 0, NULL, 0, 0, c31, 24 },
    { FLOAT32, 3, { 5, 1, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators28[] = { { 56, 2, 1, { 0, 1 }, { 2 }, 40, "1", { 2 } },
                                                    { 7, 2, 1, { 2, 3 }, { 4 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors29[] = { { INT32, 1, { 2 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 1, { 3 }, 0, NULL, 0, 0, c32, 12 },
                                                { INT32, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators29[] = {
    { 145, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors30[] = { { INT64, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT64, 1, { 1 }, 0, NULL, 0, 0, c33, 8 },
                                                { INT64, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators30[] = {
    { 145, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors31[] = { { INT32, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT8, 3, { 3, 3, 4 }, 1, c0, 0, 0, c34, 36 },
                                                { INT8, 3, { 2, 2, 3 }, 1, c0, 0, 0, c35, 12 },
                                                { INT8, 3, { 3, 3, 4 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators31[] = {
    { 151, 3, 1, { 1, 2, 0 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors32[] = {
    { INT32, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 3, 3, 4 }, 0, NULL, 0, 0, c36, 144 },
    { FLOAT32, 3, { 2, 2, 3 }, 0, NULL, 0, 0, c37, 48 },
    { FLOAT32, 3, { 3, 3, 4 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators32[] = {
    { 151, 3, 1, { 1, 2, 0 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors33[] = { { INT32, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT16, 3, { 3, 3, 4 }, 1, c0, 0, 0, c38, 72 },
                                                { INT16, 3, { 2, 2, 3 }, 1, c0, 0, 0, c39, 24 },
                                                { INT16, 3, { 3, 3, 4 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators33[] = {
    { 151, 3, 1, { 1, 2, 0 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors34[] = { { INT32, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 3, { 3, 3, 4 }, 0, NULL, 0, 0, c40, 144 },
                                                { INT32, 3, { 2, 2, 3 }, 0, NULL, 0, 0, c41, 48 },
                                                { INT32, 3, { 3, 3, 4 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators34[] = {
    { 151, 3, 1, { 1, 2, 0 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors35[] = { { INT8, 2, { 3, 4 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT8, 2, { 2, 4 }, 1, c0, 0, 0, c42, 8 },
                                                { INT64, 1, { 2 }, 0, NULL, 0, 0, c43, 16 },
                                                { INT8, 2, { 3, 4 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators35[] = {
    { 151, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors36[] = { { INT8, 2, { 3, 4 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT8, 2, { 3, 4 }, 1, c0, 0, 0, c44, 12 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c45, 8 },
                                                { INT8, 2, { 3, 4 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators36[] = {
    { 151, 3, 1, { 1, 0, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors37[] = { { INT8, 3, { 2, 1, 3 }, 1, c0, 3, 0, NULL, 0 },
                                                { INT32, 2, { 3, 2 }, 0, NULL, 0, 0, c46, 24 },
                                                { INT8, 0, { 0 }, 1, c0, 3, 0, c47, 1 },
                                                { INT8, 3, { 3, 3, 5 }, 1, c0, 3, 0, NULL, 0 } };
static const struct flat_operator operators37[] = {
    { 60, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors38[] = { { INT16, 2, { 2, 3 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 2, { 2, 2 }, 0, NULL, 0, 0, c48, 16 },
                                                { INT16, 0, { 0 }, 1, c0, 0, 0, c49, 2 },
                                                { INT16, 2, { 3, 5 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators38[] = {
    { 60, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors39[] = { { INT32, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 2, { 2, 2 }, 0, NULL, 0, 0, c48, 16 },
                                                { INT32, 0, { 0 }, 0, NULL, 0, 0, c50, 4 },
                                                { INT32, 2, { 3, 5 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators39[] = {
    { 60, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors40[] = { { FLOAT32, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 2, { 2, 2 }, 0, NULL, 0, 0, c48, 16 },
                                                { FLOAT32, 0, { 0 }, 0, NULL, 0, 0, c51, 4 },
                                                { FLOAT32, 2, { 3, 5 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators40[] = {
    { 60, 3, 1, { 0, 1, 2 }, { 3 }, 0, NULL, { 0 } }
};
static const struct flat_tensor tensors41[] = {
    { INT8, 5, { 2, 1, 3, 2, 2 }, 1, c0, -8, 0, NULL, 0 },
    { INT32, 2, { 5, 2 }, 0, NULL, 0, 0, c52, 40 },
    { INT8, 5, { 3, 1, 4, 4, 2 }, 1, c0, -8, 0, NULL, 0 }
};
static const struct flat_operator operators41[] = { { 34, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors42[] = { { INT8, 3, { 3, 2, 4 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 2, { 3, 2 }, 0, NULL, 0, 0, c53, 24 },
                                                { INT8, 3, { 6, 3, 9 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators42[] = {
    { 100, 2, 1, { 0, 1 }, { 2 }, 77, "1", { 0 } }
};
static const struct flat_tensor tensors43[] = {
    { FLOAT32, 3, { 1, 3, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT64, 2, { 3, 2 }, 0, NULL, 0, 0, c54, 48 },
    { FLOAT32, 3, { 3, 6, 4 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators43[] = {
    { 100, 2, 1, { 0, 1 }, { 2 }, 77, "1", { 1 } }
};
static const struct flat_tensor tensors44[] = {
    { INT8, 5, { 2, 3, 2, 3, 2 }, 1, c0, 4, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c55, 8 },
    { INT8, 3, { 2, 2, 2 }, 1, c56, -3, 0, NULL, 0 }
};
static const struct flat_operator operators44[] = { { 40, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 0 } } };
static const struct flat_tensor tensors45[] = {
    { INT8, 4, { 2, 3, 5, 4 }, 1, c0, 4, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c57, 8 },
    { INT8, 4, { 2, 1, 1, 4 }, 1, c56, -3, 0, NULL, 0 }
};
static const struct flat_operator operators45[] = { { 40, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 1 } } };
static const struct flat_tensor tensors46[] = { { INT8, 2, { 3, 7 }, 1, c0, 4, 0, NULL, 0 },
                                                { INT32, 1, { 1 }, 0, NULL, 0, 0, c28, 4 },
                                                { INT8, 1, { 3 }, 1, c0, 4, 0, NULL, 0 } };
static const struct flat_operator operators46[] = { { 40, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 0 } } };
static const struct flat_tensor tensors47[] = { { INT16, 4, { 2, 3, 5, 4 }, 1, c58, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c21, 8 },
                                                { INT16, 2, { 2, 4 }, 1, c59, 0, 0, NULL, 0 } };
static const struct flat_operator operators47[] = { { 40, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 0 } } };
static const struct flat_tensor tensors48[] = { { INT16, 3, { 2, 9, 3 }, 1, c58, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c60, 8 },
                                                { INT16, 3, { 1, 9, 1 }, 1, c58, 0, 0, NULL, 0 } };
static const struct flat_operator operators48[] = { { 40, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 1 } } };
static const struct flat_tensor tensors49[] = {
    { INT8, 4, { 2, 4, 3, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 2, 4, 3, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c62, 8 },
    { FLOAT32, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators49[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 40, 2, 1, { 1, 2 }, { 3 }, 27, "1", { 0 } } };
static const struct flat_tensor tensors50[] = { { INT8, 4, { 2, 3, 5, 4 }, 1, c0, 4, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c63, 8 },
                                                { INT8, 2, { 2, 5 }, 1, c64, 7, 0, NULL, 0 } };
static const struct flat_operator operators50[] = { { 74, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 0 } } };
static const struct flat_tensor tensors51[] = {
    { INT16, 4, { 2, 3, 5, 4 }, 1, c58, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c65, 8 },
    { INT16, 4, { 1, 3, 5, 1 }, 1, c66, 0, 0, NULL, 0 }
};
static const struct flat_operator operators51[] = { { 74, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 1 } } };
static const struct flat_tensor tensors52[] = {
    { INT8, 4, { 2, 4, 3, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 2, 4, 3, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c60, 8 },
    { FLOAT32, 4, { 1, 4, 1, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators52[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 74, 2, 1, { 1, 2 }, { 3 }, 27, "1", { 1 } } };
static const struct flat_tensor tensors53[] = { { INT8, 4, { 2, 3, 5, 4 }, 1, c0, 4, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c67, 8 },
                                                { INT8, 2, { 2, 5 }, 1, c0, 4, 0, NULL, 0 } };
static const struct flat_operator operators53[] = { { 82, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 0 } } };
static const struct flat_tensor tensors54[] = {
    { INT8, 4, { 2, 4, 3, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 2, 4, 3, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 1 }, 0, NULL, 0, 0, c5, 4 },
    { FLOAT32, 4, { 2, 4, 1, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators54[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 82, 2, 1, { 1, 2 }, { 3 }, 27, "1", { 1 } } };
static const struct flat_tensor tensors55[] = { { INT8, 4, { 2, 3, 5, 4 }, 1, c0, 4, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c60, 8 },
                                                { INT8, 4, { 1, 3, 1, 4 }, 1, c0, 4, 0, NULL, 0 } };
static const struct flat_operator operators55[] = { { 89, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 1 } } };
static const struct flat_tensor tensors56[] = {
    { INT8, 4, { 2, 4, 3, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 2, 4, 3, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c68, 8 },
    { FLOAT32, 2, { 4, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators56[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 89, 2, 1, { 1, 2 }, { 3 }, 27, "1", { 0 } } };
static const struct flat_tensor tensors57[] = { { BOOL, 3, { 4, 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 1, { 1 }, 0, NULL, 0, 0, c24, 4 },
                                                { BOOL, 2, { 4, 3 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators57[] = {
    { 140, 2, 1, { 0, 1 }, { 2 }, 27, "1", { 0 } }
};
static const struct flat_tensor tensors58[] = { { INT8, 3, { 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 1 }, 0, NULL, 0, 0, c69, 4 },
                                                { INT32, 2, { 3, 2 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators58[] = { { 56, 2, 1, { 0, 1 }, { 2 }, 40, "1", { 2 } } };
static const struct flat_tensor tensors59[] = {
    { INT8, 3, { 2, 3, 150 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 2, 3, 150 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 0, { 0 }, 0, NULL, 0, 0, c5, 4 },
    { INT32, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators59[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 56, 2, 1, { 1, 2 }, { 3 }, 40, "1", { 2 } } };
static const struct flat_tensor tensors60[] = { { INT8, 3, { 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 1 }, 0, NULL, 0, 0, c69, 4 },
                                                { INT32, 2, { 3, 2 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators60[] = { { 79, 2, 1, { 0, 1 }, { 2 }, 57, "1", { 2 } } };
static const struct flat_tensor tensors61[] = {
    { INT8, 3, { 2, 3, 150 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 2, 3, 150 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 0, { 0 }, 0, NULL, 0, 0, c5, 4 },
    { INT32, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators61[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 79, 2, 1, { 1, 2 }, { 3 }, 57, "1", { 2 } } };
static const struct flat_tensor tensors62[] = { { INT8, 4, { 2, 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c70, 8 },
                                                { INT8, 4, { 2, 7, 4, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators62[] = {
    { 23, 2, 1, { 0, 1 }, { 2 }, 15, "0011", { 0, 0, 0, 0 } }
};
static const struct flat_tensor tensors63[] = {
    { INT8, 4, { 1, 3, 5, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 3, 5, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c71, 8 },
    { FLOAT32, 4, { 1, 6, 4, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators63[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
    { 23, 2, 1, { 1, 2 }, { 3 }, 15, "0011", { 0, 0, 0, 0 } }
};
static const struct flat_tensor tensors64[] = { { INT8, 4, { 2, 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c70, 8 },
                                                { INT8, 4, { 2, 7, 4, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators64[] = {
    { 97, 2, 1, { 0, 1 }, { 2 }, 74, "11", { 0, 0 } }
};
static const struct flat_tensor tensors65[] = { { INT8, 4, { 2, 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c70, 8 },
                                                { INT8, 4, { 2, 7, 4, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators65[] = {
    { 23, 2, 1, { 0, 1 }, { 2 }, 15, "0011", { 0, 0, 1, 0 } }
};
static const struct flat_tensor tensors66[] = {
    { INT8, 4, { 1, 3, 5, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 3, 5, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c72, 8 },
    { FLOAT32, 4, { 1, 9, 3, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators66[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
    { 23, 2, 1, { 1, 2 }, { 3 }, 15, "0011", { 0, 0, 1, 0 } }
};
static const struct flat_tensor tensors67[] = { { INT8, 4, { 2, 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c70, 8 },
                                                { INT8, 4, { 2, 7, 4, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators67[] = {
    { 97, 2, 1, { 0, 1 }, { 2 }, 74, "11", { 1, 0 } }
};
static const struct flat_tensor tensors68[] = { { INT8, 4, { 2, 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c70, 8 },
                                                { INT8, 4, { 2, 7, 4, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators68[] = {
    { 23, 2, 1, { 0, 1 }, { 2 }, 15, "0011", { 0, 0, 0, 1 } }
};
static const struct flat_tensor tensors69[] = {
    { INT8, 4, { 1, 3, 5, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 3, 5, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c71, 8 },
    { FLOAT32, 4, { 1, 6, 4, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators69[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
    { 23, 2, 1, { 1, 2 }, { 3 }, 15, "0011", { 0, 0, 0, 1 } }
};
static const struct flat_tensor tensors70[] = { { INT8, 4, { 2, 3, 5, 2 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT32, 1, { 2 }, 0, NULL, 0, 0, c70, 8 },
                                                { INT8, 4, { 2, 7, 4, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators70[] = {
    { 97, 2, 1, { 0, 1 }, { 2 }, 74, "11", { 0, 1 } }
};
static const struct flat_tensor tensors71[] = {
    { INT16, 4, { 1, 5, 3, 1 }, 1, c0, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c73, 8 },
    { INT16, 4, { 1, 3, 8, 1 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators71[] = {
    { 97, 2, 1, { 0, 1 }, { 2 }, 74, "11", { 1, 1 } }
};
static const struct flat_tensor tensors72[] = {
    { FLOAT32, 4, { 1, 5, 3, 1 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 2 }, 0, NULL, 0, 0, c73, 8 },
    { FLOAT32, 4, { 1, 3, 8, 1 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators72[] = {
    { 97, 2, 1, { 0, 1 }, { 2 }, 74, "11", { 0, 1 } }
};
static const struct flat_tensor tensors73[] = {
    { INT8, 4, { 2, 1, 3, 4 }, 1, c0, 3, 0, NULL, 0 },
    { INT8, 3, { 3, 4, 2 }, 1, c75, -4, 0, c74, 24 },
    { INT8, 4, { 2, 3, 3, 2 }, 1, c76, 5, 0, NULL, 0 }
};
static const struct flat_operator operators73[] = {
    { 126, 2, 1, { 0, 1 }, { 2 }, 101, "11", { 0, 0 } }
};
static const struct flat_tensor tensors74[] = { { INT8, 3, { 2, 4, 3 }, 1, c0, 3, 0, NULL, 0 },
                                                { INT8, 2, { 2, 4 }, 1, c75, -4, 0, c77, 8 },
                                                { INT8, 3, { 2, 3, 2 }, 1, c76, 5, 0, NULL, 0 } };
static const struct flat_operator operators74[] = {
    { 126, 2, 1, { 0, 1 }, { 2 }, 101, "11", { 1, 1 } }
};
static const struct flat_tensor tensors75[] = { { INT16, 3, { 2, 3, 5 }, 1, c59, 0, 0, NULL, 0 },
                                                { INT16, 3, { 1, 2, 5 }, 1, c58, 0, 0, c78, 20 },
                                                { INT16, 3, { 2, 3, 2 }, 1, c79, 0, 0, NULL, 0 } };
static const struct flat_operator operators75[] = {
    { 126, 2, 1, { 0, 1 }, { 2 }, 101, "11", { 0, 1 } }
};
static const struct flat_tensor tensors76[] = { { INT16, 3, { 2, 3, 4 }, 1, c59, 0, 0, NULL, 0 },
                                                { INT16, 3, { 2, 4, 4 }, 1, c80, 0, 0, NULL, 0 } };
static const struct flat_operator operators76[] = {
    { 126, 2, 1, { 0, 0 }, { 1 }, 101, "11", { 1, 0 } }
};
static const struct flat_tensor tensors77[] = {
    { INT8, 3, { 2, 3, 4 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 2, 3, 4 }, 0, NULL, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 2, 3, 3 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators77[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } }, { 126, 2, 1, { 1, 1 }, { 2 }, 101, "11", { 0, 1 } }
};
static const struct flat_tensor tensors78[] = { { INT8, 3, { 4, 3, 5 }, 1, c0, 2, 0, NULL, 0 },
                                                { INT32, 0, { 0 }, 0, NULL, 0, 0, c17, 4 },
                                                { INT8, 3, { 2, 3, 5 }, 1, c0, 2, 0, NULL, 0 },
                                                { INT8, 3, { 2, 3, 5 }, 1, c0, 2, 0, NULL, 0 },
                                                { INT8, 3, { 2, 3, 3 }, 1, c81, -7, 0, NULL, 0 } };
static const struct flat_operator operators78[] = {
    { 49, 2, 2, { 1, 0 }, { 2, 3 }, 35, "4", { 2 } },
    { 126, 2, 1, { 2, 3 }, { 4 }, 101, "11", { 0, 1 } }
};
static const struct flat_tensor tensors79[] = { { INT8, 3, { 3, 6, 2 }, 1, c0, 3, 0, NULL, 0 },
                                                { INT32, 0, { 0 }, 0, NULL, 0, 0, c69, 4 },
                                                { INT8, 3, { 3, 6, 2 }, 1, c82, -9, 0, NULL, 0 } };
static const struct flat_operator operators79[] = {
    { 128, 2, 1, { 0, 1 }, { 2 }, 102, "11", { 0, 0 } }
};
static const struct flat_tensor tensors80[] = {
    { INT8, 3, { 3, 6, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 3, 6, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 0, { 0 }, 0, NULL, 0, 0, c24, 4 },
    { FLOAT32, 3, { 3, 6, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators80[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } }, { 128, 2, 1, { 1, 2 }, { 3 }, 102, "11", { 0, 0 } }
};
static const struct flat_tensor tensors81[] = { { INT8, 3, { 3, 6, 2 }, 1, c0, 3, 0, NULL, 0 },
                                                { INT32, 0, { 0 }, 0, NULL, 0, 0, c69, 4 },
                                                { INT8, 3, { 3, 6, 2 }, 1, c82, -9, 0, NULL, 0 } };
static const struct flat_operator operators81[] = {
    { 128, 2, 1, { 0, 1 }, { 2 }, 102, "11", { 1, 1 } }
};
static const struct flat_tensor tensors82[] = {
    { INT8, 3, { 3, 6, 2 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 3, { 3, 6, 2 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 0, { 0 }, 0, NULL, 0, 0, c24, 4 },
    { FLOAT32, 3, { 3, 6, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators82[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } }, { 128, 2, 1, { 1, 2 }, { 3 }, 102, "11", { 1, 1 } }
};
static const struct flat_tensor tensors83[] = { { INT8, 2, { 2, 40 }, 1, c0, -128, 0, NULL, 0 },
                                                { INT32, 0, { 0 }, 0, NULL, 0, 0, c24, 4 },
                                                { INT8, 2, { 2, 40 }, 1, c64, 0, 0, NULL, 0 } };
static const struct flat_operator operators83[] = {
    { 128, 2, 1, { 0, 1 }, { 2 }, 102, "11", { 0, 0 } }
};
static const struct flat_tensor tensors84[] = { { INT8, 2, { 4, 9 }, 1, c0, 3, 0, NULL, 0 },
                                                { INT8, 2, { 4, 9 }, 1, c83, 0, 0, NULL, 0 } };
static const struct flat_operator operators84[] = { { 11, 1, 1, { 0 }, { 1 }, 12, "1", { 0 } } };
static const struct flat_tensor tensors85[] = { { INT8, 2, { 64, 1 }, 1, c0, -128, 0, NULL, 0 },
                                                { INT8, 2, { 64, 1 }, 1, c83, 0, 0, NULL, 0 } };
static const struct flat_operator operators85[] = { { 11, 1, 1, { 0 }, { 1 }, 12, "1", { 0 } } };
static const struct flat_tensor tensors86[] = { { INT8, 2, { 1, 26000 }, 1, c0, 127, 0, NULL, 0 },
                                                { INT8, 2, { 1, 26000 }, 1, c83, 0, 0, NULL, 0 } };
static const struct flat_operator operators86[] = { { 11, 1, 1, { 0 }, { 1 }, 12, "1", { 0 } } };
static const struct flat_tensor tensors87[] = { { INT8, 2, { 5, 11 }, 1, c0, 3, 0, NULL, 0 },
                                                { INT8, 2, { 5, 11 }, 1, c84, 127, 0, NULL, 0 } };
static const struct flat_operator operators87[] = { { 50, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors88[] = { { INT8, 2, { 5, 11 }, 1, c85, 3, 0, NULL, 0 },
                                                { INT8, 2, { 5, 11 }, 1, c84, 127, 0, NULL, 0 } };
static const struct flat_operator operators88[] = { { 50, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors89[] = { { INT8, 2, { 5, 11 }, 1, c81, 3, 0, NULL, 0 },
                                                { INT8, 2, { 5, 11 }, 1, c84, 127, 0, NULL, 0 } };
static const struct flat_operator operators89[] = { { 50, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors90[] = { { INT8, 2, { 5, 11 }, 1, c86, 3, 0, NULL, 0 },
                                                { INT8, 2, { 5, 11 }, 1, c84, 127, 0, NULL, 0 } };
static const struct flat_operator operators90[] = { { 50, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors91[] = {
    { INT8, 4, { 2, 3, 2, 3 }, 1, c61, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 2, 3, 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
    { INT32, 1, { 4 }, 0, NULL, 0, 0, c87, 16 },
    { FLOAT32, 4, { 2, 3, 3, 3 }, 0, NULL, 0, 0, c88, 216 },
    { FLOAT32, 1, { 2 }, 0, NULL, 0, 0, c89, 8 },
    { FLOAT32, 4, { 2, 7, 5, 2 }, 0, NULL, 0, 0, NULL, 0 }
};
static const struct flat_operator operators91[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
    { 67, 4, 1, { 2, 3, 1, 4 }, { 5 }, 49, "144", { 1, 2, 2 } }
};
static const struct flat_operator operators91_relu6[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
    { 67, 4, 1, { 2, 3, 1, 4 }, { 5 }, 49, "1441", { 1, 2, 2, 3 } }
};
static const struct flat_tensor tensors92[] = { { INT8, 2, { 4, 9 }, 1, c61, -3, 0, NULL, 0 },
                                                { FLOAT32, 2, { 4, 9 }, 0, NULL, 0, 0, NULL, 0 },
                                                { FLOAT32, 2, { 4, 9 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT16, 2, { 4, 9 }, 1, c90, 0, 0, NULL, 0 } };
static const struct flat_operator operators92[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 11, 1, 1, { 1 }, { 2 }, 12, "1", { 0 } },
                                                    { 114, 1, 1, { 2 }, { 3 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors93[] = { { INT8, 2, { 5, 11 }, 1, c61, -3, 0, NULL, 0 },
                                                { FLOAT32, 2, { 5, 11 }, 0, NULL, 0, 0, NULL, 0 },
                                                { FLOAT32, 2, { 5, 11 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT16, 2, { 5, 11 }, 1, c90, 0, 0, NULL, 0 } };
static const struct flat_operator operators93[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                    { 50, 1, 1, { 1 }, { 2 }, 0, NULL, { 0 } },
                                                    { 114, 1, 1, { 2 }, { 3 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors94[] = {
    { INT8, 4, { 1, 5, 4, 3 }, 1, c61, -3, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 5, 4, 3 }, 0, NULL, 0, 0, NULL, 0 },
    { FLOAT32, 4, { 1, 3, 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
    { INT16, 4, { 1, 3, 2, 3 }, 1, c90, 0, 0, NULL, 0 }
};
static const struct flat_operator operators94[] = {
    { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
    { 12, 1, 1, { 1 }, { 2 }, 5, "144441", { 0, 2, 2, 2, 3, 3 } },
    { 114, 1, 1, { 2 }, { 3 }, 0, NULL, { 0 } }
};

const struct operator_sample shape_samples[] = {
    { "slice int8, five axes", { 4, 1, tensors0, operators0, 0, 3 }, 0x3a7091c8 },
    { "slice int16, int64 places", { 4, 1, tensors1, operators1, 0, 3 }, 0xc8d202e2 },
    { "slice bool", { 4, 1, tensors2, operators2, 0, 3 }, 0xa86e3804 },
    { "strided_slice five axes", { 5, 1, tensors3, operators3, 0, 4 }, 0xb7d829ec },
    { "transpose five axes", { 3, 1, tensors4, operators4, 0, 2 }, 0x546f8cef },
    { "transpose float32", { 3, 1, tensors5, operators5, 0, 2 }, 0x881bd62c },
    { "broadcast_to int8", { 3, 1, tensors6, operators6, 0, 2 }, 0x7501429b },
    { "broadcast_to int64", { 3, 1, tensors7, operators7, 0, 2 }, 0x9e46901d },
    { "fill float32", { 3, 1, tensors8, operators8, 1, 2 }, 0xd0b768d4 },
    { "fill int8", { 3, 1, tensors9, operators9, 1, 2 }, 0xf4acf4a4 },
    { "zeros_like int8", { 2, 1, tensors10, operators10, 0, 1 }, 0xa3c1ca20 },
    { "zeros_like int64", { 2, 1, tensors11, operators11, 0, 1 }, 0x8bff08f2 },
    { "reverse_v2 int8", { 3, 1, tensors12, operators12, 0, 2 }, 0x3edb48c7 },
    { "reverse_v2 int64", { 3, 1, tensors13, operators13, 0, 2 }, 0x9f08164d },
    { "space_to_depth int8", { 2, 1, tensors14, operators14, 0, 1 }, 0xa8b06460 },
    { "space_to_depth float32", { 2, 1, tensors15, operators15, 0, 1 }, 0x971a54c2 },
    { "depth_to_space int8", { 2, 1, tensors16, operators16, 0, 1 }, 0xa8b06460 },
    { "depth_to_space float32", { 2, 1, tensors17, operators17, 0, 1 }, 0x971a54c2 },
    { "batch_to_space_nd int8", { 4, 1, tensors18, operators18, 0, 3 }, 0x235497f7 },
    { "batch_to_space_nd one axis", { 4, 1, tensors19, operators19, 0, 3 }, 0x064b0f2b },
    { "space_to_batch_nd int8", { 4, 1, tensors20, operators20, 0, 3 }, 0x11a63c0a },
    { "space_to_batch_nd one axis", { 4, 1, tensors21, operators21, 0, 3 }, 0x48ca8b45 },
    { "gather int8", { 3, 1, tensors22, operators22, 0, 2 }, 0x0a20af5c },
    { "gather batches float32", { 3, 1, tensors23, operators23, 0, 2 }, 0x1be17f37 },
    { "gather by arg_max", { 5, 2, tensors24, operators24, 0, 4 }, 0xc8c764ce },
    { "gather_nd int8", { 3, 1, tensors25, operators25, 0, 2 }, 0xca8423e3 },
    { "gather_nd float32", { 3, 1, tensors26, operators26, 0, 2 }, 0x79d5a8bd },
    { "embedding_lookup int8", { 5, 2, tensors27, operators27, 0, 4 }, 0x1210ba13 },
    { "embedding_lookup float32", { 5, 2, tensors28, operators28, 0, 4 }, 0xe9fd5851 },
    { "broadcast_args int32", { 3, 1, tensors29, operators29, 0, 2 }, 0x95938fb6 },
    { "broadcast_args int64", { 3, 1, tensors30, operators30, 0, 2 }, 0x52606070 },
    { "dynamic_update_slice int8", { 4, 1, tensors31, operators31, 0, 3 }, 0xa5301cfc },
    { "dynamic_update_slice float32", { 4, 1, tensors32, operators32, 0, 3 }, 0x01324e0e },
    { "dynamic_update_slice int16", { 4, 1, tensors33, operators33, 0, 3 }, 0xe1b627db },
    { "dynamic_update_slice int32", { 4, 1, tensors34, operators34, 0, 3 }, 0xcd76dc89 },
    { "dynamic_update_slice int64 places", { 4, 1, tensors35, operators35, 0, 3 }, 0x2d6da6a0 },
    { "dynamic_update_slice whole", { 4, 1, tensors36, operators36, 0, 3 }, 0x6210f758 },
    { "padv2 int8", { 4, 1, tensors37, operators37, 0, 3 }, 0x4e381ff4 },
    { "padv2 int16", { 4, 1, tensors38, operators38, 0, 3 }, 0x9e8e5b9b },
    { "padv2 int32", { 4, 1, tensors39, operators39, 0, 3 }, 0xd348c866 },
    { "padv2 float32", { 4, 1, tensors40, operators40, 0, 3 }, 0x8529c1e7 },
    { "pad five axes", { 3, 1, tensors41, operators41, 0, 2 }, 0x47e9535d },
    { "mirror_pad reflect int8", { 3, 1, tensors42, operators42, 0, 2 }, 0xc3686086 },
    { "mirror_pad symmetric float32", { 3, 1, tensors43, operators43, 0, 2 }, 0xe0890ae5 },
    { "mean int8, five axes", { 3, 1, tensors44, operators44, 0, 2 }, 0xaddb206f },
    { "mean int8, keep_dims", { 3, 1, tensors45, operators45, 0, 2 }, 0x7964daa1 },
    { "mean int8 alike", { 3, 1, tensors46, operators46, 0, 2 }, 0x02dd3dbc },
    { "mean int16", { 3, 1, tensors47, operators47, 0, 2 }, 0x4db903b3 },
    { "mean int16 alike", { 3, 1, tensors48, operators48, 0, 2 }, 0x0acc0096 },
    { "mean float32", { 4, 2, tensors49, operators49, 0, 3 }, 0xb9a881ea },
    { "sum int8", { 3, 1, tensors50, operators50, 0, 2 }, 0x245e6d47 },
    { "sum int16", { 3, 1, tensors51, operators51, 0, 2 }, 0x3661478d },
    { "sum float32", { 4, 2, tensors52, operators52, 0, 3 }, 0x637d7282 },
    { "reduce_max int8", { 3, 1, tensors53, operators53, 0, 2 }, 0xdc200bdc },
    { "reduce_max float32", { 4, 2, tensors54, operators54, 0, 3 }, 0x5d390d5f },
    { "reduce_min int8", { 3, 1, tensors55, operators55, 0, 2 }, 0x6ee171fc },
    { "reduce_min float32", { 4, 2, tensors56, operators56, 0, 3 }, 0x995c17a1 },
    { "reduce_all bool", { 3, 1, tensors57, operators57, 0, 2 }, 0x3af3a3f1 },
    { "arg_max int8", { 3, 1, tensors58, operators58, 0, 2 }, 0x260807c3 },
    { "arg_max float32", { 4, 2, tensors59, operators59, 0, 3 }, 0xcb8ecbc6 },
    { "arg_min int8", { 3, 1, tensors60, operators60, 0, 2 }, 0x4e40aa61 },
    { "arg_min float32", { 4, 2, tensors61, operators61, 0, 3 }, 0x3460d1b0 },
    { "resize_bilinear int8", { 3, 1, tensors62, operators62, 0, 2 }, 0xb9c6db3c },
    { "resize_bilinear float32", { 4, 2, tensors63, operators63, 0, 3 }, 0x2d65f65d },
    { "resize_nearest_neighbor int8", { 3, 1, tensors64, operators64, 0, 2 }, 0xe9647c3f },
    { "resize_bilinear int8 align_corners", { 3, 1, tensors65, operators65, 0, 2 }, 0x62b24a1d },
    { "resize_bilinear float32 align_corners", { 4, 2, tensors66, operators66, 0, 3 }, 0x76876ce1 },
    { "resize_nearest_neighbor int8 align_corners",
      { 3, 1, tensors67, operators67, 0, 2 },
      0xd6431af6 },
    { "resize_bilinear int8 half_pixel_centers",
      { 3, 1, tensors68, operators68, 0, 2 },
      0x1bb0efcf },
    { "resize_bilinear float32 half_pixel_centers",
      { 4, 2, tensors69, operators69, 0, 3 },
      0x824694df },
    { "resize_nearest_neighbor int8 half_pixel_centers",
      { 3, 1, tensors70, operators70, 0, 2 },
      0xd6431af6 },
    { "resize_nearest_neighbor int16 both", { 3, 1, tensors71, operators71, 0, 2 }, 0xff20122f },
    { "resize_nearest_neighbor float32", { 3, 1, tensors72, operators72, 0, 2 }, 0x9839b8d8 },
    { "batch_matmul int8", { 3, 1, tensors73, operators73, 0, 2 }, 0x9da7d69b },
    { "batch_matmul int8, both transposed", { 3, 1, tensors74, operators74, 0, 2 }, 0x7ad004bb },
    { "batch_matmul int16", { 3, 1, tensors75, operators75, 0, 2 }, 0x78b8ec24 },
    { "batch_matmul int16 by itself", { 2, 1, tensors76, operators76, 0, 1 }, 0x7e37d3bd },
    { "batch_matmul float32", { 3, 2, tensors77, operators77, 0, 2 }, 0x0b3d819f },
    { "batch_matmul int8, two activations", { 5, 2, tensors78, operators78, 0, 4 }, 0x39033422 },
    { "cumsum int8", { 3, 1, tensors79, operators79, 0, 2 }, 0x003df1a0 },
    { "cumsum float32", { 4, 2, tensors80, operators80, 0, 3 }, 0x433d95eb },
    { "cumsum int8 exclusive, reverse", { 3, 1, tensors81, operators81, 0, 2 }, 0x8eccd58d },
    { "cumsum float32 exclusive, reverse", { 4, 2, tensors82, operators82, 0, 3 }, 0x0e20ac8b },
    { "cumsum int8 beyond 32 bits", { 3, 1, tensors83, operators83, 0, 2 }, 0x5a2d9635 },
    { "l2_normalization int8", { 2, 1, tensors84, operators84, 0, 1 }, 0x890d12b4 },
    { "l2_normalization int8, single", { 2, 1, tensors85, operators85, 0, 1 }, 0x98f7281b },
    { "l2_normalization int8, long", { 2, 1, tensors86, operators86, 0, 1 }, 0xca976f20 },
    { "log_softmax int8 0.1", { 2, 1, tensors87, operators87, 0, 1 }, 0x06cd1cdc },
    { "log_softmax int8 0.004", { 2, 1, tensors88, operators88, 0, 1 }, 0xa0cdad5d },
    { "log_softmax int8 2.5", { 2, 1, tensors89, operators89, 0, 1 }, 0x63528af8 },
    { "log_softmax int8 0.031", { 2, 1, tensors90, operators90, 0, 1 }, 0xe022a569 },
    { "transpose_conv float32", { 6, 2, tensors91, operators91, 0, 5 }, 0x5b95d739 },
    { "transpose_conv relu6 float32", { 6, 2, tensors91, operators91_relu6, 0, 5 }, 0xcf18f878 },
    { "l2_normalization float32", { 4, 3, tensors92, operators92, 0, 3 }, 0xce655148 },
    { "log_softmax float32", { 4, 3, tensors93, operators93, 0, 3 }, 0xfe1d8b57 },
    { "l2_pool_2d float32", { 4, 3, tensors94, operators94, 0, 3 }, 0x163a5348 },
};

const size_t shape_samples_count = sizeof(shape_samples) / sizeof(shape_samples[0]);
