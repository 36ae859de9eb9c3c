/*
 * test_job.c - the job of a device survives power loss, on every kind of store.
 *
 * Two tasks, both digits under other names, so that both models are small; the operator has gone
 * from the first to the second, whose model is committed. The power is cut at each operation of the
 * memory unit that follows until the job is kept, in every manner.
 */
#include <fixture.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "store_rig.h"

#define ARENA 65536u

static struct task one, two; /* digits by other names */
static const struct task *const tasks[] = { &one, &two };
static const struct task_settings settings;
static _Alignas(16) uint8_t arena[ARENA];

static const struct rig_geometry units[] = {
    { "flash, 4 KB / 4", &rig_flash, { 128 * RIG_KB, 4 * RIG_KB, 4, false, false, false }, 1024 },
    { "flash, 128 KB / 32, ecc",
      &rig_flash,
      { .size = 512 * RIG_KB, .erase_size = 128 * RIG_KB, .prog_size = 32, .ecc = true },
      1024 },
    { "eefs, 64 KB", &rig_eefs, { .size = 64 * RIG_KB, .prog_size = 1, .unmapped = true }, 1024 },
    { "spiffs, 128 KB",
      &rig_spiffs,
      { .size = 128 * RIG_KB,
        .erase_size = 4 * RIG_KB,
        .prog_size = 1,
        .unmapped = true,
        .clears_bits = true },
      1024 },
    { "FAT16", &rig_fat, { .size = 2300 * RIG_KB, .prog_size = 512, .unmapped = true }, 1024 },
    { "vfs", &rig_vfs, { .size = 128 * RIG_KB, .erase_size = 512 }, 1024 },
};

struct device {
    struct rig rig;
    struct worker worker;
    struct job job;
};

static void device_init(struct device *d)
{
    worker_stop(&d->worker);
    memset(&d->worker, 0, sizeof(d->worker));
    memset(&d->job, 0, sizeof(d->job));
    d->worker.store = d->rig.store;
    d->worker.arena = arena;
    d->worker.arena_size = sizeof(arena);
    d->job.worker = &d->worker;
    d->job.tasks = tasks;
    d->job.count = 2;
    d->job.settings = &settings;
}

/* Power-up: the store is mounted, the job found. */
static const struct task *boot(struct device *d)
{
    worker_stop(&d->worker);
    assert_int_equal(rig_boot(&d->rig), OTAML_OK);
    device_init(d);
    assert_int_equal(job_start(&d->job), OTAML_OK);
    assert_ptr_equal(d->worker.task, d->job.task);
    return d->job.task;
}

static void installed(struct device *d, const char *name)
{
    struct otaml_suit_package package;

    memset(&package, 0, sizeof(package));
    strcpy(package.name, name);
    job_installed(&d->job, &package);
}

/* As the agent's application does between two of its steps. */
static int settle(struct device *d)
{
    enum job_state failed;
    int err;

    while ((err = job_step(&d->job, &failed)) == OTAML_ERR_AGAIN) {}
    assert_int_equal(d->job.state, JOB_SETTLED);
    return err;
}

/* An empty unit. */
static void device_begin(struct device *d, const struct rig_geometry *unit)
{
    memset(d, 0, sizeof(*d));
    one = two = task_digits;
    one.name = "one";
    two.name = "two";
    rig_open(&d->rig, unit);
    device_init(d);
}

/* Both models are there, the job is `one`; `two` has the lower sequence number, so that nothing but
 * the job's object speaks for it. */
static void device_open(struct device *d, const struct rig_geometry *unit)
{
    device_begin(d, unit);
    rig_put_file(&d->rig, "one", "models/digits/digits_v1.tflite", 2);
    rig_put_file(&d->rig, "two", "models/digits/digits_v2.tflite", 1);
    installed(d, "one");
    assert_int_equal(settle(d), OTAML_OK);
    assert_ptr_equal(d->job.task, &one);
}

static void device_close(struct device *d)
{
    worker_stop(&d->worker);
    rig_close(&d->rig);
}

/* Cut the n-th operation on the way to `two`; false if it was done before. */
static bool cut_at(struct device *d, uint32_t n, enum media_file_cut how)
{
    int err;

    assert_ptr_equal(boot(d), &one);
    installed(d, "two");
    rig_arm(&d->rig, n, how, n);
    err = settle(d);
    if (!rig_is_off(&d->rig)) {
        assert_int_equal(err, OTAML_OK);
        rig_power_on(&d->rig);
        return false;
    }
    rig_power_on(&d->rig);
    return true;
}

