/* operators_int8.h - thirteen operators on int8 that most networks for vision and audio need. */
#define OTAML_OPERATORS(X)                                                                         \
    X(add_int8)                                                                                    \
    X(average_pool_2d_int8)                                                                        \
    X(conv_2d_int8)                                                                                \
    X(depthwise_conv_2d_int8)                                                                      \
    X(dequantize_int8)                                                                             \
    X(fully_connected_int8)                                                                        \
    X(logistic_int8)                                                                               \
    X(max_pool_2d_int8)                                                                            \
    X(mean_int8)                                                                                   \
    X(pad_any)                                                                                     \
    X(quantize_float32)                                                                            \
    X(quantize_int8)                                                                               \
    X(reshape_any)                                                                                 \
    X(softmax_int8)
