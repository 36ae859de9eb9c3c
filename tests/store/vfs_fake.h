/*
 * vfs_fake.h - a directory in memory for the VFS store, as strict and as mortal as
 * otaml/vfs_store.h allows a file system to be.
 *
 * Strict: a rename onto a name that is there, a write that leaves a gap, a name that is too long is
 * counted and described. Mortal: the power can be cut at any write, rename or unlink, in the
 * manners of media_file.h; from then on every call fails with MEDIA_FILE_ERR_POWER until
 * vfs_fake_power_on. The order of list changes whenever a file is removed.
 */
#ifndef OTAML_TEST_VFS_FAKE_H
#define OTAML_TEST_VFS_FAKE_H

#include <otaml/vfs_store.h>
#include <media_file.h>

enum { VFS_FAKE_FILES = 160, VFS_FAKE_ERR_FAULT = OTAML_ERR_PORT_BASE - 64 };

struct vfs_fake_file {
    char name[OTAML_VFS_NAME_MAX + 1];
    uint8_t *bytes;
    uint32_t size;
};

/* Zeros, then vfs_fake_init. */
struct vfs_fake {
    struct otaml_vfs vfs; /* for the store's configuration */
    uint32_t capacity, unit;

    uint64_t operations; /* writes, renames, unlinks */
    uint32_t violations;
    char violation[96];

    /* Set at will, as in struct media_file. */
    uint32_t cut_in, seed;
    enum media_file_cut cut;
    bool off;
    uint32_t fault_in;     /* the n-th of the operations fails once, without being done */
    uint32_t spoil_in;     /* the n-th, a write, is done wrong and reported as done */
    const char *forbidden; /* characters that no name may have */

    struct vfs_fake_file files[VFS_FAKE_FILES];
    uint32_t count;
};

void vfs_fake_init(struct vfs_fake *f, uint32_t capacity, uint32_t unit, uint32_t name_max);
void vfs_fake_free(struct vfs_fake *f); /* the files */
void vfs_fake_power_on(struct vfs_fake *f);

/* What other hands do; put replaces. NULL: no such file. */
void vfs_fake_put(struct vfs_fake *f, const char *name, const void *bytes, uint32_t size);
struct vfs_fake_file *vfs_fake_get(struct vfs_fake *f, const char *name);

/* All files as bytes, to be freed; and back. */
uint8_t *vfs_fake_save(const struct vfs_fake *f, uint32_t *length);
void vfs_fake_load(struct vfs_fake *f, const uint8_t *bytes, uint32_t length);

#endif /* OTAML_TEST_VFS_FAKE_H */
