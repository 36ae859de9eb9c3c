/*
 * otaml/fat_store.h - the FAT store: models as files of an SD card that every computer reads.
 *
 * A kind of store (otaml/store.h) on FAT16 and FAT32, on the whole of a block device or in the
 * first FAT partition of its partition table. Each object is the file of its name in the root
 * folder, as other tools see it; their files there are objects too. What FAT cannot do, to change a
 * file in one instant, is done by a small file of our own beside them, OTAML.CTL (hidden, system):
 * it says what is being done, so that the next mount finishes it. While an object is being written
 * nothing of the file system changes. What lies where, and in which order it is written:
 * spec/fat-store.md.
 *
 * RAM: struct otaml_fat_store (under 1 KB), one sector and the caller's chunk; no heap, no globals.
 * Reads for a mount: seven blocks and the root folder up to OTAML.CTL. Writes for an install: the
 * object's blocks, one for each 4 KB of it (or for each chunk, if that is larger), its FAT entries'
 * in each FAT, and about ten more. begin reads the FAT up to the first gap that is long enough, all
 * of it where there is none, 32 blocks in a call (and once more in one call where others left the
 * volume in disorder). Code: under 8 KB, on Cortex-M0+ too; format 1.3 KB, files 1.2 KB more.
 */
#ifndef OTAML_FAT_STORE_H
#define OTAML_FAT_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/block.h>
#include <otaml/err.h>
#include <otaml/file_store.h>
#include <otaml/store.h>

#define OTAML_FAT_STORE_CHUNK 4096u /* bytes of chunk buffer that suit most boards */
#define OTAML_FAT_STORE_RUNS  36u   /* an object lies in so many pieces at most */
#define OTAML_FAT_STORE_BATCH 4u

/*
 * What the store works with. Zero it, then fill it in; it, the device and the buffers must
 * outlive the store.
 */
struct otaml_fat_store_config {
    const struct otaml_block *block;
    uint8_t *sector;     /* OTAML_BLOCK_SIZE bytes; the store's from init on */
    uint8_t *chunk;      /* the store's from init on */
    uint32_t chunk_size; /* bytes, >= OTAML_BLOCK_SIZE; whole blocks of it are used */
    /* otaml_fat_store_format; or NULL, and otaml_store_format is OTAML_ERR_UNSUPPORTED: cards come
     * formatted, and 1.3 KB of code are not linked in. */
    int (*format)(struct otaml_store *s);
    /* For it: 16 or 32, or 0: FAT16 below 512 MB; and any number to tell the volume by. */
    uint8_t format_bits;
    uint32_t volume_id;
};

/* ---- private: what struct otaml_fat_store is made of ---- */

/* Clusters one behind another. */
struct otaml_fat_run {
    uint32_t first, count;
};

/* A place in a chain of clusters. Forward from it no earlier link is read again, and none of those
 * up to `straight`, where it is known that each cluster is followed by the next one. */
struct otaml_fat_cursor {
    uint32_t first, index, cluster, straight;
};

/* What OTAML.CTL keeps of what is being done. uint32_t each: kept word by word. */
struct otaml_fat_plan {
    uint32_t put_at, put_count;   /* slots of the root folder for the new entry; 0: none */
    uint32_t keep;                /* 1: the entry there has its names already */
    uint32_t del_at, del_count;   /* slots of an entry to delete; 0: none */
    uint32_t dead_at, dead_count; /* slot for an old file that is open; 0: none */
    uint32_t old_first, old_size; /* the file replaced or removed */
    uint32_t record;              /* block of OTAML.CTL for the digest; 0: none */
    uint32_t next;                /* clusters to free behind the batch begin here; 0: none */
    struct otaml_fat_run batch[OTAML_FAT_STORE_BATCH]; /* being freed */
    /* From here on it is the draft's. */
    uint32_t runs;
    struct otaml_fat_run run[OTAML_FAT_STORE_RUNS]; /* the new object's */
};

#define OTAML_FAT_STORE_PLAN (sizeof(struct otaml_fat_plan) / sizeof(uint32_t))

struct otaml_fat_log {
    struct otaml_file_record head; /* state: FAT_OP_NONE, ...; place: FAT_LOG_VOLUME, ... */
    union {
        struct otaml_fat_plan plan;
        uint32_t word[OTAML_FAT_STORE_PLAN];
    } u;
};

