/*
 * sample_models.h - three small models written by flat_writer, with constants from a fixed
 * pseudo-random sequence. Between them they use every int8 operator.
 */
#ifndef OTAML_TEST_SAMPLE_MODELS_H
#define OTAML_TEST_SAMPLE_MODELS_H

#include "flat_writer.h"

/*
 * tensor  0 int8 [1,6,5,3]
 *   0 CONV_2D 3x3, stride 2, SAME, RELU6, one scale a channel (one of them negative) -> 3
 *   1 DEPTHWISE_CONV_2D 2x2, stride 1, VALID, two outputs for each channel          -> 6
 *   2 AVERAGE_POOL_2D 2x2, VALID                                                    -> 7
 *   3 RESHAPE                                                                       -> 9
 *   4 FULLY_CONNECTED, RELU                                                         -> 12
 *   5 SOFTMAX                                                                       -> 13
 */
extern const struct flat_model sample_classifier;

/*
 * tensor  0 float32 [1,4,4,2]
 *   0 QUANTIZE                                -> 1
 *   1 PAD by (1,2) rows and (0,1) columns     -> 3
 *   2 LEAKY_RELU 0.3                          -> 4
 *   3 ADD, tensors 3 and 4                    -> 5
 *   4 MAX_POOL_2D 2x3, stride 2 x 1, SAME     -> 6
 *   5 ADD, tensor 6 and the constant 7 [2]    -> 8
 *   6 DEQUANTIZE                              -> 9
 */
extern const struct flat_model sample_elementwise;

/*
 * tensor  0 int8 [2,3,4,2]
 *   0 TRANSPOSE 0,2,1,3         -> 2
 *   1 LOGISTIC                  -> 3
 *   2 MEAN over axes 1 and -2   -> 5 [2,2]
 * with metadata, the second of a name that no terminal should see
 */
extern const struct flat_model sample_axes;

#endif /* OTAML_TEST_SAMPLE_MODELS_H */
