/*
 * infer_open.c - check a model and plan its arena. API: otaml/infer.h, open_priv.h
 */
#include <otaml/infer.h>

#include <string.h>
#include "extras_priv.h"
#include "inplace_priv.h"
#include "open_priv.h"
#include "places_priv.h"

#define BEFORE 0u /* time of the model's inputs; operator i is at time i + 1 */

void otaml_opening_begin(struct opening *o, struct otaml_infer *inf, const struct otaml_model *m,
                         void *arena, size_t arena_size)
{
    memset(inf, 0, sizeof(*inf));
    inf->model = m;
    inf->arena = arena;
    inf->rows.end = UINT32_MAX;
    inf->failed_operator = -1;
    inf->failed_tensor = -1;
    memset(o, 0, sizeof(*o));
    o->inf = inf;
    o->arena_size = arena_size < OTAML_MODEL_SIZE_MAX ? (uint32_t)arena_size : OTAML_MODEL_SIZE_MAX;
    o->tensor_bytes = sizeof(struct plan_tensor);
    o->operator_bytes = RECORD_BYTES_MAX + 2 * sizeof(struct plan_tensor);
    o->index = -1;
    o->p.m = m;
    o->p.known.number = -1;
    o->p.failed_tensor = -1;
}

/* An entry that is its own root, and not in the arena yet. */
static struct plan_tensor *add_entry(struct plan *plan)
{
    struct plan_tensor *t = otaml_plan_at(plan, plan->n);

    *t = (struct plan_tensor){ .root = (uint16_t)plan->n++ };
    return t;
}

/* Set the plan's entries up, and ask for an arena with which open surely gets to the end of its
 * plan. That is below 2^26 bytes. */
static int begin_plan(struct opening *o)
{
    const struct otaml_model *m = o->p.m;
    struct plan *plan = &o->p.plan;
    const uint32_t entries = m->n_tensors * (uint32_t)sizeof(struct plan_tensor);
    const uint32_t places = (uint32_t)m->n_inputs + m->n_outputs;
    const uint32_t usable = o->arena_size & ~(OTAML_ARENA_ALIGN - 1);

    if (m->n_operators > UINT16_MAX - 2) {
        return OTAML_ERR_UNSUPPORTED; /* times are 16 bits */
    }
    o->inf->arena_needed =
        otaml_round_up(m->n_tensors * o->tensor_bytes + m->n_operators * o->operator_bytes
                           + places * (uint32_t)sizeof(struct otaml_place) + 2 * PLAN_ALIGN,
                       PLAN_ALIGN);
    if (usable < entries || !o->inf->arena) {
        return OTAML_ERR_ARENA;
    }
    if ((uintptr_t)o->inf->arena % OTAML_ARENA_ALIGN) {
        return OTAML_ERR_MODEL_ALIGN;
    }
    o->limit = usable - entries;
    plan->first = (struct plan_tensor *)(void *)(o->inf->arena + usable) - 1;
    while (plan->n < m->n_tensors) {
        add_entry(plan);
    }
    return OTAML_OK;
}

int otaml_opening_append(struct opening *o, const void *data, uint32_t words)
{
    const uint32_t *from = data;
    uint32_t *to = (uint32_t *)(void *)(o->inf->arena + o->inf->tables);

    if (words > (o->limit - o->inf->tables) / 4) {
        return OTAML_ERR_ARENA;
    }
    o->inf->tables += 4 * words;
    for (uint32_t i = 0; i < words; i++) {
        memcpy(to + i, from + i, sizeof(*to)); /* whatever the types of the words are */
    }
    return OTAML_OK;
}

int otaml_opening_place(struct opening *o, uint32_t bytes, uint32_t *entry)
{
    struct plan *plan = &o->p.plan;

    if (o->limit - o->inf->tables < sizeof(struct plan_tensor)) {
        return OTAML_ERR_ARENA;
    }
    if (plan->n > UINT16_MAX - 1u) {
        return OTAML_ERR_UNSUPPORTED;
    }
    o->limit -= (uint32_t)sizeof(struct plan_tensor);
    *entry = plan->n;
    struct plan_tensor *t = add_entry(plan);
    t->size = bytes;
    t->first = (uint16_t)(o->index + 1);
    t->last = t->first;
    return OTAML_OK;
}

