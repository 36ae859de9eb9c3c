/*
 * spiffs_store.c - the SPIFFS store: format, mount, list, open, read, remove, space.
 * API: otaml/spiffs_store.h
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define BLOCKS_MIN 4u /* two to spare, one to collect, one to use */
#define PAGES_MAX  0xffffu
#define PAGE_MIN   256u /* a record fits into one */
#define PAGE_MAX   2048u
#define STAMP_MAX  0x7fffu

static struct otaml_spiffs_store *store_of(struct otaml_store *s)
{
    return (struct otaml_spiffs_store *)(void *)s; /* its first member's first */
}

/* ---- format, mount ---- */

static int spiffs_format(struct otaml_store *s)
{
    struct otaml_spiffs_store *f = store_of(s);
    int err = OTAML_OK;

    if (f->file.open) {
        return OTAML_ERR_BUSY;
    }
    f->file.mounted = false;
    otaml_file_reset(&f->file);
    for (uint32_t block = 0; !err && block < f->blocks; block++) {
        err = otaml_spiffs_erase(f, block);
    }
    return err;
}

/* Look at the magic of all blocks. One may lack it: its erasure was cut, and is done again. */
static int check_blocks(struct otaml_spiffs_store *f)
{
    uint32_t bad = f->blocks;
    int32_t highest = -1;
    int err = OTAML_OK;

    for (uint32_t block = 0; block < f->blocks; block++) {
        uint16_t stamp;
        bool magic;
        err = otaml_spiffs_stamp(f, block, &magic, &stamp);
        if (err || (!magic && bad < f->blocks)) {
            return err ? err : OTAML_ERR_UNFORMATTED;
        }
        bad = magic ? bad : block;
        if (magic && stamp <= STAMP_MAX && stamp > highest) {
            highest = stamp;
        }
    }
    f->stamp = (uint16_t)((highest + 1) & (int32_t)STAMP_MAX);
    return bad < f->blocks ? otaml_spiffs_erase(f, bad) : OTAML_OK;
}

static int spiffs_mount(struct otaml_store *s)
{
    struct otaml_spiffs_store *f = store_of(s);
    int err;

    f->file.mounted = false;
    otaml_file_reset(&f->file);
    otaml_spiffs_forget(f);
    f->last_index = 0;
    f->next_page = 0;
    f->avoid = f->blocks;
    f->packed = false;
    err = check_blocks(f);
    err = err ? err : otaml_spiffs_survey(f);
    f->file.mounted = !err;
    return err;
}

/* ---- objects ---- */

static int spiffs_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e)
{
    struct otaml_spiffs_store *f = store_of(s);
    struct spiffs_file file;
    struct spiffs_walk w;
    int err = f->file.mounted ? OTAML_OK : OTAML_ERR_STATE;

    otaml_spiffs_walk(f, &w, *cursor);
    w.left -= otaml_min_u32(*cursor, w.left);
    do {
        err = err ? err : otaml_spiffs_next_file(f, &w, &file);
    } while (!err && !otaml_spiffs_object_name(file.name));
    if (!err) {
        *cursor = file.page + 1u;
        err = otaml_spiffs_entry_of(f, &file, e);
    }
    return err;
}

static int spiffs_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    struct otaml_spiffs_store *f = store_of(s);
    struct spiffs_file file;
    int err = f->file.mounted ? otaml_spiffs_find_file(f, name, &file) : OTAML_ERR_STATE;

    if (!err && !otaml_spiffs_object_name(file.name)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    err = err ? err : otaml_spiffs_entry_of(f, &file, &o->entry);
    if (!err) {
        o->where = otaml_spiffs_id(file.head.id);
        otaml_file_opened(&f->file, o);
    }
    return err;
}

static int spiffs_read(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off,
                       void *dst, uint32_t len)
{
    return otaml_spiffs_read_object(store_of(s), (uint16_t)o->where, off, dst, len);
}

static int spiffs_begin(struct otaml_store *s, const struct otaml_store_entry *e,
                        uint32_t *resume_at)
{
    return strlen(e->name) > OTAML_SPIFFS_STORE_NAME_MAX ? OTAML_ERR_NAME
                                                         : otaml_file_begin(s, e, resume_at);
}

