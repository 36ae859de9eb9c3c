/*
 * test_vfs_spec.c - the directory at every power cut, judged by the decoder that was written from
 * spec/vfs-store.md in another language (vfs_directory.py): what it says that a mount would find
 * is what the store's mount finds. Skipped without python3.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store_rig.h"

enum { CASES_MAX = 200, TEXT_MAX = 1024 };

struct cases {
    char found[CASES_MAX][TEXT_MAX]; /* by our mount, as the decoder would print it */
    unsigned count;
};

/* The fake's files into a folder of the host. */
static void dump(const struct vfs_fake *f, unsigned number)
{
    const char *folder = fixture_path("%s/case%03u", fixture_scratch(), number);

    assert_int_equal(mkdir(folder, 0755), 0);
    for (uint32_t i = 0; i < f->count; i++) {
        FILE *out = fopen(fixture_path("%s/%s", folder, f->files[i].name), "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(f->files[i].bytes, 1, f->files[i].size, out), f->files[i].size);
        fclose(out);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct otaml_store_entry *)a)->name,
                  ((const struct otaml_store_entry *)b)->name);
}

/* What our mount finds, in the decoder's words. */
static void describe(struct rig *r, const struct rig_model *new, char *text)
{
    struct otaml_store_entry e[8];
    uint32_t cursor = 0, n = 0, at;
    const bool has_record = vfs_fake_get(&r->vfs, "otaml.rec") != NULL;
    int k = 0;

    while (n < 8 && otaml_store_list(r->store, &cursor, &e[n]) == OTAML_OK) {
        n++;
    }
    qsort(e, n, sizeof(e[0]), by_name);
    for (uint32_t i = 0; i < n; i++) {
        k += snprintf(text + k, (size_t)(TEXT_MAX - k), "%s %u ", e[i].name, e[i].size);
        for (int b = 0; b < 32; b++) {
            k += snprintf(text + k, (size_t)(TEXT_MAX - k), "%02x", e[i].sha256[b]);
        }
        k += snprintf(text + k, (size_t)(TEXT_MAX - k), "\n");
    }
    if (has_record) {
        assert_int_equal(rig_begin(r, new, &at), OTAML_OK);
        k += snprintf(text + k, (size_t)(TEXT_MAX - k), "unfinished %s %u\n", new->entry.name,
                      new->entry.size);
    }
    snprintf(text + k, (size_t)(TEXT_MAX - k), "end\n");
}

/* Replace `old` by `new` with a cut; false if it was done before. */
static bool one_case(struct cases *c, const struct rig_model *old, const struct rig_model *new,
                     uint32_t cut_in, enum media_file_cut how)
{
    struct rig r;

    rig_open(&r, &rig_vfs.cut_rows[0]);
    assert_int_equal(rig_install(&r, old, 500, NULL), OTAML_OK);
    rig_arm(&r, cut_in, how, cut_in);
    (void)!rig_install(&r, new, 500, NULL);
    const bool off = rig_is_off(&r);
    if (off) {
        assert_true(c->count < CASES_MAX);
        dump(&r.vfs, c->count);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        describe(&r, new, c->found[c->count++]);
    }
    rig_close(&r);
    return off;
}

static void decoder_of_the_specification_agrees(void **state)
{
    static struct cases c;
    struct rig_model old = rig_model_make("m", 2500, 1, 1), new = rig_model_make("m", 2500, 2, 2);
    FILE *decoder;

    (void)state;
    for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
        uint32_t cut_in = 1;
        while (one_case(&c, &old, &new, cut_in, (enum media_file_cut)how)) {
            cut_in++;
        }
    }
    decoder = popen(fixture_path("python3 %s/tests/store/vfs_directory.py %s/case*",
                                 fixture_source_dir(), fixture_scratch()),
                    "r");
    assert_non_null(decoder);
    for (unsigned i = 0; i < c.count; i++) {
        char said[TEXT_MAX] = "", line[256];
        do {
            assert_non_null(fgets(line, sizeof(line), decoder));
            assert_true(strlen(said) + strlen(line) < sizeof(said));
            strcat(said, line);
        } while (strcmp(line, "end\n") != 0);
        assert_string_equal(said, c.found[i]);
    }
    assert_int_equal(pclose(decoder), 0);
    print_message("%u directories\n", c.count);
    assert_true(c.count > 40);
    rig_model_free(&old);
    rig_model_free(&new);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(decoder_of_the_specification_agrees) };

    if (system("python3 -c 'import zlib' 2>/dev/null") != 0) {
        fprintf(stderr, "skipped: no python3\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
