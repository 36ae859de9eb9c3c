/*
 * fleet_link.c - options, HTTP, agent. API: fleet_link.h
 */
#include "fleet_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_key_priv.h"

/* --- options --------------------------------------------------------------------------------- */

/* What a device may call itself: it becomes part of URLs, and of the memory unit's file name. */
static int read_id(struct fleet_link_options *o, const char *id)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    const size_t size = strlen(id);

    if (size == 0 || size > FLEET_LINK_ID_MAX || strspn(id, plain) != size) {
        cli_fail("--id takes 1 to %u letters, digits, '-', '_' and '.'", FLEET_LINK_ID_MAX);
        return CLI_USAGE;
    }
    o->id = id;
    return CLI_DONE;
}

static int read_key(struct fleet_link_options *o, const char *path)
{
    if (o->key_count == FLEET_LINK_KEYS_MAX) {
        cli_fail("at most %u keys", FLEET_LINK_KEYS_MAX);
        return CLI_USAGE;
    }
    return cli_public_key_read(path, &o->keys[o->key_count++]) ? CLI_DONE : CLI_FAILED;
}

int fleet_link_option(struct fleet_link_options *o, int option, const char *value)
{
    switch (option) {
    case FLEET_LINK_BOARD:
        return cli_read_board(value, &o->board);
    case FLEET_LINK_SERVER:
        o->server = value;
        return CLI_DONE;
    case FLEET_LINK_CA:
        o->ca = value;
        return CLI_DONE;
    case FLEET_LINK_ID:
        return read_id(o, value);
    case FLEET_LINK_KEY:
        return read_key(o, value);
    case FLEET_LINK_VENDOR:
        o->vendor = value;
        return CLI_DONE;
    case FLEET_LINK_CLASS:
        o->class_name = value;
        return CLI_DONE;
    case FLEET_LINK_TOKEN:
        return cli_read_authorization("TargetToken", value, o->authorization);
    case FLEET_LINK_GATEWAY:
        return cli_read_authorization("GatewayToken", value, o->authorization);
    case FLEET_LINK_POLL:
        return cli_read_number(value, &o->poll_s);
    case FLEET_LINK_RETRY:
        return cli_read_number(value, &o->retry_ms);
    default:
        return -1;
    }
}

bool fleet_link_options_complete(const struct fleet_link_options *o)
{
    return o->board && o->server && o->ca && o->id && o->vendor && o->key_count;
}

/* --- the link -------------------------------------------------------------------------------- */

void fleet_link_init(struct fleet_link *l)
{
    memset(l, 0, sizeof(*l));
    otaml_host_net_init(&l->host, &l->net);
}

static bool open_http(struct fleet_link *l, const struct fleet_link_options *o)
{
    struct otaml_http_config config = {
        .net = &l->net,
        .buf = l->http_buf,
        .buf_size = sizeof(l->http_buf),
    };
    size_t size;
    int err;

    l->ca = cli_read_text(o->ca, &size);
    if (!l->ca) {
        return false;
    }
    config.ca = (const char *)l->ca;
    config.ca_size = (uint32_t)size;
    err = otaml_http_init(&l->http, &config);
    if (err) {
        cli_fail("%s: %s", o->ca, otaml_err_text(err));
    }
    l->is_open = !err;
    return l->is_open;
}

/* What the device tells of itself. */
static void describe(struct fleet_link *l, const struct board_profile *board)
{
    const struct otaml_agent_attribute attributes[] = {
        { "board", board->name },    { "core", board->core },       { "unit", board->unit },
        { "capacity", l->capacity }, { "operators", l->operators },
    };

    snprintf(l->capacity, sizeof(l->capacity), "%u", (unsigned)board->capacity);
    if (otaml_infer_list(l->operators, sizeof(l->operators))) {
        l->operators[0] = '\0';
    }
    memcpy(l->attributes, attributes, sizeof(l->attributes));
}

static bool open_agent(struct fleet_link *l, const struct fleet_link_options *o,
                       struct otaml_store *store)
{
    struct otaml_agent_config *c = &l->config;
    int err;

    describe(l, o->board);
    c->http = &l->http;
    c->net = &l->net;
    c->store = store;
    c->server = o->server;
    c->controller_id = o->id;
    c->authorization = o->authorization[0] ? o->authorization : NULL;
    c->attributes = l->attributes;
    c->attribute_count = sizeof(l->attributes) / sizeof(l->attributes[0]);
    c->keys = o->keys;
    c->key_count = o->key_count;
    c->work = l->work;
    c->work_size = sizeof(l->work);
    c->retry_ms = o->retry_ms;
    c->sleep_s = o->poll_s;
    err = otaml_suit_vendor_id(o->vendor, c->vendor_id);
    err = err ? err
              : otaml_suit_class_id(c->vendor_id, o->class_name ? o->class_name : "tflite-1",
                                    c->class_id);
    err = err ? err : otaml_agent_init(&l->agent, c);
    if (err) {
        cli_fail("%s, device %s: %s", o->server, o->id, otaml_err_text(err));
    }
    return err == OTAML_OK;
}

bool fleet_link_open(struct fleet_link *l, const struct fleet_link_options *o,
                     struct otaml_store *store)
{
    return open_http(l, o) && open_agent(l, o, store);
}

void fleet_link_close(struct fleet_link *l)
{
    if (l->is_open) {
        otaml_http_free(&l->http);
        l->is_open = false;
    }
    free(l->ca);
    l->ca = NULL;
}

void fleet_link_wait(struct fleet_link *l, uint32_t ms)
{
    const uint32_t asked = otaml_agent_wait_ms(&l->agent);

    if (asked) {
        otaml_host_sleep_ms(asked < ms ? asked : ms);
    } else {
        otaml_host_net_wait(&l->host, ms);
    }
}
