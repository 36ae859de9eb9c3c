/*
 * sample_operators.c - one small model for each operator. API: sample_operators.h
 *
 * The CRCs are those of TensorFlow Lite Micro's answers (the tflite-micro wheel
 * 0.dev20261023182759), not of ours.
 */
#include "sample_operators.h"

enum { FLOAT32 = 0, INT32 = 2, UINT8 = 3, INT64 = 4, INT16 = 7, INT8 = 9 };

static const int8_t noise[] = {
    124,  -47,  -40,  -83,  65,  70,   -33,  -113, -91,  -77,  89,   11,  -72,  -101, 16,   47,
    110,  39,   -105, -97,  11,  -103, 113,  -8,   -28,  116,  -70,  36,  81,   79,   61,   86,
    73,   -104, 6,    30,   25,  -64,  -100, 40,   74,   125,  -15,  9,   -121, 88,   111,  25,
    -33,  -32,  113,  101,  -41, 80,   -111, -64,  4,    -66,  91,   -7,  45,   -45,  22,   0,
    42,   78,   -33,  95,   29,  -21,  -119, 78,   -14,  -106, 126,  -92, -14,  -80,  -98,  42,
    -113, 73,   109,  -8,   -25, 120,  -27,  -1,   77,   43,   5,    28,  11,   -117, 34,   41,
    53,   -19,  37,   105,  -52, 56,   67,   -106, -80,  81,   -86,  32,  -63,  -67,  43,   -32,
    38,   86,   34,   -81,  -3,  -116, -30,  19,   -99,  -82,  10,   -18, 93,   -72,  -67,  70,
    93,   -21,  16,   -117, 20,  84,   -59,  -33,  10,   -46,  97,   -54, 7,    51,   -14,  122,
    1,    56,   27,   -5,   37,  74,   78,   29,   -1,   -111, 7,    -1,  71,   -83,  -37,  -12,
    -68,  -44,  -49,  86,   -81, 74,   -77,  -27,  -18,  101,  57,   -41, -72,  -127, -114, 126,
    121,  -62,  101,  40,   26,  -112, -104, -9,   101,  -42,  -106, 69,  95,   -57,  87,   5,
    -11,  73,   83,   -100, 65,  -70,  -87,  53,   -68,  71,   -50,  78,  60,   -47,  44,   52,
    124,  20,   124,  17,   97,  -86,  -35,  -112, -102, -78,  108,  21,  18,   -97,  -104, -96,
    70,   67,   -75,  -99,  -96, 9,    -113, 89,   -20,  13,   19,   19,  34,   113,  28,   -61,
    34,   -79,  68,   -4,   -91, -66,  -25,  57,   -47,  -85,  26,   -58, 24,   54,   -42,  -119,
    -105, -111, 25,   122,  64,  111,  -76,  -128, -105, -24,  -105, 104, 93,   -114, 71,   -3,
    -61,  118,  -108, 74,   61,  36,   4,    -29,  59,   -79,  -43,  -78, 53,   60,   -118, -43
};
static const float c0[] = { 0.1f };
static const int32_t c1[] = { 1, -1, 1, 0 };
static const int32_t c2[] = { 0, 0, -1, 9 };
static const int32_t c3[] = { 1, -2, 1, 1 };
static const int32_t c4[] = { 0, 1, 6 };
static const int32_t c5[] = { 0, 5, 0 };
static const int32_t c6[] = { 1, 3, -2 };
static const int32_t c7[] = { -2 };
static const int32_t c8[] = { 1, -1, 2 };
static const int32_t c9[] = { 1 };
static const float c10[] = { 0.031f };
static const float c11[] = { 0.047f };
static const float c12[] = { 0.013f };
static const float c13[] = { 0.000155f };
static const float c14[] = { 0.0003133333333333333f };
static const float c15[] = { 7.647058823529411e-05f };
static const float c16[] = { 0.11f };
static const float c17[] = { 0.0006470588235294118f };
static const int32_t c18[] = { 7, -100000, 2147483647, INT32_MIN, 65536 };
static const float c19[] = { 0.0482685f };
static const float c20[] = { 0.0292892f };
static const float c21[] = { 0.373f };
static const float c22[] = { 0.2524f };
static const float c23[] = { 0.0171f };
static const float c24[] = { 0.0207f };
static const float c25[] = { 0.0302f };
static const float c26[] = { 0.0078125f };
static const float c27[] = { 0.15f };
static const float c28[] = { 0.004f };
static const float c29[] = { 0x1p-12f };
static const float c30[] = { 0x1p-11f };
static const int32_t c31[] = { 0, 0, 1, 0, 0, 2, 1, 1 };
static const int32_t c32[] = { 1, 0, 0, 2 };
static const float c33[] = { 0.0007f };
static const float c34[] = { 0.0009f };
static const float c35[] = { 0.3f };
static const float c36[] = { 1.5e-06f };
static const float c37[] = { 2.5e-07f };
static const float c38[] = { 3.1f };
static const float c39[] = { 0.03f };
static const float c40[] = { 0.02f };
static const float c41[] = { 0.05f };
static const float c42[] = { 0.00013f };
static const float c43[] = { 0.003f };
static const float c44[] = { 1.1e-05f };
static const float c45[] = { 0.0041f };
static const float c46[] = { 0.00123f };
static const float c47[] = { 1e-06f };
static const int64_t c48[] = { -70000, 123456, 5000000000, -99 };
static const int32_t c49[] = { -70000, 12345, -3, 99999 };
static const float c50[] = { 0.004f, 0.007f, 0.0031f, 0.009f };
static const float c51[] = { 0.0051f };
static const int64_t c52[] = { 99999, -1 };
static const int64_t c53[] = { -700, 123456, 50000000, -99 };
static const float c54[] = { 0.0021f };
static const float c55[] = { 0.0077f };
static const int64_t c56[] = { -70000, 123456, 5000000000, -99, 1 };
static const float c57[] = { 0.0181f };
static const float c58[] = { 0.001f };
static const float c59[] = { 0.00178f };
static const float c60[] = { 3.0517578125e-05f };
static const float c61[] = { 2.1e-06f };
static const float c62[] = { 0.004f, 0.007f, 0.0031f };
static const int32_t c63[] = { 1, 7, 5, 3 };
static const int64_t c64[] = { 5000, -123456, 99 };
static const float c65[] = { 0.004f, 0.007f, 0.0031f, 0.0081f };
static const int32_t c66[] = { 1, 5, 8, 4 };
static const int32_t c67[] = { 500, -1234, 99, 0 };
static const float c68[] = { 0.07f };

