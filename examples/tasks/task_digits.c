/*
 * task_digits.c - a handwritten digit: 8x8 pixels, each the count of inked ones in 4x4 (0 to 16).
 */
#include "task.h"

#include <string.h>

#define INK_MAX 16

static const char *const labels[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

static bool fits(const struct task_scales *scales)
{
    return scales->input.scale > 0 && scales->output.scale > 0;
}

static void start(union task_state *s, const struct task_settings *settings)
{
    (void)settings;
    memset(&s->digits, 0, sizeof(s->digits));
}

static size_t feed(union task_state *s, const int16_t *frames, size_t count, bool *due)
{
    *due = count > 0;
    if (count == 0) {
        return 0;
    }
    memcpy(s->digits.pixels, frames, sizeof(s->digits.pixels));
    return 1;
}

static void fill(union task_state *s, const struct task_scales *scales, int8_t *input)
{
    for (uint32_t i = 0; i < TASK_DIGITS_PIXELS; i++) {
        input[i] = task_quantise((float)s->digits.pixels[i] / INK_MAX, &scales->input);
    }
}

static void judge(const union task_state *s, const struct task_scales *scales, const int8_t *output,
                  struct task_answer *answer)
{
    (void)s;
    task_judge_classes(&task_digits, scales, output, answer);
}

const struct task task_digits = {
    .name = "digits",
    .labels = labels,
    .channels = TASK_DIGITS_PIXELS,
    .low = 0,
    .high = INK_MAX,
    .inputs = TASK_DIGITS_PIXELS,
    .outputs = sizeof(labels) / sizeof(labels[0]),
    .window = 1,
    .hop = 1,
    .fits = fits,
    .start = start,
    .feed = feed,
    .fill = fill,
    .judge = judge,
};