/* The file system. What is used most comes first: it is reached by shorter instructions. */
struct otaml_fat {
    const struct otaml_fat_store_config *cfg;
    struct otaml_file_store *file;
    uint8_t *sector;                  /* cfg->sector */
    uint32_t in_sector;               /* block that is in it; FAT_NONE: none */
    uint8_t fats, cluster_log2;       /* copies; blocks of a cluster */
    bool dirty;                       /* others left it in disorder */
    bool log_known;                   /* log is what the device holds */
    bool scanning;                    /* reserve: for room */
    uint32_t fat, fat_blocks;         /* the first FAT that is used; blocks of each */
    uint32_t root, root_blocks;       /* FAT16: the root folder */
    uint32_t root_cluster;            /* FAT32: the root folder; 0: FAT16 */
    uint32_t data, clusters, info;    /* cluster 2; how many; FSInfo or 0 */
    uint32_t control, control_blocks; /* OTAML.CTL, or 0 */
    uint32_t step;                    /* clusters of the plan that are carried out */
    uint32_t hint;                    /* cluster to look for room from */
    uint32_t scan, scan_left, free;   /* cluster next to look at; left; free ones found */
    struct otaml_fat_run gap;         /* the free clusters before `scan` */
    uint32_t id;                      /* what the volume is told by */
    struct otaml_fat_log log;
    struct otaml_fat_cursor cursor;                 /* of the object read last */
    uint32_t files_folder, files_slot, files_given; /* where otaml_fat_store_files is */
};

/* Caller allocates, library fills. Private; `file.store` is what otaml_store_* take. */
struct otaml_fat_store {
    struct otaml_file_store file;
    struct otaml_fat fat;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Tie f to its configuration; touches no device. Then use the otaml_store_* functions on
 * &f->file.store, otaml_store_mount first. OTAML_ERR_ARG: something is missing or the chunk too
 * small; OTAML_ERR_GEOMETRY: no blocks.
 *
 * What otaml/store.h leaves to the kind:
 * - mount: OTAML_ERR_UNFORMATTED: no volume; OTAML_ERR_UNSUPPORTED: FAT12, exFAT or something else
 *   that is somebody's; OTAML_ERR_CORRUPT: a FAT volume whose boot sector cannot be. Nothing is
 *   written unless a power cut left something to finish.
 * - names: without \ : * ? " < > |, not ending in a dot, not beginning with "otaml." in whatever
 *   case: OTAML_ERR_NAME. Names that differ in case only are one object, of the name written last.
 * - files that others marked read-only are neither replaced nor removed: OTAML_ERR_READ_ONLY.
 * - files of other hands with longer or other names are left alone; otaml_fat_store_files has them.
 * - begin on a volume of others makes OTAML.CTL (32 KB) first, as remove does; OTAML_ERR_NOSPC also
 *   where the object would lie in more than OTAML_FAT_STORE_RUNS pieces or the root folder is full:
 *   it does not grow, on FAT32 neither.
 *   OTAML_ERR_CORRUPT: an OTAML.CTL that is no good, for another tool to delete.
 * - an open object that is replaced or removed keeps a hidden entry until it is closed and one is
 *   begun, published or removed or space is asked for. While it has it, to replace or remove
 * another open one is OTAML_ERR_BUSY.
 * - FSInfo's number of free clusters becomes unknown: other systems count them when they need it.
 * - open follows the chain of clusters: OTAML_ERR_CORRUPT where it loops, ends early, or leads out.
 * - space reads the whole FAT. Volumes are in bytes up to 4 GB, larger ones are said to be 4 GB.
 */
OTAML_MUST_CHECK int otaml_fat_store_init(struct otaml_fat_store *f,
                                          const struct otaml_fat_store_config *cfg);

/* For the configuration. An empty volume on the whole device, without a partition table: clusters
 * as large as the kind of FAT allows, up to 32 KB, at multiples of their size; 512 slots in the
 * root folder; OTAML.CTL in it. OTAML_ERR_ARG: format_bits is none of the above;
 * OTAML_ERR_GEOMETRY: the device is too small or too large for the kind of FAT. */
OTAML_MUST_CHECK int otaml_fat_store_format(struct otaml_store *s);

/* All files and folders, folders before what is in them, up to 16 levels deep; one walk at a time.
 * A name that does not fit into the path is given by its short alias; letters of a code page are
 * '?' there. A folder that is linked to from more than one place is entered once. */
OTAML_MUST_CHECK int otaml_fat_store_files(struct otaml_store *s, uint32_t *cursor,
                                           struct otaml_store_file *file);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_FAT_STORE_H */
