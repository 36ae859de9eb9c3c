/*
 * operators_config.h - which operators a build has: one line for an operator and a type.
 *
 * A line left out costs no byte: nothing else refers to the operator's file, so the linker
 * does not take it from the archive. To choose, copy this file, delete lines, and compile
 * core/infer with -DOTAML_OPERATORS_CONFIG='"my_operators.h"'. Standard: all of them.
 */
#ifndef OTAML_OPERATORS_CONFIG_H
#define OTAML_OPERATORS_CONFIG_H

#define OTAML_OPERATORS(X)                                                                         \
    X(abs_int8)                                                                                    \
    X(abs_int16)                                                                                   \
    X(abs_float32)                                                                                 \
    X(add_int8)                                                                                    \
    X(add_int16)                                                                                   \
    X(add_int32)                                                                                   \
    X(add_float32)                                                                                 \
    X(add_n_int8)                                                                                  \
    X(add_n_float32)                                                                               \
    X(average_pool_2d_int8)                                                                        \
    X(average_pool_2d_int16)                                                                       \
    X(average_pool_2d_float32)                                                                     \
    X(cast_any)                                                                                    \
    X(ceil_float32)                                                                                \
    X(concatenation_any)                                                                           \
    X(conv_2d_int8)                                                                                \
    X(conv_2d_int16)                                                                               \
    X(conv_2d_float32)                                                                             \
    X(cos_float32)                                                                                 \
    X(depthwise_conv_2d_int8)                                                                      \
    X(depthwise_conv_2d_int16)                                                                     \
    X(depthwise_conv_2d_float32)                                                                   \
    X(dequantize_int8)                                                                             \
    X(dequantize_int16)                                                                            \
    X(dequantize_uint8)                                                                            \
    X(div_int8)                                                                                    \
    X(div_int32)                                                                                   \
    X(div_float32)                                                                                 \
    X(elu_int8)                                                                                    \
    X(elu_float32)                                                                                 \
    X(equal_any)                                                                                   \
    X(exp_float32)                                                                                 \
    X(expand_dims_any)                                                                             \
    X(floor_float32)                                                                               \
    X(floor_div_float32)                                                                           \
    X(floor_mod_float32)                                                                           \
    X(fully_connected_int8)                                                                        \
    X(fully_connected_int16)                                                                       \
    X(fully_connected_float32)                                                                     \
    X(greater_any)                                                                                 \
    X(greater_equal_any)                                                                           \
    X(hard_swish_int8)                                                                             \
    X(hard_swish_float32)                                                                          \
    X(leaky_relu_int8)                                                                             \
    X(leaky_relu_int16)                                                                            \
    X(leaky_relu_float32)                                                                          \
    X(less_any)                                                                                    \
    X(less_equal_any)                                                                              \
    X(log_float32)                                                                                 \
    X(logical_and_bool)                                                                            \
    X(logical_not_bool)                                                                            \
    X(logical_or_bool)                                                                             \
    X(logistic_int8)                                                                               \
    X(logistic_int16)                                                                              \
    X(logistic_float32)                                                                            \
    X(max_pool_2d_int8)                                                                            \
    X(max_pool_2d_int16)                                                                           \
    X(max_pool_2d_float32)                                                                         \
    X(maximum_any)                                                                                 \
    X(mean_int8)                                                                                   \
    X(minimum_any)                                                                                 \
    X(mul_int8)                                                                                    \
    X(mul_int16)                                                                                   \
    X(mul_int32)                                                                                   \
    X(mul_float32)                                                                                 \
    X(neg_float32)                                                                                 \
    X(not_equal_any)                                                                               \
    X(pack_any)                                                                                    \
    X(pad_any)                                                                                     \
    X(prelu_int8)                                                                                  \
    X(prelu_int16)                                                                                 \
    X(prelu_float32)                                                                               \
    X(quantize_int8)                                                                               \
    X(quantize_int16)                                                                              \
    X(quantize_int32)                                                                              \
    X(quantize_uint8)                                                                              \
    X(quantize_float32)                                                                            \
    X(relu_int8)                                                                                   \
    X(relu_int16)                                                                                  \
    X(relu_float32)                                                                                \
    X(relu6_int8)                                                                                  \
    X(relu6_int16)                                                                                 \
    X(relu6_float32)                                                                               \
    X(reshape_any)                                                                                 \
    X(round_float32)                                                                               \
    X(rsqrt_int8)                                                                                  \
    X(rsqrt_int16)                                                                                 \
    X(rsqrt_float32)                                                                               \
    X(select_v2_bool)                                                                              \
    X(shape_any)                                                                                   \
    X(sin_float32)                                                                                 \
    X(softmax_int8)                                                                                \
    X(softmax_int16)                                                                               \
    X(softmax_float32)                                                                             \
    X(split_any)                                                                                   \
    X(split_v_any)                                                                                 \
    X(sqrt_float32)                                                                                \
    X(square_float32)                                                                              \
    X(squared_difference_int8)                                                                     \
    X(squared_difference_int16)                                                                    \
    X(squared_difference_int32)                                                                    \
    X(squared_difference_float32)                                                                  \
    X(squeeze_any)                                                                                 \
    X(strided_slice_any)                                                                           \
    X(sub_int8)                                                                                    \
    X(sub_int16)                                                                                   \
    X(sub_int32)                                                                                   \
    X(sub_float32)                                                                                 \
    X(svdf_int8)                                                                                   \
    X(svdf_float32)                                                                                \
    X(tanh_int8)                                                                                   \
    X(tanh_int16)                                                                                  \
    X(tanh_float32)                                                                                \
    X(transpose_any)                                                                               \
    X(transpose_conv_any)                                                                          \
    X(unidirectional_sequence_lstm_int8)                                                           \
    X(unidirectional_sequence_lstm_int16)                                                          \
    X(unidirectional_sequence_lstm_float32)                                                        \
    X(unpack_any)

/* Custom operators: the audio front end of TensorFlow Lite Micro's signal library. */
#define OTAML_CUSTOM_OPERATORS(X)                                                                  \
    X(signal_delay)                                                                                \
    X(signal_energy)                                                                               \
    X(signal_fft_auto_scale)                                                                       \
    X(signal_filter_bank)                                                                          \
    X(signal_filter_bank_log)                                                                      \
    X(signal_filter_bank_spectral_subtraction)                                                     \
    X(signal_filter_bank_square_root)                                                              \
    X(signal_framer)                                                                               \
    X(signal_irfft_int16)                                                                          \
    X(signal_irfft_int32)                                                                          \
    X(signal_irfft_float32)                                                                        \
    X(signal_overlap_add_int16)                                                                    \
    X(signal_overlap_add_float32)                                                                  \
    X(signal_pcan)                                                                                 \
    X(signal_rfft_int16)                                                                           \
    X(signal_rfft_int32)                                                                           \
    X(signal_rfft_float32)                                                                         \
    X(signal_stacker)                                                                              \
    X(signal_window)

#endif /* OTAML_OPERATORS_CONFIG_H */
