/*
 * agent.c - the life of an update. API: otaml/agent.h
 *
 *   IDLE --poll--> EXCHANGE --deployment--> EXCHANGE --"download"--> HEAD --> BEGIN --> PAYLOAD
 *    ^                |  ^                                                                |
 *    |                |  +---------- next package of the deployment <--- COMMIT <--------+
 *    +----result------+
 *
 * EXCHANGE is one request with a short answer; `next` says whose answer it is. Any failure of the
 * network leads back to IDLE and, after a while, to the same deployment: what the store kept is
 * not fetched again. Any other failure ends the deployment and is reported.
 *
 * The work buffer holds, one after another: a request's body with its URL at the buffer's end, the
 * answer to it, a package's head.
 */
#include <otaml/agent.h>

#include <string.h>
#include <otaml/sha256.h>
#include "base_priv.h"
#include "ddi_priv.h"

#define HEAD_PIECE  512u /* bytes of a package asked for at once: most heads are shorter */
#define SLEEP_MAX_S 86400u
#define AT_ONCE_MAX 4u /* polls without a wait between, while the server says nothing new */

enum agent_state { IDLE, EXCHANGE, HEAD, BEGIN, PAYLOAD, COMMIT };

enum exchange {
    FOR_POLL,
    FOR_CONFIG_DATA,
    FOR_CANCEL,
    FOR_CANCELLED,
    FOR_DEPLOYMENT,
    FOR_DOWNLOAD,
    FOR_RESULT,
};

/* From here on the package's head is known to be good. */
static bool is_verified(const struct otaml_agent *a)
{
    return a->state == BEGIN || a->state == PAYLOAD || a->state == COMMIT;
}

static void tell(struct otaml_agent *a, enum otaml_agent_event_kind kind, int error,
                 uint32_t offset)
{
    const struct otaml_agent_event event = {
        .kind = kind,
        .error = error,
        .offset = offset,
        .package = is_verified(a) ? &a->package : NULL,
    };
    if (a->config->event) {
        a->config->event(a->config->ctx, &event);
    }
}

/* Idle for ms and a random part more, so that a fleet that lost its server does not come back in
 * step. */
static void rest(struct otaml_agent *a, uint32_t ms)
{
    uint8_t random = 0;

    if (a->config->net->entropy(a->config->net->ctx, &random, 1)) {
        random = 0; /* then without: a wait needs no secrets */
    }
    a->state = IDLE;
    a->at_once = ms ? 0 : (uint8_t)(a->at_once + 1);
    a->wait_from = a->config->net->now_ms(a->config->net->ctx);
    a->wait_ms = ms + ms / 2048u * random; /* up to an eighth */
}

/* All is well and nothing more to do. */
static void sleep_until_poll(struct otaml_agent *a)
{
    a->failures = 0;
    rest(a, a->sleep_ms);
}

/* The server may have more for us: ask at once, unless it keeps asking for the same. */
static void poll_again(struct otaml_agent *a)
{
    a->failures = 0;
    rest(a, a->at_once < AT_ONCE_MAX ? 0 : a->sleep_ms);
}

static uint32_t sleep_ms_of(uint32_t seconds)
{
    return otaml_min_u32(seconds, SLEEP_MAX_S) * 1000u;
}

static uint32_t retry_wait_ms(const struct otaml_agent *a)
{
    uint32_t wait = a->config->retry_ms ? a->config->retry_ms : OTAML_AGENT_RETRY_MS;

    for (uint8_t i = 1; i < a->failures && wait < a->sleep_ms; i++) {
        wait *= 2;
    }
    return otaml_min_u32(wait, a->sleep_ms);
}

/* The network or the server failed: come back later. What the server asks for is heeded. */
static void trouble(struct otaml_agent *a, int error)
{
    uint32_t wait, asked_s = a->config->http->response.retry_after_s;

    tell(a, OTAML_AGENT_TROUBLE, error, 0);
    otaml_http_close(a->config->http);
    if (a->failures < UINT8_MAX) {
        a->failures++;
    }
    wait = retry_wait_ms(a);
    if (error == OTAML_ERR_HTTP_STATUS && asked_s > wait / 1000u) {
        wait = sleep_ms_of(asked_s);
    }
    rest(a, wait);
}