static int spiffs_remove(struct otaml_store *s, const char *name)
{
    struct otaml_spiffs_store *f = store_of(s);
    struct spiffs_file file;
    int err = f->file.mounted ? otaml_spiffs_find_file(f, name, &file) : OTAML_ERR_STATE;

    if (!err && !otaml_spiffs_object_name(file.name)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    err = err ? err : otaml_spiffs_condemn(f, &file);
    if (!err) {
        do {
            err = otaml_spiffs_settle(f);
        } while (err == OTAML_ERR_AGAIN);
    }
    return err;
}

/* ---- space ---- */

static int count_pages(struct otaml_spiffs_store *f, uint16_t id, uint32_t *pages)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next(f, &w)) == OTAML_OK) {
        *pages += otaml_spiffs_id(w.id) == id;
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* Pages of what was removed while it was open: the next begin takes them. */
static int count_dead(struct otaml_spiffs_store *f, uint32_t *pages)
{
    struct spiffs_walk w;
    uint16_t id;
    int err = OTAML_OK;

    otaml_spiffs_walk(f, &w, 0);
    while (!err && (err = otaml_spiffs_next_condemned(f, &w, &id)) == OTAML_OK) {
        err = count_pages(f, id, pages);
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* The biggest object that has room in so many pages. */
static uint32_t largest_in(const struct otaml_spiffs_store *f, uint32_t pages)
{
    uint32_t data = pages;

    while (data > 0 && data + otaml_spiffs_index_pages(f, data) > pages) {
        data--;
    }
    return data * otaml_spiffs_data_size(f);
}

static int spiffs_space(struct otaml_store *s, struct otaml_store_space *space)
{
    struct otaml_spiffs_store *f = store_of(s);
    const uint32_t room = (f->blocks - 2u) * otaml_spiffs_block_room(f);
    uint32_t dead = 0, unfinished = 0, used;
    int err = f->file.mounted ? count_dead(f, &dead) : OTAML_ERR_STATE;

    if (!err && f->unfinished) {
        err = count_pages(f, f->unfinished, &unfinished);
        err = err ? err : count_pages(f, f->unfinished | 1u, &unfinished);
    }
    if (!err) {
        used = otaml_min_u32(f->used - otaml_min_u32(dead, f->used), room);
        space->total = room * f->page_size;
        space->used = used * f->page_size;
        used += SPIFFS_RECORD_PAGES - otaml_min_u32(unfinished, used);
        space->largest = used < room ? largest_in(f, room - used) : 0;
    }
    return err;
}

/* ---- files ---- */

int otaml_spiffs_store_files(struct otaml_store *s, uint32_t *cursor, struct otaml_store_file *file)
{
    struct otaml_spiffs_store *f = store_of(s);
    struct spiffs_file found;
    struct spiffs_walk w;
    int err = f->file.mounted ? OTAML_OK : OTAML_ERR_STATE;

    otaml_spiffs_walk(f, &w, *cursor);
    w.left -= otaml_min_u32(*cursor, w.left);
    err = err ? err : otaml_spiffs_next_file(f, &w, &found);
    if (!err) {
        *cursor = found.page + 1u;
        memset(file->path, 0, sizeof(file->path));
        memcpy(file->path, found.name + (found.name[0] == '/'), SPIFFS_NAME);
        memset(&file->object, 0, sizeof(file->object));
        file->object.where = otaml_spiffs_id(found.head.id);
        err = otaml_spiffs_entry_of(f, &found, &file->object.entry);
    }
    return err;
}

/* ---- init ---- */

static const struct otaml_store_ops ops = {
    .kind = "spiffs",
    .format = spiffs_format,
    .mount = spiffs_mount,
    .list = spiffs_list,
    .open = spiffs_open,
    .close = otaml_file_close,
    .read = spiffs_read,
    .begin = spiffs_begin,
    .append = otaml_file_append,
    .commit = otaml_file_commit,
    .abort = otaml_file_abort,
    .remove = spiffs_remove,
    .space = spiffs_space,
};

/* Do pages and blocks divide the unit, and have the lookups room for entries, magic and stamp? */
static bool suits(const struct otaml_media *m, uint32_t page, uint32_t block)
{
    uint32_t pages, lookups;

    if (page < PAGE_MIN || page > PAGE_MAX || (page & (page - 1)) != 0 || m->erase_size == 0
        || m->prog_size != 1 || !m->clears_bits || block == 0 || block % m->erase_size != 0
        || block % page != 0 || m->size % block != 0 || m->size / block < BLOCKS_MIN
        || m->size / page > PAGES_MAX) {
        return false;
    }
    pages = block / page;
    lookups = pages * 2 / page > 0 ? pages * 2 / page : 1;
    return pages > lookups && 2 * (pages - lookups) <= lookups * page - 4;
}

int otaml_spiffs_store_init(struct otaml_spiffs_store *f,
                            const struct otaml_spiffs_store_config *cfg)
{
    uint32_t page, block;
    int err;

    if (!f || !cfg || !cfg->media || !cfg->chunk || cfg->meta_size > OTAML_SPIFFS_STORE_META_MAX
        || cfg->chunk_size < OTAML_SPIFFS_STORE_CHUNK_MIN || cfg->magic > OTAML_SPIFFS_MAGIC_NONE) {
        return OTAML_ERR_ARG;
    }
    err = otaml_media_check(cfg->media);
    if (err) {
        return err;
    }
    page = cfg->page_size ? cfg->page_size : OTAML_SPIFFS_STORE_PAGE;
    block = cfg->block_size ? cfg->block_size : cfg->media->erase_size;
    if (!suits(cfg->media, page, block)) {
        return OTAML_ERR_GEOMETRY;
    }
    if (cfg->chunk_size < 2 * page) {
        return OTAML_ERR_ARG;
    }
    memset(f, 0, sizeof(*f));
    f->cfg = cfg;
    f->page_size = (uint16_t)page;
    f->block_pages = (uint16_t)(block / page);
    f->lookup_pages = (uint16_t)(2 * f->block_pages / page > 0 ? 2 * f->block_pages / page : 1);
    f->blocks = (uint16_t)(cfg->media->size / block);
    f->file.store.ops = &ops;
    f->file.files = &otaml_spiffs_file_ops;
    f->file.chunk = cfg->chunk;
    f->file.chunk_size = cfg->chunk_size - cfg->chunk_size % (page - SPIFFS_HEAD);
    return OTAML_OK;
}