/* A tensor comes to life. */
static int write_tensor(struct opening *o, uint32_t number, uint32_t bytes, uint32_t time)
{
    struct plan_tensor *t = otaml_plan_at(&o->p.plan, number);

    o->p.failed_tensor = (int32_t)number;
    if (t->size != 0) {
        return OTAML_ERR_MODEL_GRAPH;
    }
    t->size = bytes;
    t->offset = bytes;
    t->first = (uint16_t)time;
    t->last = (uint16_t)time;
    return OTAML_OK;
}

/* It lives at least until then. */
static void read_tensor(struct opening *o, uint32_t number, uint32_t time)
{
    otaml_plan_at(&o->p.plan, otaml_plan_root(&o->p.plan, number))->last = (uint16_t)time;
}

/* An operator's input must have been written, and be as large as it was then: of a model behind a
 * reader each description is read anew. States are no operands. */
static int read_operand(struct opening *o, uint32_t number, uint32_t bytes, uint32_t time)
{
    const struct plan_tensor *t = otaml_plan_at(&o->p.plan, number);

    o->p.failed_tensor = (int32_t)number;
    if (t->size == 0 || t->root == PLAN_STATE || t->offset != bytes) {
        return OTAML_ERR_MODEL_GRAPH;
    }
    read_tensor(o, number, time);
    return OTAML_OK;
}

/* Look at an input or output of the model: what `number` says, or the error that it is. */
static int look_at(struct opening *o, int32_t number)
{
    o->p.failed_tensor = number;
    if (number >= 0) {
        return otaml_prep_tensor(&o->p.known, o->p.m, (uint32_t)number);
    }
    o->p.failed_tensor = -1;
    return number == -1 ? OTAML_ERR_MODEL_BOUNDS : number;
}

static int open_inputs(struct opening *o)
{
    const struct otaml_tensor *t = &o->p.known.t;
    int err = OTAML_OK;

    for (uint32_t k = 0; !err && k < o->p.m->n_inputs; k++) {
        const int32_t number = otaml_model_input(o->p.m, k);
        err = look_at(o, number);
        if (!err && t->bytes == 0) {
            err = t->count ? OTAML_ERR_MODEL_TYPE : OTAML_ERR_MODEL_SHAPE;
        }
        if (!err) {
            err = t->constant ? OTAML_ERR_MODEL_GRAPH
                              : write_tensor(o, (uint32_t)number, t->bytes, BEFORE);
        }
    }
    return err;
}

/* Let an operator's tensors live and die; its record still holds tensor numbers. */
static int link_tensors(struct opening *o, const struct otaml_op *op)
{
    const struct otaml_record *head = &o->p.record.head;
    const uint32_t *operand = o->p.record.words + 1;
    const uint32_t time = (uint32_t)o->index + 1;
    int err = OTAML_OK;
    uint32_t i = 0;

    for (; !err && i < head->inputs; i++) {
        if (!otaml_is_constant(operand[i])) { /* and there is one */
            err = read_operand(o, operand[i], o->p.operand_bytes[i], time);
        }
    }
    for (; !err && i < (uint32_t)head->inputs + head->outputs; i++) {
        err = write_tensor(o, operand[i], o->p.operand_bytes[i], time);
    }
    if (!err && (op->flags & OP_ALIAS) && !otaml_is_constant(operand[0])) {
        otaml_plan_join(&o->p.plan, otaml_plan_root(&o->p.plan, operand[0]), operand[head->inputs]);
    }
    return err;
}

/* Read the operator of the file that its first input tells from others of its code, and leave its
 * record in o->p; NULL: o->p.err. */
static const struct otaml_op *prepare_operator(struct opening *o)
{
    struct prep *p = &o->p;

    p->failed_tensor = -1;
    p->first = -1;
    p->first_type = TYPE_ANY;
    p->scratch = 0;
    p->err = otaml_model_operator(p->m, (uint32_t)o->index, &p->op);
    if (!p->err) {
        p->first = otaml_operator_input(p->m, &p->op, 0);
        p->err = p->first < -1 ? p->first : OTAML_OK;
    }
    if (!p->err && p->first >= 0) {
        p->err = look_at(o, p->first);
        p->first_type = p->known.t.type;
    }
    if (p->err) {
        return NULL;
    }
    const int row = otaml_registry_find(p->m, &p->op, p->first_type);
    if (row < 0) {
        p->err = row;
        return NULL;
    }
    p->failed_tensor = -1;
    const struct otaml_op *op = otaml_registry_op((uint8_t)row);
    op->prepare(p);
    p->record.head.row = (uint8_t)row;
    return op;
}

