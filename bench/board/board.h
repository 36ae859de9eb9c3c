/*
 * board.h - what the measuring program needs of an emulated board: its large memory, a count of
 * executed instructions, and the host's files through semihosting.
 */
#ifndef OTAML_BENCH_BOARD_H
#define OTAML_BENCH_BOARD_H

#include <stdbool.h>
#include <stdint.h>

int main(void); /* called by the board's start; what it returns is the emulator's exit status */

/* Memory for the model and the arena, aligned to 16; bytes that no one has written. */
uint8_t *board_memory(uint32_t *bytes);

/* Count instructions from here. */
void board_count_start(void);

/* Instructions since then, in steps of the counter (40, 31.25 or 1); false where they were more
 * than it can hold. */
bool board_count(uint32_t *instructions);

/* One semihosting call: Arm's operation number and argument block. */
intptr_t board_semihost(intptr_t operation, const void *block);

#endif /* OTAML_BENCH_BOARD_H */
