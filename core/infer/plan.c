/*
 * plan.c - lay the activations out in the arena. API: plan_priv.h
 *
 * Each root takes, in some order, the lowest gap that is free for as long as it lives. No
 * one order is best for all networks, so several are tried, and then bettered: the root that
 * ends highest goes half as far back in the order, again and again. Nothing more is tried
 * once the bytes alive at the busiest moment are nearly met: less is impossible.
 */
#include "plan_priv.h"

#include <stdbool.h>
#include "base_priv.h"

#define NONE       UINT16_MAX
#define ROUNDS_MAX 48u

uint32_t otaml_plan_root(const struct plan *p, uint32_t tensor)
{
    while (tensor != PLAN_STATE && otaml_plan_at(p, tensor)->root != tensor) {
        tensor = otaml_plan_at(p, tensor)->root;
    }
    return tensor;
}

void otaml_plan_join(struct plan *p, uint32_t root, uint32_t tensor)
{
    struct plan_tensor *r = otaml_plan_at(p, root);
    const struct plan_tensor *t = otaml_plan_at(p, tensor);

    otaml_plan_at(p, tensor)->root = (uint16_t)root;
    r->last = t->last > r->last ? t->last : r->last;
    r->size = t->size > r->size ? t->size : r->size;
}

/* Move all that shares a root's place. */
static void shift_group(struct plan *p, uint32_t root, uint32_t by)
{
    for (uint32_t i = 0; i < p->n && by > 0; i++) {
        if (otaml_plan_root(p, i) == root) {
            otaml_plan_at(p, i)->shift += by;
        }
    }
    otaml_plan_at(p, root)->size += by;
}

void otaml_plan_overlap(struct plan *p, uint32_t in, uint32_t out, uint32_t ahead)
{
    const uint32_t root = otaml_plan_root(p, in);
    struct plan_tensor *x = otaml_plan_at(p, out);
    const uint32_t before = ahead + x->shift; /* from the beginning of out's place to in */

    if (before > otaml_plan_at(p, in)->shift) {
        shift_group(p, root, before - otaml_plan_at(p, in)->shift);
    }
    shift_group(p, out, otaml_plan_at(p, in)->shift - before);
    otaml_plan_join(p, root, out);
    x->eater = 1;
}

uint32_t otaml_plan_place(const struct plan *p, uint32_t tensor)
{
    return otaml_plan_at(p, otaml_plan_root(p, tensor))->offset + otaml_plan_at(p, tensor)->shift;
}

/* The orders tried. Ties are in the numbers' order, so a plan depends on the model alone. */
enum { BY_SIZE, BY_TIME, BY_LIFE, ORDERS };

static inline uint32_t weight(const struct plan_tensor *t, int order)
{
    return order == BY_SIZE   ? t->size
           : order == BY_TIME ? UINT16_MAX - (uint32_t)t->first
                              : (uint32_t)t->last - t->first;
}

/* The heavier one goes first; a's weight is known. */
static bool goes_before(const struct plan_tensor *a, uint32_t weight_a, const struct plan_tensor *b,
                        int order)
{
    const uint32_t weight_b = weight(b, order);

    if (weight_a != weight_b) {
        return weight_a > weight_b;
    }
    if (a->size != b->size) {
        return a->size > b->size;
    }
    return a->first != b->first ? a->first < b->first : a > b; /* entries lie downwards */
}

/* Put the roots into entries' `order`; returns how many there are. */
static uint32_t list_roots(struct plan *p)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->n; i++) {
        const struct plan_tensor *t = otaml_plan_at(p, i);
        if (t->size != 0 && t->root == i) {
            otaml_plan_at(p, count++)->order = (uint16_t)i;
        }
    }
    return count;
}

/* From one order to another: what goes first in both is moved little. */
static void sort_roots(struct plan *p, uint32_t count, int order)
{
    for (uint32_t i = 1; i < count; i++) {
        struct plan_tensor *turn = otaml_plan_at(p, i);
        const uint16_t root = turn->order;
        const struct plan_tensor *t = otaml_plan_at(p, root);
        const uint32_t weight_t = weight(t, order);
        for (uint32_t k = i; k > 0; k--, turn++) { /* entries lie downwards */
            const uint16_t before = turn[1].order;
            if (!goes_before(t, weight_t, otaml_plan_at(p, before), order)) {
                break;
            }
            turn->order = before;
        }
        turn->order = root;
    }
}

/* a + b, or UINT32_MAX. */
static inline uint32_t add(uint32_t a, uint32_t b)
{
    const uint32_t sum = a + b;
    return sum < a ? UINT32_MAX : sum;
}

/* The root at place i of the order. */
static struct plan_tensor *in_turn(const struct plan *p, uint32_t i)
{
    return otaml_plan_at(p, otaml_plan_at(p, i)->order);
}

