/*
 * fuzz_vfs_store.c - mount a hostile directory and use the store as a device does.
 *
 * Byte 0 has options; then files follow, each a byte that chooses its name, two of length, and its
 * bytes. The crcs of records are made good first, as whoever forges them would. The directory is
 * the tests' fake, which aborts where the store breaks a rule of otaml/vfs_store.h.
 */
#include <string.h>
#include <vfs_fake.h>

#include "store_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

static void mend_records(struct vfs_fake_file *f)
{
    for (uint32_t at = 0; at + STORE_FUZZ_RECORD <= f->size; at += STORE_FUZZ_RECORD) {
        if (store_fuzz_is_record(f->bytes + at)) {
            store_fuzz_mend_record(f->bytes + at);
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
    struct otaml_store_file file;
    uint32_t cursor = 0;
    uint8_t scratch[100];

    store_fuzz_read_all(x->s, VFS_FAKE_FILES);
    while (otaml_vfs_store_files(x->s, &cursor, &file) == OTAML_OK) {
        const uint32_t most = file.object.entry.size < 100 ? file.object.entry.size : 100;
        must(otaml_store_read(x->s, &file.object, 0, scratch, most) == OTAML_OK);
    }
}

/* Go on with what the directory says is unfinished. */
static void write_unfinished(struct session *x)
{
    const struct vfs_fake_file *rec = vfs_fake_get(&x->fake, "otaml.rec");
    struct otaml_store_entry e;

    if (!rec || rec->size < STORE_FUZZ_RECORD) {
        return;
    }
    store_fuzz_entry(rec->bytes, &e);
    any(store_fuzz_write(x->s, &e));
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
    if (store_fuzz_write(x.s, &e) == OTAML_OK) {
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
