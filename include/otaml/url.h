/*
 * otaml/url.h - take an https URL apart where it lies.
 *
 * Only what this device can fetch: "https://", a host (name, IPv4 address, or IPv6 address
 * in brackets), an optional port, and a path with its query. User names, fragments, spaces
 * and control characters are refused (RFC 3986, RFC 9110 section 4.2). No copies, no state.
 */
#ifndef OTAML_URL_H
#define OTAML_URL_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>

#define OTAML_URL_MAX      511u /* bytes of a whole URL */
#define OTAML_URL_HOST_MAX 127u /* bytes of a host */

/* Points into the text that was parsed and lives as long as that. */
struct otaml_url {
    const char *host; /* without the brackets of an IPv6 address; host_len bytes */
    const char *path; /* to the text's end; "/" if the URL has none */
    uint16_t host_len;
    uint16_t port; /* 443 if the URL has none */
    bool ipv6;
};

#ifdef __cplusplus
extern "C" {
#endif

/* OTAML_ERR_URL: not such a URL, or too long. */
OTAML_MUST_CHECK int otaml_url_parse(struct otaml_url *url, const char *text);

/* Same host, without regard to case, and same port: one and the same server, that may be
 * shown the same secrets. */
bool otaml_url_same_origin(const struct otaml_url *a, const struct otaml_url *b);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_URL_H */
