/*
 * fuzz_vfs_store.c - mount a hostile directory and use the store as a device does.
 *
 * Byte 0 has options; then files follow, each a byte that chooses its name, two of length, and its
 * bytes. The crcs of records are made good first, as whoever forges them would. The directory is
 * the tests' fake, which aborts where the store breaks a rule of otaml/vfs_store.h.
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <vfs_fake.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RECORD 128u

static const char *const names[] = {
    "otaml.new", "otaml.rec", "otaml.go", "otaml.cat", "otaml.o01", "otaml.o99", "m",
    "M",         "digits",    "n o",      "otaml.",    "otaml.x",   "a.b",       "zz",
};

struct session {
    struct vfs_fake fake;
    struct otaml_vfs_store store;
    struct otaml_store *s;
    uint8_t chunk[300];
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

static void mend_records(struct vfs_fake_file *f)
{
    for (uint32_t at = 0; at + RECORD <= f->size; at += RECORD) {
        uint8_t *r = f->bytes + at;
        if (memcmp(r, "OTR1", 4) == 0) {
            const uint32_t crc = otaml_crc32(0, r, RECORD - 4);
            for (uint32_t b = 0; b < 4; b++) {
                r[RECORD - 4 + b] = (uint8_t)(crc >> (8 * b));
            }
        }
    }
}

static void make_files(struct vfs_fake *f, const uint8_t *data, size_t size)
{
    while (size >= 3) {
        const char *name = names[data[0] % (sizeof(names) / sizeof(names[0]))];
        const size_t asked = (size_t)data[1] | (size_t)data[2] << 8;
        const size_t n = asked < size - 3 ? asked : size - 3;
        vfs_fake_put(f, name, data + 3, (uint32_t)n);
        if (strcmp(name, "otaml.new") != 0) {
            mend_records(vfs_fake_get(f, name));
        }
        data += 3 + n;
        size -= 3 + n;
    }
}

static void boot(struct session *x)
{
    const struct otaml_vfs_store_config config = { &x->fake.vfs, x->chunk, sizeof(x->chunk) };

    must(otaml_vfs_store_init(&x->store, &config) == OTAML_OK);
    x->s = &x->store.files.store;
    must(otaml_store_mount(x->s) == OTAML_OK);
}

static void read_all(struct session *x)
{
    struct otaml_store_object o;
    struct otaml_store_entry e;
    struct otaml_store_file file;
    uint32_t cursor = 0, n = 0;
    uint8_t scratch[300];

    while (otaml_store_list(x->s, &cursor, &e) == OTAML_OK) {
        must(++n <= VFS_FAKE_FILES);
        must(memchr(e.name, 0, sizeof(e.name)) != NULL);
        must(otaml_store_open(x->s, e.name, &o) == OTAML_OK);
        must(o.entry.size == vfs_fake_get(&x->fake, e.name)->size);
        any(otaml_store_check(x->s, &o, scratch, sizeof(scratch)));
        otaml_store_close(x->s, &o);
    }
    cursor = 0;
    while (otaml_vfs_store_files(x->s, &cursor, &file) == OTAML_OK) {
        const uint32_t most = file.object.entry.size < 100 ? file.object.entry.size : 100;
        must(otaml_store_read(x->s, &file.object, 0, scratch, most) == OTAML_OK);
    }
}

static int write_one(struct session *x, const struct otaml_store_entry *e)
{
    static const uint8_t zeros[1000];
    uint32_t at, rounds = 0;
    int err;

    while ((err = otaml_store_begin(x->s, e, &at)) == OTAML_ERR_AGAIN) {
        must(++rounds < 1000);
    }
    while (!err && at < e->size) {
        const uint32_t n = e->size - at < sizeof(zeros) ? e->size - at : sizeof(zeros);
        err = otaml_store_append(x->s, zeros, n);
        at += n;
    }
    for (rounds = 0; !err; rounds++) {
        err = otaml_store_commit(x->s);
        must(rounds < 1000);
        if (!err) {
            return OTAML_OK;
        }
        err = err == OTAML_ERR_AGAIN ? OTAML_OK : err;
    }
    return err;
}

/* Go on with what the directory says is unfinished. */
static void write_unfinished(struct session *x)
{
    const struct vfs_fake_file *rec = vfs_fake_get(&x->fake, "otaml.rec");
    struct otaml_store_entry e;

    if (!rec || rec->size < RECORD) {
        return;
    }
    memcpy(e.name, rec->bytes + 72, sizeof(e.name));
    memcpy(e.sha256, rec->bytes + 40, sizeof(e.sha256));
    e.size = 0;
    e.sequence = 0;
    for (int b = 7; b >= 0; b--) {
        e.size = b < 4 ? e.size << 8 | rec->bytes[12 + b] : 0;
        e.sequence = e.sequence << 8 | rec->bytes[32 + b];
    }
    any(write_one(x, &e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct session x;
    /* SHA-256 of 512 zeros */
    struct otaml_store_entry e = { "m",
                                   512,
                                   { 0x07, 0x6a, 0x27, 0xc7, 0x9e, 0x5a, 0xce, 0x2a,
                                     0x3d, 0x47, 0xf9, 0xdd, 0x2e, 0x83, 0xe4, 0xff,
                                     0x6e, 0xa8, 0x87, 0x2b, 0x3c, 0x22, 0x18, 0xf6,
                                     0x6c, 0x92, 0xb8, 0x9b, 0x55, 0xf3, 0x65, 0x60 },
                                   1 };
    struct otaml_store_space space;
    struct otaml_store_object o;
    int opened;

    if (size < 1) {
        return 0;
    }
    vfs_fake_init(&x.fake, data[0] & 1 ? 4096 : 16384, data[0] & 2 ? 512 : 1, 40);
    x.fake.vfs.folds_case = data[0] & 4;
    x.fake.forbidden = data[0] & 8 ? "?*d" : "/";
    make_files(&x.fake, data + 1, size - 1);
    boot(&x);
    any(otaml_store_space(x.s, &space));
    read_all(&x);
    write_unfinished(&x);
    opened = otaml_store_open(x.s, "m", &o) == OTAML_OK;
    if (write_one(&x, &e) == OTAML_OK) {
        struct otaml_store_object there;
        uint8_t scratch[100];
        must(otaml_store_open(x.s, "m", &there) == OTAML_OK);
        must(otaml_store_check(x.s, &there, scratch, sizeof(scratch)) == OTAML_OK);
        otaml_store_close(x.s, &there);
    }
    if (opened) {
        otaml_store_close(x.s, &o);
    }
    any(otaml_store_remove(x.s, "digits"));
    read_all(&x);
    boot(&x);
    read_all(&x);
    must(x.fake.violations == 0);
    vfs_fake_free(&x.fake);
    return 0;
}
