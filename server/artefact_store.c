/*
 * artefact_store.c - API: artefact_store.h
 */
#include "artefact_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server_log.h"

struct artefact_store {
    int dir, incoming, files; /* folders, so that no path is ever built from outside's text */
};

enum { HASHES = 3 };
static const gnutls_digest_algorithm_t algorithms[HASHES] = { GNUTLS_DIG_SHA256, GNUTLS_DIG_SHA1,
                                                              GNUTLS_DIG_MD5 };

struct artefact_upload {
    const struct artefact_store *store;
    int fd;
    char name[32]; /* in incoming/ */
    int64_t size;
    gnutls_hash_hd_t hash[HASHES];
};

static int open_folder(int dir, const char *name)
{
    if (mkdirat(dir, name, 0750) && errno != EEXIST) {
        return -1;
    }
    return openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* What a crash left behind. */
static void empty_folder(int folder)
{
    DIR *d = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct dirent *entry;

    while (d && (entry = readdir(d)) != NULL) {
        if (entry->d_name[0] != '.' && !unlinkat(folder, entry->d_name, 0)) {
            log_info("removed the unfinished upload %s", entry->d_name);
        }
    }
    if (d) {
        closedir(d);
    }
}

struct artefact_store *artefact_store_open(const char *dir, char *error, size_t cap)
{
    struct artefact_store *s = calloc(1, sizeof(*s));

    if (!s) {
        snprintf(error, cap, "out of memory");
        return NULL;
    }
    s->incoming = s->files = -1;
    s->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->dir >= 0) {
        s->incoming = open_folder(s->dir, "incoming");
        s->files = open_folder(s->dir, "artifacts");
    }
    if (s->incoming < 0 || s->files < 0) {
        snprintf(error, cap, "cannot use the folder %s: %s", dir, strerror(errno));
        artefact_store_close(s);
        return NULL;
    }
    empty_folder(s->incoming);
    return s;
}

void artefact_store_close(struct artefact_store *s)
{
    if (s) {
        const int folders[] = { s->dir, s->incoming, s->files };
        for (int i = 0; i < 3; i++) {
            if (folders[i] >= 0) {
                close(folders[i]);
            }
        }
        free(s);
    }
}

static void relative_path(const char *sha256, char path[68])
{
    sprintf(path, "%.2s/%.64s", sha256, sha256);
}

int artefact_store_fd(const struct artefact_store *s, const char *sha256, int64_t *size)
{
    char path[68];
    struct stat st;
    int fd;

    relative_path(sha256, path);
    fd = openat(s->files, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && fstat(fd, &st)) {
        close(fd);
        fd = -1;
    }
    *size = fd >= 0 ? (int64_t)st.st_size : 0;
    return fd;
}

struct artefact_upload *artefact_upload_begin(const struct artefact_store *store)
{
    struct artefact_upload *u = calloc(1, sizeof(*u));
    uint64_t random;
    int i;

    if (!u) {
        return NULL;
    }
    u->store = store;
    gnutls_rnd(GNUTLS_RND_NONCE, &random, sizeof(random));
    snprintf(u->name, sizeof(u->name), "%016llx", (unsigned long long)random);
    u->fd = openat(store->incoming, u->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    for (i = 0; u->fd >= 0 && i < HASHES; i++) {
        if (gnutls_hash_init(&u->hash[i], algorithms[i]) < 0) {
            errno = ENOMEM;
            break;
        }
    }
    if (i < HASHES) {
        const int saved = errno;
        artefact_upload_abort(u);
        errno = saved;
        return NULL;
    }
    return u;
}

int artefact_upload_write(struct artefact_upload *u, const void *data, size_t len)
{
    const char *p = data;

    for (int i = 0; i < HASHES; i++) {
        if (gnutls_hash(u->hash[i], data, len) < 0) {
            return EIO;
        }
    }
    while (len) {
        const ssize_t n = write(u->fd, p, len);
        if (n < 0 && errno != EINTR) {
            return errno;
        }
        if (n > 0) {
            p += n;
            len -= (size_t)n;
            u->size += n;
        }
    }
    return 0;
}

int64_t artefact_upload_size(const struct artefact_upload *u)
{
    return u->size;
}

static void to_hex(const uint8_t *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++) {
        sprintf(out + 2 * i, "%02x", bytes[i]);
    }
}

void artefact_upload_digest(struct artefact_upload *u, struct db_artefact *artefact)
{
    char *const out[HASHES] = { artefact->sha256, artefact->sha1, artefact->md5 };
    uint8_t digest[64];

    for (int i = 0; i < HASHES; i++) {
        gnutls_hash_output(u->hash[i], digest);
        to_hex(digest, gnutls_hash_get_len(algorithms[i]), out[i]);
    }
    artefact->size = u->size;
    artefact->created = clock_now_ms();
}

int artefact_upload_commit(struct artefact_upload *u, const char *sha256)
{
    const struct artefact_store *s = u->store;
    char path[68], folder[3] = { sha256[0], sha256[1], '\0' };
    int err = 0, dir = open_folder(s->files, folder);

    relative_path(sha256, path);
    /* The bytes first, then the name, then the folders that hold the names. If the file is there
     * already it has the same bytes, and the rename replaces like by like. */
    if (dir < 0 || fchmod(u->fd, 0440) || fsync(u->fd)
        || renameat(s->incoming, u->name, s->files, path)) {
        err = errno;
    } else {
        u->name[0] = '\0';
        err = fsync(dir) || fsync(s->files) ? errno : 0;
    }
    if (dir >= 0) {
        close(dir);
    }
    artefact_upload_abort(u);
    return err;
}

void artefact_upload_abort(struct artefact_upload *u)
{
    if (!u) {
        return;
    }
    for (int i = 0; i < HASHES; i++) {
        if (u->hash[i]) {
            gnutls_hash_deinit(u->hash[i], NULL);
        }
    }
    if (u->fd >= 0) {
        close(u->fd);
        if (u->name[0]) {
            unlinkat(u->store->incoming, u->name, 0);
        }
    }
    free(u);
}
