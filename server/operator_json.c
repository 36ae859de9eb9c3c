/*
 * operator_json.c - rows of the database as JSON. API: operator_json.h
 */
#include "operator_json.h"

#include "action_rules.h"

json_t *operator_artefact_json(const struct db_artefact *a)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I}", "sha256", a->sha256, "sha1", a->sha1, "md5",
                     a->md5, "size", (json_int_t)a->size, "createdAt", (json_int_t)a->created);
}

json_t *operator_package_json(const struct db_package *p)
{
    return json_pack("{s:I, s:I, s:s, s:s, s:s, s:I}", "id", (json_int_t)p->id, "softwareModule",
                     (json_int_t)p->module, "name", p->name, "version", p->version, "type", p->type,
                     "createdAt", (json_int_t)p->created);
}

static void set_progress(json_t *object, int cnt, int of)
{
    if (of > 0) {
        json_object_set_new(object, "progress", json_pack("{s:i, s:i}", "cnt", cnt, "of", of));
    }
}

json_t *operator_action_json(const struct db_action *a)
{
    json_t *json = json_pack(
        "{s:I, s:s, s:o, s:s, s:b, s:s, s:I, s:I, s:I, s:s}", "id", (json_int_t)a->id, "target",
        a->controller, "package", operator_package_json(&a->package), "status",
        action_status_name(a->status), "active", !action_is_over(a->status), "forceType",
        a->forced ? "forced" : "soft", "createdAt", (json_int_t)a->created, "lastModifiedAt",
        (json_int_t)a->changed, "retrievedAt", (json_int_t)a->retrieved, "message", a->message);

    if (a->has_code) {
        json_object_set_new(json, "code", json_integer(a->code));
    }
    set_progress(json, a->progress_cnt, a->progress_of);
    return json;
}

json_t *operator_target_json(const struct db_target *t)
{
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s, s:b, s:b, s:I, s:I}", "controllerId", t->controller, "name", t->name,
        "updateStatus", target_state_name(t->state), "address", t->address, "hasSecurityToken",
        t->has_token, "requestAttributes", t->wants_attributes, "createdAt", (json_int_t)t->created,
        "lastControllerRequestAt", (json_int_t)t->last_poll);

    if (t->has_installed) {
        json_t *installed = operator_package_json(&t->installed);
        json_object_set_new(installed, "installedAt", json_integer((json_int_t)t->installed_at));
        json_object_set_new(json, "installed", installed);
    }
    if (t->has_action) {
        json_object_set_new(json, "action", operator_action_json(&t->action));
    }
    return json;
}

bool operator_add_artefact(void *list, const struct db_artefact *a)
{
    return json_array_append_new(list, operator_artefact_json(a)) == 0;
}

bool operator_add_package(void *list, const struct db_package *p)
{
    return json_array_append_new(list, operator_package_json(p)) == 0;
}

bool operator_add_target(void *list, const struct db_target *t)
{
    return json_array_append_new(list, operator_target_json(t)) == 0;
}

bool operator_add_action(void *list, const struct db_action *a)
{
    return json_array_append_new(list, operator_action_json(a)) == 0;
}

bool operator_add_package_file(void *list, const struct db_file *file)
{
    json_t *json = operator_artefact_json(&file->artefact);
    json_object_set_new(json, "filename", json_string(file->filename));
    return json_array_append_new(list, json) == 0;
}

bool operator_add_attribute(void *object, const struct db_attribute *a)
{
    return json_object_set_new(object, a->key, json_string(a->value)) == 0;
}

/* Rows of one entry are neighbours, newest message first: put them in the order of the device. */
bool operator_add_entry(void *list, const struct db_entry *e)
{
    json_t *last = json_array_get(list, json_array_size(list) - 1);

    if (!last || json_integer_value(json_object_get(last, "id")) != e->entry) {
        last = json_pack("{s:I, s:I, s:s, s:[]}", "id", (json_int_t)e->entry, "time",
                         (json_int_t)e->time, "status", action_status_name(e->status), "messages");
        if (json_array_append_new(list, last)) {
            return false;
        }
        if (e->has_code) {
            json_object_set_new(last, "code", json_integer(e->code));
        }
        set_progress(last, e->progress_cnt, e->progress_of);
    }
    return !e->message
           || json_array_insert_new(json_object_get(last, "messages"), 0, json_string(e->message))
                  == 0;
}
