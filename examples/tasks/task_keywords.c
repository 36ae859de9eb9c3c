/*
 * task_keywords.c - a spoken word in a second of sound at 16 kHz.
 *
 * The front end goes on at the pace of the sound; only its last 49 columns are kept, so that a
 * second can begin at every 20 ms and costs no more than its own columns.
 */
#include "task.h"

#include <string.h>

#define INPUT_SCALE (1.0f / 64) /* of the front end: models/keywords/README.md */

static const char *const labels[] = { "yes", "no",  "up",   "down", "left",    "right",
                                      "on",  "off", "stop", "go",   "unknown", "silence" };

/* The columns go into the model as they are. */
static bool fits(const struct task_scales *scales)
{
    return scales->input.scale == INPUT_SCALE && scales->input.zero_point == 0
           && scales->output.scale > 0;
}

static void start(union task_state *s, const struct task_settings *settings)
{
    struct task_keywords_state *k = &s->keywords;

    memset(k, 0, sizeof(*k));
    otaml_audio_features_start(&k->front_end);
    k->hop = (settings->hop ? settings->hop : task_keywords.hop) / OTAML_AUDIO_HOP;
    k->until_due = TASK_KEYWORDS_COLUMNS;
}

static size_t feed(union task_state *s, const int16_t *frames, size_t count, bool *due)
{
    struct task_keywords_state *k = &s->keywords;
    size_t taken = 0;

    *due = false;
    while (taken < count && !*due) {
        bool complete;
        taken += otaml_audio_features_feed(&k->front_end, frames + taken, count - taken,
                                           k->columns[k->next], &complete);
        if (complete) {
            k->next = (k->next + 1) % TASK_KEYWORDS_COLUMNS;
            k->until_due--;
            *due = k->until_due == 0;
        }
    }
    if (*due) {
        k->until_due = k->hop;
    }
    return taken;
}

static void fill(union task_state *s, const struct task_scales *scales, int8_t *input)
{
    const struct task_keywords_state *k = &s->keywords;

    (void)scales;
    for (uint32_t i = 0; i < TASK_KEYWORDS_COLUMNS; i++) {
        memcpy(input + i * OTAML_AUDIO_BANDS, k->columns[(k->next + i) % TASK_KEYWORDS_COLUMNS],
               OTAML_AUDIO_BANDS);
    }
}

static void judge(const union task_state *s, const struct task_scales *scales, const int8_t *output,
                  struct task_answer *answer)
{
    (void)s;
    task_judge_classes(&task_keywords, scales, output, answer);
}

const struct task task_keywords = {
    .name = "keywords",
    .labels = labels,
    .channels = 1,
    .rate_hz = OTAML_AUDIO_RATE_HZ,
    .low = INT16_MIN,
    .high = INT16_MAX,
    .inputs = TASK_KEYWORDS_COLUMNS * OTAML_AUDIO_BANDS,
    .outputs = sizeof(labels) / sizeof(labels[0]),
    .window = (TASK_KEYWORDS_COLUMNS - 1) * OTAML_AUDIO_HOP + OTAML_AUDIO_FRAME,
    .hop = OTAML_AUDIO_RATE_HZ,
    .hop_unit = OTAML_AUDIO_HOP,
    .fits = fits,
    .start = start,
    .feed = feed,
    .fill = fill,
    .judge = judge,
};
