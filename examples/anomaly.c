/*
 * anomaly.c - whether a motor is healthy, by each second of its vibration in a WAV file.
 */
#include "example.h"

int main(int argc, char **argv)
{
    const struct example e = {
        .task = &task_anomaly,
        .signal = "a WAV or FLAC file of vibration, mono, 16 kHz, full scale 16 g, 1.024 s each",
        .has_threshold = true,
    };

    return example_main(&e, argc, argv);
}
