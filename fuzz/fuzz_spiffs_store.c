/*
 * fuzz_spiffs_store.c - mount a hostile SPIFFS image and use the store as a device does.
 *
 * Byte 0 chooses the geometry, byte 1 what is made good first, as whoever forges an image would:
 * magic numbers, heads that agree with the lookup, records' crcs. The rest is the image, erased
 * behind its end. The image is in RAM and checks bounds, and that no program asks a 0 to become 1.
 */
#include <string.h>
#include <otaml/spiffs_store.h>

#include "store_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define IMAGE_MAX 16384u
#define PAGE      256u

struct image {
    uint32_t block;
    uint8_t bytes[IMAGE_MAX];
};

static int image_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    const struct image *i = ctx;

    must(off <= IMAGE_MAX && len <= IMAGE_MAX - off);
    memcpy(dst, i->bytes + off, len);
    return 0;
}

static int image_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    struct image *i = ctx;
    const uint8_t *p = src;

    must(off <= IMAGE_MAX && len > 0 && len <= IMAGE_MAX - off);
    for (uint32_t k = 0; k < len; k++) {
        must((p[k] & ~i->bytes[off + k]) == 0);
        i->bytes[off + k] = p[k];
    }
    return 0;
}

static int image_erase(void *ctx, uint32_t off, uint32_t len)
{
    struct image *i = ctx;

    must(off <= IMAGE_MAX && len <= IMAGE_MAX - off && off % 1024 == 0 && len % 1024 == 0);
    memset(i->bytes + off, 0xff, len);
    return 0;
}

static void put16(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
}

static void mend_magic(struct image *i, enum otaml_spiffs_magic magic)
{
    const uint32_t blocks = IMAGE_MAX / i->block;

    for (uint32_t b = 0; b < blocks; b++) {
        const uint32_t length = magic == OTAML_SPIFFS_MAGIC_LENGTH ? blocks - b : 0;
        put16(i->bytes + b * i->block + PAGE - 4, (0x20140529u ^ PAGE ^ length) & 0xffff);
    }
}

/* Let heads have the ids of their lookup entries, records the crcs of their bytes. */
static void mend_pages(struct image *i, int heads, int records)
{
    for (uint32_t at = 0; at < IMAGE_MAX; at += PAGE) {
        uint8_t *page = i->bytes + at;
        const uint8_t *entry = i->bytes + at / i->block * i->block + 2 * (at % i->block / PAGE) - 2;
        if (at % i->block == 0) {
            continue;
        }
        if (heads && (entry[0] & entry[1]) != 0xff && (entry[0] | entry[1]) != 0) {
            memcpy(page, entry, 2);
        }
        if (records && store_fuzz_is_record(page + 5)) {
            store_fuzz_mend_record(page + 5);
        }
    }
}

static void read_all(struct otaml_store *s)
{
    static struct otaml_store_file file;
    uint32_t cursor = 0;

    store_fuzz_read_all(s, IMAGE_MAX / PAGE);
    for (uint32_t n = 0; otaml_spiffs_store_files(s, &cursor, &file) == OTAML_OK;) {
        must(++n <= IMAGE_MAX / PAGE);
        must(memchr(file.path, 0, sizeof(file.path)) != NULL);
    }
}

/* Go on with what a record of the image says, whether it is unfinished or not. */
static void write_recorded(struct otaml_store *s, const struct image *i)
{
    for (uint32_t at = 0; at < IMAGE_MAX; at += PAGE) {
        const uint8_t *r = i->bytes + at + 5;
        struct otaml_store_entry e;
        if (store_fuzz_is_record(r) && memchr(r + 72, 0, sizeof(e.name))) {
            store_fuzz_entry(r, &e);
            any(store_fuzz_write(s, &e));
            return;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct image image;
    static uint8_t chunk[1024];
    static struct otaml_spiffs_store f;
    struct otaml_store *s = &f.file.store;
    struct otaml_store_entry e = { "new", 700, { 0 }, 1 };
    struct otaml_store_space space;
    struct otaml_media media = { .ctx = &image,
                                 .read = image_read,
                                 .prog = image_prog,
                                 .erase = image_erase,
                                 .size = IMAGE_MAX,
                                 .erase_size = 1024,
                                 .prog_size = 1,
                                 .clears_bits = true };
    struct otaml_spiffs_store_config cfg = { .media = &media,
                                             .chunk = chunk,
                                             .chunk_size = sizeof(chunk),
                                             .format = otaml_spiffs_store_format };

    if (size < 2) {
        return 0;
    }
    image.block = cfg.block_size = 1024u << (data[0] & 1);
    cfg.meta_size = data[0] >> 1 & 4;
    cfg.magic = (enum otaml_spiffs_magic)((data[0] >> 4) % 3);
    memset(image.bytes, 0xff, sizeof(image.bytes));
    memcpy(image.bytes, data + 2, size - 2 < IMAGE_MAX ? size - 2 : IMAGE_MAX);
    if ((data[1] & 1) == 0 && cfg.magic != OTAML_SPIFFS_MAGIC_NONE) {
        mend_magic(&image, cfg.magic);
    }
    mend_pages(&image, (data[1] & 2) == 0, (data[1] & 4) == 0);
    must(otaml_spiffs_store_init(&f, &cfg) == OTAML_OK);
    if (otaml_store_mount(s)) {
        must(otaml_store_format(s) == OTAML_OK);
        must(otaml_store_mount(s) == OTAML_OK);
    }
    read_all(s);
    must(otaml_store_space(s, &space) == OTAML_OK);
    must(space.used <= space.total && space.largest <= space.total);
    write_recorded(s, &image);
    any(store_fuzz_write(s, &e));
    any(otaml_store_remove(s, "new"));
    any(otaml_store_abort(s));
    read_all(s);
    must(otaml_store_mount(s) == OTAML_OK);
    must(otaml_store_format(s) == OTAML_OK);
    must(otaml_store_mount(s) == OTAML_OK);
    must(otaml_store_space(s, &space) == OTAML_OK && space.used == 0);
    return 0;
}
