/*
 * example.h - what the programs of one task share: options, signals, a line for each answer.
 */
#ifndef OTAML_EXAMPLE_H
#define OTAML_EXAMPLE_H

#include "task.h"

struct example {
    const struct task *task;
    const char *signal; /* what SIGNAL is, for the usage text */
    uint32_t
        hop_per_s; /* units of --hop in a second, 0: they are frames; where hop_unit is not 0 */
    bool has_threshold; /* it takes --threshold */
};

/* The whole program; its exit status. */
int example_main(const struct example *e, int argc, char **argv);

#endif /* OTAML_EXAMPLE_H */
