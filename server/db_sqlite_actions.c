/*
 * db_sqlite_actions.c - assignments, feedback, history. API: db.h
 *
 * The rules of an action's life are in action_rules.c, what superseding does is told in
 * spec/device-api.md.
 */
#include <string.h>

#include "db_sqlite_priv.h"

void column_action(sqlite3_stmt *stmt, int column, struct db_action *a)
{
    memset(a, 0, sizeof(*a));
    a->id = sqlite3_column_int64(stmt, column);
    column_copy(stmt, column + 1, a->controller, sizeof(a->controller));
    a->status = (enum action_status)sqlite3_column_int(stmt, column + 2);
    a->forced = sqlite3_column_int(stmt, column + 3) != 0;
    a->created = sqlite3_column_int64(stmt, column + 4);
    a->changed = sqlite3_column_int64(stmt, column + 5);
    a->retrieved = sqlite3_column_int64(stmt, column + 6);
    a->has_code = sqlite3_column_type(stmt, column + 7) != SQLITE_NULL;
    a->code = sqlite3_column_int(stmt, column + 7);
    a->progress_cnt = sqlite3_column_int(stmt, column + 8);
    a->progress_of = sqlite3_column_int(stmt, column + 9);
    column_copy(stmt, column + 10, a->message, sizeof(a->message));
    column_package(stmt, column + 11, &a->package);
}

/* The first row of ACTION_COLUMNS. */
static bool one_action(struct tx *tx, sqlite3_stmt *stmt, struct db_action *action)
{
    if (!tx_row(tx, stmt)) {
        return false;
    }
    column_action(stmt, 0, action);
    tx_done(stmt);
    return true;
}

static bool find_action(struct tx *tx, int64_t id, struct db_action *action)
{
    return one_action(
        tx, tx_query(tx, "SELECT " ACTION_COLUMNS ACTION_JOIN "WHERE a.id = ?1", "i", id), action);
}

/* The action if it is this target's. */
static bool find_own_action(struct tx *tx, const char *controller, int64_t id,
                            struct db_action *action)
{
    return find_action(tx, id, action) && !strcmp(action->controller, controller);
}

static int64_t current_action(struct tx *tx, int64_t target)
{
    return tx_int(tx, 0, "SELECT min(id) FROM action WHERE target = ?1 AND over = 0", "i", target);
}

/* Move an action to a status, with an entry in its history. */
static void record(struct tx *tx, int64_t action, enum action_status status,
                   const struct db_feedback *f, int64_t now)
{
    int64_t entry;

    tx_run(tx,
           "UPDATE action SET status = ?2, over = ?3, changed = ?4, entries = entries + 1"
           " WHERE id = ?1",
           "iiii", action, (int64_t)status, (int64_t)action_is_over(status), now);
    tx_run(tx,
           "INSERT INTO entry (action, status, time, progress_cnt, progress_of)"
           " VALUES (?1, ?2, ?3, ?4, ?5)",
           "iiiii", action, (int64_t)status, now, (int64_t)f->progress_cnt,
           (int64_t)f->progress_of);
    entry = tx_last_id(tx);
    if (f->has_code) {
        tx_run(tx, "UPDATE entry SET code = ?2 WHERE id = ?1", "ii", entry, (int64_t)f->code);
        tx_run(tx, "UPDATE action SET code = ?2 WHERE id = ?1", "ii", action, (int64_t)f->code);
    }
    if (f->progress_of > 0) {
        tx_run(tx, "UPDATE action SET progress_cnt = ?2, progress_of = ?3 WHERE id = ?1", "iii",
               action, (int64_t)f->progress_cnt, (int64_t)f->progress_of);
    }
    for (size_t i = 0; i < f->messages; i++) {
        tx_run(tx, "INSERT INTO message (entry, position, text) VALUES (?1, ?2, ?3)", "iis", entry,
               (int64_t)i, f->message[i]);
    }
    if (f->messages) {
        tx_run(tx, "UPDATE action SET message = ?2 WHERE id = ?1", "is", action,
               f->message[f->messages - 1]);
    }
}

