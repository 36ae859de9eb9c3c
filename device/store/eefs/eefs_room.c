/*
 * eefs_room.c - which slot a new object gets. API: eefs_priv.h
 *
 * Files never move, so deleted slots are used again, in this order:
 *
 *   1. a run of neighbouring deleted slots, mostly of one, that has the room and not half of it
 * more: in a life of updates the slot of the version before the last;
 *   2. the free memory with the deleted slots in front of it, which are given back to it first;
 *   3. any run of deleted slots with the room, the smallest.
 *
 * So a small file does not take the slot of a large one while there is free memory. A run of
 * several slots becomes one by moving the boundaries between them; the others keep their entries
 * and headers, with what room is left.
 */
#include "base_priv.h"
#include "eefs_priv.h"

/* Neighbouring free slots; their room is what one of them can have when the others keep only
 * their headers. */
struct run {
    uint32_t first, last; /* slots */
    uint32_t off, room;
};

struct survey {
    uint32_t need;
    struct run now;  /* that ends at the slot looked at; room is valid if it is not empty */
    struct run best; /* the smallest with the room needed; room 0: none */
    bool empty;
    uint32_t largest;             /* room of the largest run */
    uint32_t tail_slot, tail_off; /* where the free memory could begin */
    uint32_t used;
};

static void close_run(struct survey *y, const struct eefs_slot *s)
{
    y->empty = true;
    y->tail_slot = s->index + 1;
    y->tail_off = s->off + EEFS_HEADER + s->room;
}

static uint32_t room_between(uint32_t off, uint32_t end, uint32_t slots)
{
    return end - off - EEFS_HEADER * slots;
}

/* The run up to s, cut to the fewest slots that have the room. */
static int shrink_run(const struct otaml_eefs_store *e, struct survey *y, struct run *r,
                      uint32_t end)
{
    uint32_t off, room;
    int err = OTAML_OK;

    while (!err && r->first < r->last) {
        err = otaml_eefs_entry(e, r->first + 1, &off, &room);
        if (err || room_between(off, end, r->last - r->first) < y->need) {
            break;
        }
        r->first++;
        r->off = off;
        r->room = room_between(off, end, r->last - r->first + 1);
    }
    return err;
}

static int add_to_run(const struct otaml_eefs_store *e, struct survey *y, const struct eefs_slot *s)
{
    const uint32_t end = s->off + EEFS_HEADER + s->room;
    struct run *r = &y->now;
    struct run fit;
    int err = OTAML_OK;

    if (y->empty) {
        *r = (struct run){ s->index, s->index, s->off, s->room };
        y->empty = false;
    }
    r->last = s->index;
    r->room = room_between(r->off, end, r->last - r->first + 1);
    y->largest = r->room > y->largest ? r->room : y->largest;
    fit = *r;
    if (r->room >= y->need) {
        err = shrink_run(e, y, &fit, end);
        if (!err && (y->best.room == 0 || fit.room < y->best.room)) {
            y->best = fit;
        }
    }
    return err;
}

static int survey(const struct otaml_eefs_store *e, uint32_t need, struct survey *y)
{
    struct eefs_unfinished u;
    struct eefs_slot s;
    int err = OTAML_OK;

    *y = (struct survey){ .need = need, .empty = true, .tail_off = EEFS_FIRST };
    y->used = EEFS_FIRST;
    for (uint32_t i = 0; !err && i < e->count; i++) {
        err = otaml_eefs_slot(e, i, &s);
        if (err) {
            break;
        }
        if (otaml_eefs_is_free(e, &s)) {
            err = s.room % 4 == 0 ? add_to_run(e, y, &s) : OTAML_OK;
            err = err ? err : otaml_eefs_unfinished(e, &s, &u);
        } else {
            close_run(y, &s);
        }
        y->used += err ? 0 : EEFS_HEADER + s.room;
        err = err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
    }
    return err;
}

/* Room of a slot that begins where the free memory could. */
static uint32_t tail_room(const struct otaml_eefs_store *e, const struct survey *y)
{
    const uint32_t size = otaml_eefs_media(e)->size, head = y->tail_off + EEFS_HEADER;

    if (y->tail_slot >= OTAML_EEFS_STORE_SLOTS || y->tail_off % 4 != 0 || head > size) {
        return 0;
    }
    return (size - head) / 4 * 4;
}

int otaml_eefs_usage(const struct otaml_eefs_store *e, uint32_t *used, uint32_t *largest)
{
    struct survey y;
    int err = survey(e, UINT32_MAX, &y);

    if (!err) {
        const uint32_t tail = tail_room(e, &y);
        *used = y.used;
        *largest = tail > y.largest ? tail : y.largest;
    }
    return err;
}

/* Make the last two slots of the run one, as far as is needed. */
static int join(struct otaml_eefs_store *e, const struct run *r, uint32_t need)
{
    struct eefs_slot a, b;
    int err = otaml_eefs_slot(e, r->last - 1, &a);

    err = err ? err : otaml_eefs_slot(e, r->last, &b);
    if (!err) {
        const uint32_t both = a.room + b.room;
        err = otaml_eefs_table_move(e, &a, &b, r->last - 1 == r->first ? need : both);
    }
    return err ? err : OTAML_ERR_AGAIN;
}

static int use_run(struct otaml_eefs_store *e, const struct run *r, uint32_t need,
                   struct eefs_slot *s)
{
    return r->first == r->last ? otaml_eefs_slot(e, r->first, s) : join(e, r, need);
}

static int use_tail(struct otaml_eefs_store *e, const struct survey *y, struct eefs_slot *s)
{
    const uint32_t more = otaml_min_u32(e->cfg->spare, tail_room(e, y) - y->need);
    int err;

    if (y->tail_slot < e->count) {
        err = otaml_eefs_table_shorten(e);
        return err ? err : OTAML_ERR_AGAIN;
    }
    err = otaml_eefs_table_append(e, y->need + more / 4 * 4);
    return err ? err : otaml_eefs_slot(e, e->count - 1, s);
}

int otaml_eefs_place(struct otaml_eefs_store *e, uint32_t need, struct eefs_slot *s)
{
    struct survey y;
    int err = survey(e, need, &y);

    if (err) {
        return err;
    }
    if (y.best.room > 0 && y.best.room - need <= need / 2) {
        return use_run(e, &y.best, need, s);
    }
    if (tail_room(e, &y) >= need) {
        return use_tail(e, &y, s);
    }
    return y.best.room > 0 ? use_run(e, &y.best, need, s) : OTAML_ERR_NOSPC;
}
