/*
 * store_image.h - a store in a file or folder of the host, named IMAGE:KIND[,OPTION=VALUE...].
 *
 * IMAGE is the raw content of a memory unit (kind vfs: a folder). What reads it never changes it:
 * a private copy of it is mounted, on which a mount mends what a power cut left.
 */
#ifndef OTAML_STORE_IMAGE_H
#define OTAML_STORE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/store.h>

enum store_access {
    STORE_READ,  /* the image stays as it is */
    STORE_WRITE, /* the image is worked in, and locked where it is a file */
    STORE_MAKE   /* a new one, formatted; it takes the place of IMAGE when it is closed */
};

struct store_image {
    struct otaml_store *store; /* mounted */
    otaml_store_files *files;  /* NULL: there are no files but the store's objects */
    const char *name;          /* IMAGE:KIND, for messages */

    /* Private. */
    const struct store_kind *kind;
    char *path, *temporary;
    uint32_t size; /* of the unit that is made */
    enum store_access access;
    void *state; /* the kind's */
};

/* Open and mount. CLI_DONE, or the status to exit with after a message. `name` must stay. */
int store_image_open(struct store_image *s, const char *name, enum store_access access);

/* Make a new one: its path and kind come apart. */
int store_image_make(struct store_image *s, const char *path, const char *kind, uint32_t size);

/* With STORE_MAKE: keep what was made, or drop it. False after a message. */
bool store_image_close(struct store_image *s, bool keep);

/* The kinds and their options, for a usage text. */
extern const char store_image_kinds[];

#endif /* OTAML_STORE_IMAGE_H */
