/*
 * sample_states.c - models whose operators keep a state, and the audio front end's. API:
 * sample_states.h
 *
 * The CRCs are those of TensorFlow Lite Micro's answers (the tflite-micro wheel
 * 0.dev20261023182759), not of ours.
 */
#include "sample_states.h"

enum { INT32 = 2, INT64 = 4, BOOL = 6, INT16 = 7, INT8 = 9, UINT64 = 12, UINT32 = 15 };

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
static const float c0[] = { 0.0132812504f };
static const float c1[] = { 0.00609999988f };
static const float c2[] = { 0.00813333318f };
static const float c3[] = { 0.0101666665f };
static const float c4[] = { 0.0121999998f };
static const float c5[] = { 0.00430000015f };
static const float c6[] = { 0.00516000018f };
static const float c7[] = { 0.0060200002f };
static const float c8[] = { 0.00687999977f };
static const int32_t c9[] = { -2816, 768, -1536, 2048, -256 };
static const int32_t c10[] = { 0, -2304, 1280, -1024, 2560 };
static const int32_t c11[] = { 2816, 512, -1792, 1792, -512 };
static const int32_t c12[] = { -256, -2560, 1024, -1280, 2304 };
static const float c13[] = { 0.00796874985f };
static const float c14[] = { 0.00048828125f };
static const int32_t c15[] = { -2816, 768, -1536, 2048, -256, -2560 };
static const int32_t c16[] = { 0, -2304, 1280, -1024, 2560, 256 };
static const int32_t c17[] = { 2816, 512, -1792, 1792, -512, -2816 };
static const int32_t c18[] = { -256, -2560, 1024, -1280, 2304, 0 };
static const float c19[] = { 3.05175781e-05f };
static const float c20[] = { 5.18798843e-05f };
static const int64_t c21[] = { -720896, 196608, -393216, 524288 };
static const int64_t c22[] = { 0, -589824, 327680, -262144 };
static const int64_t c23[] = { 720896, 131072, -458752, 458752 };
static const int64_t c24[] = { -65536, -655360, 262144, -327680 };
static const float c25[] = { 3.11279291e-05f };
static const float c26[] = { 0.001953125f };
static const float c27[] = { 0.0130000003f };
static const float c28[] = { 0.00710000005f };
static const float c29[] = { 0.00789999962f };
static const int32_t c30[] = { -250, 81, -89 };
static const float c31[] = { 0.000339699996f };
static const float c32[] = { 0.0430000015f };
static const float c33[] = { 0.0309999995f };
static const float c34[] = { 3.11000003e-05f };
static const int32_t c35[] = { -250, 81 };
static const float c36[] = { 6.53100019e-09f };
static const float c37[] = { 0.000209999998f };
static const uint8_t c38[] = { 0x73, 0x68, 0x69, 0x66, 0x74, 0x00, 0x01, 0x07,
                               0x01, 0x01, 0x01, 0x0d, 0x04, 0x02, 0x24, 0x01 };
static const uint8_t c39[] = { 0x73, 0x68, 0x69, 0x66, 0x74, 0x00, 0x01, 0x07,
                               0x01, 0x01, 0x01, 0x15, 0x04, 0x02, 0x24, 0x01 };
static const uint8_t c40[] = { 0x00, 0x00, 0x01, 0x00, 0x00, 0x24, 0x01 };
static const uint8_t c41[] = { 0x54, 0x00, 0x66, 0x66, 0x74, 0x5f, 0x6c, 0x65, 0x6e,
                               0x67, 0x74, 0x68, 0x00, 0x02, 0x0e, 0x0d, 0x02, 0x01,
                               0x02, 0x07, 0x20, 0x04, 0x04, 0x04, 0x24, 0x01 };
static const uint8_t c42[] = { 0x54, 0x00, 0x66, 0x66, 0x74, 0x5f, 0x6c, 0x65, 0x6e,
                               0x67, 0x74, 0x68, 0x00, 0x02, 0x0e, 0x0d, 0x02, 0x01,
                               0x02, 0x07, 0x40, 0x04, 0x04, 0x04, 0x24, 0x01 };
