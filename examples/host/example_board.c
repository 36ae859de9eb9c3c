/*
 * example_board.c - unit, arena, worker. API: example_board.h
 */
#include "example_board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_priv.h"

bool example_board_open(struct example_board *b, const struct board_profile *profile,
                        const char *unit, enum board_unit_access access)
{
    int err;

    memset(b, 0, sizeof(*b));
    b->path = unit;
    err = board_unit_open(&b->unit, profile, unit, access);
    if (err) {
        cli_fail("cannot open the memory unit %s: %s", unit, board_unit_text(err));
        return false;
    }
    b->worker.store = b->unit.store;
    b->worker.arena_size = board_arena_max(profile);
    b->worker.arena = cli_alloc(b->worker.arena_size);
    return true;
}

void example_board_close(struct example_board *b)
{
    worker_stop(&b->worker);
    free(b->worker.arena);
    board_unit_close(&b->unit);
}

int example_board_fail(const struct example_board *b, const struct task *task, int err)
{
    switch (err) {
    case OTAML_ERR_NOT_FOUND:
        return cli_fail("%s holds no model '%s'; `otaml store write` puts one there", b->path,
                        task->name);
    case OTAML_ERR_ARENA:
        return cli_fail("model '%s' wants an arena of %u bytes, the board has %u", task->name,
                        (unsigned)b->worker.infer.arena_needed, (unsigned)b->worker.arena_size);
    case OTAML_ERR_MODEL_SHAPE:
        return cli_fail("model '%s' is none for this task: %u int8 values in, %u out are wanted",
                        task->name, (unsigned)task->inputs, (unsigned)task->outputs);
    case OTAML_ERR_MODEL_QUANT:
        return cli_fail("model '%s' is none for this task: its scales are not those of the "
                        "features%s",
                        task->name, task->has_threshold ? ", or it has no threshold" : "");
    default:
        return cli_fail("model '%s' cannot be run: %s", task->name, otaml_err_text(err));
    }
}

void example_board_tell(const char *path, const struct signal_file *s, const struct task *task,
                        size_t start, const struct task_answer *answer)
{
    char place[24];

    signal_file_place(s, task, start, place);
    printf("%s\t%s\t%s\t%.4f\n", path, place, answer->label, (double)answer->score);
}