static const struct flat_tensor tensors0[] = { { INT8, 4, { 2, 3, 4, 2 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT32, 1, { 4 }, 0, NULL, 0, 0, c1, 16 },
                                               { INT32, 1, { 4 }, 0, NULL, 0, 0, c2, 16 },
                                               { INT32, 1, { 4 }, 0, NULL, 0, 0, c3, 16 },
                                               { INT8, 3, { 2, 2, 2 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators0[] = {
    { 45, 4, 1, { 0, 1, 2, 3 }, { 4 }, 32, "44444", { 0, 2, 0, 0, 1 } }
};
static const struct flat_tensor tensors1[] = { { INT16, 3, { 1, 5, 7 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT32, 1, { 3 }, 0, NULL, 0, 0, c4, 12 },
                                               { INT32, 1, { 3 }, 0, NULL, 0, 0, c5, 12 },
                                               { INT32, 1, { 3 }, 0, NULL, 0, 0, c6, 12 },
                                               { INT16, 3, { 1, 2, 3 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators1[] = {
    { 45, 4, 1, { 0, 1, 2, 3 }, { 4 }, 32, "44444", { 1, 1, 0, 0, 0 } }
};
static const struct flat_tensor tensors2[] = {
    { INT8, 3, { 2, 6, 3 }, 1, c0, 0, 0, NULL, 0 }, { INT32, 1, { 1 }, 0, NULL, 0, 0, c7, 4 },
    { INT8, 3, { 2, 2, 3 }, 1, c0, 0, 0, NULL, 0 }, { INT8, 3, { 2, 2, 3 }, 1, c0, 0, 0, NULL, 0 },
    { INT8, 3, { 2, 2, 3 }, 1, c0, 0, 0, NULL, 0 }, { INT8, 3, { 2, 2, 9 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators2[] = {
    { 49, 2, 3, { 1, 0 }, { 2, 3, 4 }, 35, "4", { 3 } },
    { 2, 3, 1, { 4, 2, 3 }, { 5 }, 10, "41", { -1, 0 } }
};
static const struct flat_tensor tensors3[] = {
    { INT16, 2, { 2, 7 }, 1, c0, 0, 0, NULL, 0 }, { INT32, 1, { 3 }, 0, NULL, 0, 0, c8, 12 },
    { INT32, 1, { 1 }, 0, NULL, 0, 0, c9, 4 },    { INT16, 2, { 2, 1 }, 1, c0, 0, 0, NULL, 0 },
    { INT16, 2, { 2, 4 }, 1, c0, 0, 0, NULL, 0 }, { INT16, 2, { 2, 2 }, 1, c0, 0, 0, NULL, 0 },
    { INT16, 2, { 2, 8 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators3[] = {
    { 102, 3, 3, { 0, 1, 2 }, { 3, 4, 5 }, 79, "4", { 3 } },
    { 2, 3, 1, { 4, 5, 5 }, { 6 }, 10, "41", { 1, 0 } }
};
static const struct flat_tensor tensors4[] = { { INT8, 3, { 2, 3, 4 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT8, 2, { 2, 4 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT8, 2, { 2, 4 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT8, 2, { 2, 4 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT8, 3, { 2, 4, 3 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators4[] = {
    { 88, 1, 3, { 0 }, { 1, 2, 3 }, 64, "44", { 3, 1 } },
    { 83, 3, 1, { 3, 1, 2 }, { 4 }, 59, "44", { 3, 2 } }
};
static const struct flat_tensor tensors5[] = { { INT8, 3, { 2, 3, 4 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT32, 1, { 3 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators5[] = { { 77, 1, 1, { 0 }, { 1 }, 55, "1", { 2 } } };
static const struct flat_tensor tensors6[] = { { INT8, 4, { 1, 3, 1, 4 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT8, 2, { 3, 4 }, 1, c0, 0, 0, NULL, 0 },
                                               { INT32, 1, { 1 }, 0, NULL, 0, 0, c9, 4 },
                                               { INT8, 3, { 3, 1, 4 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators6[] = { { 43, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } },
                                                   { 70, 2, 1, { 1, 2 }, { 3 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors7[] = {
    { INT8, 4, { 1, 3, 1, 5 }, 1, c10, -7, 0, NULL, 0 },
    { INT8, 2, { 4, 1 }, 1, c11, -4, 0, noise, 4 },
    { INT8, 4, { 1, 3, 4, 5 }, 1, c12, -3, 0, NULL, 0 }
};
static const struct flat_operator operators7[] = { { 18, 2, 1, { 0, 1 }, { 2 }, 21, "1", { 0 } } };
static const struct flat_tensor tensors8[] = { { INT8, 3, { 2, 3, 5 }, 1, c10, -7, 0, NULL, 0 },
                                               { INT8, 1, { 5 }, 1, c11, -4, 0, noise, 5 },
                                               { INT8, 3, { 2, 3, 5 }, 1, c12, -3, 0, NULL, 0 } };
static const struct flat_operator operators8[] = { { 18, 2, 1, { 1, 0 }, { 2 }, 21, "1", { 3 } } };
static const struct flat_tensor tensors9[] = {
    { INT16, 4, { 1, 3, 1, 5 }, 1, c13, 0, 0, NULL, 0 },
    { INT16, 2, { 4, 1 }, 1, c14, 0, 0, noise, 8 },
    { INT16, 4, { 1, 3, 4, 5 }, 1, c15, 0, 0, NULL, 0 }
};
static const struct flat_operator operators9[] = { { 18, 2, 1, { 0, 1 }, { 2 }, 21, "1", { 0 } } };
static const struct flat_tensor tensors10[] = { { INT16, 3, { 2, 3, 5 }, 1, c13, 0, 0, NULL, 0 },
                                                { INT16, 1, { 5 }, 1, c14, 0, 0, noise, 10 },
                                                { INT16, 3, { 2, 3, 5 }, 1, c15, 0, 0, NULL, 0 } };
static const struct flat_operator operators10[] = { { 18, 2, 1, { 1, 0 }, { 2 }, 21, "1", { 3 } } };
static const struct flat_tensor tensors11[] = {
    { INT8, 4, { 1, 3, 1, 5 }, 1, c10, -7, 0, NULL, 0 },
    { INT8, 2, { 4, 1 }, 1, c11, -4, 0, noise, 4 },
    { INT8, 4, { 1, 3, 4, 5 }, 1, c16, -3, 0, NULL, 0 }
};
static const struct flat_operator operators11[] = { { 41, 2, 1, { 0, 1 }, { 2 }, 28, "1", { 0 } } };
static const struct flat_tensor tensors12[] = { { INT8, 3, { 2, 3, 5 }, 1, c10, -7, 0, NULL, 0 },
                                                { INT8, 1, { 5 }, 1, c11, -4, 0, noise, 5 },
                                                { INT8, 3, { 2, 3, 5 }, 1, c16, -3, 0, NULL, 0 } };
static const struct flat_operator operators12[] = { { 41, 2, 1, { 1, 0 }, { 2 }, 28, "1", { 3 } } };
static const struct flat_tensor tensors13[] = {
    { INT16, 4, { 1, 3, 1, 5 }, 1, c13, 0, 0, NULL, 0 },
    { INT16, 2, { 4, 1 }, 1, c14, 0, 0, noise, 8 },
    { INT16, 4, { 1, 3, 4, 5 }, 1, c17, 0, 0, NULL, 0 }
};
static const struct flat_operator operators13[] = { { 41, 2, 1, { 0, 1 }, { 2 }, 28, "1", { 0 } } };
static const struct flat_tensor tensors14[] = { { INT16, 3, { 2, 3, 5 }, 1, c13, 0, 0, NULL, 0 },
                                                { INT16, 1, { 5 }, 1, c14, 0, 0, noise, 10 },
                                                { INT16, 3, { 2, 3, 5 }, 1, c17, 0, 0, NULL, 0 } };
static const struct flat_operator operators14[] = { { 41, 2, 1, { 1, 0 }, { 2 }, 28, "1", { 3 } } };
static const struct flat_tensor tensors15[] = {
    { INT8, 4, { 1, 3, 1, 5 }, 1, c10, -7, 0, NULL, 0 },
    { INT8, 2, { 4, 1 }, 1, c11, -4, 0, noise, 4 },
    { INT8, 4, { 1, 3, 4, 5 }, 1, c16, -3, 0, NULL, 0 }
};
static const struct flat_operator operators15[] = { { 0, 2, 1, { 0, 1 }, { 2 }, 11, "1", { 0 } } };
static const struct flat_tensor tensors16[] = { { INT8, 3, { 2, 3, 5 }, 1, c10, -7, 0, NULL, 0 },
                                                { INT8, 1, { 5 }, 1, c11, -4, 0, noise, 5 },
                                                { INT8, 3, { 2, 3, 5 }, 1, c16, -3, 0, NULL, 0 } };
static const struct flat_operator operators16[] = { { 0, 2, 1, { 1, 0 }, { 2 }, 11, "1", { 3 } } };
static const struct flat_tensor tensors17[] = {
    { INT16, 4, { 1, 3, 1, 5 }, 1, c13, 0, 0, NULL, 0 },
    { INT16, 2, { 4, 1 }, 1, c14, 0, 0, noise, 8 },
    { INT16, 4, { 1, 3, 4, 5 }, 1, c17, 0, 0, NULL, 0 }
};
static const struct flat_operator operators17[] = { { 0, 2, 1, { 0, 1 }, { 2 }, 11, "1", { 0 } } };
static const struct flat_tensor tensors18[] = { { INT16, 3, { 2, 3, 5 }, 1, c13, 0, 0, NULL, 0 },
                                                { INT16, 1, { 5 }, 1, c14, 0, 0, noise, 10 },
                                                { INT16, 3, { 2, 3, 5 }, 1, c17, 0, 0, NULL, 0 } };
static const struct flat_operator operators18[] = { { 0, 2, 1, { 1, 0 }, { 2 }, 11, "1", { 3 } } };
static const struct flat_tensor tensors19[] = { { INT8, 3, { 2, 3, 5 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT8, 2, { 3, 1 }, 1, c0, 0, 0, noise, 3 },
                                                { INT8, 3, { 2, 3, 5 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators19[] = {
    { 55, 2, 1, { 0, 1 }, { 2 }, 39, NULL, { 0 } }
};
static const struct flat_tensor tensors20[] = { { INT32, 3, { 2, 3, 5 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 1, { 5 }, 0, NULL, 0, 0, c18, 20 },
                                                { INT32, 3, { 2, 3, 5 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators20[] = {
    { 55, 2, 1, { 1, 0 }, { 2 }, 39, NULL, { 0 } }
};
static const struct flat_tensor tensors21[] = { { INT8, 3, { 2, 3, 5 }, 1, c0, 0, 0, NULL, 0 },
                                                { INT8, 2, { 3, 1 }, 1, c0, 0, 0, noise, 3 },
                                                { INT8, 3, { 2, 3, 5 }, 1, c0, 0, 0, NULL, 0 } };
static const struct flat_operator operators21[] = {
    { 57, 2, 1, { 0, 1 }, { 2 }, 39, NULL, { 0 } }
};
static const struct flat_tensor tensors22[] = { { INT32, 3, { 2, 3, 5 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 1, { 5 }, 0, NULL, 0, 0, c18, 20 },
                                                { INT32, 3, { 2, 3, 5 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators22[] = {
    { 57, 2, 1, { 1, 0 }, { 2 }, 39, NULL, { 0 } }
};
static const struct flat_tensor tensors23[] = { { INT8, 2, { 1, 256 }, 1, c19, -20, 0, NULL, 0 },
                                                { INT8, 2, { 1, 256 }, 1, c20, -115, 0, NULL, 0 } };
static const struct flat_operator operators23[] = { { 117, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors24[] = { { INT8, 2, { 1, 256 }, 1, c21, -45, 0, NULL, 0 },
                                                { INT8, 2, { 1, 256 }, 1, c22, -127, 0, NULL, 0 } };
static const struct flat_operator operators24[] = { { 117, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors25[] = { { INT8, 2, { 1, 256 }, 1, c23, 100, 0, NULL, 0 },
                                                { INT8, 2, { 1, 256 }, 1, c24, 3, 0, NULL, 0 } };
static const struct flat_operator operators25[] = { { 117, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors26[] = { { INT8, 2, { 1, 256 }, 1, c25, 9, 0, NULL, 0 },
                                                { INT8, 2, { 1, 256 }, 1, c26, 0, 0, NULL, 0 } };
static const struct flat_operator operators26[] = { { 28, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors27[] = { { INT8, 2, { 1, 256 }, 1, c27, -60, 0, NULL, 0 },
                                                { INT8, 2, { 1, 256 }, 1, c26, 0, 0, NULL, 0 } };
static const struct flat_operator operators27[] = { { 28, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors28[] = { { INT8, 2, { 1, 256 }, 1, c28, 127, 0, NULL, 0 },
                                                { INT8, 2, { 1, 256 }, 1, c26, 0, 0, NULL, 0 } };
static const struct flat_operator operators28[] = { { 28, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors29[] = { { INT16, 2, { 1, 200 }, 1, c29, 0, 0, NULL, 0 },
                                                { INT16, 2, { 1, 200 }, 1, c30, 0, 0, NULL, 0 } };
static const struct flat_operator operators29[] = {
    { 98, 1, 1, { 0 }, { 1 }, 75, "4", { 1050253722 } }
};
static const struct flat_tensor tensors30[] = {
    { INT16, 4, { 1, 2, 3, 2 }, 1, c0, 0, 0, NULL, 0 },
    { INT32, 2, { 4, 2 }, 0, NULL, 0, 0, c31, 32 },
    { INT16, 4, { 1, 3, 5, 4 }, 1, c0, 0, 0, NULL, 0 }
};
static const struct flat_operator operators30[] = {
    { 34, 2, 1, { 0, 1 }, { 2 }, 22, NULL, { 0 } }
};
static const struct flat_tensor tensors31[] = { { INT32, 2, { 2, 3 }, 0, NULL, 0, 0, NULL, 0 },
                                                { INT32, 2, { 2, 2 }, 0, NULL, 0, 0, c32, 16 },
                                                { INT32, 2, { 3, 5 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators31[] = {
    { 34, 2, 1, { 0, 1 }, { 2 }, 22, NULL, { 0 } }
};
static const struct flat_tensor tensors32[] = { { INT8, 2, { 1, 64 }, 1, c16, -3, 0, NULL, 0 },
                                                { INT16, 2, { 1, 64 }, 1, c33, 0, 0, NULL, 0 } };
static const struct flat_operator operators32[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors33[] = { { INT16, 2, { 1, 64 }, 1, c34, 0, 0, NULL, 0 },
                                                { INT8, 2, { 1, 64 }, 1, c35, 17, 0, NULL, 0 } };
static const struct flat_operator operators33[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors34[] = { { INT32, 2, { 1, 64 }, 1, c36, 0, 0, NULL, 0 },
                                                { INT16, 2, { 1, 64 }, 1, c16, 0, 0, NULL, 0 } };
static const struct flat_operator operators34[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors35[] = { { INT32, 2, { 1, 64 }, 1, c37, 0, 0, NULL, 0 },
                                                { INT8, 2, { 1, 64 }, 1, c38, -20, 0, NULL, 0 } };
static const struct flat_operator operators35[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors36[] = { { UINT8, 2, { 1, 64 }, 1, c28, 0, 0, NULL, 0 },
                                                { INT8, 2, { 1, 64 }, 1, c28, -128, 0, NULL, 0 } };
static const struct flat_operator operators36[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors37[] = { { UINT8, 2, { 1, 64 }, 1, c39, 77, 0, NULL, 0 },
                                                { INT8, 2, { 1, 64 }, 1, c40, -5, 0, NULL, 0 } };
static const struct flat_operator operators37[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors38[] = { { INT8, 2, { 1, 64 }, 1, c41, 4, 0, NULL, 0 },
                                                { INT32, 2, { 1, 64 }, 1, c42, 0, 0, NULL, 0 } };
static const struct flat_operator operators38[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors39[] = { { INT16, 2, { 1, 64 }, 1, c43, 0, 0, NULL, 0 },
                                                { INT32, 2, { 1, 64 }, 1, c44, 0, 0, NULL, 0 } };
static const struct flat_operator operators39[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors40[] = { { INT16, 2, { 1, 64 }, 1, c43, 0, 0, NULL, 0 },
                                                { INT16, 2, { 1, 64 }, 1, c45, 0, 0, NULL, 0 } };
static const struct flat_operator operators40[] = { { 114, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors41[] = { { INT16, 2, { 1, 64 }, 1, c46, 0, 0, NULL, 0 },
                                                { FLOAT32, 2, { 1, 64 }, 0, NULL, 0, 0, NULL, 0 } };
static const struct flat_operator operators41[] = { { 6, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 } } };
static const struct flat_tensor tensors42[] = {
    { INT16, 4, { 1, 5, 6, 3 }, 1, c34, 0, 0, NULL, 0 },
    { INT8, 4, { 4, 3, 2, 3 }, 4, c50, 0, 0, noise, 72 },
    { INT16, 4, { 1, 3, 3, 4 }, 1, c51, 0, 0, NULL, 0 },
    { INT64, 1, { 4 }, 1, c47, 0, 0, c48, 32 }
};
static const struct flat_operator operators42[] = {
    { 3, 3, 1, { 0, 1, 3 }, { 2 }, 1, "144144", { 0, 2, 2, 1, 1, 1 } }
};
static const struct flat_tensor tensors43[] = {
    { INT16, 4, { 1, 5, 6, 3 }, 1, c34, 0, 0, NULL, 0 },
    { INT8, 4, { 4, 3, 2, 3 }, 4, c50, 0, 0, noise, 72 },
    { INT16, 4, { 1, 3, 3, 4 }, 1, c51, 0, 0, NULL, 0 },
    { INT32, 1, { 4 }, 1, c47, 0, 0, c49, 16 }
};
static const struct flat_operator operators43[] = {
    { 3, 3, 1, { 0, 1, 3 }, { 2 }, 1, "144144", { 0, 2, 2, 1, 1, 1 } }
};
static const struct flat_tensor tensors44[] = {
    { INT16, 4, { 1, 5, 6, 3 }, 1, c34, 0, 0, NULL, 0 },
    { INT8, 4, { 4, 3, 2, 3 }, 4, c50, 0, 0, noise, 72 },
    { INT16, 4, { 1, 3, 3, 4 }, 1, c51, 0, 0, NULL, 0 }
};
static const struct flat_operator operators44[] = {
    { 3, 2, 1, { 0, 1 }, { 2 }, 1, "144144", { 0, 2, 2, 1, 1, 1 } }
};
static const struct flat_tensor tensors45[] = {
    { INT16, 4, { 1, 6, 7, 3 }, 1, c34, 0, 0, NULL, 0 },
    { INT8, 4, { 2, 2, 3, 3 }, 1, c28, 0, 0, noise, 36 },
    { INT64, 1, { 2 }, 1, c47, 0, 0, c52, 16 },
    { INT16, 4, { 1, 4, 3, 2 }, 1, c45, 0, 0, NULL, 0 }
};
static const struct flat_operator operators45[] = {
    { 3, 3, 1, { 0, 1, 2 }, { 3 }, 1, "144144", { 1, 1, 1, 0, 2, 2 } }
};
static const struct flat_tensor tensors46[] = {
    { INT16, 4, { 1, 5, 6, 2 }, 1, c34, 0, 0, NULL, 0 },
    { INT8, 4, { 1, 3, 2, 4 }, 4, c50, 0, 3, noise, 24 },
    { INT64, 1, { 4 }, 1, c47, 0, 0, c53, 32 },
    { INT16, 4, { 1, 3, 6, 4 }, 1, c54, 0, 0, NULL, 0 }
};
static const struct flat_operator operators46[] = {
    { 4, 3, 1, { 0, 1, 2 }, { 3 }, 2, "1444144", { 0, 1, 2, 2, 3, 1, 1 } }
};
static const struct flat_tensor tensors47[] = { { INT16, 2, { 3, 40 }, 1, c34, 0, 0, NULL, 0 },
                                                { INT8, 2, { 5, 40 }, 1, c55, 0, 0, noise, 200 },
                                                { INT64, 1, { 5 }, 1, c47, 0, 0, c56, 40 },
                                                { INT16, 2, { 3, 5 }, 1, c57, 0, 0, NULL, 0 } };
static const struct flat_operator operators47[] = {
    { 9, 3, 1, { 0, 1, 2 }, { 3 }, 8, "11", { 1, 0 } }
};
static const struct flat_tensor tensors48[] = {
    { INT16, 4, { 1, 5, 6, 3 }, 1, c58, 0, 0, NULL, 0 },
    { INT16, 4, { 1, 3, 3, 3 }, 1, c58, 0, 0, NULL, 0 }
};
static const struct flat_operator operators48[] = {
    { 1, 1, 1, { 0 }, { 1 }, 5, "144441", { 0, 2, 2, 3, 2, 0 } }
};
static const struct flat_tensor tensors49[] = {
    { INT16, 4, { 1, 5, 6, 3 }, 1, c58, 0, 0, NULL, 0 },
    { INT16, 4, { 1, 4, 4, 3 }, 1, c58, 0, 0, NULL, 0 }
};
static const struct flat_operator operators49[] = {
    { 17, 1, 1, { 0 }, { 1 }, 5, "144441", { 1, 1, 1, 3, 2, 1 } }
};
static const struct flat_tensor tensors50[] = { { INT16, 2, { 2, 12 }, 1, c59, 0, 0, NULL, 0 },
                                                { INT16, 2, { 2, 12 }, 1, c60, 0, 0, NULL, 0 } };
static const struct flat_operator operators50[] = {
    { 25, 1, 1, { 0 }, { 1 }, 9, "4", { 1065353216 } }
};
static const struct flat_tensor tensors51[] = { { INT16, 2, { 2, 100 }, 1, c34, 0, 0, NULL, 0 },
                                                { INT16, 2, { 2, 100 }, 1, c60, 0, 0, NULL, 0 } };
static const struct flat_operator operators51[] = {
    { 25, 1, 1, { 0 }, { 1 }, 9, "4", { 1065353216 } }
};
static const struct flat_tensor tensors52[] = { { INT16, 2, { 2, 5 }, 1, c61, 0, 0, NULL, 0 },
                                                { INT16, 2, { 2, 5 }, 1, c60, 0, 0, NULL, 0 } };
static const struct flat_operator operators52[] = {
    { 25, 1, 1, { 0 }, { 1 }, 9, "4", { 1065353216 } }
};
static const struct flat_tensor tensors53[] = { { INT16, 2, { 2, 3 }, 1, c40, 0, 0, NULL, 0 },
                                                { INT16, 2, { 2, 3 }, 1, c60, 0, 0, NULL, 0 } };
static const struct flat_operator operators53[] = {
    { 25, 1, 1, { 0 }, { 1 }, 9, "4", { 1065353216 } }
};
static const struct flat_tensor tensors54[] = {
    { INT16, 4, { 1, 3, 2, 4 }, 1, c34, 0, 0, NULL, 0 },
    { INT8, 4, { 3, 3, 4, 4 }, 3, c62, 0, 0, noise, 144 },
    { INT32, 1, { 4 }, 0, NULL, 0, 0, c63, 16 },
    { INT64, 1, { 3 }, 1, c47, 0, 0, c64, 24 },
    { INT16, 4, { 1, 7, 5, 3 }, 1, c45, 0, 0, NULL, 0 }
};
static const struct flat_operator operators54[] = {
    { 67, 4, 1, { 2, 1, 0, 3 }, { 4 }, 49, "144", { 1, 1, 2 } }
};
static const struct flat_tensor tensors55[] = {
    { INT8, 4, { 1, 3, 4, 2 }, 1, c41, -9, 0, NULL, 0 },
    { INT8, 4, { 4, 3, 3, 2 }, 4, c65, 0, 0, noise, 72 },
    { INT32, 1, { 4 }, 0, NULL, 0, 0, c66, 16 },
    { INT32, 1, { 4 }, 1, c47, 0, 0, c67, 16 },
    { INT8, 4, { 1, 5, 8, 4 }, 1, c68, 11, 0, NULL, 0 }
};
static const struct flat_operator operators55[] = {
    { 67, 4, 1, { 2, 1, 0, 3 }, { 4 }, 49, "144", { 0, 2, 2 } }
};

static const struct flat_operator operators54_relu6[] = {
    { 67, 4, 1, { 2, 1, 0, 3 }, { 4 }, 49, "1441", { 1, 1, 2, 3 } }
};
static const struct flat_operator operators55_relu[] = {
    { 67, 4, 1, { 2, 1, 0, 3 }, { 4 }, 49, "1441", { 0, 2, 2, 1 } }
};

/* Scales so far apart that a shift has more than 16 bits. */
static const float c_tiny[] = { 7.843137e-09f };
static const float c_small[] = { 1e-05f };
static const struct flat_tensor tensors_tiny[] = {
    { INT8, 2, { 1, 256 }, 1, c_tiny, 0, 0, NULL, 0 },
    { INT8, 2, { 1, 256 }, 1, c_tiny, 0, 0, NULL, 0 }
};
static const struct flat_tensor tensors_small[] = {
    { INT8, 2, { 1, 256 }, 1, c_small, -7, 0, NULL, 0 },
    { INT8, 2, { 1, 256 }, 1, c41, 5, 0, NULL, 0 }
};

/* Large enough for the last bit of the multipliers to show. */
static const float c_wide_a[] = { 0.000155f };
static const float c_wide_b[] = { 0.00031333333f };
static const float c_wide_out[] = { 0.0004f };
static const struct flat_tensor tensors_wide[] = {
    { INT16, 2, { 64, 64 }, 1, c_wide_a, 0, 0, NULL, 0 },
    { INT16, 1, { 64 }, 1, c_wide_b, 0, 0, noise, 128 },
    { INT16, 2, { 64, 64 }, 1, c_wide_out, 0, 0, NULL, 0 }
};
static const struct flat_operator operators_wide[] = {
    { 0, 2, 1, { 0, 1 }, { 2 }, 11, "1", { 0 } }
};
/* alpha -0.3 */
static const struct flat_operator operators_negative[] = {
    { 98, 1, 1, { 0 }, { 1 }, 75, "4", { -1097229926 } }
};

const struct operator_sample operator_samples[] = {
    { "add wide int16", { 3, 1, tensors_wide, operators_wide, 0, 2 }, 0x55a53e70 },
    { "leaky_relu negative int16", { 2, 1, tensors29, operators_negative, 0, 1 }, 0xd23cb1f6 },
    { "strided_slice backwards", { 5, 1, tensors0, operators0, 0, 4 }, 0x3a988e6f },
    { "strided_slice int16", { 5, 1, tensors1, operators1, 0, 4 }, 0x3feb67a4 },
    { "split, concatenation", { 6, 2, tensors2, operators2, 0, 5 }, 0x9ecd27dc },
    { "split_v, concatenation", { 7, 2, tensors3, operators3, 0, 6 }, 0xd78ec91c },
    { "unpack, pack", { 5, 2, tensors4, operators4, 0, 4 }, 0x53302f3f },
    { "shape", { 2, 1, tensors5, operators5, 0, 1 }, 0x563ff19d },
    { "squeeze, expand_dims", { 4, 2, tensors6, operators6, 0, 3 }, 0x6210f758 },
    { "mul outer int8", { 3, 1, tensors7, operators7, 0, 2 }, 0xf356c43a },
    { "mul relu6 int8", { 3, 1, tensors8, operators8, 0, 2 }, 0x3dbb4e8f },
    { "mul outer int16", { 3, 1, tensors9, operators9, 0, 2 }, 0x421abdaa },
    { "mul relu6 int16", { 3, 1, tensors10, operators10, 0, 2 }, 0xb537814f },
    { "sub outer int8", { 3, 1, tensors11, operators11, 0, 2 }, 0x6b7b69b3 },
    { "sub relu6 int8", { 3, 1, tensors12, operators12, 0, 2 }, 0xad84cc60 },
    { "sub outer int16", { 3, 1, tensors13, operators13, 0, 2 }, 0xc4ba6510 },
    { "sub relu6 int16", { 3, 1, tensors14, operators14, 0, 2 }, 0xb1cd855c },
    { "add outer int8", { 3, 1, tensors15, operators15, 0, 2 }, 0x8c4d94a1 },
    { "add relu6 int8", { 3, 1, tensors16, operators16, 0, 2 }, 0x4add9aec },
    { "add outer int16", { 3, 1, tensors17, operators17, 0, 2 }, 0x49a8b907 },
    { "add relu6 int16", { 3, 1, tensors18, operators18, 0, 2 }, 0x19364370 },
    { "maximum int8", { 3, 1, tensors19, operators19, 0, 2 }, 0x8605f094 },
    { "maximum int32", { 3, 1, tensors20, operators20, 0, 2 }, 0xee2e2aca },
    { "minimum int8", { 3, 1, tensors21, operators21, 0, 2 }, 0xb8c3cba3 },
    { "minimum int32", { 3, 1, tensors22, operators22, 0, 2 }, 0x7717e947 },
    { "hard_swish 0.0482685", { 2, 1, tensors23, operators23, 0, 1 }, 0xa160c210 },
    { "hard_swish 0.373", { 2, 1, tensors24, operators24, 0, 1 }, 0x5a6e0352 },
    { "hard_swish 0.0171", { 2, 1, tensors25, operators25, 0, 1 }, 0xeb04c87e },
    { "hard_swish 7.8e-09", { 2, 1, tensors_tiny, operators23, 0, 1 }, 0x833c50fd },
    { "hard_swish 1e-05 to 0.05", { 2, 1, tensors_small, operators23, 0, 1 }, 0x59426747 },
    { "tanh 0.0302", { 2, 1, tensors26, operators26, 0, 1 }, 0x5b55e30e },
    { "tanh 0.15", { 2, 1, tensors27, operators27, 0, 1 }, 0xc6283f4f },
    { "tanh 0.004", { 2, 1, tensors28, operators28, 0, 1 }, 0x1eaadef5 },
    { "leaky_relu int16", { 2, 1, tensors29, operators29, 0, 1 }, 0x71cc6052 },
    { "pad int16", { 3, 1, tensors30, operators30, 0, 2 }, 0x07fc76f0 },
    { "pad int32", { 3, 1, tensors31, operators31, 0, 2 }, 0x43434a8a },
    { "quantize int8 to int16 0.11", { 2, 1, tensors32, operators32, 0, 1 }, 0x8e7424f6 },
    { "quantize int16 to int8 0.0009", { 2, 1, tensors33, operators33, 0, 1 }, 0x4879ec98 },
    { "quantize int32 to int16 1.5e-06", { 2, 1, tensors34, operators34, 0, 1 }, 0x03b27f5d },
    { "quantize int32 to int8 2.5e-07", { 2, 1, tensors35, operators35, 0, 1 }, 0x2f28cd9e },
    { "quantize uint8 to int8 0.004", { 2, 1, tensors36, operators36, 0, 1 }, 0xcbc41a78 },
    { "quantize uint8 to int8 0.03", { 2, 1, tensors37, operators37, 0, 1 }, 0xa1b9cd2b },
    { "quantize int8 to int32 0.05", { 2, 1, tensors38, operators38, 0, 1 }, 0xaefc461b },
    { "quantize int16 to int32 0.003", { 2, 1, tensors39, operators39, 0, 1 }, 0x3df3a236 },
    { "quantize int16 to int16 0.003", { 2, 1, tensors40, operators40, 0, 1 }, 0x95c780ea },
    { "dequantize int16", { 2, 1, tensors41, operators41, 0, 1 }, 0x749f9542 },
    { "conv_2d int16, int64 bias", { 4, 1, tensors42, operators42, 0, 2 }, 0x782791b0 },
    { "conv_2d int16, int32 bias", { 4, 1, tensors43, operators43, 0, 2 }, 0x2f6c0968 },
    { "conv_2d int16, no bias", { 3, 1, tensors44, operators44, 0, 2 }, 0xfc1b9899 },
    { "conv_2d int16, dilated", { 4, 1, tensors45, operators45, 0, 3 }, 0xb0172f79 },
    { "depthwise int16", { 4, 1, tensors46, operators46, 0, 3 }, 0xe926dc9a },
    { "fully_connected int16", { 4, 1, tensors47, operators47, 0, 3 }, 0xf354e1f0 },
    { "average_pool int16", { 2, 1, tensors48, operators48, 0, 1 }, 0xbbad2984 },
    { "max_pool int16", { 2, 1, tensors49, operators49, 0, 1 }, 0xf49e3e28 },
    { "softmax int16 0.00178", { 2, 1, tensors50, operators50, 0, 1 }, 0x9265e3d1 },
    { "softmax int16 0.0009", { 2, 1, tensors51, operators51, 0, 1 }, 0x9073f745 },
    { "softmax int16 2.1e-06", { 2, 1, tensors52, operators52, 0, 1 }, 0x56ad03b8 },
    { "softmax int16 0.02", { 2, 1, tensors53, operators53, 0, 1 }, 0x4b0ba418 },
    { "transpose_conv int16", { 5, 1, tensors54, operators54, 0, 4 }, 0x9899d16c },
    { "transpose_conv int8", { 5, 1, tensors55, operators55, 0, 4 }, 0x73fe5960 },
    { "transpose_conv relu6 int16", { 5, 1, tensors54, operators54_relu6, 0, 4 }, 0x49139676 },
    { "transpose_conv relu int8", { 5, 1, tensors55, operators55_relu, 0, 4 }, 0x4092971d },
};

const size_t operator_samples_count = sizeof(operator_samples) / sizeof(operator_samples[0]);