static const uint8_t c43[] = { 0x54, 0x00, 0x66, 0x66, 0x74, 0x5f, 0x6c, 0x65, 0x6e,
                               0x67, 0x74, 0x68, 0x00, 0x02, 0x0e, 0x0d, 0x02, 0x01,
                               0x02, 0x02, 0x20, 0x04, 0x04, 0x04, 0x24, 0x01 };
static const int16_t c44[] = { 0, 3, 5, 9, 14 };
static const int16_t c45[] = { 0, 3, 5, 9, 11 };
static const int16_t c46[] = { 3, 2, 4, 5, 6 };
static const int32_t c47[] = { 3 };
static const uint8_t c48[] = { 0x73, 0x74, 0x61, 0x72, 0x74, 0x5f, 0x69, 0x6e, 0x64,
                               0x65, 0x78, 0x00, 0x65, 0x6e, 0x64, 0x5f, 0x69, 0x6e,
                               0x64, 0x65, 0x78, 0x00, 0x02, 0x0b, 0x18, 0x02, 0x01,
                               0x02, 0x15, 0x00, 0x04, 0x04, 0x04, 0x24, 0x01 };
static const uint8_t c49[] = { 0x6e, 0x75, 0x6d, 0x5f, 0x63, 0x68, 0x61, 0x6e,
                               0x6e, 0x65, 0x6c, 0x73, 0x00, 0x01, 0x0e, 0x01,
                               0x01, 0x01, 0x04, 0x04, 0x02, 0x24, 0x01 };
static const uint8_t c50[] = {
    0x61, 0x6c, 0x74, 0x65, 0x72, 0x6e, 0x61, 0x74, 0x65, 0x5f, 0x6f, 0x6e, 0x65, 0x5f, 0x6d,
    0x69, 0x6e, 0x75, 0x73, 0x5f, 0x73, 0x6d, 0x6f, 0x6f, 0x74, 0x68, 0x69, 0x6e, 0x67, 0x00,
    0x61, 0x6c, 0x74, 0x65, 0x72, 0x6e, 0x61, 0x74, 0x65, 0x5f, 0x73, 0x6d, 0x6f, 0x6f, 0x74,
    0x68, 0x69, 0x6e, 0x67, 0x00, 0x63, 0x6c, 0x61, 0x6d, 0x70, 0x69, 0x6e, 0x67, 0x00, 0x6d,
    0x69, 0x6e, 0x5f, 0x73, 0x69, 0x67, 0x6e, 0x61, 0x6c, 0x5f, 0x72, 0x65, 0x6d, 0x61, 0x69,
    0x6e, 0x69, 0x6e, 0x67, 0x00, 0x6e, 0x75, 0x6d, 0x5f, 0x63, 0x68, 0x61, 0x6e, 0x6e, 0x65,
    0x6c, 0x73, 0x00, 0x6f, 0x6e, 0x65, 0x5f, 0x6d, 0x69, 0x6e, 0x75, 0x73, 0x5f, 0x73, 0x6d,
    0x6f, 0x6f, 0x74, 0x68, 0x69, 0x6e, 0x67, 0x00, 0x73, 0x6d, 0x6f, 0x6f, 0x74, 0x68, 0x69,
    0x6e, 0x67, 0x00, 0x73, 0x6d, 0x6f, 0x6f, 0x74, 0x68, 0x69, 0x6e, 0x67, 0x5f, 0x62, 0x69,
    0x74, 0x73, 0x00, 0x73, 0x70, 0x65, 0x63, 0x74, 0x72, 0x61, 0x6c, 0x5f, 0x73, 0x75, 0x62,
    0x74, 0x72, 0x61, 0x63, 0x74, 0x69, 0x6f, 0x6e, 0x5f, 0x62, 0x69, 0x74, 0x73, 0x00, 0x09,
    0xa5, 0x88, 0x75, 0x6d, 0x59, 0x4d, 0x3a, 0x31, 0x23, 0x09, 0x00, 0x01, 0x00, 0x09, 0x00,
    0x29, 0x3c, 0xd7, 0x03, 0x01, 0x00, 0x33, 0x03, 0x09, 0x00, 0x67, 0x3e, 0x99, 0x01, 0x0a,
    0x00, 0x0e, 0x00, 0x05, 0x05, 0x69, 0x05, 0x05, 0x05, 0x05, 0x05, 0x05, 0x1b, 0x25, 0x01
};
static const uint8_t c51[] = { 0x73, 0x6e, 0x72, 0x5f, 0x73, 0x68, 0x69, 0x66, 0x74, 0x00,
                               0x01, 0x0b, 0x01, 0x01, 0x01, 0x06, 0x04, 0x02, 0x24, 0x01 };
