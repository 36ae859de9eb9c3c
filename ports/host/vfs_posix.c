/*
 * vfs_posix.c - a POSIX directory as the VFS store's file system. API: vfs_posix.h
 */
#include "vfs_posix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CAPACITY_UNIT 512u /* as a small file system would count */

static int failed(void)
{
    switch (errno) {
    case ENOENT:
        return OTAML_ERR_NOT_FOUND;
    case ENAMETOOLONG:
    case EISDIR:
        return OTAML_ERR_NAME;
    case ENOSPC:
    case EDQUOT:
        return OTAML_ERR_NOSPC;
    default:
        return VFS_POSIX_ERR_FILE;
    }
}

/* Leave no file open and forget where list was: something is about to change. */
static void forget(struct vfs_posix *p)
{
    if (p->reading >= 0) {
        close(p->reading);
        p->reading = -1;
    }
    if (p->listing) {
        closedir(p->listing);
        p->listing = NULL;
    }
}

static int posix_size(void *ctx, const char *name, uint32_t *size)
{
    const struct vfs_posix *p = ctx;
    struct stat st;

    if (fstatat(p->dir, name, &st, 0) != 0) {
        return failed();
    }
    if (!S_ISREG(st.st_mode)) {
        return OTAML_ERR_NAME;
    }
    *size = st.st_size > (off_t)UINT32_MAX ? UINT32_MAX : (uint32_t)st.st_size;
    return OTAML_OK;
}

/* ---- bytes ---- */

static int open_to_read(struct vfs_posix *p, const char *name)
{
    if (p->reading >= 0 && strcmp(p->name, name) == 0) {
        return OTAML_OK;
    }
    if (p->reading >= 0) {
        close(p->reading);
    }
    snprintf(p->name, sizeof(p->name), "%s", name);
    p->reading = openat(p->dir, name, O_RDONLY | O_CLOEXEC);
    return p->reading < 0 ? failed() : OTAML_OK;
}

static int posix_read(void *ctx, const char *name, uint32_t off, void *dst, uint32_t len)
{
    struct vfs_posix *p = ctx;
    uint8_t *to = dst;
    const int err = open_to_read(p, name);

    while (!err && len > 0) {
        const ssize_t n = pread(p->reading, to, len, (off_t)off);
        if (n == 0) {
            return OTAML_ERR_CORRUPT; /* it is shorter */
        }
        if (n < 0 && errno != EINTR) {
            return VFS_POSIX_ERR_FILE;
        }
        if (n > 0) {
            to += n;
            off += (uint32_t)n;
            len -= (uint32_t)n;
        }
    }
    return err;
}

static bool write_all(int fd, const uint8_t *src, uint32_t len, uint32_t off)
{
    while (len > 0) {
        const ssize_t n = pwrite(fd, src, len, (off_t)off);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        if (n > 0) {
            src += n;
            off += (uint32_t)n;
            len -= (uint32_t)n;
        }
    }
    return true;
}

static bool there(const struct vfs_posix *p, const char *name)
{
    struct stat st;

    return fstatat(p->dir, name, &st, 0) == 0;
}

static int posix_write(void *ctx, const char *name, uint32_t off, const void *src, uint32_t len)
{
    struct vfs_posix *p = ctx;
    const bool makes = !there(p, name);
    int err = OTAML_OK, fd;

    forget(p);
    fd = openat(p->dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) {
        return failed();
    }
    if (!write_all(fd, src, len, off) || fsync(fd) != 0 || (makes && fsync(p->dir) != 0)) {
        err = failed();
    }
    if (close(fd) != 0 && !err) {
        err = failed();
    }
    return err;
}

/* ---- names ---- */

static int posix_rename(void *ctx, const char *from, const char *to)
{
    struct vfs_posix *p = ctx;

    forget(p);
    return renameat(p->dir, from, p->dir, to) != 0 || fsync(p->dir) != 0 ? failed() : OTAML_OK;
}

static int posix_unlink(void *ctx, const char *name)
{
    struct vfs_posix *p = ctx;

    forget(p);
    return unlinkat(p->dir, name, 0) != 0 || fsync(p->dir) != 0 ? failed() : OTAML_OK;
}