static unsigned cut_everywhere(struct device *d)
{
    struct rig_picture picture = { .bytes = NULL };
    unsigned cuts = 0;

    worker_stop(&d->worker);
    rig_take(&d->rig, &picture);
    for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
        for (uint32_t n = 1; cut_at(d, n, (enum media_file_cut)how); n++, cuts++) {
            const struct task *task = boot(d);
            assert_true(task == &one || task == &two);
            /* The deployment was not reported: the agent finds the model and says so again. */
            installed(d, "two");
            assert_int_equal(settle(d), OTAML_OK);
            assert_ptr_equal(boot(d), &two);
            worker_stop(&d->worker);
            rig_put_back(&d->rig, &picture);
        }
        assert_ptr_equal(boot(d), &two);
        worker_stop(&d->worker);
        rig_put_back(&d->rig, &picture);
    }
    rig_picture_free(&picture);
    return cuts;
}

static void power_cuts_leave_one_job(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        static struct device d;
        unsigned cuts;

        device_open(&d, &units[i]);
        cuts = cut_everywhere(&d);
        print_message("%s: %u cuts\n", units[i].name, cuts);
        assert_true(cuts > 0);
        device_close(&d);
    }
}

/* To and fro more often than the unit could hold objects, which are not written where the job stays
 * the same. */
static void jobs_change_for_ever(void **state)
{
    static struct device d;
    struct media_file_counts *counts;

    (void)state;
    device_open(&d, &units[0]);
    for (unsigned i = 0; i < 200; i++) {
        installed(&d, i % 2 ? "one" : "two");
        assert_int_equal(settle(&d), OTAML_OK);
        assert_ptr_equal(d.worker.task, i % 2 ? &one : &two);
    }
    counts = &d.rig.unit.counts;
    counts->progs = 0;
    installed(&d, "one");
    assert_int_equal(settle(&d), OTAML_OK);
    assert_int_equal(counts->progs, 0);
    assert_ptr_equal(boot(&d), &one);
    device_close(&d);
}

/* Whatever the job's object holds; models that are gone. */
static void strange_jobs(void **state)
{
    static const char *const texts[] = {
        "",     "thr",  "three",
        "two ", "twoo", "a name that no task can have, for it is longer than any store takes",
    };
    static struct device d;

    (void)state;
    device_open(&d, &units[0]);
    for (size_t i = 1; i < sizeof(texts) / sizeof(texts[0]); i++) {
        rig_put(&d.rig, JOB_NAME, texts[i], strlen(texts[i]), 0);
        assert_ptr_equal(boot(&d), &one); /* the greatest sequence number */
    }
    rig_put(&d.rig, JOB_NAME, "two\0two", 7, 0);
    assert_ptr_equal(boot(&d), &two); /* harmless */
    rig_put(&d.rig, JOB_NAME, "two", 3, 0);
    assert_ptr_equal(boot(&d), &two);
    worker_stop(&d.worker);
    assert_int_equal(otaml_store_remove(d.rig.store, "two"), OTAML_OK);
    assert_ptr_equal(boot(&d), &one);
    worker_stop(&d.worker);
    assert_int_equal(otaml_store_remove(d.rig.store, "one"), OTAML_OK);
    assert_null(boot(&d));
    device_close(&d);
}

/* A model that cannot do it: the old job goes on; one for the old job itself: a standstill, until a
 * better one comes. */
static void unfit_models_are_not_taken_up(void **state)
{
    static struct device d;
    struct otaml_suit_package package = { .name = "one" };

    (void)state;
    device_open(&d, &units[0]);
    rig_put_file(&d.rig, "two", "models/gestures/gestures_v1.tflite", 3);
    installed(&d, "two");
    assert_int_equal(settle(&d), OTAML_ERR_MODEL_SHAPE);
    assert_ptr_equal(d.job.task, &one);
    assert_ptr_equal(d.worker.task, &one);
    assert_ptr_equal(boot(&d), &one);

    rig_put_file(&d.rig, "one", "models/gestures/gestures_v1.tflite", 4);
    installed(&d, "one");
    assert_int_equal(settle(&d), OTAML_ERR_MODEL_SHAPE);
    assert_ptr_equal(d.job.task, &one);
    assert_null(d.worker.task);
    rig_put_file(&d.rig, "one", "models/digits/digits_v2.tflite", 5);
    installed(&d, "one");
    assert_int_equal(settle(&d), OTAML_OK);
    assert_ptr_equal(d.worker.task, &one);

    installed(&d, "three"); /* passed over */
    assert_int_equal(d.job.state, JOB_SETTLED);
    assert_int_equal(job_ready(&d.job, &package), OTAML_OK);
    strcpy(package.name, "three");
    assert_int_equal(job_ready(&d.job, &package), OTAML_ERR_COMPONENT);
    strcpy(package.name, JOB_NAME);
    assert_int_equal(job_ready(&d.job, &package), OTAML_ERR_COMPONENT);
    device_close(&d);
}