/* The server's own entry. */
static void remark(struct tx *tx, int64_t action, enum action_status status, const char *text,
                   int64_t now)
{
    const struct db_feedback f = { .messages = 1, .message = { (char *)text } };
    record(tx, action, status, &f, now);
}

/* The target's state after an action of it ended. */
static void settle_target(struct tx *tx, int64_t target, const struct db_action *action,
                          enum action_status status, int64_t now)
{
    enum target_state state = TARGET_ERROR;

    if (status == ACTION_FINISHED) {
        tx_run(tx,
               "UPDATE target SET installed_set = ?2, installed_action = ?3, installed_at = ?4,"
               " wants_attributes = 1 WHERE id = ?1",
               "iiii", target, action->package.id, action->id, now);
        state = TARGET_IN_SYNC;
    } else if (status == ACTION_CANCELED) {
        state = tx_int(tx, 0, "SELECT installed_set FROM target WHERE id = ?1", "i", target)
                    ? TARGET_IN_SYNC
                    : TARGET_REGISTERED;
    }
    if (current_action(tx, target)) {
        state = TARGET_PENDING;
    }
    tx_run(tx, "UPDATE target SET state = ?2 WHERE id = ?1", "ii", target, (int64_t)state);
}

static enum db_result add_feedback(struct tx *tx, const struct db_action *action,
                                   enum action_status next, const struct db_feedback *feedback,
                                   int64_t now)
{
    const int64_t entries =
        tx_int(tx, 0, "SELECT entries FROM action WHERE id = ?1", "i", action->id);

    if (entries >= DB_ENTRIES_PER_ACTION && !action_is_over(next)) {
        return DB_QUOTA;
    }
    record(tx, action->id, next, feedback, now);
    if (action_is_over(next)) {
        settle_target(tx, target_id(tx, action->controller), action, next, now);
    }
    return DB_OK;
}

enum db_result db_feedback_add(struct db *db, const char *controller, int64_t id,
                               const struct db_feedback *feedback, int64_t now)
{
    struct tx tx;
    struct db_action action;
    enum db_result result;

    tx_begin(db, TX_DURABLE, &tx);
    if (!find_own_action(&tx, controller, id, &action)) {
        result = DB_NOT_FOUND;
    } else if (action_is_over(action.status)) {
        result = DB_OVER;
    } else {
        result = add_feedback(
            &tx, &action,
            action_after_feedback(action.status, feedback->execution, feedback->finished), feedback,
            now);
    }
    return tx_end(&tx, result);
}

enum db_result db_cancel_feedback_add(struct db *db, const char *controller, int64_t id,
                                      const struct db_feedback *feedback, int64_t now)
{
    struct tx tx;
    struct db_action action;
    enum db_result result;

    tx_begin(db, TX_DURABLE, &tx);
    if (!find_own_action(&tx, controller, id, &action)) {
        result = DB_NOT_FOUND;
    } else if (action_is_over(action.status)) {
        result = DB_OVER;
    } else if (action.status != ACTION_CANCELING) {
        result = DB_STATE;
    } else {
        result = add_feedback(&tx, &action,
                              action_after_cancel_feedback(feedback->execution, feedback->finished),
                              feedback, now);
    }
    return tx_end(&tx, result);
}

enum db_result db_deployment_get(struct db *db, const char *controller, int64_t id, int64_t now,
                                 struct db_action *out)
{
    struct tx tx;
    bool first;

    /* Only the first fetch writes, so look before taking the writer's turn. */
    tx_begin(db, TX_READ, &tx);
    if (!find_own_action(&tx, controller, id, out) || out->status == ACTION_CANCELING
        || current_action(&tx, target_id(&tx, controller)) != id) {
        return tx_end(&tx, DB_NOT_FOUND);
    }
    first = !out->retrieved;
    if (tx_end(&tx, DB_OK) != DB_OK || !first) {
        return tx.failed ? DB_FAILED : DB_OK;
    }
    tx_begin(db, TX_DURABLE, &tx);
    if (!find_own_action(&tx, controller, id, out) || action_is_over(out->status)
        || out->status == ACTION_CANCELING) {
        return tx_end(&tx, DB_NOT_FOUND); /* superseded in between */
    }
    if (!out->retrieved) {
        const struct db_feedback none = { .messages = 0 };
        const enum action_status next =
            out->status == ACTION_RUNNING ? ACTION_RETRIEVED : out->status;
        tx_run(&tx, "UPDATE action SET retrieved = ?2 WHERE id = ?1", "ii", id, now);
        record(&tx, id, next, &none, now);
        out->retrieved = now;
        out->status = next;
    }
    return tx_end(&tx, DB_OK);
}

