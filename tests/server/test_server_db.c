/*
 * test_server_db.c - the fleet's database through db.h alone.
 */
#include <fixture.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "db.h"

#define SHA_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SHA_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

struct fixture {
    struct db *db;
    const char *folder;
    int64_t v1, v2, v3; /* packages */
};

static char folder[300];

static struct db *open_db(void)
{
    char error[512] = "";
    struct db *db = db_open_sqlite(folder, error, sizeof(error));
    if (!db) {
        fail_msg("%s", error);
    }
    return db;
}

static void add_artefact(struct db *db, const char *sha256)
{
    struct db_artefact a = { .size = 10, .created = 1 };
    bool created;
    strcpy(a.sha256, sha256);
    strcpy(a.sha1, "1");
    strcpy(a.md5, "5");
    assert_int_equal(db_artefact_add(db, &a, &created), DB_OK);
}

static enum db_result add_package(struct db *db, const char *name, const char *version,
                                  const char *sha256, int64_t *id, bool *created)
{
    struct db_package p = { .created = 2 };
    const struct db_package_file file = { "f.suit", sha256 };
    enum db_result result;
    strcpy(p.name, name);
    strcpy(p.version, version);
    strcpy(p.type, "model");
    result = db_package_add(db, &p, &file, 1, created);
    *id = p.id;
    return result;
}

static int setup(void **state)
{
    static struct fixture f;
    static int number;
    bool created;

    snprintf(folder, sizeof(folder), "%s/db%d", fixture_scratch(), number++);
    assert_int_equal(mkdir(folder, 0700), 0);
    f.db = open_db();
    add_artefact(f.db, SHA_A);
    add_artefact(f.db, SHA_B);
    assert_int_equal(add_package(f.db, "m", "1", SHA_A, &f.v1, &created), DB_OK);
    assert_int_equal(add_package(f.db, "m", "2", SHA_B, &f.v2, &created), DB_OK);
    assert_int_equal(add_package(f.db, "m", "3", SHA_B, &f.v3, &created), DB_OK);
    assert_int_equal(db_target_add(f.db, "dev1", "dev1", NULL, 3), DB_OK);
    assert_int_equal(db_target_add(f.db, "dev2", "dev2", NULL, 3), DB_OK);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    db_close(f->db);
    return 0;
}

static bool last_action(void *ctx, const char *controller, int64_t action)
{
    (void)controller;
    *(int64_t *)ctx = action;
    return true;
}

static int64_t assign(struct fixture *f, int64_t package, const char *target)
{
    const struct db_assignment a = {
        .package = package, .targets = &target, .count = 1, .forced = true
    };
    size_t unknown;
    int64_t action = -1;
    assert_int_equal(db_assign(f->db, &a, 100, last_action, &action, &unknown), DB_OK);
    return action;
}

static struct db_poll poll_of(struct fixture *f, const char *target)
{
    struct db_poll poll;
    assert_int_equal(db_target_poll(f->db, target, false, "::1", 200, &poll), DB_OK);
    return poll;
}

static enum db_result feed(struct fixture *f, const char *target, int64_t action,
                           enum ddi_execution execution, enum ddi_finished finished)
{
    const struct db_feedback feedback = { .execution = execution, .finished = finished };
    return db_feedback_add(f->db, target, action, &feedback, 300);
}

static enum action_status status_of(struct fixture *f, int64_t action)
{
    struct db_action a;
    assert_int_equal(db_action_get(f->db, action, &a), DB_OK);
    return a.status;
}

static enum target_state state_of(struct fixture *f, const char *target)
{
    struct db_target t;
    assert_int_equal(db_target_get(f->db, target, &t), DB_OK);
    return t.state;
}

static void packages_are_immutable(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    bool created = true;
    assert_int_equal(add_package(f->db, "m", "1", SHA_A, &id, &created), DB_OK);
    assert_true(id == f->v1 && !created);
    assert_int_equal(add_package(f->db, "m", "1", SHA_B, &id, &created), DB_CONFLICT);
    assert_int_equal(add_package(f->db, "n", "1", "cc", &id, &created), DB_NOT_FOUND);
}

