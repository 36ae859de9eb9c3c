/*
 * test_media_file.c - the emulated memory unit forbids what parts forbid and dies as told.
 */
#include <fixture.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <media_file.h>

static const struct media_file_geometry nor = { .size = 3 * 1024 * 1024 + 4096,
                                                .erase_size = 4096,
                                                .prog_size = 1 };
static const struct media_file_geometry words = {
    .size = 64 * 1024, .erase_size = 4096, .prog_size = 32, .unmapped = true, .ecc = true
};

static const char *new_path(void)
{
    static unsigned number;

    return fixture_path("%s/media%u", fixture_scratch(), number++);
}

static int prog(struct media_file *m, uint32_t off, const void *src, uint32_t len)
{
    return m->media.prog(m->media.ctx, off, src, len);
}

static int erase(struct media_file *m, uint32_t off, uint32_t len)
{
    return m->media.erase(m->media.ctx, off, len);
}

static int readb(struct media_file *m, uint32_t off, void *dst, uint32_t len)
{
    return m->media.read(m->media.ctx, off, dst, len);
}

static void rules_are_enforced(void **state)
{
    uint8_t b[8192] = { 0 };
    struct media_file m;

    (void)state;
    assert_int_equal(media_file_open(&m, new_path(), &words), OTAML_OK);
    assert_int_equal(prog(&m, 64, b, 64), OTAML_OK);
    assert_int_equal(prog(&m, 32, b, 64), MEDIA_FILE_ERR_RULE); /* not erased */
    assert_string_equal(m.violation, "program of what is not erased: 64 bytes at 32");
    assert_int_equal(prog(&m, 16, b, 32), MEDIA_FILE_ERR_RULE);
    assert_int_equal(prog(&m, 0, b, 31), MEDIA_FILE_ERR_RULE);
    assert_int_equal(prog(&m, 0, b, 0), MEDIA_FILE_ERR_RULE);
    assert_int_equal(prog(&m, 64 * 1024 - 32, b, 64), MEDIA_FILE_ERR_RULE);
    assert_int_equal(prog(&m, 0xffffffe0u, b, 64), MEDIA_FILE_ERR_RULE);
    assert_int_equal(erase(&m, 32, 4096), MEDIA_FILE_ERR_RULE);
    assert_int_equal(erase(&m, 0, 100), MEDIA_FILE_ERR_RULE);
    assert_int_equal(erase(&m, 60 * 1024, 8192), MEDIA_FILE_ERR_RULE);
    assert_int_equal(readb(&m, 64 * 1024, b, 1), MEDIA_FILE_ERR_RULE);
    assert_int_equal(readb(&m, UINT32_MAX, b, 2), MEDIA_FILE_ERR_RULE);
    assert_int_equal(m.violations, 11);
    assert_int_equal(erase(&m, 0, 4096), OTAML_OK);
    assert_int_equal(prog(&m, 32, b, 64), OTAML_OK);
    assert_int_equal(m.counts.progs, 2);
    assert_int_equal(m.counts.prog_bytes, 128);
    assert_int_equal(m.counts.erases, 1);
    assert_int_equal(m.erase_counts[0], 1);
    assert_null(m.media.base);
    media_file_close(&m);
}

static void file_grows_as_needed(void **state)
{
    const char *path = new_path();
    uint8_t b[5] = { 1, 2, 3, 4, 5 }, back[5];
    struct media_file m;
    struct stat st;

    (void)state;
    assert_int_equal(media_file_open(&m, path, &nor), OTAML_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 0);
    assert_int_equal(m.media.base[nor.size - 1], 0xff);
    assert_int_equal(prog(&m, 1024 * 1024 - 2, b, 5), OTAML_OK); /* across the edge */
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 2 * 1024 * 1024);
    assert_memory_equal(m.media.base + 1024 * 1024 - 2, b, 5);
    assert_int_equal(erase(&m, 2 * 1024 * 1024 - 4096, 8192), OTAML_OK);
    assert_int_equal(prog(&m, nor.size - 5, b, 5), OTAML_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, nor.size);
    media_file_close(&m);

    assert_int_equal(truncate(path, 1024 * 1024 + 1), 0); /* any shorter file will do */
    assert_int_equal(media_file_open(&m, path, &nor), OTAML_OK);
    assert_int_equal(readb(&m, 1024 * 1024 - 2, back, 5), OTAML_OK);
    assert_memory_equal(back, "\1\2\3\xff\xff", 5);
    assert_int_equal(readb(&m, nor.size - 5, back, 5), OTAML_OK);
    assert_memory_equal(back, "\xff\xff\xff\xff\xff", 5);
    media_file_close(&m);

    assert_int_equal(media_file_open(&m, path, &words), MEDIA_FILE_ERR_FILE); /* too long */
    assert_int_equal(errno, EFBIG);
    media_file_close(&m);
    assert_int_equal(media_file_open(&m, "/nowhere/unit", &words), MEDIA_FILE_ERR_FILE);
    media_file_close(&m);
}

