/*
 * tls_mbedtls.c - the TLS client by mbedTLS, 2.28 and 3.x. API: otaml/tls.h
 */
#include <otaml/tls.h>

#include <string.h>
#include <mbedtls/version.h>
#include "base_priv.h"
#include "tls_priv.h"

#if MBEDTLS_VERSION_NUMBER >= 0x03020000
#define HANDSHAKE_OVER(ssl) mbedtls_ssl_is_handshake_over(ssl)
#elif MBEDTLS_VERSION_MAJOR >= 3
#define HANDSHAKE_OVER(ssl) ((ssl)->MBEDTLS_PRIVATE(state) == MBEDTLS_SSL_HANDSHAKE_OVER)
#else
#define HANDSHAKE_OVER(ssl) ((ssl)->state == MBEDTLS_SSL_HANDSHAKE_OVER)
#endif

/*
 * TLS 1.3 or small records, not both: mbedTLS 3.5 puts the fragment length
 * into the ClientHello and then, in TLS 1.3, takes the server's assent for an error. A build
 * that has the extension has it for its RAM's sake, so it stays with 1.2.
 */
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && !defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
#define WITH_TLS1_3 1
#else
#define WITH_TLS1_3 0
#endif

/* TLS 1.2 works without PSA, whose table of keys takes 2.5 KB of heap in 3.6. */
#if defined(MBEDTLS_USE_PSA_CRYPTO) || WITH_TLS1_3
#include <psa/crypto.h>
#define NEEDS_PSA 1
#else
#define NEEDS_PSA 0
#endif

enum { CLOSED, OPENING, SHAKING, OPEN };

/* Ephemeral ECDH and authenticated ciphers: what RFC 9325 recommends, and what needs neither
 * the memory of 2048-bit Diffie-Hellman nor CBC. */
static const int ciphersuites[] = {
#if WITH_TLS1_3
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
#endif
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    0,
};

/* mbedTLS's callbacks return its own codes, so the transport's are kept aside. */
static int bio_result(struct otaml_tls *t, int n, int again)
{
    if (n >= 0) {
        return n;
    }
    if (n == OTAML_ERR_AGAIN) {
        return again;
    }
    t->net_error = n;
    return MBEDTLS_ERR_SSL_CONN_EOF;
}

static uint32_t bio_len(size_t len)
{
    return len < INT16_MAX ? (uint32_t)len : INT16_MAX; /* more than a record needs */
}

static int bio_send(void *ctx, const unsigned char *data, size_t len)
{
    struct otaml_tls *t = ctx;
    return bio_result(t, t->net->send(t->net->ctx, data, bio_len(len)), MBEDTLS_ERR_SSL_WANT_WRITE);
}

static int bio_recv(void *ctx, unsigned char *data, size_t cap)
{
    struct otaml_tls *t = ctx;
    return bio_result(t, t->net->recv(t->net->ctx, data, bio_len(cap)), MBEDTLS_ERR_SSL_WANT_READ);
}

static int seed(void *ctx, unsigned char *out, size_t len)
{
    const struct otaml_transport *net = ctx;
    return net->entropy(net->ctx, out, (uint32_t)len) ? MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED
                                                      : 0;
}

/* Why a chain was refused: the host's name only if nothing else is wrong with it. */
static int refusal(const struct otaml_tls *t)
{
    const uint32_t flags = mbedtls_ssl_get_verify_result(&t->ssl);
    return flags == MBEDTLS_X509_BADCERT_CN_MISMATCH ? OTAML_ERR_HOSTNAME : OTAML_ERR_CERTIFICATE;
}

static bool is_out_of_memory(int ret)
{
    return ret == MBEDTLS_ERR_SSL_ALLOC_FAILED || ret == MBEDTLS_ERR_X509_ALLOC_FAILED
           || ret == MBEDTLS_ERR_MPI_ALLOC_FAILED || ret == MBEDTLS_ERR_ECP_ALLOC_FAILED
           || ret == MBEDTLS_ERR_PK_ALLOC_FAILED;
}

/* mbedTLS's codes are a module's in steps of 0x80, and a lower module's below that. */
static bool is_x509(int ret)
{
    return ret <= -0x2080 && ret >= -0x3000;
}