static void an_action_lives_and_ends(void **state)
{
    struct fixture *f = *state;
    struct db_action a;
    struct db_poll poll;
    const int64_t id = assign(f, f->v1, "dev1");

    assert_int_equal(state_of(f, "dev1"), TARGET_PENDING);
    poll = poll_of(f, "dev1");
    assert_true(poll.action == id && !poll.canceling && poll.wants_attributes && poll.forced);
    assert_int_equal(poll_of(f, "dev2").action, 0);
    assert_int_equal(db_deployment_get(f->db, "dev2", id, 1, &a), DB_NOT_FOUND);
    assert_int_equal(db_deployment_get(f->db, "dev1", id, 150, &a), DB_OK);
    assert_int_equal(a.status, ACTION_RETRIEVED);
    assert_int_equal(db_deployment_get(f->db, "dev1", id, 160, &a), DB_OK);
    assert_int_equal(a.retrieved, 150); /* a repeated GET changes nothing */
    assert_int_equal(feed(f, "dev2", id, DDI_CLOSED, DDI_SUCCESS), DB_NOT_FOUND);
    assert_int_equal(feed(f, "dev1", id, DDI_DOWNLOAD, DDI_NONE), DB_OK);
    assert_int_equal(status_of(f, id), ACTION_DOWNLOAD);
    assert_int_equal(db_installed_get(f->db, "dev1", id, &a), DB_NOT_FOUND);
    assert_int_equal(feed(f, "dev1", id, DDI_CLOSED, DDI_SUCCESS), DB_OK);
    assert_int_equal(feed(f, "dev1", id, DDI_CLOSED, DDI_SUCCESS), DB_OVER);
    assert_int_equal(state_of(f, "dev1"), TARGET_IN_SYNC);
    poll = poll_of(f, "dev1");
    assert_true(poll.action == 0 && poll.installed_action == id);
    assert_int_equal(db_installed_get(f->db, "dev1", id, &a), DB_OK);
    assert_int_equal(assign(f, f->v1, "dev1"), 0); /* it has it */
}

static void a_failure_may_be_tried_again(void **state)
{
    struct fixture *f = *state;
    const int64_t first = assign(f, f->v1, "dev1");
    assert_int_equal(assign(f, f->v1, "dev1"), 0); /* at it already */
    assert_int_equal(feed(f, "dev1", first, DDI_CLOSED, DDI_FAILURE), DB_OK);
    assert_int_equal(state_of(f, "dev1"), TARGET_ERROR);
    assert_true(assign(f, f->v1, "dev1") > first);
}

static void superseding_what_was_not_fetched(void **state)
{
    struct fixture *f = *state;
    const int64_t first = assign(f, f->v1, "dev1"), second = assign(f, f->v2, "dev1");
    struct db_action a;
    assert_int_equal(status_of(f, first), ACTION_CANCELED);
    assert_true(poll_of(f, "dev1").action == second);
    assert_int_equal(db_deployment_get(f->db, "dev1", first, 1, &a), DB_NOT_FOUND);
    assert_int_equal(feed(f, "dev1", first, DDI_CLOSED, DDI_SUCCESS), DB_OVER);
}

static enum db_result answer_cancel(struct fixture *f, int64_t action, enum ddi_execution execution)
{
    const struct db_feedback feedback = { .execution = execution, .finished = DDI_SUCCESS };
    return db_cancel_feedback_add(f->db, "dev1", action, &feedback, 400);
}

static void superseding_asks_a_device_at_work(void **state)
{
    struct fixture *f = *state;
    struct db_action a;
    const int64_t first = assign(f, f->v1, "dev1");
    int64_t second, third;

    assert_int_equal(db_deployment_get(f->db, "dev1", first, 1, &a), DB_OK);
    assert_int_equal(answer_cancel(f, first, DDI_CLOSED), DB_STATE);
    second = assign(f, f->v2, "dev1");
    assert_int_equal(status_of(f, first), ACTION_CANCELING);
    assert_true(poll_of(f, "dev1").action == first && poll_of(f, "dev1").canceling);
    assert_int_equal(db_cancel_get(f->db, "dev1", first), DB_OK);
    assert_int_equal(db_cancel_get(f->db, "dev1", second), DB_NOT_FOUND);
    assert_int_equal(db_deployment_get(f->db, "dev1", first, 1, &a), DB_NOT_FOUND);
    assert_int_equal(db_deployment_get(f->db, "dev1", second, 1, &a), DB_NOT_FOUND);
    third = assign(f, f->v3, "dev1"); /* the second was never seen */
    assert_int_equal(status_of(f, second), ACTION_CANCELED);
    assert_int_equal(feed(f, "dev1", first, DDI_PROCEEDING, DDI_NONE), DB_OK);
    assert_int_equal(status_of(f, first), ACTION_CANCELING);
    assert_int_equal(answer_cancel(f, first, DDI_REJECTED), DB_OK);
    assert_true(poll_of(f, "dev1").action == first && !poll_of(f, "dev1").canceling);
    assert_int_equal(feed(f, "dev1", first, DDI_CLOSED, DDI_SUCCESS), DB_OK);
    assert_int_equal(state_of(f, "dev1"), TARGET_PENDING); /* the third waits */
    assert_true(poll_of(f, "dev1").action == third);
    assert_true(poll_of(f, "dev1").installed_action == first);
}

