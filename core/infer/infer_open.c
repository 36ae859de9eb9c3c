/*
 * infer_open.c - check a model and plan its arena. API: otaml/infer.h
 *
 * While open works, the arena is
 *
 *   | records and places, growing up ->        ...        <- | plan: an entry for a tensor |
 *
 * and the plan's entries are given up when the activations take their place.
 */
#include <otaml/infer.h>

#include <string.h>
#include "extras_priv.h"
#include "inplace_priv.h"
#include "operator_priv.h"
#include "places_priv.h"
#include "plan_priv.h"
#include "prep_priv.h"

#define BEFORE 0u /* time of the model's inputs; operator i is at time i + 1 */

struct opening {
    struct otaml_infer *inf;
    const struct otaml_model *m;
    uint32_t limit;        /* arena bytes below the plan's entries */
    uint32_t stripe_bytes; /* of the stripe, where there is one */
    uint32_t states_bytes; /* of what is kept between inferences */
    uint32_t tile_bytes;   /* as in struct otaml_infer_config */
    uint32_t while_open;   /* arena that open itself needs */
    struct plan plan;
    struct prep_known known;
};

static int fail(struct opening *o, int err, int32_t op, int32_t tensor)
{
    o->inf->failed_operator = op;
    o->inf->failed_tensor = tensor;
    return err;
}

/* An arena with which open surely gets to the end of its plan. Below 2^26 bytes: an operator has
 * a record, up to two places of its own, and of a model behind a reader a list of its constants. */
static uint32_t working_bytes(const struct otaml_model *m, bool tiles)
{
    const uint32_t entry = (uint32_t)sizeof(struct plan_tensor);
    const uint32_t places = (uint32_t)m->n_inputs + m->n_outputs;
    uint32_t operator_bytes =
        RECORD_BYTES_MAX + 2 * entry + (m->reader ? (uint32_t)sizeof(struct otaml_loads) : 0);
    uint32_t tensor_bytes = entry;

    if (tiles) { /* two copies of the plan, and tiles */
        operator_bytes += 4 * entry + (uint32_t)sizeof(struct otaml_tile)
                          + (uint32_t)sizeof(struct tile_op)
                          + (1 + TILE_INPUTS) * (uint32_t)sizeof(struct tile_tensor);
        tensor_bytes += 2 * entry;
    }
    return otaml_round_up(m->n_tensors * tensor_bytes + m->n_operators * operator_bytes
                              + places * (uint32_t)sizeof(struct otaml_place) + 2 * PLAN_ALIGN,
                          PLAN_ALIGN);
}

static int begin(struct opening *o, void *arena, size_t size)
{
    const uint32_t entries = o->m->n_tensors * (uint32_t)sizeof(struct plan_tensor);
    uint32_t usable = size < OTAML_MODEL_SIZE_MAX ? (uint32_t)size : OTAML_MODEL_SIZE_MAX;

    o->inf->arena_needed = working_bytes(o->m, o->tile_bytes > 0);
    usable -= usable % OTAML_ARENA_ALIGN;
    if (usable < entries || !arena) {
        return OTAML_ERR_ARENA;
    }
    if ((uintptr_t)arena % OTAML_ARENA_ALIGN) {
        return OTAML_ERR_MODEL_ALIGN;
    }
    o->limit = usable - entries;
    o->plan.end = (struct plan_tensor *)(void *)((uint8_t *)arena + usable);
    o->plan.n = o->m->n_tensors;
    memset(o->plan.end - o->plan.n, 0, entries);
    for (uint32_t i = 0; i < o->plan.n; i++) {
        otaml_plan_at(&o->plan, i)->root = (uint16_t)i;
    }
    return OTAML_OK;
}

/* A place in the arena for one operator while it runs: a plan's entry that is no tensor. */
static int add_entry(struct opening *o, uint32_t bytes, uint32_t index, uint32_t *entry)
{
    if (o->limit - o->inf->tables < sizeof(struct plan_tensor)) {
        return OTAML_ERR_ARENA;
    }
    if (o->plan.n > UINT16_MAX - 1u) {
        return OTAML_ERR_UNSUPPORTED;
    }
    *entry = o->plan.n++;
    o->limit -= (uint32_t)sizeof(struct plan_tensor);
    struct plan_tensor *t = otaml_plan_at(&o->plan, *entry);
    memset(t, 0, sizeof(*t));
    t->root = (uint16_t)*entry;
    t->size = bytes;
    t->first = (uint16_t)(index + 1);
    t->last = t->first;
    return OTAML_OK;
}