static const uint8_t c52[] = { 0x69, 0x6e, 0x70, 0x75, 0x74, 0x5f, 0x63, 0x6f, 0x72, 0x72,
                               0x65, 0x63, 0x74, 0x69, 0x6f, 0x6e, 0x5f, 0x62, 0x69, 0x74,
                               0x73, 0x00, 0x6f, 0x75, 0x74, 0x70, 0x75, 0x74, 0x5f, 0x73,
                               0x63, 0x61, 0x6c, 0x65, 0x00, 0x02, 0x24, 0x0f, 0x02, 0x01,
                               0x02, 0x03, 0x40, 0x04, 0x04, 0x04, 0x24, 0x01 };
static const uint8_t c53[] = { 0x66, 0x72, 0x61, 0x6d, 0x65, 0x5f, 0x73, 0x69, 0x7a, 0x65,
                               0x00, 0x66, 0x72, 0x61, 0x6d, 0x65, 0x5f, 0x73, 0x74, 0x65,
                               0x70, 0x00, 0x70, 0x72, 0x65, 0x66, 0x69, 0x6c, 0x6c, 0x00,
                               0x03, 0x1f, 0x15, 0x0b, 0x03, 0x01, 0x03, 0x07, 0x03, 0x01,
                               0x04, 0x04, 0x68, 0x06, 0x24, 0x01 };
static const uint8_t c54[] = { 0x6e, 0x75, 0x6d, 0x5f, 0x63, 0x68, 0x61, 0x6e, 0x6e, 0x65, 0x6c,
                               0x73, 0x00, 0x73, 0x74, 0x61, 0x63, 0x6b, 0x65, 0x72, 0x5f, 0x6c,
                               0x65, 0x66, 0x74, 0x5f, 0x63, 0x6f, 0x6e, 0x74, 0x65, 0x78, 0x74,
                               0x00, 0x73, 0x74, 0x61, 0x63, 0x6b, 0x65, 0x72, 0x5f, 0x72, 0x69,
                               0x67, 0x68, 0x74, 0x5f, 0x63, 0x6f, 0x6e, 0x74, 0x65, 0x78, 0x74,
                               0x00, 0x73, 0x74, 0x61, 0x63, 0x6b, 0x65, 0x72, 0x5f, 0x73, 0x74,
                               0x65, 0x70, 0x00, 0x04, 0x46, 0x3a, 0x26, 0x11, 0x04, 0x01, 0x04,
                               0x05, 0x02, 0x00, 0x01, 0x04, 0x04, 0x04, 0x04, 0x08, 0x24, 0x01 };
static const uint8_t c55[] = { 0x64, 0x65, 0x6c, 0x61, 0x79, 0x5f, 0x6c, 0x65,
                               0x6e, 0x67, 0x74, 0x68, 0x00, 0x01, 0x0e, 0x01,
                               0x01, 0x01, 0x0d, 0x04, 0x02, 0x24, 0x01 };
static const uint8_t c56[] = { 0x54, 0x00, 0x66, 0x72, 0x61, 0x6d, 0x65, 0x5f, 0x73,
                               0x74, 0x65, 0x70, 0x00, 0x02, 0x0e, 0x0d, 0x02, 0x01,
                               0x02, 0x07, 0x05, 0x04, 0x04, 0x04, 0x24, 0x01 };

