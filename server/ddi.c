/*
 * ddi.c - the device's resources, as spec/device-api.md tells them. API: request.h
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ddi_body.h"
#include "request.h"
#include "server_log.h"

/* {"href": BASE/what} */
static json_t *link_to(const struct request *r, const char *what)
{
    char base[URL_MAX], controller[3 * DB_CONTROLLER_MAX + 1], url[2 * URL_MAX];

    request_base_url(r, base);
    if (!route_encode(r->route.controller, controller, sizeof(controller))) {
        return NULL;
    }
    snprintf(url, sizeof(url), "%s/DEFAULT/controller/v1/%s/%s", base, controller, what);
    return json_pack("{s:s}", "href", url);
}

static json_t *link_to_id(const struct request *r, const char *what, int64_t id)
{
    char text[64];
    snprintf(text, sizeof(text), "%s/%" PRId64, what, id);
    return link_to(r, text);
}

/* Changes when the deployment looks different to the device (FNV-1a). */
static uint32_t deployment_tag(int64_t action, bool forced)
{
    char text[32];
    uint32_t hash = 2166136261u;
    snprintf(text, sizeof(text), "%" PRId64 ":%d", action, forced);
    for (const char *p = text; *p; p++) {
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    }
    return hash;
}

static json_t *poll_links(const struct request *r, const struct db_poll *poll)
{
    json_t *links = json_object();
    char text[80];

    if (poll->action && poll->canceling) {
        json_object_set_new(links, "cancelAction", link_to_id(r, "cancelAction", poll->action));
    } else if (poll->action) {
        snprintf(text, sizeof(text), "deploymentBase/%" PRId64 "?c=%" PRIu32, poll->action,
                 deployment_tag(poll->action, poll->forced));
        json_object_set_new(links, "deploymentBase", link_to(r, text));
    }
    if (poll->wants_attributes) {
        json_object_set_new(links, "configData", link_to(r, "configData"));
    }
    if (poll->installed_action) {
        json_object_set_new(links, "installedBase",
                            link_to_id(r, "installedBase", poll->installed_action));
    }
    return links;
}

static enum MHD_Result handle_poll(struct request *r)
{
    char address[DB_ADDRESS_MAX + 1];
    struct db_poll poll;
    enum db_result result;

    request_address(r, address);
    result = db_target_poll(r->server->db, r->route.controller, r->who == WHO_GATEWAY, address,
                            clock_now_ms(), &poll);
    if (result != DB_OK) {
        return reply_db_error(r, result);
    }
    return reply_json_tagged(r, json_pack("{s:{s:{s:s}}, s:o}", "config", "polling", "sleep",
                                          r->server->sleep, "_links", poll_links(r, &poll)));
}

static enum MHD_Result handle_config_data(struct request *r)
{
    struct ddi_config config;
    bool quota;
    const char *error = ddi_config_parse(r->body, r->body_len, &config, &quota);
    enum db_result result;

    if (error) {
        return reply_error(r, quota ? MHD_HTTP_FORBIDDEN : MHD_HTTP_BAD_REQUEST, error);
    }
    result = db_target_set_attributes(r->server->db, r->route.controller, config.mode,
                                      config.attribute, config.count);
    ddi_config_free(&config);
    return result == DB_OK ? reply_empty(r, MHD_HTTP_OK) : reply_db_error(r, result);
}

struct chunks {
    const struct request *r;
    json_t *list;   /* of chunks, or of artefacts where only those are wanted */
    json_t *files;  /* of the chunk that is being filled; borrowed */
    int64_t module; /* of that chunk */
};

