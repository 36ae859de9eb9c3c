/*
 * fuzz_fat_store.c - mount a hostile volume and use the store as a device does.
 *
 * The input changes a good volume: each six bytes are a block (16 bits, counted from the start, or
 * with the highest bit set from where the files are), a place in it, a value and how many of them.
 * The log's checksums are made good after it, as whoever forges a card would. The device is in RAM
 * and checks bounds; a call may make so many operations and no more.
 */
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/fat_store.h>

#include "store_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BLOCKS     4600u
#define OPERATIONS 400000u /* the FAT is read for each free cluster at worst */

struct device {
    uint8_t bytes[BLOCKS * OTAML_BLOCK_SIZE];
    uint32_t operations;
};

static int device_read(void *ctx, uint32_t first, void *dst, uint32_t n)
{
    struct device *d = ctx;

    must(n > 0 && first < BLOCKS && n <= BLOCKS - first && ++d->operations < OPERATIONS);
    memcpy(dst, d->bytes + first * OTAML_BLOCK_SIZE, n * OTAML_BLOCK_SIZE);
    return 0;
}

static int device_write(void *ctx, uint32_t first, const void *src, uint32_t n)
{
    struct device *d = ctx;

    must(n > 0 && first < BLOCKS && n <= BLOCKS - first && ++d->operations < OPERATIONS);
    memcpy(d->bytes + first * OTAML_BLOCK_SIZE, src, n * OTAML_BLOCK_SIZE);
    return 0;
}

/* Blocks that begin as a record does: the record's checksum, and that of the whole block. */
static void mend_records(struct device *d)
{
    for (uint32_t i = 0; i < BLOCKS; i++) {
        uint8_t *b = d->bytes + i * OTAML_BLOCK_SIZE;
        if (store_fuzz_is_record(b)) {
            store_fuzz_mend_record(b);
            store_fuzz_put32(b + 508, otaml_crc32(0, b, 508));
        }
    }
}

static void change(struct device *d, const uint8_t *data, size_t size, uint32_t files)
{
    for (; size >= 6; data += 6, size -= 6) {
        uint32_t block = (uint32_t)data[0] | (uint32_t)data[1] << 8;
        block = block & 0x8000 ? files + (block & 0x7fff) : block;
        const uint32_t at = block % BLOCKS * OTAML_BLOCK_SIZE + data[2] * 2u + (data[5] >> 7);
        memset(d->bytes + at, data[3] + (data[4] & 0x0f),
               (data[5] & 0x1f) < sizeof(d->bytes) - at ? data[5] & 0x1f : 1);
    }
    mend_records(d);
}

static void read_all(struct otaml_store *s)
{
    struct otaml_store_file file;
    uint32_t cursor = 0;
    uint8_t scratch[3000];

    store_fuzz_read_all(s, 0x10000);
    for (uint32_t n = 0; otaml_fat_store_files(s, &cursor, &file) == OTAML_OK; n++) {
        must(n <= BLOCKS * 16 && memchr(file.path, 0, sizeof(file.path)) != NULL);
        const uint32_t size = file.object.entry.size;
        any(otaml_store_read(s, &file.object, 0, scratch, size < 3000 ? size : 3000));
        any(otaml_store_read(s, &file.object, size / 2, scratch, size < 10 ? size / 2 : 5));
    }
}

/* The digest of so many zeros: of the objects written here. */
static struct otaml_store_entry zeros_of(const char *name, uint32_t size)
{
    static const uint8_t zeros[1000];
    struct otaml_store_entry e = { .size = size };
    struct otaml_sha256 h;

    strcpy(e.name, name);
    must(otaml_sha256_init(&h) == OTAML_OK);
    for (uint32_t n = 0; size > 0; size -= n) {
        n = size < sizeof(zeros) ? size : sizeof(zeros);
        must(otaml_sha256_update(&h, zeros, n) == OTAML_OK);
    }
    must(otaml_sha256_finish(&h, e.sha256) == OTAML_OK);
    return e;
}

/* A good volume: two objects, a folder, an unfinished object. */
static void make_good(struct otaml_fat_store *f)
{
    struct otaml_store *s = &f->file.store;
    const struct otaml_store_entry a = zeros_of("a", 3000), b = zeros_of("long-name.tflite", 900);
    const struct otaml_store_entry draft = zeros_of("draft", 20000);
    static const uint8_t zeros[9000];
    uint32_t at;
    int err;

    must(otaml_store_format(s) == OTAML_OK && otaml_store_mount(s) == OTAML_OK);
    must(store_fuzz_write(s, &a) == OTAML_OK && store_fuzz_write(s, &b) == OTAML_OK);
    while ((err = otaml_store_begin(s, &draft, &at)) == OTAML_ERR_AGAIN) {}
    must(err == OTAML_OK && otaml_store_append(s, zeros, sizeof(zeros)) == OTAML_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct device good, device;
    static uint32_t files;
    static uint8_t sector[OTAML_BLOCK_SIZE], chunk[1024];
    struct otaml_fat_store f;
    struct otaml_block block = { &device, device_read, device_write, BLOCKS };
    const struct otaml_fat_store_config cfg = {
        .block = &block,
        .sector = sector,
        .chunk = chunk,
        .chunk_size = sizeof(chunk),
        .format = otaml_fat_store_format,
        .format_bits = 16,
    };
    const struct otaml_store_entry e = zeros_of("new", 7000), draft = zeros_of("draft", 20000);
    struct otaml_store_space space;
    struct otaml_store *s = &f.file.store;

    must(otaml_fat_store_init(&f, &cfg) == OTAML_OK);
    device.operations = 0;
    if (files == 0) {
        make_good(&f);
        good = device;
        files = f.fat.data;
        must(otaml_fat_store_init(&f, &cfg) == OTAML_OK);
    }
    device = good;
    device.operations = 0;
    change(&device, data, size, files);
    if (otaml_store_mount(s)) {
        return 0;
    }
    read_all(s);
    if (otaml_store_space(s, &space) == OTAML_OK) {
        must(space.used <= space.total && space.largest <= space.total);
    }
    any(store_fuzz_write(s, &draft));
    any(store_fuzz_write(s, &e));
    any(otaml_store_remove(s, "a"));
    any(otaml_store_remove(s, "new"));
    any(otaml_store_abort(s));
    read_all(s);
    return 0;
}
