/*
 * flash_room.c - where a new object goes. API: flash_priv.h
 *
 * Nothing can be moved, so two wishes are weighed. For wear, each object goes behind the
 * newest one, around the unit in turn. But a small object in the midst of a gap can leave
 * no run long enough for the next version of a large one: an update that went well for
 * years would fail. So the first place in turn is taken that leaves a gap for the longest
 * object, somewhat grown, and that leaves it two runs to go to and fro between, its own
 * counted; where no place does, the one that leaves most.
 *
 * Gaps are counted from the headers each time; no table is kept in RAM.
 */
#include "base_priv.h"
#include "flash_priv.h"

#define GROWTH 8u  /* the next version of a model may be longer by one part in so many */
#define TRIES  24u /* places weighed at most; each costs one walk over the headers */

enum pass { AFTER_NEWEST, FROM_START, AT_GAP_END, NO_MORE };

/* Runs of erase units that no object blocks. */
struct gaps {
    struct flash_walk walk;
    uint32_t at;
    bool ended;
    const char *gone; /* not NULL: as if this name's object, and all pins, were gone */
    uint32_t absent;  /* then also the object at this erase unit; UINT32_MAX: none */
};

/* The longest object once the new one is there, and the run that its next version may need. */
struct longest {
    uint32_t unit; /* UINT32_MAX: it is the new one */
    uint32_t wanted;
};

struct places {
    struct gaps gaps;
    enum pass pass;
};

bool otaml_flash_pinned(const struct otaml_flash_store *f, const struct flash_extent *x)
{
    const struct otaml_store_object *o = f->open;

    while (o && o->where != x->data) {
        o = o->next;
    }
    return o != NULL;
}

static bool blocks(const struct otaml_flash_store *f, const struct flash_extent *x,
                   const char *gone)
{
    if (gone) {
        return x->state == FLASH_LIVE && !otaml_flash_same_name(&x->entry, gone);
    }
    return x->state == FLASH_LIVE || otaml_flash_pinned(f, x);
}

/* The next gap, [*start, *end). OTAML_ERR_NOT_FOUND: no more. */
static int next_gap(const struct otaml_flash_store *f, struct gaps *g, uint32_t *start,
                    uint32_t *end)
{
    struct flash_extent x;

    while (!g->ended) {
        int err = otaml_flash_next(f, &g->walk, &x);
        *start = g->at; /* behind the last object that blocks */
        if (err == OTAML_ERR_NOT_FOUND) {
            g->ended = true;
            *end = otaml_flash_units(f);
        } else if (err) {
            return err;
        } else if (!blocks(f, &x, g->gone) || (g->gone && x.unit == g->absent)) {
            continue;
        } else {
            *end = x.unit;
            g->at = x.unit + x.units;
        }
        if (*end > *start) {
            return OTAML_OK;
        }
    }
    return OTAML_ERR_NOT_FOUND;
}

struct left {
    uint32_t runs;    /* for the longest object, 2 at most counted */
    uint32_t longest; /* gap */
    uint64_t squares; /* the sum of the gaps' squares: the more, the less fragmented */
};

static bool better(const struct left *a, const struct left *b)
{
    if (a->runs != b->runs) {
        return a->runs > b->runs;
    }
    return a->longest > b->longest || (a->longest == b->longest && a->squares > b->squares);
}

static void count_gap(struct left *left, uint32_t n, uint32_t wanted)
{
    /* Both are set; clang 14's analyzer loses them on the way through next_gap. */
    left->runs = otaml_min_u32(2, left->runs + n / wanted); /* NOLINT(clang-analyzer-core.*) */
    left->longest = n > left->longest ? n : left->longest;
    left->squares += (uint64_t)n * n;
}