static int open_operator(struct opening *o)
{
    const struct otaml_op *op = prepare_operator(o);
    const struct otaml_record *head = &o->p.record.head;
    int err = o->p.err;

    if (!err) {
        err = link_tensors(o, op);
    }
    if (err) {
        return err;
    }
    o->p.failed_tensor = -1;
    if (op->flags & OP_SCRATCH) {
        uint32_t *scratch = &o->p.record.words[1 + head->inputs + head->outputs];
        *scratch = OPERAND_NONE;
        err = o->p.scratch ? otaml_opening_place(o, o->p.scratch, scratch) : OTAML_OK;
    }
    if (!err) {
        err = otaml_opening_append(o, o->p.record.words, head->words);
    }
    return !err && o->p.m->reader ? o->inf->extras->open_loads(o, op) : err;
}

/* An input was written before all else, unless the reader tells another one now. */
static int find_input(struct opening *o, int32_t number, struct otaml_place *place)
{
    const int err = look_at(o, number);
    if (err) {
        return err;
    }
    const struct plan_tensor *t = otaml_plan_at(&o->p.plan, (uint32_t)number);
    place->operand = (uint32_t)number;
    place->bytes = t->offset;
    return t->size == 0 || t->root == PLAN_STATE || t->first != BEFORE ? OTAML_ERR_MODEL_GRAPH
                                                                       : OTAML_OK;
}

/* An output of the model lives on; a constant may be one. */
static int find_output(struct opening *o, int32_t number, struct otaml_place *place)
{
    const struct otaml_tensor *t = &o->p.known.t;
    const int err = look_at(o, number);
    if (err) {
        return err;
    }
    if (t->constant) {
        place->operand = OPERAND_CONSTANT | t->data;
        place->bytes = t->bytes;
        return o->p.m->reader ? OTAML_ERR_UNSUPPORTED : OTAML_OK;
    }
    const struct plan_tensor *entry = otaml_plan_at(&o->p.plan, (uint32_t)number);
    place->operand = (uint32_t)number;
    place->bytes = entry->root == PLAN_STATE ? entry->size : entry->offset;
    if (entry->size == 0) {
        return OTAML_ERR_MODEL_GRAPH;
    }
    if (entry->root != PLAN_STATE) {
        read_tensor(o, (uint32_t)number, o->p.m->n_operators + 1u);
    }
    return OTAML_OK;
}

static int open_places(struct opening *o)
{
    const struct otaml_model *m = o->p.m;
    struct otaml_place place;
    int err = OTAML_OK;

    o->inf->places = o->inf->tables;
    for (uint32_t k = 0; !err && k < (uint32_t)m->n_inputs + m->n_outputs; k++) {
        err = k < m->n_inputs ? find_input(o, otaml_model_input(m, k), &place)
                              : find_output(o, otaml_model_output(m, k - m->n_inputs), &place);
        if (!err) {
            err = otaml_opening_append(o, &place, sizeof(place) / 4);
        }
    }
    return err;
}

/* What states begin with, other than 0. */
static int open_fills(struct opening *o)
{
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < o->p.m->n_tensors; i++) {
        const struct plan_tensor *t = otaml_plan_at(&o->p.plan, i);
        if (t->root == PLAN_STATE && t->first != 0) {
            const struct otaml_fill fill = { t->offset, t->size, t->first };
            err = otaml_opening_append(o, &fill, sizeof(fill) / 4);
            o->inf->fills++;
        }
    }
    return err;
}

void otaml_opening_resolve(const struct opening *o, uint32_t *operand)
{
    if (otaml_is_constant(*operand)) {
        return;
    }
    const struct plan_tensor *t = otaml_plan_at(&o->p.plan, *operand);
    *operand = t->root == PLAN_STATE ? o->inf->states + t->offset
                                     : o->inf->tables + otaml_plan_place(&o->p.plan, *operand);
}