static void exchange(struct otaml_agent *a, enum exchange next, const char *method, const char *url,
                     size_t body_size)
{
    static const struct otaml_http_field fields[] = {
        { "Accept", "application/hal+json, application/json" },
        { "Content-Type", "application/json" },
    };
    const struct otaml_http_request request = {
        .method = method,
        .url = url,
        .authorization = a->config->authorization,
        .fields = fields,
        .field_count = body_size ? 2 : 1,
        .body = body_size ? a->config->work : NULL,
        .body_size = (uint32_t)body_size,
    };
    int err = otaml_http_request(a->config->http, &request);

    if (err) {
        trouble(a, err);
        return;
    }
    a->have = 0;
    a->next = (uint8_t)next;
    a->state = EXCHANGE;
}

/* The URL of a request lives at the end of the work buffer while the request is made. */
static char *url_scratch(const struct otaml_agent *a)
{
    return (char *)a->config->work + a->config->work_size - (OTAML_URL_MAX + 1);
}

static size_t body_cap(const struct otaml_agent *a)
{
    return a->config->work_size - (OTAML_URL_MAX + 1);
}

static void poll_server(struct otaml_agent *a)
{
    int err = ddi_url(a->config, NULL, 0, url_scratch(a));

    if (err) {
        trouble(a, err);
        return;
    }
    exchange(a, FOR_POLL, "GET", url_scratch(a), 0);
}

/* GET or POST below BASE/resource/ACTION. */
static void about_action(struct otaml_agent *a, enum exchange next, const char *resource,
                         const char *tail, size_t body_size)
{
    const char *parts[] = { resource, a->action, tail };
    int err = ddi_url(a->config, parts, OTAML_ARRAY_LEN(parts), url_scratch(a));

    if (err) {
        trouble(a, err);
        return;
    }
    exchange(a, next, body_size ? "POST" : "GET", url_scratch(a), body_size);
}

static size_t feedback(struct otaml_agent *a, const char *execution, const char *finished, int code,
                       const char *const *details, size_t n)
{
    return ddi_write_feedback((char *)a->config->work, body_cap(a), a->action, execution, finished,
                              code, details, n);
}

/* The deployment is over: say so. */
static void report(struct otaml_agent *a, int result)
{
    const char *details[] = { otaml_err_name(result), otaml_err_text(result) };
    size_t n;

    a->result = result;
    n = feedback(a, "closed", result ? "failure" : "success", result, details,
                 OTAML_ARRAY_LEN(details));
    about_action(a, FOR_RESULT, "/deploymentBase/", "/feedback", n);
}

static bool is_network_error(int err)
{
    return err == OTAML_ERR_ATTEMPTS || err == OTAML_ERR_CONNECT || err == OTAML_ERR_CLOSED
           || err == OTAML_ERR_TIMEOUT || err == OTAML_ERR_TLS || err == OTAML_ERR_CERTIFICATE
           || err == OTAML_ERR_HOSTNAME || err == OTAML_ERR_ENTROPY || err <= OTAML_ERR_PORT_BASE;
}

/* The deployment ends here, for this reason. */
static void refuse(struct otaml_agent *a, int err)
{
    tell(a, OTAML_AGENT_FAILED, err, 0);
    /* A wrong digest has made the store give the object up already. */
    if ((a->state == PAYLOAD || a->state == COMMIT) && err != OTAML_ERR_IMAGE_DIGEST) {
        int not_freed = otaml_store_abort(a->config->store);
        if (not_freed) {
            tell(a, OTAML_AGENT_TROUBLE, not_freed, 0);
        }
    }
    report(a, err);
}

