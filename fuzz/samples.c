/*
 * samples.c - all small models of tests/infer. API: samples.h
 */
#include "samples.h"

#include "flat_writer.h"
#include "sample_models.h"
#include "sample_operators.h"

uint8_t *sample_file(size_t index, size_t *size)
{
    static const struct flat_model *const networks[] = { &sample_classifier, &sample_elementwise,
                                                         &sample_axes };
    const size_t count = sizeof(networks) / sizeof(networks[0]);

    if (index < count) {
        return flat_write(networks[index], size);
    }
    index -= count;
    return index < operator_samples_count ? flat_write(&operator_samples[index].model, size) : NULL;
}