/* The operands of all records, and of the places of inputs and outputs. */
static void resolve_all(const struct opening *o)
{
    const uint32_t places = (uint32_t)o->p.m->n_inputs + o->p.m->n_outputs;
    uint8_t *at = o->inf->arena;

    while (at != o->inf->arena + o->inf->places) {
        const struct otaml_record *head = (const struct otaml_record *)(const void *)at;
        const uint8_t flags = otaml_registry_op(head->row)->flags;
        const uint32_t count =
            (uint32_t)head->inputs + head->outputs + (flags & OP_SCRATCH ? 1u : 0u);
        for (uint32_t i = 1; i <= count; i++) {
            otaml_opening_resolve(o, (uint32_t *)(void *)at + i);
        }
        at += 4u * head->words;
    }
    for (uint32_t i = 0; i < places; i++, at += sizeof(struct otaml_place)) {
        otaml_opening_resolve(o, &((struct otaml_place *)(void *)at)->operand);
    }
}

/* Let operators write over their inputs where they can. */
static void join_all(struct opening *o)
{
    const uint8_t *at = o->inf->arena;

    for (uint32_t index = 0; index < o->p.m->n_operators; index++) {
        const struct otaml_record *record = (const struct otaml_record *)(const void *)at;
        otaml_inplace_join(&o->p.plan, record, index + 1);
        at += 4u * record->words;
    }
}

/* Lay the states, the stripe and the activations out behind the tables. */
static int lay_out(struct opening *o)
{
    struct otaml_infer *inf = o->inf;

    const uint32_t activations = otaml_plan_layout(&o->p.plan);
    inf->states = otaml_round_up(inf->tables, PLAN_ALIGN);
    inf->states_bytes = otaml_round_up(o->p.states, PLAN_ALIGN);
    inf->stripe = inf->states + inf->states_bytes;
    inf->tables = inf->stripe + o->p.stripe_bytes; /* each of the three at most 2^30 and 16 */
    if (inf->tables > OTAML_MODEL_SIZE_MAX || activations > OTAML_MODEL_SIZE_MAX - inf->tables) {
        return OTAML_ERR_UNSUPPORTED;
    }
    const uint32_t while_running = inf->tables + activations;
    inf->arena_needed = otaml_round_up(o->while_open, PLAN_ALIGN);
    if (inf->arena_needed < while_running) {
        inf->arena_needed = while_running;
    }
    return inf->arena_needed > o->arena_size ? OTAML_ERR_ARENA : OTAML_OK;
}

static int open_model(struct opening *o)
{
    int err = begin_plan(o);

    if (!err) {
        err = open_inputs(o);
    }
    while (!err && ++o->index < o->p.m->n_operators) {
        err = open_operator(o);
    }
    if (err) {
        return err;
    }
    o->index = -1;
    err = open_places(o);
    if (!err) {
        o->p.failed_tensor = -1;
        err = open_fills(o);
    }
    if (err) {
        return err;
    }
    o->while_open = o->inf->tables + o->p.plan.n * (uint32_t)sizeof(struct plan_tensor);
    if (o->tile_bytes > 0) {
        err = o->inf->extras->open_tiles(o);
    } else {
        join_all(o);
    }
    if (!err) {
        err = lay_out(o);
    }
    if (!err) {
        resolve_all(o);
    }
    return err;
}

int otaml_opening_finish(struct opening *o)
{
    const int err = open_model(o);

    if (err) {
        o->inf->failed_operator = o->index;
        o->inf->failed_tensor = o->p.failed_tensor;
        return err;
    }
    if (o->inf->extras) {
        o->inf->extras->resolve(o);
    }
    otaml_infer_reset(o->inf);
    return OTAML_OK;
}

int otaml_infer_open(struct otaml_infer *inf, const struct otaml_model *m, void *arena,
                     size_t arena_size)
{
    struct opening o;

    if (!inf || !m) {
        return OTAML_ERR_ARG;
    }
    otaml_opening_begin(&o, inf, m, arena, arena_size);
    /* Without a stripe a model behind a reader is refused, so that no extras are asked for. */
    return m->reader ? OTAML_ERR_STRIPE : otaml_opening_finish(&o);
}