/* Something in a deployment failed: try again later where that can help, else report it. */
static void fail(struct otaml_agent *a, int err)
{
    uint32_t tries = a->config->tries ? a->config->tries : OTAML_AGENT_TRIES;

    if (is_network_error(err) && ++a->tries < tries) {
        trouble(a, err);
    } else {
        refuse(a, err);
    }
}

static void next_package(struct otaml_agent *a)
{
    a->package_index++;
    about_action(a, FOR_DEPLOYMENT, "/deploymentBase/", "", 0);
}

/* --- the package: head, payload, commit ------------------------------------------------------ */

static int take_head(void *ctx, const uint8_t *data, uint32_t len)
{
    struct otaml_agent *a = ctx;

    if (len > a->config->work_size - a->have) {
        return OTAML_ERR_NOSPC;
    }
    memcpy(a->config->work + a->have, data, len);
    a->have += len;
    a->received += len;
    return OTAML_OK;
}

static int take_payload(void *ctx, const uint8_t *data, uint32_t len)
{
    struct otaml_agent *a = ctx;
    int err = otaml_store_append(a->config->store, data, len);

    if (!err) {
        a->received += len;
        tell(a, OTAML_AGENT_PROGRESS, OTAML_OK, a->fetch.offset + len - a->package.payload_at);
    }
    return err;
}

/* The device's token is for its own server: a file may well lie on another one. */
static bool is_own_server(const struct otaml_agent *a, const char *url)
{
    struct otaml_url server, other;

    return !otaml_url_parse(&server, a->config->server) && !otaml_url_parse(&other, url)
           && otaml_url_same_origin(&server, &other);
}

/* Bytes [offset, end) of the package's file to the sink. */
static void fetch_range(struct otaml_agent *a, enum agent_state state, uint32_t offset,
                        uint32_t end)
{
    int err;

    a->fetch_config = (struct otaml_fetch_config){
        .http = a->config->http,
        .url = a->url,
        .authorization = is_own_server(a, a->url) ? a->config->authorization : NULL,
        .offset = offset,
        .end = end,
        .total = a->file_size,
        .write = state == HEAD ? take_head : take_payload,
        .ctx = a,
        .retry_ms = a->config->retry_ms,
    };
    err = otaml_fetch_begin(&a->fetch, &a->fetch_config);
    if (err) {
        fail(a, err);
        return;
    }
    a->state = (uint8_t)state;
}

static int installed_sequence(void *ctx, const char *name, uint64_t *sequence)
{
    struct otaml_agent *a = ctx;
    struct otaml_store_object object;
    int err = otaml_store_open(a->config->store, name, &object);

    if (!err) {
        *sequence = object.entry.sequence;
        otaml_store_close(a->config->store, &object);
    }
    return err;
}

static bool is_installed(struct otaml_agent *a)
{
    struct otaml_store_object object;
    bool same;

    if (otaml_store_open(a->config->store, a->entry.name, &object)) {
        return false;
    }
    same = object.entry.sequence == a->entry.sequence && object.entry.size == a->entry.size
           && otaml_equal_ct(object.entry.sha256, a->entry.sha256, OTAML_SHA256_SIZE);
    otaml_store_close(a->config->store, &object);
    return same;
}

/* The head is good: what does it ask of us? */
static void decide(struct otaml_agent *a)
{
    int err = OTAML_OK;

    a->state = BEGIN;
    if (a->package.uri_size) {
        fail(a, OTAML_ERR_UNSUPPORTED); /* a model that lies elsewhere */
        return;
    }
    if (a->package.image_size > UINT32_MAX - a->package.payload_at
        || a->package.payload_at + a->package.image_size != a->file_size) {
        fail(a, OTAML_ERR_IMAGE_SIZE);
        return;
    }
    tell(a, OTAML_AGENT_VERIFIED, OTAML_OK, 0);
    memset(&a->entry, 0, sizeof(a->entry));
    memcpy(a->entry.name, a->package.name, sizeof(a->entry.name));
    memcpy(a->entry.sha256, a->package.image_sha256, sizeof(a->entry.sha256));
    a->entry.size = a->package.image_size;
    a->entry.sequence = a->package.sequence;
    if (a->config->ready) {
        err = a->config->ready(a->config->ctx, &a->package);
    }
    if (err == OTAML_ERR_AGAIN) {
        sleep_until_poll(a);
    } else if (err) {
        refuse(a, err); /* whatever the code: it is the application's word */
    } else if (is_installed(a)) {
        tell(a, OTAML_AGENT_INSTALLED, OTAML_OK, 0);
        next_package(a);
    }
}

