/*
 * test_store_cuts.c - the power is cut at every program and erase, in every manner.
 *
 * A scenario is prepared once and kept as a picture of the unit. For each operation of the
 * action under test and each manner the picture is put back, the action run into the cut,
 * the power switched on. Then the store must mount, the bystander must be whole, the model
 * be the old one or the new one, whole, and the action must go through at last. For some of
 * the first cuts (all with OTAML_ALL_CUTS=1) the repetition, mount included, is cut as well,
 * at each of its operations.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

#define PIECE 100u

struct scenario {
    struct rig rig;
    struct rig_picture picture;
    struct rig_model bystander, old, new;
    bool has_old;              /* old is there before the action */
    bool removal;              /* the action removes old; otherwise it installs new */
    uint32_t sent, resumed_at; /* of the installation that was cut; of the next */
    uint32_t used_when_done;   /* bytes, after the action without a cut */
    uint32_t second_every;     /* second cuts for each so many-th first cut */
    unsigned first_cuts, second_cuts;
};

static int install_new(struct scenario *s)
{
    const struct rig_model *m = &s->new;
    uint32_t at;
    int err = rig_begin(&s->rig, m, &at);

    s->resumed_at = at;
    while (!err && at < m->entry.size) {
        const uint32_t n = PIECE < m->entry.size - at ? PIECE : m->entry.size - at;
        err = otaml_store_append(s->rig.store, m->bytes + at, n);
        at += n;
    }
    s->sent = at;
    return err ? err : rig_commit(&s->rig);
}

static int action(struct scenario *s)
{
    if (!s->removal) {
        return install_new(s);
    }
    return rig_has_name(&s->rig, s->old.entry.name)
               ? otaml_store_remove(s->rig.store, s->old.entry.name)
               : OTAML_OK;
}

static void must_be_whole(struct scenario *s)
{
    const bool old = rig_holds(&s->rig, &s->old), new = rig_holds(&s->rig, &s->new);

    assert_true(rig_holds(&s->rig, &s->bystander));
    assert_int_equal(rig_check(&s->rig, s->old.entry.name),
                     old || new ? OTAML_OK : OTAML_ERR_NOT_FOUND);
    assert_true(old || new || s->removal || !s->has_old);
    assert_int_equal(rig_count(&s->rig), old || new ? 2 : 1);
}

static void must_be_done(struct scenario *s)
{
    struct otaml_store_space space;

    assert_true(rig_holds(&s->rig, &s->bystander));
    assert_true(s->removal ? !rig_has_name(&s->rig, s->old.entry.name)
                           : rig_holds(&s->rig, &s->new));
    assert_int_equal(rig_count(&s->rig), s->removal ? 1 : 2);
    assert_int_equal(otaml_store_space(s->rig.store, &space), OTAML_OK);
    /* Nothing leaks. */
    assert_true(space.used <= s->used_when_done + s->rig.geometry->kind->slack(s->rig.geometry));
}

/* Run the action into the cut; false if it was done before. */
static bool run_into_cut(struct scenario *s, uint32_t cut_in, enum media_file_cut how)
{
    int err;

    rig_arm(&s->rig, cut_in, how, cut_in);
    err = action(s);
    if (!rig_is_off(&s->rig)) {
        assert_int_equal(err, OTAML_OK);
        rig_power_on(&s->rig);
        return false;
    }
    assert_int_equal(err, MEDIA_FILE_ERR_POWER);
    assert_int_equal(otaml_store_mount(s->rig.store), MEDIA_FILE_ERR_POWER);
    return true;
}

/* How much of what had been sent is sent again. */
static void must_resume(const struct scenario *s, uint32_t sent, enum media_file_cut how)
{
    const struct rig_geometry *g = s->rig.geometry;
    const bool torn = how != MEDIA_FILE_CUT_BEFORE && how != MEDIA_FILE_CUT_AFTER;
    const uint32_t bound =
        g->chunk_size + PIECE + g->kind->lost_at_most(g, s->new.entry.size, torn);

    if (sent > s->resumed_at && sent - s->resumed_at > bound) {
        fail_msg("%s: %u bytes were sent, it goes on at %u", g->name, sent, s->resumed_at);
    }
}

static void second_cuts(struct scenario *s, uint32_t first, enum media_file_cut first_how)
{
    for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
        for (uint32_t second = 1;; second++) {
            rig_put_back(&s->rig, &s->picture);
            assert_int_equal(rig_boot(&s->rig), OTAML_OK);
            assert_true(run_into_cut(s, first, first_how));
            rig_power_on(&s->rig);
            rig_arm(&s->rig, second, (enum media_file_cut)how, first + second);
            if (otaml_store_mount(s->rig.store) == OTAML_OK && action(s) == OTAML_OK
                && !rig_is_off(&s->rig)) {
                break;
            }
            assert_true(rig_is_off(&s->rig));
            s->second_cuts++;
            assert_int_equal(rig_boot(&s->rig), OTAML_OK);
            must_be_whole(s);
            assert_int_equal(action(s), OTAML_OK);
            must_be_done(s);
        }
        rig_power_on(&s->rig);
    }
}

static void cut_everywhere(struct scenario *s)
{
    for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
        for (uint32_t cut_in = 1;; cut_in++) {
            uint32_t sent;
            rig_put_back(&s->rig, &s->picture);
            assert_int_equal(rig_boot(&s->rig), OTAML_OK);
            s->sent = 0;
            if (!run_into_cut(s, cut_in, (enum media_file_cut)how)) {
                break;
            }
            s->first_cuts++;
            sent = s->sent;
            assert_int_equal(rig_boot(&s->rig), OTAML_OK);
            must_be_whole(s);
            if (s->removal || !rig_holds(&s->rig, &s->new)) {
                s->resumed_at = 0;
                assert_int_equal(action(s), OTAML_OK);
                must_resume(s, s->removal ? 0 : sent, (enum media_file_cut)how);
            }
            must_be_done(s);
            assert_int_equal(rig_boot(&s->rig), OTAML_OK);
            must_be_done(s);
            if (cut_in % s->second_every == (uint32_t)how % s->second_every) {
                second_cuts(s, cut_in, (enum media_file_cut)how);
            }
        }
    }
}

