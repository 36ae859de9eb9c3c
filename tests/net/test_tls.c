/*
 * test_tls.c - the HTTPS client on real sockets against OpenSSL's s_server: who is trusted,
 * who is not and by which error, and whole files.
 */
#include <fixture.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <host_net.h>
#include <otaml/http.h>

#include "tls_priv.h"
#include "tls_server.h"

static struct otaml_host_net host;
static struct otaml_transport net;
static struct otaml_http http;
static uint8_t buf[OTAML_HTTP_BUF];

/* GET until the head or an error; waits are for the socket, never for time. */
static int get(const char *url)
{
    const struct otaml_http_request request = { .method = "GET", .url = url };
    int err = otaml_http_request(&http, &request);

    while (!err || err == OTAML_ERR_AGAIN) {
        err = otaml_http_step(&http);
        if (!err) {
            return http.response.status;
        }
        if (err == OTAML_ERR_AGAIN) {
            otaml_host_net_wait(&host, 10000);
        }
    }
    return err;
}

/* The body to dst: OTAML_OK or the error. */
static int body(uint8_t *dst, uint32_t cap, uint32_t *len)
{
    int err;
    *len = 0;
    while ((err = otaml_http_read(&http, dst, cap, len)) == OTAML_ERR_AGAIN) {
        otaml_host_net_wait(&host, 10000);
    }
    return err;
}

static void start_client(const void *ca, size_t ca_size)
{
    const struct otaml_http_config config = { .net = &net,
                                              .ca = ca,
                                              .ca_size = (uint32_t)ca_size,
                                              .buf = buf,
                                              .buf_size = sizeof(buf),
                                              .timeout_ms = 20000 };
    assert_int_equal(otaml_http_init(&http, &config), OTAML_OK);
}

static const char *url_of(const char *name, uint16_t port, const char *file)
{
    return fixture_path("https://%s:%u/%s", name, port, file);
}

/* One server, one authority, one name: the status 200 or the error. */
static int meet(const struct tls_server *s, const char *authority, const char *name)
{
    size_t size;
    uint8_t *ca = tls_read_pem(authority, &size);

    start_client(ca, size);
    const int result = get(url_of(name, s->port, "small.bin"));
    otaml_http_free(&http);
    free(ca);
    return result;
}

static void who_is_trusted(void **state)
{
    static const struct {
        const char *certificate, *authority, *name;
        int result;
    } cases[] = {
        { "good", "root.pem", "localhost", 200 },
        { "good", "root.pem", "127.0.0.1", 200 },
        { "good", "both.pem", "LOCALHOST", 200 },
        { "rsa", "root.pem", "localhost", 200 },
        { "name", "root.pem", "localhost", 200 },
        { "name", "root.pem", "127.0.0.1", OTAML_ERR_HOSTNAME },
        { "text", "root.pem", "127.0.0.1", OTAML_ERR_HOSTNAME },
        { "other", "root.pem", "localhost", OTAML_ERR_HOSTNAME },
        { "other", "root.pem", "127.0.0.1", OTAML_ERR_HOSTNAME },
        { "other", "strange.pem", "localhost", OTAML_ERR_CERTIFICATE },
        { "good", "strange.pem", "localhost", OTAML_ERR_CERTIFICATE },
        { "good", "strange.pem", "127.0.0.1", OTAML_ERR_CERTIFICATE },
        { "expired", "root.pem", "localhost", OTAML_ERR_CERTIFICATE },
        { "short", "root.pem", "localhost", OTAML_ERR_CERTIFICATE },
        { "forged", "root.pem", "localhost", OTAML_ERR_CERTIFICATE },
        { "client", "root.pem", "localhost", OTAML_ERR_CERTIFICATE },
        { "lone", "root.pem", "localhost", OTAML_ERR_CERTIFICATE },
    };
    struct tls_server s = { .pid = 0 };
    const char *running = "";

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (strcmp(running, cases[i].certificate) != 0) {
            if (s.pid) {
                tls_server_stop(&s);
            }
            tls_server_start(&s, cases[i].certificate, NULL);
            running = cases[i].certificate;
        }
        const int result = meet(&s, cases[i].authority, cases[i].name);
        if (result != cases[i].result) {
            fail_msg("%s by %s as %s: %d, not %d", cases[i].certificate, cases[i].authority,
                     cases[i].name, result, cases[i].result);
        }
    }
    tls_server_stop(&s);
}

static int64_t fake_wall;

static int64_t fake_wall_s(void *ctx)
{
    (void)ctx;
    return fake_wall;
}

/* The port's clock decides where there is one, and mbedTLS's where there is none. */
static void validity_by_the_ports_clock(void **state)
{
    const int64_t now = otaml_host_wall_s(NULL), day = 24 * 60 * 60;
    struct tls_server s;

    (void)state;
    tls_server_start(&s, "good", NULL);
    net.wall_s = fake_wall_s;
    fake_wall = now + 29 * day;
    assert_int_equal(meet(&s, "root.pem", "localhost"), 200);
    fake_wall = now + 31 * day;
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_CERTIFICATE);
    fake_wall = now - day;
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_CERTIFICATE);
    fake_wall = 0; /* not known */
    assert_int_equal(meet(&s, "root.pem", "localhost"), 200);
    tls_server_stop(&s);
    tls_server_start(&s, "expired", NULL);
    fake_wall = now;
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_CERTIFICATE);
    net.wall_s = NULL;
