/*
 * board_cortex_m.c - start and instruction counter of QEMU's MPS2 and MPS3 boards.
 *
 * QEMU run with -icount shift=0 lets one nanosecond pass for an instruction, and SysTick counts
 * at the board's clock: 25 MHz make a tick 40 instructions, 32 MHz make it 31.25. An instruction
 * in an IT block counts whether or not its condition holds; an MVE instruction, a divide and a
 * load-multiple count as one. This is instructions, not cycles.
 */
#include "board.h"

#define CPACR (*(volatile uint32_t *)0xe000ed88u)
#define CSR   (*(volatile uint32_t *)0xe000e010u)
#define RVR   (*(volatile uint32_t *)0xe000e014u)
#define CVR   (*(volatile uint32_t *)0xe000e018u)

#define CSR_ENABLE_ON_CPU_CLOCK 5u
#define CSR_COUNTFLAG           (1u << 16)
#define CVR_MAX                 0xffffffu

extern uint32_t board_stack_top[]; /* of the linker script */

static uint32_t count_from;

static __attribute__((noreturn)) void finish(uint32_t status)
{
    enum { SYS_EXIT_EXTENDED = 0x20, ADP_STOPPED_APPLICATION_EXIT = 0x20026 };
    const uint32_t block[2] = { ADP_STOPPED_APPLICATION_EXIT, status };

    for (;;) {
        board_semihost(SYS_EXIT_EXTENDED, block);
    }
}

static __attribute__((noreturn)) void start(void)
{
#ifdef __ARM_FP
    CPACR |= 0xfu << 20; /* FPU and MVE on */
    __asm volatile("dsb\n\tisb" ::: "memory");
#endif
    finish((uint32_t)main());
}

static __attribute__((noreturn)) void fault(void)
{
    finish(3);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    board_stack_top,     (const void *)start, (const void *)fault, (const void *)fault,
    (const void *)fault, (const void *)fault, (const void *)fault,
};

uint8_t *board_memory(uint32_t *bytes)
{
    *bytes = BOARD_MEMORY_BYTES;
    return (uint8_t *)BOARD_MEMORY;
}

void board_count_start(void)
{
    RVR = CVR_MAX;
    CVR = 0; /* any value clears it; the next tick reloads it */
    CSR = CSR_ENABLE_ON_CPU_CLOCK;
    while (CVR == 0) {}
    (void)CSR; /* reading clears the flag that reaching 0 sets */
    count_from = CVR;
}

bool board_count(uint32_t *instructions)
{
    const uint32_t ticks = count_from - CVR;

    *instructions = (uint32_t)((uint64_t)ticks * 1000000000u / BOARD_CLOCK_HZ);
    return (CSR & CSR_COUNTFLAG) == 0;
}

intptr_t board_semihost(intptr_t operation, const void *block)
{
    register intptr_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = block;

    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}
