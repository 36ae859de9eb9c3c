/*
 * tls_verify.c - certificates: their time by the port's clock, and IP addresses as names.
 * API: tls_priv.h
 *
 * mbedTLS compares dNSName entries with the host and takes the time from its platform
 * layer. Up to 3.4 it passes over iPAddress entries, and the platform of a microcontroller
 * often has no time; both are done here, in the same way for every version.
 */
#include "tls_priv.h"

#include <string.h>
#include "base_priv.h"

#define TAG_IP_ADDRESS 7u /* GeneralName's choice iPAddress, RFC 5280 section 4.2.1.6 */
#define TAG_NUMBER     0x1fu

static int digit_of(char c, int base)
{
    int d = -1;
    if (c >= '0' && c <= '9') {
        d = c - '0';
    } else if (c >= 'a' && c <= 'f') {
        d = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
        d = c - 'A' + 10;
    }
    return d < base ? d : -1;
}

/* Up to max_digits digits, at least one, not over max; NULL if that is not there. */
static const char *parse_part(const char *p, int base, int max_digits, uint32_t max,
                              uint32_t *value)
{
    int n = 0;

    *value = 0;
    while (n < max_digits && digit_of(p[n], base) >= 0) {
        *value = *value * (uint32_t)base + (uint32_t)digit_of(p[n], base);
        n++;
    }
    return n > 0 && *value <= max ? p + n : NULL;
}

static bool parse_ipv4(const char *p, uint8_t ip[4])
{
    for (int i = 0; i < 4; i++) {
        uint32_t part;
        if (p[0] == '0' && digit_of(p[1], 10) >= 0) {
            return false; /* octal for some resolvers: another address than we would compare */
        }
        p = parse_part(p, 10, 3, 255, &part);
        if (!p || *p != (i < 3 ? '.' : '\0')) {
            return false;
        }
        ip[i] = (uint8_t)part;
        p++;
    }
    return true;
}

/* RFC 4291 section 2.2, forms 1 and 2: groups of hexadecimal digits, one run of zeros "::".
 * Form 3, with an IPv4 address at its end, is taken for a name and so matches nothing. */
static bool parse_ipv6(const char *p, uint8_t ip[16])
{
    uint32_t n = 0, gap = 16;

    memset(ip, 0, 16);
    if (p[0] == ':' && p[1] == ':') {
        gap = 0;
        p += 2;
    }
    while (*p) {
        uint32_t group;
        p = parse_part(p, 16, 4, 0xffff, &group);
        if (!p || n == 16 || (*p && *p != ':')) {
            return false;
        }
        ip[n++] = (uint8_t)(group >> 8);
        ip[n++] = (uint8_t)group;
        if (p[0] == ':' && p[1] == ':' && gap == 16) {
            gap = n;
            p += 2;
        } else if (p[0] == ':') {
            p++;
            if (!*p) {
                return false;
            }
        }
    }
    if (gap == 16 || n == 16) {
        return gap == 16 && n == 16; /* a gap stands for one group at least */
    }
    memmove(ip + 16 - (n - gap), ip + gap, n - gap); /* what came after it is the end */
    memset(ip + gap, 0, 16 - n);
    return true;
}

uint32_t tls_parse_ip(const char *text, uint8_t ip[16])
{
    if (parse_ipv4(text, ip)) {
        return 4;
    }
    return parse_ipv6(text, ip) ? 16 : 0;
}

static bool names_ip(const mbedtls_x509_crt *crt, const uint8_t *ip, uint32_t len)
{
    const mbedtls_x509_sequence *entry = &crt->subject_alt_names;

    for (; entry && entry->buf.p; entry = entry->next) {
        if (((uint32_t)entry->buf.tag & TAG_NUMBER) == TAG_IP_ADDRESS && entry->buf.len == len
            && !memcmp(entry->buf.p, ip, len)) {
            return true;
        }
    }
    return false;
}

/* Seconds since 1970 of a date of the Gregorian calendar, UTC. */
static int64_t seconds(const mbedtls_x509_time *t)
{
    /* Years that begin in March put the leap day last; eras of 400 years repeat. */
    const int64_t year = t->mon > 2 ? t->year : t->year - 1;
    const int64_t month = t->mon > 2 ? t->mon - 3 : t->mon + 9;
    const int64_t day = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5
                        + t->day - 1 - 719468;
    return ((day * 24 + t->hour) * 60 + t->min) * 60 + t->sec;
}

static void check_time(const mbedtls_x509_crt *crt, int64_t now, uint32_t *flags)
{
    *flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
    if (now > seconds(&crt->valid_to)) {
        *flags |= MBEDTLS_X509_BADCERT_EXPIRED;
    }
    if (now < seconds(&crt->valid_from)) {
        *flags |= MBEDTLS_X509_BADCERT_FUTURE;
    }
}

int tls_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
    const struct otaml_tls *t = ctx;
    const int64_t now = t->net->wall_s ? t->net->wall_s(t->net->ctx) : 0;
    uint8_t ip[16];
    const uint32_t ip_len = tls_parse_ip(t->host, ip);

    if (now > 0) {
        check_time(crt, now, flags);
    }
    if (depth == 0 && ip_len > 0 && !names_ip(crt, ip, ip_len)) {
        *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    }
    return 0; /* the verdict is in the flags */
}