/* A tensor comes to life. */
static int write_tensor(struct opening *o, int32_t number, uint32_t bytes, uint32_t time)
{
    struct plan_tensor *t = otaml_plan_at(&o->plan, (uint32_t)number);

    if (t->size != 0) {
        return OTAML_ERR_MODEL_GRAPH;
    }
    t->size = bytes;
    t->offset = bytes;
    t->first = (uint16_t)time;
    t->last = (uint16_t)time;
    return OTAML_OK;
}

static int read_tensor(struct opening *o, uint32_t number, uint32_t time)
{
    if (otaml_plan_at(&o->plan, number)->size == 0) {
        return OTAML_ERR_MODEL_GRAPH;
    }
    if (otaml_plan_at(&o->plan, number)->root == PLAN_STATE) {
        return OTAML_OK;
    }
    otaml_plan_at(&o->plan, otaml_plan_root(&o->plan, number))->last = (uint16_t)time;
    return OTAML_OK;
}

static int open_inputs(struct opening *o)
{
    for (uint32_t k = 0; k < o->m->n_inputs; k++) {
        const int32_t number = otaml_model_input(o->m, k);
        struct otaml_tensor t;
        int err;

        if (number < 0) {
            return fail(o, number == -1 ? OTAML_ERR_MODEL_BOUNDS : number, -1, -1);
        }
        err = otaml_model_tensor(o->m, (uint32_t)number, &t);
        if (!err && t.bytes == 0) {
            err = t.count ? OTAML_ERR_MODEL_TYPE : OTAML_ERR_MODEL_SHAPE;
        }
        if (!err && t.constant) {
            err = OTAML_ERR_MODEL_GRAPH;
        }
        if (!err) {
            err = write_tensor(o, number, t.bytes, BEFORE);
        }
        if (err) {
            return fail(o, err, -1, number);
        }
    }
    return OTAML_OK;
}

/* An operator's input must be as large as it was when it was written: of a model behind a reader
 * each description is read anew. States are no operands. */
static int check_input(const struct opening *o, uint32_t number, uint32_t bytes)
{
    const struct plan_tensor *t = otaml_plan_at(&o->plan, number);

    return t->root == PLAN_STATE || (t->size != 0 && otaml_plan_bytes(&o->plan, number) != bytes)
               ? OTAML_ERR_MODEL_GRAPH
               : OTAML_OK;
}

/* Let an operator's tensors live and die; its record still holds tensor numbers. */
static int link_tensors(struct opening *o, const struct prep *p, uint32_t index)
{
    const struct otaml_record *head = &p->record.head;
    const uint32_t *operand = p->record.words + 1, *bytes = p->operand_bytes;

    for (uint32_t i = 0; i < head->inputs; i++) {
        if (operand[i] & OPERAND_CONSTANT) { /* or none */
            continue;
        }
        int err = check_input(o, operand[i], bytes[i]);
        if (!err) {
            err = read_tensor(o, operand[i], index + 1);
        }
        if (err) {
            return fail(o, err, (int32_t)index, (int32_t)operand[i]);
        }
    }
    for (uint32_t i = head->inputs; i < (uint32_t)head->inputs + head->outputs; i++) {
        const int32_t number = (int32_t)operand[i];
        const int err = write_tensor(o, number, bytes[i], index + 1);
        if (err) {
            return fail(o, err, (int32_t)index, number);
        }
    }
    if ((otaml_registry_op(head->row)->flags & OP_ALIAS) && !(operand[0] & OPERAND_CONSTANT)) {
        otaml_plan_join(&o->plan, otaml_plan_root(&o->plan, operand[0]), operand[head->inputs]);
    }
    return OTAML_OK;
}

/* Append to the tables. */
static int append(struct opening *o, const void *data, uint32_t bytes)
{
    if (bytes > o->limit - o->inf->tables) {
        return OTAML_ERR_ARENA;
    }
    memcpy(o->inf->arena + o->inf->tables, data, bytes);
    o->inf->tables += bytes;
    return OTAML_OK;
}