static uint32_t model_size(const struct rig_geometry *g)
{
    const uint32_t part = g->unit.size / 4;

    if (part < 14000) {
        return part * 3 / 4;
    }
    return g->unit.erase_size > 64 * RIG_KB ? 140 * RIG_KB : 14000;
}

/* Prepare: a bystander, and the old model where there is one, updated until the unit has
 * been gone around twice, so that the action meets dead objects to reclaim. */
static void scenario_open(struct scenario *s, const struct rig_geometry *g, bool has_old,
                          bool removal)
{
    const uint32_t size = model_size(g);
    int turns = has_old ? (int)(g->unit.size / size) * 2 + 1 : 0;
    struct otaml_store_space space;

    memset(s, 0, sizeof(*s));
    rig_open(&s->rig, g);
    s->has_old = has_old;
    s->removal = removal;
    s->bystander = rig_model_make("bystander", size / 5, 77, 1);
    s->old = rig_model_make("model", size, 1, 1);
    s->new = rig_model_make("model", size + 300, 2, 1000);
    assert_int_equal(rig_install(&s->rig, &s->bystander, 4096, NULL), OTAML_OK);
    for (int i = 0; i < turns; i++) {
        s->old.entry.sequence = (uint64_t)i;
        assert_int_equal(rig_install(&s->rig, &s->old, 4096, NULL), OTAML_OK);
    }
    rig_take(&s->rig, &s->picture);
    assert_int_equal(action(s), OTAML_OK);
    assert_int_equal(otaml_store_space(s->rig.store, &space), OTAML_OK);
    s->used_when_done = space.used;
    rig_put_back(&s->rig, &s->picture);
    assert_int_equal(rig_boot(&s->rig), OTAML_OK);
}

static void scenario_close(struct scenario *s)
{
    rig_model_free(&s->bystander);
    rig_model_free(&s->old);
    rig_model_free(&s->new);
    rig_picture_free(&s->picture);
    rig_close(&s->rig);
}

/* A second cut for each first one takes minutes: asked for by the environment. */
static uint32_t second_cuts_every(const struct rig_geometry *g, bool removal)
{
    const bool all = getenv("OTAML_ALL_CUTS") != NULL;
    const uint32_t some = removal ? 1 : (g->unit.erase_size > 64 * RIG_KB ? 97 : 19);

    return all ? 1 : some * (g->kind->coarse ? g->kind->coarse : 1);
}

struct cut_of {
    bool has_old, removal;
    unsigned first, second; /* cuts so far */
};

static void cut_one(const struct rig_geometry *g, void *ctx)
{
    struct cut_of *c = ctx;
    struct scenario s;

    scenario_open(&s, g, c->has_old, c->removal);
    s.second_every = second_cuts_every(g, c->removal);
    cut_everywhere(&s);
    print_message("  %-30s %u cuts, %u of them second ones\n", g->name,
                  s.first_cuts + s.second_cuts, s.second_cuts);
    c->first += s.first_cuts;
    c->second += s.second_cuts;
    scenario_close(&s);
}

static void cut(const char *what, bool has_old, bool removal)
{
    struct cut_of c = { has_old, removal, 0, 0 };

    rig_each_cut_row(cut_one, &c);
    print_message("%s: %u first cuts, %u second cuts\n", what, c.first, c.second);
}

static void cut_first_install(void **state)
{
    (void)state;
    cut("first install", false, false);
}

static void cut_replacement(void **state)
{
    (void)state;
    cut("replacement with reclaiming", true, false);
}

static void cut_removal(void **state)
{
    (void)state;
    cut("removal", true, true);
}

/* Updates that are cut again and again leak nothing: after a hundred as much fits as before. */
static void interrupt_hundred(const struct rig_geometry *g, void *ctx)
{
    struct otaml_store_space before, after;
    struct scenario s;
    uint32_t random = 11;

    (void)ctx;
    scenario_open(&s, g, true, false);
    assert_int_equal(otaml_store_space(s.rig.store, &before), OTAML_OK);
    for (unsigned n = 0; n < 100; n++) {
        s.new.entry.sequence = 2000 + n; /* another object each time: nothing resumes */
        rig_arm(&s.rig, 1 + rig_random(&random) % 20,
                (enum media_file_cut)(rig_random(&random) % MEDIA_FILE_CUTS), random);
        (void)action(&s);
        assert_int_equal(rig_boot(&s.rig), OTAML_OK);
        assert_true(rig_holds(&s.rig, &s.bystander));
        assert_true(rig_has_name(&s.rig, "model"));
    }
    s.new.entry.sequence = 9999;
    assert_int_equal(action(&s), OTAML_OK);
    must_be_done(&s);
    s.old.entry.sequence = 10000; /* of the first one's size: as at the start */
    assert_int_equal(rig_install(&s.rig, &s.old, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_space(s.rig.store, &after), OTAML_OK);
    assert_int_equal(after.used, before.used);
    scenario_close(&s);
}

static void hundred_interrupted_updates(void **state)
{
    (void)state;
    rig_each_cut_row(interrupt_hundred, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_first_install),
        cmocka_unit_test(cut_replacement),
        cmocka_unit_test(cut_removal),
        cmocka_unit_test(hundred_interrupted_updates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
