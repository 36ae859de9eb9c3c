/*
 * ddi.c - DDI texts. API: ddi_priv.h
 */
#include "ddi_priv.h"

#include <string.h>
#include "json_priv.h"

#define DEFAULT_TENANT "DEFAULT"

int ddi_url(const struct otaml_agent_config *config, const char *const *parts, size_t n,
            char url[OTAML_URL_MAX + 1])
{
    struct json_out o = { .buf = url, .cap = OTAML_URL_MAX + 1 };
    struct otaml_url parsed;

    json_put(&o, config->server);
    json_put(&o, "/");
    json_put(&o, config->tenant ? config->tenant : DEFAULT_TENANT);
    json_put(&o, "/controller/v1/");
    json_put(&o, config->controller_id);
    for (size_t i = 0; i < n; i++) {
        json_put(&o, parts[i]);
    }
    return o.overflow ? OTAML_ERR_URL : otaml_url_parse(&parsed, url);
}

/* "HH:MM:SS" to seconds; 0 for anything else. */
static uint32_t read_sleep(const char *text)
{
    uint32_t field[3] = { 0, 0, 0 };

    for (unsigned i = 0; i < 8; i++) {
        if (i % 3 == 2) {
            if (text[i] != ':') {
                return 0;
            }
        } else if (text[i] < '0' || text[i] > '9') {
            return 0;
        } else {
            field[i / 3] = field[i / 3] * 10 + (uint32_t)(text[i] - '0');
        }
    }
    return text[8] ? 0 : field[0] * 3600 + field[1] * 60 + field[2];
}

static enum ddi_link link_of(const struct json_walk *w)
{
    if (json_path_is(w, "_links.cancelAction.href", NULL)) {
        return DDI_CANCEL;
    }
    if (json_path_is(w, "_links.configData.href", NULL)) {
        return DDI_CONFIG_DATA;
    }
    if (json_path_is(w, "_links.deploymentBase.href", NULL)) {
        return DDI_DEPLOYMENT;
    }
    return DDI_NOTHING;
}

