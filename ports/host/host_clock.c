/*
 * host_clock.c - the host's two clocks. API: host_net.h
 */
#include "host_net.h"

#include <errno.h>
#include <time.h>

uint32_t otaml_host_now_ms(void *ctx)
{
    struct timespec t;

    (void)ctx;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint32_t)((uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u);
}

void otaml_host_sleep_ms(uint32_t ms)
{
    struct timespec left = { .tv_sec = (time_t)(ms / 1000),
                             .tv_nsec = (long)(ms % 1000) * 1000000 };

    while (nanosleep(&left, &left) && errno == EINTR) {}
}

int64_t otaml_host_wall_s(void *ctx)
{
    (void)ctx;
    return (int64_t)time(NULL);
}
