/*
 * operator_api.c - /api/v1, as spec/operator-api.md tells it. API: request.h
 */
#include <errno.h>
#include <gnutls/gnutls.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "operator_body.h"
#include "operator_json.h"
#include "request.h"
#include "server_log.h"

enum { PAGE_DEFAULT = 50, PAGE_MAX = 500, ENTRIES_SHOWN = 1000 };

/* Paging from the query; false after an answer of 400 was sent to *result. */
static bool get_page(struct request *r, struct db_page *page, enum MHD_Result *result)
{
    char text[ROUTE_PARAM_MAX];

    *page = (struct db_page){ .offset = 0, .limit = PAGE_DEFAULT };
    if ((route_has_param(r->uri, "offset")
         && (!route_param(r->uri, "offset", text) || !route_number(text, INT32_MAX, &page->offset)))
        || (route_has_param(r->uri, "limit")
            && (!route_param(r->uri, "limit", text)
                || !route_number(text, PAGE_MAX, &page->limit)))) {
        *result = reply_error(r, MHD_HTTP_BAD_REQUEST,
                              "offset or limit is not a number, or limit is above 500");
        return false;
    }
    return true;
}

/* Takes the list. */
static enum MHD_Result reply_page(struct request *r, enum db_result result,
                                  const struct db_page *page, json_t *list)
{
    if (result != DB_OK) {
        json_decref(list);
        return reply_db_error(r, result);
    }
    return reply_json(r, MHD_HTTP_OK,
                      json_pack("{s:i, s:I, s:I, s:o}", "size", (int)json_array_size(list), "total",
                                (json_int_t)page->total, "offset", (json_int_t)page->offset,
                                "content", list));
}

static enum MHD_Result list_artefacts(struct request *r)
{
    struct db_page page;
    enum MHD_Result result;
    json_t *list;

    if (!get_page(r, &page, &result)) {
        return result;
    }
    list = json_array();
    return reply_page(r, db_artefact_list(r->server->db, &page, operator_add_artefact, list), &page,
                      list);
}

static enum MHD_Result reply_upload_error(struct request *r, int error)
{
    log_error("upload: %s", strerror(error));
    return error == ENOSPC || error == EDQUOT
               ? reply_error(r, MHD_HTTP_INSUFFICIENT_STORAGE, "no space for the artefact")
               : reply_error(r, MHD_HTTP_INTERNAL_SERVER_ERROR, "the artefact cannot be written");
}

/* The body is in r->upload. */
static enum MHD_Result finish_upload(struct request *r)
{
    struct artefact_upload *upload = r->upload;
    struct db_artefact artefact;
    char expected[ROUTE_PARAM_MAX];
    bool created;
    enum db_result result;
    int error = r->upload_error;

    if (error || !upload) {
        return reply_upload_error(r, error ? error : EIO);
    }
    if (artefact_upload_size(upload) == 0) {
        return reply_error(r, MHD_HTTP_BAD_REQUEST, "an artefact has at least one byte");
    }
    artefact_upload_digest(upload, &artefact);
    if (route_has_param(r->uri, "sha256")
        && (!route_param(r->uri, "sha256", expected) || strcmp(expected, artefact.sha256) != 0)) {
        return reply_error(r, MHD_HTTP_BAD_REQUEST, "what arrived has another sha256");
    }
    r->upload = NULL;
    error = artefact_upload_commit(upload, artefact.sha256);
    if (error) {
        return reply_upload_error(r, error);
    }
    result = db_artefact_add(r->server->db, &artefact, &created);
    if (result != DB_OK) {
        return reply_db_error(r, result);
    }
    log_info("artefact %s, %" PRId64 " bytes%s", artefact.sha256, artefact.size,
             created ? "" : ", known already");
    return reply_json(r, created ? MHD_HTTP_CREATED : MHD_HTTP_OK,
                      operator_artefact_json(&artefact));
}

static enum MHD_Result get_artefact(struct request *r)
{
    struct db_artefact artefact;
    enum db_result result = db_artefact_get(r->server->db, r->route.sha256, &artefact);
    return result == DB_OK ? reply_json(r, MHD_HTTP_OK, operator_artefact_json(&artefact))
                           : reply_db_error(r, result);
}

