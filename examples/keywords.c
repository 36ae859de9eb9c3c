/*
 * keywords.c - the words in a WAV file.
 */
#include "example.h"

int main(int argc, char **argv)
{
    const struct example e = {
        .task = &task_keywords,
        .signal = "a WAV or FLAC file of sound, mono, 16 kHz",
        .hop_per_s = 1000,
    };

    return example_main(&e, argc, argv);
}
