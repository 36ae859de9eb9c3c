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

static struct otaml_spiffs_volume *volume_of(struct otaml_store *s)
{
    return otaml_spiffs_of((struct otaml_file_store *)(void *)s); /* its first member */
}

/* ---- format, mount ---- */

static int spiffs_format(struct otaml_store *s)
{
    struct otaml_spiffs_volume *v = volume_of(s);
    int err = OTAML_OK;

    if (v->file->open) {
        return OTAML_ERR_BUSY;
    }
    v->file->mounted = false;
    otaml_file_reset(v->file);
    for (uint32_t block = 0; !err && block < v->blocks; block++) {
        err = otaml_spiffs_erase(v, block);
    }
    return err;
}

/* Look at the magic of all blocks. One may lack it: its erasure was cut, and is done again. */
static int check_blocks(struct otaml_spiffs_volume *v)
{
    uint32_t bad = v->blocks;
    uint32_t next = 0; /* stamp: one more than the highest */
    int err = OTAML_OK;

    for (uint32_t block = 0; block < v->blocks; block++) {
        uint32_t stamp;
        bool magic;
        err = otaml_spiffs_stamp(v, block, &magic, &stamp);
        if (err || (!magic && bad < v->blocks)) {
            return err ? err : OTAML_ERR_UNFORMATTED;
        }
        bad = magic ? bad : block;
        if (magic && stamp <= STAMP_MAX && stamp >= next) {
            next = stamp + 1;
        }
    }
    v->stamp = next & STAMP_MAX;
    return bad < v->blocks ? otaml_spiffs_erase(v, bad) : OTAML_OK;
}

static int spiffs_mount(struct otaml_store *s)
{
    struct otaml_spiffs_volume *v = volume_of(s);
    int err;

    v->file->mounted = false;
    otaml_file_reset(v->file);
    otaml_spiffs_forget(v);
    v->last_index = 0;
    v->next_page = 0;
    v->avoid = v->blocks;
    v->packed = false;
    v->stuck = false;
    v->collected = 0;
    err = check_blocks(v);
    err = err ? err : otaml_spiffs_survey(v);
    v->file->mounted = !err;
    return err;
}

/* ---- objects ---- */

/* The next file from *cursor on, of an object or of any. */
static int next_file(struct otaml_spiffs_volume *v, uint32_t *cursor, bool objects,
                     struct spiffs_file *file)
{
    struct spiffs_walk w;
    int err = v->file->mounted ? OTAML_OK : OTAML_ERR_STATE;

    otaml_spiffs_walk(v, &w, *cursor);
    w.left -= otaml_min_u32(*cursor, w.left);
    do {
        err = err ? err : otaml_spiffs_next_file(v, &w, file);
    } while (!err && objects && !otaml_spiffs_object_name(file->name));
    *cursor = err ? *cursor : file->page + 1;
    return err;
}

static int spiffs_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e)
{
    struct otaml_spiffs_volume *v = volume_of(s);
    struct spiffs_file file;
    const int err = next_file(v, cursor, true, &file);

    return err ? err : otaml_spiffs_entry_of(v, &file, e);
}

/* The object of this name, which readers see. */
static int find_file(struct otaml_spiffs_volume *v, const char *name, struct spiffs_file *file)
{
    uint32_t cursor = 0;
    int err;

    do {
        err = next_file(v, &cursor, true, file);
    } while (!err && strcmp(file->name + 1, name) != 0);
    return err;
}

static int spiffs_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    struct otaml_spiffs_volume *v = volume_of(s);
    struct spiffs_file file;
    int err = find_file(v, name, &file);

    err = err ? err : otaml_spiffs_entry_of(v, &file, &o->entry);
    if (!err) {
        o->where = otaml_spiffs_id(file.head.id);
        otaml_file_opened(v->file, o);
    }
    return err;
}

static int spiffs_read(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off,
                       void *dst, uint32_t len)
{
    return otaml_spiffs_read_object(volume_of(s), o->where, off, dst, len);
}

static int spiffs_begin(struct otaml_store *s, const struct otaml_store_entry *e,
                        uint32_t *resume_at)
{
    return strlen(e->name) > OTAML_SPIFFS_STORE_NAME_MAX ? OTAML_ERR_NAME
                                                         : otaml_file_begin(s, e, resume_at);
}

static int spiffs_remove(struct otaml_store *s, const char *name)
{
    struct otaml_spiffs_volume *v = volume_of(s);
    struct spiffs_file file;
    int err = find_file(v, name, &file);

    err = err ? err : otaml_spiffs_condemn(v, &file);
    if (!err) {
        do {
            err = otaml_spiffs_settle(v);
        } while (err == OTAML_ERR_AGAIN);
    }
    return err;
}

