/*
 * fleet_link.h - a simulated board and its fleet server: the options that say which server and who
 * is trusted, and the agent over HTTP over the host's sockets. For `otaml device` and for
 * examples/.
 */
#ifndef OTAML_FLEET_LINK_H
#define OTAML_FLEET_LINK_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/agent.h>
#include <otaml/infer.h>

#include "board_profiles.h"
#include "cli_priv.h"
#include "host_net.h"

#define FLEET_LINK_KEYS_MAX 4u
#define FLEET_LINK_ID_MAX   128u /* bytes of --id; what otamld takes */

/* What getopt_long gives for FLEET_LINK_OPTIONS. */
enum fleet_link_option {
    FLEET_LINK_BOARD = 0x100,
    FLEET_LINK_SERVER,
    FLEET_LINK_CA,
    FLEET_LINK_ID,
    FLEET_LINK_KEY,
    FLEET_LINK_VENDOR,
    FLEET_LINK_CLASS,
    FLEET_LINK_TOKEN,
    FLEET_LINK_GATEWAY,
    FLEET_LINK_POLL,
    FLEET_LINK_RETRY
};

/* Rows of a table of struct option. */
#define FLEET_LINK_OPTIONS                                                                         \
    { "board", 1, NULL, FLEET_LINK_BOARD }, { "server", 1, NULL, FLEET_LINK_SERVER },              \
        { "ca", 1, NULL, FLEET_LINK_CA }, { "id", 1, NULL, FLEET_LINK_ID },                        \
        { "key", 1, NULL, FLEET_LINK_KEY }, { "vendor", 1, NULL, FLEET_LINK_VENDOR },              \
        { "class", 1, NULL, FLEET_LINK_CLASS }, { "token-file", 1, NULL, FLEET_LINK_TOKEN },       \
        { "gateway-token-file", 1, NULL, FLEET_LINK_GATEWAY },                                     \
        { "poll", 1, NULL, FLEET_LINK_POLL },                                                      \
    {                                                                                              \
        "retry-ms", 1, NULL, FLEET_LINK_RETRY                                                      \
    }

/* What a usage text says of them. */
#define FLEET_LINK_USAGE                                                                           \
    "  --board PROFILE    teensy40, nucleo-h7, portenta-h7, feather-m4, esp32, nano33 or pico\n"   \
    "  --server URL       https://host[:port] of the fleet server\n"                               \
    "  --ca FILE          certificates (PEM) of the authorities that the server is trusted by\n"   \
    "  --id ID            the device's name at the server (controllerId)\n"                        \
    "  --key PUB.pem      a key that packages may be signed with; may be given again\n"            \
    "  --vendor DOMAIN    the vendor whose packages are taken\n"                                   \
    "  --class NAME       the class of devices this one belongs to (default tflite-1)\n"           \
    "  --token-file FILE  holds the target token; --gateway-token-file FILE the gateway token\n"   \
    "  --poll SECONDS     poll at least this often\n"                                              \
    "  --retry-ms MS      first wait after a failure (default 5000)\n"

/* What was asked for; begins as zeros. Texts are borrowed from the command line. */
struct fleet_link_options {
    const struct board_profile *board;
    const char *server, *ca, *id, *vendor, *class_name;
    char authorization[CLI_AUTHORIZATION_MAX];
    struct otaml_p256_key keys[FLEET_LINK_KEYS_MAX];
    uint32_t key_count, poll_s, retry_ms;
};

/* Caller allocates and keeps in place. */
struct fleet_link {
    struct otaml_host_net host;
    struct otaml_transport net;
    struct otaml_http http;
    struct otaml_agent_config config;
    struct otaml_agent agent;
    uint8_t http_buf[OTAML_HTTP_BUF], work[OTAML_AGENT_WORK];

    /* Private. */
    uint8_t *ca;
    char capacity[24], operators[OTAML_INFER_LIST_MAX];
    struct otaml_agent_attribute attributes[5];
    bool is_open;
};

/* Take one option. CLI_DONE, or the status to end with after a message; -1: it is none of these. */
int fleet_link_option(struct fleet_link_options *o, int option, const char *value);

/* Are all there that a device needs: --board, --server, --ca, --id, --key and --vendor? */
bool fleet_link_options_complete(const struct fleet_link_options *o);

/* Make the transport, which may then be wrapped, and let callbacks be filled in to l->config:
 * ready, make_room, event, ctx. */
void fleet_link_init(struct fleet_link *l);

/* Start HTTP and the agent for the device of these options, which must outlive the link, on a store
 * that is mounted. False after a message. */
bool fleet_link_open(struct fleet_link *l, const struct fleet_link_options *o,
                     struct otaml_store *store);

/* Also after a failed open. */
void fleet_link_close(struct fleet_link *l);

/* Wait until the agent has something to do, or for ms. */
void fleet_link_wait(struct fleet_link *l, uint32_t ms);

#endif /* OTAML_FLEET_LINK_H */