int ddi_read_poll(const char *text, size_t len, struct ddi_poll *poll, char url[OTAML_URL_MAX + 1])
{
    struct json_walk w;
    char sleep[10];
    int err;

    *poll = (struct ddi_poll){ .link = DDI_NOTHING };
    json_walk_init(&w, text, len);
    while ((err = json_walk_next(&w)) == OTAML_OK) {
        enum ddi_link link = link_of(&w);
        if (link > poll->link) {
            if (json_get_string(&w, url, OTAML_URL_MAX + 1)) {
                return OTAML_ERR_JSON;
            }
            poll->link = link;
        } else if (json_path_is(&w, "config.polling.sleep", NULL)
                   && json_get_string(&w, sleep, sizeof(sleep)) == OTAML_OK) {
            poll->sleep_s = read_sleep(sleep);
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* An id goes into URLs: letters and digits only. */
static int read_id(const struct json_walk *w, char id[OTAML_AGENT_ID_MAX + 1])
{
    int err = json_get_string(w, id, OTAML_AGENT_ID_MAX + 1);
    const char *p = id;

    if (err) {
        return OTAML_ERR_JSON;
    }
    while ((*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z')) {
        p++;
    }
    return *p || p == id ? OTAML_ERR_JSON : OTAML_OK;
}

static bool is_package_name(const struct json_walk *w)
{
    const char *p = w->text + w->value_at;

    return w->type == JSON_IS_STRING && w->value_len > 5
           && memcmp(p + w->value_len - 5, ".suit", 5) == 0;
}

/* The place of the index'th *.suit among all artifacts, as "chunk, artifact". */
static int find_package(const char *text, size_t len, unsigned index, unsigned place[2],
                        bool *is_there)
{
    struct json_walk w;
    unsigned at[2];
    int err;

    *is_there = false;
    json_walk_init(&w, text, len);
    while ((err = json_walk_next(&w)) == OTAML_OK) {
        if (!*is_there && json_path_is(&w, "deployment.chunks.#.artifacts.#.filename", at)
            && is_package_name(&w)) {
            *is_there = index == 0;
            index--;
            memcpy(place, at, sizeof(at));
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

static bool is_https(const struct json_walk *w)
{
    return w->type == JSON_IS_STRING && w->value_len > 8
           && memcmp(w->text + w->value_at, "https://", 8) == 0;
}

/* Size and https link of the artifact at this place; whichever of the two links is https. */
static int read_artifact(struct json_walk *w, const unsigned place[2], struct ddi_package *package,
                         char url[OTAML_URL_MAX + 1])
{
    unsigned at[2];
    uint64_t size;
    bool here;

    here = json_path_is(w, "deployment.chunks.#.artifacts.#.size", at)
           && memcmp(at, place, sizeof(at)) == 0;
    if (here) {
        if (json_get_u64(w, &size) || size > UINT32_MAX) {
            return OTAML_ERR_JSON;
        }
        package->size = (uint32_t)size;
        return OTAML_OK;
    }
    here = (json_path_is(w, "deployment.chunks.#.artifacts.#._links.download.href", at)
            || json_path_is(w, "deployment.chunks.#.artifacts.#._links.download-http.href", at))
           && memcmp(at, place, sizeof(at)) == 0;
    return here && is_https(w) ? json_get_string(w, url, OTAML_URL_MAX + 1) : OTAML_OK;
}

int ddi_read_deployment(const char *text, size_t len, unsigned index, struct ddi_package *package,
                        char action[OTAML_AGENT_ID_MAX + 1], char url[OTAML_URL_MAX + 1])
{
    struct json_walk w;
    unsigned place[2] = { 0, 0 };
    int err;

    memset(package, 0, sizeof(*package));
    action[0] = url[0] = '\0';
    err = find_package(text, len, index, place, &package->is_there);
    if (err) {
        return err;
    }
    json_walk_init(&w, text, len);
    while (json_walk_next(&w) == OTAML_OK && !err) {
        if (json_path_is(&w, "id", NULL)) {
            err = read_id(&w, action);
        } else if (json_path_is(&w, "deployment.update", NULL)) {
            package->skip_update = w.type == JSON_IS_STRING && w.value_len == 4
                                   && memcmp(text + w.value_at, "skip", 4) == 0;
        } else if (package->is_there) {
            err = read_artifact(&w, place, package, url);
        }
    }
    if (!err && (!action[0] || (package->is_there && (!url[0] || !package->size)))) {
        err = OTAML_ERR_JSON;
    }
    return err;
}

int ddi_read_cancel(const char *text, size_t len, char action[OTAML_AGENT_ID_MAX + 1])
{
    struct json_walk w;
    int err, id_err = OTAML_ERR_JSON;

    json_walk_init(&w, text, len);
    while ((err = json_walk_next(&w)) == OTAML_OK) {
        if (json_path_is(&w, "cancelAction.stopId", NULL)) {
            id_err = read_id(&w, action);
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? id_err : err;
}

size_t ddi_write_feedback(char *buf, size_t cap, const char *action, const char *execution,
                          const char *finished, int code, const char *const *details, size_t n)
{
    struct json_out o = { .buf = buf, .cap = cap };

    json_put(&o, "{\"id\":");
    json_put_string(&o, action);
    json_put(&o, ",\"status\":{\"execution\":");
    json_put_string(&o, execution);
    json_put(&o, ",\"code\":");
    json_put_i64(&o, code);
    json_put(&o, ",\"result\":{\"finished\":");
    json_put_string(&o, finished);
    json_put(&o, "},\"details\":[");
    for (size_t i = 0; i < n; i++) {
        json_put(&o, i ? "," : "");
        json_put_string(&o, details[i]);
    }
    json_put(&o, "]}}");
    return o.overflow ? 0 : o.len;
}

size_t ddi_write_attributes(char *buf, size_t cap, const struct otaml_agent_attribute *attributes,
                            uint32_t n)
{
    struct json_out o = { .buf = buf, .cap = cap };

    json_put(&o, "{\"mode\":\"merge\",\"data\":{");
    for (uint32_t i = 0; i < n; i++) {
        json_put(&o, i ? "," : "");
        json_put_string(&o, attributes[i].name);
        json_put(&o, ":");
        json_put_string(&o, attributes[i].value);
    }
    json_put(&o, "}}");
    return o.overflow ? 0 : o.len;
}
