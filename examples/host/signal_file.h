/*
 * signal_file.h - what a sensor gave, from a file: sound and vibration from a WAV file (or what
 * else libsndfile reads without loss: FLAC), rows of several numbers from a CSV file.
 */
#ifndef OTAML_EXAMPLE_SIGNAL_FILE_H
#define OTAML_EXAMPLE_SIGNAL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task.h"

/* A whole signal. */
struct signal_file {
    int16_t *frames; /* of the task's channels */
    size_t count;    /* frames; at least one window of the task */
    uint32_t *lines; /* of a CSV file: the line of each frame, counted from 1; else NULL */
};

/* Read a file as the task's sensor would have given it. False after a message: it cannot be read,
 * it is of another rate or number of channels, or there is no whole window in it. */
bool signal_file_read(struct signal_file *s, const struct task *task, const char *path);

/* Also after a failed read, and of one that is zeroed. */
void signal_file_free(struct signal_file *s);

/* Where a frame is, for people: "LINE", or "SECONDS.mmm". */
void signal_file_place(const struct signal_file *s, const struct task *task, size_t frame,
                       char text[24]);

#endif /* OTAML_EXAMPLE_SIGNAL_FILE_H */