/* ---- space ---- */

/* Pages of what was removed while it was open: the next begin takes them. */
static int count_dead(struct otaml_spiffs_volume *v, uint32_t *pages)
{
    struct spiffs_walk w;
    uint32_t id;
    int err = OTAML_OK;

    otaml_spiffs_walk(v, &w, 0);
    while (!err && (err = otaml_spiffs_next_condemned(v, &w, &id)) == OTAML_OK) {
        err = otaml_spiffs_count(v, id, pages);
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* The biggest object that has room in so many pages. */
static uint32_t largest_in(const struct otaml_spiffs_volume *v, uint32_t pages)
{
    uint32_t data = pages;

    while (data > 0 && data + otaml_spiffs_index_pages(v, data) > pages) {
        data--;
    }
    return data * otaml_spiffs_data_size(v);
}

static int spiffs_space(struct otaml_store *s, struct otaml_store_space *space)
{
    struct otaml_spiffs_volume *v = volume_of(s);
    const uint32_t room = otaml_spiffs_room(v);
    uint32_t dead = 0, unfinished = 0, used;
    int err = v->file->mounted ? count_dead(v, &dead) : OTAML_ERR_STATE;

    if (!err && v->unfinished) {
        err = otaml_spiffs_count(v, v->unfinished, &unfinished);
        err = err ? err : otaml_spiffs_count(v, v->unfinished | 1u, &unfinished);
    }
    if (!err) {
        used = otaml_min_u32(v->used - otaml_min_u32(dead, v->used), room);
        space->total = room * v->page_size;
        space->used = used * v->page_size;
        used += SPIFFS_RECORD_PAGES - otaml_min_u32(unfinished, used);
        space->largest = used < room ? largest_in(v, room - used) : 0;
    }
    return err;
}

/* ---- files ---- */

int otaml_spiffs_store_files(struct otaml_store *s, uint32_t *cursor, struct otaml_store_file *file)
{
    struct otaml_spiffs_volume *v = volume_of(s);
    struct spiffs_file found;
    const int err = next_file(v, cursor, false, &found);

    if (err) {
        return err;
    }
    memset(file, 0, sizeof(*file));
    memcpy(file->path, found.name + (found.name[0] == '/'), SPIFFS_NAME);
    file->object.where = otaml_spiffs_id(found.head.id);
    return otaml_spiffs_entry_of(v, &found, &file->object.entry);
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

static bool is_power(uint32_t n)
{
    return n > 0 && (n & (n - 1)) == 0;
}

/* Do pages and blocks divide the unit, and have the lookups room for entries, magic and stamp? */
static bool measure(struct otaml_spiffs_volume *v, uint32_t page, uint32_t block)
{
    const struct otaml_media *m = v->cfg->media;
    const uint32_t end = v->cfg->magic == OTAML_SPIFFS_MAGIC_NONE ? 2 : 4;

    if (!is_power(page) || page < PAGE_MIN || page > PAGE_MAX || !is_power(block) || block <= page
        || !is_power(m->erase_size) || m->erase_size > block || m->prog_size != 1
        || !m->clears_bits) {
        return false;
    }
    while (page << v->block_log2 < block) {
        v->block_log2++;
    }
    v->page_size = page;
    v->block_pages = 1u << v->block_log2;
    v->blocks = m->size / block;
    v->lookup_pages = 2 * v->block_pages / page;
    if (v->lookup_pages == 0) {
        v->lookup_pages = 1;
    }
    return v->blocks >= BLOCKS_MIN && v->blocks * block == m->size
           && otaml_spiffs_pages(v) <= PAGES_MAX
           && 2 * otaml_spiffs_block_room(v) <= v->lookup_pages * page - end;
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
    page = cfg->page_size ? cfg->page_size : OTAML_SPIFFS_STORE_PAGE;
    block = cfg->block_size ? cfg->block_size : cfg->media->erase_size;
    memset(f, 0, sizeof(*f));
    f->volume.cfg = cfg;
    f->volume.file = &f->file;
    err = otaml_media_check(cfg->media);
    if (err || !measure(&f->volume, page, block)) {
        return err ? err : OTAML_ERR_GEOMETRY;
    }
    f->file.store.ops = &ops;
    f->file.files = &otaml_spiffs_file_ops;
    f->file.chunk = cfg->chunk;
    f->file.chunk_size = cfg->chunk_size - cfg->chunk_size % (page - SPIFFS_HEAD);
    return cfg->chunk_size < 2 * page ? OTAML_ERR_ARG : OTAML_OK;
}
