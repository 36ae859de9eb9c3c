/*
 * fuzz_url.c - URLs from a server's JSON or Location field: what is accepted can be put into a
 * request line and a Host field, and compared, without harm.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/url.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* of just that size, so that reading on is seen */
    struct otaml_url url;

    memcpy(text, data, size);
    text[size] = '\0';
    if (!otaml_url_parse(&url, text)) {
        if (url.host_len == 0 || url.host_len > OTAML_URL_HOST_MAX || url.port == 0
            || url.path[0] != '/' || strpbrk(url.path, "\r\n \t#")
            || memchr(url.host, '\r', url.host_len) || memchr(url.host, '@', url.host_len)
            || strlen(url.path) > OTAML_URL_MAX || !otaml_url_same_origin(&url, &url)) {
            abort();
        }
    }
    free(text);
    return 0;
}