/* Give the operator the places that it needs beside its tensors. */
static int add_places(struct opening *o, struct prep *p, uint32_t index, struct otaml_loads *loads)
{
    const struct otaml_op *op = otaml_registry_op(p->record.head.row);
    struct otaml_record *head = &p->record.head;
    uint32_t *const operand = p->record.words + 1;
    int err = OTAML_OK;

    if (op->flags & OP_SCRATCH) {
        uint32_t *const scratch = operand + head->inputs + head->outputs;
        *scratch = OPERAND_NONE;
        err = p->scratch ? add_entry(o, p->scratch, index, scratch) : OTAML_OK;
    }
    if (err || !o->m->reader || op->part) {
        return err;
    }
    const uint32_t bytes = o->inf->extras->loads_prepare(p, loads);
    head->words = (uint8_t)(head->words + o->inf->extras->loads_words(head, operand));
    loads->place = LOADS_TO_STRIPE;
    if (bytes > o->stripe_bytes) {
        err = bytes > OTAML_MODEL_SIZE_MAX ? OTAML_ERR_UNSUPPORTED
                                           : add_entry(o, bytes, index, &loads->place);
    }
    return err;
}

/* Read an operator of the file and leave its record in p. */
static int prepare_operator(struct opening *o, uint32_t index, struct prep *p)
{
    uint8_t row = 0;

    /* Field by field: the record, most of it all, is for otaml_prep_record to begin. */
    p->m = o->m;
    p->known = &o->known;
    p->stripe_bytes = o->stripe_bytes;
    p->scratch = 0;
    p->failed_tensor = -1;
    p->plan = &o->plan;
    p->states = o->states_bytes;
    p->err = otaml_model_operator(o->m, index, &p->op);
    p->first = p->err ? -1 : otaml_operator_input(o->m, &p->op, 0);
    p->first_type = TYPE_ANY;
    if (p->first < -1) {
        p->err = p->first;
    }
    if (!p->err && p->first >= 0) {
        p->err = otaml_prep_tensor(&o->known, o->m, (uint32_t)p->first);
        p->first_type = o->known.t.type;
    }
    if (!p->err) {
        p->err = otaml_registry_find(o->m, &p->op, p->first_type, &row);
    }
    if (p->err) {
        return fail(o, p->err, (int32_t)index, p->first < 0 ? -1 : p->first);
    }
    otaml_registry_op(row)->prepare(p);
    p->record.head.row = row;
    o->states_bytes = p->states;
    return p->err ? fail(o, p->err, (int32_t)index, p->failed_tensor) : OTAML_OK;
}

/* Its frame is not to lie in that of open. */
__attribute__((noinline)) static int open_operator(struct opening *o, uint32_t index)
{
    struct prep p;
    struct otaml_loads loads;

    int err = prepare_operator(o, index, &p);
    if (!err) {
        err = link_tensors(o, &p, index);
    }
    if (err) {
        return err;
    }
    const uint32_t words = p.record.head.words;
    err = add_places(o, &p, index, &loads);
    if (err) {
        return fail(o, err, (int32_t)index, -1);
    }
    err = append(o, p.record.words, 4u * words);
    return err ? err : append(o, &loads, 4u * (p.record.head.words - words));
}

/* An output of the model lives on; a constant may be one. */
static int open_output(struct opening *o, int32_t number, struct otaml_place *place)
{
    struct otaml_tensor t;
    int err;

    if (number < 0) {
        return fail(o, number == -1 ? OTAML_ERR_MODEL_BOUNDS : number, -1, -1);
    }
    err = otaml_model_tensor(o->m, (uint32_t)number, &t);
    if (!err && t.constant && o->m->reader) {
        err = OTAML_ERR_UNSUPPORTED;
    }
    place->operand = t.constant ? OPERAND_CONSTANT | t.data : (uint32_t)number;
    place->bytes = t.constant ? t.bytes : otaml_plan_bytes(&o->plan, (uint32_t)number);
    if (!err && !t.constant) {
        err = read_tensor(o, (uint32_t)number, o->m->n_operators + 1u);
    }
    return err ? fail(o, err, -1, number) : OTAML_OK;
}

/* An input was written before all else, unless the reader tells another one now. */
static int find_input(struct opening *o, int32_t number, struct otaml_place *place)
{
    if (number < 0) {
        return fail(o, number == -1 ? OTAML_ERR_MODEL_BOUNDS : number, -1, -1);
    }
    const struct plan_tensor *t = otaml_plan_at(&o->plan, (uint32_t)number);
    if (t->size == 0 || t->root == PLAN_STATE || t->first != BEFORE) {
        return fail(o, OTAML_ERR_MODEL_GRAPH, -1, number);
    }
    place->operand = (uint32_t)number;
    place->bytes = otaml_plan_bytes(&o->plan, (uint32_t)number);
    return OTAML_OK;
}

