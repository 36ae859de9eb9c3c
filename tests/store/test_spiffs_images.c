/*
 * test_spiffs_images.c - file systems made by pellepl/spiffs and mkspiffs, cut ones among them:
 * every file is there with its size and digest; so it is after this store mended, wrote beside them
 * and collected garbage. Skipped without the reference material.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>

#include "store_rig.h"

struct image {
    const char *name;
    uint32_t size, block, meta;
    enum otaml_spiffs_magic magic;
};

static const struct image images[] = {
    { "mk-64k-b4k-m0-len", 65536, 4096, 0, OTAML_SPIFFS_MAGIC_LENGTH },
    { "mk-256k-b4k-m4-len", 262144, 4096, 4, OTAML_SPIFFS_MAGIC_LENGTH },
    { "lib-1m-b64k-m0-none", 1048576, 65536, 0, OTAML_SPIFFS_MAGIC_NONE },
    { "lib-512k-b4k-m4-len-aged", 524288, 4096, 4, OTAML_SPIFFS_MAGIC_LENGTH },
    { "lib-256k-b4k-m0-len-cutupdate", 262144, 4096, 0, OTAML_SPIFFS_MAGIC_LENGTH },
    { "lib-256k-b4k-m0-len-cutlate", 262144, 4096, 0, OTAML_SPIFFS_MAGIC_LENGTH },
    { "lib-512k-b4k-m4-mag-cutgc", 524288, 4096, 4, OTAML_SPIFFS_MAGIC_PLAIN },
};

#define IMAGES (sizeof(images) / sizeof(images[0]))

struct listed {
    char name[64];
    uint32_t size;
    char sha256[65];
    bool seen;
};

struct opened {
    struct media_file unit;
    struct otaml_spiffs_store_config config;
    struct otaml_spiffs_store spiffs;
    struct otaml_store *store;
    uint8_t chunk[4096];
    struct listed files[32];
    unsigned count;
    char path[512];
};

static void read_listing(struct opened *o, const char *name, const char *which)
{
    char line[512];
    FILE *f = fopen(fixture_path("%s/images/spiffs/%s.%s.tsv", fixture_shared(), name, which), "r");

    assert_non_null(f);
    o->count = 0;
    while (fgets(line, sizeof(line), f)) {
        struct listed *l = &o->files[o->count];
        unsigned size;
        if (line[0] == '#') {
            continue;
        }
        assert_true(o->count < sizeof(o->files) / sizeof(o->files[0]));
        assert_true(sscanf(line, "%63s %u %64s", l->name, &size, l->sha256) >= 2);
        l->size = size;
        o->count++;
    }
    fclose(f);
    assert_true(o->count > 0);
}

static void copy_image(const struct image *i, const char *to)
{
    size_t size;
    uint8_t *bytes =
        fixture_read(fixture_path("%s/images/spiffs/%s.img", fixture_shared(), i->name), &size);
    FILE *f = fopen(to, "wb");

    assert_int_equal(size, i->size);
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    fclose(f);
    free(bytes);
}

static void boot(struct opened *o)
{
    media_file_power_on(&o->unit);
    assert_int_equal(otaml_spiffs_store_init(&o->spiffs, &o->config), OTAML_OK);
    o->store = &o->spiffs.file.store;
    assert_int_equal(otaml_store_mount(o->store), OTAML_OK);
}

static void open_image(struct opened *o, const struct image *i)
{
    const struct media_file_geometry g = {
        .size = i->size, .erase_size = 4096, .prog_size = 1, .unmapped = true, .clears_bits = true
    };

    memset(o, 0, sizeof(*o));
    snprintf(o->path, sizeof(o->path), "%s/%s.img", fixture_scratch(), i->name);
    copy_image(i, o->path);
    assert_int_equal(media_file_open(&o->unit, o->path, &g), OTAML_OK);
    o->config = (struct otaml_spiffs_store_config){
        .media = &o->unit.media,
        .block_size = i->block,
        .meta_size = i->meta,
        .magic = i->magic,
        .chunk = o->chunk,
        .chunk_size = sizeof(o->chunk),
    };
    boot(o);
}

static void close_image(struct opened *o)
{
    if (o->unit.violations) {
        fail_msg("%s: %s", o->path, o->unit.violation);
    }
    media_file_close(&o->unit);
    remove(o->path);
}

static struct listed *find_listed(struct opened *o, const char *path)
{
    for (unsigned i = 0; i < o->count; i++) {
        const char *name = o->files[i].name;
        if (strcmp(name + (name[0] == '/'), path) == 0) {
            return &o->files[i];
        }
    }
    return NULL;
}

static void hash_file(struct otaml_store *s, const struct otaml_store_object *o, char hex[65])
{
    struct otaml_sha256 h;
    uint8_t bytes[601], digest[32];

    assert_int_equal(otaml_sha256_init(&h), OTAML_OK);
    for (uint32_t at = 0; at < o->entry.size; at += (uint32_t)sizeof(bytes)) {
        const uint32_t left = o->entry.size - at;
        const uint32_t n = left < sizeof(bytes) ? left : (uint32_t)sizeof(bytes);
        assert_int_equal(otaml_store_read(s, o, at, bytes, n), OTAML_OK);
        assert_int_equal(otaml_sha256_update(&h, bytes, n), OTAML_OK);
    }
    assert_int_equal(otaml_sha256_finish(&h, digest), OTAML_OK);
    for (int i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
}

/* All that is listed is there, and nothing else but what begins with `ours`. */
static void must_hold_all(struct opened *o, const char *ours)
{
    struct otaml_store_file file;
    uint32_t cursor = 0, seen = 0;
    int err;

    while ((err = otaml_spiffs_store_files(o->store, &cursor, &file)) == OTAML_OK) {
        struct listed *l = find_listed(o, file.path);
        char hex[65];
        if (!l && (strncmp(file.path, "otaml.", 6) == 0 || strncmp(file.path, ours, 4) == 0)) {
            continue;
        }
        if (!l) {
            fail_msg("%s: %s is not listed", o->path, file.path);
        }
        assert_int_equal(file.object.entry.size, l->size);
        hash_file(o->store, &file.object, hex);
        if (strcmp(hex, l->sha256) != 0) {
            fail_msg("%s: %s differs", o->path, file.path);
        }
        seen++;
    }
    assert_int_equal(err, OTAML_ERR_NOT_FOUND);
    assert_int_equal(seen, o->count);
}

