/*
 * db_sqlite.c - connections, transactions, schema. API: db.h, db_sqlite_priv.h
 */
#include "db_sqlite_priv.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db_sqlite_schema.h"
#include "server_log.h"

enum { SCHEMA_VERSION = sizeof(schema_steps) / sizeof(schema_steps[0]), BUSY_MS = 10000 };

struct db {
    char *path;
    pthread_mutex_t writing; /* one writer in this process: waits in turn, not by polling */
    pthread_mutex_t pool;
    struct conn *readers; /* free ones; more are made when there is none */
    struct conn *durable, *light;
};

static bool pragma(struct conn *c, const char *sql)
{
    return sqlite3_exec(c->h, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static void conn_close(struct conn *c)
{
    if (!c) {
        return;
    }
    for (int i = 0; i < CONN_STATEMENTS; i++) {
        sqlite3_finalize(c->cache[i].stmt);
    }
    sqlite3_close(c->h);
    free(c);
}

static struct conn *conn_open(const char *path, bool durable, char *error, size_t cap)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    struct conn *c = calloc(1, sizeof(*c));

    if (!c) {
        snprintf(error, cap, "out of memory");
        return NULL;
    }
    if (sqlite3_open_v2(path, &c->h, flags, NULL) != SQLITE_OK
        || sqlite3_busy_timeout(c->h, BUSY_MS) != SQLITE_OK || !pragma(c, "PRAGMA journal_mode=WAL")
        || !pragma(c, "PRAGMA foreign_keys=ON") || !pragma(c, "PRAGMA trusted_schema=OFF")
        || !pragma(c, durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL")) {
        snprintf(error, cap, "cannot open the database %s: %s", path,
                 c->h ? sqlite3_errmsg(c->h) : "out of memory");
        conn_close(c);
        return NULL;
    }
    return c;
}

static void tx_fail(struct tx *tx, const char *sql)
{
    if (!tx->failed) {
        log_error("database: %s, at: %.80s",
                  tx->conn ? sqlite3_errmsg(tx->conn->h) : "no connection", sql);
    }
    tx->failed = true;
}

static sqlite3_stmt *conn_statement(struct conn *c, const char *sql)
{
    size_t i = ((uintptr_t)sql >> 3) % CONN_STATEMENTS;

    for (unsigned tries = 0; c->cache[i].sql != sql; tries++) {
        if (!c->cache[i].sql) {
            if (sqlite3_prepare_v3(c->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &c->cache[i].stmt,
                                   NULL)
                != SQLITE_OK) {
                return NULL;
            }
            c->cache[i].sql = sql;
            break;
        }
        if (tries == CONN_STATEMENTS) {
            abort(); /* more statements in the source than CONN_STATEMENTS */
        }
        i = (i + 1) % CONN_STATEMENTS;
    }
    return c->cache[i].stmt;
}

static sqlite3_stmt *query(struct tx *tx, const char *sql, const char *types, va_list args)
{
    sqlite3_stmt *stmt = tx->failed ? NULL : conn_statement(tx->conn, sql);
    int err = SQLITE_OK;

    if (!stmt) {
        tx_fail(tx, sql);
        return NULL;
    }
    for (int i = 1; *types && err == SQLITE_OK; i++, types++) {
        if (*types == 'i') {
            err = sqlite3_bind_int64(stmt, i, va_arg(args, int64_t));
        } else if (*types == 's') {
            err = sqlite3_bind_text(stmt, i, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
        } else {
            const void *bytes = va_arg(args, const void *);
            err = bytes ? sqlite3_bind_blob(stmt, i, bytes, DB_HASH_SIZE, SQLITE_TRANSIENT)
                        : sqlite3_bind_null(stmt, i);
        }
    }
    if (err != SQLITE_OK) {
        tx_fail(tx, sql);
        return NULL;
    }
    return stmt;
}

sqlite3_stmt *tx_query(struct tx *tx, const char *sql, const char *types, ...)
{
    va_list args;
    sqlite3_stmt *stmt;

    va_start(args, types);
    stmt = query(tx, sql, types, args);
    va_end(args);
    return stmt;
}

bool tx_row(struct tx *tx, sqlite3_stmt *stmt)
{
    int err;
    if (!stmt || tx->failed) {
        tx_done(stmt);
        return false;
    }
    err = sqlite3_step(stmt);
    if (err == SQLITE_ROW) {
        return true;
    }
    if (err != SQLITE_DONE) {
        tx_fail(tx, sqlite3_sql(stmt));
    }
    tx_done(stmt);
    return false;
}

void tx_done(sqlite3_stmt *stmt)
{
    if (stmt) {
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
    }
}

int64_t tx_run(struct tx *tx, const char *sql, const char *types, ...)
{
    va_list args;
    sqlite3_stmt *stmt;

    va_start(args, types);
    stmt = query(tx, sql, types, args);
    va_end(args);
    while (tx_row(tx, stmt)) {}
    return tx->failed ? 0 : sqlite3_changes64(tx->conn->h);
}

int64_t tx_int(struct tx *tx, int64_t otherwise, const char *sql, const char *types, ...)
{
    va_list args;
    sqlite3_stmt *stmt;

    va_start(args, types);
    stmt = query(tx, sql, types, args);
    va_end(args);
    if (tx_row(tx, stmt)) {
        if (sqlite3_column_type(stmt, 0) != SQLITE_NULL) {
            otherwise = sqlite3_column_int64(stmt, 0);
        }
        tx_done(stmt);
    }
    return otherwise;
}

int64_t tx_last_id(struct tx *tx)
{
    return sqlite3_last_insert_rowid(tx->conn->h);
}

const char *column_text(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    return text ? text : "";
}

void column_copy(sqlite3_stmt *stmt, int column, char *out, size_t cap)
{
    snprintf(out, cap, "%s", column_text(stmt, column));
}

static struct conn *take_reader(struct db *db)
{
    char error[256];
    struct conn *c;

    pthread_mutex_lock(&db->pool);
    c = db->readers;
    if (c) {
        db->readers = c->next;
    }
    pthread_mutex_unlock(&db->pool);
    if (!c) {
        c = conn_open(db->path, false, error, sizeof(error));
        if (!c) {
            log_error("%s", error);
        }
    }
    return c;
}

void tx_begin(struct db *db, enum tx_kind kind, struct tx *tx)
{
    *tx = (struct tx){ .db = db, .kind = kind };
    if (kind == TX_READ) {
        tx->conn = take_reader(db);
        tx->failed = !tx->conn;
        tx_run(tx, "BEGIN", "");
    } else {
        pthread_mutex_lock(&db->writing);
        tx->conn = kind == TX_LIGHT ? db->light : db->durable;
        tx_run(tx, "BEGIN IMMEDIATE", "");
    }
}

enum db_result tx_end(struct tx *tx, enum db_result result)
{
    if (tx->conn) {
        const bool commit = result == DB_OK || result == DB_STOPPED;
        if (commit && !tx->failed) {
            tx_run(tx, "COMMIT", "");
        }
        if (!sqlite3_get_autocommit(tx->conn->h)) {
            pragma(tx->conn, "ROLLBACK");
        }
    }
    if (tx->kind != TX_READ) {
        pthread_mutex_unlock(&tx->db->writing);
    } else if (tx->conn) {
        pthread_mutex_lock(&tx->db->pool);
        tx->conn->next = tx->db->readers;
        tx->db->readers = tx->conn;
        pthread_mutex_unlock(&tx->db->pool);
    }
    return tx->failed ? DB_FAILED : result;
}

/* Bring the schema to SCHEMA_VERSION, in one transaction. */
static bool migrate(struct db *db, char *error, size_t cap)
{
    struct tx tx;
    int64_t version;

    tx_begin(db, TX_DURABLE, &tx);
    tx_run(&tx,
           "CREATE TABLE IF NOT EXISTS schema_migration"
           " (version INTEGER PRIMARY KEY, applied INTEGER NOT NULL) STRICT",
           "");
    version = tx_int(&tx, 0, "SELECT max(version) FROM schema_migration", "");
    if (version > SCHEMA_VERSION) {
        snprintf(error, cap,
                 "the database %s has schema %" PRId64
                 ", made by a newer otamld; this one knows %d",
                 db->path, version, SCHEMA_VERSION);
        return tx_end(&tx, DB_CONFLICT) == DB_OK;
    }
    for (; version < SCHEMA_VERSION && !tx.failed; version++) {
        if (!pragma(tx.conn, schema_steps[version])) {
            tx_fail(&tx, schema_steps[version]);
        }
        tx_run(&tx, "INSERT INTO schema_migration VALUES (?1, ?2)", "ii", version + 1,
               clock_now_ms());
    }
    snprintf(error, cap, "the database %s cannot be brought to this version: %s", db->path,
             sqlite3_errmsg(tx.conn->h));
    return tx_end(&tx, DB_OK) == DB_OK;
}

struct db *db_open_sqlite(const char *dir, char *error, size_t cap)
{
    static const char name[] = "/otamld.db";
    struct db *db = calloc(1, sizeof(*db));

    snprintf(error, cap, "out of memory");
    if (!db) {
        return NULL;
    }
    pthread_mutex_init(&db->writing, NULL);
    pthread_mutex_init(&db->pool, NULL);
    db->path = malloc(strlen(dir) + sizeof(name));
    if (db->path) {
        sprintf(db->path, "%s%s", dir, name);
        db->durable = conn_open(db->path, true, error, cap);
        db->light = db->durable ? conn_open(db->path, false, error, cap) : NULL;
    }
    if (!db->light || !migrate(db, error, cap)) {
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    while (db->readers) {
        struct conn *c = db->readers;
        db->readers = c->next;
        conn_close(c);
    }
    conn_close(db->light);
    conn_close(db->durable); /* the last connection folds the WAL into the file */
    pthread_mutex_destroy(&db->writing);
    pthread_mutex_destroy(&db->pool);
    free(db->path);
    free(db);
}

enum db_result db_ping(struct db *db)
{
    struct tx tx;
    tx_begin(db, TX_READ, &tx);
    tx_int(&tx, 0, "SELECT max(version) FROM schema_migration", "");
    return tx_end(&tx, DB_OK);
}