/* Nothing was kept, as on a unit from a factory: of the models the newest that fits its task. */
static void without_a_kept_job_what_fits_is_done(void **state)
{
    static struct device d;

    (void)state;
    device_begin(&d, &units[0]);
    rig_put_file(&d.rig, "one", "models/digits/digits_v1.tflite", 1);
    rig_put_file(&d.rig, "two", "models/gestures/gestures_v1.tflite", 2);
    assert_ptr_equal(boot(&d), &one);
    rig_put_file(&d.rig, "one", "models/gestures/gestures_v2.tflite", 3);
    assert_int_equal(job_start(&d.job), OTAML_ERR_MODEL_SHAPE);
    assert_ptr_equal(d.job.task, &one);
    assert_null(d.worker.task);
    rig_put_file(&d.rig, "two", "models/digits/digits_v2.tflite", 2);
    assert_ptr_equal(boot(&d), &two);
    device_close(&d);
}

/* The header of the page that the job's object lies in loses a bit. */
static void damage_job(struct rig *r, const char *job)
{
    const uint32_t page = 256, header = 5;
    struct rig_picture p;
    unsigned found = 0;

    rig_take(r, &p);
    for (uint32_t at = 0; at + page <= p.length; at += page) {
        if (!memcmp(p.bytes + at + header, job, strlen(job))
            && p.bytes[at + header + strlen(job)] == 0xff) {
            p.bytes[at + 4] ^= 0x04;
            found++;
        }
    }
    assert_true(found > 0);
    rig_put_back(r, &p);
    rig_picture_free(&p);
}

static void a_damaged_job_is_none(void **state)
{
    static struct device d;
    struct otaml_store_object object;
    char name[3];

    (void)state;
    device_open(&d, &units[3]);
    installed(&d, "two");
    assert_int_equal(settle(&d), OTAML_OK);
    assert_ptr_equal(boot(&d), &two);
    worker_stop(&d.worker);
    damage_job(&d.rig, "two");
    assert_int_equal(rig_boot(&d.rig), OTAML_OK);
    assert_int_equal(otaml_store_open(d.rig.store, JOB_NAME, &object), OTAML_OK);
    assert_int_equal(otaml_store_read(d.rig.store, &object, 0, name, 3), OTAML_ERR_CORRUPT);
    otaml_store_close(d.rig.store, &object);

    assert_ptr_equal(boot(&d), &one); /* the newer one */
    installed(&d, "two");
    assert_int_equal(settle(&d), OTAML_OK);
    assert_ptr_equal(boot(&d), &two);
    device_close(&d);
}

/* A unit that cannot be read for a moment costs no deployment; one that stays so is told. */
static void failed_reads_are_tried_again(void **state)
{
    static struct device d;
    enum job_state failed;

    (void)state;
    device_open(&d, &units[2]);
    installed(&d, "two");
    rig_fail_reads(&d.rig, 0, JOB_TRIES - 1);
    assert_int_equal(job_step(&d.job, &failed), OTAML_ERR_AGAIN);
    assert_int_equal(d.job.state, JOB_TAKING);
    assert_int_equal(settle(&d), OTAML_OK);
    assert_ptr_equal(d.worker.task, &two);

    installed(&d, "one");
    rig_fail_reads(&d.rig, 0, 1000);
    assert_int_equal(settle(&d), RIG_ERR_READ);
    assert_ptr_equal(d.job.task, &two);
    assert_null(d.worker.task);
    rig_fail_reads(&d.rig, 0, 0);
    assert_ptr_equal(boot(&d), &two);
    device_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(power_cuts_leave_one_job),
        cmocka_unit_test(jobs_change_for_ever),
        cmocka_unit_test(strange_jobs),
        cmocka_unit_test(unfit_models_are_not_taken_up),
        cmocka_unit_test(without_a_kept_job_what_fits_is_done),
        cmocka_unit_test(a_damaged_job_is_none),
        cmocka_unit_test(failed_reads_are_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
