/*
 * fuzz_json.c - the device's JSON reader on any bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_walk w;
    char string[24];
    unsigned at[2];
    uint64_t number;

    json_walk_init(&w, (const char *)data, size);
    while (json_walk_next(&w) == OTAML_OK) {
        if (strlen(w.path) != w.path_len) {
            abort();
        }
        (void)json_path_is(&w, "deployment.chunks.#.artifacts.#.size", at);
        if (json_get_string(&w, string, sizeof(string)) == OTAML_OK && !strchr(string, '\0')) {
            abort();
        }
        if (json_get_u64(&w, &number) == OTAML_OK && w.type != JSON_IS_NUMBER) {
            abort();
        }
    }
    return 0;
}