static enum MHD_Result list_packages(struct request *r)
{
    char name[ROUTE_PARAM_MAX], version[ROUTE_PARAM_MAX];
    const bool has_name = route_has_param(r->uri, "name");
    const bool has_version = route_has_param(r->uri, "version");
    struct db_page page;
    enum MHD_Result result;
    json_t *list;

    if ((has_name && !route_param(r->uri, "name", name))
        || (has_version && !route_param(r->uri, "version", version))) {
        return reply_error(r, MHD_HTTP_BAD_REQUEST, "name or version is malformed");
    }
    if (!get_page(r, &page, &result)) {
        return result;
    }
    list = json_array();
    return reply_page(r,
                      db_package_list(r->server->db, has_name ? name : NULL,
                                      has_version ? version : NULL, &page, operator_add_package,
                                      list),
                      &page, list);
}

static enum MHD_Result reply_package(struct request *r, unsigned status, const struct db_package *p)
{
    json_t *files = json_array(), *json = operator_package_json(p);
    enum db_result result =
        db_package_files(r->server->db, p->id, operator_add_package_file, files);

    json_object_set_new(json, "artifacts", files);
    if (result != DB_OK) {
        json_decref(json);
        return reply_db_error(r, result);
    }
    return reply_json(r, status, json);
}

/* A model that is no SUIT envelope could never be installed: say so now, not on a thousand devices.
 * Only the look of it; who signed it is the device's to check. */
static bool is_suit_file(const struct server *s, const char *sha256)
{
    unsigned char head[8];
    int64_t size;
    const int fd = artefact_store_fd(s->store, sha256, &size);
    const ssize_t n = fd >= 0 ? pread(fd, head, sizeof(head), 0) : -1;

    if (fd >= 0) {
        close(fd);
    }
    return n > 0 && operator_looks_like_suit(head, (size_t)n);
}

static enum MHD_Result add_checked_package(struct request *r, struct operator_package *p)
{
    bool created;
    enum db_result result;

    if (!strcmp(p->package.type, "model")) {
        for (size_t i = 0; i < p->count; i++) {
            struct db_artefact known;
            if (db_artefact_get(r->server->db, p->file[i].sha256, &known) == DB_OK
                && !is_suit_file(r->server, p->file[i].sha256)) {
                return reply_error(
                    r, MHD_HTTP_BAD_REQUEST,
                    "a package of type model must be a SUIT envelope: use otaml pack");
            }
        }
    }
    p->package.created = clock_now_ms();
    result = db_package_add(r->server->db, &p->package, p->file, p->count, &created);
    if (result == DB_NOT_FOUND) {
        return reply_error(r, MHD_HTTP_NOT_FOUND, "artifacts: one is not uploaded");
    }
    if (result == DB_CONFLICT) {
        return reply_error(r, MHD_HTTP_CONFLICT,
                           "this name and version exist with other content: choose a new version");
    }
    if (result != DB_OK) {
        return reply_db_error(r, result);
    }
    log_info("package %" PRId64 " %s:%s%s", p->package.id, p->package.name, p->package.version,
             created ? "" : ", known already");
    return reply_package(r, created ? MHD_HTTP_CREATED : MHD_HTTP_OK, &p->package);
}

static enum MHD_Result post_package(struct request *r)
{
    struct operator_package package;
    const char *error = operator_package_parse(r->body, r->body_len, &package);
    enum MHD_Result result =
        error ? reply_error(r, MHD_HTTP_BAD_REQUEST, error) : add_checked_package(r, &package);
    operator_package_free(&package);
    return result;
}

static enum MHD_Result get_package(struct request *r)
{
    struct db_package package;
    enum db_result result = db_package_get(r->server->db, r->route.id, &package);
    return result == DB_OK ? reply_package(r, MHD_HTTP_OK, &package) : reply_db_error(r, result);
}

static enum MHD_Result list_targets(struct request *r)
{
    struct db_page page;
    enum MHD_Result result;
    json_t *list;

    if (!get_page(r, &page, &result)) {
        return result;
    }
    list = json_array();
    return reply_page(r, db_target_list(r->server->db, &page, operator_add_target, list), &page,
                      list);
}