/* Put one root into the lowest gap and into the list, which is kept by offset. */
static uint32_t place(struct plan *p, uint32_t root, uint32_t *head)
{
    struct plan_tensor *t = otaml_plan_at(p, root);
    uint32_t previous = NONE, follow, at = 0;

    for (uint32_t i = *head; i != NONE; i = otaml_plan_at(p, i)->next) {
        const struct plan_tensor *other = otaml_plan_at(p, i);
        if (other->first > t->last || other->last < t->first) {
            continue;
        }
        if (add(at, t->size) <= other->offset) {
            break;
        }
        const uint32_t end = add(other->offset, other->size);
        at = end > at ? end : at;
    }
    t->offset = at;
    for (follow = *head; follow != NONE && otaml_plan_at(p, follow)->offset <= t->offset;
         follow = otaml_plan_at(p, follow)->next) {
        previous = follow;
    }
    t->next = (uint16_t)follow;
    if (previous == NONE) {
        *head = root;
    } else {
        otaml_plan_at(p, previous)->next = (uint16_t)root;
    }
    return add(at, t->size);
}

/* Lay the roots out in the order that stands in the entries; *highest is the one that ends
 * highest, by its place in that order. */
static uint32_t layout(struct plan *p, uint32_t count, uint32_t *highest)
{
    uint32_t head = NONE, top = 0;

    for (uint32_t i = 0; i < count; i++) {
        const uint32_t end = place(p, otaml_plan_at(p, i)->order, &head);
        if (end > top) {
            top = end;
            *highest = i;
        }
    }
    return top;
}

/* Let the root at place `from` of the order have its turn in half the time. */
static void promote(struct plan *p, uint32_t from)
{
    const uint16_t root = otaml_plan_at(p, from)->order;

    for (uint32_t i = from; i > from / 2; i--) {
        otaml_plan_at(p, i)->order = otaml_plan_at(p, i - 1)->order;
    }
    otaml_plan_at(p, from / 2)->order = root;
}

/* Of up to `rounds` layouts, each bettered from the one before, the least bytes; *round says
 * which one it was, so that it can be had again. Ends at one that takes at most `enough`. */
static uint32_t search(struct plan *p, uint32_t count, int order, uint32_t rounds, uint32_t enough,
                       uint32_t *round)
{
    uint32_t best = UINT32_MAX, highest = 0;

    sort_roots(p, count, order);
    for (uint32_t i = 0; i < rounds && best > enough; i++) {
        if (i > 0) {
            promote(p, highest);
        }
        const uint32_t bytes = layout(p, count, &highest);
        if (i == 0 || bytes < best) {
            best = bytes;
            *round = i;
        }
    }
    return best;
}

uint32_t otaml_plan_alive(const struct plan *p, uint32_t time)
{
    uint32_t alive = 0;

    for (uint32_t i = 0; i < p->n; i++) {
        const struct plan_tensor *t = otaml_plan_at(p, i);
        if (t->size != 0 && t->root == i && t->first <= time && time <= t->last) {
            alive = add(alive, t->size);
        }
    }
    return alive;
}

/* Bytes alive at the busiest moment: some root is first alive then, so only those moments
 * need to be looked at. Leaves them in the order of time. */
static uint32_t busiest(struct plan *p, uint32_t count)
{
    uint32_t dead = 0; /* so many of the first ones */
    uint32_t most = 0;

    sort_roots(p, count, BY_TIME);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t now = in_turn(p, i)->first;
        uint32_t alive = 0;
        while (in_turn(p, dead)->last < now) {
            dead++; /* ends at the one that begins now */
        }
        for (uint32_t k = dead; k <= i; k++) {
            const struct plan_tensor *t = in_turn(p, k);
            alive = t->last >= now ? add(alive, t->size) : alive;
        }
        most = alive > most ? alive : most;
    }
    return most;
}

uint32_t otaml_plan_layout(struct plan *p)
{
    static const uint8_t rounds[] = { 1, ROUNDS_MAX };
    uint32_t best_bytes = UINT32_MAX, best_round = 0, round = 0, bytes = UINT32_MAX;
    int best = BY_SIZE;

    for (uint32_t i = 0; i < p->n; i++) {
        struct plan_tensor *t = otaml_plan_at(p, i);
        t->size = otaml_round_up(t->size, PLAN_ALIGN); /* sizes are below 2^30 */
    }
    const uint32_t count = list_roots(p);
    const uint32_t least = busiest(p, count), enough = least + least / 128;
    for (uint32_t pass = 0; pass < OTAML_ARRAY_LEN(rounds); pass++) {
        for (int order = 0; order < ORDERS && best_bytes > enough; order++) {
            bytes = search(p, count, order, rounds[pass], enough, &round);
            if (bytes < best_bytes) {
                best_bytes = bytes;
                best_round = round;
                best = order;
            }
        }
    }
    /* A search ends with a layout that is enough, which stands then; else the best comes again. */
    return bytes <= enough ? bytes : search(p, count, best, best_round + 1, 0, &round);
}
