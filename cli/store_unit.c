/*
 * store_unit.c - a memory unit over an image, or over a private copy of it. API: store_kind_priv.h
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_priv.h"
#include "store_kind_priv.h"

/* ---- a private copy: pages of the file until they are written to ---- */

static bool outside(const struct store_unit *u, uint32_t off, uint32_t len)
{
    return off > u->size || len > u->size - off;
}

static int copy_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    const struct store_unit *u = ctx;

    if (outside(u, off, len)) {
        return MEDIA_FILE_ERR_RULE;
    }
    memcpy(dst, u->copy + off, len);
    return OTAML_OK;
}

static int copy_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    struct store_unit *u = ctx;

    if (outside(u, off, len)) {
        return MEDIA_FILE_ERR_RULE;
    }
    memcpy(u->copy + off, src, len);
    return OTAML_OK;
}

static int copy_erase(void *ctx, uint32_t off, uint32_t len)
{
    struct store_unit *u = ctx;

    if (outside(u, off, len)) {
        return MEDIA_FILE_ERR_RULE;
    }
    memset(u->copy + off, 0xff, len);
    return OTAML_OK;
}

static bool map_copy(struct store_unit *u, int fd, uint32_t length)
{
    void *p = mmap(NULL, u->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED) {
        return false;
    }
    u->copy = p;
    if (length > 0
        && mmap(p, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) {
        return false;
    }
    memset(u->copy + length, 0xff, u->size - length);
    return true;
}

static bool open_copy(struct store_unit *u, const char *path, const struct media_file_geometry *g,
                      uint32_t length)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool mapped = fd >= 0 && map_copy(u, fd, length);

    if (fd >= 0) {
        close(fd);
    }
    if (!mapped) {
        cli_fail("cannot read %s: %s", path, strerror(errno));
        return false;
    }
    u->copy_media = (struct otaml_media){
        .ctx = u,
        .read = copy_read,
        .prog = copy_prog,
        .erase = g->erase_size > 0 ? copy_erase : NULL,
        .base = g->unmapped ? NULL : u->copy,
        .size = g->size,
        .erase_size = g->erase_size,
        .prog_size = g->prog_size,
        .clears_bits = g->clears_bits,
    };
    u->media = &u->copy_media;
    return true;
}

/* ---- the image itself ---- */

static bool open_image(struct store_unit *u, struct store_request *q,
                       const struct media_file_geometry *g)
{
    const char *path = q->access == STORE_MAKE ? store_place_to_make(q) : q->path;
    int err;

    if (!path) {
        return false;
    }
    err = media_file_open(&u->file, path, g);
    if (err == MEDIA_FILE_ERR_FILE) {
        cli_fail("cannot open %s: %s", q->path,
                 errno == EWOULDBLOCK ? "another process uses it" : strerror(errno));
    } else if (err) {
        cli_fail("%s: %s", q->path, otaml_err_text(err));
    }
    u->media = &u->file.media;
    return !err;
}

/* The image's length; false after a message. */
static bool image_length(const char *path, uint32_t *length)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        cli_fail("cannot read %s: %s", path, strerror(errno));
    } else if (!S_ISREG(st.st_mode)) {
        cli_fail("cannot read %s: not a regular file", path);
    } else if (st.st_size > (off_t)UINT32_MAX) {
        cli_fail("%s: larger than any memory unit", path);
    } else {
        *length = (uint32_t)st.st_size;
        return true;
    }
    return false;
}

/* The unit's size, from the image's length where it was not given. False: it cannot be. */
static bool choose_size(const struct store_request *q, struct media_file_geometry *g,
                        uint32_t length)
{
    const uint32_t step = g->erase_size > g->prog_size ? g->erase_size : g->prog_size;
    const uint32_t size = q->size > 0 ? q->size : length;

    if (step == 0 || size == 0 || size > UINT32_MAX - step || length > size) {
        return false;
    }
    g->size = q->size > 0 ? size : (size + step - 1) / step * step;
    return true;
}

bool store_unit_open(struct store_unit *u, struct store_request *q,
                     struct media_file_geometry *geometry)
{
    uint32_t length = 0;
    bool ok = q->access == STORE_MAKE || image_length(q->path, &length);

    memset(u, 0, sizeof(*u));
    u->file.fd = -1;
    u->file.blank_fd = -1;
    if (ok && !choose_size(q, geometry, length)) {
        cli_fail("%s has %u bytes, which is no size of such a unit; give size=BYTES after the kind",
                 q->path, (unsigned)length);
        ok = false;
    }
    if (ok) {
        u->size = geometry->size;
        ok = q->access == STORE_READ ? open_copy(u, q->path, geometry, length)
                                     : open_image(u, q, geometry);
    }
    q->status = ok ? q->status : CLI_FAILED;
    return ok;
}

void store_unit_close(struct store_unit *u)
{
    if (u->copy) {
        munmap(u->copy, u->size);
    } else if (u->media) {
        media_file_close(&u->file);
    }
    u->copy = NULL;
    u->media = NULL;
}