/* The next regular file; NULL: no more, or errno. */
static const struct dirent *next_file(struct vfs_posix *p)
{
    const struct dirent *e;
    uint32_t size;

    do {
        errno = 0;
        e = readdir(p->listing);
    } while (e && posix_size(p, e->d_name, &size) != OTAML_OK);
    return e;
}

static bool rewind_listing(struct vfs_posix *p)
{
    int fd;

    p->listed = 0;
    if (p->listing) {
        rewinddir(p->listing);
        return true;
    }
    fd = openat(p->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    p->listing = fd >= 0 ? fdopendir(fd) : NULL;
    if (fd >= 0 && !p->listing) {
        close(fd);
    }
    return p->listing != NULL;
}

static int posix_list(void *ctx, uint32_t index, char *name, uint32_t cap)
{
    struct vfs_posix *p = ctx;
    const struct dirent *e = NULL;

    if ((!p->listing || p->listed > index) && !rewind_listing(p)) {
        return VFS_POSIX_ERR_FILE;
    }
    while (p->listed <= index) {
        e = next_file(p);
        if (!e) {
            return errno ? VFS_POSIX_ERR_FILE : OTAML_ERR_NOT_FOUND;
        }
        p->listed++;
    }
    name[0] = '\0';
    if (strlen(e->d_name) < cap) {
        strcpy(name, e->d_name);
    }
    return OTAML_OK;
}

/* ---- space ---- */

static uint32_t clamped(uint64_t bytes)
{
    return bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
}

/* Of a directory that stands for a unit of this capacity. */
static int directory_space(struct vfs_posix *p, uint32_t capacity, struct otaml_vfs_space *space)
{
    const struct dirent *e;
    uint64_t used = 0;

    if (!rewind_listing(p)) {
        return VFS_POSIX_ERR_FILE;
    }
    while ((e = next_file(p)) != NULL) {
        uint32_t size;
        if (posix_size(p, e->d_name, &size) == OTAML_OK) {
            used += ((uint64_t)size + CAPACITY_UNIT - 1) / CAPACITY_UNIT * CAPACITY_UNIT;
        }
    }
    forget(p);
    space->total = capacity;
    space->free = used < capacity ? capacity - (uint32_t)used : 0;
    space->unit = CAPACITY_UNIT;
    return OTAML_OK;
}

static int posix_space(void *ctx, struct otaml_vfs_space *space)
{
    struct vfs_posix *p = ctx;
    struct statvfs st;
    uint32_t available;
    int err = OTAML_OK;

    if (p->capacity > 0) {
        return directory_space(p, p->capacity, space);
    }
    if (fstatvfs(p->dir, &st) != 0) {
        return VFS_POSIX_ERR_FILE;
    }
    available = clamped((uint64_t)st.f_bavail * st.f_frsize);
    space->total = clamped((uint64_t)st.f_blocks * st.f_frsize);
    space->free = available;
    space->unit = clamped(st.f_frsize);
    if (space->total == UINT32_MAX) { /* of a larger disk, as much as can be said */
        err = directory_space(p, UINT32_MAX, space);
        space->free = space->free < available ? space->free : available;
    }
    return err;
}

/* ---- the directory ---- */

int vfs_posix_open(struct vfs_posix *p, const char *directory, uint32_t capacity)
{
    memset(p, 0, sizeof(*p));
    p->vfs = (struct otaml_vfs){
        .ctx = p,
        .size = posix_size,
        .read = posix_read,
        .write = posix_write,
        .rename = posix_rename,
        .unlink = posix_unlink,
        .list = posix_list,
        .space = posix_space,
        .name_max = OTAML_VFS_NAME_MAX,
    };
    p->capacity = capacity;
    p->reading = -1;
    p->dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return p->dir < 0 ? VFS_POSIX_ERR_FILE : OTAML_OK;
}

void vfs_posix_close(struct vfs_posix *p)
{
    forget(p);
    if (p->dir >= 0) {
        close(p->dir);
    }
    p->dir = -1;
}
