/*
 * task.c - what tasks share. API: task.h
 */
#include "task.h"

#include <math.h>

int8_t task_quantise(float value, const struct task_scale *scale)
{
    const float q = rintf(value / scale->scale) + (float)scale->zero_point;

    if (q <= (float)INT8_MIN) {
        return INT8_MIN;
    }
    return q >= (float)INT8_MAX ? INT8_MAX : (int8_t)q;
}

void task_judge_classes(const struct task *task, const struct task_scales *scales,
                        const int8_t *output, struct task_answer *answer)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < task->outputs; i++) {
        best = output[i] > output[best] ? i : best;
    }
    answer->label = task->labels[best];
    answer->score = (float)(output[best] - scales->output.zero_point) * scales->output.scale;
}
