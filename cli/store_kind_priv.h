/*
 * store_kind_priv.h - from store_image.c to each kind of store (store_kind_*.c), and what all of
 * them stand on.
 */
#ifndef OTAML_STORE_KIND_PRIV_H
#define OTAML_STORE_KIND_PRIV_H

#include "media_file.h"
#include "store_image.h"

/* What is to be opened. */
struct store_request {
    struct store_image *image;
    const char *path;
    enum store_access access;
    uint32_t size;       /* of the unit; 0: as long as the image is */
    const char *options; /* "a=1,b=2", or "" */
    int status; /* CLI_DONE; otherwise a message was printed, and this is what to exit with */
};

/*
 * A kind: a row in store_image.c's table. open takes its options (store_option_*), and if
 * q->status is still CLI_DONE then, opens what the store stands on and initialises the store:
 * s->state, s->store, s->files; false after a message. close frees all of it, also after a failed
 * open.
 */
struct store_kind {
    const char *name;
    const char *const *options; /* their names; the last one is NULL */
    bool (*open)(struct store_image *s, struct store_request *q);
    void (*close)(struct store_image *s);
    /* The last touch to a new one, or NULL. */
    int (*finish)(struct store_image *s);
    bool is_folder;
};

extern const struct store_kind store_kind_flash;
extern const struct store_kind store_kind_eefs;
extern const struct store_kind store_kind_spiffs;
extern const struct store_kind store_kind_fat;
extern const struct store_kind store_kind_vfs;

/* The value of an option, or `standard` where it is not given. */
uint32_t store_option_size(struct store_request *q, const char *name, uint32_t standard);

/* Which of the words, the last of which is NULL, an option has; 0 where it is not given. */
int store_option_word(struct store_request *q, const char *name, const char *const *words);

/* Print "IMAGE: what is wrong" and refuse. */
void store_refuse(struct store_request *q, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- store_unit.c: a memory unit over an image, or over a private copy of it ---- */

struct store_unit {
    struct otaml_media *media;
    struct media_file file;
    struct otaml_media copy_media;
    uint8_t *copy; /* NULL: the image itself */
    uint32_t size;
};

/* Open it; geometry->size is found out. False after a message. */
bool store_unit_open(struct store_unit *u, struct store_request *q,
                     struct media_file_geometry *geometry);
void store_unit_close(struct store_unit *u); /* also after a failed open */

/* ---- store_place.c: where a new image grows ---- */

/* The file to make it in, beside its place: q->image->temporary. NULL after a message. */
const char *store_place_to_make(struct store_request *q);

/* Put what was made into its place, as long as the unit. False after a message. */
bool store_place_take(const struct store_image *s);

#endif /* OTAML_STORE_KIND_PRIV_H */
