/*
 * otaml/spiffs_store.h - the SPIFFS store: models as files of a SPIFFS file system on SPI NOR
 * flash.
 *
 * A kind of store (otaml/store.h) for NOR flash whose programmed bytes may have more bits cleared
 * (struct otaml_media: erase_size > 0, prog_size 1, clears_bits). The bytes on the unit are those
 * of pellepl/spiffs, so mkspiffs, ESP-IDF and others read our files and we read theirs. What SPIFFS
 * does not survive, this store does: a file is written beside the older one and appears by one
 * bit; garbage is collected so that no file is unreadable in between; of what other writers left
 * behind at a power cut every file that can be read is read, and mended by mount. Bytes and order
 * of writes: spec/spiffs-store.md.
 *
 * RAM: struct otaml_spiffs_store (440 bytes on a Cortex-M) and the caller's chunk buffer; frames of
 * up to 330 bytes on the stack. Code: under 8 KB, format and files not counted.
 * Reads for a mount: each block's lookup entries twice (30 bytes of a 4 KB block with 256-byte
 * pages), each index page once; where a power cut left something to mend, three for each page more
 * and a search over the lookups for each index page. Open and list search the lookups twice for
 * each object. Reading takes two reads for each page of an object. Writes for an install: the
 * object in pages of page size - 5, four programs for each (13 bytes more), an index page for each
 * 124 pages (of 256 bytes), three pages for record and index header; and what collecting garbage
 * takes, which grows as the unit fills: up to a page for each page that comes free, more in the
 * last few per cent. Erases: each block in turn.
 */
#ifndef OTAML_SPIFFS_STORE_H
#define OTAML_SPIFFS_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/file_store.h>
#include <otaml/media.h>
#include <otaml/store.h>

#define OTAML_SPIFFS_STORE_CHUNK     4096u /* bytes of chunk buffer that suit most boards */
#define OTAML_SPIFFS_STORE_CHUNK_MIN 512u
#define OTAML_SPIFFS_STORE_PAGE      256u /* page size where the configuration leaves it 0 */
#define OTAML_SPIFFS_STORE_NAME_MAX  30u  /* bytes of an object's name: "/" stands before it */
#define OTAML_SPIFFS_STORE_META_MAX  64u
#define OTAML_SPIFFS_STORE_INDEXES   16u /* index pages whose places are remembered */

enum otaml_spiffs_magic {
    OTAML_SPIFFS_MAGIC_LENGTH, /* SPIFFS_USE_MAGIC and SPIFFS_USE_MAGIC_LENGTH, as ESP-IDF */
    OTAML_SPIFFS_MAGIC_PLAIN,  /* SPIFFS_USE_MAGIC */
    OTAML_SPIFFS_MAGIC_NONE    /* any unit mounts: a blank one is empty, a foreign one anything */
};

/*
 * What the store works with. Zero it, then fill it in; it, the media and the buffer must outlive
 * the store. The format does not tell page, block and meta sizes: they must be those of whoever
 * made the file system, and names have room for 32 bytes (SPIFFS_OBJ_NAME_LEN).
 *
 * An unfinished object is continued at a chunk's boundary; the largest multiple of (page size - 5)
 * in chunk_size is used for data. It need not stay the same between boots.
 */
struct otaml_spiffs_store_config {
    const struct otaml_media *media; /* erase_size > 0, prog_size 1, clears_bits */
    uint32_t page_size; /* bytes, a power of two, 256 to 2048; 0: OTAML_SPIFFS_STORE_PAGE */
    /* Of a logical block, bytes, a power of two, a multiple of erase_size; 0: erase_size. */
    uint32_t block_size;
    uint32_t meta_size; /* SPIFFS_OBJ_META_LEN, up to OTAML_SPIFFS_STORE_META_MAX; ESP-IDF: 4 */
    enum otaml_spiffs_magic magic;
    uint8_t *chunk;      /* the store's from init on */
    uint32_t chunk_size; /* bytes, at least OTAML_SPIFFS_STORE_CHUNK_MIN and two pages */
    /* otaml_spiffs_store_format; or NULL, and otaml_store_format is OTAML_ERR_UNSUPPORTED: its code
     * is not linked in where the unit comes formatted. */
    int (*format)(struct otaml_store *s);
};

/* Where an index page is. Private, as what follows. */
struct otaml_spiffs_index {
    uint16_t id, span, page; /* id 0: nothing */
};

/* The file system. */
struct otaml_spiffs_volume {
    const struct otaml_spiffs_store_config *cfg;
    struct otaml_file_store *file;
    uint8_t block_log2; /* of block_pages */
    bool packed;        /* no block is partly free but that of next_page */
    bool stuck;         /* collecting a block brought nothing */
    uint32_t page_size, block_pages, lookup_pages, blocks;
    uint32_t header_entries, index_entries; /* data pages that an index header, page names */
    uint32_t stamp;                         /* of the next erasure */
    uint32_t unfinished; /* object that is being written, or was when the power went; 0: none */
    uint32_t newest;     /* object committed last: an older one of its name is to go; 0: none */
    uint32_t next_page;  /* where a free page is looked for first */
    uint32_t avoid;      /* block that is being collected */
    uint32_t collected;  /* blocks, for the object that is being written */
    uint32_t last_index; /* page of the index found last: others are near */
    uint32_t free, used; /* pages: lookup entries that are free, that name an object */
    uint32_t serial;     /* highest of a record */
    struct otaml_spiffs_index indexes[OTAML_SPIFFS_STORE_INDEXES];
};

/* Caller allocates, library fills, and it stays where it is. Private; `file.store` is what
 * otaml_store_* take. */
struct otaml_spiffs_store {
    struct otaml_file_store file;
    struct otaml_spiffs_volume volume;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Tie f to its configuration; touches no media. Then use the otaml_store_* functions on
 * &f->file.store, otaml_store_mount first. OTAML_ERR_ARG: something is missing or the buffer too
 * small; OTAML_ERR_GEOMETRY: unit, page or block size do not suit (at least four blocks and at
 * most 65535 pages).
 *
 * What otaml/store.h leaves to the kind: names of more than OTAML_SPIFFS_STORE_NAME_MAX bytes are
 * OTAML_ERR_NAME; begin erases at most one logical block in a call; `total`
 * leaves out two blocks, half a page for each block and an eighth of one, which are kept free;
 * what is removed or given up gives its room up at the next begin, 128 pages in a call, or mount;
 * an object that is open while it is replaced or removed at those after its close. */
OTAML_MUST_CHECK int otaml_spiffs_store_init(struct otaml_spiffs_store *f,
                                             const struct otaml_spiffs_store_config *cfg);

/* For the configuration's `format`: all blocks are erased. */
OTAML_MUST_CHECK int otaml_spiffs_store_format(struct otaml_store *s);

/* Every file, whatever its name (without the "/" in front). */
OTAML_MUST_CHECK otaml_store_files otaml_spiffs_store_files;

#ifdef __cplusplus
}
#endif
#endif /* OTAML_SPIFFS_STORE_H */
