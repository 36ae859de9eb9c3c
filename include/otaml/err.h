/*
 * otaml/err.h - the one frozen list of status codes.
 *
 * 0 is success, every error is negative. Devices report these numbers and
 * servers store them, so a number is never changed or reused; new errors are
 * added with new numbers. Each room has a decade or two of its own.
 * Callbacks of a port return 0 or a code at or below OTAML_ERR_PORT_BASE,
 * which the library hands back untouched.
 */
#ifndef OTAML_ERR_H
#define OTAML_ERR_H

/* X(NAME, number, text): the enum, otaml_err_text() and docs/errors.md come from here. */
#define OTAML_ERR_LIST(X)                                                                          \
    X(OK, 0, "done")                                                                               \
    /* any room */                                                                                 \
    X(ERR_ARG, -1, "an argument breaks the rules in the header")                                   \
    X(ERR_STATE, -2, "called out of order")                                                        \
    X(ERR_NOSPC, -3, "not enough space")                                                           \
    X(ERR_AGAIN, -4, "not finished: call again")                                                   \
    X(ERR_NOT_FOUND, -5, "no object of this name")                                                 \
    X(ERR_UNSUPPORTED, -6, "this build cannot do that")                                            \
    /* core/model, core/infer */                                                                   \
    X(ERR_MODEL_ALIGN, -20, "the model or the arena is not aligned to 16 bytes")                   \
    X(ERR_MODEL_FORMAT, -21, "not a TensorFlow Lite model")                                        \
    X(ERR_MODEL_BOUNDS, -22, "an offset or length points outside of the model")                    \
    X(ERR_MODEL_OPERATOR, -23, "this build lacks an operator of the model")                        \
    X(ERR_MODEL_TYPE, -24, "an operator does not take a tensor of this type")                      \
    X(ERR_MODEL_SHAPE, -25, "a tensor's shape does not fit its operator")                          \
    X(ERR_MODEL_QUANT, -26, "a scale or zero point is missing or out of range")                    \
    X(ERR_MODEL_OPTION, -27, "an operator's option is missing or out of range")                    \
    X(ERR_ARENA, -28, "the arena is too small")                                                    \
    X(ERR_MODEL_GRAPH, -29, "a tensor is read before it is written, or written twice")             \
    X(ERR_STRIPE, -30, "the stripe is too small for this model")                                   \
    /* core/trust */                                                                               \
    X(ERR_CBOR, -40, "not well-formed deterministic CBOR")                                         \
    X(ERR_ENVELOPE, -41, "not a SUIT envelope")                                                    \
    X(ERR_UNSIGNED, -42, "the package is not signed")                                              \
    X(ERR_ALGORITHM, -43, "an algorithm that is not accepted here")                                \
    X(ERR_SIGNATURE, -44, "no trusted key made this signature")                                    \
    X(ERR_MANIFEST_DIGEST, -45, "the manifest was changed after signing")                          \
    X(ERR_MANIFEST, -46, "the manifest lacks something or has it in a wrong place")                \
    X(ERR_COMMAND, -47, "a manifest command that is not supported")                                \
    X(ERR_VENDOR, -48, "the package is for another vendor")                                        \
    X(ERR_CLASS, -49, "the package is for another class of devices")                               \
    X(ERR_SEQUENCE, -50, "older than what was accepted before")                                    \
    X(ERR_COMPONENT, -51, "the package names a component that is not here")                        \
    X(ERR_IMAGE_SIZE, -52, "the payload's size is not the signed one")                             \
    X(ERR_IMAGE_DIGEST, -53, "the payload's digest is not the signed one")                         \
    X(ERR_KEY, -54, "not a usable key")                                                            \
    X(ERR_CRYPTO, -55, "the cryptographic library failed")                                         \
    X(ERR_ABORTED, -56, "the manifest itself gave up")                                             \
    /* device/media, device/store */                                                               \
    X(ERR_GEOMETRY, -60, "the memory unit's geometry does not suit the store")                     \
    X(ERR_UNFORMATTED, -61, "the memory unit holds no store of this kind")                         \
    X(ERR_CORRUPT, -62, "stored data are damaged")                                                 \
    X(ERR_NAME, -63, "a name is empty, too long or has a forbidden character")                     \
    X(ERR_BUSY, -64, "the object is in use")                                                       \
    X(ERR_IO, -65, "the memory unit did not take what was written")                                \
    X(ERR_READ_ONLY, -66, "the file is marked read-only")                                          \
    /* device/net */                                                                               \
    X(ERR_CONNECT, -80, "no connection to the server")                                             \
    X(ERR_CLOSED, -81, "the connection ended early")                                               \
    X(ERR_TIMEOUT, -82, "the peer was silent for too long")                                        \
    X(ERR_TLS, -83, "the TLS handshake or a record failed")                                        \
    X(ERR_CERTIFICATE, -84, "the server's certificate is not trusted")                             \
    X(ERR_HOSTNAME, -85, "the server's certificate names another host")                            \
    X(ERR_HTTP, -86, "a malformed HTTP response")                                                  \
    X(ERR_HTTP_STATUS, -87, "the server refused the request")                                      \
    X(ERR_RANGE, -88, "the server did not answer the range asked for")                             \
    X(ERR_URL, -89, "not a URL that is understood here")                                           \
    X(ERR_ENTROPY, -90, "no randomness to be had")                                                 \
    /* device/agent */                                                                             \
    X(ERR_JSON, -100, "malformed or unexpected JSON")                                              \
    X(ERR_DEPLOYMENT, -101, "the deployment carries nothing for this device")                      \
    X(ERR_ATTEMPTS, -102, "given up after the allowed number of attempts")

enum otaml_err {
#define OTAML_ERR_ENUM(name, number, text) OTAML_##name = (number),
    OTAML_ERR_LIST(OTAML_ERR_ENUM)
#undef OTAML_ERR_ENUM
        OTAML_ERR_PORT_BASE = -1000 /* codes of ports: this and below */
};

#if defined(__GNUC__) || defined(__clang__)
#define OTAML_MUST_CHECK __attribute__((warn_unused_result))
#else
#define OTAML_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* One English phrase for a code; never NULL. Costs the texts (about 3 KB) where called. */
const char *otaml_err_text(int code);

/* The code's name, such as "ERR_SEQUENCE", or "ERR_PORT"; never NULL. */
const char *otaml_err_name(int code);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_ERR_H */
