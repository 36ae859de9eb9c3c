/*
 * task_gestures.c - a gesture: five seconds of a 12-bit accelerometer, 512 counts a g, at 25 Hz.
 *
 * The rows are kept as the sensor gave them: 768 bytes, and a model of another scale is welcome.
 */
#include "task.h"

#include <string.h>

#define COUNTS_PER_G 512
#define RATE_HZ      25u

static const char *const labels[] = { "wing", "ring", "slope", "other" };

static bool fits(const struct task_scales *scales)
{
    return scales->input.scale > 0 && scales->output.scale > 0;
}

static void start(union task_state *s, const struct task_settings *settings)
{
    struct task_gestures_state *g = &s->gestures;

    memset(g, 0, sizeof(*g));
    g->hop = settings->hop ? settings->hop : task_gestures.hop;
    g->until_due = TASK_GESTURES_ROWS;
}

static size_t feed(union task_state *s, const int16_t *frames, size_t count, bool *due)
{
    struct task_gestures_state *g = &s->gestures;
    size_t taken = 0;

    *due = false;
    while (taken < count && !*due) {
        memcpy(g->rows[g->next], frames + taken * TASK_GESTURES_AXES, sizeof(g->rows[0]));
        g->next = (g->next + 1) % TASK_GESTURES_ROWS;
        taken++;
        if (--g->until_due == 0) {
            g->until_due = g->hop;
            *due = true;
        }
    }
    return taken;
}

static void fill(union task_state *s, const struct task_scales *scales, int8_t *input)
{
    const struct task_gestures_state *g = &s->gestures;

    for (uint32_t i = 0; i < TASK_GESTURES_ROWS; i++) {
        const int16_t *row = g->rows[(g->next + i) % TASK_GESTURES_ROWS];
        for (uint32_t axis = 0; axis < TASK_GESTURES_AXES; axis++) {
            *input++ = task_quantise((float)row[axis] / COUNTS_PER_G, &scales->input);
        }
    }
}

static void judge(const union task_state *s, const struct task_scales *scales, const int8_t *output,
                  struct task_answer *answer)
{
    (void)s;
    task_judge_classes(&task_gestures, scales, output, answer);
}

const struct task task_gestures = {
    .name = "gestures",
    .labels = labels,
    .channels = TASK_GESTURES_AXES,
    .rate_hz = RATE_HZ,
    .low = -2048,
    .high = 2047,
    .inputs = TASK_GESTURES_ROWS * TASK_GESTURES_AXES,
    .outputs = sizeof(labels) / sizeof(labels[0]),
    .window = TASK_GESTURES_ROWS,
    .hop = TASK_GESTURES_ROWS,
    .hop_unit = 1,
    .fits = fits,
    .start = start,
    .feed = feed,
    .fill = fill,
    .judge = judge,
};
