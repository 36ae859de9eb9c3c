/*
 * example_board.h - a worker on a simulated board: an arena no larger than the board's SRAM leaves,
 * and its memory unit in a file.
 */
#ifndef OTAML_EXAMPLE_BOARD_H
#define OTAML_EXAMPLE_BOARD_H

#include <stdbool.h>

#include "board_profiles.h"
#include "board_unit.h"
#include "signal_file.h"
#include "worker.h"

/* Caller allocates; read only. */
struct example_board {
    const char *path; /* of the unit */
    struct board_unit unit;
    struct worker worker;
};

/* Start the board on the unit of this path, which is borrowed; false after a message. Close it also
 * then. */
bool example_board_open(struct example_board *b, const struct board_profile *profile,
                        const char *unit, enum board_unit_access access);
void example_board_close(struct example_board *b);

/* Say why worker_start did not start the task; returns CLI_FAILED. */
int example_board_fail(const struct example_board *b, const struct task *task, int err);

/* Print one line: the file, where in it the answer's window begins, label, score. */
void example_board_tell(const char *path, const struct signal_file *s, const struct task *task,
                        size_t start, const struct task_answer *answer);

#endif /* OTAML_EXAMPLE_BOARD_H */
