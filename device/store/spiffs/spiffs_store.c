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

/* ---- format, mount ---- */

static int spiffs_format(struct otaml_store *s)
{
    const struct otaml_spiffs_store_config *cfg = otaml_spiffs_of(s)->cfg;

    return cfg->format ? cfg->format(s) : OTAML_ERR_UNSUPPORTED;
}

/* Look at the magic of all blocks. One may lack it: its erasure was cut, and is done again. */
static int check_blocks(struct otaml_spiffs_volume *v)
{
    uint32_t bad = v->blocks;
    int next = 0; /* stamp: one more than the highest */

    for (uint32_t block = 0; block < v->blocks; block++) {
        const int stamp = otaml_spiffs_stamp(v, block);
        if (stamp == SPIFFS_NO_MAGIC && bad == v->blocks) {
            bad = block;
        } else if (stamp < 0 || stamp == SPIFFS_NO_MAGIC) {
            return stamp < 0 ? stamp : OTAML_ERR_UNFORMATTED;
        } else if (stamp <= SPIFFS_STAMP_MAX && stamp >= next) {
            next = stamp + 1;
        }
    }
    v->stamp = (uint32_t)next & SPIFFS_STAMP_MAX;
    return bad < v->blocks ? otaml_spiffs_erase(v, bad) : OTAML_OK;
}

static int spiffs_mount(struct otaml_store *s)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(s);
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

/* The next object from *cursor on. */
static int next_object(struct otaml_spiffs_volume *v, uint32_t *cursor, struct spiffs_file *file)
{
    int err;

    do {
        err = otaml_spiffs_list(v, cursor, file);
    } while (!err && !otaml_spiffs_object_name(file->name));
    return err;
}

static int spiffs_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(s);
    struct spiffs_file file;
    const int err = next_object(v, cursor, &file);

    return err ? err : otaml_spiffs_entry_of(v, &file, e);
}

/* The object of this name, which readers see. */
static int find_object(struct otaml_spiffs_volume *v, const char *name, struct spiffs_file *file)
{
    uint32_t cursor = 0;
    int err;

    do {
        err = next_object(v, &cursor, file);
    } while (!err && strcmp(file->name + 1, name) != 0);
    return err;
}

static int spiffs_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(s);
    struct spiffs_file file;
    int err = find_object(v, name, &file);

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
    return otaml_spiffs_read_object(otaml_spiffs_of(s), o->where, off, dst, len);
}

static int spiffs_begin(struct otaml_store *s, const struct otaml_store_entry *e,
                        uint32_t *resume_at)
{
    return strlen(e->name) > OTAML_SPIFFS_STORE_NAME_MAX ? OTAML_ERR_NAME
                                                         : otaml_file_begin(s, e, resume_at);
}

static int spiffs_remove(struct otaml_store *s, const char *name)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(s);
    struct spiffs_file file;
    const int err = find_object(v, name, &file);

    return err ? err : otaml_spiffs_condemn(v, &file);
}

/* ---- space ---- */

/* Pages of what was removed and is not open: the next begin takes them. */
static int count_dead(const struct otaml_spiffs_volume *v)
{
    struct spiffs_walk w;
    int got, all = 0;

    otaml_spiffs_walk(v, &w, 0);
    while ((got = otaml_spiffs_next_condemned(v, &w)) > 0) {
        got = otaml_spiffs_count(v, otaml_spiffs_id(w.id), 0);
        if (got < 0) {
            break;
        }
        all += got;
    }
    return got < 0 ? got : all;
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
    struct otaml_spiffs_volume *v = otaml_spiffs_of(s);
    const uint32_t room = otaml_spiffs_room(v);
    const int dead = v->file->mounted ? count_dead(v) : OTAML_ERR_STATE;
    const int unfinished = v->unfinished && dead >= 0 ? otaml_spiffs_count(v, v->unfinished, 1) : 0;
    uint32_t used;

    if (dead < 0 || unfinished < 0) {
        return dead < 0 ? dead : unfinished;
    }
    used = otaml_min_u32(v->used - otaml_min_u32((uint32_t)dead, v->used), room);
    space->total = room * v->page_size;
    space->used = used * v->page_size;
    used += SPIFFS_RECORD_PAGES;
    used -= otaml_min_u32((uint32_t)unfinished, used);
    space->largest = used < room ? largest_in(v, room - used) : 0;
    return OTAML_OK;
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
static bool measure(struct otaml_spiffs_volume *v, uint32_t page, uint32_t block)
{
    const struct otaml_media *m = v->cfg->media;
    const uint32_t tail = v->cfg->magic == OTAML_SPIFFS_MAGIC_NONE ? 2 : 4;

    if (page < PAGE_MIN || page > PAGE_MAX || (page & (page - 1)) != 0 || m->prog_size != 1
        || !m->clears_bits || m->erase_size == 0 || block % m->erase_size != 0
        || block > m->size / BLOCKS_MIN) {
        return false;
    }
    do {
        v->block_log2++;
    } while (page << v->block_log2 < block);
    v->page_size = page;
    v->block_pages = 1u << v->block_log2;
    v->blocks = m->size / block;
    v->lookup_pages = (2 * v->block_pages + page - 1) / page;
    v->header_entries = (page - SPIFFS_FIXED - v->cfg->meta_size) / 2;
    v->index_entries = (page - SPIFFS_INDEX_HEAD) / 2;
    return page << v->block_log2 == block && v->blocks * block == m->size
           && otaml_spiffs_pages(v) <= PAGES_MAX
           && 2 * otaml_spiffs_block_room(v) + tail <= v->lookup_pages * page;
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
