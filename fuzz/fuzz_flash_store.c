/*
 * fuzz_flash_store.c - mount a hostile image and use the store as a device does.
 *
 * Byte 0 chooses the geometry, byte 1 what unfinished object is gone on with; the rest is
 * the image, erased behind its end. Its headers' crcs are made good first, as whoever
 * forges an image would. The image is in RAM and checks bounds; programs AND, as flash does.
 */
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/flash_store.h>

#include "store_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define IMAGE_MAX 16384u

struct image {
    uint32_t size, erase_size, prog_size;
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
    for (uint32_t n = 0; n < len; n++) {
        i->bytes[off + n] &= ((const uint8_t *)src)[n];
    }
    return 0;
}

static int image_erase(void *ctx, uint32_t off, uint32_t len)
{
    struct image *i = ctx;

    in_bounds(i, off, len, i->erase_size);
    memset(i->bytes + off, 0xff, len);
    return 0;
}

static void mend_headers(struct image *i)
{
    for (uint32_t off = 0; off < i->size; off += i->erase_size) {
        uint8_t *h = i->bytes + off;
        if (memcmp(h, "OTF1", 4) == 0) {
            const uint32_t crc = otaml_crc32(0, h, 104);
            for (int b = 0; b < 4; b++) {
                h[104 + b] = (uint8_t)(crc >> (8 * b));
            }
            /* Where the first commit mark is for program units up to 4 bytes: it names the crc. */
            if (i->prog_size <= 4 && memcmp(h + 108, "kitm", 4) == 0) {
                for (int b = 0; b < 4; b++) {
                    h[112 + b] = (uint8_t)(~crc >> (8 * b));
                }
            }
        }
    }
}

static void read_all(struct otaml_store *s)
{
    struct otaml_store_object o;
    struct otaml_store_entry e;
    uint32_t cursor = 0, n = 0;
    uint8_t scratch[300];

    while (otaml_store_list(s, &cursor, &e) == OTAML_OK) {
        must(++n <= IMAGE_MAX / 256);
        must(memchr(e.name, 0, sizeof(e.name)) != NULL);
        must(otaml_store_open(s, e.name, &o) == OTAML_OK);
        must(o.map && (uintptr_t)o.map % 16 == 0 && o.entry.size <= IMAGE_MAX);
        any(otaml_store_check(s, &o, scratch, sizeof(scratch)));
        otaml_store_close(s, &o);
    }
}

/* Go on with the unfinished object of the image, if its header can be read from outside. */
static void write_unfinished(struct otaml_store *s, const struct image *i, uint32_t off)
{
    struct otaml_store_entry e;
    const uint8_t *h = i->bytes + off % i->size / i->erase_size * i->erase_size;

    memcpy(e.name, h + 64, sizeof(e.name));
    memcpy(e.sha256, h + 32, sizeof(e.sha256));
    e.size = (uint32_t)h[16] | (uint32_t)h[17] << 8 | (uint32_t)h[18] << 16 | (uint32_t)h[19] << 24;
    e.sequence = 0;
    for (int b = 7; b >= 0; b--) {
        e.sequence = e.sequence << 8 | h[24 + b];
    }
    any(store_fuzz_write(s, &e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t geometry[][2] = { { 256, 1 },   { 1024, 1 },    { 4096, 32 },
                                            { 512, 256 }, { 4096, 4096 }, { 2048, 8 } };
    static struct image image __attribute__((aligned(16)));
    static uint8_t chunk[1024];
    static uint8_t map[IMAGE_MAX] __attribute__((aligned(16)));
    struct otaml_flash_store f;
    struct otaml_store_entry e = { "new", 700, { 0 }, 1 };
    struct otaml_store_space space;
    struct otaml_media media = {
        .ctx = &image, .read = image_read, .prog = image_prog, .erase = image_erase, .base = map
    };
    struct otaml_flash_store_config cfg = { &media, chunk, sizeof(chunk) };

    if (size < 2) {
        return 0;
    }
    image.size = media.size = IMAGE_MAX;
    image.erase_size = media.erase_size = geometry[data[0] % 6][0];
    image.prog_size = media.prog_size = geometry[data[0] % 6][1];
    memset(image.bytes, 0xff, sizeof(image.bytes));
    memcpy(image.bytes, data + 2, size - 2 < IMAGE_MAX ? size - 2 : IMAGE_MAX);
    if (data[0] < 128) {
        mend_headers(&image);
    }
    if (otaml_flash_store_init(&f, &cfg)) {
        return 0;
    }
    if (otaml_store_mount(&f.store)) {
        must(otaml_store_format(&f.store) == OTAML_OK);
        must(otaml_store_mount(&f.store) == OTAML_OK);
    }
    read_all(&f.store);
    must(otaml_store_space(&f.store, &space) == OTAML_OK);
    must(space.used <= space.total && space.largest < space.total);
    write_unfinished(&f.store, &image, data[1] * 256u);
    any(store_fuzz_write(&f.store, &e));
    any(otaml_store_remove(&f.store, "new"));
    any(otaml_store_abort(&f.store));
    read_all(&f.store);
    must(otaml_store_format(&f.store) == OTAML_OK);
    must(otaml_store_mount(&f.store) == OTAML_OK);
    return 0;
}