/* Where the next piece of a head ends. A head says how long it is member by member, and each
 * request costs a round trip: so not only what is needed next. What of the model comes with it
 * is used. */
static uint32_t head_end(const struct otaml_agent *a)
{
    const uint32_t most = otaml_min_u32(a->file_size, a->config->work_size);
    const uint32_t piece = HEAD_PIECE < most - a->have ? a->have + HEAD_PIECE : most;

    return a->package.need > piece ? otaml_min_u32(a->package.need, most) : piece;
}

static void step_head(struct otaml_agent *a)
{
    struct otaml_suit_policy policy = {
        .keys = a->config->keys,
        .key_count = a->config->key_count,
        .head_max = otaml_min_u32(a->config->work_size, OTAML_SUIT_HEAD_MAX),
        .installed = installed_sequence,
        .ctx = a,
    };
    int err = otaml_fetch_step(&a->fetch);

    if (err == OTAML_ERR_AGAIN) {
        return;
    }
    if (!err) {
        memcpy(policy.vendor_id, a->config->vendor_id, sizeof(policy.vendor_id));
        memcpy(policy.class_id, a->config->class_id, sizeof(policy.class_id));
        err = otaml_suit_head(&policy, a->config->work, a->have, &a->package);
        if (err == OTAML_ERR_AGAIN && a->have < a->file_size) {
            fetch_range(a, HEAD, a->have, head_end(a));
            return;
        }
        err = err == OTAML_ERR_AGAIN ? OTAML_ERR_ENVELOPE : err; /* the file ends in its head */
    }
    if (err) {
        fail(a, err);
        return;
    }
    decide(a);
}

static void step_begin(struct otaml_agent *a)
{
    uint32_t at, came = a->have - a->package.payload_at; /* model bytes that came with the head */
    int err = otaml_store_begin(a->config->store, &a->entry, &at);

    if (err == OTAML_ERR_NOSPC && a->config->make_room) {
        err = a->config->make_room(a->config->ctx, &a->package);
        err = err ? err : OTAML_ERR_AGAIN;
    }
    if (err == OTAML_ERR_AGAIN) {
        return;
    }
    if (err) {
        fail(a, err);
        return;
    }
    tell(a, OTAML_AGENT_FETCHING, OTAML_OK, at);
    a->state = PAYLOAD;
    if (at == 0 && came > 0) {
        at = otaml_min_u32(came, a->entry.size);
        err = otaml_store_append(a->config->store, a->config->work + a->package.payload_at, at);
        if (err) {
            fail(a, err);
            return;
        }
    }
    if (at == a->entry.size) {
        a->state = COMMIT;
        return;
    }
    fetch_range(a, PAYLOAD, a->package.payload_at + at, a->file_size);
}

static void step_payload(struct otaml_agent *a)
{
    int err = otaml_fetch_step(&a->fetch);

    if (err == OTAML_ERR_AGAIN) {
        return;
    }
    if (err) {
        fail(a, err);
        return;
    }
    a->state = COMMIT;
}

static void step_commit(struct otaml_agent *a)
{
    int err = otaml_store_commit(a->config->store);

    if (err == OTAML_ERR_AGAIN) {
        return;
    }
    if (err) {
        fail(a, err);
        return;
    }
    tell(a, OTAML_AGENT_INSTALLED, OTAML_OK, a->entry.size);
    next_package(a);
}