static int open_places(struct opening *o)
{
    struct otaml_place place;
    int err = OTAML_OK;

    o->inf->places = o->inf->tables;
    for (uint32_t k = 0; !err && k < o->m->n_inputs; k++) {
        err = find_input(o, otaml_model_input(o->m, k), &place);
        if (!err) {
            err = append(o, &place, sizeof(place));
        }
    }
    for (uint32_t k = 0; !err && k < o->m->n_outputs; k++) {
        err = open_output(o, otaml_model_output(o->m, k), &place);
        if (!err) {
            err = append(o, &place, sizeof(place));
        }
    }
    return err;
}

/* What states begin with, other than 0. */
static int open_fills(struct opening *o)
{
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < o->m->n_tensors; i++) {
        const struct plan_tensor *t = otaml_plan_at(&o->plan, i);
        if (t->root == PLAN_STATE && t->first != 0) {
            const struct otaml_fill fill = { t->offset, t->size, t->first };
            err = append(o, &fill, sizeof(fill));
            o->inf->fills++;
        }
    }
    return err;
}

/* The record at `at` in the arena, as far as it is alike for all operators. */
struct listed {
    struct otaml_record head;
    uint32_t operand[RECORD_OPERANDS_MAX];
};

static struct listed *listed_at(const struct opening *o, uint32_t at)
{
    return (struct listed *)(void *)(o->inf->arena + at);
}

/* Tensor numbers become offsets in the arena. */
static void resolve(const struct opening *o, uint32_t *operand)
{
    if (*operand & OPERAND_CONSTANT) {
        return;
    }
    const struct plan_tensor *t = otaml_plan_at(&o->plan, *operand);
    if (t->root == PLAN_STATE) {
        *operand = o->inf->states + t->offset;
    } else {
        *operand = o->inf->tables + otaml_plan_place(&o->plan, *operand);
    }
}

static void resolve_record(const struct opening *o, struct listed *record)
{
    const struct otaml_record *head = &record->head;
    const struct otaml_op *op = otaml_registry_op(head->row);
    const uint32_t count =
        (uint32_t)head->inputs + head->outputs + (op->flags & OP_SCRATCH ? 1u : 0u);
    const uint32_t list =
        o->m->reader && op->run ? o->inf->extras->loads_words(head, record->operand) : 0;

    for (uint32_t i = 0; i < count; i++) {
        resolve(o, &record->operand[i]);
    }
    if (list > 0) {
        resolve(o, (uint32_t *)(void *)record + head->words - list);
    }
}

static void resolve_tiles(const struct opening *o)
{
    uint8_t *at = o->inf->arena + o->inf->tiles;

    for (uint32_t i = 0; i < o->inf->n_tiles; i++) {
        struct otaml_tile *tile = (struct otaml_tile *)(void *)at;
        for (uint32_t k = 0; k < tile->tensors; k++) {
            resolve(o, &otaml_tile_tensors(tile)[k].operand);
        }
        at += otaml_tile_bytes(tile);
    }
}

static void resolve_all(const struct opening *o)
{
    struct otaml_place *place = (struct otaml_place *)(void *)(o->inf->arena + o->inf->places);

    for (uint32_t at = 0; at < o->inf->places; at += 4u * listed_at(o, at)->head.words) {
        resolve_record(o, listed_at(o, at));
    }
    resolve_tiles(o);
    for (uint32_t i = 0; i < (uint32_t)o->m->n_inputs + o->m->n_outputs; i++) {
        resolve(o, &place[i].operand);
    }
}

/* Choose tiles, if the caller wants any, and what is done in place. */
static int shape_plan(struct opening *o)
{
    const uint32_t entries = o->plan.n * (uint32_t)sizeof(struct plan_tensor);
    struct otaml_infer *inf = o->inf;
    struct tiling t;
    int err = OTAML_OK;

    memset(&t, 0, sizeof(t));
    t.m = o->m;
    t.arena = inf->arena;
    t.plan = &o->plan;
    t.tiles = t.at = inf->arena + inf->tables;
    t.end = inf->arena + o->limit;
    o->while_open = inf->tables + entries;
    if (o->tile_bytes > 0) {
        const uint32_t tables = inf->tables + o->states_bytes + o->stripe_bytes + 2 * PLAN_ALIGN;
        t.goal = o->tile_bytes > tables ? o->tile_bytes - tables : 0;
        err = inf->extras->tiling_choose(&t);
        o->while_open = (uint32_t)(t.used - inf->arena) + 3 * entries;
    }
    inf->tiles = inf->tables;
    inf->n_tiles = (uint16_t)t.count;
    otaml_inplace_join(&t, 1, 0);
    inf->tables = (uint32_t)(t.at - inf->arena);
    return err;
}

