/*
 * open_extras.c - what otaml_infer_open_config adds to otaml_infer_open: a model behind a reader,
 * and tiles. API: otaml/infer.h, extras_priv.h
 */
#include <otaml/infer.h>

#include <string.h>
#include "extras_priv.h"
#include "open_priv.h"

int otaml_open_loads(struct opening *o, const struct otaml_op *op)
{
    const struct otaml_record *prepared = &o->p.record.head;
    struct otaml_infer *inf = o->inf;
    struct otaml_loads loads;

    if (op->part) {
        return OTAML_OK;
    }
    struct otaml_record *head =
        (struct otaml_record *)(void *)(inf->arena + inf->tables - 4u * prepared->words);
    const uint32_t bytes = otaml_loads_prepare(&o->p, &loads);
    const uint32_t words = otaml_loads_words(prepared, o->p.record.words + 1);
    int err = OTAML_OK;

    head->words = (uint8_t)(head->words + words);
    loads.place = LOADS_TO_STRIPE;
    if (bytes > OTAML_MODEL_SIZE_MAX) {
        err = OTAML_ERR_UNSUPPORTED;
    } else if (bytes > o->p.stripe_bytes) {
        err = otaml_opening_place(o, bytes, &loads.place);
    }
    return err ? err : otaml_opening_append(o, &loads, words);
}

int otaml_open_tiles(struct opening *o)
{
    const uint32_t entries = o->p.plan.n * (uint32_t)sizeof(struct plan_tensor);
    const uint32_t tables = otaml_round_up(o->inf->tables, PLAN_ALIGN)
                            + otaml_round_up(o->p.states, PLAN_ALIGN) + o->p.stripe_bytes;
    struct otaml_infer *inf = o->inf;
    struct tiling t;

    memset(&t, 0, sizeof(t));
    t.m = o->p.m;
    t.arena = inf->arena;
    t.plan = &o->p.plan;
    t.tiles = t.at = inf->arena + inf->tables;
    t.end = inf->arena + o->limit;
    t.goal = o->tile_bytes > tables ? o->tile_bytes - tables : 0;
    const int err = otaml_tiling_choose(&t);
    o->while_open = (uint32_t)(t.used - inf->arena) + 3 * entries;
    inf->tiles = inf->tables;
    inf->n_tiles = (uint16_t)t.count;
    inf->tables = (uint32_t)(t.at - inf->arena);
    return err;
}

/* Where the constants of operators are loaded to. */
static void resolve_loads(const struct opening *o)
{
    uint8_t *at = o->inf->arena;

    while (at != o->inf->arena + o->inf->places) {
        const struct otaml_record *head = (const struct otaml_record *)(const void *)at;
        uint32_t *words = (uint32_t *)(void *)at;
        const uint32_t list =
            otaml_registry_op(head->row)->run ? otaml_loads_words(head, words + 1) : 0;
        if (list > 0) {
            otaml_opening_resolve(o, words + head->words - list);
        }
        at += 4u * head->words;
    }
}

static void resolve_tiles(const struct opening *o)
{
    uint8_t *at = o->inf->arena + o->inf->tiles;

    for (uint32_t i = 0; i < o->inf->n_tiles; i++) {
        struct otaml_tile *tile = (struct otaml_tile *)(void *)at;
        for (uint32_t k = 0; k < tile->tensors; k++) {
            otaml_opening_resolve(o, &otaml_tile_tensors(tile)[k].operand);
        }
        at += otaml_tile_bytes(tile);
    }
}

void otaml_open_resolve(const struct opening *o)
{
    if (o->p.m->reader) {
        resolve_loads(o);
    }
    resolve_tiles(o);
}

/* The stripe that a model behind a reader needs. */
static int take_stripe(struct opening *o, uint32_t bytes)
{
    if (bytes < OTAML_STRIPE_MIN) {
        return OTAML_ERR_STRIPE;
    }
    if (bytes > OTAML_MODEL_SIZE_MAX) {
        return OTAML_ERR_UNSUPPORTED;
    }
    o->p.stripe_bytes = bytes - bytes % PLAN_ALIGN;
    o->inf->stripe_bytes = o->p.stripe_bytes;
    return OTAML_OK;
}

/* An operator has a list of its constants; tiles need two copies of the plan, and themselves. */
static void need_more(struct opening *o)
{
    const uint32_t entry = (uint32_t)sizeof(struct plan_tensor);

    o->operator_bytes += o->p.m->reader ? (uint32_t)sizeof(struct otaml_loads) : 0;
    if (o->tile_bytes > 0) {
        o->operator_bytes += 4 * entry + (uint32_t)sizeof(struct otaml_tile)
                             + (uint32_t)sizeof(struct tile_op)
                             + (1 + TILE_INPUTS) * (uint32_t)sizeof(struct tile_tensor);
        o->tensor_bytes += 2 * entry;
    }
}

int otaml_infer_open_config(struct otaml_infer *inf, const struct otaml_model *m,
                            const struct otaml_infer_config *cfg)
{
    struct opening o;
    int err;

    if (!inf || !m || !cfg) {
        return OTAML_ERR_ARG;
    }
    otaml_opening_begin(&o, inf, m, cfg->arena, cfg->arena_size);
    inf->extras = &otaml_extras;
    inf->stripe_bytes = cfg->stripe_bytes;
    o.tile_bytes = cfg->tile_bytes;
    err = m->reader ? take_stripe(&o, cfg->stripe_bytes) : OTAML_OK;
    need_more(&o);
    return err ? err : otaml_opening_finish(&o);
}
