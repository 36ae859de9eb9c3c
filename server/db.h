/*
 * db.h - what the server remembers of its fleet: the one interface to the database.
 *
 * It speaks of targets, actions, packages and artefacts, and knows nothing of HTTP. Each
 * function is one transaction: it happened whole or not at all. What returned DB_OK to a writing
 * call is on the disk, except for db_target_poll, whose time stamps a power loss may take back.
 * Any thread may call any function. db_sqlite*.c implement it.
 *
 * A package is one software module in one distribution set of the same name and version, and has
 * the set's id; the tables keep the two apart for packages of several modules. Times are
 * milliseconds since 1970. Strings are UTF-8 and within the limits below (callers check); those
 * given to a row function are borrowed until it returns. A row function must not call the database.
 */
#ifndef OTAMLD_DB_H
#define OTAMLD_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "action_rules.h"

enum {
    DB_CONTROLLER_MAX = 128,
    DB_NAME_MAX = 128,
    DB_VERSION_MAX = 64,
    DB_TYPE_MAX = 32,
    DB_FILENAME_MAX = 128,
    DB_ADDRESS_MAX = 63,
    DB_MESSAGE_MAX = 512,
    DB_HASH_SIZE = 32,
    /* hawkBit's quotas */
    DB_ATTRIBUTES_PER_TARGET = 100,
    DB_ENTRIES_PER_ACTION = 1000,
    DB_MESSAGES_PER_ENTRY = 50,
    DB_ARTEFACTS_PER_MODULE = 50,
};

enum db_result {
    DB_OK = 0,
    DB_NOT_FOUND, /* or not this target's */
    DB_CONFLICT,  /* exists and is different */
    DB_OVER,      /* the action is terminal */
    DB_STATE,     /* the action is not being cancelled */
    DB_QUOTA,
    DB_STOPPED, /* a row function said so */
    DB_FAILED,  /* the database; logged where it happened */
};

struct db;

struct db_artefact {
    char sha256[65], sha1[41], md5[33]; /* lower-case hex */
    int64_t size;
    int64_t created;
};

/* One file of one module of a distribution set: a deployment is a list of them. */
struct db_file {
    int64_t module;
    const char *type, *name, *version; /* of the module */
    const char *filename;
    struct db_artefact artefact;
};

struct db_package {
    int64_t id, module;
    char name[DB_NAME_MAX + 1];
    char version[DB_VERSION_MAX + 1];
    char type[DB_TYPE_MAX + 1];
    int64_t created;
};

struct db_package_file {
    const char *filename;
    const char *sha256;
};

struct db_action {
    int64_t id;
    char controller[DB_CONTROLLER_MAX + 1];
    struct db_package package;
    enum action_status status;
    bool forced;
    int64_t created, changed, retrieved; /* retrieved: 0 = never */
    bool has_code;
    int code;                         /* of the newest entry that has one */
    int progress_cnt, progress_of;    /* of the newest entry that has them; of = 0: none */
    char message[DB_MESSAGE_MAX + 1]; /* the newest one, or "" */
};

struct db_target {
    char controller[DB_CONTROLLER_MAX + 1];
    char name[DB_NAME_MAX + 1];
    char address[DB_ADDRESS_MAX + 1]; /* of the last poll */
    enum target_state state;
    bool has_token, wants_attributes;
    int64_t created, last_poll; /* last_poll: 0 = never */
    bool has_installed, has_action;
    struct db_package installed;
    int64_t installed_at;
    struct db_action action; /* the current one, else the newest */
};

struct db_poll {
    bool wants_attributes;
    int64_t action; /* the current one, 0 = none */
    bool canceling, forced;
    int64_t installed_action; /* 0 = none */
};

struct db_entry {
    int64_t time;
    enum action_status status;
    bool has_code;
    int code;
    int progress_cnt, progress_of;
    const char *message; /* NULL where the entry has none; an entry is one row for each message */
    int64_t entry;
};

struct db_feedback {
    enum ddi_execution execution;
    enum ddi_finished finished;
    bool has_code;
    int code;
    int progress_cnt, progress_of;
    size_t messages;
    char *message[DB_MESSAGES_PER_ENTRY]; /* each within DB_MESSAGE_MAX */
};

struct db_attribute {
    const char *key, *value;
};

enum db_merge { DB_MERGE, DB_REPLACE, DB_REMOVE };

/* Return false to stop the listing. */
typedef bool db_artefact_row(void *ctx, const struct db_artefact *artefact);
typedef bool db_file_row(void *ctx, const struct db_file *file);
typedef bool db_package_row(void *ctx, const struct db_package *package);
typedef bool db_target_row(void *ctx, const struct db_target *target);
typedef bool db_action_row(void *ctx, const struct db_action *action);
typedef bool db_entry_row(void *ctx, const struct db_entry *entry);
typedef bool db_attribute_row(void *ctx, const struct db_attribute *attribute);
typedef bool db_assigned_row(void *ctx, const char *controller, int64_t action);