#if defined(MBEDTLS_HAVE_TIME_DATE)
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_CERTIFICATE);
#else
    assert_int_equal(meet(&s, "root.pem", "localhost"), 200);
#endif
    tls_server_stop(&s);
    net.wall_s = otaml_host_wall_s;
}

/* Days of the verification's calendar against the C library's, seconds included: to the year
 * 2100, or as far as a time_t goes. */
static void calendar(void **state)
{
    const int64_t end = sizeof(time_t) > 4 ? 4102444800 : INT32_MAX;
    mbedtls_x509_crt crt;
    struct otaml_tls tls = { .net = &net, .host = "name" };

    (void)state;
    memset(&crt, 0, sizeof(crt));
    net.wall_s = fake_wall_s;
    for (int64_t t = 1; t < end; t += 86400 * 17 + 12347) {
        const time_t at = (time_t)t;
        struct tm tm;
        uint32_t flags = MBEDTLS_X509_BADCERT_EXPIRED; /* mbedTLS's own, to be overruled */
        gmtime_r(&at, &tm);
        crt.valid_from = crt.valid_to =
            (mbedtls_x509_time){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                                 tm.tm_hour,        tm.tm_min,     tm.tm_sec };
        fake_wall = t;
        assert_int_equal(tls_verify(&tls, &crt, 1, &flags), 0);
        assert_int_equal(flags, 0);
        fake_wall = t + 1;
        assert_int_equal(tls_verify(&tls, &crt, 1, &flags), 0);
        assert_int_equal(flags, MBEDTLS_X509_BADCERT_EXPIRED);
        if (t > 1) {
            fake_wall = t - 1;
            assert_int_equal(tls_verify(&tls, &crt, 1, &flags), 0);
            assert_int_equal(flags, MBEDTLS_X509_BADCERT_FUTURE);
        }
    }
    net.wall_s = otaml_host_wall_s;
}

/* Texts of addresses against inet_pton; each form of RFC 4291 but the mixed one. */
static void addresses(void **state)
{
    static const char *const texts[] = {
        "127.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "256.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3",
        "1..2.3",
        "a.b.c.d",
        "localhost",
        "",
        "::",
        "::1",
        "1::",
        "fe80::1",
        "2001:db8::1:0:0:7",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        ":1",
        "1:",
        ":",
        ":::",
        "1:::2",
        "12345::",
        "g::",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "ABCD:ef01::",
        "1:2:3:4::5:6:7:8",
    };
    static const char alphabet[] = "0123456789abcf:::::...";
    uint32_t x = 7, agreed = 0;

    (void)state;
    for (uint32_t i = 0; i < 200000; i++) {
        char random[24];
        const char *text = random;
        uint8_t ours[16], theirs[16];
        uint32_t len = 0;
        if (i < sizeof(texts) / sizeof(texts[0])) {
            text = texts[i];
        } else {
            uint32_t n = 0, most;
            x = x * 1664525u + 1013904223u;
            most = (x >> 20) % 23;
            while (n < most) {
                x = x * 1664525u + 1013904223u;
                random[n++] = alphabet[(x >> 20) % (sizeof(alphabet) - 1)];
            }
            random[n] = '\0';
        }
        if (strchr(text, ':') && strchr(text, '.')) {
            continue; /* the mixed form */
        }
        if (inet_pton(AF_INET, text, theirs) == 1) {
            len = 4;
        } else if (inet_pton(AF_INET6, text, theirs) == 1) {
            len = 16;
        }
        if (tls_parse_ip(text, ours) != len || memcmp(ours, theirs, len) != 0) {
            fail_msg("%s", text);
        }
        agreed += len > 0;
    }
    print_message("%u addresses agree\n", (unsigned)agreed);
}

static void not_our_tls(void **state)
{
    struct tls_server s;

    (void)state;
    tls_plain_start(&s, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_TLS);
    tls_server_stop(&s);
    tls_plain_start(&s, "");
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_CLOSED);
    tls_server_stop(&s);
    tls_server_start(&s, "good", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", NULL);
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_TLS);
    tls_server_stop(&s);
    tls_server_start(&s, "good", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA", NULL);
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_TLS);
    tls_server_stop(&s);
    tls_server_start(&s, "rsa", "-tls1_2", "-cipher", "AES128-GCM-SHA256", NULL);
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_TLS);
    tls_server_stop(&s);
    s.port = tls_closed_port();
    assert_int_equal(meet(&s, "root.pem", "127.0.0.1"), OTAML_ERR_CONNECT);
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_CONNECT);
}

