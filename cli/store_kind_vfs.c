/*
 * store_kind_vfs.c - the VFS store in a folder. API: store_kind_priv.h
 *
 * To read, a view of the folder is mounted: a temporary one with links to its files and copies of
 * the store's few small ones, in which a mount may mend what it likes.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_priv.h"
#include "store_kind_priv.h"
#include "vfs_posix.h"

enum { COPY_MAX = 1 << 20 }; /* bytes of a file of the store's own; the catalogue has 128 KB */

struct state {
    struct vfs_posix posix;
    struct otaml_vfs_store store;
    char view[PATH_MAX]; /* "": the folder itself */
    uint8_t chunk[65536];
};

/* ---- the view ---- */

/* Written to by the store, otherwise than by making it anew. */
static bool is_written_to(const char *name)
{
    return !strcmp(name, "otaml.cat") || !strcmp(name, "otaml.rec") || !strcmp(name, "otaml.go");
}

static bool copy_file(const char *from, const char *to)
{
    uint8_t *bytes = cli_alloc(COPY_MAX);
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    const size_t n = in ? fread(bytes, 1, COPY_MAX, in) : 0;
    bool ok = in && out && !ferror(in) && fwrite(bytes, 1, n, out) == n;

    if (in) {
        fclose(in);
    }
    if (out && fclose(out) != 0) {
        ok = false;
    }
    free(bytes);
    return ok;
}

static bool add_to_view(const struct state *v, const char *folder, const char *name)
{
    char from[PATH_MAX + 256], to[PATH_MAX + 256];
    struct stat st;

    snprintf(from, sizeof(from), "%s/%s", folder, name);
    snprintf(to, sizeof(to), "%s/%s", v->view, name);
    if (stat(from, &st) != 0 || !S_ISREG(st.st_mode)) {
        return true; /* no file of the store's */
    }
    return is_written_to(name) ? copy_file(from, to) : symlink(from, to) == 0;
}

static bool fill_view(const struct state *v, const char *path)
{
    char folder[PATH_MAX];
    const struct dirent *e;
    bool ok = true;
    DIR *dir;

    if (!realpath(path, folder) || !(dir = opendir(folder))) {
        return false;
    }
    while (ok && (e = readdir(dir)) != NULL) {
        ok = add_to_view(v, folder, e->d_name);
    }
    closedir(dir);
    return ok;
}

static bool make_view(struct state *v, const char *path)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(v->view, sizeof(v->view), "%s/otaml-view-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(v->view)) {
        v->view[0] = '\0';
        return false;
    }
    return fill_view(v, path);
}

static void remove_view(const struct state *v)
{
    DIR *dir = opendir(v->view);
    const struct dirent *e;

    while (dir && (e = readdir(dir)) != NULL) {
        unlinkat(dirfd(dir), e->d_name, 0); /* not "." and ".." */
    }
    if (dir) {
        closedir(dir);
    }
    rmdir(v->view);
}

/* ---- the store ---- */

/* A new store is made in a folder that is new or empty. */
static bool is_empty(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *e;
    unsigned n = 0;

    while (dir && (e = readdir(dir)) != NULL) {
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    }
    if (dir) {
        closedir(dir);
    }
    return dir && n == 0;
}

static bool make_folder(struct store_request *q)
{
    if (mkdir(q->path, 0777) == 0 || (errno == EEXIST && is_empty(q->path))) {
        return true;
    }
    if (errno == EEXIST) {
        store_refuse(q, CLI_FAILED, "is there and not empty; use `otaml store write` to add to it");
    } else {
        store_refuse(q, CLI_FAILED, "cannot make the folder: %s", strerror(errno));
    }
    return false;
}

static bool open_folder(struct state *v, struct store_request *q)
{
    const char *folder = q->path;

    if (q->access == STORE_MAKE && !make_folder(q)) {
        return false;
    }
    if (q->access == STORE_READ) {
        if (!make_view(v, q->path)) {
            store_refuse(q, CLI_FAILED, "cannot read the folder: %s", strerror(errno));
            return false;
        }
        folder = v->view;
    }
    if (vfs_posix_open(&v->posix, folder, q->size)) {
        store_refuse(q, CLI_FAILED, "cannot open the folder: %s", strerror(errno));
        return false;
    }
    return true;
}

static bool vfs_open(struct store_image *s, struct store_request *q)
{
    struct otaml_vfs_store_config config;
    struct state *v;

    if (q->status != CLI_DONE) {
        return false;
    }
    s->state = v = cli_alloc(sizeof(*v));
    memset(v, 0, sizeof(*v));
    v->posix.dir = v->posix.reading = -1;
    if (!open_folder(v, q)) {
        return false;
    }
    config = (struct otaml_vfs_store_config){ &v->posix.vfs, v->chunk, sizeof(v->chunk) };
    s->store = &v->store.files.store;
    s->files = otaml_vfs_store_files;
    return otaml_vfs_store_init(&v->store, &config) == OTAML_OK;
}

static void vfs_close(struct store_image *s)
{
    struct state *v = s->state;

    if (v) {
        vfs_posix_close(&v->posix);
        if (v->view[0] != '\0') {
            remove_view(v);
        }
        free(v);
    }
}

static const char *const options[] = { "size", NULL };

const struct store_kind store_kind_vfs = {
    .name = "vfs",
    .options = options,
    .open = vfs_open,
    .close = vfs_close,
    .is_folder = true,
};
