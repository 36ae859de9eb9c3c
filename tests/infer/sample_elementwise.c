/*
 * sample_elementwise.c - small models of one element-wise operator each. API: sample_elementwise.h
 *
 * The CRCs are those of TensorFlow Lite Micro's answers (the tflite-micro wheel
 * 0.dev20261023182759) to the files that elementwise_build and flat_write give.
 */
#include "sample_elementwise.h"

#include <string.h>

enum { FLOAT32 = 0, INT32 = 2, UINT8 = 3, INT64 = 4, BOOL = 6, INT16 = 7, INT8 = 9, UINT32 = 15 };
enum { LEAKY_RELU_OPTIONS = 75, CONSTANT_SEED = 77 };

/* clang-format off */
const struct elementwise_sample elementwise_samples[] = {
    { "abs float32", 101, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0x6e95feef },
    { "neg float32", 59, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0x60dc7eb0 },
    { "sqrt float32", 75, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0xdcadf2c0 },
    { "rsqrt float32", 76, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0x0a1b364a },
    { "square float32", 92, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0x74edd2e8 },
    { "relu float32", 19, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0xd3e70508 },
    { "relu6 float32", 21, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0x0996297a },
    { "floor float32", 8, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0xa746bbec },
    { "ceil float32", 104, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0x66aa1aeb },
    { "round float32", 116, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0xc4dea408 },
    { "hard_swish float32", 117, 0, 0, 0, 2, { { FLOAT32, 3, { 3, 5, 7 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 7 }, 0, 0 } }, 0x4a030b5a },
    { "leaky_relu float32", 98, 75, -1097229926, 0, 2, { { FLOAT32, 2, { 4, 9 }, 0, 0 }, { FLOAT32, 2, { 4, 9 }, 0, 0 } }, 0xf4053117 },
    { "abs int8 0", 101, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.05f, -7 }, { INT8, 1, { 256 }, 0.031f, 3 } }, 0x975cda52 },
    { "abs int8 1", 101, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.0031f, 100 }, { INT8, 2, { 3, 100 }, 0.002f, -90 } }, 0xd068d5d5 },
    { "abs int8 2", 101, 0, 0, 0, 2, { { INT8, 1, { 256 }, 1.7f, -128 }, { INT8, 1, { 256 }, 0.9f, -100 } }, 0xec9ae779 },
    { "abs int16 0", 101, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.0007f, 0 }, { INT16, 3, { 2, 3, 400 }, 0.0009f, 0 } }, 0x650bbdf4 },
    { "abs int16 1", 101, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.00013f, 0 }, { INT16, 3, { 2, 3, 400 }, 2.1e-05f, 0 } }, 0xeaf83c0b },
    { "abs int16 2", 101, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.31f, 0 }, { INT16, 3, { 2, 3, 400 }, 0.31f, 0 } }, 0x49206748 },
    { "relu int8 0", 19, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.05f, -7 }, { INT8, 1, { 256 }, 0.031f, 3 } }, 0xc54edb49 },
    { "relu int8 1", 19, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.0031f, 100 }, { INT8, 2, { 3, 100 }, 0.002f, -90 } }, 0x8cb066ca },
    { "relu int8 2", 19, 0, 0, 0, 2, { { INT8, 1, { 256 }, 1.7f, -128 }, { INT8, 1, { 256 }, 0.9f, -100 } }, 0xec9ae779 },
    { "relu int16 0", 19, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.0007f, 0 }, { INT16, 3, { 2, 3, 400 }, 0.0009f, 0 } }, 0x67aed8d2 },
    { "relu int16 1", 19, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.00013f, 0 }, { INT16, 3, { 2, 3, 400 }, 2.1e-05f, 0 } }, 0xc5ec7c72 },
    { "relu int16 2", 19, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.31f, 0 }, { INT16, 3, { 2, 3, 400 }, 0.31f, 0 } }, 0x667d26cb },
    { "relu6 int8 0", 21, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.05f, -7 }, { INT8, 1, { 256 }, 0.031f, 3 } }, 0x173d32e7 },
    { "relu6 int8 1", 21, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.0031f, 100 }, { INT8, 2, { 3, 100 }, 0.002f, -90 } }, 0xd74fa4b6 },
    { "relu6 int8 2", 21, 0, 0, 0, 2, { { INT8, 1, { 256 }, 1.7f, -128 }, { INT8, 1, { 256 }, 0.9f, -100 } }, 0x8738a1bf },
    { "relu6 int16 0", 21, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.0007f, 0 }, { INT16, 3, { 2, 3, 400 }, 0.0009f, 0 } }, 0x0247ec58 },
    { "relu6 int16 1", 21, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.00013f, 0 }, { INT16, 3, { 2, 3, 400 }, 2.1e-05f, 0 } }, 0x667d26cb },
    { "relu6 int16 2", 21, 0, 0, 0, 2, { { INT16, 3, { 2, 3, 400 }, 0.31f, 0 }, { INT16, 3, { 2, 3, 400 }, 0.31f, 0 } }, 0xa20a42aa },
    { "abs int16 plain", 101, 0, 0, 0, 2, { { INT16, 1, { 65536 }, 0, 0 }, { INT16, 1, { 65536 }, 0, 0 } }, 0x3c16421d },
    { "rsqrt int8 0", 76, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.05f, -128 }, { INT8, 2, { 3, 100 }, 0.1f, -128 } }, 0x7296b320 },
    { "rsqrt int8 1", 76, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.0031f, -128 }, { INT8, 2, { 3, 100 }, 0.2f, 5 } }, 0x8ad87689 },
    { "rsqrt int8 2", 76, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 1.7f, -128 }, { INT8, 2, { 3, 100 }, 0.0123f, -90 } }, 0xcec79c14 },
    { "elu int8 0", 111, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.05f, -128 }, { INT8, 2, { 3, 100 }, 0.04f, -128 } }, 0x227b6dd8 },
    { "elu int8 1", 111, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.013f, 11 }, { INT8, 1, { 256 }, 0.013f, 12 } }, 0x58db08c8 },
    { "elu int8 2", 111, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.4f, -1 }, { INT8, 2, { 3, 100 }, 0.02f, -128 } }, 0x61117c17 },
    { "elu int8 3", 111, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.0007f, 127 }, { INT8, 1, { 256 }, 0.0009f, -3 } }, 0x63265cbe },
    { "elu int8 4", 111, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 3.1f, 0 }, { INT8, 2, { 3, 100 }, 1.01f, -20 } }, 0x95e24c05 },
    { "logistic int8 0", 14, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.0302f, -5 }, { INT8, 2, { 3, 100 }, 0.00390625f, -128 } }, 0xfa257fc5 },
    { "tanh int8 0", 28, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.0302f, -5 }, { INT8, 2, { 3, 100 }, 0.0078125f, 0 } }, 0xf6c4bbbf },
    { "logistic int8 1", 14, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.15f, 100 }, { INT8, 1, { 256 }, 0.00390625f, -128 } }, 0x557b1433 },
    { "tanh int8 1", 28, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.15f, 100 }, { INT8, 1, { 256 }, 0.0078125f, 0 } }, 0x8c966064 },
    { "logistic int8 2", 14, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.004f, 0 }, { INT8, 2, { 3, 100 }, 0.00390625f, -128 } }, 0x16f292d8 },
    { "tanh int8 2", 28, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.004f, 0 }, { INT8, 2, { 3, 100 }, 0.0078125f, 0 } }, 0xe2c1c813 },
    { "logistic int8 3", 14, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.0009f, -128 }, { INT8, 1, { 256 }, 0.00390625f, -128 } }, 0x146a1114 },
    { "tanh int8 3", 28, 0, 0, 0, 2, { { INT8, 1, { 256 }, 0.0009f, -128 }, { INT8, 1, { 256 }, 0.0078125f, 0 } }, 0xe95ed604 },
    { "logistic int8 4", 14, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 1.3f, 17 }, { INT8, 2, { 3, 100 }, 0.00390625f, -128 } }, 0xc33d87fb },
    { "tanh int8 4", 28, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 1.3f, 17 }, { INT8, 2, { 3, 100 }, 0.0078125f, 0 } }, 0xd7827525 },
    { "logistic int16 0", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.000244140625f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xf0e1d224 },
    { "tanh int16 0", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.000244140625f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x5d161591 },
    { "logistic int16 1", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.00048828125f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x7eebd296 },
    { "tanh int16 1", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.00048828125f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xb6fd0155 },
    { "logistic int16 2", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.000122070312f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x286bad7a },
    { "tanh int16 2", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.000122070312f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x5eaf190a },
    { "logistic int16 3", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.0003f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xbca295a2 },
    { "tanh int16 3", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.0003f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xa996c6fe },
    { "logistic int16 4", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 1e-05f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x801a7d91 },
    { "tanh int16 4", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 1e-05f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x4206e326 },
    { "logistic int16 5", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.01f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xbfdbdc53 },
    { "tanh int16 5", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.01f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xac319793 },
    { "logistic int16 6", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 1.9f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xffd03631 },
    { "tanh int16 6", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 1.9f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xff08d7b3 },
    { "logistic int16 7", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.000244262695f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0xf0e1d224 },
    { "tanh int16 7", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 0.000244262695f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x5d161591 },
    { "logistic int16 8", 14, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 3e-08f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x531bb02a },
    { "tanh int16 8", 28, 0, 0, 0, 2, { { INT16, 1, { 3000 }, 3e-08f, 0 }, { INT16, 1, { 3000 }, 3.05175781e-05f, 0 } }, 0x1d5adb16 },
    { "hard_swish int8 long", 117, 0, 0, 0, 2, { { INT8, 2, { 3, 100 }, 0.0482685f, -5 }, { INT8, 2, { 3, 100 }, 0.0292892f, -115 } }, 0xe733a5c3 },
    { "leaky_relu int8 long", 98, 75, 1040522936, 0, 2, { { INT8, 2, { 3, 100 }, 0.05f, -9 }, { INT8, 2, { 3, 100 }, 0.031f, 3 } }, 0x351adc1c },
    { "logical_not", 87, 0, 0, 0, 2, { { BOOL, 2, { 7, 9 }, 0, 0 }, { BOOL, 2, { 7, 9 }, 0, 0 } }, 0xecbe96a1 },
    { "add int32 activation 0", 0, 11, 0, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x2e7a4c21 },
    { "add int32 activation 1", 0, 11, 1, 1, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x82967ee1 },
    { "add int32 activation 2", 0, 11, 2, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x2e7a4c21 },
    { "add int32 activation 3", 0, 11, 3, 1, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x82967ee1 },
    { "add float32 six axes", 0, 11, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { FLOAT32, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x7211bbd0 },
    { "add float32 relu6", 0, 11, 3, 0, 3, { { FLOAT32, 2, { 1, 5 }, 0, 0 }, { FLOAT32, 2, { 7, 1 }, 0, 0 }, { FLOAT32, 2, { 7, 5 }, 0, 0 } }, 0x104df15e },
    { "sub int32 activation 0", 41, 28, 0, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x8a409172 },
    { "sub int32 activation 1", 41, 28, 1, 1, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0xae18b84c },
    { "sub int32 activation 2", 41, 28, 2, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x9a31e2ae },
    { "sub int32 activation 3", 41, 28, 3, 1, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0xaf1808a0 },
    { "sub float32 six axes", 41, 28, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { FLOAT32, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x3fba8f2e },
    { "sub float32 relu6", 41, 28, 3, 0, 3, { { FLOAT32, 2, { 1, 5 }, 0, 0 }, { FLOAT32, 2, { 7, 1 }, 0, 0 }, { FLOAT32, 2, { 7, 5 }, 0, 0 } }, 0xa0f5341a },
    { "mul int32 activation 0", 18, 21, 0, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x946e9f33 },
    { "mul int32 activation 1", 18, 21, 1, 1, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x1e6eb00a },
    { "mul int32 activation 2", 18, 21, 2, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x13213b52 },
    { "mul int32 activation 3", 18, 21, 3, 1, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x04ab213c },
    { "mul float32 six axes", 18, 21, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { FLOAT32, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x64022067 },
    { "mul float32 relu6", 18, 21, 3, 0, 3, { { FLOAT32, 2, { 1, 5 }, 0, 0 }, { FLOAT32, 2, { 7, 1 }, 0, 0 }, { FLOAT32, 2, { 7, 5 }, 0, 0 } }, 0xfcec5cde },
    { "div int32 activation 0", 42, 29, 0, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0xc462776d },
    { "div int32 activation 1", 42, 29, 1, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0xa1c8cba2 },
    { "div int32 activation 2", 42, 29, 2, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0xff678850 },
    { "div int32 activation 3", 42, 29, 3, 0, 3, { { INT32, 3, { 4, 3, 6 }, 0, 0 }, { INT32, 2, { 3, 1 }, 0, 0 }, { INT32, 3, { 4, 3, 6 }, 0, 0 } }, 0x5abcfd24 },
    { "div float32 six axes", 42, 29, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { FLOAT32, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x2932429f },
    { "div float32 relu6", 42, 29, 3, 0, 3, { { FLOAT32, 2, { 1, 5 }, 0, 0 }, { FLOAT32, 2, { 7, 1 }, 0, 0 }, { FLOAT32, 2, { 7, 5 }, 0, 0 } }, 0xe14e45d3 },
    { "mul int8 six axes", 18, 21, 1, 0, 3, { { INT8, 6, { 2, 1, 3, 1, 2, 1 }, 0.031f, -7 }, { INT8, 6, { 1, 3, 1, 2, 1, 5 }, 0.047f, -4 }, { INT8, 6, { 2, 3, 3, 2, 2, 5 }, 0.013f, -3 } }, 0x751de5aa },
    { "sub int8 six axes", 41, 28, 0, 0, 3, { { INT8, 6, { 2, 1, 3, 1, 2, 1 }, 0.031f, -7 }, { INT8, 6, { 1, 3, 1, 2, 1, 5 }, 0.047f, -4 }, { INT8, 6, { 2, 3, 3, 2, 2, 5 }, 0.11f, -3 } }, 0x516e3e3d },
    { "add int16 five axes", 0, 11, 0, 0, 3, { { INT16, 5, { 1, 3, 1, 2, 1 }, 0.000155f, 0 }, { INT16, 5, { 3, 1, 2, 1, 5 }, 0.0003133f, 0 }, { INT16, 5, { 3, 3, 2, 2, 5 }, 0.00064f, 0 } }, 0xd9257ddd },
    { "div int8", 42, 29, 0, 0, 3, { { INT8, 3, { 2, 3, 40 }, 0.05f, -7 }, { INT8, 1, { 40 }, 0.031f, 4 }, { INT8, 3, { 2, 3, 40 }, 0.0021f, -3 } }, 0xc592a8af },
    { "div int8 outer relu", 42, 29, 1, 0, 3, { { INT8, 2, { 16, 1 }, 1.3f, -128 }, { INT8, 2, { 1, 16 }, 0.9f, -126 }, { INT8, 2, { 16, 16 }, 0.0111f, -10 } }, 0xbc9d9e06 },
    { "maximum int8", 55, 0, 0, 0, 3, { { INT8, 3, { 2, 1, 9 }, 0.05f, -3 }, { INT8, 2, { 5, 1 }, 0.05f, -3 }, { INT8, 3, { 2, 5, 9 }, 0.05f, -3 } }, 0x84572cf4 },
    { "maximum int16", 55, 0, 0, 0, 3, { { INT16, 3, { 2, 1, 9 }, 0.0005f, 0 }, { INT16, 2, { 5, 1 }, 0.0005f, 0 }, { INT16, 3, { 2, 5, 9 }, 0.0005f, 0 } }, 0x06bccfeb },
    { "maximum int32", 55, 0, 0, 0, 3, { { INT32, 3, { 2, 1, 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { INT32, 3, { 2, 5, 9 }, 0, 0 } }, 0x64e4ca7e },
    { "maximum int64", 55, 0, 0, 1, 3, { { INT64, 3, { 2, 1, 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { INT64, 3, { 2, 5, 9 }, 0, 0 } }, 0x320eb46b },
    { "maximum float32", 55, 0, 0, 0, 3, { { FLOAT32, 3, { 2, 1, 9 }, 0, 0 }, { FLOAT32, 2, { 5, 1 }, 0, 0 }, { FLOAT32, 3, { 2, 5, 9 }, 0, 0 } }, 0xe3cffcf7 },
    { "minimum int8", 57, 0, 0, 0, 3, { { INT8, 3, { 2, 1, 9 }, 0.05f, -3 }, { INT8, 2, { 5, 1 }, 0.05f, -3 }, { INT8, 3, { 2, 5, 9 }, 0.05f, -3 } }, 0xd2f85bf8 },
    { "minimum int16", 57, 0, 0, 0, 3, { { INT16, 3, { 2, 1, 9 }, 0.0005f, 0 }, { INT16, 2, { 5, 1 }, 0.0005f, 0 }, { INT16, 3, { 2, 5, 9 }, 0.0005f, 0 } }, 0x93dea2c6 },
    { "minimum int32", 57, 0, 0, 0, 3, { { INT32, 3, { 2, 1, 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { INT32, 3, { 2, 5, 9 }, 0, 0 } }, 0x54f7440d },
    { "minimum int64", 57, 0, 0, 1, 3, { { INT64, 3, { 2, 1, 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { INT64, 3, { 2, 5, 9 }, 0, 0 } }, 0x6ec7f454 },
    { "minimum float32", 57, 0, 0, 0, 3, { { FLOAT32, 3, { 2, 1, 9 }, 0, 0 }, { FLOAT32, 2, { 5, 1 }, 0, 0 }, { FLOAT32, 3, { 2, 5, 9 }, 0, 0 } }, 0x9b06429d },
    { "floor_div float32", 90, 0, 0, 0, 3, { { FLOAT32, 3, { 4, 1, 9 }, 0, 0 }, { FLOAT32, 2, { 5, 1 }, 0, 0 }, { FLOAT32, 3, { 4, 5, 9 }, 0, 0 } }, 0x82cbb90f },
    { "floor_mod float32", 95, 0, 0, 0, 3, { { FLOAT32, 3, { 4, 1, 9 }, 0, 0 }, { FLOAT32, 2, { 5, 1 }, 0, 0 }, { FLOAT32, 3, { 4, 5, 9 }, 0, 0 } }, 0xd9436d6a },
    { "floor_mod float32 swapped", 95, 0, 0, 0, 3, { { FLOAT32, 2, { 1, 9 }, 0, 0 }, { FLOAT32, 2, { 5, 1 }, 0, 0 }, { FLOAT32, 2, { 5, 9 }, 0, 0 } }, 0x808d61b8 },
    { "squared_difference float32", 99, 0, 0, 0, 3, { { FLOAT32, 2, { 4, 9 }, 0, 0 }, { FLOAT32, 1, { 9 }, 0, 0 }, { FLOAT32, 2, { 4, 9 }, 0, 0 } }, 0xcce69d79 },
    { "squared_difference int32", 99, 0, 0, 0, 3, { { INT32, 2, { 4, 9 }, 0, 0 }, { INT32, 1, { 9 }, 0, 0 }, { INT32, 2, { 4, 9 }, 0, 0 } }, 0xaf9425e5 },
    { "squared_difference int8", 99, 0, 0, 0, 3, { { INT8, 2, { 4, 70 }, 0.05f, -7 }, { INT8, 1, { 70 }, 0.031f, 3 }, { INT8, 2, { 4, 70 }, 0.4f, -128 } }, 0xae496dcb },
    { "squared_difference int8 outer", 99, 0, 0, 1, 3, { { INT8, 2, { 16, 1 }, 0.005f, -70 }, { INT8, 1, { 17 }, 0.031f, 30 }, { INT8, 2, { 16, 17 }, 0.11f, -3 } }, 0x1094f684 },
    { "squared_difference int16", 99, 0, 0, 0, 3, { { INT16, 2, { 4, 70 }, 0.0005f, 0 }, { INT16, 1, { 70 }, 0.0031f, 0 }, { INT16, 2, { 4, 70 }, 0.4f, 0 } }, 0xd03c7774 },
    { "prelu float32", 54, 0, 0, 0, 3, { { FLOAT32, 3, { 2, 3, 9 }, 0, 0 }, { FLOAT32, 2, { 1, 9 }, 0, 0 }, { FLOAT32, 3, { 2, 3, 9 }, 0, 0 } }, 0x57252ba8 },
    { "prelu int8", 54, 0, 0, 0, 3, { { INT8, 3, { 2, 3, 50 }, 0.05f, -7 }, { INT8, 2, { 1, 50 }, 0.011f, 3 }, { INT8, 3, { 2, 3, 50 }, 0.043f, -20 } }, 0x6c2dce84 },
    { "prelu int8 one alpha", 54, 0, 0, 0, 3, { { INT8, 1, { 300 }, 0.002f, 100 }, { INT8, 1, { 1 }, 0.003f, -128 }, { INT8, 1, { 300 }, 0.0016f, 120 } }, 0x5d71ba72 },
    { "prelu int16", 54, 0, 0, 0, 3, { { INT16, 3, { 2, 3, 50 }, 0.0005f, 0 }, { INT8, 2, { 1, 50 }, 0.011f, 3 }, { INT16, 3, { 2, 3, 50 }, 0.00043f, 0 } }, 0xc61ee592 },
    { "logical_and", 86, 0, 0, 0, 3, { { BOOL, 3, { 3, 1, 4 }, 0, 0 }, { BOOL, 2, { 5, 1 }, 0, 0 }, { BOOL, 3, { 3, 5, 4 }, 0, 0 } }, 0xdbfbade7 },
    { "logical_or", 84, 0, 0, 0, 3, { { BOOL, 3, { 3, 1, 4 }, 0, 0 }, { BOOL, 2, { 5, 1 }, 0, 0 }, { BOOL, 3, { 3, 5, 4 }, 0, 0 } }, 0xbdb06354 },
    { "equal int8", 71, 0, 0, 0, 3, { { INT8, 1, { 300 }, 0.05f, -7 }, { INT8, 1, { 1 }, 0.05f, -9 }, { BOOL, 1, { 300 }, 0, 0 } }, 0xf2363632 },
    { "equal int8 scales", 71, 0, 0, 0, 3, { { INT8, 2, { 16, 1 }, 0.04f, 5 }, { INT8, 1, { 17 }, 0.02f, 3 }, { BOOL, 2, { 16, 17 }, 0, 0 } }, 0xe9b80649 },
    { "equal int32", 71, 0, 0, 0, 3, { { INT32, 1, { 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x0a5b0307 },
    { "equal int64", 71, 0, 0, 0, 3, { { INT64, 1, { 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x351a2b7d },
    { "equal float32", 71, 0, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { BOOL, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x9a382f28 },
    { "equal bool", 71, 0, 0, 0, 3, { { BOOL, 1, { 9 }, 0, 0 }, { BOOL, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x414c6188 },
    { "not_equal int8", 72, 0, 0, 0, 3, { { INT8, 1, { 300 }, 0.05f, -7 }, { INT8, 1, { 1 }, 0.05f, -9 }, { BOOL, 1, { 300 }, 0, 0 } }, 0xcedac51d },
    { "not_equal int8 scales", 72, 0, 0, 1, 3, { { INT8, 2, { 16, 1 }, 0.04f, 5 }, { INT8, 1, { 17 }, 0.02f, 3 }, { BOOL, 2, { 16, 17 }, 0, 0 } }, 0x8880275a },
    { "not_equal int32", 72, 0, 0, 0, 3, { { INT32, 1, { 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0xb5ea622a },
    { "not_equal int64", 72, 0, 0, 0, 3, { { INT64, 1, { 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x8aab4a50 },
    { "not_equal float32", 72, 0, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { BOOL, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x636e8057 },
    { "not_equal bool", 72, 0, 0, 0, 3, { { BOOL, 1, { 9 }, 0, 0 }, { BOOL, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0xfefd00a5 },
    { "greater int8", 61, 0, 0, 0, 3, { { INT8, 1, { 300 }, 0.05f, -7 }, { INT8, 1, { 1 }, 0.05f, -9 }, { BOOL, 1, { 300 }, 0, 0 } }, 0xed7f7e8e },
    { "greater int8 scales", 61, 0, 0, 0, 3, { { INT8, 2, { 16, 1 }, 0.04f, 5 }, { INT8, 1, { 17 }, 0.02f, 3 }, { BOOL, 2, { 16, 17 }, 0, 0 } }, 0x5dec0205 },
    { "greater int32", 61, 0, 0, 0, 3, { { INT32, 1, { 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x31ec37f9 },
    { "greater int64", 61, 0, 0, 0, 3, { { INT64, 1, { 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x3a8b1e7d },
    { "greater float32", 61, 0, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { BOOL, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x91ee4e1c },
    { "greater_equal int8", 62, 0, 0, 0, 3, { { INT8, 1, { 300 }, 0.05f, -7 }, { INT8, 1, { 1 }, 0.05f, -9 }, { BOOL, 1, { 300 }, 0, 0 } }, 0x130702d5 },
    { "greater_equal int8 scales", 62, 0, 0, 1, 3, { { INT8, 2, { 16, 1 }, 0.04f, 5 }, { INT8, 1, { 17 }, 0.02f, 3 }, { BOOL, 2, { 16, 17 }, 0, 0 } }, 0x7e72b110 },
    { "greater_equal int32", 62, 0, 0, 0, 3, { { INT32, 1, { 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x0efe6f00 },
    { "greater_equal int64", 62, 0, 0, 0, 3, { { INT64, 1, { 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x3ad86efe },
    { "greater_equal float32", 62, 0, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { BOOL, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0xa1c777ae },
    { "less int8", 58, 0, 0, 0, 3, { { INT8, 1, { 300 }, 0.05f, -7 }, { INT8, 1, { 1 }, 0.05f, -9 }, { BOOL, 1, { 300 }, 0, 0 } }, 0x2febf1fa },
    { "less int8 scales", 58, 0, 0, 0, 3, { { INT8, 2, { 16, 1 }, 0.04f, 5 }, { INT8, 1, { 17 }, 0.02f, 3 }, { BOOL, 2, { 16, 17 }, 0, 0 } }, 0x3c3f83de },
    { "less int32", 58, 0, 0, 0, 3, { { INT32, 1, { 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0xb14f0e2d },
    { "less int64", 58, 0, 0, 0, 3, { { INT64, 1, { 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x85690fd3 },
    { "less float32", 58, 0, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { BOOL, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x5891d8d1 },
    { "less_equal int8", 63, 0, 0, 0, 3, { { INT8, 1, { 300 }, 0.05f, -7 }, { INT8, 1, { 1 }, 0.05f, -9 }, { BOOL, 1, { 300 }, 0, 0 } }, 0xd1938da1 },
    { "less_equal int8 scales", 63, 0, 0, 1, 3, { { INT8, 2, { 16, 1 }, 0.04f, 5 }, { INT8, 1, { 17 }, 0.02f, 3 }, { BOOL, 2, { 16, 17 }, 0, 0 } }, 0x300c1412 },
    { "less_equal int32", 63, 0, 0, 0, 3, { { INT32, 1, { 9 }, 0, 0 }, { INT32, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x8e5d56d4 },
    { "less_equal int64", 63, 0, 0, 0, 3, { { INT64, 1, { 9 }, 0, 0 }, { INT64, 2, { 5, 1 }, 0, 0 }, { BOOL, 2, { 5, 9 }, 0, 0 } }, 0x853a7f50 },
    { "less_equal float32", 63, 0, 0, 0, 3, { { FLOAT32, 6, { 2, 1, 3, 1, 2, 1 }, 0, 0 }, { FLOAT32, 6, { 1, 3, 1, 2, 1, 5 }, 0, 0 }, { BOOL, 6, { 2, 3, 3, 2, 2, 5 }, 0, 0 } }, 0x68b8e163 },
    { "select_v2 int8", 123, 0, 0, 0, 4, { { BOOL, 3, { 3, 1, 4 }, 0, 0 }, { INT8, 2, { 5, 1 }, 0.05f, -3 }, { INT8, 2, { 1, 4 }, 0.05f, -3 }, { INT8, 3, { 3, 5, 4 }, 0.05f, -3 } }, 0x62994d42 },
    { "select_v2 int16", 123, 0, 0, 0, 4, { { BOOL, 3, { 3, 1, 4 }, 0, 0 }, { INT16, 2, { 5, 1 }, 0.0005f, 0 }, { INT16, 2, { 1, 4 }, 0.0005f, 0 }, { INT16, 3, { 3, 5, 4 }, 0.0005f, 0 } }, 0x50815b5e },
    { "select_v2 float32", 123, 0, 0, 0, 4, { { BOOL, 3, { 3, 1, 4 }, 0, 0 }, { FLOAT32, 2, { 5, 1 }, 0, 0 }, { FLOAT32, 2, { 1, 4 }, 0, 0 }, { FLOAT32, 3, { 3, 5, 4 }, 0, 0 } }, 0x1d5191dd },
    { "select_v2 same", 123, 0, 0, 1, 4, { { BOOL, 2, { 3, 4 }, 0, 0 }, { INT8, 2, { 3, 4 }, 1.0f, 0 }, { INT8, 2, { 3, 4 }, 1.0f, 0 }, { INT8, 2, { 3, 4 }, 1.0f, 0 } }, 0x8c2e6eb2 },
    { "add_n float32 2", 106, 0, 0, 0, 3, { { FLOAT32, 2, { 5, 7 }, 0, 0 }, { FLOAT32, 2, { 5, 7 }, 0, 0 }, { FLOAT32, 2, { 5, 7 }, 0, 0 } }, 0x8aff05d3 },
    { "add_n float32 3", 106, 0, 0, 0, 4, { { FLOAT32, 2, { 5, 7 }, 0, 0 }, { FLOAT32, 2, { 5, 7 }, 0, 0 }, { FLOAT32, 2, { 5, 7 }, 0, 0 }, { FLOAT32, 2, { 5, 7 }, 0, 0 } }, 0x99a8d885 },
    { "add_n int8", 106, 0, 0, 2, 5, { { INT8, 2, { 5, 70 }, 0.05f, -7 }, { INT8, 2, { 5, 70 }, 0.05f, -7 }, { INT8, 2, { 5, 70 }, 0.05f, -7 }, { INT8, 2, { 5, 70 }, 0.05f, -7 }, { INT8, 2, { 5, 70 }, 0.11f, 9 } }, 0x827839e7 },
    { "cast float32 to int8", 53, 0, 0, 0, 2, { { FLOAT32, 2, { 5, 60 }, 0, 0 }, { INT8, 2, { 5, 60 }, 0, 0 } }, 0xe1210c16 },
    { "cast float32 to int16", 53, 0, 0, 0, 2, { { FLOAT32, 2, { 5, 60 }, 0, 0 }, { INT16, 2, { 5, 60 }, 0, 0 } }, 0xf4bc8897 },
    { "cast float32 to int32", 53, 0, 0, 0, 2, { { FLOAT32, 2, { 5, 60 }, 0, 0 }, { INT32, 2, { 5, 60 }, 0, 0 } }, 0x7de63bfa },
    { "cast float32 to bool", 53, 0, 0, 0, 2, { { FLOAT32, 2, { 5, 60 }, 0, 0 }, { BOOL, 2, { 5, 60 }, 0, 0 } }, 0xeb764d7a },
    { "cast float32 to uint32", 53, 0, 0, 0, 2, { { FLOAT32, 2, { 5, 60 }, 0, 0 }, { UINT32, 2, { 5, 60 }, 0, 0 } }, 0x04768b43 },
    { "cast int8 to float32", 53, 0, 0, 0, 2, { { INT8, 2, { 5, 60 }, 0, 0 }, { FLOAT32, 2, { 5, 60 }, 0, 0 } }, 0x6453db7e },
    { "cast int8 to int16", 53, 0, 0, 0, 2, { { INT8, 2, { 5, 60 }, 0, 0 }, { INT16, 2, { 5, 60 }, 0, 0 } }, 0xc43c2b21 },
    { "cast int8 to int32", 53, 0, 0, 0, 2, { { INT8, 2, { 5, 60 }, 0, 0 }, { INT32, 2, { 5, 60 }, 0, 0 } }, 0xff590cb8 },
    { "cast int8 to bool", 53, 0, 0, 0, 2, { { INT8, 2, { 5, 60 }, 0, 0 }, { BOOL, 2, { 5, 60 }, 0, 0 } }, 0x1574b117 },
    { "cast int8 to uint32", 53, 0, 0, 0, 2, { { INT8, 2, { 5, 60 }, 0, 0 }, { UINT32, 2, { 5, 60 }, 0, 0 } }, 0xff590cb8 },
    { "cast int16 to float32", 53, 0, 0, 0, 2, { { INT16, 2, { 5, 60 }, 0, 0 }, { FLOAT32, 2, { 5, 60 }, 0, 0 } }, 0x6fab626a },
    { "cast int16 to int8", 53, 0, 0, 0, 2, { { INT16, 2, { 5, 60 }, 0, 0 }, { INT8, 2, { 5, 60 }, 0, 0 } }, 0xf35f6000 },
    { "cast int16 to int32", 53, 0, 0, 0, 2, { { INT16, 2, { 5, 60 }, 0, 0 }, { INT32, 2, { 5, 60 }, 0, 0 } }, 0x123d2f94 },
    { "cast int16 to bool", 53, 0, 0, 0, 2, { { INT16, 2, { 5, 60 }, 0, 0 }, { BOOL, 2, { 5, 60 }, 0, 0 } }, 0x388d4070 },
    { "cast int16 to uint32", 53, 0, 0, 0, 2, { { INT16, 2, { 5, 60 }, 0, 0 }, { UINT32, 2, { 5, 60 }, 0, 0 } }, 0x123d2f94 },
    { "cast int32 to float32", 53, 0, 0, 0, 2, { { INT32, 2, { 5, 60 }, 0, 0 }, { FLOAT32, 2, { 5, 60 }, 0, 0 } }, 0x3ee1a892 },
    { "cast int32 to int8", 53, 0, 0, 0, 2, { { INT32, 2, { 5, 60 }, 0, 0 }, { INT8, 2, { 5, 60 }, 0, 0 } }, 0xfad8bd2d },
    { "cast int32 to int16", 53, 0, 0, 0, 2, { { INT32, 2, { 5, 60 }, 0, 0 }, { INT16, 2, { 5, 60 }, 0, 0 } }, 0xf25c4720 },
    { "cast int32 to bool", 53, 0, 0, 0, 2, { { INT32, 2, { 5, 60 }, 0, 0 }, { BOOL, 2, { 5, 60 }, 0, 0 } }, 0x388d4070 },
    { "cast int32 to uint32", 53, 0, 0, 0, 2, { { INT32, 2, { 5, 60 }, 0, 0 }, { UINT32, 2, { 5, 60 }, 0, 0 } }, 0x4b95ef75 },
    { "cast bool to float32", 53, 0, 0, 0, 2, { { BOOL, 2, { 5, 60 }, 0, 0 }, { FLOAT32, 2, { 5, 60 }, 0, 0 } }, 0x1128adbe },
    { "cast bool to int8", 53, 0, 0, 0, 2, { { BOOL, 2, { 5, 60 }, 0, 0 }, { INT8, 2, { 5, 60 }, 0, 0 } }, 0x00e67e00 },
    { "cast bool to int16", 53, 0, 0, 0, 2, { { BOOL, 2, { 5, 60 }, 0, 0 }, { INT16, 2, { 5, 60 }, 0, 0 } }, 0x6be3f643 },
    { "cast bool to int32", 53, 0, 0, 0, 2, { { BOOL, 2, { 5, 60 }, 0, 0 }, { INT32, 2, { 5, 60 }, 0, 0 } }, 0xf530340b },
    { "cast bool to uint32", 53, 0, 0, 0, 2, { { BOOL, 2, { 5, 60 }, 0, 0 }, { UINT32, 2, { 5, 60 }, 0, 0 } }, 0xf530340b },
    { "cast uint32 to float32", 53, 0, 0, 0, 2, { { UINT32, 2, { 5, 60 }, 0, 0 }, { FLOAT32, 2, { 5, 60 }, 0, 0 } }, 0x60122f79 },
    { "cast uint32 to int8", 53, 0, 0, 0, 2, { { UINT32, 2, { 5, 60 }, 0, 0 }, { INT8, 2, { 5, 60 }, 0, 0 } }, 0xfad8bd2d },
    { "cast uint32 to int16", 53, 0, 0, 0, 2, { { UINT32, 2, { 5, 60 }, 0, 0 }, { INT16, 2, { 5, 60 }, 0, 0 } }, 0xf25c4720 },
    { "cast uint32 to int32", 53, 0, 0, 0, 2, { { UINT32, 2, { 5, 60 }, 0, 0 }, { INT32, 2, { 5, 60 }, 0, 0 } }, 0x4b95ef75 },
    { "cast uint32 to bool", 53, 0, 0, 0, 2, { { UINT32, 2, { 5, 60 }, 0, 0 }, { BOOL, 2, { 5, 60 }, 0, 0 } }, 0x388d4070 },
    { "dequantize uint8", 6, 0, 0, 0, 2, { { UINT8, 1, { 300 }, 0.0417f, 77 }, { FLOAT32, 1, { 300 }, 0, 0 } }, 0x1cf87a28 },
    { "dequantize int8", 6, 0, 0, 0, 2, { { INT8, 1, { 300 }, 0.0417f, -77 }, { FLOAT32, 1, { 300 }, 0, 0 } }, 0xd72e78fb },
    { "quantize int8 to uint8", 114, 0, 0, 0, 2, { { INT8, 1, { 300 }, 0.0417f, -77 }, { UINT8, 1, { 300 }, 0.033f, 101 } }, 0x6d399a1b },
};
/* clang-format on */

const size_t elementwise_samples_count =
    sizeof(elementwise_samples) / sizeof(elementwise_samples[0]);

size_t elementwise_element_bytes(uint8_t type)
{
    switch (type) {
    case FLOAT32:
    case INT32:
    case UINT32:
        return 4;
    case INT64:
        return 8;
    case INT16:
        return 2;
    default:
        return 1;
    }
}

/* The uppermost bits of 64, as many as the type has. */
static void put_element(uint8_t type, uint8_t *dst, uint64_t bits)
{
    const uint16_t half = (uint16_t)(bits >> 48);
    const uint32_t word = (uint32_t)(bits >> 32);
    const float real = (float)((int32_t)half - 32768) / 256.0f;

    switch (type) {
    case FLOAT32:
        memcpy(dst, &real, sizeof(real));
        break;
    case INT32:
    case UINT32:
        memcpy(dst, &word, sizeof(word));
        break;
    case INT64:
        memcpy(dst, &bits, sizeof(bits));
        break;
    case INT16:
        memcpy(dst, &half, sizeof(half));
        break;
    case BOOL:
        *dst = (uint8_t)(bits >> 63);
        break;
    default:
        *dst = (uint8_t)(bits >> 56);
    }
}

/* A number that every type has. */
static void put_small(uint8_t type, uint8_t *dst, int32_t v)
{
    if (type == FLOAT32) {
        put_element(type, dst, (uint64_t)(32768 + 256 * v) << 48);
    } else {
        const size_t bits = type == BOOL ? 1 : 8 * elementwise_element_bytes(type);
        put_element(type, dst, (uint64_t)(int64_t)v << (64 - bits));
    }
}

static uint64_t next_of(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state;
}

void elementwise_fill(uint8_t type, void *dst, size_t bytes, uint32_t seed)
{
    const size_t size = elementwise_element_bytes(type), n = bytes / size;
    uint64_t state = seed * 0x9e3779b97f4a7c15u;

    for (size_t i = 0; i < n; i++) {
        uint8_t *p = (uint8_t *)dst + i * size;
        if (seed == ELEMENTWISE_RISING) {
            put_element(type, p, n > 1 ? UINT64_MAX / (n - 1) * i : 0);
        } else if (seed == ELEMENTWISE_SMALL) {
            put_small(type, p, (int32_t)(next_of(&state) >> 61) - 3);
        } else {
            put_element(type, p, next_of(&state));
        }
    }
}

/* A constant has no element that is 0 or an even zero point, by which DIV would divide. */
static void fill_constant(const struct flat_tensor *t, uint8_t *dst, uint32_t seed)
{
    const size_t size = elementwise_element_bytes(t->type);
    uint64_t state = seed * 0x9e3779b97f4a7c15u;

    for (size_t i = 0; i < t->bytes / size; i++) {
        const uint64_t bits = next_of(&state);
        if (i % 2 == 0 && t->type != BOOL) {
            put_small(t->type, dst + i * size, (int32_t)(bits >> 62) * 2 - 3);
        } else {
            put_element(t->type, dst + i * size,
                        bits | (uint64_t)1 << (64 - (size < 4 ? 8 * size : 32)));
        }
    }
}

void elementwise_build(const struct elementwise_sample *sample, struct elementwise_model *m)
{
    memset(m, 0, sizeof(*m));
    m->model = (struct flat_model){ sample->n_tensors,    1, m->tensors, &m->op, sample->input,
                                    sample->n_tensors - 1 };
    m->op.code = sample->code;
    m->op.n_inputs = sample->n_tensors - 1;
    m->op.n_outputs = 1;
    m->op.outputs[0] = sample->n_tensors - 1;
    m->op.options[0] = sample->option;
    m->op.options_type = sample->options_type;
    if (sample->options_type != 0) {
        m->op.option_sizes = sample->options_type == LEAKY_RELU_OPTIONS ? "4" : "1";
    }
    for (int i = 0; i < sample->n_tensors; i++) {
        const struct elementwise_tensor *from = &sample->tensors[i];
        struct flat_tensor *t = &m->tensors[i];
        t->type = from->type;
        t->rank = from->rank;
        t->bytes = (uint32_t)elementwise_element_bytes(from->type);
        for (int k = 0; k < from->rank; k++) {
            t->dims[k] = from->dims[k];
            t->bytes *= (uint32_t)from->dims[k];
        }
        m->scales[i] = from->scale;
        t->n_scales = from->scale != 0.0f;
        t->scales = &m->scales[i];
        t->zero_point = from->zero;
        if (i < m->op.n_inputs) {
            m->op.inputs[i] = i;
        }
        if (i < m->op.n_inputs && i != sample->input) {
            fill_constant(t, (uint8_t *)m->constants[i], CONSTANT_SEED + (uint32_t)i);
            t->data = m->constants[i];
        }
    }
}
