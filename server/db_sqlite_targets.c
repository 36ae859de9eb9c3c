/*
 * db_sqlite_targets.c - targets, their attributes and polls. API: db.h
 */
#include <string.h>

#include "db_sqlite_priv.h"

int64_t target_id(struct tx *tx, const char *controller)
{
    return tx_int(tx, 0, "SELECT id FROM target WHERE controller = ?1", "s", controller);
}

static int64_t insert_target(struct tx *tx, const char *controller, const char *name,
                             const uint8_t *token, enum target_state state, int64_t now)
{
    return tx_run(tx,
                  "INSERT INTO target (controller, name, token, state, created)"
                  " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                  "ssbii", controller, name, token, (int64_t)state, now);
}

enum db_result db_target_add(struct db *db, const char *controller, const char *name,
                             const uint8_t *token, int64_t now)
{
    struct tx tx;
    bool added;
    tx_begin(db, TX_DURABLE, &tx);
    added = insert_target(&tx, controller, name, token, TARGET_UNKNOWN, now) == 1;
    return tx_end(&tx, added ? DB_OK : DB_CONFLICT);
}

enum db_result db_target_set_token(struct db *db, const char *controller, const uint8_t *token)
{
    struct tx tx;
    enum db_result result;

    tx_begin(db, TX_DURABLE, &tx);
    if (token
        && tx_int(&tx, 0, "SELECT 1 FROM target WHERE token = ?1 AND controller <> ?2", "bs", token,
                  controller)) {
        result = DB_CONFLICT; /* a token names one target */
    } else {
        result = tx_run(&tx, "UPDATE target SET token = ?2 WHERE controller = ?1", "sb", controller,
                        token)
                     ? DB_OK
                     : DB_NOT_FOUND;
    }
    return tx_end(&tx, result);
}

enum db_result db_target_request_attributes(struct db *db, const char *controller)
{
    struct tx tx;
    bool found;
    tx_begin(db, TX_DURABLE, &tx);
    found =
        tx_run(&tx, "UPDATE target SET wants_attributes = 1 WHERE controller = ?1", "s", controller)
        == 1;
    return tx_end(&tx, found ? DB_OK : DB_NOT_FOUND);
}

enum db_result db_target_remove(struct db *db, const char *controller)
{
    struct tx tx;
    bool found;
    tx_begin(db, TX_DURABLE, &tx);
    found = tx_run(&tx, "DELETE FROM target WHERE controller = ?1", "s", controller) == 1;
    return tx_end(&tx, found ? DB_OK : DB_NOT_FOUND);
}

/* The current action is the oldest active one; where there is none, the newest is shown. */
#define TARGET_SELECT                                                                              \
    "SELECT t.controller, t.name, t.address, t.state, t.token IS NOT NULL, t.wants_attributes,"    \
    " t.created, t.last_poll, t.installed_at, i.id, i.module, i.name, i.version, i.type,"          \
    " i.created, " ACTION_COLUMNS " FROM target t"                                                 \
    " LEFT JOIN package i ON i.id = t.installed_set"                                               \
    " LEFT JOIN action a ON a.id = coalesce("                                                      \
    "  (SELECT min(id) FROM action WHERE target = t.id AND over = 0),"                             \
    "  (SELECT max(id) FROM action WHERE target = t.id))"                                          \
    " LEFT JOIN package p ON p.id = a.dist_set "
enum { INSTALLED_COLUMN = 9, ACTION_COLUMN = INSTALLED_COLUMN + PACKAGE_COLUMN_COUNT };

static void column_target(sqlite3_stmt *stmt, struct db_target *t)
{
    memset(t, 0, sizeof(*t));
    column_copy(stmt, 0, t->controller, sizeof(t->controller));
    column_copy(stmt, 1, t->name, sizeof(t->name));
    column_copy(stmt, 2, t->address, sizeof(t->address));
    t->state = (enum target_state)sqlite3_column_int(stmt, 3);
    t->has_token = sqlite3_column_int(stmt, 4) != 0;
    t->wants_attributes = sqlite3_column_int(stmt, 5) != 0;
    t->created = sqlite3_column_int64(stmt, 6);
    t->last_poll = sqlite3_column_int64(stmt, 7);
    t->installed_at = sqlite3_column_int64(stmt, 8);
    t->has_installed = sqlite3_column_type(stmt, INSTALLED_COLUMN) != SQLITE_NULL;
    if (t->has_installed) {
        column_package(stmt, INSTALLED_COLUMN, &t->installed);
    }
    t->has_action = sqlite3_column_type(stmt, ACTION_COLUMN) != SQLITE_NULL;
    if (t->has_action) {
        column_action(stmt, ACTION_COLUMN, &t->action);
    }
}

enum db_result db_target_get(struct db *db, const char *controller, struct db_target *target)
{
    struct tx tx;
    sqlite3_stmt *stmt;
    enum db_result result = DB_NOT_FOUND;

    tx_begin(db, TX_READ, &tx);
    stmt = tx_query(&tx, TARGET_SELECT "WHERE t.controller = ?1", "s", controller);
    if (tx_row(&tx, stmt)) {
        column_target(stmt, target);
        tx_done(stmt);
        result = DB_OK;
    }
    return tx_end(&tx, result);
}

enum db_result db_target_list(struct db *db, struct db_page *page, db_target_row *row, void *ctx)
{
    struct tx tx;
    struct db_target target;
    sqlite3_stmt *stmt;
    enum db_result result = DB_OK;

    tx_begin(db, TX_READ, &tx);
    page->total = tx_int(&tx, 0, "SELECT count(*) FROM target", "");
    stmt = tx_query(&tx, TARGET_SELECT "ORDER BY t.controller LIMIT ?2 OFFSET ?1", "ii",
                    page->offset, page->limit);
    while (result == DB_OK && tx_row(&tx, stmt)) {
        column_target(stmt, &target);
        result = row(ctx, &target) ? DB_OK : DB_STOPPED;
    }
    tx_done(stmt);
    return tx_end(&tx, result);
}

enum db_result db_target_attributes(struct db *db, const char *controller, db_attribute_row *row,
                                    void *ctx)
{
    struct tx tx;
    sqlite3_stmt *stmt;
    enum db_result result = DB_OK;

    tx_begin(db, TX_READ, &tx);
    stmt = tx_query(&tx,
                    "SELECT name, value FROM attribute"
                    " WHERE target = (SELECT id FROM target WHERE controller = ?1) ORDER BY name",
                    "s", controller);
    while (result == DB_OK && tx_row(&tx, stmt)) {
        const struct db_attribute a = { column_text(stmt, 0), column_text(stmt, 1) };
        result = row(ctx, &a) ? DB_OK : DB_STOPPED;
    }
    tx_done(stmt);
    return tx_end(&tx, result);
}

enum db_result db_target_token(struct db *db, const char *controller, uint8_t token[DB_HASH_SIZE])
{
    struct tx tx;
    sqlite3_stmt *stmt;
    enum db_result result = DB_NOT_FOUND;

    tx_begin(db, TX_READ, &tx);
    stmt = tx_query(&tx, "SELECT token FROM target WHERE controller = ?1", "s", controller);
    if (tx_row(&tx, stmt)) {
        if (sqlite3_column_bytes(stmt, 0) == DB_HASH_SIZE) {
            memcpy(token, sqlite3_column_blob(stmt, 0), DB_HASH_SIZE);
            result = DB_OK;
        }
        tx_done(stmt);
    }
    return tx_end(&tx, result);
}

enum db_result db_target_by_token(struct db *db, const uint8_t token[DB_HASH_SIZE],
                                  char controller[DB_CONTROLLER_MAX + 1])
{
    struct tx tx;
    sqlite3_stmt *stmt;
    enum db_result result = DB_NOT_FOUND;

    tx_begin(db, TX_READ, &tx);
    stmt = tx_query(&tx, "SELECT controller FROM target WHERE token = ?1", "b", token);
    if (tx_row(&tx, stmt)) {
        column_copy(stmt, 0, controller, DB_CONTROLLER_MAX + 1);
        tx_done(stmt);
        result = DB_OK;
    }
    return tx_end(&tx, result);
}

enum db_result db_target_poll(struct db *db, const char *controller, bool create,
                              const char *address, int64_t now, struct db_poll *poll)
{
    struct tx tx;
    sqlite3_stmt *stmt;
    int64_t id;
    enum db_result result = DB_NOT_FOUND;

    memset(poll, 0, sizeof(*poll));
    tx_begin(db, TX_LIGHT, &tx);
    id = target_id(&tx, controller);
    if (!id && create) {
        insert_target(&tx, controller, controller, NULL, TARGET_REGISTERED, now);
        id = target_id(&tx, controller);
    }
    tx_run(&tx,
           "UPDATE target SET last_poll = ?2, address = ?3,"
           " state = CASE state WHEN 0 THEN 1 ELSE state END WHERE id = ?1",
           "iis", id, now, address);
    stmt = tx_query(&tx,
                    "SELECT t.wants_attributes, t.installed_action, a.id, a.status, a.forced"
                    " FROM target t LEFT JOIN action a ON a.id ="
                    "  (SELECT min(id) FROM action WHERE target = t.id AND over = 0)"
                    " WHERE t.id = ?1",
                    "i", id);
    if (tx_row(&tx, stmt)) {
        poll->wants_attributes = sqlite3_column_int(stmt, 0) != 0;
        poll->installed_action = sqlite3_column_int64(stmt, 1);
        poll->action = sqlite3_column_int64(stmt, 2);
        poll->canceling = poll->action && sqlite3_column_int(stmt, 3) == ACTION_CANCELING;
        poll->forced = sqlite3_column_int(stmt, 4) != 0;
        tx_done(stmt);
        result = DB_OK;
    }
    return tx_end(&tx, result);
}

enum db_result db_target_set_attributes(struct db *db, const char *controller, enum db_merge mode,
                                        const struct db_attribute *attributes, size_t count)
{
    struct tx tx;
    int64_t id;
    enum db_result result = DB_OK;

    tx_begin(db, TX_DURABLE, &tx);
    id = target_id(&tx, controller);
    if (mode == DB_REPLACE) {
        tx_run(&tx, "DELETE FROM attribute WHERE target = ?1", "i", id);
    }
    for (size_t i = 0; id && i < count; i++) {
        if (mode == DB_REMOVE) {
            tx_run(&tx, "DELETE FROM attribute WHERE target = ?1 AND name = ?2", "is", id,
                   attributes[i].key);
        } else {
            tx_run(&tx,
                   "INSERT INTO attribute (target, name, value) VALUES (?1, ?2, ?3)"
                   " ON CONFLICT DO UPDATE SET value = excluded.value",
                   "iss", id, attributes[i].key, attributes[i].value);
        }
    }
    tx_run(&tx, "UPDATE target SET wants_attributes = 0 WHERE id = ?1", "i", id);
    if (!id) {
        result = DB_NOT_FOUND;
    } else if (tx_int(&tx, 0, "SELECT count(*) FROM attribute WHERE target = ?1", "i", id)
               > DB_ATTRIBUTES_PER_TARGET) {
        result = DB_QUOTA;
    }
    return tx_end(&tx, result);
}