static const struct flat_tensor tensors0[] = {
    { INT8, 3, { 1, 3, 7 }, 1, c0, 5, 0, NULL, 0, false },
    { INT8, 2, { 5, 7 }, 1, c1, 0, 0, noise, 35, false },
    { INT8, 2, { 5, 7 }, 1, c2, 0, 0, noise + 1, 35, false },
    { INT8, 2, { 5, 7 }, 1, c3, 0, 0, noise + 2, 35, false },
    { INT8, 2, { 5, 7 }, 1, c4, 0, 0, noise + 3, 35, false },
    { INT8, 2, { 5, 5 }, 1, c5, 0, 0, noise + 20, 25, false },
    { INT8, 2, { 5, 5 }, 1, c6, 0, 0, noise + 21, 25, false },
    { INT8, 2, { 5, 5 }, 1, c7, 0, 0, noise + 22, 25, false },
    { INT8, 2, { 5, 5 }, 1, c8, 0, 0, noise + 23, 25, false },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c9, 20, false },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c10, 20, false },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c11, 20, false },
    { INT32, 1, { 5 }, 0, NULL, 0, 0, c12, 20, false },
    { INT8, 2, { 1, 5 }, 1, c13, -3, 0, NULL, 0, true },
    { INT16, 2, { 1, 5 }, 1, c14, 0, 0, NULL, 0, true },
    { INT8, 3, { 1, 3, 5 }, 1, c13, -3, 0, NULL, 0, false }
};
static const struct flat_operator operators0[] = {
    { 44,
      24,
      1,
      { 0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, 9, 10, 11, 12, -1, -1, 13, 14, -1, -1, -1, -1 },
      { 15 },
      71,
      "1441",
      { 4, 0x00000000, 0, 0 },
      NULL,
      NULL,
      0 }
};
static const struct flat_tensor tensors1[] = {
    { INT8, 3, { 4, 2, 5 }, 1, c0, 5, 0, NULL, 0, false },
    { INT8, 2, { 6, 5 }, 1, c1, 0, 0, noise + 7, 30, false },
    { INT8, 2, { 6, 5 }, 1, c2, 0, 0, noise + 8, 30, false },
    { INT8, 2, { 6, 5 }, 1, c3, 0, 0, noise + 9, 30, false },
    { INT8, 2, { 6, 5 }, 1, c4, 0, 0, noise + 10, 30, false },
    { INT8, 2, { 6, 6 }, 1, c5, 0, 0, noise + 27, 36, false },
    { INT8, 2, { 6, 6 }, 1, c6, 0, 0, noise + 28, 36, false },
    { INT8, 2, { 6, 6 }, 1, c7, 0, 0, noise + 29, 36, false },
    { INT8, 2, { 6, 6 }, 1, c8, 0, 0, noise + 30, 36, false },
    { INT32, 1, { 6 }, 0, NULL, 0, 0, c15, 24, false },
    { INT32, 1, { 6 }, 0, NULL, 0, 0, c16, 24, false },
    { INT32, 1, { 6 }, 0, NULL, 0, 0, c17, 24, false },
    { INT32, 1, { 6 }, 0, NULL, 0, 0, c18, 24, false },
    { INT8, 2, { 2, 6 }, 1, c13, -3, 0, NULL, 0, true },
    { INT16, 2, { 2, 6 }, 1, c19, 0, 0, NULL, 0, true },
    { INT8, 3, { 4, 2, 6 }, 1, c13, -3, 0, NULL, 0, false }
};
static const struct flat_operator operators1[] = {
    { 44,
      24,
      1,
      { 0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, 9, 10, 11, 12, -1, -1, 13, 14, -1, -1, -1, -1 },
      { 15 },
      71,
      "1441",
      { 4, 0x3fa00000, 0, 1 },
      NULL,
      NULL,
      0 }
};
static const struct flat_tensor tensors2[] = {
    { INT16, 3, { 2, 3, 6 }, 1, c20, 0, 0, NULL, 0, false },
    { INT8, 2, { 4, 6 }, 1, c1, 0, 0, noise + 3, 24, false },
    { INT8, 2, { 4, 6 }, 1, c2, 0, 0, noise + 4, 24, false },
    { INT8, 2, { 4, 6 }, 1, c3, 0, 0, noise + 5, 24, false },
    { INT8, 2, { 4, 6 }, 1, c4, 0, 0, noise + 6, 24, false },
    { INT8, 2, { 4, 4 }, 1, c5, 0, 0, noise + 23, 16, false },
    { INT8, 2, { 4, 4 }, 1, c6, 0, 0, noise + 24, 16, false },
    { INT8, 2, { 4, 4 }, 1, c7, 0, 0, noise + 25, 16, false },
    { INT8, 2, { 4, 4 }, 1, c8, 0, 0, noise + 26, 16, false },
    { INT64, 1, { 4 }, 0, NULL, 0, 0, c21, 32, false },
    { INT64, 1, { 4 }, 0, NULL, 0, 0, c22, 32, false },
    { INT64, 1, { 4 }, 0, NULL, 0, 0, c23, 32, false },
    { INT64, 1, { 4 }, 0, NULL, 0, 0, c24, 32, false },
    { INT16, 2, { 2, 4 }, 1, c25, 0, 0, NULL, 0, true },
    { INT16, 2, { 2, 4 }, 1, c26, 0, 0, NULL, 0, true },
    { INT16, 3, { 2, 3, 4 }, 1, c25, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators2[] = {
    { 44,
      24,
      1,
      { 0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, 9, 10, 11, 12, -1, -1, 13, 14, -1, -1, -1, -1 },
      { 15 },
      71,
      "1441",
      { 4, 0x41200000, 0, 0 },
      NULL,
      NULL,
      0 }
};
static const struct flat_tensor tensors3[] = {
    { INT8, 2, { 2, 5 }, 1, c27, -9, 0, NULL, 0, false },
    { INT8, 2, { 6, 5 }, 1, c28, 0, 0, noise, 30, false },
    { INT8, 2, { 6, 4 }, 1, c29, 0, 0, noise + 31, 24, false },
    { INT32, 1, { 3 }, 1, c31, 0, 0, c30, 12, false },
    { INT8, 2, { 2, 24 }, 1, c32, 13, 0, NULL, 0, true },
    { INT8, 2, { 2, 3 }, 1, c33, -17, 0, NULL, 0, false }
};
static const struct flat_operator operators3[] = {
    { 27, 5, 1, { 0, 1, 2, 3, 4 }, { 5 }, 6, "41", { 2, 1 }, NULL, NULL, 0 }
};
static const struct flat_tensor tensors4[] = {
    { INT8, 2, { 2, 6 }, 1, c27, -9, 0, NULL, 0, false },
    { INT8, 2, { 6, 6 }, 1, c28, 0, 0, noise + 4, 36, false },
    { INT16, 2, { 6, 5 }, 1, c34, 0, 0, noise + 16, 60, false },
    { INT32, 1, { 2 }, 1, c36, 0, 0, c35, 8, false },
    { INT16, 2, { 2, 30 }, 1, c37, 0, 0, NULL, 0, true },
    { INT8, 2, { 2, 2 }, 1, c33, -17, 0, NULL, 0, false }
};
static const struct flat_operator operators4[] = {
    { 27, 5, 1, { 0, 1, 2, 3, 4 }, { 5 }, 6, "41", { 3, 1 }, NULL, NULL, 0 }
};
static const struct flat_tensor tensors5[] = {
    { INT16, 2, { 3, 11 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 11 }, 0, NULL, 0, 0, noise + 4, 22, false },
    { INT16, 2, { 3, 11 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators5[] = {
    { 32, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 }, "SignalWindow", c38, sizeof(c38) }
};
static const struct flat_tensor tensors6[] = {
    { INT16, 1, { 21 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 7 }, 0, NULL, 0, 0, noise + 4, 14, false },
    { INT16, 1, { 21 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 21 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT32, 0, { 0 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 34 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators6[] = {
    { 32, 2, 1, { 0, 1 }, { 2 }, 0, NULL, { 0 }, "SignalWindow", c39, sizeof(c39) },
    { 32, 1, 2, { 2 }, { 3, 4 }, 0, NULL, { 0 }, "SignalFftAutoScale", c40, sizeof(c40) },
    { 32, 1, 1, { 3 }, { 5 }, 0, NULL, { 0 }, "SignalRfft", c41, sizeof(c41) }
};
static const struct flat_tensor tensors7[] = {
    { INT16, 2, { 2, 50 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 2, { 2, 66 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators7[] = {
    { 32, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 }, "SignalRfft", c42, sizeof(c42) }
};
static const struct flat_tensor tensors8[] = {
    { INT32, 2, { 2, 25 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT32, 2, { 2, 34 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT32, 2, { 2, 32 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators8[] = {
    { 32, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 }, "SignalRfft", c43, sizeof(c43) },
    { 32, 1, 1, { 1 }, { 2 }, 0, NULL, { 0 }, "SignalIrfft", c43, sizeof(c43) }
};
static const struct flat_tensor tensors9[] = {
    { INT16, 1, { 66 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 64 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators9[] = {
    { 32, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 }, "SignalIrfft", c42, sizeof(c42) }
};
static const struct flat_tensor tensors10[] = {
    { INT16, 1, { 42 }, 0, NULL, 0, 0, NULL, 0, false },
    { UINT32, 1, { 21 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 17 }, 0, NULL, 0, 0, noise + 3, 34, false },
    { INT16, 1, { 17 }, 0, NULL, 0, 0, noise + 40, 34, false },
    { INT16, 1, { 5 }, 0, NULL, 0, 0, c44, 10, false },
    { INT16, 1, { 5 }, 0, NULL, 0, 0, c45, 10, false },
    { INT16, 1, { 5 }, 0, NULL, 0, 0, c46, 10, false },
    { UINT64, 1, { 4 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT32, 0, { 0 }, 0, NULL, 0, 0, c47, 4, false },
    { UINT32, 1, { 4 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators10[] = {
    { 32, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 }, "SignalEnergy", c48, sizeof(c48) },
    { 32, 6, 1, { 1, 2, 3, 4, 5, 6 }, { 7 }, 0, NULL, { 0 }, "SignalFilterBank", c49, sizeof(c49) },
    { 32, 2, 1, { 7, 8 }, { 9 }, 0, NULL, { 0 }, "SignalFilterBankSquareRoot", c40, sizeof(c40) }
};
static const struct flat_tensor tensors11[] = {
    { UINT32, 1, { 9 }, 0, NULL, 0, 0, NULL, 0, false },
    { UINT32, 1, { 9 }, 0, NULL, 0, 0, NULL, 0, false },
    { UINT32, 1, { 9 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 125 }, 0, NULL, 0, 0, noise + 5, 250, false },
    { UINT32, 1, { 9 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators11[] = {
    { 32,
      1,
      2,
      { 0 },
      { 1, 2 },
      0,
      NULL,
      { 0 },
      "SignalFilterBankSpectralSubtraction",
      c50,
      sizeof(c50) },
    { 32, 3, 1, { 1, 2, 3 }, { 4 }, 0, NULL, { 0 }, "SignalPCAN", c51, sizeof(c51) }
};
static const struct flat_tensor tensors12[] = {
    { UINT32, 1, { 19 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 19 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators12[] = {
    { 32, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 }, "SignalFilterBankLog", c52, sizeof(c52) }
};
static const struct flat_tensor tensors13[] = {
    { INT16, 2, { 2, 6 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 3, { 2, 2, 7 }, 0, NULL, 0, 0, NULL, 0, false },
    { BOOL, 0, { 0 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators13[] = {
    { 32, 1, 2, { 0 }, { 1, 2 }, 0, NULL, { 0 }, "SignalFramer", c53, sizeof(c53) }
};
static const struct flat_tensor tensors14[] = { { INT16, 1, { 5 }, 0, NULL, 0, 0, NULL, 0, false },
                                                { INT16, 1, { 15 }, 0, NULL, 0, 0, NULL, 0, false },
                                                { BOOL, 0, { 0 }, 0, NULL, 0, 0, NULL, 0, false } };
static const struct flat_operator operators14[] = {
    { 32, 1, 2, { 0 }, { 1, 2 }, 0, NULL, { 0 }, "SignalStacker", c54, sizeof(c54) }
};
static const struct flat_tensor tensors15[] = {
    { INT16, 2, { 2, 9 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 2, { 2, 9 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators15[] = {
    { 32, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 }, "SignalDelay", c55, sizeof(c55) }
};
static const struct flat_tensor tensors16[] = {
    { INT16, 3, { 2, 3, 8 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 2, { 2, 15 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators16[] = {
    { 32, 1, 1, { 0 }, { 1 }, 0, NULL, { 0 }, "SignalOverlapAdd", c56, sizeof(c56) }
};
static const struct flat_tensor tensors17[] = {
    { UINT32, 1, { 13 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT32, 1, { 13 }, 0, NULL, 0, 0, NULL, 0, false },
    { UINT32, 1, { 13 }, 0, NULL, 0, 0, NULL, 0, false },
    { INT16, 1, { 13 }, 0, NULL, 0, 0, NULL, 0, false }
};
static const struct flat_operator operators17[] = { { 53, 1, 1, { 0 }, { 1 } },
                                                    { 53, 1, 1, { 1 }, { 2 } },
                                                    { 53, 1, 1, { 2 }, { 3 } } };

const struct state_sample state_samples[] = {
    { "lstm int8", { 16, 1, tensors0, operators0, 0, 15 }, 0x2b5e8e44 },
    { "lstm int8, time major, clipped", { 16, 1, tensors1, operators1, 0, 15 }, 0x9fd4f317 },
    { "lstm int16", { 16, 1, tensors2, operators2, 0, 15 }, 0x0ea245f5 },
    { "svdf int8", { 6, 1, tensors3, operators3, 0, 5 }, 0x83ad9e31 },
    { "svdf int8, int16 state", { 6, 1, tensors4, operators4, 0, 5 }, 0xc054e10b },
    { "window", { 3, 1, tensors5, operators5, 0, 2 }, 0xa5c0205d },
    { "fft_auto_scale, rfft", { 6, 3, tensors6, operators6, 0, 5 }, 0x7536cb86 },
    { "rfft int16", { 2, 1, tensors7, operators7, 0, 1 }, 0x2eef5c24 },
    { "rfft int32, irfft int32", { 3, 2, tensors8, operators8, 0, 2 }, 0x04d3eb86 },
    { "irfft int16", { 2, 1, tensors9, operators9, 0, 1 }, 0xfc0df55d },
    { "energy, filter_bank, square_root", { 10, 3, tensors10, operators10, 0, 9 }, 0x280898f0 },
    { "spectral_subtraction, pcan", { 5, 2, tensors11, operators11, 0, 4 }, 0x285c1564 },
    { "filter_bank_log", { 2, 1, tensors12, operators12, 0, 1 }, 0x960bbf8e },
    { "framer prefilled", { 3, 1, tensors13, operators13, 0, 1 }, 0x714f049e },
    { "stacker", { 3, 1, tensors14, operators14, 0, 1 }, 0x1f231a15 },
    { "delay", { 2, 1, tensors15, operators15, 0, 1 }, 0x7fc3384e },
    { "overlap_add int16", { 2, 1, tensors16, operators16, 0, 1 }, 0x876884b5 },
    { "cast uint32", { 4, 3, tensors17, operators17, 0, 3 }, 0x4b944c41 }
};

const size_t state_samples_count = sizeof(state_samples) / sizeof(state_samples[0]);
