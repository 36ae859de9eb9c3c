/*
 * samples.c - all small models of tests/infer. API: samples.h
 */
#include "samples.h"

#include "flat_writer.h"
#include "sample_elementwise.h"
#include "sample_models.h"
#include "sample_operators.h"
#include "sample_states.h"

static uint8_t *write_elementwise(const struct elementwise_sample *sample, size_t *size)
{
    struct elementwise_model m;

    elementwise_build(sample, &m);
    return flat_write(&m.model, size);
}

uint8_t *sample_file(size_t index, size_t *size)
{
    static const struct flat_model *const networks[] = { &sample_classifier, &sample_elementwise,
                                                         &sample_axes };
    const size_t count = sizeof(networks) / sizeof(networks[0]);

    if (index < count) {
        return flat_write(networks[index], size);
    }
    index -= count;
    if (index < operator_samples_count) {
        return flat_write(&operator_samples[index].model, size);
    }
    index -= operator_samples_count;
    if (index < state_samples_count) {
        return flat_write(&state_samples[index].model, size);
    }
    index -= state_samples_count;
    return index < elementwise_samples_count ? write_elementwise(&elementwise_samples[index], size)
                                             : NULL;
}
