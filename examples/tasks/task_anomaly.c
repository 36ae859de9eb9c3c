/*
 * task_anomaly.c - is this motor still healthy? A second of its vibration at 16 kHz, told anew by
 * an autoencoder: what it cannot tell well it has not met.
 */
#include "task.h"

#include <string.h>

#define INPUT_SCALE (1.0f / 32) /* of the front end: models/anomaly/README.md */

static const char healthy[] = "healthy", faulty[] = "faulty";

/* The features go into the model as they are. */
static bool fits(const struct task_scales *scales)
{
    return scales->input.scale == INPUT_SCALE && scales->input.zero_point == 0
           && scales->output.scale > 0;
}

static void start(union task_state *s, const struct task_settings *settings)
{
    struct task_anomaly_state *a = &s->anomaly;

    otaml_spectrum_init(&a->front_end);
    memset(a->features, 0, sizeof(a->features));
    a->threshold = settings->threshold;
}

static size_t feed(union task_state *s, const int16_t *frames, size_t count, bool *due)
{
    struct task_anomaly_state *a = &s->anomaly;
    const size_t taken = otaml_spectrum_push(&a->front_end, frames, count);

    *due = otaml_spectrum_features(&a->front_end, a->features) == OTAML_OK;
    return taken;
}

static void fill(union task_state *s, const struct task_scales *scales, int8_t *input)
{
    (void)scales;
    memcpy(input, s->anomaly.features, OTAML_SPECTRUM_FEATURES);
}

/* The mean square of what was told wrongly, in eighths of an octave of power. */
static void judge(const union task_state *s, const struct task_scales *scales, const int8_t *output,
                  struct task_answer *answer)
{
    const struct task_anomaly_state *a = &s->anomaly;
    const float steps = scales->output.scale / INPUT_SCALE; /* of a feature, in one of an output */
    float sum = 0;

    for (uint32_t i = 0; i < OTAML_SPECTRUM_FEATURES; i++) {
        const float told = (float)(output[i] - scales->output.zero_point) * steps;
        const float wrong = (float)a->features[i] - told;
        sum += wrong * wrong;
    }
    answer->score = sum / OTAML_SPECTRUM_FEATURES;
    answer->label = answer->score > a->threshold ? faulty : healthy;
}

const struct task task_anomaly = {
    .name = "anomaly",
    .channels = 1,
    .rate_hz = OTAML_SPECTRUM_RATE_HZ,
    .low = INT16_MIN,
    .high = INT16_MAX,
    .inputs = OTAML_SPECTRUM_FEATURES,
    .outputs = OTAML_SPECTRUM_FEATURES,
    .window = OTAML_SPECTRUM_SAMPLES,
    .hop = OTAML_SPECTRUM_SAMPLES,
    .has_threshold = true,
    .fits = fits,
    .start = start,
    .feed = feed,
    .fill = fill,
    .judge = judge,
};