static void one_owner_at_a_time(void **state)
{
    const char *path = new_path();
    struct media_file first, second;

    (void)state;
    assert_int_equal(media_file_open(&first, path, &nor), OTAML_OK);
    assert_int_equal(media_file_open(&second, path, &nor), MEDIA_FILE_ERR_FILE);
    assert_int_equal(errno, EWOULDBLOCK);
    media_file_close(&second);
    assert_int_equal(prog(&first, 0, "abc", 3), OTAML_OK); /* the first one is none the worse */
    media_file_close(&first);
    assert_int_equal(media_file_open(&second, path, &nor), OTAML_OK);
    media_file_close(&second);
}

static void power_cuts(void **state)
{
    uint8_t ones[4096], b[4096], back[4096];
    struct media_file m;
    unsigned programmed;

    (void)state;
    memset(ones, 0xff, sizeof(ones));
    memset(b, 0, sizeof(b));
    for (int cut = 0; cut < MEDIA_FILE_CUTS; cut++) {
        const char *path = new_path();
        assert_int_equal(media_file_open(&m, path, &nor), OTAML_OK);
        m.cut = (enum media_file_cut)cut;
        m.cut_in = 2;
        assert_int_equal(prog(&m, 8192, b, 4096), OTAML_OK);
        assert_int_equal(prog(&m, 0, b, 4096), MEDIA_FILE_ERR_POWER);
        assert_true(m.off);
        assert_int_equal(readb(&m, 0, back, 1), MEDIA_FILE_ERR_POWER);
        assert_int_equal(prog(&m, 0, b, 1), MEDIA_FILE_ERR_POWER);
        assert_int_equal(erase(&m, 0, 4096), MEDIA_FILE_ERR_POWER);
        media_file_power_on(&m);
        assert_int_equal(readb(&m, 0, back, 4096), OTAML_OK);
        programmed = 0;
        for (int i = 0; i < 4096; i++) {
            programmed += back[i] != 0xff;
        }
        if (cut == MEDIA_FILE_CUT_BEFORE) {
            assert_memory_equal(back, ones, 4096);
        } else if (cut == MEDIA_FILE_CUT_AFTER) {
            assert_memory_equal(back, b, 4096);
        } else {
            assert_true(programmed > 1000 && memcmp(back, b, 4096) != 0);
        }
        m.cut_in = 1;
        assert_int_equal(erase(&m, 8192, 4096), MEDIA_FILE_ERR_POWER);
        media_file_power_on(&m);
        assert_int_equal(readb(&m, 8192, back, 4096), OTAML_OK);
        if (cut == MEDIA_FILE_CUT_BEFORE) {
            assert_memory_equal(back, b, 4096);
        } else if (cut == MEDIA_FILE_CUT_AFTER) {
            assert_memory_equal(back, ones, 4096);
        } else {
            assert_true(memcmp(back, b, 4096) != 0 && memcmp(back, ones, 4096) != 0);
        }
        assert_int_equal(m.violations, 0);
        media_file_close(&m);
    }
}

/* Error correction over words: what was torn cannot be read until it is erased; a word of
 * 0xff is as good as not programmed. */
static void torn_words_are_corrupt(void **state)
{
    uint8_t b[64], back[64];
    struct media_file m;

    (void)state;
    memset(b, 0x5a, sizeof(b));
    assert_int_equal(media_file_open(&m, new_path(), &words), OTAML_OK);
    m.cut = MEDIA_FILE_CUT_TORN_HEAD;
    m.cut_in = 1;
    assert_int_equal(prog(&m, 0, b, 64), MEDIA_FILE_ERR_POWER);
    media_file_power_on(&m);
    assert_int_equal(readb(&m, 31, back, 1), OTAML_ERR_CORRUPT);
    assert_int_equal(readb(&m, 64, back, 32), OTAML_OK);
    assert_int_equal(erase(&m, 0, 4096), OTAML_OK);
    assert_int_equal(readb(&m, 0, back, 64), OTAML_OK);
    memset(b, 0xff, 32);
    assert_int_equal(prog(&m, 0, b, 64), OTAML_OK);
    assert_int_equal(prog(&m, 0, b + 32, 32), OTAML_OK);
    assert_int_equal(m.violations, 0);
    media_file_close(&m);
}

/* What a killed process had programmed is there for the next one. */
static void kill_loses_nothing(void **state)
{
    const char *path = new_path();
    uint8_t b[3] = { 7, 8, 9 }, back[3];
    struct media_file m;
    int status;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        if (media_file_open(&m, path, &nor) == OTAML_OK && prog(&m, 5000, b, 3) == OTAML_OK) {
            kill(getpid(), SIGKILL);
        }
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_int_equal(media_file_open(&m, path, &nor), OTAML_OK);
    assert_int_equal(readb(&m, 5000, back, 3), OTAML_OK);
    assert_memory_equal(back, b, 3);
    media_file_close(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_enforced),     cmocka_unit_test(file_grows_as_needed),
        cmocka_unit_test(one_owner_at_a_time),    cmocka_unit_test(power_cuts),
        cmocka_unit_test(torn_words_are_corrupt), cmocka_unit_test(kill_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