static json_t *file_json(const struct request *r, const struct db_file *file)
{
    char name[3 * (DB_FILENAME_MAX + 8) + 1], text[sizeof(name) + 80];
    json_t *links = json_object();

    if (!route_encode(file->filename, name, sizeof(name))) {
        json_decref(links);
        return NULL;
    }
    snprintf(text, sizeof(text), "softwaremodules/%" PRId64 "/artifacts/%s", file->module, name);
    json_object_set_new(links, "download", link_to(r, text));
    strcat(text, ".MD5SUM");
    json_object_set_new(links, "md5sum", link_to(r, text));
    return json_pack("{s:s, s:I, s:{s:s, s:s, s:s}, s:o}", "filename", file->filename, "size",
                     (json_int_t)file->artefact.size, "hashes", "sha1", file->artefact.sha1, "md5",
                     file->artefact.md5, "sha256", file->artefact.sha256, "_links", links);
}

/* hawkBit's historic names. */
static const char *part_name(const char *type)
{
    return !strcmp(type, "application") ? "bApp" : !strcmp(type, "runtime") ? "jvm" : type;
}

static bool add_to_chunks(void *ctx, const struct db_file *file)
{
    struct chunks *c = ctx;

    if (!c->files || c->module != file->module) {
        c->files = json_array();
        c->module = file->module;
        json_array_append_new(c->list, json_pack("{s:s, s:s, s:s, s:o}", "part",
                                                 part_name(file->type), "version", file->version,
                                                 "name", file->name, "artifacts", c->files));
    }
    return json_array_append_new(c->files, file_json(c->r, file)) == 0;
}

static bool add_file(void *ctx, const struct db_file *file)
{
    struct chunks *c = ctx;
    return json_array_append_new(c->list, file_json(c->r, file)) == 0;
}

static bool add_message(void *ctx, const struct db_entry *entry)
{
    if (entry->message) {
        json_array_append_new(ctx, json_string(entry->message));
    }
    return true;
}

/* "actionHistory" if the query asks for it. */
static void add_history(const struct request *r, const struct db_action *action, json_t *body)
{
    char text[ROUTE_PARAM_MAX];
    int64_t limit;
    json_t *messages;

    if (!route_param(r->uri, "actionHistory", text) || !route_number(text, 100, &limit) || !limit) {
        return;
    }
    messages = json_array();
    db_action_entries(r->server->db, action->id, limit, add_message, messages);
    json_object_set_new(body, "actionHistory",
                        json_pack("{s:s, s:o}", "status", action_status_name(action->status),
                                  "messages", messages));
}

static enum MHD_Result reply_deployment(struct request *r, const struct db_action *action)
{
    const char *mode = action->forced ? "forced" : "attempt";
    struct chunks chunks = { .r = r, .list = json_array() };
    enum db_result result =
        db_package_files(r->server->db, action->package.id, add_to_chunks, &chunks);
    char id[24];
    json_t *body;

    if (result != DB_OK) {
        json_decref(chunks.list);
        return reply_db_error(r, result);
    }
    snprintf(id, sizeof(id), "%" PRId64, action->id);
    body = json_pack("{s:s, s:{s:s, s:s, s:o}}", "id", id, "deployment", "download", mode, "update",
                     mode, "chunks", chunks.list);
    add_history(r, action, body);
    return reply_json_tagged(r, body);
}

static enum MHD_Result handle_deployment(struct request *r)
{
    struct db_action action;
    enum db_result result =
        db_deployment_get(r->server->db, r->route.controller, r->route.id, clock_now_ms(), &action);
    return result == DB_OK ? reply_deployment(r, &action) : reply_db_error(r, result);
}

static enum MHD_Result handle_installed(struct request *r)
{
    struct db_action action;
    enum db_result result =
        db_installed_get(r->server->db, r->route.controller, r->route.id, &action);
    return result == DB_OK ? reply_deployment(r, &action) : reply_db_error(r, result);
}

static enum MHD_Result handle_cancel(struct request *r)
{
    enum db_result result = db_cancel_get(r->server->db, r->route.controller, r->route.id);
    char id[24];

    if (result != DB_OK) {
        return reply_db_error(r, result);
    }
    snprintf(id, sizeof(id), "%" PRId64, r->route.id);
    return reply_json_tagged(r,
                             json_pack("{s:s, s:{s:s}}", "id", id, "cancelAction", "stopId", id));
}

