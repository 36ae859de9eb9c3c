/*
 * board_rv32.c - start and instruction counter of QEMU's RISC-V board "virt".
 *
 * With -icount the counter of retired instructions is exact.
 */
#include "board.h"

static uint32_t count_from;

__attribute__((noreturn, used)) void board_main(void);

__attribute__((naked, section(".vectors"), used)) void board_start(void)
{
    __asm volatile("la sp, board_stack_top\n\t"
                   "la t0, board_fault\n\t"
                   ".option push\n\t.option arch, +zicsr\n\t"
                   "csrw mtvec, t0\n\t"
                   ".option pop\n\t"
                   "j board_main");
}

static __attribute__((noreturn)) void finish(uint32_t status)
{
    enum { SYS_EXIT_EXTENDED = 0x20, ADP_STOPPED_APPLICATION_EXIT = 0x20026 };
    const uint32_t block[2] = { ADP_STOPPED_APPLICATION_EXIT, status };

    for (;;) {
        board_semihost(SYS_EXIT_EXTENDED, block);
    }
}

void board_main(void)
{
    finish((uint32_t)main());
}

__attribute__((noreturn, used, aligned(4))) void board_fault(void)
{
    finish(3);
}

uint8_t *board_memory(uint32_t *bytes)
{
    *bytes = BOARD_MEMORY_BYTES;
    return (uint8_t *)BOARD_MEMORY;
}

static uint32_t retired(void)
{
    uint32_t count;

    __asm volatile(".option push\n\t.option arch, +zicsr\n\t"
                   "rdinstret %0\n\t"
                   ".option pop"
                   : "=r"(count)::"memory");
    return count;
}

void board_count_start(void)
{
    count_from = retired();
}

bool board_count(uint32_t *instructions)
{
    *instructions = retired() - count_from;
    return true; /* 32 bits hold more than any step takes */
}

/* The three instructions that mark a semihosting call lie uncompressed in one page. */
__attribute__((naked, aligned(16))) intptr_t board_semihost(intptr_t operation, const void *block)
{
    (void)operation, (void)block;
    __asm volatile(".option push\n\t.option norvc\n\t"
                   "slli x0, x0, 0x1f\n\t"
                   "ebreak\n\t"
                   "srai x0, x0, 7\n\t"
                   ".option pop\n\t"
                   "ret");
}