static void ciphers_and_versions(void **state)
{
    static const char *const ciphers[] = { "ECDHE-ECDSA-AES128-GCM-SHA256",
                                           "ECDHE-ECDSA-AES256-GCM-SHA384",
                                           "ECDHE-ECDSA-CHACHA20-POLY1305" };
    struct tls_server s;

    (void)state;
    for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++) {
        tls_server_start(&s, "good", "-tls1_2", "-cipher", ciphers[i], NULL);
        assert_int_equal(meet(&s, "root.pem", "localhost"), 200);
        tls_server_stop(&s);
    }
    tls_server_start(&s, "good", "-tls1_3", NULL);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && !defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
    assert_int_equal(meet(&s, "root.pem", "localhost"), 200);
#else
    assert_int_equal(meet(&s, "root.pem", "localhost"), OTAML_ERR_TLS);
#endif
    tls_server_stop(&s);
}

/* A DER authority, three files on three connections of an HTTP/1.0 server. */
static void whole_files(void **state)
{
    size_t ca_size, size;
    struct tls_server s;
    uint8_t *got, *file, *ca;
    uint32_t len;

    (void)state;
    tls_server_start(&s, "good", NULL);
    ca = fixture_read(fixture_path("%s/root.der", fixture_scratch()), &ca_size);
    file = fixture_read(fixture_path("%s/file.bin", fixture_scratch()), &size);
    got = malloc(size + 1);
    start_client(ca, ca_size);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(get(url_of("localhost", s.port, "file.bin")), 200);
        assert_int_equal(body(got, (uint32_t)size, &len), OTAML_OK);
        assert_int_equal(len, size);
        assert_memory_equal(got, file, size);
    }
    otaml_http_free(&http);
    tls_server_stop(&s);
    free(ca);
    free(got);
    free(file);
}

/* An HTTP/1.0 body ends with the stream. A cut stream must not pass for an ended one: only
 * TLS can tell the two apart. */
static void cut_is_not_an_end(void **state)
{
    static const size_t cuts[] = { 0, 1, 5, 100, 1000, 2000, 5000, 100000, 1000000 };
    size_t ca_size;
    struct tls_server s;
    struct tls_relay r;
    uint8_t *ca, *got = malloc(2000000);
    uint32_t len = 0;

    (void)state;
    tls_server_start(&s, "good", NULL);
    ca = tls_read_pem("root.pem", &ca_size);
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        tls_relay_start(&r, s.port, cuts[i]);
        start_client(ca, ca_size);
        int result = get(url_of("localhost", r.port, "file.bin"));
        if (result == 200) {
            result = body(got, 2000000, &len);
        }
        if (cuts[i] > 0 || result != OTAML_ERR_CONNECT) { /* reset before we had seen it made */
            assert_int_equal(result, OTAML_ERR_CLOSED);
        }
        otaml_http_free(&http);
        tls_relay_stop(&r);
    }
    tls_relay_start(&r, s.port, SIZE_MAX);
    start_client(ca, ca_size);
    assert_int_equal(get(url_of("localhost", r.port, "file.bin")), 200);
    assert_int_equal(body(got, 2000000, &len), OTAML_OK);
    assert_int_equal(len, 1000003);
    otaml_http_free(&http);
    tls_relay_stop(&r);
    tls_server_stop(&s);
    free(ca);
    free(got);
}

static int no_entropy(void *ctx, void *out, uint32_t len)
{
    (void)ctx;
    (void)out;
    (void)len;
    return OTAML_ERR_ENTROPY;
}

static void init_is_checked(void **state)
{
    static uint8_t junk[64] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    struct otaml_http_config config = { .net = &net, .buf = buf, .buf_size = sizeof(buf) };
    struct otaml_transport other = net;
    size_t size;

    (void)state;
    tls_make_certificates();
    assert_int_equal(otaml_http_init(&http, &config), OTAML_ERR_ARG);
    config.ca = junk;
    config.ca_size = sizeof(junk);
    assert_int_equal(otaml_http_init(&http, &config), OTAML_ERR_CERTIFICATE);
    config.ca_size = 5;
    assert_int_equal(otaml_http_init(&http, &config), OTAML_ERR_CERTIFICATE);
    uint8_t *ca = tls_read_pem("root.pem", &size);
    config.ca = ca;
    config.ca_size = (uint32_t)size;
    config.net = &other;
    other.entropy = no_entropy;
    assert_int_equal(otaml_http_init(&http, &config), OTAML_ERR_ENTROPY);
    other.entropy = NULL;
    assert_int_equal(otaml_http_init(&http, &config), OTAML_ERR_ARG);
    config.net = &net;
    config.buf_size = OTAML_HTTP_BUF_MIN - 1;
    assert_int_equal(otaml_http_init(&http, &config), OTAML_ERR_ARG);
    free(ca);
}

static int setup(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    otaml_host_net_init(&host, &net);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_is_checked),
        cmocka_unit_test(who_is_trusted),
        cmocka_unit_test(validity_by_the_ports_clock),
        cmocka_unit_test(calendar),
        cmocka_unit_test(addresses),
        cmocka_unit_test(not_our_tls),
        cmocka_unit_test(ciphers_and_versions),
        cmocka_unit_test(whole_files),
        cmocka_unit_test(cut_is_not_an_end),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