static void a_cancelled_device_gets_the_next(void **state)
{
    struct fixture *f = *state;
    struct db_action a;
    const int64_t first = assign(f, f->v1, "dev1");
    int64_t second;
    assert_int_equal(db_deployment_get(f->db, "dev1", first, 1, &a), DB_OK);
    second = assign(f, f->v2, "dev1");
    assert_int_equal(answer_cancel(f, first, DDI_CLOSED), DB_OK);
    assert_int_equal(status_of(f, first), ACTION_CANCELED);
    assert_int_equal(answer_cancel(f, first, DDI_CLOSED), DB_OVER);
    assert_int_equal(db_deployment_get(f->db, "dev1", second, 1, &a), DB_OK);
}

static void assignments_are_all_or_nothing(void **state)
{
    struct fixture *f = *state;
    const char *const targets[] = { "dev1", "dev2", "nobody" };
    struct db_assignment a = { .package = f->v1, .targets = targets, .count = 3 };
    size_t unknown = 0;
    int64_t action;
    assert_int_equal(db_assign(f->db, &a, 1, last_action, &action, &unknown), DB_NOT_FOUND);
    assert_int_equal(unknown, 2);
    assert_int_equal(state_of(f, "dev1"), TARGET_UNKNOWN);
    assert_int_equal(poll_of(f, "dev1").action, 0);
    a.package = 99;
    assert_int_equal(db_assign(f->db, &a, 1, last_action, &action, &unknown), DB_NOT_FOUND);
    assert_int_equal(unknown, 3);
    a = (struct db_assignment){ .package = f->v1 };
    assert_int_equal(db_assign(f->db, &a, 1, last_action, &action, &unknown), DB_OK);
    assert_true(poll_of(f, "dev1").action && poll_of(f, "dev2").action);
}

static void entries_have_a_quota_and_an_end(void **state)
{
    struct fixture *f = *state;
    const int64_t id = assign(f, f->v1, "dev1"); /* one entry */
    for (int i = 1; i < DB_ENTRIES_PER_ACTION; i++) {
        assert_int_equal(feed(f, "dev1", id, DDI_PROCEEDING, DDI_NONE), DB_OK);
    }
    assert_int_equal(feed(f, "dev1", id, DDI_PROCEEDING, DDI_NONE), DB_QUOTA);
    assert_int_equal(feed(f, "dev1", id, DDI_CLOSED, DDI_SUCCESS), DB_OK);
}

static bool count_row(void *ctx, const struct db_attribute *a)
{
    (void)a;
    ++*(int *)ctx;
    return true;
}

static void attributes_merge_replace_remove(void **state)
{
    struct fixture *f = *state;
    const struct db_attribute ab[] = { { "a", "1" }, { "b", "2" } }, c[] = { { "c", "3" } };
    struct db_attribute many[DB_ATTRIBUTES_PER_TARGET];
    char keys[DB_ATTRIBUTES_PER_TARGET][8];
    int n = 0;

    assert_int_equal(db_target_set_attributes(f->db, "dev1", DB_MERGE, ab, 2), DB_OK);
    assert_int_equal(db_target_set_attributes(f->db, "dev1", DB_MERGE, c, 1), DB_OK);
    assert_false(poll_of(f, "dev1").wants_attributes);
    db_target_attributes(f->db, "dev1", count_row, &n);
    assert_int_equal(n, 3);
    for (int i = 0; i < DB_ATTRIBUTES_PER_TARGET; i++) {
        sprintf(keys[i], "k%d", i);
        many[i] = (struct db_attribute){ keys[i], "v" };
    }
    assert_int_equal(db_target_set_attributes(f->db, "dev1", DB_MERGE, many, 100), DB_QUOTA);
    n = 0;
    db_target_attributes(f->db, "dev1", count_row, &n);
    assert_int_equal(n, 3); /* nothing was changed */
    assert_int_equal(db_target_set_attributes(f->db, "dev1", DB_REMOVE, ab, 2), DB_OK);
    assert_int_equal(db_target_set_attributes(f->db, "dev1", DB_REPLACE, many, 100), DB_OK);
    n = 0;
    db_target_attributes(f->db, "dev1", count_row, &n);
    assert_int_equal(n, 100);
    assert_int_equal(db_target_set_attributes(f->db, "nobody", DB_MERGE, ab, 2), DB_NOT_FOUND);
}

static void artefacts_belong_to_those_who_had_them(void **state)
{
    struct fixture *f = *state;
    struct db_artefact a;
    assert_int_equal(db_artefact_of_target(f->db, "dev1", SHA_A, &a), DB_NOT_FOUND);
    assign(f, f->v1, "dev1");
    assert_int_equal(db_artefact_of_target(f->db, "dev1", SHA_A, &a), DB_OK);
    assert_int_equal(db_artefact_of_target(f->db, "dev2", SHA_A, &a), DB_NOT_FOUND);
    assert_int_equal(db_artefact_of_target(f->db, "dev1", SHA_B, &a), DB_NOT_FOUND);
}

