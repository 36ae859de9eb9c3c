/*
 * test_store.c - what otaml/store.h promises, kept by every kind of store on every memory unit.
 */
#include <fixture.h>
#include <stdio.h>
#include <string.h>

#include "store_rig.h"

struct body {
    void (*on)(struct rig *r);
};

static void on_row(const struct rig_geometry *g, void *ctx)
{
    const struct body *body = ctx;
    struct rig r;

    print_message("%s\n", g->name);
    rig_open(&r, g);
    body->on(&r);
    rig_close(&r);
}

static void on_each(void (*on)(struct rig *r))
{
    struct body body = { on };

    rig_each_row(on_row, &body);
}

/* A size that takes about a fifth of the unit. */
static uint32_t fifth(const struct rig *r)
{
    const uint32_t unit = r->geometry->unit.erase_size ? r->geometry->unit.erase_size : 1;

    return r->geometry->unit.size / 4 / unit * unit * 4 / 5 - 37;
}

static void install_read_replace_remove_body(struct rig *r)
{
    struct rig_model a = rig_model_make("digits", fifth(r), 1, 10);
    struct rig_model b = rig_model_make("gestures.tflite", fifth(r) / 3, 2, 1);
    struct rig_model c = rig_model_make("digits", fifth(r) - 1000, 3, 11);
    struct rig_model empty = rig_model_make("empty", 0, 3, UINT64_MAX);

    assert_int_equal(rig_count(r), 0);
    assert_int_equal(rig_install(r, &a, 1000, NULL), OTAML_OK);
    assert_int_equal(rig_install(r, &b, 1, NULL), OTAML_OK);
    assert_true(rig_holds(r, &a) && rig_holds(r, &b));
    assert_int_equal(rig_check(r, "digits"), OTAML_OK);
    assert_int_equal(rig_install(r, &c, UINT32_MAX, NULL), OTAML_OK);
    assert_true(rig_holds(r, &c) && rig_holds(r, &b) && !rig_holds(r, &a));
    assert_int_equal(rig_count(r), 2);
    rig_reopen(r);
    assert_true(rig_holds(r, &c) && rig_holds(r, &b));
    assert_int_equal(rig_install(r, &empty, 1, NULL), OTAML_OK);
    assert_true(rig_holds(r, &empty));
    assert_int_equal(otaml_store_remove(r->store, "digits"), OTAML_OK);
    assert_int_equal(otaml_store_remove(r->store, "digits"), OTAML_ERR_NOT_FOUND);
    assert_false(rig_has_name(r, "digits"));
    rig_reopen(r);
    assert_false(rig_has_name(r, "digits"));
    assert_int_equal(rig_count(r), 2);
    rig_model_free(&a);
    rig_model_free(&b);
    rig_model_free(&c);
    rig_model_free(&empty);
}

static void install_read_replace_remove(void **state)
{
    (void)state;
    on_each(install_read_replace_remove_body);
}

static void names_and_limits_body(struct rig *r)
{
    static const char *const bad[] = { "",   "a/b",       "a b",   "\x7f", "caf\xc3\xa9",
                                       "\n", "otaml.new", "otaml." };
    const uint32_t name_max = r->geometry->kind->name_max;
    struct rig_model m = rig_model_make("x", 300, 1, 1);
    uint8_t byte = 0;
    uint32_t at;
    struct otaml_store_object o;

    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(m.entry.name, sizeof(m.entry.name), "%s", bad[i]);
        assert_int_equal(otaml_store_begin(r->store, &m.entry, &at), OTAML_ERR_NAME);
    }
    memset(m.entry.name, 'n', sizeof(m.entry.name)); /* no NUL */
    assert_int_equal(otaml_store_begin(r->store, &m.entry, &at), OTAML_ERR_NAME);
    if (name_max < OTAML_STORE_NAME_MAX) {
        m.entry.name[name_max + 1] = '\0';
        assert_int_equal(otaml_store_begin(r->store, &m.entry, &at), OTAML_ERR_NAME);
    }
    m.entry.name[name_max] = '\0';
    assert_int_equal(rig_install(r, &m, 100, NULL), OTAML_OK);
    assert_true(rig_holds(r, &m));

    assert_int_equal(otaml_store_open(r->store, m.entry.name, &o), OTAML_OK);
    assert_int_equal(otaml_store_read(r->store, &o, 300, &byte, 1), OTAML_ERR_ARG);
    assert_int_equal(otaml_store_read(r->store, &o, UINT32_MAX, &byte, 2), OTAML_ERR_ARG);
    assert_int_equal(otaml_store_read(r->store, &o, 300, &byte, 0), OTAML_OK);
    assert_int_equal(otaml_store_check(r->store, &o, &byte, 0), OTAML_ERR_ARG);
    otaml_store_close(r->store, &o);
    assert_int_equal(otaml_store_open(r->store, "nobody", &o), OTAML_ERR_NOT_FOUND);

    assert_int_equal(otaml_store_append(r->store, &byte, 1), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_commit(r->store), OTAML_ERR_STATE);
    snprintf(m.entry.name, sizeof(m.entry.name), "y");
    assert_int_equal(rig_begin(r, &m, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r->store, m.bytes, 299), OTAML_OK);
    assert_int_equal(otaml_store_commit(r->store), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_append(r->store, m.bytes, 2), OTAML_ERR_ARG);
    assert_int_equal(otaml_store_append(r->store, m.bytes + 299, 1), OTAML_OK);
    assert_int_equal(rig_commit(r), OTAML_OK);
    assert_true(rig_holds(r, &m));
    rig_model_free(&m);
}

