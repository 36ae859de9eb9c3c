/*
 * fuzz_eefs_store.c - mount a hostile image and use the store as a device does.
 *
 * Byte 0 chooses size and program unit and whether checksums are made good first, as whoever forges
 * an image would; byte 1 where the record is looked for whose object is gone on with; the rest is
 * the image, zeros behind its end. The image is in RAM and checks bounds.
 */
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/eefs_store.h>

#include "store_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define IMAGE_MAX 8192u

struct image {
    uint32_t size, prog_size;
    uint8_t bytes[IMAGE_MAX];
};

static void in_bounds(const struct image *i, uint32_t off, uint32_t len, uint32_t unit)
{
    must(off <= i->size && len <= i->size - off && off % unit == 0 && len % unit == 0);
}

static int image_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    in_bounds(ctx, off, len, 1);
    memcpy(dst, ((struct image *)ctx)->bytes + off, len);
    return 0;
}

static int image_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    struct image *i = ctx;

    in_bounds(i, off, len, i->prog_size);
    memcpy(i->bytes + off, src, len);
    return 0;
}

/* Records, the progress behind them, and noted moves. */
static void mend_checksums(struct image *i)
{
    for (uint32_t off = 0; off + STORE_FUZZ_RECORD + 16 <= i->size; off += 4) {
        uint8_t *p = i->bytes + off;
        if (store_fuzz_is_record(p)) {
            store_fuzz_mend_record(p);
            for (uint8_t *q = p + STORE_FUZZ_RECORD; q < p + STORE_FUZZ_RECORD + 16; q += 8) {
                store_fuzz_put32(q + 4, otaml_crc32(otaml_crc32(0, p + 4, 4), q, 4));
            }
        } else if (memcmp(p, "\1\x4d\x76\1", 4) == 0) {
            store_fuzz_put32(p + 16, otaml_crc32(0, p, 16));
        }
    }
}

static void read_all(struct otaml_store *s)
{
    struct otaml_store_file file;
    uint32_t cursor = 0;

    store_fuzz_read_all(s, OTAML_EEFS_STORE_SLOTS);
    while (otaml_eefs_store_files(s, &cursor, &file) == OTAML_OK) {
        must(strlen(file.path) < 40 && file.object.entry.size <= IMAGE_MAX);
    }
}

/* Go on with the object of the first record at or behind `from`. */
static void write_unfinished(struct otaml_store *s, const struct image *i, uint32_t from)
{
    struct otaml_store_entry e;

    for (uint32_t off = from; off + STORE_FUZZ_RECORD <= i->size; off += 4) {
        const uint8_t *p = i->bytes + off;
        if (!store_fuzz_is_record(p)) {
            continue;
        }
        store_fuzz_entry(p, &e);
        any(store_fuzz_write(s, &e));
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct image image;
    static uint8_t chunk[512];
    struct otaml_eefs_store f;
    struct otaml_store *s = &f.file.store;
    struct otaml_store_entry e = { "new", 700, { 0 }, 1 };
    struct otaml_store_space space;
    struct otaml_media media = { .ctx = &image, .read = image_read, .prog = image_prog };
    struct otaml_eefs_store_config cfg = { .media = &media, .chunk = chunk, .chunk_size = 512 };

    if (size < 2) {
        return 0;
    }
    image.size = media.size = data[0] & 1 ? IMAGE_MAX : 4096;
    image.prog_size = media.prog_size = (uint32_t)1 << (data[0] >> 1) % 3;
    memset(image.bytes, 0, sizeof(image.bytes));
    memcpy(image.bytes, data + 2, size - 2 < image.size ? size - 2 : image.size);
    if (data[0] < 128) {
        mend_checksums(&image);
    }
    must(otaml_eefs_store_init(&f, &cfg) == OTAML_OK);
    if (otaml_store_mount(s)) {
        must(otaml_store_format(s) == OTAML_OK);
        must(otaml_store_mount(s) == OTAML_OK);
    }
    read_all(s);
    must(otaml_store_space(s, &space) == OTAML_OK);
    must(space.used <= space.total && space.largest < space.total);
    write_unfinished(s, &image, data[1] * 32u);
    any(store_fuzz_write(s, &e));
    any(otaml_store_remove(s, "new"));
    any(otaml_store_abort(s));
    read_all(s);
    must(otaml_store_mount(s) == OTAML_OK); /* what it wrote it takes */
    read_all(s);
    any(otaml_eefs_store_seal(&f));
    must(otaml_store_format(s) == OTAML_OK);
    must(otaml_store_mount(s) == OTAML_OK);
    return 0;
}
