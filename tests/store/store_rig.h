/*
 * store_rig.h - a store of any kind on what it stands on, and models of random bytes.
 *
 * There are several kinds of store; each says (rig_flash.c, ...) how its store is made, on what
 * (rig_unit, a memory unit in a file, or a medium of its own), and on which geometries the contract
 * (test_store.c) and the power cuts (test_store_cuts.c) are to be tested.
 */
#ifndef OTAML_TEST_STORE_RIG_H
#define OTAML_TEST_STORE_RIG_H

#include <fixture.h>
#include <otaml/eefs_store.h>
#include <otaml/fat_store.h>
#include <otaml/flash_store.h>
#include <otaml/spiffs_store.h>
#include <media_file.h>
#include "vfs_fake.h"

#define RIG_KB 1024u

struct rig;
struct rig_kind;

struct rig_geometry {
    const char *name; /* with the kind's */
    const struct rig_kind *kind;
    struct media_file_geometry unit; /* another medium takes what it needs of it, size at least */
    uint32_t chunk_size;
};

/* The content of a medium, kept apart. */
struct rig_picture {
    uint8_t *bytes, *units;
    uint32_t length;
};

/* What a store stands on: mortal and strict as media_file.h says. */
struct rig_medium {
    void (*open)(struct rig *r);  /* fresh or, at r->path, as it was */
    void (*close)(struct rig *r); /* fails the test if a rule was broken */
    /* Cut the power at the n-th operation that changes something; 0: never. */
    void (*arm)(struct rig *r, uint32_t n, enum media_file_cut how, uint32_t seed);
    bool (*is_off)(const struct rig *r); /* calls then return MEDIA_FILE_ERR_POWER */
    void (*power_on)(struct rig *r);     /* and nothing armed */
    void (*take)(struct rig *r, struct rig_picture *p);
    void (*put_back)(struct rig *r, const struct rig_picture *p);
};

struct rig_kind {
    const char *name;
    const struct rig_medium *medium;
    /* Over the open medium: a store that is not mounted, in r->kind and r->store. */
    void (*init)(struct rig *r);
    bool blank_is_empty; /* a fresh medium needs no format */
    bool maps;           /* objects are mapped where the unit is */
    uint32_t name_max;   /* bytes of the longest name it takes */
    /* Bytes of an object of `size` that a cut may cost beyond those that waited in the chunk. */
    uint32_t (*lost_at_most)(const struct rig_geometry *g, uint32_t size, bool torn);
    /* Bytes that may be in use, after a cut and a repetition, beyond what one run leaves. */
    uint32_t (*slack)(const struct rig_geometry *g);
    uint32_t coarse; /* second cuts for so many times fewer first ones; 0: for as many */
    const struct rig_geometry *rows;     /* for the contract; the last one has no name */
    const struct rig_geometry *cut_rows; /* for power cuts: small ones; likewise */
};

extern const struct rig_medium rig_unit;
extern const struct rig_kind rig_flash, rig_eefs, rig_spiffs, rig_fat, rig_vfs;

/* Call body for each row, or cut row, of every kind, or of the one that OTAML_KIND names. */
void rig_each_row(void (*body)(const struct rig_geometry *g, void *ctx), void *ctx);
void rig_each_cut_row(void (*body)(const struct rig_geometry *g, void *ctx), void *ctx);

struct rig {
    const struct rig_geometry *geometry;
    struct media_file unit;
    int (*read)(void *ctx, uint32_t off, void *dst, uint32_t len); /* the unit's, if some fail */
    uint32_t reads_before, reads_failing;
    struct vfs_fake vfs;
    union {
        struct {
            struct otaml_flash_store_config config;
            struct otaml_flash_store store;
        } flash;
        struct {
            struct otaml_eefs_store_config config;
            struct otaml_eefs_store store;
        } eefs;
        struct {
            struct otaml_spiffs_store_config config;
            struct otaml_spiffs_store store;
        } spiffs;
        struct otaml_vfs_store vfs;
        struct rig_fat {
            struct otaml_block block;
            struct otaml_fat_store_config config;
            struct otaml_fat_store store;
            uint8_t sector[OTAML_BLOCK_SIZE];
        } fat;
    } kind;
    struct otaml_store *store;
    uint8_t chunk[8192];
    char path[512];
};

/* Bytes of a seed; entry with their size, digest, and the name given. */
struct rig_model {
    struct otaml_store_entry entry;
    uint8_t *bytes;
};

/* A fresh medium, formatted where that is needed, mounted. */
void rig_open(struct rig *r, const struct rig_geometry *geometry);
void rig_close(struct rig *r);

/* As a boot does: a new store over what is there. Returns mount's result. */
int rig_boot(struct rig *r);

/* As a process that was killed and started again: the medium opened anew. */
void rig_reopen(struct rig *r);

void rig_arm(struct rig *r, uint32_t n, enum media_file_cut how, uint32_t seed);
bool rig_is_off(const struct rig *r);
void rig_power_on(struct rig *r);
/* After `before` more reads of the unit (not of kind vfs) the next `failing` ones give
 * RIG_ERR_READ, until it is opened anew. */
#define RIG_ERR_READ (OTAML_ERR_PORT_BASE - 90)
void rig_fail_reads(struct rig *r, uint32_t before, uint32_t failing);

void rig_take(struct rig *r, struct rig_picture *p);
void rig_put_back(struct rig *r, const struct rig_picture *p);
void rig_picture_free(struct rig_picture *p);

struct rig_model rig_model_make(const char *name, uint32_t size, uint32_t seed, uint64_t sequence);
void rig_model_free(struct rig_model *m);

/* begin until it no longer says AGAIN; commit likewise. */
int rig_begin(struct rig *r, const struct rig_model *m, uint32_t *resume_at);
int rig_commit(struct rig *r);

/* begin, append in pieces of `piece` bytes, commit; the first error. *fetched (may be NULL)
 * is added what was appended. */
int rig_install(struct rig *r, const struct rig_model *m, uint32_t piece, uint64_t *fetched);

/* Install these bytes under a name, or a file of the project by its path there; the test fails if
 * the store does not take them. */
void rig_put(struct rig *r, const char *name, const void *bytes, size_t size, uint64_t sequence);
void rig_put_file(struct rig *r, const char *name, const char *path, uint64_t sequence);

/* Does the store hold exactly this under the model's name, byte for byte? */
bool rig_holds(struct rig *r, const struct rig_model *m);
/* otaml_store_check of the object of this name. */
int rig_check(struct rig *r, const char *name);
bool rig_has_name(struct rig *r, const char *name);
unsigned rig_count(struct rig *r);

uint32_t rig_random(uint32_t *state);

#endif /* OTAML_TEST_STORE_RIG_H */
