/*
 * db_sqlite_packages.c - artefacts, modules, distribution sets. API: db.h
 */
#include <string.h>

#include "db_sqlite_priv.h"
#include "server_log.h"

#define ARTEFACT_COLUMNS "f.sha256, f.sha1, f.md5, f.size, f.created"

static void column_artefact(sqlite3_stmt *stmt, int column, struct db_artefact *a)
{
    column_copy(stmt, column, a->sha256, sizeof(a->sha256));
    column_copy(stmt, column + 1, a->sha1, sizeof(a->sha1));
    column_copy(stmt, column + 2, a->md5, sizeof(a->md5));
    a->size = sqlite3_column_int64(stmt, column + 3);
    a->created = sqlite3_column_int64(stmt, column + 4);
}

void column_package(sqlite3_stmt *stmt, int column, struct db_package *p)
{
    p->id = sqlite3_column_int64(stmt, column);
    p->module = sqlite3_column_int64(stmt, column + 1);
    column_copy(stmt, column + 2, p->name, sizeof(p->name));
    column_copy(stmt, column + 3, p->version, sizeof(p->version));
    column_copy(stmt, column + 4, p->type, sizeof(p->type));
    p->created = sqlite3_column_int64(stmt, column + 5);
}

enum db_result db_artefact_add(struct db *db, const struct db_artefact *a, bool *created)
{
    struct tx tx;
    tx_begin(db, TX_DURABLE, &tx);
    *created = tx_run(&tx,
                      "INSERT INTO artefact (sha256, sha1, md5, size, created)"
                      " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                      "sssii", a->sha256, a->sha1, a->md5, a->size, a->created)
               == 1;
    return tx_end(&tx, DB_OK);
}

/* The first row of an artefact query. */
static enum db_result one_artefact(struct tx *tx, sqlite3_stmt *stmt, struct db_artefact *artefact)
{
    if (!tx_row(tx, stmt)) {
        return DB_NOT_FOUND;
    }
    column_artefact(stmt, 0, artefact);
    tx_done(stmt);
    return DB_OK;
}

enum db_result db_artefact_get(struct db *db, const char *sha256, struct db_artefact *artefact)
{
    struct tx tx;
    tx_begin(db, TX_READ, &tx);
    return tx_end(&tx, one_artefact(&tx,
                                    tx_query(&tx,
                                             "SELECT " ARTEFACT_COLUMNS
                                             " FROM artefact f WHERE f.sha256 = ?1",
                                             "s", sha256),
                                    artefact));
}

enum db_result db_artefact_of_target(struct db *db, const char *controller, const char *sha256,
                                     struct db_artefact *artefact)
{
    struct tx tx;
    tx_begin(db, TX_READ, &tx);
    return tx_end(&tx, one_artefact(&tx,
                                    tx_query(&tx,
                                             "SELECT " ARTEFACT_COLUMNS " FROM artefact f"
                                             " WHERE f.sha256 = ?2 AND EXISTS"
                                             " (SELECT 1 FROM module_file mf"
                                             "  JOIN set_module sm ON sm.module = mf.module"
                                             "  JOIN action a ON a.dist_set = sm.dist_set"
                                             "  JOIN target t ON t.id = a.target"
                                             "  WHERE mf.sha256 = f.sha256 AND t.controller = ?1)",
                                             "ss", controller, sha256),
                                    artefact));
}

enum db_result db_artefact_list(struct db *db, struct db_page *page, db_artefact_row *row,
                                void *ctx)
{
    struct tx tx;
    struct db_artefact a;
    sqlite3_stmt *stmt;
    enum db_result result = DB_OK;

    tx_begin(db, TX_READ, &tx);
    page->total = tx_int(&tx, 0, "SELECT count(*) FROM artefact", "");
    stmt = tx_query(&tx,
                    "SELECT " ARTEFACT_COLUMNS
                    " FROM artefact f ORDER BY f.created DESC, f.sha256 LIMIT ?2 OFFSET ?1",
                    "ii", page->offset, page->limit);
    while (result == DB_OK && tx_row(&tx, stmt)) {
        column_artefact(stmt, 0, &a);
        result = row(ctx, &a) ? DB_OK : DB_STOPPED;
    }
    tx_done(stmt);
    return tx_end(&tx, result);
}

/* Rows of: module, type, name, version, filename, ARTEFACT_COLUMNS. */
static enum db_result list_files(struct tx *tx, sqlite3_stmt *stmt, db_file_row *row, void *ctx)
{
    enum db_result result = DB_NOT_FOUND;