enum db_result db_installed_get(struct db *db, const char *controller, int64_t id,
                                struct db_action *out)
{
    struct tx tx;
    bool found;
    tx_begin(db, TX_READ, &tx);
    found = find_own_action(&tx, controller, id, out) && out->status == ACTION_FINISHED;
    return tx_end(&tx, found ? DB_OK : DB_NOT_FOUND);
}

enum db_result db_cancel_get(struct db *db, const char *controller, int64_t id)
{
    struct tx tx;
    struct db_action action;
    bool found;
    tx_begin(db, TX_READ, &tx);
    found = find_own_action(&tx, controller, id, &action) && action.status == ACTION_CANCELING;
    return tx_end(&tx, found ? DB_OK : DB_NOT_FOUND);
}

/* Is there nothing to do, because the target is at it or has it? */
static bool has_package(struct tx *tx, int64_t target, int64_t package)
{
    const int64_t newest =
        tx_int(tx, 0, "SELECT max(id) FROM action WHERE target = ?1 AND over = 0", "i", target);
    if (newest) {
        return tx_int(tx, 0,
                      "SELECT 1 FROM action WHERE id = ?1 AND dist_set = ?2 AND status <> ?3",
                      "iii", newest, package, (int64_t)ACTION_CANCELING)
               != 0;
    }
    return tx_int(tx, 0, "SELECT installed_set FROM target WHERE id = ?1", "i", target) == package;
}

/* Make room for a new assignment: see "Superseding" in spec/device-api.md. */
static void supersede(struct tx *tx, int64_t target, int64_t now)
{
    int64_t id = 0;

    for (;;) {
        id = tx_int(tx, 0,
                    "SELECT min(id) FROM action"
                    " WHERE target = ?1 AND over = 0 AND status <> ?3 AND id > ?2",
                    "iii", target, id, (int64_t)ACTION_CANCELING);
        if (!id) {
            return;
        }
        if (tx_int(tx, 0, "SELECT retrieved FROM action WHERE id = ?1", "i", id)) {
            remark(tx, id, ACTION_CANCELING, "superseded: waiting for the device to stop", now);
        } else {
            remark(tx, id, ACTION_CANCELED, "superseded before the device fetched it", now);
        }
    }
}

static int64_t assign_one(struct tx *tx, const struct db_assignment *assignment, int64_t target,
                          int64_t now)
{
    int64_t id;

    if (has_package(tx, target, assignment->package)) {
        return 0;
    }
    supersede(tx, target, now);
    tx_run(tx,
           "INSERT INTO action (target, dist_set, status, over, forced, created, changed)"
           " VALUES (?1, ?2, ?3, 0, ?4, ?5, ?5)",
           "iiiii", target, assignment->package, (int64_t)ACTION_RUNNING,
           (int64_t)assignment->forced, now);
    id = tx_last_id(tx);
    remark(tx, id, ACTION_RUNNING, "assigned: waiting for the device to fetch it", now);
    tx_run(tx, "UPDATE target SET state = ?2 WHERE id = ?1", "ii", target, (int64_t)TARGET_PENDING);
    return id;
}

static enum db_result assign_named(struct tx *tx, const struct db_assignment *assignment,
                                   int64_t now, db_assigned_row *row, void *ctx, size_t *unknown)
{
    for (size_t i = 0; i < assignment->count; i++) {
        const int64_t target = target_id(tx, assignment->targets[i]);
        if (!target) {
            *unknown = i;
            return DB_NOT_FOUND;
        }
        if (!row(ctx, assignment->targets[i], assign_one(tx, assignment, target, now))) {
            return DB_FAILED;
        }
    }
    return DB_OK;
}

