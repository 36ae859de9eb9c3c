/*
 * flash_recover.c - how much of an unfinished object can be relied on. API: flash_priv.h
 *
 * A chunk's mark, the crc of what the chunk is to hold, is programmed before the chunk. So
 * the last mark shows where writing was, and its crc whether the chunk is all there. Bytes
 * before that chunk's erase unit are good: they were programmed in full before it was
 * touched. Within the erase unit chunks are good from its start as far as their crc agrees;
 * behind that everything must be blank, or a program or an erasure was torn there, and the
 * erase unit is made blank and fetched again. Marks stay: the digest in the header fixes
 * what the bytes will be.
 *
 * A chunk of 0xff bytes looks blank when it is there: it counts where its mark says so and
 * all before it is good, and where not it is programmed again, which media.h makes harmless.
 */
#include <otaml/crc32.h>

#include "base_priv.h"
#include "flash_priv.h"

uint32_t otaml_flash_chunk_len(const struct otaml_flash_store *f, uint32_t at)
{
    const uint32_t chunk = (uint32_t)1 << f->chunk_log2;

    return otaml_min_u32(chunk - ((f->data + at) & (chunk - 1)), f->entry.size - at);
}

static uint32_t index_of(const struct otaml_flash_store *f, uint32_t at)
{
    return ((f->data + at) >> f->chunk_log2) - (f->data >> f->chunk_log2);
}

static uint32_t start_of(const struct otaml_flash_store *f, uint32_t index)
{
    return index == 0 ? 0 : (((f->data >> f->chunk_log2) + index) << f->chunk_log2) - f->data;
}

bool otaml_flash_mark_of(const struct otaml_flash_store *f, uint32_t at, uint32_t *off)
{
    const uint32_t index = index_of(f, at);
    struct flash_layout l;

    (void)otaml_flash_layout(otaml_flash_media(f), f->entry.size, f->chunk_log2, &l);
    *off =
        f->unit * otaml_flash_media(f)->erase_size + l.mark + (index >> l.mark_log2) * l.mark_step;
    return (index & (((uint32_t)1 << l.mark_log2) - 1)) == 0;
}

uint32_t otaml_flash_mark_value(const uint8_t *chunk, uint32_t len)
{
    const uint32_t crc = otaml_crc32(0, chunk, len);

    return crc == 0 || crc == UINT32_MAX ? 1 : crc; /* neither erased nor damaged */
}

/* Marks are programmed in order: how many of the first `marks` are not blank. */
static int count_marks(const struct otaml_flash_store *f, const struct flash_layout *l,
                       uint32_t marks, uint32_t *count)
{
    uint32_t low = 0, high = marks;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        bool blank;
        int err = otaml_flash_is_blank(
            f, f->unit * otaml_flash_media(f)->erase_size + l->mark + middle * l->mark_step,
            l->mark_step, &blank);
        if (err) {
            return err;
        }
        if (blank) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    *count = low;
    return OTAML_OK;
}

static int chunk_is_blank(const struct otaml_flash_store *f, uint32_t index, bool *blank)
{
    const uint32_t at = start_of(f, index);

    return otaml_flash_is_blank(f, f->data + at, otaml_flash_chunk_len(f, at), blank);
}

/* The last chunk that may hold something: the last marked one, or behind it, where only one
 * chunk in several has a mark, one without. OTAML_ERR_NOT_FOUND: no chunk was begun. */
static int last_begun(const struct otaml_flash_store *f, uint32_t *last)
{
    struct flash_layout l;
    uint32_t marked, first;
    const uint32_t chunks = f->entry.size > 0 ? index_of(f, f->entry.size - 1) + 1 : 0;
    bool blank = true;
    int err;

    *last = 0;
    (void)otaml_flash_layout(otaml_flash_media(f), f->entry.size, f->chunk_log2, &l);
    err = chunks == 0 ? OTAML_ERR_NOT_FOUND
                      : count_marks(f, &l, ((chunks - 1) >> l.mark_log2) + 1, &marked);
    if (err || marked == 0) {
        return err ? err : OTAML_ERR_NOT_FOUND;
    }
    first = (marked - 1) << l.mark_log2;
    *last = otaml_min_u32(chunks, first + ((uint32_t)1 << l.mark_log2)) - 1;
    while (!err && blank && *last > first) {
        err = chunk_is_blank(f, *last, &blank);
        *last -= blank ? 1 : 0;
    }
    return err;
}

/* Is the chunk all there, by its mark? */
static int chunk_is_good(const struct otaml_flash_store *f, uint32_t index, bool *good)
{
    const struct otaml_media *m = otaml_flash_media(f);
    const uint32_t at = start_of(f, index);
    const uint32_t len = otaml_flash_chunk_len(f, at);
    uint8_t mark[4];
    uint32_t off;
    int err;

    *good = false;
    if (!otaml_flash_mark_of(f, at, &off)) {
        return OTAML_OK;
    }
    err = otaml_flash_read(f, off, mark, sizeof(mark));
    err = err ? err : m->read(m->ctx, f->data + at, f->cfg->chunk, len);
    *good = !err && otaml_get_le32(mark) == otaml_flash_mark_value(f->cfg->chunk, len);
    return err == OTAML_ERR_CORRUPT ? OTAML_OK : err;
}

int otaml_flash_recover(struct otaml_flash_store *f, uint32_t *redo)
{
    const uint32_t erase_size = otaml_flash_media(f)->erase_size;
    uint32_t first, last, i, unit_start, end;
    bool good, blank = true;
    int err = last_begun(f, &last);

    *redo = 0;
    f->durable = 0;
    if (err) {
        return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
    }
    unit_start = (f->data + start_of(f, last)) / erase_size * erase_size;
    first = unit_start > f->data ? index_of(f, unit_start - f->data) : 0;
    for (i = first; i <= last; i++) {
        err = chunk_is_good(f, i, &good);
        if (err || !good) {
            break;
        }
    }
    end = start_of(f, last) + otaml_flash_chunk_len(f, start_of(f, last));
    f->durable = i <= last ? start_of(f, i) : end;
    for (; !err && blank && i <= last; i++) {
        err = chunk_is_blank(f, i, &blank);
    }
    if (err || blank) {
        return err;
    }
    if (unit_start < f->data) {
        return OTAML_ERR_CORRUPT; /* the erase unit of the header: it cannot be erased alone */
    }
    f->durable = unit_start - f->data;
    *redo = (f->data + end - unit_start - 1) / erase_size + 1;
    return OTAML_OK;
}
