/*
 * fuzz_eefs_store.c - mount a hostile image and use the store as a device does.
 *
 * Byte 0 chooses size and program unit and whether checksums are made good first, as whoever forges
 * an image would; byte 1 where the record is looked for whose object is gone on with; the rest is
 * the image, zeros behind its end. The image is in RAM and checks bounds.
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/eefs_store.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define IMAGE_MAX 8192u
#define RECORD    128u

struct image {
    uint32_t size, prog_size;
    uint8_t bytes[IMAGE_MAX];
};

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

/* Any status will do. */
static void any(int err)
{
    must(err <= 0);
}

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

static void put_crc(uint8_t *p, uint32_t crc)
{
    for (int b = 0; b < 4; b++) {
        p[b] = (uint8_t)(crc >> (8 * b));
    }
}

/* Records, the progress behind them, and noted moves. */
static void mend_checksums(struct image *i)
{
    for (uint32_t off = 0; off + RECORD + 16 <= i->size; off += 4) {
        uint8_t *p = i->bytes + off;
        if (memcmp(p, "OTR1", 4) == 0) {
            put_crc(p + 124, otaml_crc32(0, p, 124));
            for (uint8_t *q = p + RECORD; q < p + RECORD + 16; q += 8) {
                put_crc(q + 4, otaml_crc32(otaml_crc32(0, p + 4, 4), q, 4));
            }
        } else if (memcmp(p, "\1\x4d\x76\1", 4) == 0) {
            put_crc(p + 16, otaml_crc32(0, p, 16));
        }
    }
}

static void read_all(struct otaml_store *s)
{
    struct otaml_store_object o;
    struct otaml_store_entry e;
    struct otaml_store_file file;
    uint32_t cursor = 0, n = 0;
    uint8_t scratch[300];

    while (otaml_store_list(s, &cursor, &e) == OTAML_OK) {
        must(++n <= 64);
        must(memchr(e.name, 0, sizeof(e.name)) != NULL);
        must(otaml_store_open(s, e.name, &o) == OTAML_OK);
        must(o.entry.size <= IMAGE_MAX);
        any(otaml_store_check(s, &o, scratch, sizeof(scratch)));
        otaml_store_close(s, &o);
    }
    cursor = 0;
    while (otaml_eefs_store_files(s, &cursor, &file) == OTAML_OK) {
        must(strlen(file.path) < 40 && file.object.entry.size <= IMAGE_MAX);
    }
}

static int write_one(struct otaml_store *s, const struct otaml_store_entry *e)
{
    static const uint8_t zeros[1000];
    uint32_t at, rounds = 0;
    int err;

    while ((err = otaml_store_begin(s, e, &at)) == OTAML_ERR_AGAIN) {
        must(++rounds < 1000);
    }
    while (!err && at < e->size) {
        const uint32_t n = e->size - at < sizeof(zeros) ? e->size - at : sizeof(zeros);
        err = otaml_store_append(s, zeros, n);
        at += n;
    }
    for (rounds = 0; !err; rounds++) {
        err = otaml_store_commit(s);
        must(rounds < 1000);
        if (!err) {
            return OTAML_OK;
        }
        err = err == OTAML_ERR_AGAIN ? OTAML_OK : err;
    }
    return err;
}

/* Go on with the object of the first record at or behind `from`. */
static void write_unfinished(struct otaml_store *s, const struct image *i, uint32_t from)
{
    struct otaml_store_entry e;

    for (uint32_t off = from; off + RECORD <= i->size; off += 4) {
        const uint8_t *p = i->bytes + off;
        if (memcmp(p, "OTR1", 4) != 0) {
            continue;
        }
        memcpy(e.name, p + 72, sizeof(e.name));
        memcpy(e.sha256, p + 40, sizeof(e.sha256));
        e.size =
            (uint32_t)p[12] | (uint32_t)p[13] << 8 | (uint32_t)p[14] << 16 | (uint32_t)p[15] << 24;
        e.sequence = 0;
        for (int b = 7; b >= 0; b--) {
            e.sequence = e.sequence << 8 | p[32 + b];
        }
        any(write_one(s, &e));
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
    any(write_one(s, &e));
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