/* --- answers of the server ------------------------------------------------------------------- */

static void on_poll(struct otaml_agent *a)
{
    struct ddi_poll poll;
    size_t n;
    int err = ddi_read_poll((const char *)a->config->work, a->have, &poll, a->url);

    /* The server's own links only: they are asked with the token. */
    if (!err && poll.link != DDI_NOTHING && !is_own_server(a, a->url)) {
        err = OTAML_ERR_URL;
    }
    if (err) {
        trouble(a, err);
        return;
    }
    if (poll.sleep_s) {
        a->sleep_ms = sleep_ms_of(poll.sleep_s);
    }
    if (a->config->sleep_s) {
        a->sleep_ms = otaml_min_u32(a->sleep_ms, sleep_ms_of(a->config->sleep_s));
    }
    tell(a, OTAML_AGENT_POLLED, OTAML_OK, 0);
    switch (poll.link) {
    case DDI_CANCEL:
        exchange(a, FOR_CANCEL, "GET", a->url, 0);
        break;
    case DDI_CONFIG_DATA:
        n = ddi_write_attributes((char *)a->config->work, body_cap(a), a->config->attributes,
                                 a->config->attribute_count);
        exchange(a, FOR_CONFIG_DATA, "PUT", a->url, n);
        break;
    case DDI_DEPLOYMENT:
        a->package_index = 0;
        exchange(a, FOR_DEPLOYMENT, "GET", a->url, 0);
        break;
    case DDI_NOTHING:
        sleep_until_poll(a);
        break;
    }
}

/* What is known of an action ends where another one begins. */
static void take_action(struct otaml_agent *a, const char action[OTAML_AGENT_ID_MAX + 1])
{
    if (strcmp(action, a->action) != 0) {
        memcpy(a->action, action, sizeof(a->action));
        a->tries = 0;
        a->at_once = 0;
        a->result = OTAML_OK;
    }
}

static void on_cancel(struct otaml_agent *a)
{
    static const char *const details[] = { "nothing of it is under way" };
    char action[OTAML_AGENT_ID_MAX + 1];
    int err = ddi_read_cancel((const char *)a->config->work, a->have, action);
    size_t n;

    if (err) {
        trouble(a, err);
        return;
    }
    take_action(a, action);
    n = feedback(a, "closed", "success", 0, details, OTAML_ARRAY_LEN(details));
    about_action(a, FOR_CANCELLED, "/cancelAction/", "/feedback", n);
}

static void on_deployment(struct otaml_agent *a)
{
    static const char *const details[] = { "fetching" };
    char action[OTAML_AGENT_ID_MAX + 1];
    struct ddi_package package;
    size_t n;
    int err = ddi_read_deployment((const char *)a->config->work, a->have, a->package_index,
                                  &package, action, a->url);

    /* Packages already taken are another action's: do not count them for this one. */
    if (!err && a->package_index && strcmp(action, a->action) != 0) {
        err = OTAML_ERR_JSON;
    }
    if (err) {
        trouble(a, err);
        return;
    }
    take_action(a, action);
    if (a->result) {
        report(a, a->result); /* the server did not get to know it: no need to fail anew */
    } else if (!package.is_there) {
        report(a, a->package_index ? OTAML_OK : OTAML_ERR_DEPLOYMENT);
    } else if (package.skip_update) {
        sleep_until_poll(a);
    } else {
        a->file_size = package.size;
        n = feedback(a, "download", "none", 0, details, OTAML_ARRAY_LEN(details));
        about_action(a, FOR_DOWNLOAD, "/deploymentBase/", "/feedback", n);
    }
}

/* 404 and 410: the action is over or was taken back while we were busy. */
static bool is_gone(uint16_t status)
{
    return status == 404 || status == 410;
}

static bool is_good(uint16_t status)
{
    return status >= 200 && status < 300;
}

