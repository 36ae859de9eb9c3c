/*
 * eefs_table.c - the table of slots, kept through power cuts. API: eefs_priv.h
 *
 *   0     4       8         12            16          20      24
 *   | crc | magic | version | free offset | free size | count | 64 x (offset, room) |
 *
 * Slots lie in line from 536 on, so each entry's offset is known from those before it: an entry
 * with that offset is a link, and only links count. What is written goes in an order in which any
 * bits of one write may be old or new without a doubt about what is meant; the proof is in
 * spec/eefs-store.md, "The table".
 */
#include <string.h>
#include <otaml/crc32.h>

#include "base_priv.h"
#include "eefs_priv.h"

/* A move of the boundary between two deleted slots, noted in the first one's header where a
 * file in use has its name: no name begins so. */
#define MOVE_MAGIC 0x01764d01u
enum { MOVE_OFF = 4, MOVE_ROOM = 8, MOVE_ROOM_2 = 12, MOVE_CRC = 16, MOVE_NOTE = 20 };

/* The links as they lie on the unit. */
struct chain {
    uint32_t links, end; /* how many, and where the last one's slot ends; */
    uint32_t before;     /* where the one before ends */
    uint32_t counted;    /* where the slot ends that the count says is the last; 0: not reached */
};

static uint32_t entry_at(uint32_t index)
{
    return EEFS_AT_ENTRIES + EEFS_ENTRY * index;
}

static uint32_t unit_size(const struct otaml_eefs_store *e)
{
    return otaml_eefs_media(e)->size;
}

/* Does a slot of no room begin there? */
static bool fits(const struct otaml_eefs_store *e, uint32_t off)
{
    return off % 4 == 0 && unit_size(e) >= EEFS_HEADER && off <= unit_size(e) - EEFS_HEADER;
}

static int read_entry(const struct otaml_eefs_store *e, uint32_t index, uint32_t *off,
                      uint32_t *room)
{
    uint8_t bytes[EEFS_ENTRY];
    int err = otaml_eefs_read(e, entry_at(index), bytes, sizeof(bytes));

    if (!err) {
        *off = otaml_eefs_get32(e, bytes);
        *room = otaml_eefs_get32(e, bytes + 4);
    }
    return err;
}

int otaml_eefs_entry(const struct otaml_eefs_store *e, uint32_t index, uint32_t *off,
                     uint32_t *room)
{
    int err = read_entry(e, index, off, room);

    if (!err
        && (*off < EEFS_FIRST || !fits(e, *off) || *room > unit_size(e) - EEFS_HEADER - *off)) {
        err = OTAML_ERR_CORRUPT; /* it was right at the mount */
    }
    return err;
}

/* ---- count and free memory ---- */

/* The count last, and where the free memory begins right before it changes: so the two agree only
 * if both are old or both are new. */
static int put_head(struct otaml_eefs_store *e, uint32_t count, uint32_t end)
{
    uint8_t bytes[8];
    int err;

    otaml_eefs_put32(e, bytes, end);
    otaml_eefs_put32(e, bytes + 4, unit_size(e) - end);
    err = otaml_eefs_write(e, EEFS_AT_FREE, bytes, sizeof(bytes));
    err = err ? err : otaml_eefs_write32(e, EEFS_AT_COUNT, count);
    if (!err) {
        e->count = count;
        e->end = end;
        e->doubt = false;
    }
    return err;
}

/* Behind the table's end there may be anything, but no link: with one the table would seem
 * longer than it is while the count is torn. */
static int unlink_at(const struct otaml_eefs_store *e, uint32_t index, uint32_t end)
{
    uint32_t off, room;
    int err;

    if (index >= OTAML_EEFS_STORE_SLOTS) {
        return OTAML_OK;
    }
    err = read_entry(e, index, &off, &room);
    return err || off != end ? err : otaml_eefs_write32(e, entry_at(index), 0);
}

int otaml_eefs_table_append(struct otaml_eefs_store *e, uint32_t room)
{
    const uint32_t entry = entry_at(e->count), next = e->end + EEFS_HEADER + room;
    int err = unlink_at(e, e->count, e->end);

    e->doubt = true;
    err = err ? err : unlink_at(e, e->count + 1, next);
    err = err ? err : otaml_eefs_zero(e, e->end, EEFS_HEADER);
    err = err ? err : otaml_eefs_write32(e, entry + 4, room);
    err = err ? err : otaml_eefs_write32(e, entry, e->end); /* now it is a link */
    return err ? err : put_head(e, e->count + 1, next);
}

int otaml_eefs_table_shorten(struct otaml_eefs_store *e)
{
    uint32_t off, room;
    int err = otaml_eefs_entry(e, e->count - 1, &off, &room);

    e->doubt = true;
    err = err ? err : otaml_eefs_write32(e, entry_at(e->count - 1), 0);
    return err ? err : put_head(e, e->count - 1, off);
}

