/*
 * test_large.c - a 23.8 MB model on a board with little RAM: fetched, stored and verified with at
 * most 64 KB beyond the arena.
 */
#include <fixture.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fleet.h"

#define RAM_MAX 65536

#if defined(__SANITIZE_ADDRESS__)
#define STACK_COUNTS false /* AddressSanitizer pads every frame: all but the stack is bounded */
#else
#define STACK_COUNTS true
#endif

static struct fleet fleet;

static void large_model_needs_little_ram(void **state)
{
    static const char *const once[] = { "--once", NULL };
    size_t size;
    uint8_t *data;
    struct process device;
    const char *line;
    long ram;

    (void)state;
    data = fixture_read(fixture_path("%s/zoo/wav2letter_same_shape_int8.tflite", fixture_shared()),
                        &size);
    fleet_start(&fleet);
    fleet_introduce(&fleet, "portenta-h7", "large");
    fleet_roll_out(
        &fleet,
        &(struct fleet_package){ .name = "wav2letter", .sequence = 1, .data = data, .size = size },
        "large");
    device = fleet_device(&fleet, "portenta-h7", "large", once);
    line = fleet_await(&device, "installed");
    print_message("%s bytes in %s ms\n", fleet_field(line, "bytes"), fleet_field(line, "ms"));
    assert_int_equal(atol(fleet_field(line, "bytes")), (long)size);
    line = fleet_await(&device, "end");
    print_message(
        "RAM beyond the arena: %s bytes (contexts %s, buffers %s, TLS heap %s, stack %s)\n",
        fleet_field(line, "ram_total"), fleet_field(line, "contexts"), fleet_field(line, "buffers"),
        fleet_field(line, "heap_peak"), fleet_field(line, "stack_peak"));
    ram = atol(fleet_field(line, "ram_total"));
    ram -= STACK_COUNTS ? 0 : atol(fleet_field(line, "stack_peak"));
    assert_in_range(ram, 1, RAM_MAX);
    assert_int_equal(process_wait(&device), 0);
    fleet_stop(&fleet);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(large_model_needs_little_ram) };

    if (!fixture_shared()) {
        print_message("skipped: no reference material (OTAML_SHARED)\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