/* Lay the states, the stripe and the activations out behind the tables. */
static int finish(struct opening *o, size_t arena_size)
{
    struct otaml_infer *inf = o->inf;

    const int err = shape_plan(o);
    if (err) {
        return err;
    }
    const uint32_t activations = otaml_plan_layout(&o->plan);
    inf->states = otaml_round_up(inf->tables, PLAN_ALIGN);
    inf->states_bytes = otaml_round_up(o->states_bytes, PLAN_ALIGN);
    inf->stripe = inf->states + inf->states_bytes; /* 2^31 and the tables at most */
    const uint32_t stripe_bytes = o->m->reader ? o->stripe_bytes : 0;
    if (inf->stripe > OTAML_MODEL_SIZE_MAX || stripe_bytes > OTAML_MODEL_SIZE_MAX - inf->stripe) {
        return OTAML_ERR_UNSUPPORTED;
    }
    inf->tables = inf->stripe + stripe_bytes;
    if (activations > OTAML_MODEL_SIZE_MAX - inf->tables) {
        return OTAML_ERR_UNSUPPORTED;
    }
    const uint32_t while_open = otaml_round_up(o->while_open, PLAN_ALIGN);
    const uint32_t while_running = inf->tables + activations;
    inf->arena_needed = while_open > while_running ? while_open : while_running;
    if (inf->arena_needed > arena_size) {
        return OTAML_ERR_ARENA;
    }
    resolve_all(o);
    otaml_infer_reset(inf);
    return OTAML_OK;
}

/* The stripe that a configuration asks for. */
static int take_stripe(struct opening *o, uint32_t bytes)
{
    o->inf->stripe_bytes = bytes;
    if (!o->m->reader) {
        return OTAML_OK;
    }
    if (bytes < OTAML_STRIPE_MIN) {
        return OTAML_ERR_STRIPE;
    }
    if (bytes > OTAML_MODEL_SIZE_MAX) {
        return OTAML_ERR_UNSUPPORTED;
    }
    o->stripe_bytes = bytes - bytes % PLAN_ALIGN;
    o->inf->stripe_bytes = o->stripe_bytes;
    return OTAML_OK;
}

static int open_model(struct otaml_infer *inf, const struct otaml_model *m,
                      const struct otaml_infer_config *cfg, const struct otaml_extras *extras)
{
    struct opening o;
    int err;

    memset(inf, 0, sizeof(*inf));
    memset(&o, 0, sizeof(o));
    inf->failed_operator = -1;
    inf->failed_tensor = -1;
    inf->model = m;
    inf->extras = extras;
    inf->arena = cfg->arena;
    inf->rows.end = UINT32_MAX;
    o.inf = inf;
    o.m = m;
    o.known.number = -1;
    o.tile_bytes = cfg->tile_bytes;
    if (m->n_operators > UINT16_MAX - 2) {
        return OTAML_ERR_UNSUPPORTED; /* times are 16 bits */
    }
    err = take_stripe(&o, cfg->stripe_bytes);
    if (!err) {
        err = begin(&o, cfg->arena, cfg->arena_size);
    }
    if (!err) {
        err = open_inputs(&o);
    }
    for (uint32_t i = 0; !err && i < m->n_operators; i++) {
        err = open_operator(&o, i);
    }
    if (!err) {
        err = open_places(&o);
    }
    if (!err) {
        err = open_fills(&o);
    }
    return err ? err : finish(&o, cfg->arena_size);
}

int otaml_infer_open_config(struct otaml_infer *inf, const struct otaml_model *m,
                            const struct otaml_infer_config *cfg)
{
    return inf && m && cfg ? open_model(inf, m, cfg, &otaml_extras) : OTAML_ERR_ARG;
}

int otaml_infer_open(struct otaml_infer *inf, const struct otaml_model *m, void *arena,
                     size_t arena_size)
{
    const struct otaml_infer_config cfg = { arena, arena_size, 0, 0 };

    /* Without a stripe a model behind a reader is refused, so that no extras are asked for. */
    return inf && m ? open_model(inf, m, &cfg, NULL) : OTAML_ERR_ARG;
}