/* token: to be shown this once, or NULL. */
static enum MHD_Result reply_target(struct request *r, unsigned status, const char *controller,
                                    const char *token)
{
    struct db_target target;
    enum db_result result = db_target_get(r->server->db, controller, &target);
    json_t *json, *attributes;

    if (result != DB_OK) {
        return reply_db_error(r, result);
    }
    json = operator_target_json(&target);
    attributes = json_object();
    result = db_target_attributes(r->server->db, controller, operator_add_attribute, attributes);
    json_object_set_new(json, "attributes", attributes);
    if (result != DB_OK) {
        json_decref(json);
        return reply_db_error(r, result);
    }
    if (token) {
        json_object_set_new(json, "securityToken", json_string(token));
    }
    return reply_json(r, status, json);
}

static enum MHD_Result get_target(struct request *r)
{
    return reply_target(r, MHD_HTTP_OK, r->route.controller, NULL);
}

static enum MHD_Result add_checked_target(struct request *r, const struct operator_target *t)
{
    char made[TOKEN_NEW + 1];
    const char *token = t->token ? t->token : made;
    uint8_t hash[TOKEN_HASH_SIZE];
    enum MHD_Result reply;
    enum db_result result;

    if (!t->controller) {
        return reply_error(r, MHD_HTTP_BAD_REQUEST, "controllerId is missing");
    }
    if (!token_make(made)) {
        return reply_error(r, MHD_HTTP_INTERNAL_SERVER_ERROR, "no randomness for a token");
    }
    token_hash(token, strlen(token), hash);
    result = db_target_add(r->server->db, t->controller, t->name ? t->name : t->controller, hash,
                           clock_now_ms());
    if (result == DB_OK) {
        log_info("target %s made by the operator", t->controller);
        reply = reply_target(r, MHD_HTTP_CREATED, t->controller, token);
    } else if (result == DB_CONFLICT) {
        reply = reply_error(r, MHD_HTTP_CONFLICT, "a target of this controllerId or token exists");
    } else {
        reply = reply_db_error(r, result);
    }
    gnutls_memset(made, 0, sizeof(made));
    return reply;
}

static enum MHD_Result post_target(struct request *r)
{
    struct operator_target target;
    const char *error = operator_target_parse(r->body, r->body_len, &target);
    enum MHD_Result result =
        error ? reply_error(r, MHD_HTTP_BAD_REQUEST, error) : add_checked_target(r, &target);
    operator_target_free(&target);
    return result;
}

static enum MHD_Result change_target(struct request *r, const struct operator_target *t)
{
    const char *controller = r->route.controller, *token = t->token;
    char made[TOKEN_NEW + 1] = "";
    uint8_t hash[TOKEN_HASH_SIZE];
    enum db_result result = DB_OK;

    if (t->make_token && !token_make(made)) {
        return reply_error(r, MHD_HTTP_INTERNAL_SERVER_ERROR, "no randomness for a token");
    }
    token = t->make_token ? made : token;
    if (token) {
        token_hash(token, strlen(token), hash);
        result = db_target_set_token(r->server->db, controller, hash);
    }
    if (result == DB_OK && t->request_attributes) {
        result = db_target_request_attributes(r->server->db, controller);
    }
    return result == DB_OK ? reply_target(r, MHD_HTTP_OK, controller, token)
                           : reply_db_error(r, result);
}

static enum MHD_Result put_target(struct request *r)
{
    struct operator_target target;
    const char *error = operator_target_parse(r->body, r->body_len, &target);
    enum MHD_Result result =
        error ? reply_error(r, MHD_HTTP_BAD_REQUEST, error) : change_target(r, &target);
    operator_target_free(&target);
    return result;
}

static enum MHD_Result delete_target(struct request *r)
{
    enum db_result result = db_target_remove(r->server->db, r->route.controller);
    if (result != DB_OK) {
        return reply_db_error(r, result);
    }
    log_info("target %s removed", r->route.controller);
    return reply_empty(r, MHD_HTTP_NO_CONTENT);
}

struct assigned {
    json_t *list;
    json_int_t already;
};

static bool add_assigned(void *ctx, const char *controller, int64_t action)
{
    struct assigned *a = ctx;
    if (!action) {
        a->already++;
        return true;
    }
    return json_array_append_new(a->list, json_pack("{s:s, s:I}", "controllerId", controller,
                                                    "action", (json_int_t)action))
           == 0;
}