/* What is left of the gaps once [unit, unit + n) is the object `name`, and `absent` not there. */
static int count_gaps(const struct otaml_flash_store *f, struct gaps g, uint32_t unit, uint32_t n,
                      uint32_t wanted, struct left *left)
{
    uint32_t start, end;
    int err;

    *left = (struct left){ 0, 0, 0 };
    while ((err = next_gap(f, &g, &start, &end)) == OTAML_OK) {
        if (unit >= end || unit + n <= start) {
            count_gap(left, end - start, wanted);
        } else {
            count_gap(left, unit > start ? unit - start : 0, wanted);
            count_gap(left, unit + n < end ? end - unit - n : 0, wanted);
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

static int left_by(const struct otaml_flash_store *f, const char *name, uint32_t unit, uint32_t n,
                   const struct longest *l, struct left *left)
{
    const struct gaps all = { { 0, 0 }, 0, false, name, UINT32_MAX };
    const struct gaps without = { { 0, 0 }, 0, false, name, l->unit };
    struct left apart;
    int err = count_gaps(f, all, unit, n, l->wanted, left);

    if (!err && l->unit == UINT32_MAX) { /* the new one is the longest: as if it were not there */
        unit = otaml_flash_units(f);
        n = 0;
    }
    err = err ? err : count_gaps(f, without, unit, n, l->wanted, &apart);
    if (!err) {
        left->runs = apart.runs;
    }
    return err;
}

static int find_longest(const struct otaml_flash_store *f, const char *name, uint32_t n,
                        struct longest *l)
{
    struct flash_walk w = { 0, 0 };
    struct flash_extent x;
    int err;

    *l = (struct longest){ UINT32_MAX, n + n / GROWTH };
    while ((err = otaml_flash_next(f, &w, &x)) == OTAML_OK) {
        if (blocks(f, &x, name) && x.units > n) {
            l->unit = x.unit;
            n = x.units;
        }
    }
    l->wanted = n + n / GROWTH;
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* The next place for n erase units, in the order of preference. */
static int next_place(const struct otaml_flash_store *f, struct places *p, uint32_t n,
                      uint32_t *unit)
{
    uint32_t start, end;

    while (p->pass != NO_MORE) {
        int err = next_gap(f, &p->gaps, &start, &end);
        if (err == OTAML_ERR_NOT_FOUND) {
            p->pass = (enum pass)(p->pass + 1);
            p->gaps = (struct gaps){ { 0, 0 }, 0, false, NULL, UINT32_MAX };
            continue;
        }
        if (err) {
            return err;
        }
        if (p->pass == AFTER_NEWEST && start < f->next_unit) {
            start = otaml_min_u32(f->next_unit, end);
        } else if (p->pass == FROM_START && start >= f->next_unit) {
            continue; /* was there */
        } else if (p->pass == AT_GAP_END && end - start >= n) {
            start = end - n;
        }
        if (end - start >= n) {
            *unit = start;
            return OTAML_OK;
        }
    }
    return OTAML_ERR_NOT_FOUND;
}

int otaml_flash_place(const struct otaml_flash_store *f, const char *name, uint32_t n,
                      uint32_t *unit)
{
    struct places p = { { { 0, 0 }, 0, false, NULL, UINT32_MAX }, AFTER_NEWEST };
    struct left left, most = { 0, 0, 0 };
    struct longest longest;
    uint32_t place;
    bool found = false;
    int err = find_longest(f, name, n, &longest);

    for (uint32_t i = 0; !err && i < TRIES && (most.runs < 2 || most.longest < longest.wanted);
         i++) {
        err = next_place(f, &p, n, &place);
        err = err ? err : left_by(f, name, place, n, &longest, &left);
        if (!err && (!found || better(&left, &most))) {
            found = true;
            most = left;
            *unit = place;
        }
    }
    if (err == OTAML_ERR_NOT_FOUND) {
        err = OTAML_OK;
    }
    return err ? err : (found ? OTAML_OK : OTAML_ERR_NOSPC);
}

int otaml_flash_usage(const struct otaml_flash_store *f, uint32_t *used, uint32_t *longest)
{
    struct gaps g = { { 0, 0 }, 0, false, NULL, UINT32_MAX };
    struct flash_walk w = { 0, 0 };
    struct flash_extent x;
    uint32_t start, end;
    int err;

    *used = 0;
    *longest = 0;
    while ((err = otaml_flash_next(f, &w, &x)) == OTAML_OK) {
        *used += x.state != FLASH_DEAD || otaml_flash_pinned(f, &x) ? x.units : 0;
    }
    if (err != OTAML_ERR_NOT_FOUND) {
        return err;
    }
    while ((err = next_gap(f, &g, &start, &end)) == OTAML_OK) {
        *longest = end - start > *longest ? end - start : *longest;
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}
