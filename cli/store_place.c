/*
 * store_place.c - where a new image grows: a file beside its place, which it takes once it is
 * whole. API: store_kind_priv.h
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_priv.h"
#include "store_kind_priv.h"

/* Does a device, or whoever else locks its memory unit, work in what is to be replaced? */
static bool is_in_use(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;

    if (fd >= 0) {
        close(fd);
    }
    return locked;
}

const char *store_place_to_make(struct store_request *q)
{
    struct store_image *s = q->image;
    int fd;

    if (is_in_use(s->path)) {
        cli_fail("cannot write %s: another process uses it", s->path);
        return NULL;
    }
    s->temporary = cli_alloc(strlen(s->path) + 8);
    sprintf(s->temporary, "%s.XXXXXX", s->path);
    fd = mkstemp(s->temporary);
    if (fd < 0) {
        cli_fail("cannot write %s: %s", s->path, strerror(errno));
        free(s->temporary);
        s->temporary = NULL;
        return NULL;
    }
    fchmod(fd, 0644);
    close(fd);
    return s->temporary;
}

/* Make the file as long as the unit: what is behind its end is erased. False: see errno. */
static bool fill(const char *path, uint32_t size)
{
    uint8_t ones[65536];
    struct stat st;
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fstat(fd, &st) == 0;
    off_t at = ok ? st.st_size : 0;

    memset(ones, 0xff, sizeof(ones));
    while (ok && at < (off_t)size) {
        const size_t left = (size_t)((off_t)size - at);
        const ssize_t n = pwrite(fd, ones, left < sizeof(ones) ? left : sizeof(ones), at);
        ok = n > 0;
        at += n > 0 ? n : 0;
    }
    ok = ok && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

bool store_place_take(const struct store_image *s)
{
    if (fill(s->temporary, s->size) && rename(s->temporary, s->path) == 0) {
        return true;
    }
    cli_fail("cannot write %s: %s", s->path, strerror(errno));
    return false;
}