/* What a good reader finds: the listing after the original's check; but that one lost a file of
 * one image, which must be there as that image's other listing says. */
static void read_good_listing(struct opened *o, const struct image *i)
{
    read_listing(o, i->name, strstr(i->name, "cutlate") ? "mounted" : "listing");
}

static void every_file_is_read(void **state)
{
    (void)state;
    for (unsigned i = 0; i < IMAGES; i++) {
        struct opened o;
        open_image(&o, &images[i]);
        read_good_listing(&o, &images[i]);
        must_hold_all(&o, "none");
        print_message("%-30s %u files; mount: %u programs, %u reads\n", images[i].name, o.count,
                      (unsigned)o.unit.counts.progs, (unsigned)o.unit.counts.reads);
        boot(&o);
        must_hold_all(&o, "none");
        close_image(&o);
    }
}

static int install(struct opened *o, const struct rig_model *m)
{
    uint32_t at;
    int err;

    while ((err = otaml_store_begin(o->store, &m->entry, &at)) == OTAML_ERR_AGAIN) {}
    err = err ? err : otaml_store_append(o->store, m->bytes + at, m->entry.size - at);
    if (!err) {
        while ((err = otaml_store_commit(o->store)) == OTAML_ERR_AGAIN) {}
    }
    return err;
}

/* The decoder finds the image in order and all that is listed in it. */
static void must_decode(struct opened *o, const struct image *i)
{
    static const char *const magics[] = { "length", "plain", "none" };
    char line[256];
    unsigned seen = 0;
    FILE *f =
        popen(fixture_path("python3 %s/tests/store/spiffs_image.py %s %u %u %s 256 cut",
                           fixture_source_dir(), o->path, i->block, i->meta, magics[i->magic]),
              "r");

    assert_non_null(f);
    while (fgets(line, sizeof(line), f)) {
        char name[64], hex[65];
        unsigned size;
        struct listed *l;
        assert_int_equal(sscanf(line, "%63s %u %64s", name, &size, hex), 3);
        l = find_listed(o, name + 1);
        seen += l && l->size == size && strcmp(l->sha256, hex) == 0;
    }
    assert_int_equal(pclose(f), 0);
    assert_int_equal(seen, o->count);
}

/* Fill what is free with a model and write it anew until each block was collected. */
static void all_stays_while_we_write(void **state)
{
    (void)state;
    for (unsigned i = 0; i < IMAGES; i++) {
        struct otaml_store_space space;
        struct rig_model m;
        struct opened o;
        open_image(&o, &images[i]);
        read_good_listing(&o, &images[i]);
        assert_int_equal(otaml_store_space(o.store, &space), OTAML_OK);
        m = rig_model_make("ours", space.largest / 2 - 1200, 1, 1);
        for (unsigned round = 0; round < 12; round++) {
            m.entry.sequence = round;
            assert_int_equal(install(&o, &m), OTAML_OK);
            must_hold_all(&o, "ours");
        }
        must_decode(&o, &images[i]);
        boot(&o);
        must_hold_all(&o, "ours");
        assert_int_equal(otaml_store_remove(o.store, "ours"), OTAML_OK);
        must_hold_all(&o, "none");
        assert_true(o.unit.counts.erases > images[i].size / 4096);
        rig_model_free(&m);
        close_image(&o);
    }
}

/* The power goes while garbage is collected among files of others: none is ever missing. */
static void all_stays_through_cuts(void **state)
{
    (void)state;
    for (unsigned i = 0; i < IMAGES; i++) {
        struct otaml_store_space space;
        uint32_t random = 3;
        struct rig_model m;
        struct opened o;
        open_image(&o, &images[i]);
        read_good_listing(&o, &images[i]);
        assert_int_equal(otaml_store_space(o.store, &space), OTAML_OK);
        m = rig_model_make("ours", space.largest / 2 - 1200, 1, 1);
        for (unsigned round = 0; round < 60; round++) {
            m.entry.sequence = round;
            o.unit.cut = (enum media_file_cut)(round % MEDIA_FILE_CUTS);
            o.unit.seed = round;
            o.unit.cut_in = 1 + rig_random(&random) % (m.entry.size / 30);
            (void)install(&o, &m);
            boot(&o);
            must_hold_all(&o, "ours");
        }
        rig_model_free(&m);
        close_image(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_read),
        cmocka_unit_test(all_stays_while_we_write),
        cmocka_unit_test(all_stays_through_cuts),
    };

    if (!fixture_shared()) {
        print_message("skipped: no reference material (OTAML_SHARED)\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
