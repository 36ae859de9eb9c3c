/*
 * flash_store.c - the flash store: mount, list, open, read, remove. API: otaml/flash_store.h
 */
#include <string.h>

#include "base_priv.h"
#include "flash_priv.h"

#define SIZE_MAX_BYTES (1024u * 1024 * 1024)
#define STRANGE_MAX    3u /* more than power cuts leave where there is no object at all */

static struct otaml_flash_store *store_of(struct otaml_store *s)
{
    return (struct otaml_flash_store *)(void *)s; /* its first member */
}

static int flash_format(struct otaml_store *s)
{
    struct otaml_flash_store *f = store_of(s);
    bool erased;
    int err = OTAML_OK;

    if (f->open) {
        return OTAML_ERR_BUSY;
    }
    f->mounted = 0;
    f->phase = FLASH_IDLE;
    /* Where a store was, its objects die first, so that none outlives a power cut without its
     * bytes. Where none was, nothing is lost when that fails: all is erased below. */
    (void)otaml_flash_kill(f, FLASH_LIVE, NULL, UINT32_MAX);
    (void)otaml_flash_kill(f, FLASH_OPEN, NULL, UINT32_MAX);
    for (uint32_t unit = otaml_flash_units(f); !err && unit > 0; unit--) {
        err = otaml_flash_blank_unit(f, unit - 1, &erased);
    }
    return err;
}

static int flash_mount(struct otaml_store *s)
{
    struct otaml_flash_store *f = store_of(s);
    uint32_t objects, strange;
    int err = otaml_flash_survey(f, &objects, &strange);

    f->phase = FLASH_IDLE;
    f->fill = 0;
    if (!err && objects == 0 && (strange >= STRANGE_MAX || strange == otaml_flash_units(f))) {
        err = OTAML_ERR_UNFORMATTED;
    }
    f->mounted = !err;
    return err;
}

static int flash_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e)
{
    struct otaml_flash_store *f = store_of(s);
    struct flash_walk w = { *cursor, 0 };
    struct flash_extent x;
    int err = f->mounted ? OTAML_OK : OTAML_ERR_STATE;

    do {
        err = err ? err : otaml_flash_next(f, &w, &x);
    } while (!err && x.state != FLASH_LIVE);
    *cursor = w.unit;
    if (!err) {
        *e = x.entry;
    }
    return err;
}

static int flash_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    struct otaml_flash_store *f = store_of(s);
    const uint8_t *base = otaml_flash_media(f)->base;
    struct flash_extent x;
    int err = f->mounted ? otaml_flash_find(f, FLASH_LIVE, name, &x) : OTAML_ERR_STATE;

    if (!err) {
        o->entry = x.entry;
        o->where = x.data;
        o->map = base ? base + x.data : NULL;
        o->next = f->open;
        f->open = o;
    }
    return err;
}

static void flash_close(struct otaml_store *s, struct otaml_store_object *o)
{
    struct otaml_store_object **link = &store_of(s)->open;

    while (*link && *link != o) {
        link = &(*link)->next;
    }
    if (*link) {
        *link = o->next;
    }
    o->next = NULL;
}

static int flash_read(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off,
                      void *dst, uint32_t len)
{
    const struct otaml_media *m = otaml_flash_media(store_of(s));

    return len > 0 ? m->read(m->ctx, o->where + off, dst, len) : OTAML_OK;
}

static int flash_remove(struct otaml_store *s, const char *name)
{
    struct otaml_flash_store *f = store_of(s);
    struct flash_extent x;
    int err = f->mounted ? otaml_flash_find(f, FLASH_LIVE, name, &x) : OTAML_ERR_STATE;

    /* Elders of the name, if a failure left any, before it: none may come back. */
    err = err ? err : otaml_flash_kill(f, FLASH_LIVE, name, x.unit);
    return err ? err : otaml_flash_kill(f, FLASH_LIVE, name, UINT32_MAX);
}

/* The biggest object in a run of so many erase units. */
static uint32_t biggest(const struct otaml_flash_store *f, uint32_t units)
{
    const struct otaml_media *m = otaml_flash_media(f);
    uint32_t low = 0, high = units * m->erase_size;
    struct flash_layout l;

    while (low < high) {
        const uint32_t middle = high - (high - low) / 2;
        if (otaml_flash_layout(m, middle, f->chunk_max_log2, &l) && l.units <= units) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

static int flash_space(struct otaml_store *s, struct otaml_store_space *space)
{
    struct otaml_flash_store *f = store_of(s);
    uint32_t used, longest;
    int err = f->mounted ? otaml_flash_usage(f, &used, &longest) : OTAML_ERR_STATE;

    if (!err) {
        space->total = otaml_flash_media(f)->size;
        space->used = used * otaml_flash_media(f)->erase_size;
        space->largest = biggest(f, longest);
    }
    return err;
}

static const struct otaml_store_ops flash_ops = {
    "flash",           flash_format, flash_mount,       flash_list,         flash_open,
    flash_close,       flash_read,   otaml_flash_begin, otaml_flash_append, otaml_flash_commit,
    otaml_flash_abort, flash_remove, flash_space,
};

static bool power_of_two(uint32_t v, uint32_t low, uint32_t high)
{
    return v >= low && v <= high && (v & (v - 1)) == 0;
}

int otaml_flash_store_init(struct otaml_flash_store *f, const struct otaml_flash_store_config *cfg)
{
    const struct otaml_media *m = cfg->media;
    int err = otaml_media_check(m);

    if (err || !cfg->chunk || cfg->chunk_size < OTAML_FLASH_STORE_CHUNK_MIN
        || cfg->chunk_size < m->prog_size) {
        return err ? err : OTAML_ERR_ARG;
    }
    if (!power_of_two(m->erase_size, 256, 1024u * 1024) || !power_of_two(m->prog_size, 1, 256)
        || m->size > SIZE_MAX_BYTES) {
        return OTAML_ERR_GEOMETRY;
    }
    memset(f, 0, sizeof(*f));
    f->store.ops = &flash_ops;
    f->cfg = cfg;
    f->chunk_max_log2 = 8;
    while (f->chunk_max_log2 < 16 && cfg->chunk_size >> (f->chunk_max_log2 + 1) > 0) {
        f->chunk_max_log2++;
    }
    return OTAML_OK;
}
