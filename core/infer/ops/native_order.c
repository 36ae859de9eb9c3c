/*
 * native_order.c - from the file's byte order to the machine's. API: native_order_priv.h
 */
#include "native_order_priv.h"

#include <string.h>

static bool is_little_endian(void)
{
    const uint16_t one = 1;
    uint8_t first;

    memcpy(&first, &one, 1);
    return first == 1;
}

void otaml_native_order(uint8_t *values, size_t bytes, uint32_t size, bool constant)
{
    if (!constant || is_little_endian()) {
        return;
    }
    for (size_t at = 0; at < bytes; at += size) {
        for (uint32_t i = 0; i < size / 2; i++) {
            const uint8_t low = values[at + i];
            values[at + i] = values[at + size - 1 - i];
            values[at + size - 1 - i] = low;
        }
    }
}
