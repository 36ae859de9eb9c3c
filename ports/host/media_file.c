/*
 * media_file.c - a memory unit in a file. API: media_file.h
 *
 *   memory:  | file, mapped shared | one page of 0xff, mapped again and again |
 *            0                     file_length                                size
 *
 * A program into the second part makes the file longer first, by whole GRANULEs.
 */
#include "media_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GRANULE (1024u * 1024) /* a multiple of any page size */

enum { UNIT_BLANK, UNIT_PROGRAMMED, UNIT_TORN };

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* ---- the file and its mapping ---- */

static bool map_file(struct media_file *m, uint32_t off, uint32_t len)
{
    return len == 0
           || mmap(m->memory + off, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, m->fd,
                   (off_t)off)
                  != MAP_FAILED;
}

static bool map_blank(struct media_file *m, uint32_t off)
{
    for (; off < m->geometry.size; off += GRANULE) {
        const uint32_t len = smaller(GRANULE, m->geometry.size - off);
        if (mmap(m->memory + off, len, PROT_READ, MAP_SHARED | MAP_FIXED, m->blank_fd, 0)
            == MAP_FAILED) {
            return false;
        }
    }
    return true;
}

static bool write_ones(int fd, uint32_t off, uint32_t end)
{
    uint8_t ones[4096];

    memset(ones, 0xff, sizeof(ones));
    while (off < end) {
        const ssize_t n = pwrite(fd, ones, smaller(sizeof(ones), end - off), (off_t)off);
        if (n < 0) {
            return false;
        }
        off += (uint32_t)n;
    }
    return true;
}

/* Make bytes up to `end` the file's. */
static bool grow(struct media_file *m, uint32_t end)
{
    const uint32_t old = m->file_length;
    const uint64_t whole = ((uint64_t)end + GRANULE - 1) / GRANULE * GRANULE;
    const uint32_t length = whole < m->geometry.size ? (uint32_t)whole : m->geometry.size;

    if (end <= old) {
        return true;
    }
    if (!write_ones(m->fd, old, length) || !map_file(m, old, length - old)) {
        return false;
    }
    m->file_length = length;
    return true;
}

static bool all_ones(const uint8_t *p, uint32_t len)
{
    while (len > 0 && *p == 0xff) {
        p++;
        len--;
    }
    return len == 0;
}

/* ---- the rules of the part ---- */

static int violate(struct media_file *m, const char *what, uint32_t off, uint32_t len)
{
    if (m->violations++ == 0) {
        snprintf(m->violation, sizeof(m->violation), "%s: %u bytes at %u", what, (unsigned)len,
                 (unsigned)off);
    }
    return MEDIA_FILE_ERR_RULE;
}

static bool outside(const struct media_file *m, uint32_t off, uint32_t len)
{
    return off > m->geometry.size || len > m->geometry.size - off;
}

static bool any_unit(const struct media_file *m, uint32_t off, uint32_t len, bool torn_only)
{
    const uint32_t unit = m->geometry.prog_size;

    for (uint32_t i = off / unit; m->units && len > 0 && i <= (off + len - 1) / unit; i++) {
        if (m->units[i] == UNIT_TORN || (m->units[i] == UNIT_PROGRAMMED && !torn_only)) {
            return true;
        }
    }
    return false;
}

/* May these bytes be programmed over what is there? */
static bool may_program(const struct media_file *m, uint32_t off, const uint8_t *src, uint32_t len)
{
    if (m->geometry.erase_size == 0) {
        return true;
    }
    if (!m->geometry.clears_bits) {
        return all_ones(m->memory + off, len) && !any_unit(m, off, len, false);
    }
    for (uint32_t i = 0; i < len; i++) {
        if (src[i] & ~m->memory[off + i]) {
            return false;
        }
    }
    return true;
}

/* The range was programmed or erased in full. Units that are all 0xff stay blank. */
static void set_units(struct media_file *m, uint32_t off, uint32_t len, uint8_t state)
{
    const uint32_t unit = m->geometry.prog_size;

    for (uint32_t end = off + len; m->units && off < end; off += unit) {
        m->units[off / unit] = all_ones(m->memory + off, unit) ? UNIT_BLANK : state;
    }
}

/* ---- cutting the power ---- */

/* Does the power go at this operation? */
static bool cut_now(struct media_file *m)
{
    if (m->cut_in == 0 || --m->cut_in > 0) {
        return false;
    }
    m->off = true;
    return true;
}

/* Let the operation that makes the range `src` (NULL: 0xff) happen as far as the cut lets it. */
static void tear(struct media_file *m, uint32_t off, const uint8_t *src, uint32_t len)
{
    chip_tear(m->memory + off, off, src, len, (enum chip_cut)m->cut, m->seed);
    if (m->cut == MEDIA_FILE_CUT_AFTER) {
        set_units(m, off, len, UNIT_PROGRAMMED);
    } else if (m->cut != MEDIA_FILE_CUT_BEFORE) {
        set_units(m, off, len, UNIT_TORN);
    }
}

/* ---- struct otaml_media ---- */

static int file_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    struct media_file *m = ctx;

    if (m->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    if (outside(m, off, len)) {
        return violate(m, "read outside of the unit", off, len);
    }
    m->counts.reads++;
    m->counts.read_bytes += len;
    memcpy(dst, m->memory + off, len);
    return m->geometry.ecc && any_unit(m, off, len, true) ? OTAML_ERR_CORRUPT : OTAML_OK;
}