static enum MHD_Result handle_feedback(struct request *r)
{
    struct db_feedback feedback;
    const char *error = ddi_feedback_parse(r->body, r->body_len, &feedback);
    enum db_result result;

    if (error) {
        return reply_error(r, MHD_HTTP_BAD_REQUEST, error);
    }
    if (r->route.kind == ROUTE_DDI_CANCEL_FEEDBACK) {
        result = db_cancel_feedback_add(r->server->db, r->route.controller, r->route.id, &feedback,
                                        clock_now_ms());
    } else {
        result = db_feedback_add(r->server->db, r->route.controller, r->route.id, &feedback,
                                 clock_now_ms());
    }
    if (result == DB_OK && feedback.execution == DDI_CLOSED) {
        log_info("%s: action %" PRId64 " %s", r->route.controller, r->route.id,
                 feedback.finished == DDI_FAILURE ? "failed" : "done");
    }
    ddi_feedback_free(&feedback);
    return result == DB_OK ? reply_empty(r, MHD_HTTP_OK) : reply_db_error(r, result);
}

static enum MHD_Result handle_artefacts(struct request *r)
{
    struct chunks chunks = { .r = r, .list = json_array() };
    enum db_result result =
        db_module_files(r->server->db, r->route.controller, r->route.id, add_file, &chunks);
    if (result != DB_OK) {
        json_decref(chunks.list);
        return reply_db_error(r, result);
    }
    return reply_json_tagged(r, chunks.list);
}

struct wanted {
    const char *filename;
    bool found;
    struct db_artefact artefact;
};

static bool pick_file(void *ctx, const struct db_file *file)
{
    struct wanted *w = ctx;
    if (!strcmp(file->filename, w->filename)) {
        w->artefact = file->artefact;
        w->found = true;
    }
    return !w->found;
}

static enum MHD_Result handle_artefact(struct request *r)
{
    const bool md5sum = route_strip_md5sum(r->route.name);
    struct wanted wanted = { .filename = r->route.name };
    enum db_result result =
        db_module_files(r->server->db, r->route.controller, r->route.id, pick_file, &wanted);
    char text[33 + DB_FILENAME_MAX + 16];

    if (!wanted.found) {
        return reply_db_error(r, result == DB_FAILED ? DB_FAILED : DB_NOT_FOUND);
    }
    if (md5sum) {
        snprintf(text, sizeof(text), "%s  %s\n", wanted.artefact.md5, r->route.name);
        return reply_text(r, text);
    }
    return reply_artefact(r, wanted.artefact.sha256, r->route.name);
}

/* /artifacts/{sha256} */
static enum MHD_Result handle_by_digest(struct request *r)
{
    struct db_artefact artefact;
    enum db_result result =
        r->who == WHO_TARGET
            ? db_artefact_of_target(r->server->db, r->controller, r->route.sha256, &artefact)
            : db_artefact_get(r->server->db, r->route.sha256, &artefact);
    return result == DB_OK ? reply_artefact(r, artefact.sha256, NULL) : reply_db_error(r, result);
}

enum MHD_Result ddi_handle(struct request *r)
{
    switch (r->route.kind) {
    case ROUTE_DDI_POLL:
        return handle_poll(r);
    case ROUTE_DDI_CONFIG_DATA:
        return handle_config_data(r);
    case ROUTE_DDI_DEPLOYMENT:
        return handle_deployment(r);
    case ROUTE_DDI_DEPLOYMENT_FEEDBACK:
    case ROUTE_DDI_CANCEL_FEEDBACK:
        return handle_feedback(r);
    case ROUTE_DDI_CANCEL:
        return handle_cancel(r);
    case ROUTE_DDI_INSTALLED:
        return handle_installed(r);
    case ROUTE_DDI_ARTEFACTS:
        return handle_artefacts(r);
    case ROUTE_DDI_ARTEFACT:
        return handle_artefact(r);
    case ROUTE_ARTEFACT:
        return handle_by_digest(r);
    default:
        return reply_error(r, MHD_HTTP_NOT_FOUND, "no such resource");
    }
}