    while (result != DB_STOPPED && tx_row(tx, stmt)) {
        struct db_file file = {
            .module = sqlite3_column_int64(stmt, 0),
            .type = column_text(stmt, 1),
            .name = column_text(stmt, 2),
            .version = column_text(stmt, 3),
            .filename = column_text(stmt, 4),
        };
        column_artefact(stmt, 5, &file.artefact);
        result = row(ctx, &file) ? DB_OK : DB_STOPPED;
    }
    tx_done(stmt);
    return result;
}

#define FILE_SELECT                                                                                \
    "SELECT m.id, m.type, m.name, m.version, mf.filename, " ARTEFACT_COLUMNS                       \
    " FROM software_module m JOIN module_file mf ON mf.module = m.id"                              \
    " JOIN artefact f ON f.sha256 = mf.sha256 "

enum db_result db_package_files(struct db *db, int64_t id, db_file_row *row, void *ctx)
{
    struct tx tx;
    tx_begin(db, TX_READ, &tx);
    return tx_end(&tx, list_files(&tx,
                                  tx_query(&tx,
                                           FILE_SELECT "JOIN set_module sm ON sm.module = m.id"
                                                       " WHERE sm.dist_set = ?1"
                                                       " ORDER BY m.id, mf.filename",
                                           "i", id),
                                  row, ctx));
}

enum db_result db_module_files(struct db *db, const char *controller, int64_t module,
                               db_file_row *row, void *ctx)
{
    struct tx tx;
    tx_begin(db, TX_READ, &tx);
    return tx_end(&tx,
                  list_files(&tx,
                             tx_query(&tx,
                                      FILE_SELECT "WHERE m.id = ?2 AND EXISTS"
                                                  " (SELECT 1 FROM set_module sm"
                                                  "  JOIN action a ON a.dist_set = sm.dist_set"
                                                  "  JOIN target t ON t.id = a.target"
                                                  "  WHERE sm.module = m.id AND t.controller = ?1)"
                                                  " ORDER BY mf.filename",
                                      "si", controller, module),
                             row, ctx));
}

static bool one_package(struct tx *tx, sqlite3_stmt *stmt, struct db_package *package)
{
    if (!tx_row(tx, stmt)) {
        return false;
    }
    column_package(stmt, 0, package);
    tx_done(stmt);
    return true;
}

/* Does the package's module have exactly these files? */
static bool same_files(struct tx *tx, int64_t module, const struct db_package_file *files,
                       size_t count)
{
    int64_t same = 0;
    for (size_t i = 0; i < count; i++) { /* file names are distinct: callers check */
        same += tx_int(tx, 0,
                       "SELECT count(*) FROM module_file"
                       " WHERE module = ?1 AND filename = ?2 AND sha256 = ?3",
                       "iss", module, files[i].filename, files[i].sha256);
    }
    return same == (int64_t)count
           && tx_int(tx, 0, "SELECT count(*) FROM module_file WHERE module = ?1", "i", module)
                  == same;
}

static enum db_result insert_package(struct tx *tx, struct db_package *package,
                                     const struct db_package_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!tx_int(tx, 0, "SELECT 1 FROM artefact WHERE sha256 = ?1", "s", files[i].sha256)) {
            return DB_NOT_FOUND;
        }
    }
    tx_run(tx, "INSERT INTO software_module (type, name, version, created) VALUES (?1, ?2, ?3, ?4)",
           "sssi", package->type, package->name, package->version, package->created);
    package->module = tx_last_id(tx);
    for (size_t i = 0; i < count; i++) {
        tx_run(tx, "INSERT INTO module_file (module, filename, sha256) VALUES (?1, ?2, ?3)", "iss",
               package->module, files[i].filename, files[i].sha256);
    }
    tx_run(tx, "INSERT INTO distribution_set (name, version, created) VALUES (?1, ?2, ?3)", "ssi",
           package->name, package->version, package->created);
    package->id = tx_last_id(tx);
    tx_run(tx, "INSERT INTO set_module (dist_set, module) VALUES (?1, ?2)", "ii", package->id,
           package->module);
    return DB_OK;
}

enum db_result db_package_add(struct db *db, struct db_package *package,
                              const struct db_package_file *files, size_t count, bool *created)
{
    struct tx tx;
    struct db_package there;
    enum db_result result;

    *created = false;
    tx_begin(db, TX_DURABLE, &tx);
    if (one_package(&tx,
                    tx_query(&tx,
                             "SELECT " PACKAGE_COLUMNS
                             " FROM package p WHERE p.name = ?1 AND p.version = ?2",
                             "ss", package->name, package->version),
                    &there)) {
        if (!strcmp(there.type, package->type) && same_files(&tx, there.module, files, count)) {
            *package = there;
            result = DB_OK;
        } else {
            result = DB_CONFLICT;
        }
    } else {
        result = insert_package(&tx, package, files, count);
        *created = result == DB_OK;
    }
    return tx_end(&tx, result);
}

enum db_result db_package_get(struct db *db, int64_t id, struct db_package *package)
{
    struct tx tx;
    bool found;
    tx_begin(db, TX_READ, &tx);
    found = one_package(
        &tx, tx_query(&tx, "SELECT " PACKAGE_COLUMNS " FROM package p WHERE p.id = ?1", "i", id),
        package);
    return tx_end(&tx, found ? DB_OK : DB_NOT_FOUND);
}

enum db_result db_package_list(struct db *db, const char *name, const char *version,
                               struct db_page *page, db_package_row *row, void *ctx)
{
    struct tx tx;
    struct db_package package;
    sqlite3_stmt *stmt;
    enum db_result result = DB_OK;

    tx_begin(db, TX_READ, &tx);
    page->total = tx_int(&tx, 0,
                         "SELECT count(*) FROM distribution_set"
                         " WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR version = ?2)",
                         "ss", name, version);
    stmt = tx_query(&tx,
                    "SELECT " PACKAGE_COLUMNS " FROM package p"
                    " WHERE (?1 IS NULL OR p.name = ?1) AND (?2 IS NULL OR p.version = ?2)"
                    " ORDER BY p.id DESC LIMIT ?4 OFFSET ?3",
                    "ssii", name, version, page->offset, page->limit);
    while (result == DB_OK && tx_row(&tx, stmt)) {
        column_package(stmt, 0, &package);
        result = row(ctx, &package) ? DB_OK : DB_STOPPED;
    }
    tx_done(stmt);
    return tx_end(&tx, result);
}