/* ---- boundaries between deleted slots ---- */

/* Both entries but the first one's offset; then the note is spent. */
static int put_boundary(const struct otaml_eefs_store *e, uint32_t index, uint32_t off,
                        uint32_t room, uint32_t room_2)
{
    uint8_t bytes[12];
    int err;

    otaml_eefs_put32(e, bytes, room);
    otaml_eefs_put32(e, bytes + 4, off + EEFS_HEADER + room);
    otaml_eefs_put32(e, bytes + 8, room_2);
    err = otaml_eefs_write(e, entry_at(index) + 4, bytes, sizeof(bytes));
    return err ? err : otaml_eefs_zero(e, off + EEFS_AT_NAME, MOVE_NOTE);
}

int otaml_eefs_table_move(struct otaml_eefs_store *e, const struct eefs_slot *first,
                          const struct eefs_slot *second, uint32_t room)
{
    const uint32_t room_2 = first->room + second->room - room;
    uint8_t note[MOVE_NOTE];
    int err = otaml_eefs_show(e, second->off, false);

    e->doubt = true;
    /* The new place of the second one's header is deleted before it is one. */
    err = err ? err : otaml_eefs_zero(e, first->off + EEFS_HEADER + room, EEFS_HEADER);
    otaml_put_le32(note, MOVE_MAGIC);
    otaml_put_le32(note + MOVE_OFF, first->off);
    otaml_put_le32(note + MOVE_ROOM, room);
    otaml_put_le32(note + MOVE_ROOM_2, room_2);
    otaml_put_le32(note + MOVE_CRC, otaml_crc32(0, note, MOVE_CRC));
    err = err ? err : otaml_eefs_write(e, first->off + EEFS_AT_NAME, note, sizeof(note));
    err = err ? err : put_boundary(e, first->index, first->off, room, room_2);
    e->doubt = err != OTAML_OK;
    return err;
}

/* Where do the two slots from `index` on end, which a move does not change? */
static int anchor(const struct otaml_eefs_store *e, uint32_t index, uint32_t *end)
{
    uint32_t room;

    *end = e->end;
    return index + 2 < e->count ? read_entry(e, index + 2, end, &room) : OTAML_OK;
}

/* Is a move noted in the header at off, of slot `index`, that its two slots can have gone through?
 */
static int read_note(const struct otaml_eefs_store *e, uint32_t index, uint32_t off, uint32_t *room,
                     uint32_t *room_2)
{
    uint8_t h[EEFS_HEADER];
    const uint8_t *note = h + EEFS_AT_NAME;
    uint32_t end, left;
    int err = otaml_eefs_read(e, off, h, sizeof(h));

    if (err) {
        return err;
    }
    if (otaml_get_le32(note) != MOVE_MAGIC || otaml_eefs_get32(e, h + EEFS_AT_IN_USE) == 1
        || otaml_get_le32(note + MOVE_CRC) != otaml_crc32(0, note, MOVE_CRC)
        || otaml_get_le32(note + MOVE_OFF) != off) {
        return OTAML_ERR_NOT_FOUND;
    }
    *room = otaml_get_le32(note + MOVE_ROOM);
    *room_2 = otaml_get_le32(note + MOVE_ROOM_2);
    err = anchor(e, index, &end);
    if (err) {
        return err;
    }
    if (end > unit_size(e) || end < off || end - off < 2 * EEFS_HEADER) {
        return OTAML_ERR_NOT_FOUND;
    }
    left = end - off - 2 * EEFS_HEADER;
    return *room <= left && *room_2 == left - *room && *room % 4 == 0 ? OTAML_OK
                                                                      : OTAML_ERR_NOT_FOUND;
}

