/*
 * fuzz_ddi.c - a server's answers to a device, whatever they are.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ddi_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    char url[OTAML_URL_MAX + 1], action[OTAML_AGENT_ID_MAX + 1];
    struct ddi_poll poll;
    struct ddi_package package;

    if (ddi_read_poll(text, size, &poll, url) == OTAML_OK && poll.link != DDI_NOTHING
        && strlen(url) > OTAML_URL_MAX) {
        abort();
    }
    for (unsigned index = 0; index < 2; index++) {
        if (ddi_read_deployment(text, size, index, &package, action, url) == OTAML_OK
            && (strchr(action, '/') || (package.is_there && !strncmp(url, "http:", 5)))) {
            abort();
        }
    }
    if (ddi_read_cancel(text, size, action) == OTAML_OK && strlen(action) > OTAML_AGENT_ID_MAX) {
        abort();
    }
    return 0;
}
