/*
 * db_sqlite_priv.h - what the files of the SQLite backend share: transactions and statements.
 *
 * Reading goes through a pool of connections; writing through two, one at a time: `durable` (synced
 * at each commit) and `light` (not synced: poll times). In WAL mode readers never wait for writers.
 */
#ifndef OTAMLD_DB_SQLITE_PRIV_H
#define OTAMLD_DB_SQLITE_PRIV_H

#include <sqlite3.h>

#include "db.h"

enum { CONN_STATEMENTS = 128 }; /* a power of two, well above the number of statements */

struct conn {
    sqlite3 *h;
    struct conn *next; /* free readers */
    struct {
        const char *sql;
        sqlite3_stmt *stmt;
    } cache[CONN_STATEMENTS];
};

enum tx_kind { TX_READ, TX_DURABLE, TX_LIGHT };

struct tx {
    struct db *db;
    struct conn *conn;
    enum tx_kind kind;
    bool failed; /* sticky: set by every helper below, makes tx_end roll back and say DB_FAILED */
};

/* Begin; a failure shows at tx_end. Every tx_begin has its tx_end. */
void tx_begin(struct db *db, enum tx_kind kind, struct tx *tx);

/* Commit if result is DB_OK and nothing failed, else roll back. Returns what the caller returns. */
enum db_result tx_end(struct tx *tx, enum db_result result);

/* A statement ready to be stepped; sql is a literal (its address is the key) and types has one
 * letter for each argument: i int64_t, s const char * (NULL is null), b 32 bytes (NULL is null).
 * NULL on failure, which the other helpers take. */
sqlite3_stmt *tx_query(struct tx *tx, const char *sql, const char *types, ...);

/* Is there a (further) row? The statement is reset after the last one. */
bool tx_row(struct tx *tx, sqlite3_stmt *stmt);

/* Leave a statement before its last row. */
void tx_done(sqlite3_stmt *stmt);

/* tx_query, for statements without rows. Returns the number of rows changed. */
int64_t tx_run(struct tx *tx, const char *sql, const char *types, ...);

/* tx_query, for one row of one integer; otherwise (no row or null). */
int64_t tx_int(struct tx *tx, int64_t otherwise, const char *sql, const char *types, ...);

int64_t tx_last_id(struct tx *tx);

/* A text column copied into a field that is large enough (cut at cap where it is not). */
void column_copy(sqlite3_stmt *stmt, int column, char *out, size_t cap);
const char *column_text(sqlite3_stmt *stmt, int column);

/* The five columns id, module, name, version, type, then created, from `column` on. */
void column_package(sqlite3_stmt *stmt, int column, struct db_package *package);
#define PACKAGE_COLUMNS "p.id, p.module, p.name, p.version, p.type, p.created"
enum { PACKAGE_COLUMN_COUNT = 6 };

/* ACTION_COLUMNS of "action a JOIN target t JOIN package p". */
void column_action(sqlite3_stmt *stmt, int column, struct db_action *action);
#define ACTION_COLUMNS                                                                             \
    "a.id, t.controller, a.status, a.forced, a.created, a.changed, a.retrieved, a.code, "          \
    "a.progress_cnt, a.progress_of, a.message, " PACKAGE_COLUMNS
#define ACTION_JOIN                                                                                \
    " FROM action a JOIN target t ON t.id = a.target JOIN package p ON p.id = a.dist_set "

/* Row id of a target, 0 = none. */
int64_t target_id(struct tx *tx, const char *controller);

#endif /* OTAMLD_DB_SQLITE_PRIV_H */
