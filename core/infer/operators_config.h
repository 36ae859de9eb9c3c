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
    X(add_int8)                                                                                    \
    X(add_int16)                                                                                   \
    X(add_float32)                                                                                 \
    X(arg_max_int8)                                                                                \
    X(arg_max_float32)                                                                             \
    X(arg_min_int8)                                                                                \
    X(arg_min_float32)                                                                             \
    X(average_pool_2d_int8)                                                                        \
    X(average_pool_2d_int16)                                                                       \
    X(average_pool_2d_float32)                                                                     \
    X(batch_matmul_int8)                                                                           \
    X(batch_matmul_int16)                                                                          \
    X(batch_matmul_float32)                                                                        \
    X(batch_to_space_nd_any)                                                                       \
    X(broadcast_args_any)                                                                          \
    X(broadcast_to_any)                                                                            \
    X(concatenation_any)                                                                           \
    X(conv_2d_int8)                                                                                \
    X(conv_2d_int16)                                                                               \
    X(conv_2d_float32)                                                                             \
    X(cumsum_int8)                                                                                 \
    X(cumsum_float32)                                                                              \
    X(depth_to_space_any)                                                                          \
    X(depthwise_conv_2d_int8)                                                                      \
    X(depthwise_conv_2d_int16)                                                                     \
    X(depthwise_conv_2d_float32)                                                                   \
    X(dequantize_int8)                                                                             \
    X(dequantize_int16)                                                                            \
    X(div_float32)                                                                                 \
    X(dynamic_update_slice_any)                                                                    \
    X(embedding_lookup_any)                                                                        \
    X(expand_dims_any)                                                                             \
    X(fill_any)                                                                                    \
    X(fully_connected_int8)                                                                        \
    X(fully_connected_int16)                                                                       \
    X(fully_connected_float32)                                                                     \
    X(gather_any)                                                                                  \
    X(gather_nd_any)                                                                               \
    X(hard_swish_int8)                                                                             \
    X(l2_normalization_int8)                                                                       \
    X(leaky_relu_int8)                                                                             \
    X(leaky_relu_int16)                                                                            \
    X(log_softmax_int8)                                                                            \
    X(logistic_int8)                                                                               \
    X(max_pool_2d_int8)                                                                            \
    X(max_pool_2d_int16)                                                                           \
    X(max_pool_2d_float32)                                                                         \
    X(maximum_any)                                                                                 \
    X(mean_int8)                                                                                   \
    X(mean_int16)                                                                                  \
    X(mean_float32)                                                                                \
    X(minimum_any)                                                                                 \
    X(mirror_pad_any)                                                                              \
    X(mul_int8)                                                                                    \
    X(mul_int16)                                                                                   \
    X(mul_float32)                                                                                 \
    X(pack_any)                                                                                    \
    X(pad_any)                                                                                     \
    X(padv2_any)                                                                                   \
    X(quantize_int8)                                                                               \
    X(quantize_int16)                                                                              \
    X(quantize_int32)                                                                              \
    X(quantize_uint8)                                                                              \
    X(quantize_float32)                                                                            \
    X(reduce_all_bool)                                                                             \
    X(reduce_max_int8)                                                                             \
    X(reduce_max_float32)                                                                          \
    X(reduce_min_int8)                                                                             \
    X(reduce_min_float32)                                                                          \
    X(reduce_sum_int8)                                                                             \
    X(reduce_sum_int16)                                                                            \
    X(reduce_sum_float32)                                                                          \
    X(reshape_any)                                                                                 \
    X(resize_bilinear_int8)                                                                        \
    X(resize_bilinear_float32)                                                                     \
    X(resize_nearest_neighbor_any)                                                                 \
    X(reverse_v2_any)                                                                              \
    X(shape_any)                                                                                   \
    X(slice_any)                                                                                   \
    X(softmax_int8)                                                                                \
    X(softmax_int16)                                                                               \
    X(softmax_float32)                                                                             \
    X(space_to_batch_nd_any)                                                                       \
    X(space_to_depth_any)                                                                          \
    X(split_any)                                                                                   \
    X(split_v_any)                                                                                 \
    X(squeeze_any)                                                                                 \
    X(strided_slice_any)                                                                           \
    X(sub_int8)                                                                                    \
    X(sub_int16)                                                                                   \
    X(sub_float32)                                                                                 \
    X(svdf_int8)                                                                                   \
    X(svdf_float32)                                                                                \
    X(tanh_int8)                                                                                   \
    X(transpose_any)                                                                               \
    X(transpose_conv_any)                                                                          \
    X(unidirectional_sequence_lstm_int8)                                                           \
    X(unidirectional_sequence_lstm_int16)                                                          \
    X(unidirectional_sequence_lstm_float32)                                                        \
    X(unpack_any)                                                                                  \
    X(zeros_like_any)

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