static enum MHD_Result assign_checked(struct request *r, const struct operator_assignment *a)
{
    const struct db_assignment assignment = { .package = a->package,
                                              .targets = a->all ? NULL : a->target,
                                              .count = a->count,
                                              .forced = a->forced };
    struct assigned assigned = { .list = json_array() };
    size_t unknown = 0;
    char text[DB_CONTROLLER_MAX + 64];
    enum db_result result =
        db_assign(r->server->db, &assignment, clock_now_ms(), add_assigned, &assigned, &unknown);

    if (result != DB_OK) {
        json_decref(assigned.list);
        if (result == DB_NOT_FOUND) {
            snprintf(text, sizeof(text), "there is no %s %.128s; nothing was assigned",
                     unknown < a->count ? "target" : "such package",
                     unknown < a->count ? a->target[unknown] : "");
            return reply_error(r, MHD_HTTP_NOT_FOUND, text);
        }
        return reply_db_error(r, result);
    }
    log_info("package %" PRId64 " assigned to %zu targets", a->package,
             json_array_size(assigned.list));
    return reply_json(
        r, MHD_HTTP_OK,
        json_pack("{s:o, s:I}", "assigned", assigned.list, "alreadyAssigned", assigned.already));
}

static enum MHD_Result post_assignment(struct request *r)
{
    struct operator_assignment assignment;
    const char *error = operator_assignment_parse(r->body, r->body_len, &assignment);
    enum MHD_Result result =
        error ? reply_error(r, MHD_HTTP_BAD_REQUEST, error) : assign_checked(r, &assignment);
    operator_assignment_free(&assignment);
    return result;
}

static enum MHD_Result list_actions(struct request *r)
{
    char target[ROUTE_PARAM_MAX], active[ROUTE_PARAM_MAX];
    const bool has_target = route_has_param(r->uri, "target");
    struct db_page page;
    enum MHD_Result result;
    json_t *list;

    if (has_target && !route_param(r->uri, "target", target)) {
        return reply_error(r, MHD_HTTP_BAD_REQUEST, "target is malformed");
    }
    if (!get_page(r, &page, &result)) {
        return result;
    }
    list = json_array();
    return reply_page(
        r,
        db_action_list(r->server->db, has_target ? target : NULL,
                       route_param(r->uri, "active", active) && !strcmp(active, "true"), &page,
                       operator_add_action, list),
        &page, list);
}

static enum MHD_Result get_action(struct request *r)
{
    struct db_action action;
    enum db_result result = db_action_get(r->server->db, r->route.id, &action);
    json_t *json, *history;

    if (result != DB_OK) {
        return reply_db_error(r, result);
    }
    json = operator_action_json(&action);
    history = json_array();
    result =
        db_action_entries(r->server->db, action.id, ENTRIES_SHOWN, operator_add_entry, history);
    json_object_set_new(json, "history", history);
    if (result != DB_OK) {
        json_decref(json);
        return reply_db_error(r, result);
    }
    return reply_json(r, MHD_HTTP_OK, json);
}

enum MHD_Result operator_handle(struct request *r)
{
    static const struct {
        enum route_kind kind;
        unsigned method;
        enum MHD_Result (*handle)(struct request *r);
    } table[] = {
        { ROUTE_API_ARTEFACTS, METHOD_GET, list_artefacts },
        { ROUTE_API_ARTEFACTS, METHOD_POST, finish_upload },
        { ROUTE_API_ARTEFACT, METHOD_GET, get_artefact },
        { ROUTE_API_PACKAGES, METHOD_GET, list_packages },
        { ROUTE_API_PACKAGES, METHOD_POST, post_package },
        { ROUTE_API_PACKAGE, METHOD_GET, get_package },
        { ROUTE_API_TARGETS, METHOD_GET, list_targets },
        { ROUTE_API_TARGETS, METHOD_POST, post_target },
        { ROUTE_API_TARGET, METHOD_GET, get_target },
        { ROUTE_API_TARGET, METHOD_PUT, put_target },
        { ROUTE_API_TARGET, METHOD_DELETE, delete_target },
        { ROUTE_API_ASSIGNMENTS, METHOD_POST, post_assignment },
        { ROUTE_API_ACTIONS, METHOD_GET, list_actions },
        { ROUTE_API_ACTION, METHOD_GET, get_action },
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].kind == r->route.kind && table[i].method == r->method) {
            return table[i].handle(r);
        }
    }
    return reply_error(r, MHD_HTTP_NOT_FOUND, "no such resource");
}
