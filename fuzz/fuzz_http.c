/*
 * fuzz_http.c - a server that says anything, in pieces of any size, to the HTTP client and to a
 * fetch on top of it. Takes the place of TLS by defining otaml/tls.h's functions.
 *
 * Input: byte 0 chooses the size of the pieces (bits 0-2), the buffer's (bit 3), a plain GET
 * or a fetch (bit 4), where the fetch begins (bit 5) and where it ends (bit 6); the rest is
 * what the server says, cut into connections by bytes 0xff.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/fetch.h>

static const uint8_t *text;
static size_t left, piece;
static uint32_t now, taken;

static uint32_t look_at_clock(void *ctx)
{
    (void)ctx;
    now += 10;
    return now;
}

static int no_entropy_needed(void *ctx, void *out, uint32_t len)
{
    (void)ctx;
    memset(out, 0x5a, len);
    return 0;
}

int otaml_tls_init(struct otaml_tls *t, const struct otaml_transport *net, const void *ca,
                   uint32_t ca_size)
{
    (void)ca;
    (void)ca_size;
    memset(t, 0, sizeof(*t));
    t->net = net;
    return OTAML_OK;
}

/* A new connection begins behind the end of the one before. */
int otaml_tls_connect(struct otaml_tls *t, const char *host, uint16_t port)
{
    (void)t;
    if (strlen(host) > OTAML_URL_HOST_MAX || port == 0) {
        abort();
    }
    return left > 0 ? OTAML_OK : OTAML_ERR_CERTIFICATE; /* the input is used up: an end */
}

int otaml_tls_send(struct otaml_tls *t, const void *data, uint32_t len)
{
    (void)t;
    (void)data;
    return (int)len;
}

int otaml_tls_recv(struct otaml_tls *t, void *data, uint32_t cap)
{
    const size_t most = cap < piece ? cap : piece;
    size_t n = 0;

    (void)t;
    while (n < most && n < left && text[n] != 0xff) {
        n++;
    }
    memcpy(data, text, n);
    text += n;
    left -= n;
    if (n == 0 && left > 0) {
        text++;
        left--;
    }
    return n > 0 ? (int)n : left % 2 ? 0 : OTAML_ERR_CLOSED;
}

void otaml_tls_close(struct otaml_tls *t)
{
    (void)t;
}

void otaml_tls_free(struct otaml_tls *t)
{
    (void)t;
}

static int sink(void *ctx, const uint8_t *data, uint32_t len)
{
    volatile uint8_t sum = 0;

    (void)ctx;
    for (uint32_t i = 0; i < len; i++) { /* let the sanitizer see every byte */
        sum = (uint8_t)(sum + data[i]);
    }
    taken += len;
    return 0;
}

static void get(struct otaml_http *http)
{
    const struct otaml_http_request request = { .method = "GET", .url = "https://host/path" };
    const uint8_t *data;
    uint32_t len = 1;
    int err = OTAML_ERR_AGAIN;

    for (int i = 0; i < 2; i++) {
        if (otaml_http_request(http, &request)) {
            abort();
        }
        while ((err = otaml_http_step(http)) == OTAML_ERR_AGAIN) {}
        while (!err && len > 0) {
            while ((err = otaml_http_body(http, &data, &len)) == OTAML_ERR_AGAIN) {}
            if (!err && len > 0) {
                (void)sink(NULL, data, len);
            }
        }
    }
}

/* Whatever the server says: the sink has what offset says, within what was asked for. */
static void fetch_part(struct otaml_http *http, uint8_t choice)
{
    struct otaml_fetch f;
    const struct otaml_fetch_config config = { .http = http,
                                               .url = "https://host/path",
                                               .authorization = "x",
                                               .offset = choice & 32 ? 5 : 0,
                                               .end = choice & 64 ? 20 : 0,
                                               .write = sink };
    int err = otaml_fetch_begin(&f, &config);

    while (!err || err == OTAML_ERR_AGAIN) {
        err = otaml_fetch_step(&f);
        if (err != OTAML_ERR_AGAIN) {
            break;
        }
        now += otaml_fetch_wait_ms(&f);
    }
    if (f.offset != config.offset + taken || (config.end && f.offset > config.end)
        || (!err && f.total && f.offset != f.total && f.offset != config.end)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t buf[1024];
    static struct otaml_http http;
    const struct otaml_transport net = { .now_ms = look_at_clock, .entropy = no_entropy_needed };
    struct otaml_http_config config = { .net = &net, .buf = buf, .buf_size = sizeof(buf) };

    if (size < 1) {
        return 0;
    }
    text = data + 1;
    left = size - 1;
    piece = data[0] % 8 ? data[0] % 8 : sizeof(buf);
    taken = 0;
    config.buf_size = data[0] & 8 ? OTAML_HTTP_BUF_MIN : sizeof(buf);
    if (otaml_http_init(&http, &config)) {
        abort();
    }
    if (data[0] & 16) {
        fetch_part(&http, data[0]);
    } else {
        get(&http);
    }
    otaml_http_free(&http);
    return 0;
}