static int redo_move(const struct otaml_eefs_store *e, uint32_t index, uint32_t off)
{
    uint32_t room, room_2;
    int err;

    if (e->count > OTAML_EEFS_STORE_SLOTS || index + 1 >= e->count) {
        return OTAML_OK; /* moves are made where the count is right, of two slots */
    }
    err = read_note(e, index, off, &room, &room_2);
    err = err ? err : put_boundary(e, index, off, room, room_2);
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* ---- reading ---- */

static int follow(const struct otaml_eefs_store *e, struct chain *c)
{
    uint32_t off, room;
    int err = OTAML_OK;

    *c = (struct chain){ .end = EEFS_FIRST, .counted = e->count == 0 ? EEFS_FIRST : 0 };
    while (c->links < OTAML_EEFS_STORE_SLOTS && fits(e, c->end)) {
        err = redo_move(e, c->links, c->end);
        err = err ? err : read_entry(e, c->links, &off, &room);
        if (err || off != c->end || room > unit_size(e) - EEFS_HEADER - off) {
            break;
        }
        c->before = c->end;
        c->end += EEFS_HEADER + room;
        c->links++;
        if (c->links == e->count) {
            c->counted = c->end;
        }
    }
    return err;
}

/* Can v be what a write of b over a leaves when it is torn, or the other way round? */
static bool mix(uint32_t v, uint32_t a, uint32_t b)
{
    return ((v ^ a) & ~(a ^ b)) == 0;
}

/* Is the slot behind the links one that was being given back? Then its offset was being cleared,
 * its room still stands, and it is not in use. */
static int was_given_back(const struct otaml_eefs_store *e, const struct chain *c, bool *was)
{
    uint8_t in_use[4];
    uint32_t off, room;
    int err;

    *was = false;
    if (c->links == OTAML_EEFS_STORE_SLOTS || !fits(e, c->end)
        || !mix(e->count, c->links + 1, c->links)) {
        return OTAML_OK;
    }
    err = read_entry(e, c->links, &off, &room);
    err = err ? err : otaml_eefs_read(e, c->end + EEFS_AT_IN_USE, in_use, sizeof(in_use));
    if (!err) {
        *was = mix(off, c->end, 0) && mix(e->end, c->end + EEFS_HEADER + room, c->end)
               && otaml_eefs_get32(e, in_use) != 1;
    }
    return err;
}

/* A unit that is worn out there can still be read. */
static int mend_head(struct otaml_eefs_store *e, uint32_t count, uint32_t end)
{
    int err = put_head(e, count, end);

    e->count = count;
    e->end = end;
    return err == OTAML_ERR_IO ? OTAML_OK : err;
}

/* Count, free memory and links disagree. Is it what a torn write of ours leaves, and not a
 * damage? Then the links are right. */
static int judge(const struct otaml_eefs_store *e, const struct chain *c)
{
    bool ours = c->links > 0 && mix(e->count, c->links - 1, c->links)
                && mix(e->end, c->before, c->end); /* a slot was being added */
    int err = ours ? OTAML_OK : was_given_back(e, c, &ours);

    return err || ours ? err : OTAML_ERR_CORRUPT;
}

static int settle_count(struct otaml_eefs_store *e)
{
    struct chain c;
    int err = follow(e, &c);

    if (!err && c.counted != 0 && c.counted == e->end) {
        /* A link behind the count is a slot that was being added: then the size of the free
         * memory may be torn. */
        return c.links > e->count ? mend_head(e, e->count, e->end) : OTAML_OK;
    }
    err = err ? err : judge(e, &c);
    return err ? err : mend_head(e, c.links, c.end);
}

int otaml_eefs_table_read(struct otaml_eefs_store *e)
{
    uint8_t head[EEFS_AT_ENTRIES];
    int err = otaml_eefs_read(e, 0, head, sizeof(head));

    if (err) {
        return err;
    }
    e->big_endian = otaml_get_le32(head + EEFS_AT_MAGIC) != EEFS_MAGIC;
    if (otaml_eefs_get32(e, head + EEFS_AT_MAGIC) != EEFS_MAGIC) {
        return OTAML_ERR_UNFORMATTED;
    }
    if (otaml_eefs_get32(e, head + EEFS_AT_VERSION) != EEFS_VERSION) {
        return OTAML_ERR_UNSUPPORTED;
    }
    e->end = otaml_eefs_get32(e, head + EEFS_AT_FREE);
    e->count = otaml_eefs_get32(e, head + EEFS_AT_COUNT);
    err = settle_count(e);
    e->doubt = err != OTAML_OK;
    return err;
}

int otaml_eefs_ready(struct otaml_eefs_store *e)
{
    if (!e->file.mounted) {
        return OTAML_ERR_STATE;
    }
    return e->doubt ? otaml_eefs_table_read(e) : OTAML_OK;
}

int otaml_eefs_table_make(struct otaml_eefs_store *e)
{
    int err;

    e->big_endian = e->cfg->big_endian;
    err = otaml_eefs_zero(e, EEFS_AT_MAGIC, 4); /* from now on there is no store */
    err = err ? err : otaml_eefs_zero(e, EEFS_AT_CRC, 4);
    err = err ? err : otaml_eefs_zero(e, EEFS_AT_ENTRIES, EEFS_FIRST - EEFS_AT_ENTRIES);
    err = err ? err : otaml_eefs_write32(e, EEFS_AT_VERSION, EEFS_VERSION);
    err = err ? err : put_head(e, 0, EEFS_FIRST);
    return err ? err : otaml_eefs_write32(e, EEFS_AT_MAGIC, EEFS_MAGIC);
}