static void on_answer(struct otaml_agent *a, uint16_t status)
{
    if (a->next != FOR_POLL && a->next != FOR_CONFIG_DATA && is_gone(status)) {
        a->result = OTAML_OK;
        tell(a, OTAML_AGENT_CANCELLED, OTAML_OK, 0);
        poll_again(a);
        return;
    }
    if (!is_good(status)) {
        trouble(a, OTAML_ERR_HTTP_STATUS);
        return;
    }
    switch ((enum exchange)a->next) {
    case FOR_POLL:
        on_poll(a);
        break;
    case FOR_CANCEL:
        on_cancel(a);
        break;
    case FOR_DEPLOYMENT:
        on_deployment(a);
        break;
    case FOR_DOWNLOAD:
        a->have = 0;
        a->package.need = 0;
        fetch_range(a, HEAD, 0, head_end(a));
        break;
    case FOR_CANCELLED:
        tell(a, OTAML_AGENT_CANCELLED, OTAML_OK, 0);
        poll_again(a);
        break;
    case FOR_RESULT:
        a->result = OTAML_OK; /* the server's from now on */
        poll_again(a);
        break;
    case FOR_CONFIG_DATA:
        poll_again(a);
        break;
    }
}

static void step_exchange(struct otaml_agent *a)
{
    struct otaml_http *http = a->config->http;
    int err = otaml_http_step(http);

    if (!err && is_good(http->response.status)) { /* a refusal's page is not read */
        err = otaml_http_read(http, a->config->work, a->config->work_size, &a->have);
    }
    if (err == OTAML_ERR_AGAIN) {
        return;
    }
    if (err) {
        trouble(a, err);
        return;
    }
    on_answer(a, http->response.status);
}

/* --- public ---------------------------------------------------------------------------------- */

static bool is_plain_id(const char *id)
{
    const char *p = id;

    while ((*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z') || *p == '-'
           || *p == '_' || *p == '.') {
        p++;
    }
    return *p == '\0' && p != id;
}

int otaml_agent_init(struct otaml_agent *a, const struct otaml_agent_config *config)
{
    struct otaml_url url;

    if (!config->http || !config->net || !config->store || !config->server || !config->controller_id
        || !is_plain_id(config->controller_id) || !config->keys || !config->key_count
        || !config->work || config->work_size < OTAML_AGENT_WORK_MIN) {
        return OTAML_ERR_ARG;
    }
    memset(a, 0, sizeof(*a));
    a->config = config;
    a->sleep_ms = sleep_ms_of(config->sleep_s ? config->sleep_s : OTAML_AGENT_SLEEP_S);
    if (!ddi_write_attributes((char *)config->work, body_cap(a), config->attributes,
                              config->attribute_count)) {
        return OTAML_ERR_NOSPC;
    }
    return otaml_url_parse(&url, config->server);
}

int otaml_agent_step(struct otaml_agent *a)
{
    switch ((enum agent_state)a->state) {
    case IDLE:
        if (otaml_agent_wait_ms(a)) {
            return OTAML_OK;
        }
        poll_server(a);
        break;
    case EXCHANGE:
        step_exchange(a);
        break;
    case HEAD:
        step_head(a);
        break;
    case BEGIN:
        step_begin(a);
        break;
    case PAYLOAD:
        step_payload(a);
        break;
    case COMMIT:
        step_commit(a);
        break;
    }
    return OTAML_ERR_AGAIN;
}

uint32_t otaml_agent_wait_ms(const struct otaml_agent *a)
{
    uint32_t passed;

    if (a->state == HEAD || a->state == PAYLOAD) {
        return otaml_fetch_wait_ms(&a->fetch);
    }
    if (a->state != IDLE) {
        return 0;
    }
    passed = a->config->net->now_ms(a->config->net->ctx) - a->wait_from;
    return passed < a->wait_ms ? a->wait_ms - passed : 0;
}

void otaml_agent_poke(struct otaml_agent *a)
{
    if (a->state == IDLE) {
        a->wait_ms = 0;
    }
}
