/*
 * task.h - what a device can do with a signal: make features of it, and read a model's answer.
 *
 *   frames of the sensor --feed--> features --fill--> model's input
 *                                                     model's output --judge--> answer
 *
 * A task is a constant table of functions; what it keeps between calls lies in a union task_state
 * of the caller, so that a device which changes its task needs RAM for one at a time. The model is
 * none of a task's business (worker.h runs it), but its input and output are: a task says how many
 * int8 values they have, and refuses scales that its features do not have.
 *
 * Nothing here blocks, takes heap or prints; floating point is used only on inputs that are scaled
 * (digits, gestures), and on what comes out.
 */
#ifndef OTAML_EXAMPLE_TASK_H
#define OTAML_EXAMPLE_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/audio_features.h>
#include <otaml/spectrum.h>

#define TASK_DIGITS_PIXELS    64u
#define TASK_GESTURES_ROWS    128u
#define TASK_GESTURES_AXES    3u
#define TASK_KEYWORDS_COLUMNS 49u
#define TASK_CLASSES_MAX      12u
#define TASK_THRESHOLD        "otaml.threshold"

/* How int8 values stand for real ones: (q - zero_point) * scale. */
struct task_scale {
    float scale;
    int32_t zero_point;
};

/* Of the model's input and output. */
struct task_scales {
    struct task_scale input, output;
};

/* What may be chosen at a start. Zeros: the task's own. */
struct task_settings {
    uint32_t hop; /* frames from one answer to the next, a multiple of the task's hop_unit */
    float
        threshold; /* of anomaly: the score above which a motor is called faulty; 0: the model's */
};

struct task_answer {
    const char *label;
    float score; /* the label's probability; of anomaly: how strange it is, 0 or more */
};

struct task_digits_state {
    int16_t pixels[TASK_DIGITS_PIXELS];
};

/* The last window, a ring whose oldest row is `next`. */
struct task_gestures_state {
    int16_t rows[TASK_GESTURES_ROWS][TASK_GESTURES_AXES];
    uint32_t next, hop;
    uint32_t until_due; /* rows */
};

/* The last second's features, likewise by columns. */
struct task_keywords_state {
    struct otaml_audio_features front_end;
    int8_t columns[TASK_KEYWORDS_COLUMNS][OTAML_AUDIO_BANDS];
    uint32_t next, hop;
    uint32_t until_due; /* columns */
};

struct task_anomaly_state {
    struct otaml_spectrum front_end;
    int8_t features[OTAML_SPECTRUM_FEATURES]; /* of the recording that the answer is about */
    float threshold;
};

/* Caller allocates, start fills; private. 12.7 KB, which anomaly needs; gestures alone 0.8 KB. */
union task_state {
    struct task_digits_state digits;
    struct task_gestures_state gestures;
    struct task_keywords_state keywords;
    struct task_anomaly_state anomaly;
};

struct task {
    const char *name;          /* also its model's in the store */
    const char *const *labels; /* in the order of the outputs; NULL: the outputs are no classes */
    uint16_t channels;         /* int16 values of a frame */
    uint16_t rate_hz;          /* frames a second; 0: pictures, at any time */
    int16_t low, high;         /* what values a sensor gives */
    uint16_t inputs, outputs;  /* int8 values of the model's */
    uint32_t window;           /* frames that an answer is made of */
    uint32_t hop;       /* frames from one answer to the next, if nothing else is asked for */
    uint32_t hop_unit;  /* other hops are multiples of it; 0: there is no other hop */
    bool has_threshold; /* start is given one: a model's metadata TASK_THRESHOLD, a float32 */

    /* Are these scales ones that the features have, or can be given? */
    bool (*fits)(const struct task_scales *scales);
    /* Begin with no signal; of the settings only a hop may be 0. */
    void (*start)(union task_state *s, const struct task_settings *settings);
    /* Take up to `count` frames (copied) until an answer is due; how many were taken. */
    size_t (*feed)(union task_state *s, const int16_t *frames, size_t count, bool *due);
    /* An answer is due: write the model's input. */
    void (*fill)(union task_state *s, const struct task_scales *scales, int8_t *input);
    /* The model has run: read its output. */
    void (*judge)(const union task_state *s, const struct task_scales *scales, const int8_t *output,
                  struct task_answer *answer);
};

extern const struct task task_digits, task_gestures, task_keywords, task_anomaly;

#ifdef __cplusplus
extern "C" {
#endif

/* The nearest int8 of a real value, ties to even as NumPy's rint. */
int8_t task_quantise(float value, const struct task_scale *scale);

/* For judge, where outputs are the classes' probabilities: the greatest, the first of equals. */
void task_judge_classes(const struct task *task, const struct task_scales *scales,
                        const int8_t *output, struct task_answer *answer);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_EXAMPLE_TASK_H */