static int failure(const struct otaml_tls *t, int ret)
{
    switch (ret) {
    case MBEDTLS_ERR_SSL_WANT_READ:
    case MBEDTLS_ERR_SSL_WANT_WRITE:
    case MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS:
    case MBEDTLS_ERR_SSL_ASYNC_IN_PROGRESS:
#if defined(MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
    case MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET: /* TLS 1.3, between two records */
#endif
        return OTAML_ERR_AGAIN;
    case MBEDTLS_ERR_SSL_CONN_EOF:
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
        return t->net_error ? t->net_error : OTAML_ERR_CLOSED;
    case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED:
        return refusal(t);
#if MBEDTLS_VERSION_MAJOR < 3
    case MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE:
#else
    case MBEDTLS_ERR_SSL_BAD_CERTIFICATE:
#endif
        return OTAML_ERR_CERTIFICATE;
    default:
        if (is_out_of_memory(ret)) {
            return OTAML_ERR_NOSPC;
        }
        return is_x509(ret) ? OTAML_ERR_CERTIFICATE : OTAML_ERR_TLS;
    }
}

static void set_versions(mbedtls_ssl_config *conf)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03020000
    mbedtls_ssl_conf_min_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_max_tls_version(conf, WITH_TLS1_3 ? MBEDTLS_SSL_VERSION_TLS1_3
                                                       : MBEDTLS_SSL_VERSION_TLS1_2);
#else
    mbedtls_ssl_conf_min_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#endif
}

/* 4096 bytes, or what the smaller of the build's two record buffers holds: the length that is
 * agreed on holds for both directions (RFC 6066 section 4). */
static void ask_for_small_records(mbedtls_ssl_config *conf)
{
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
    static const unsigned char lengths[] = {
        MBEDTLS_SSL_MAX_FRAG_LEN_4096,
        MBEDTLS_SSL_MAX_FRAG_LEN_2048,
        MBEDTLS_SSL_MAX_FRAG_LEN_1024,
        MBEDTLS_SSL_MAX_FRAG_LEN_512,
    };
    size_t i = 0;
    while (i < OTAML_ARRAY_LEN(lengths) && mbedtls_ssl_conf_max_frag_len(conf, lengths[i])) {
        i++; /* the build's buffers are smaller */
    }
#else
    (void)conf;
#endif
}

