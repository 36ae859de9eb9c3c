/*
 * vfs_fake.c - see vfs_fake.h
 */
#include "vfs_fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool condition)
{
    if (!condition) {
        abort();
    }
}

static int violate(struct vfs_fake *f, const char *what, const char *name)
{
    if (f->violations++ == 0) {
        snprintf(f->violation, sizeof(f->violation), "%s: %.60s", what, name);
    }
    return MEDIA_FILE_ERR_RULE;
}

static char folded(const struct vfs_fake *f, char c)
{
    return f->vfs.folds_case && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(const struct vfs_fake *f, const char *a, const char *b)
{
    while (*a && folded(f, *a) == folded(f, *b)) {
        a++;
        b++;
    }
    return *a == *b;
}

struct vfs_fake_file *vfs_fake_get(struct vfs_fake *f, const char *name)
{
    for (uint32_t i = 0; i < f->count; i++) {
        if (same_name(f, f->files[i].name, name)) {
            return &f->files[i];
        }
    }
    return NULL;
}

static void set_size(struct vfs_fake_file *file, uint32_t size)
{
    file->bytes = realloc(file->bytes, size + 1u);
    must(file->bytes != NULL);
    if (size > file->size) {
        memset(file->bytes + file->size, 0, size - file->size);
    }
    file->size = size;
}

static struct vfs_fake_file *make(struct vfs_fake *f, const char *name)
{
    struct vfs_fake_file *file = vfs_fake_get(f, name);

    if (!file) {
        must(f->count < VFS_FAKE_FILES);
        file = &f->files[f->count++];
        memset(file, 0, sizeof(*file));
        snprintf(file->name, sizeof(file->name), "%s", name);
        set_size(file, 0);
    }
    return file;
}

void vfs_fake_put(struct vfs_fake *f, const char *name, const void *bytes, uint32_t size)
{
    struct vfs_fake_file *file = make(f, name);

    set_size(file, size);
    if (size > 0) {
        memcpy(file->bytes, bytes, size);
    }
}

/* ---- operations that change something ---- */

enum fate { DONE, CUT, FAULT };

/* Count one, and say what becomes of it. */
static enum fate operation(struct vfs_fake *f)
{
    f->operations++;
    if (f->fault_in > 0 && --f->fault_in == 0) {
        return FAULT;
    }
    if (f->cut_in > 0 && --f->cut_in == 0) {
        f->off = true;
        return CUT;
    }
    return DONE;
}

/* One that is done or is not: does the cut come after it? */
static bool done_all_the_same(const struct vfs_fake *f)
{
    return f->cut == MEDIA_FILE_CUT_AFTER || f->cut == MEDIA_FILE_CUT_TORN_HEAD
           || (f->cut == MEDIA_FILE_CUT_TORN_SCATTER && f->seed % 2 == 0);
}

static int check(struct vfs_fake *f, const char *name)
{
    if (f->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    if (strlen(name) > f->vfs.name_max || strchr(name, '/') || !strcmp(name, "..")) {
        return violate(f, "a name that cannot be", name);
    }
    return OTAML_OK;
}

static uint64_t used(const struct vfs_fake *f)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < f->count; i++) {
        bytes += ((uint64_t)f->files[i].size + f->unit - 1) / f->unit * f->unit;
    }
    return bytes;
}