struct db_page {
    int64_t offset, limit;
    int64_t total; /* result: rows there are without paging */
};

/* Open DIR/otamld.db, make or migrate it. NULL after a message in error (cap bytes). */
struct db *db_open_sqlite(const char *dir, char *error, size_t cap);
void db_close(struct db *db);
enum db_result db_ping(struct db *db);

/* Artefacts. Adding one that is there is DB_OK with *created false. */
enum db_result db_artefact_add(struct db *db, const struct db_artefact *artefact, bool *created);
enum db_result db_artefact_get(struct db *db, const char *sha256, struct db_artefact *artefact);
enum db_result db_artefact_list(struct db *db, struct db_page *page, db_artefact_row *row,
                                void *ctx);
/* DB_OK if an action of this target, past ones included, carries the artefact. */
enum db_result db_artefact_of_target(struct db *db, const char *controller, const char *sha256,
                                     struct db_artefact *artefact);

/* Packages. Adding the same again is DB_OK with *created false; the same name and version with
 * other content DB_CONFLICT; an artefact that is not there DB_NOT_FOUND. */
enum db_result db_package_add(struct db *db, struct db_package *package,
                              const struct db_package_file *files, size_t count, bool *created);
enum db_result db_package_get(struct db *db, int64_t id, struct db_package *package);
enum db_result db_package_files(struct db *db, int64_t id, db_file_row *row, void *ctx);
/* Newest first. name and version NULL: any. */
enum db_result db_package_list(struct db *db, const char *name, const char *version,
                               struct db_page *page, db_package_row *row, void *ctx);
/* The files of a module that belongs to an action of this target. DB_NOT_FOUND: none does. */
enum db_result db_module_files(struct db *db, const char *controller, int64_t module,
                               db_file_row *row, void *ctx);

/* Targets. token is a SHA-256 of the device's secret, or NULL: gateway only. */
enum db_result db_target_add(struct db *db, const char *controller, const char *name,
                             const uint8_t *token, int64_t now);
enum db_result db_target_set_token(struct db *db, const char *controller, const uint8_t *token);
enum db_result db_target_request_attributes(struct db *db, const char *controller);
enum db_result db_target_remove(struct db *db, const char *controller);
enum db_result db_target_get(struct db *db, const char *controller, struct db_target *target);
enum db_result db_target_list(struct db *db, struct db_page *page, db_target_row *row, void *ctx);
enum db_result db_target_attributes(struct db *db, const char *controller, db_attribute_row *row,
                                    void *ctx);
/* DB_NOT_FOUND also where the target has no token. */
enum db_result db_target_token(struct db *db, const char *controller, uint8_t token[DB_HASH_SIZE]);
enum db_result db_target_by_token(struct db *db, const uint8_t token[DB_HASH_SIZE],
                                  char controller[DB_CONTROLLER_MAX + 1]);

/* What a device asks. create: an unknown controller becomes a target. */
enum db_result db_target_poll(struct db *db, const char *controller, bool create,
                              const char *address, int64_t now, struct db_poll *poll);
enum db_result db_target_set_attributes(struct db *db, const char *controller, enum db_merge mode,
                                        const struct db_attribute *attributes, size_t count);
/* The current action, not being cancelled; marks it retrieved at the first call. */
enum db_result db_deployment_get(struct db *db, const char *controller, int64_t action, int64_t now,
                                 struct db_action *out);
/* An action that this target finished with success. */
enum db_result db_installed_get(struct db *db, const char *controller, int64_t action,
                                struct db_action *out);
/* DB_OK if the action is being cancelled; DB_NOT_FOUND if not. */
enum db_result db_cancel_get(struct db *db, const char *controller, int64_t action);
enum db_result db_feedback_add(struct db *db, const char *controller, int64_t action,
                               const struct db_feedback *feedback, int64_t now);
enum db_result db_cancel_feedback_add(struct db *db, const char *controller, int64_t action,
                                      const struct db_feedback *feedback, int64_t now);

/* Actions. Assign a package to the targets named (or with NULL to all there are): all or nothing.
 * DB_NOT_FOUND: *unknown is the index of the first target that is not there, or count for the
 * package. row gets each target with its new action, or 0 where the package is already
 * what it does or has. */
struct db_assignment {
    int64_t package;
    const char *const *targets;
    size_t count;
    bool forced;
};
enum db_result db_assign(struct db *db, const struct db_assignment *assignment, int64_t now,
                         db_assigned_row *row, void *ctx, size_t *unknown);
enum db_result db_action_get(struct db *db, int64_t id, struct db_action *action);
/* Newest first; controller NULL: of all targets; active: only those that are not over. */
enum db_result db_action_list(struct db *db, const char *controller, bool active,
                              struct db_page *page, db_action_row *row, void *ctx);
/* Newest entry first, at most limit rows. */
enum db_result db_action_entries(struct db *db, int64_t id, int64_t limit, db_entry_row *row,
                                 void *ctx);

#endif /* OTAMLD_DB_H */
