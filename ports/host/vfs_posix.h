/*
 * vfs_posix.h - a POSIX directory as the VFS store's file system.
 *
 * Everything is on the disk when a callback returns: the file is synced, and where a name changed
 * the directory too. Symbolic links to regular files are files. To be copied for an SDK with POSIX
 * functions, less what it lacks.
 */
#ifndef OTAML_VFS_POSIX_H
#define OTAML_VFS_POSIX_H

#include <dirent.h>
#include <stdint.h>
#include <otaml/vfs_store.h>

enum { VFS_POSIX_ERR_FILE = OTAML_ERR_PORT_BASE - 63 }; /* the host's file system; see errno */

/* Caller allocates and keeps in place while open: vfs.ctx points to it. */
struct vfs_posix {
    struct otaml_vfs vfs; /* for the store's configuration */

    /* Private. */
    uint32_t capacity;
    int dir;         /* the directory */
    int reading;     /* the file that was read last; -1: none */
    char name[256];  /* its name */
    DIR *listing;    /* where list is; NULL: nowhere */
    uint32_t listed; /* names that it has given */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Open the directory. `capacity`: bytes that its files may take, so that it stands for a small
 * unit; 0: what the disk has. OTAML_OK, or VFS_POSIX_ERR_FILE with errno set. */
OTAML_MUST_CHECK int vfs_posix_open(struct vfs_posix *p, const char *directory, uint32_t capacity);
void vfs_posix_close(struct vfs_posix *p); /* also after a failed open */

#ifdef __cplusplus
}
#endif
#endif /* OTAML_VFS_POSIX_H */
