/*
 * plan_priv.h - where each activation lies in the arena, and when.
 *
 * Time 0 is before the first operator, time i is operator i - 1, time n + 1 is after the
 * last one. Tensors that share bytes by design (an alias, an operator in place) form a group
 * with one root; the roots are then laid out so that two that live at the same time never
 * overlap.
 */
#ifndef OTAML_PLAN_PRIV_H
#define OTAML_PLAN_PRIV_H

#include <stddef.h>
#include <stdint.h>

#define PLAN_ALIGN 16u

/* A root that no tensor has: the tensor is a state, kept between inferences. It lies at its
 * `offset` among the states and not among the activations; `first` is the byte it begins with. */
#define PLAN_STATE UINT16_MAX

struct plan_tensor {
    uint32_t size;        /* bytes; 0: not in the arena (yet) */
    uint32_t offset;      /* of a root, after otaml_plan_layout; until then otaml_plan_bytes */
    uint32_t shift;       /* where the tensor begins in the place of its root */
    uint16_t first, last; /* of a root: of its whole group */
    uint16_t root;        /* this tensor's own number if it is one */
    uint16_t order;       /* entry i: the tensor that is laid out as i-th */
    uint16_t next;        /* of a laid out root: the next one by offset */
    uint16_t eater;       /* 1: it was put over what it is made from */
};

/* Entries lie downwards from the first one, so that more can be added: tensors first, by number,
 * then what else wants a place for some time. */
struct plan {
    struct plan_tensor *first;
    uint32_t n;
};

static inline struct plan_tensor *otaml_plan_at(const struct plan *p, uint32_t i)
{
    return p->first - (ptrdiff_t)i;
}

/* Where all of them lie, the last one first. */
static inline struct plan_tensor *otaml_plan_entries(const struct plan *p)
{
    return p->first + 1 - (ptrdiff_t)p->n;
}

/* Bytes of the tensor alone, before otaml_plan_layout; `size` may be more, or in a tile less. */
static inline uint32_t otaml_plan_bytes(const struct plan *p, uint32_t tensor)
{
    const struct plan_tensor *t = otaml_plan_at(p, tensor);

    return t->root == PLAN_STATE ? t->size : t->offset;
}

/* The root of a tensor's group; PLAN_STATE of a state, which has none. */
uint32_t otaml_plan_root(const struct plan *p, uint32_t tensor);

/* Let `tensor`, not yet in a group and written at or after all that root's group holds, lie
 * in the place of `root`. */
void otaml_plan_join(struct plan *p, uint32_t root, uint32_t tensor);

/* Let `out`, a root, begin `ahead` bytes before `in` in one place. Whoever else had that place
 * has died when `out` is written. */
void otaml_plan_overlap(struct plan *p, uint32_t in, uint32_t out, uint32_t ahead);

/* Where a tensor lies, after otaml_plan_layout. */
uint32_t otaml_plan_place(const struct plan *p, uint32_t tensor);

/* Bytes of all roots that are alive at a time, at most UINT32_MAX. */
uint32_t otaml_plan_alive(const struct plan *p, uint32_t time);

/* Give each root its offset; returns the bytes that all take, at most UINT32_MAX. */
uint32_t otaml_plan_layout(struct plan *p);

#endif /* OTAML_PLAN_PRIV_H */