static enum db_result assign_all(struct tx *tx, const struct db_assignment *assignment, int64_t now,
                                 db_assigned_row *row, void *ctx)
{
    sqlite3_stmt *stmt = tx_query(tx, "SELECT id, controller FROM target ORDER BY controller", "");
    enum db_result result = DB_OK;

    while (result == DB_OK && tx_row(tx, stmt)) {
        const int64_t action = assign_one(tx, assignment, sqlite3_column_int64(stmt, 0), now);
        result = row(ctx, column_text(stmt, 1), action) ? DB_OK : DB_FAILED;
    }
    tx_done(stmt);
    return result;
}

enum db_result db_assign(struct db *db, const struct db_assignment *assignment, int64_t now,
                         db_assigned_row *row, void *ctx, size_t *unknown)
{
    struct tx tx;
    enum db_result result;

    tx_begin(db, TX_DURABLE, &tx);
    if (!tx_int(&tx, 0, "SELECT 1 FROM distribution_set WHERE id = ?1", "i", assignment->package)) {
        *unknown = assignment->count;
        result = DB_NOT_FOUND;
    } else if (assignment->targets) {
        result = assign_named(&tx, assignment, now, row, ctx, unknown);
    } else {
        result = assign_all(&tx, assignment, now, row, ctx);
    }
    return tx_end(&tx, result);
}

enum db_result db_action_get(struct db *db, int64_t id, struct db_action *action)
{
    struct tx tx;
    bool found;
    tx_begin(db, TX_READ, &tx);
    found = find_action(&tx, id, action);
    return tx_end(&tx, found ? DB_OK : DB_NOT_FOUND);
}

enum db_result db_action_list(struct db *db, const char *controller, bool active,
                              struct db_page *page, db_action_row *row, void *ctx)
{
    struct tx tx;
    struct db_action action;
    sqlite3_stmt *stmt;
    enum db_result result = DB_OK;

    tx_begin(db, TX_READ, &tx);
#define ACTION_FILTER                                                                              \
    "WHERE (?1 IS NULL OR a.target = (SELECT id FROM target WHERE controller = ?1))"               \
    " AND (?2 = 0 OR a.over = 0)"
    page->total = tx_int(&tx, 0, "SELECT count(*) FROM action a " ACTION_FILTER, "si", controller,
                         (int64_t)active);
    stmt = tx_query(&tx,
                    "SELECT " ACTION_COLUMNS ACTION_JOIN ACTION_FILTER
                    " ORDER BY a.id DESC LIMIT ?4 OFFSET ?3",
                    "siii", controller, (int64_t)active, page->offset, page->limit);
    while (result == DB_OK && tx_row(&tx, stmt)) {
        column_action(stmt, 0, &action);
        result = row(ctx, &action) ? DB_OK : DB_STOPPED;
    }
    tx_done(stmt);
    return tx_end(&tx, result);
}

enum db_result db_action_entries(struct db *db, int64_t id, int64_t limit, db_entry_row *row,
                                 void *ctx)
{
    struct tx tx;
    sqlite3_stmt *stmt;
    enum db_result result = DB_OK;

    tx_begin(db, TX_READ, &tx);
    stmt = tx_query(&tx,
                    "SELECT e.id, e.time, e.status, e.code, e.progress_cnt, e.progress_of, m.text"
                    " FROM entry e LEFT JOIN message m ON m.entry = e.id WHERE e.action = ?1"
                    " ORDER BY e.id DESC, m.position DESC LIMIT ?2",
                    "ii", id, limit);
    while (result == DB_OK && tx_row(&tx, stmt)) {
        const struct db_entry e = {
            .entry = sqlite3_column_int64(stmt, 0),
            .time = sqlite3_column_int64(stmt, 1),
            .status = (enum action_status)sqlite3_column_int(stmt, 2),
            .has_code = sqlite3_column_type(stmt, 3) != SQLITE_NULL,
            .code = sqlite3_column_int(stmt, 3),
            .progress_cnt = sqlite3_column_int(stmt, 4),
            .progress_of = sqlite3_column_int(stmt, 5),
            .message = (const char *)sqlite3_column_text(stmt, 6),
        };
        result = row(ctx, &e) ? DB_OK : DB_STOPPED;
    }
    tx_done(stmt);
    return tx_end(&tx, result);
}