static void names_and_limits(void **state)
{
    (void)state;
    on_each(names_and_limits_body);
}

/* What is announced is what is stored, or nothing is. */
static void wrong_digest_is_refused_body(struct rig *r)
{
    struct rig_model a = rig_model_make("m", fifth(r) / 2, 1, 1);
    struct rig_model b = rig_model_make("m", fifth(r) / 2, 2, 2);

    assert_int_equal(rig_install(r, &a, 512, NULL), OTAML_OK);
    b.bytes[a.entry.size - 1] ^= 1;
    assert_int_equal(rig_install(r, &b, 512, NULL), OTAML_ERR_IMAGE_DIGEST);
    assert_true(rig_holds(r, &a));
    b.bytes[a.entry.size - 1] ^= 1;
    assert_int_equal(rig_install(r, &b, 512, NULL), OTAML_OK); /* from 0, not resumed */
    assert_true(rig_holds(r, &b));
    rig_model_free(&a);
    rig_model_free(&b);
}

static void wrong_digest_is_refused(void **state)
{
    (void)state;
    on_each(wrong_digest_is_refused_body);
}

/* An open object keeps its bytes in its place through replacement, removal and whatever
 * the freed space would be needed for; once closed the space comes back. */
static void open_objects_are_pinned_body(struct rig *r)
{
    struct rig_model a = rig_model_make("a", fifth(r), 1, 1);
    struct rig_model b = rig_model_make("a", fifth(r), 2, 2);
    struct rig_model c = rig_model_make("c", fifth(r) / 2, 3, 3);
    struct otaml_store_object o;
    struct otaml_store_space before, after;
    uint8_t scratch[512];

    assert_int_equal(rig_install(r, &a, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r->store, "a", &o), OTAML_OK);
    assert_int_equal(rig_install(r, &b, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_remove(r->store, "a"), OTAML_OK);
    assert_int_equal(otaml_store_format(r->store), OTAML_ERR_BUSY);
    for (unsigned i = 0; i < 12; i++) { /* three times around */
        c.entry.sequence = i;
        assert_int_equal(rig_install(r, &c, 4096, NULL), OTAML_OK);
        assert_int_equal(otaml_store_check(r->store, &o, scratch, sizeof(scratch)), OTAML_OK);
        assert_true(!o.map || memcmp(o.map, a.bytes, a.entry.size) == 0);
    }
    assert_int_equal(otaml_store_mount(r->store), OTAML_OK); /* pins stay */
    assert_int_equal(rig_install(r, &b, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_check(r->store, &o, scratch, sizeof(scratch)), OTAML_OK);
    assert_int_equal(otaml_store_space(r->store, &before), OTAML_OK);
    otaml_store_close(r->store, &o);
    assert_int_equal(otaml_store_space(r->store, &after), OTAML_OK);
    assert_true(after.used < before.used && after.largest >= before.largest);
    rig_model_free(&a);
    rig_model_free(&b);
    rig_model_free(&c);
}

static void open_objects_are_pinned(void **state)
{
    (void)state;
    on_each(open_objects_are_pinned_body);
}

/* `largest` is exact: that much goes in, a byte more does not. */
static void space_is_exact_body(struct rig *r)
{
    struct otaml_store_space space;
    struct rig_model a, b;
    uint32_t at;

    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(otaml_store_space(r->store, &space), OTAML_OK);
        assert_true(space.total > 0 && space.total <= r->geometry->unit.size);
        assert_true(space.used <= space.total && space.largest <= space.total - space.used);
        b = rig_model_make("more", space.largest + 1, 9, 1);
        assert_int_equal(rig_begin(r, &b, &at), OTAML_ERR_NOSPC);
        rig_model_free(&b);
        a = rig_model_make(i == 0 ? "x" : "y", i < 2 ? space.largest / 3 : space.largest, i, i);
        assert_int_equal(rig_install(r, &a, 8192, NULL), OTAML_OK);
        assert_true(rig_holds(r, &a));
        rig_model_free(&a);
    }
    a = rig_model_make("x", UINT32_MAX % 1000, 1, 1);
    a.entry.size = UINT32_MAX;
    assert_int_equal(rig_begin(r, &a, &at), OTAML_ERR_NOSPC);
    rig_model_free(&a);
}

static void space_is_exact(void **state)
{
    (void)state;
    on_each(space_is_exact_body);
}

/* A process that is killed between media operations loses what waited in the chunk buffer,
 * less than a chunk; a broken connection in a living one loses nothing. */
static void resume_after_kill_body(struct rig *r)
{
    struct rig_model m = rig_model_make("m", fifth(r), 5, 1);
    uint32_t lost_most = 0, lost = 0, kills = 0, at, random = 7;
    const uint32_t bound =
        r->geometry->chunk_size + r->geometry->kind->lost_at_most(r->geometry, m.entry.size, false);

    for (uint32_t sent = 0; sent < m.entry.size;) {
        uint32_t n = 1 + rig_random(&random) % (3 * r->geometry->chunk_size);
        assert_int_equal(rig_begin(r, &m, &at), OTAML_OK);
        assert_true(at <= sent);
        lost = sent - at;
        lost_most = lost > lost_most ? lost : lost_most;
        n = n < m.entry.size - at ? n : m.entry.size - at;
        assert_int_equal(otaml_store_append(r->store, m.bytes + at, n), OTAML_OK);
        sent = at + n;
        assert_int_equal(rig_begin(r, &m, &at), OTAML_OK);
        assert_int_equal(at, sent);
        if (n % 4 != 0) {
            kills++;
            rig_reopen(r);
        }
    }
    assert_int_equal(rig_install(r, &m, 1, NULL), OTAML_OK);
    assert_true(rig_holds(r, &m));
    print_message("  %u kills, at most %u bytes fetched again\n", kills, lost_most);
    assert_true(lost_most < bound);
    rig_model_free(&m);
}

static void resume_after_kill(void **state)
{
    (void)state;
    on_each(resume_after_kill_body);
}

/* Only the same object is continued; any other gives the unfinished one up. */
static void resume_only_the_same_body(struct rig *r)
{
    struct rig_model a = rig_model_make("m", fifth(r), 1, 1);
    struct rig_model b = rig_model_make("m", fifth(r), 1, 2);
    const uint32_t half = a.entry.size / 2;
    uint32_t at;

    assert_int_equal(rig_begin(r, &a, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r->store, a.bytes, half), OTAML_OK);
    rig_reopen(r);
    assert_int_equal(rig_begin(r, &b, &at), OTAML_OK); /* another sequence number */
    assert_int_equal(at, 0);
    assert_int_equal(otaml_store_append(r->store, b.bytes, half), OTAML_OK);
    rig_reopen(r);
    assert_int_equal(rig_begin(r, &a, &at), OTAML_OK);
    assert_int_equal(at, 0);
    assert_int_equal(otaml_store_append(r->store, a.bytes, half), OTAML_OK);
    assert_int_equal(otaml_store_abort(r->store), OTAML_OK);
    assert_int_equal(otaml_store_append(r->store, a.bytes, 1), OTAML_ERR_STATE);
    rig_reopen(r);
    assert_int_equal(rig_begin(r, &a, &at), OTAML_OK);
    assert_int_equal(at, 0);
    assert_int_equal(rig_count(r), 0);
    rig_model_free(&a);
    rig_model_free(&b);
}

static void resume_only_the_same(void **state)
{
    (void)state;
    on_each(resume_only_the_same_body);
}

/* Every call before a mount. */
static void nothing_before_a_mount_body(struct rig *r)
{
    struct rig_model m = rig_model_make("m", 100, 1, 1);
    struct otaml_store_object o;
    struct otaml_store_space space;
    struct otaml_store_entry e;
    uint32_t at = 0;

    r->geometry->kind->init(r);
    assert_int_equal(otaml_store_begin(r->store, &m.entry, &at), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_append(r->store, m.bytes, 1), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_commit(r->store), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_abort(r->store), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_remove(r->store, "m"), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_open(r->store, "m", &o), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_list(r->store, &at, &e), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_space(r->store, &space), OTAML_ERR_STATE);
    rig_model_free(&m);
}

static void nothing_before_a_mount(void **state)
{
    (void)state;
    on_each(nothing_before_a_mount_body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(install_read_replace_remove),
        cmocka_unit_test(names_and_limits),
        cmocka_unit_test(wrong_digest_is_refused),
        cmocka_unit_test(open_objects_are_pinned),
        cmocka_unit_test(space_is_exact),
        cmocka_unit_test(resume_after_kill),
        cmocka_unit_test(resume_only_the_same),
        cmocka_unit_test(nothing_before_a_mount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
