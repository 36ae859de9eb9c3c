/*
 * reference.h - the operators as TensorFlow Lite defines them, in doubles and the C library's
 * frexp and llround, one output value at a time. Slow, simple, and shares nothing with core/.
 */
#ifndef OTAML_TEST_REFERENCE_H
#define OTAML_TEST_REFERENCE_H

#include <stdint.h>

/* MultiplyByQuantizedMultiplier(x, QuantizeMultiplier(real)) with double rounding. */
int32_t reference_multiply(int32_t x, double real);
void reference_quantize_multiplier(double real, int64_t *value, int *shift);

int8_t reference_clamp(int64_t x, int32_t min, int32_t max);

/* Geometry of a sliding kernel. */
struct reference_window {
    int in_h, in_w, in_c, out_h, out_w, out_c, k_h, k_w, stride_h, stride_w, pad_top, pad_left;
};

struct reference_quantization {
    float in_scale, out_scale;
    const float *scales; /* one a channel */
    int in_zero, out_zero, min, max;
};

void reference_conv(const struct reference_window *w, const struct reference_quantization *q,
                    const int8_t *in, const int8_t *filter, const int32_t *bias, int8_t *out);
void reference_depthwise(const struct reference_window *w, const struct reference_quantization *q,
                         const int8_t *in, const int8_t *filter, const int32_t *bias, int8_t *out);
void reference_average_pool(const struct reference_window *w, const int8_t *in, int8_t *out);
void reference_max_pool(const struct reference_window *w, const int8_t *in, int8_t *out);

#endif /* OTAML_TEST_REFERENCE_H */