static int file_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    struct media_file *m = ctx;
    const uint32_t unit = m->geometry.prog_size;

    if (m->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    if (outside(m, off, len) || len == 0) {
        return violate(m, "program outside of the unit", off, len);
    }
    if (off % unit != 0 || len % unit != 0) {
        return violate(m, "misaligned program", off, len);
    }
    if (!may_program(m, off, src, len)) {
        return violate(m, "program of what is not erased", off, len);
    }
    if (!grow(m, off + len)) {
        return MEDIA_FILE_ERR_FILE;
    }
    if (cut_now(m)) {
        tear(m, off, src, len);
        return MEDIA_FILE_ERR_POWER;
    }
    memcpy(m->memory + off, src, len);
    set_units(m, off, len, UNIT_PROGRAMMED);
    m->counts.progs++;
    m->counts.prog_bytes += len;
    return OTAML_OK;
}

static int file_erase(void *ctx, uint32_t off, uint32_t len)
{
    struct media_file *m = ctx;
    const uint32_t unit = m->geometry.erase_size;
    const uint32_t inside = off < m->file_length ? smaller(len, m->file_length - off) : 0;

    if (m->off) {
        return MEDIA_FILE_ERR_POWER;
    }
    if (outside(m, off, len) || len == 0) {
        return violate(m, "erase outside of the unit", off, len);
    }
    if (off % unit != 0 || len % unit != 0) {
        return violate(m, "misaligned erase", off, len);
    }
    for (uint32_t i = off / unit; i < (off + len) / unit; i++) {
        m->erase_counts[i]++;
        m->counts.erases++;
    }
    if (cut_now(m)) {
        tear(m, off, NULL, inside);
        return MEDIA_FILE_ERR_POWER;
    }
    memset(m->memory + off, 0xff, inside);
    set_units(m, off, inside, UNIT_BLANK);
    return OTAML_OK;
}

/* ---- open and close ---- */

static bool make_tables(struct media_file *m)
{
    const struct media_file_geometry *g = &m->geometry;

    if (g->erase_size > 0) {
        m->erase_counts = calloc(g->size / g->erase_size, sizeof(*m->erase_counts));
        if (!m->erase_counts) {
            return false;
        }
    }
    if (g->prog_size >= 8) {
        m->units = calloc(g->size / g->prog_size, 1);
        if (!m->units) {
            return false;
        }
        set_units(m, 0, m->file_length, UNIT_PROGRAMMED);
    }
    return true;
}

/* The mapping: first of nothing but blank pages, over them the file. */
static bool make_memory(struct media_file *m)
{
    const uint32_t blank_length = smaller(GRANULE, m->geometry.size);
    FILE *blank = tmpfile();
    void *memory;

    if (!blank) {
        return false;
    }
    m->blank_fd = dup(fileno(blank));
    fclose(blank);
    if (m->blank_fd < 0 || !write_ones(m->blank_fd, 0, blank_length)) {
        return false;
    }
    memory = mmap(NULL, m->geometry.size, PROT_READ, MAP_SHARED, m->blank_fd, 0);
    if (memory == MAP_FAILED) {
        return false;
    }
    m->memory = memory;
    return map_blank(m, 0) && map_file(m, 0, m->file_length);
}

/* A file of any length up to the unit's: made as long as grow would have left it. */
static int open_file(struct media_file *m, const char *path)
{
    struct stat st;
    uint32_t length;

    m->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m->fd < 0 || fstat(m->fd, &st)) {
        return MEDIA_FILE_ERR_FILE;
    }
    if (flock(m->fd, LOCK_EX | LOCK_NB)) { /* let go by close, and by the end of a process */
        return MEDIA_FILE_ERR_FILE;
    }
    if (!S_ISREG(st.st_mode) || st.st_size > (off_t)m->geometry.size) {
        errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
        return MEDIA_FILE_ERR_FILE;
    }
    length = (uint32_t)(((uint64_t)st.st_size + GRANULE - 1) / GRANULE * GRANULE);
    m->file_length = st.st_size == 0 ? 0 : smaller(length, m->geometry.size);
    return write_ones(m->fd, (uint32_t)st.st_size, m->file_length) ? OTAML_OK : MEDIA_FILE_ERR_FILE;
}

int media_file_open(struct media_file *m, const char *path,
                    const struct media_file_geometry *geometry)
{
    int err;

    memset(m, 0, sizeof(*m));
    m->fd = -1;
    m->blank_fd = -1;
    m->geometry = *geometry;
    m->media.ctx = m;
    m->media.read = file_read;
    m->media.prog = file_prog;
    m->media.erase = geometry->erase_size > 0 ? file_erase : NULL;
    m->media.size = geometry->size;
    m->media.erase_size = geometry->erase_size;
    m->media.prog_size = geometry->prog_size;
    m->media.clears_bits = geometry->clears_bits;
    err = otaml_media_check(&m->media);
    err = err ? err : open_file(m, path);
    if (!err && (!make_memory(m) || !make_tables(m))) {
        err = MEDIA_FILE_ERR_FILE;
    }
    if (!err && !geometry->unmapped) {
        m->media.base = m->memory;
    }
    return err;
}

void media_file_close(struct media_file *m)
{
    const int reason = errno; /* of the open that failed, perhaps */

    if (m->memory) {
        munmap(m->memory, m->geometry.size);
    }
    if (m->fd >= 0) {
        close(m->fd);
    }
    if (m->blank_fd >= 0) {
        close(m->blank_fd);
    }
    free(m->erase_counts);
    free(m->units);
    memset(m, 0, sizeof(*m));
    m->fd = -1;
    m->blank_fd = -1;
    errno = reason;
}

void media_file_power_on(struct media_file *m)
{
    m->off = false;
    m->cut_in = 0;
}
