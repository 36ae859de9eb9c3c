/*
 * store_rig.h - a flash store on a memory unit in a file, and models of random bytes.
 */
#ifndef OTAML_TEST_STORE_RIG_H
#define OTAML_TEST_STORE_RIG_H

#include <fixture.h>
#include <otaml/flash_store.h>
#include <media_file.h>

#define RIG_KB 1024u

struct rig_geometry {
    const char *name;
    struct media_file_geometry unit;
    uint32_t chunk_size;
};

extern const struct rig_geometry rig_geometries[];
extern const unsigned rig_geometry_count;

struct rig {
    const struct rig_geometry *geometry;
    struct media_file unit;
    struct otaml_flash_store_config config;
    struct otaml_flash_store flash;
    struct otaml_store *store;
    uint8_t chunk[8192];
    char path[512];
};

/* Bytes of a seed; entry with their size, digest, and the name given. */
struct rig_model {
    struct otaml_store_entry entry;
    uint8_t *bytes;
};

/* A fresh unit in a new file, mounted. */
void rig_open(struct rig *r, const struct rig_geometry *geometry);
/* Close it; fails the test if a rule of the part was broken. */
void rig_close(struct rig *r);

/* As a boot does: a new store over what is on the unit. Returns mount's result. */
int rig_boot(struct rig *r);

/* As a process that was killed and started again: the file opened anew. */
void rig_reopen(struct rig *r);

struct rig_model rig_model_make(const char *name, uint32_t size, uint32_t seed, uint64_t sequence);
void rig_model_free(struct rig_model *m);

/* begin until it no longer says AGAIN. */
int rig_begin(struct rig *r, const struct rig_model *m, uint32_t *resume_at);
int rig_commit(struct rig *r);

/* begin, append in pieces of `piece` bytes, commit; the first error. *fetched (may be NULL)
 * is added what was appended. */
int rig_install(struct rig *r, const struct rig_model *m, uint32_t piece, uint64_t *fetched);

/* Does the store hold exactly this under the model's name, byte for byte? */
bool rig_holds(struct rig *r, const struct rig_model *m);
/* otaml_store_check of the object of this name. */
int rig_check(struct rig *r, const char *name);
bool rig_has_name(struct rig *r, const char *name);
unsigned rig_count(struct rig *r);

uint32_t rig_random(uint32_t *state);

#endif /* OTAML_TEST_STORE_RIG_H */
