/*
 * artefact_store.h - immutable files named by their SHA-256: DIR/artifacts/ab/abcdef...
 *
 * An upload is hashed while it is written to DIR/incoming, synced, and only then renamed to its
 * name, so a file under artifacts/ is always whole; a crash leaves at most a file in incoming/,
 * removed at the next start. Any web server or CDN can serve artifacts/. Uploads are
 * independent of each other: one thread each.
 */
#ifndef OTAMLD_ARTEFACT_STORE_H
#define OTAMLD_ARTEFACT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db.h"

struct artefact_store;
struct artefact_upload;

/* Makes the folders. NULL after a message in error (cap bytes). */
struct artefact_store *artefact_store_open(const char *dir, char *error, size_t cap);
void artefact_store_close(struct artefact_store *store);

/* Open for reading; the caller closes it. -1 with errno, ENOENT where there is none. */
int artefact_store_fd(const struct artefact_store *store, const char *sha256, int64_t *size);

/* NULL with errno. */
struct artefact_upload *artefact_upload_begin(const struct artefact_store *store);
/* 0, or errno; after an error only abort is allowed. */
int artefact_upload_write(struct artefact_upload *upload, const void *data, size_t len);
int64_t artefact_upload_size(const struct artefact_upload *upload);
/* Calculate the digests; no more writes. */
void artefact_upload_digest(struct artefact_upload *upload, struct db_artefact *artefact);
/* Make it durable under its name and free the upload. 0, or errno and nothing is left. */
int artefact_upload_commit(struct artefact_upload *upload, const char *sha256);
/* Forget it all; NULL is allowed. */
void artefact_upload_abort(struct artefact_upload *upload);

#endif /* OTAMLD_ARTEFACT_STORE_H */