static int fake_size(void *ctx, const char *name, uint32_t *size)
{
    struct vfs_fake *f = ctx;
    const struct vfs_fake_file *file = vfs_fake_get(f, name);

    if (f->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    if (strlen(name) > f->vfs.name_max || strpbrk(name, f->forbidden) || !strcmp(name, "..")) {
        return OTAML_ERR_NAME;
    }
    if (!file) {
        return OTAML_ERR_NOT_FOUND;
    }
    *size = file->size;
    return OTAML_OK;
}

static int fake_read(void *ctx, const char *name, uint32_t off, void *dst, uint32_t len)
{
    struct vfs_fake *f = ctx;
    const struct vfs_fake_file *file = vfs_fake_get(f, name);

    if (f->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    if (!file) {
        return OTAML_ERR_NOT_FOUND;
    }
    if (off > file->size || len > file->size - off) {
        return OTAML_ERR_CORRUPT;
    }
    memcpy(dst, file->bytes + off, len);
    return OTAML_OK;
}

/* What the cut leaves of a write: bytes that were there hold anything, and so do those behind the
 * end, not all of which are counted. */
static void tear(struct vfs_fake *f, const char *name, uint32_t off, const uint8_t *src,
                 uint32_t len)
{
    struct vfs_fake_file *file = f->cut == MEDIA_FILE_CUT_BEFORE ? NULL : make(f, name);
    uint32_t over, more;

    if (!file || len == 0) {
        return;
    }
    over = file->size - off < len ? file->size - off : len;
    more = f->cut == MEDIA_FILE_CUT_TORN_HEAD      ? (len - over) / 2
           : f->cut == MEDIA_FILE_CUT_TORN_SCATTER ? f->seed % (len - over ? len - over : 1)
                                                   : 0;
    for (uint32_t i = 0; i < over; i++) {
        const bool tail = i >= over / 2;
        if (f->cut == MEDIA_FILE_CUT_TORN_SCATTER) {
            file->bytes[off + i] ^= (uint8_t)((f->seed + i) * 0x9e3779b1u >> 24);
        } else if (tail == (f->cut == MEDIA_FILE_CUT_TORN_TAIL)) {
            file->bytes[off + i] = src[i];
        }
    }
    if (more > 0) {
        set_size(file, off + over + more); /* zeros */
    }
}

static int fake_write(void *ctx, const char *name, uint32_t off, const void *src, uint32_t len)
{
    struct vfs_fake *f = ctx;
    struct vfs_fake_file *file = vfs_fake_get(f, name);
    const uint32_t size = file ? file->size : 0;
    const int err = check(f, name);
    enum fate fate;
    bool spoilt;

    if (err || off > size) {
        return err ? err : violate(f, "a write behind the end", name);
    }
    fate = operation(f);
    spoilt = f->spoil_in > 0 && --f->spoil_in == 0;
    if (fate == DONE || (fate == CUT && f->cut == MEDIA_FILE_CUT_AFTER)) {
        const uint64_t before = used(f);
        file = make(f, name);
        if (off + len > size) {
            set_size(file, off + len);
        }
        if (used(f) > f->capacity && used(f) > before) {
            set_size(file, size);
            return OTAML_ERR_NOSPC;
        }
        memcpy(file->bytes + off, src, len);
        if (spoilt && len > 0) {
            file->bytes[off + len / 2] ^= 1;
        }
    } else if (fate == CUT) {
        tear(f, name, off, src, len);
    }
    return fate == DONE ? OTAML_OK : (fate == CUT ? MEDIA_FILE_ERR_POWER : VFS_FAKE_ERR_FAULT);
}

static int fake_rename(void *ctx, const char *from, const char *to)
{
    struct vfs_fake *f = ctx;
    struct vfs_fake_file *file = vfs_fake_get(f, from);
    int err = check(f, from);
    enum fate fate;

    err = err ? err : check(f, to);
    if (err || !file) {
        return err ? err : OTAML_ERR_NOT_FOUND;
    }
    if (vfs_fake_get(f, to)) {
        return violate(f, "renamed onto a name that is there", to);
    }
    fate = operation(f);
    if (fate == DONE || (fate == CUT && done_all_the_same(f))) {
        snprintf(file->name, sizeof(file->name), "%s", to);
    }
    return fate == DONE ? OTAML_OK : (fate == CUT ? MEDIA_FILE_ERR_POWER : VFS_FAKE_ERR_FAULT);
}

static int fake_unlink(void *ctx, const char *name)
{
    struct vfs_fake *f = ctx;
    struct vfs_fake_file *file = vfs_fake_get(f, name);
    const int err = check(f, name);
    enum fate fate;

    if (err || !file) {
        return err ? err : OTAML_ERR_NOT_FOUND;
    }
    fate = operation(f);
    if (fate == DONE || (fate == CUT && done_all_the_same(f))) {
        free(file->bytes);
        *file = f->files[--f->count];
    }
    return fate == DONE ? OTAML_OK : (fate == CUT ? MEDIA_FILE_ERR_POWER : VFS_FAKE_ERR_FAULT);
}

static int fake_list(void *ctx, uint32_t index, char *name, uint32_t cap)
{
    const struct vfs_fake *f = ctx;

    if (f->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    if (index >= f->count) {
        return OTAML_ERR_NOT_FOUND;
    }
    snprintf(name, cap, "%s", strlen(f->files[index].name) < cap ? f->files[index].name : "");
    return OTAML_OK;
}

static int fake_space(void *ctx, struct otaml_vfs_space *space)
{
    const struct vfs_fake *f = ctx;
    const uint64_t bytes = used(f);

    if (f->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    space->total = f->capacity;
    space->free = bytes < f->capacity ? f->capacity - (uint32_t)bytes : 0;
    space->unit = f->unit;
    return OTAML_OK;
}

void vfs_fake_init(struct vfs_fake *f, uint32_t capacity, uint32_t unit, uint32_t name_max)
{
    vfs_fake_free(f);
    memset(f, 0, sizeof(*f));
    f->vfs = (struct otaml_vfs){
        .ctx = f,
        .size = fake_size,
        .read = fake_read,
        .write = fake_write,
        .rename = fake_rename,
        .unlink = fake_unlink,
        .list = fake_list,
        .space = fake_space,
        .name_max = name_max,
    };
    f->capacity = capacity;
    f->unit = unit;
    f->forbidden = "/";
}

void vfs_fake_free(struct vfs_fake *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        free(f->files[i].bytes);
    }
    f->count = 0;
}

void vfs_fake_power_on(struct vfs_fake *f)
{
    f->off = false;
    f->cut_in = 0;
    f->fault_in = 0;
    f->spoil_in = 0;
}

/* ---- pictures: for each file its name, size and bytes ---- */

#define HEAD (OTAML_VFS_NAME_MAX + 1 + sizeof(uint32_t))

uint8_t *vfs_fake_save(const struct vfs_fake *f, uint32_t *length)
{
    uint8_t *bytes, *p;

    *length = 0;
    for (uint32_t i = 0; i < f->count; i++) {
        *length += (uint32_t)HEAD + f->files[i].size;
    }
    p = bytes = malloc(*length + 1u);
    must(bytes != NULL);
    for (uint32_t i = 0; i < f->count; i++) {
        const struct vfs_fake_file *file = &f->files[i];
        memcpy(p, file->name, sizeof(file->name));
        memcpy(p + sizeof(file->name), &file->size, sizeof(file->size));
        if (file->size > 0) {
            memcpy(p + HEAD, file->bytes, file->size);
        }
        p += HEAD + file->size;
    }
    return bytes;
}

void vfs_fake_load(struct vfs_fake *f, const uint8_t *bytes, uint32_t length)
{
    const uint8_t *p = bytes;

    vfs_fake_free(f);
    while (p < bytes + length) {
        uint32_t size;
        memcpy(&size, p + OTAML_VFS_NAME_MAX + 1, sizeof(size));
        vfs_fake_put(f, (const char *)p, p + HEAD, size);
        p += HEAD + size;
    }
}