static void tokens_name_one_target(void **state)
{
    struct fixture *f = *state;
    uint8_t token[DB_HASH_SIZE] = { 1 }, out[DB_HASH_SIZE];
    char controller[DB_CONTROLLER_MAX + 1];
    assert_int_equal(db_target_token(f->db, "dev1", out), DB_NOT_FOUND);
    assert_int_equal(db_target_set_token(f->db, "dev1", token), DB_OK);
    assert_int_equal(db_target_set_token(f->db, "dev2", token), DB_CONFLICT);
    assert_int_equal(db_target_set_token(f->db, "nobody", token), DB_CONFLICT);
    assert_int_equal(db_target_token(f->db, "dev1", out), DB_OK);
    assert_memory_equal(token, out, sizeof(out));
    assert_int_equal(db_target_by_token(f->db, token, controller), DB_OK);
    assert_string_equal(controller, "dev1");
    token[0] = 2;
    assert_int_equal(db_target_by_token(f->db, token, controller), DB_NOT_FOUND);
    assert_int_equal(db_target_remove(f->db, "dev1"), DB_OK);
    assert_int_equal(db_target_remove(f->db, "dev1"), DB_NOT_FOUND);
}

static void everything_is_there_after_reopening(void **state)
{
    struct fixture *f = *state;
    const int64_t id = assign(f, f->v1, "dev1");
    struct db_target t;
    assert_int_equal(feed(f, "dev1", id, DDI_CLOSED, DDI_SUCCESS), DB_OK);
    db_close(f->db);
    f->db = open_db();
    assert_int_equal(db_target_get(f->db, "dev1", &t), DB_OK);
    assert_true(t.has_installed && t.installed.id == f->v1 && t.state == TARGET_IN_SYNC);
}

static void a_newer_schema_is_refused(void **state)
{
    struct fixture *f = *state;
    char path[320], error[512] = "";
    sqlite3 *h;
    snprintf(path, sizeof(path), "%s/otamld.db", folder);
    assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(h, "INSERT INTO schema_migration VALUES (999, 0)", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(h);
    (void)f;
    assert_null(db_open_sqlite(folder, error, sizeof(error)));
    assert_non_null(strstr(error, "newer otamld"));
}

struct worker {
    struct fixture *f;
    char target[16];
    int64_t action;
    int failures;
};

enum { WORKERS = 8, ROUNDS = 40 };

static void *work(void *ctx)
{
    struct worker *w = ctx;
    struct db_poll poll;
    for (int i = 0; i < ROUNDS; i++) {
        w->failures += db_target_poll(w->f->db, w->target, true, "", i + 1, &poll) != DB_OK;
        w->failures += feed(w->f, w->target, w->action, DDI_PROCEEDING, DDI_NONE) != DB_OK;
    }
    return NULL;
}

static bool count_entry(void *ctx, const struct db_entry *e)
{
    (void)e;
    ++*(int *)ctx;
    return true;
}

static void many_threads_at_once(void **state)
{
    struct fixture *f = *state;
    struct worker w[WORKERS];
    pthread_t threads[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        w[i] = (struct worker){ .f = f };
        sprintf(w[i].target, "w%d", i);
        assert_int_equal(db_target_add(f->db, w[i].target, "w", NULL, 1), DB_OK);
        w[i].action = assign(f, f->v1, w[i].target);
        assert_int_equal(pthread_create(&threads[i], NULL, work, &w[i]), 0);
    }
    for (int i = 0; i < WORKERS; i++) {
        int entries = 0;
        pthread_join(threads[i], NULL);
        assert_int_equal(w[i].failures, 0);
        db_action_entries(f->db, w[i].action, 1000, count_entry, &entries);
        assert_int_equal(entries, ROUNDS + 1);
    }
}

#define DB_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(packages_are_immutable),
        DB_TEST(an_action_lives_and_ends),
        DB_TEST(a_failure_may_be_tried_again),
        DB_TEST(superseding_what_was_not_fetched),
        DB_TEST(superseding_asks_a_device_at_work),
        DB_TEST(a_cancelled_device_gets_the_next),
        DB_TEST(assignments_are_all_or_nothing),
        DB_TEST(entries_have_a_quota_and_an_end),
        DB_TEST(attributes_merge_replace_remove),
        DB_TEST(artefacts_belong_to_those_who_had_them),
        DB_TEST(tokens_name_one_target),
        DB_TEST(everything_is_there_after_reopening),
        DB_TEST(a_newer_schema_is_refused),
        DB_TEST(many_threads_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
