/*
 * db_sqlite_schema.h - the schema, as the steps that made it. A step is never changed
 * once released: a new version is a new step at the end.
 */
#ifndef OTAMLD_DB_SQLITE_SCHEMA_H
#define OTAMLD_DB_SQLITE_SCHEMA_H

static const char *const schema_steps[] = {
    /* 1: artefacts, packages, targets, actions */
    "CREATE TABLE artefact ("
    " sha256 TEXT PRIMARY KEY, sha1 TEXT NOT NULL, md5 TEXT NOT NULL,"
    " size INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;"

    "CREATE TABLE software_module ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, name TEXT NOT NULL,"
    " version TEXT NOT NULL, created INTEGER NOT NULL, UNIQUE (name, version, type)) STRICT;"

    "CREATE TABLE module_file ("
    " module INTEGER NOT NULL REFERENCES software_module(id) ON DELETE CASCADE,"
    " filename TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES artefact(sha256),"
    " PRIMARY KEY (module, filename)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX module_file_artefact ON module_file (sha256);"

    "CREATE TABLE distribution_set ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, version TEXT NOT NULL,"
    " created INTEGER NOT NULL, UNIQUE (name, version)) STRICT;"

    "CREATE TABLE set_module ("
    " dist_set INTEGER NOT NULL REFERENCES distribution_set(id) ON DELETE CASCADE,"
    " module INTEGER NOT NULL REFERENCES software_module(id),"
    " PRIMARY KEY (dist_set, module)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX set_module_module ON set_module (module);"

    "CREATE VIEW package AS"
    " SELECT s.id, m.id AS module, s.name, s.version, m.type, s.created"
    " FROM distribution_set s JOIN software_module m"
    " ON m.id = (SELECT min(module) FROM set_module WHERE dist_set = s.id);"

    /* token: SHA-256 of the device's secret. state: enum target_state. */
    "CREATE TABLE target ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, controller TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL, token BLOB UNIQUE, address TEXT NOT NULL DEFAULT '',"
    " state INTEGER NOT NULL, wants_attributes INTEGER NOT NULL DEFAULT 1,"
    " created INTEGER NOT NULL, last_poll INTEGER NOT NULL DEFAULT 0,"
    " installed_set INTEGER REFERENCES distribution_set(id),"
    " installed_action INTEGER NOT NULL DEFAULT 0,"
    " installed_at INTEGER NOT NULL DEFAULT 0) STRICT;"

    "CREATE TABLE attribute ("
    " target INTEGER NOT NULL REFERENCES target(id) ON DELETE CASCADE,"
    " name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (target, name)) STRICT, WITHOUT ROWID;"

    /* status: enum action_status; over: it is terminal. code, progress and message are those
     * of the newest entry that has them, kept here for listings. */
    "CREATE TABLE action ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " target INTEGER NOT NULL REFERENCES target(id) ON DELETE CASCADE,"
    " dist_set INTEGER NOT NULL REFERENCES distribution_set(id),"
    " status INTEGER NOT NULL, over INTEGER NOT NULL, forced INTEGER NOT NULL,"
    " created INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " retrieved INTEGER NOT NULL DEFAULT 0, code INTEGER,"
    " progress_cnt INTEGER NOT NULL DEFAULT 0, progress_of INTEGER NOT NULL DEFAULT 0,"
    " message TEXT NOT NULL DEFAULT '', entries INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX action_target ON action (target, id);"
    "CREATE INDEX action_active ON action (target, id) WHERE over = 0;"
    "CREATE INDEX action_set ON action (dist_set, target);"

    "CREATE TABLE entry ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " action INTEGER NOT NULL REFERENCES action(id) ON DELETE CASCADE,"
    " status INTEGER NOT NULL, time INTEGER NOT NULL, code INTEGER,"
    " progress_cnt INTEGER NOT NULL, progress_of INTEGER NOT NULL) STRICT;"
    "CREATE INDEX entry_action ON entry (action, id);"

    "CREATE TABLE message ("
    " entry INTEGER NOT NULL REFERENCES entry(id) ON DELETE CASCADE,"
    " position INTEGER NOT NULL, text TEXT NOT NULL,"
    " PRIMARY KEY (entry, position)) STRICT, WITHOUT ROWID;",
};

#endif /* OTAMLD_DB_SQLITE_SCHEMA_H */