static int configure(struct otaml_tls *t)
{
    if (mbedtls_ssl_config_defaults(&t->conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT)) {
        return OTAML_ERR_NOSPC; /* its only failure, and not of a client's */
    }
    set_versions(&t->conf);
    mbedtls_ssl_conf_ciphersuites(&t->conf, ciphersuites);
    mbedtls_ssl_conf_authmode(&t->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&t->conf, &t->authority, NULL);
    mbedtls_ssl_conf_verify(&t->conf, tls_verify, t);
    mbedtls_ssl_conf_rng(&t->conf, mbedtls_ctr_drbg_random, &t->random);
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
    mbedtls_ssl_conf_session_tickets(&t->conf, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
#endif
    ask_for_small_records(&t->conf);
    return OTAML_OK;
}

/* DER is left where it lies; PEM has to be decoded to the heap. Of several certificates
 * those that mbedTLS cannot read (a return > 0 counts them) are passed over. */
static int parse_authority(struct otaml_tls *t, const void *ca, uint32_t ca_size)
{
    const uint8_t *bytes = ca;
    int ret;

    if (!ca || ca_size == 0) {
        return OTAML_ERR_ARG;
    }
    if (bytes[ca_size - 1] == '\0') {
        ret = mbedtls_x509_crt_parse(&t->authority, bytes, ca_size);
    } else {
        ret = mbedtls_x509_crt_parse_der_nocopy(&t->authority, bytes, ca_size);
    }
    if (ret < 0) {
        return is_out_of_memory(ret) ? OTAML_ERR_NOSPC : OTAML_ERR_CERTIFICATE;
    }
    return OTAML_OK;
}

static bool net_ok(const struct otaml_transport *net)
{
    return net && net->open && net->send && net->recv && net->close && net->now_ms && net->entropy;
}

int otaml_tls_init(struct otaml_tls *t, const struct otaml_transport *net, const void *ca,
                   uint32_t ca_size)
{
    int err;

    if (!t || !net_ok(net)) {
        return OTAML_ERR_ARG;
    }
    memset(t, 0, sizeof(*t));
    t->net = net;
    mbedtls_ssl_init(&t->ssl);
    mbedtls_ssl_config_init(&t->conf);
    mbedtls_x509_crt_init(&t->authority);
    mbedtls_ctr_drbg_init(&t->random);
    err = parse_authority(t, ca, ca_size);
#if NEEDS_PSA
    if (!err && psa_crypto_init() != PSA_SUCCESS) {
        err = OTAML_ERR_ENTROPY;
    }
#endif
    /* mbedTLS passes the pointer on to seed(), which is sworn not to write through it. */
    if (!err && mbedtls_ctr_drbg_seed(&t->random, seed, (void *)(uintptr_t)net, NULL, 0)) {
        err = OTAML_ERR_ENTROPY;
    }
    if (!err) {
        err = configure(t);
    }
    if (err) {
        otaml_tls_free(t);
    }
    return err;
}

/* The stream stands: make a session on it. */
static int begin_session(struct otaml_tls *t)
{
    uint8_t ip[16];
    /* An IP address is not to be sent as a server name (RFC 6066 section 3); tls_verify
     * compares it. mbedTLS sends and compares a name. */
    const char *name = tls_parse_ip(t->host, ip) ? NULL : t->host;
    int ret;

    mbedtls_ssl_init(&t->ssl);
    ret = mbedtls_ssl_setup(&t->ssl, &t->conf);
    if (!ret) {
        ret = mbedtls_ssl_set_hostname(&t->ssl, name);
    }
    if (ret) {
        return failure(t, ret);
    }
    mbedtls_ssl_set_bio(&t->ssl, t, bio_send, bio_recv, NULL);
    t->state = SHAKING;
    return OTAML_ERR_AGAIN;
}

static int shake(struct otaml_tls *t)
{
    const int ret = mbedtls_ssl_handshake_step(&t->ssl);

    if (ret) {
        return failure(t, ret);
    }
    if (!HANDSHAKE_OVER(&t->ssl)) {
        return OTAML_ERR_AGAIN;
    }
    t->state = OPEN;
    return OTAML_OK;
}

int otaml_tls_connect(struct otaml_tls *t, const char *host, uint16_t port)
{
    int err;

    if (t->state == OPEN) {
        return OTAML_ERR_STATE;
    }
    if (t->state == SHAKING) {
        return shake(t);
    }
    t->host = host;
    t->net_error = 0;
    t->state = OPENING;
    err = t->net->open(t->net->ctx, host, port);
    return err ? err : begin_session(t);
}

int otaml_tls_send(struct otaml_tls *t, const void *data, uint32_t len)
{
    int ret;

    if (t->state != OPEN) {
        return OTAML_ERR_STATE;
    }
    ret = mbedtls_ssl_write(&t->ssl, data, len);
    return ret < 0 ? failure(t, ret) : ret;
}

int otaml_tls_recv(struct otaml_tls *t, void *data, uint32_t cap)
{
    int ret;

    if (t->state != OPEN) {
        return OTAML_ERR_STATE;
    }
    ret = mbedtls_ssl_read(&t->ssl, data, cap);
    if (ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return 0;
    }
    if (ret == 0) { /* the stream's end without a word: to mbedTLS an end, to us a cut */
        ret = MBEDTLS_ERR_SSL_CONN_EOF;
    }
    return ret < 0 ? failure(t, ret) : ret;
}

void otaml_tls_close(struct otaml_tls *t)
{
    if (t->state == CLOSED) {
        return;
    }
    if (t->state == OPEN) {
        (void)mbedtls_ssl_close_notify(&t->ssl); /* a courtesy, tried once */
    }
    mbedtls_ssl_free(&t->ssl);
    t->net->close(t->net->ctx);
    t->state = CLOSED;
}

void otaml_tls_free(struct otaml_tls *t)
{
    otaml_tls_close(t);
    mbedtls_ssl_config_free(&t->conf);
    mbedtls_x509_crt_free(&t->authority);
    mbedtls_ctr_drbg_free(&t->random);
}
