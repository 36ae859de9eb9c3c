/*
 * tile_open.c - choose the chains of operators that are to run in tiles. API: tile_open_priv.h
 */
#include "tile_open_priv.h"

#include "inplace_priv.h"
#include "ops/broadcast_priv.h"
#include "ops/window_priv.h"

#define TILE_OPS_MAX  24u /* bounds the search */
#define TILE_STEP_MAX 64u /* rows; a power of 8 */

static const struct otaml_op *op_of(const struct otaml_record *record)
{
    return otaml_registry_op(record->row);
}

static const uint32_t *operands_of(const struct otaml_record *record)
{
    return (const uint32_t *)(const void *)record + 1;
}

/* What the operator has behind its operands. */
static const uint32_t *own_of(const struct otaml_record *record)
{
    const uint32_t scratch = op_of(record)->flags & OP_SCRATCH ? 1 : 0;

    return operands_of(record) + record->inputs + record->outputs + scratch;
}

static const struct otaml_record *record_at(const struct tiling *t, uint32_t index)
{
    const uint8_t *at = t->arena;

    for (uint32_t i = 0; i < index; i++) {
        at += 4u * ((const struct otaml_record *)(const void *)at)->words;
    }
    return (const struct otaml_record *)(const void *)at;
}

/* Does a window slide along the width, over something 1 high? */
static bool is_flat(const struct otaml_window *w)
{
    return w->in_h == 1 && w->k_h == 1 && w->out_h == 1;
}

static bool window_rows(const struct otaml_window *w, struct tile_op *op)
{
    const bool flat = is_flat(w);
    const uint32_t k = flat ? w->k_w : w->k_h, dilation = flat ? w->dilation_w : w->dilation_h;

    op->stride = flat ? w->stride_w : w->stride_h;
    op->pad = flat ? w->pad_left : w->pad_top;
    op->span = (uint16_t)((k - 1) * dilation + 1); /* checked when the window was prepared */
    op->in_rows = flat ? w->in_w : w->in_h;
    op->out_rows = flat ? w->out_w : w->out_h;
    return w->batches == 1;
}

/* Rows of a tensor that no window says; 0 if there are none, or the reader failed. */
static uint16_t rows_of(struct tiling *t, uint32_t number)
{
    struct otaml_tensor x;

    const int err = otaml_model_tensor_shape(t->m, number, &x);
    if (err || x.rank != 4 || x.dims[0] != 1) {
        t->err = t->err ? t->err : err;
        return 0;
    }
    const uint32_t rows = x.dims[1] == 1 ? x.dims[2] : x.dims[1];
    return rows < TILE_NONE ? (uint16_t)rows : 0;
}

/* Rows of an operator that goes element by element: word `count` of its record says how many. */
static bool element_rows(struct tiling *t, const struct otaml_record *record, const uint32_t *count,
                         struct tile_op *op)
{
    op->stride = op->span = 1;
    op->by_count = (uint8_t)(count - (const uint32_t *)(const void *)record);
    op->out_rows = rows_of(t, operands_of(record)[record->inputs]);
    op->in_rows = op->out_rows;
    return op->out_rows > 0 && *count % op->out_rows == 0;
}

/* Can the operator make its output some rows at a time? If so fill in all but the tensors. */
static bool describe(struct tiling *t, const struct otaml_record *record, struct tile_op *op)
{
    const uint32_t *own = own_of(record);

    memset(op, 0, sizeof(*op));
    op->words = record->words;
    switch (op_of(record)->flags & (OP_WINDOW | OP_COUNT | OP_BROADCAST)) {
    case OP_WINDOW:
        return window_rows((const struct otaml_window *)(const void *)own, op);
    case OP_COUNT:
        return element_rows(t, record, own, op);
    case OP_BROADCAST: {
        const struct otaml_broadcast *b = (const struct otaml_broadcast *)(const void *)own;
        /* Where nothing repeats all axes are one, the last. */
        return b->repeats[0] == 0 && b->repeats[1] == 0
               && element_rows(t, record, &b->dims[BROADCAST_AXES - 1], op);
    }
    default:
        return false;
    }
}

/* Activations that the operator reads: its first input, and of elements all; else 0. */
static uint32_t activations(const struct otaml_record *record, const struct tile_op *op)
{
    const uint32_t *operand = operands_of(record);
    uint32_t count = 0;

    for (uint32_t i = 0; i < record->inputs; i++) {
        count += otaml_is_constant(operand[i]) ? 0 : 1;
    }
    if (count > TILE_INPUTS || record->outputs != 1 || otaml_is_constant(operand[0])) {
        return 0;
    }
    return op->by_count ? (count == record->inputs ? count : 0) : count == 1;
}

static bool tiling_has(const struct tiling *t, uint32_t index)
{
    const uint8_t *at = t->tiles;

    for (uint32_t i = 0; i < t->count; i++) {
        const struct otaml_tile *tile = (const struct otaml_tile *)(const void *)at;
        if (index - tile->first < tile->ops) {
            return true;
        }
        at += otaml_tile_bytes(tile);
    }
    return false;
}

static bool suits(struct tiling *t, uint32_t index)
{
    const struct otaml_record *record = record_at(t, index);
    struct tile_op op;

    return !tiling_has(t, index) && describe(t, record, &op) && activations(record, &op) > 0;
}

/* Free memory is taken up to `end`; false, and noted, if there is not so much. */
static bool reserve(struct tiling *t, const uint8_t *end)
{
    if (end > t->end) {
        t->err = t->err ? t->err : OTAML_ERR_ARENA;
        return false;
    }
    t->used = end > t->used ? end : t->used;
    return true;
}

/* The tile's tensor of this number, added if it is new. TILE_NONE: it has other rows than were
 * found before, or there is no memory. */
static uint16_t tensor_of(struct tiling *t, struct otaml_tile *tile, uint32_t number, uint16_t rows)
{
    struct tile_tensor *tensors = otaml_tile_tensors(tile), *x = &tensors[tile->tensors];
    const uint32_t bytes = otaml_plan_bytes(t->plan, number);

    for (uint16_t i = 0; i < tile->tensors; i++) {
        if (tensors[i].operand == number) {
            return tensors[i].rows == rows ? i : TILE_NONE;
        }
    }
    if (!reserve(t, (uint8_t *)(x + 1)) || rows == 0 || bytes % rows != 0) {
        return TILE_NONE;
    }
    memset(x, 0, sizeof(*x));
    x->operand = number;
    x->rows = rows;
    x->row_bytes = bytes / rows;
    return tile->tensors++;
}

/* Is the tensor only written and read by the tile's operators, and in no one else's place? */
static bool is_inside(const struct tiling *t, const struct otaml_tile *tile, uint32_t number)
{
    const struct plan_tensor *x = otaml_plan_at(t->plan, number);

    return x->root == number && x->first > tile->first
           && x->last <= (uint32_t)tile->first + tile->ops;
}

/* Can the last output be written over this tensor of the tile? It must be the tile's alone from
 * now on, and lie in a place of its own, as must the output. */
static bool is_edible(const struct tiling *t, struct otaml_tile *tile, uint16_t tensor)
{
    const struct tile_op *ops = otaml_tile_ops(tile);
    const uint32_t number = otaml_tile_tensors(tile)[tensor].operand;
    const uint32_t out = otaml_tile_tensors(tile)[ops[tile->ops - 1].out].operand;
    const struct plan_tensor *x = otaml_plan_at(t->plan, number);

    if (x->first > tile->first || x->last > (uint32_t)tile->first + tile->ops
        || otaml_plan_at(t->plan, out)->root != out || is_inside(t, tile, out)) {
        return false;
    }
    /* Others may have had the place only if they were eaten, up to this one. */
    const uint32_t root = otaml_plan_root(t->plan, number);
    if (root == PLAN_STATE || otaml_plan_at(t->plan, root)->size > OTAML_MODEL_SIZE_MAX
        || otaml_plan_at(t->plan, out)->size > OTAML_MODEL_SIZE_MAX) {
        return false; /* both and what lies ahead, which is less than the output, fit 32 bits */
    }
    for (uint32_t i = 0; i < t->plan->n; i++) {
        if (i != number && i != root && otaml_plan_root(t->plan, i) == root
            && !otaml_plan_at(t->plan, i)->eater) {
            return false;
        }
    }
    return number == root || x->eater;
}

/* The largest such. */
static uint16_t find_eaten(const struct tiling *t, struct otaml_tile *tile)
{
    const struct tile_tensor *tensors = otaml_tile_tensors(tile);
    uint16_t best = TILE_NONE;
    uint32_t most = 0;

    for (uint16_t i = 0; i < tile->tensors; i++) {
        const uint32_t bytes = tensors[i].rows * tensors[i].row_bytes;
        if (bytes > most && is_edible(t, tile, i)) {
            most = bytes;
            best = i;
        }
    }
    return best;
}

/* Bytes that the last output must begin ahead of the input that it is written over: of its rows
 * up to `end`, made now, none may reach what is still to be read. */
static void keep_ahead(struct otaml_tile *tile, const struct tile_op *op, uint32_t end)
{
    const struct tile_tensor *tensors = otaml_tile_tensors(tile);

    if (tile->eaten != TILE_NONE && op == &otaml_tile_ops(tile)[tile->ops - 1]) {
        const uint32_t written = end * tensors[op->out].row_bytes;
        const uint32_t gone = otaml_tile_keep(tile, tile->eaten) * tensors[tile->eaten].row_bytes;
        const uint32_t ahead = written > gone ? written - gone : 0;
        tile->ahead = ahead > tile->ahead ? otaml_round_up(ahead, PLAN_ALIGN) : tile->ahead;
    }
}

/* How many rows of each tensor inside are there at most: go through all turns. */
static void measure(const struct tiling *t, struct otaml_tile *tile)
{
    struct tile_tensor *tensors = otaml_tile_tensors(tile);
    struct tile_op *op;
    uint16_t end;

    for (uint32_t i = 0; i < tile->tensors; i++) {
        tensors[i].capacity = is_inside(t, tile, tensors[i].operand) ? 0 : tensors[i].rows;
    }
    /* Whole even where nobody reads it, for otaml_infer_peek. */
    struct tile_tensor *last = &tensors[otaml_tile_ops(tile)[tile->ops - 1].out];
    last->capacity = last->rows;
    tile->eaten = find_eaten(t, tile);
    otaml_tile_restart(tile);
    while ((op = otaml_tile_next(tile, &end)) != NULL) {
        struct tile_tensor *x = &tensors[op->out];
        const uint32_t rows = end - otaml_tile_keep(tile, op->out);
        x->capacity = rows > x->capacity ? (uint16_t)rows : x->capacity;
        keep_ahead(tile, op, end);
        otaml_tile_made(tile, op, end);
    }
    otaml_tile_restart(tile);
}

static bool add_op(struct tiling *t, struct otaml_tile *tile, const struct otaml_record *record,
                   struct tile_op *op)
{
    if (!describe(t, record, op)) {
        return false;
    }
    const uint32_t inputs = activations(record, op);
    op->in[1] = TILE_NONE;
    for (uint32_t n = 0; n < inputs; n++) {
        op->in[n] = tensor_of(t, tile, operands_of(record)[n], op->in_rows);
        if (op->in[n] == TILE_NONE) {
            return false;
        }
    }
    op->out = tensor_of(t, tile, operands_of(record)[record->inputs], op->out_rows);
    return inputs > 0 && op->out != TILE_NONE;
}

/* Make operators first to last a tile, in free memory; false if they cannot be one. */
static bool build(struct tiling *t, uint32_t first, uint32_t last)
{
    struct otaml_tile *tile = (struct otaml_tile *)(void *)t->at;
    const uint8_t *at = (const uint8_t *)record_at(t, first);

    if (!reserve(t, t->at + sizeof(*tile) + (last - first + 1) * sizeof(struct tile_op))) {
        return false;
    }
    memset(tile, 0, sizeof(*tile));
    tile->first = (uint16_t)first;
    tile->ops = (uint16_t)(last - first + 1);
    tile->step = t->step;
    tile->records = (uint32_t)(at - t->arena);
    for (uint32_t i = 0; i < tile->ops; i++) {
        const struct otaml_record *record = (const struct otaml_record *)(const void *)at;
        if (!add_op(t, tile, record, &otaml_tile_ops(tile)[i])) {
            return false;
        }
        at += 4u * record->words;
    }
    tile->records_end = (uint32_t)(at - t->arena);
    measure(t, tile);
    return true;
}

/* What the tile at t->at changes in the plan: its tensors inside become as small as they may,
 * and all that is alive in it lives as long as it lasts. */
static void apply(const struct tiling *t)
{
    struct otaml_tile *tile = (struct otaml_tile *)(void *)t->at;
    const struct tile_tensor *tensors = otaml_tile_tensors(tile);
    const uint32_t begin = tile->first + 1u, end = (uint32_t)tile->first + tile->ops;

    for (uint32_t i = 0; i < tile->tensors; i++) {
        struct plan_tensor *x = otaml_plan_at(t->plan, tensors[i].operand);
        x->size = tensors[i].capacity < tensors[i].rows ? tensors[i].capacity * tensors[i].row_bytes
                                                        : x->size;
    }
    if (tile->eaten != TILE_NONE) {
        const uint32_t out = tensors[otaml_tile_ops(tile)[tile->ops - 1].out].operand;
        otaml_plan_overlap(t->plan, tensors[tile->eaten].operand, out, tile->ahead);
    }
    for (uint32_t i = 0; i < t->plan->n; i++) {
        struct plan_tensor *x = otaml_plan_at(t->plan, i);
        if (x->size != 0 && x->first <= end && x->last >= begin) {
            x->first = (uint16_t)otaml_min_u32(x->first, begin);
            x->last = x->last > end ? x->last : (uint16_t)end;
        }
    }
}

/* The most bytes alive at times [begin, end], and when first. */
static uint32_t busiest(const struct tiling *t, uint32_t begin, uint32_t end, uint32_t *when)
{
    uint32_t most = 0;

    for (uint32_t time = begin; time <= end; time++) {
        const uint32_t alive = otaml_plan_alive(t->plan, time);
        if (alive > most) {
            most = alive;
            *when = time;
        }
    }
    return most;
}

/* Let operators write over their inputs, but for those of tiles and those from first to last. */
static void join_others(const struct tiling *t, uint32_t first, uint32_t last)
{
    const uint8_t *at = t->arena;

    for (uint32_t index = 0; index < t->m->n_operators; index++) {
        const struct otaml_record *record = (const struct otaml_record *)(const void *)at;
        at += 4u * record->words;
        if ((index < first || index > last) && !tiling_has(t, index)) {
            otaml_inplace_join(t->plan, record, index + 1);
        }
    }
}

/* The same with what operators do in place, and with operators first to last as a tile where
 * first <= last; UINT32_MAX if they cannot be one. The plan stays as it is. */
static uint32_t cost(struct tiling *t, uint32_t first, uint32_t last, uint32_t begin, uint32_t end,
                     uint32_t *when)
{
    const uint32_t bytes = t->plan->n * (uint32_t)sizeof(struct plan_tensor);
    struct plan_tensor *entries = otaml_plan_entries(t->plan);

    if (first <= last) {
        if (!build(t, first, last)) {
            return UINT32_MAX;
        }
    }
    memcpy(t->saved, entries, bytes);
    if (first <= last) {
        apply(t);
    }
    join_others(t, first, last);
    const uint32_t most = busiest(t, begin, end, when);
    memcpy(entries, t->saved, bytes);
    return most;
}

/* The tile with operator `index` among operators [low, high] that takes the least while it runs:
 * what others take at other times is for other tiles to better. Returns that, at most `most`. */
static uint32_t best_tile(struct tiling *t, uint32_t index, uint32_t low, uint32_t high,
                          uint32_t most, uint32_t *first, uint32_t *last)
{
    uint32_t best = most, when;

    for (uint32_t a = low; a <= index; a++) {
        for (uint32_t b = index; b <= high && b - a < TILE_OPS_MAX; b++) {
            const uint32_t c = cost(t, a, b, a + 1, b + 1, &when);
            if (c < best) {
                best = c;
                *first = a;
                *last = b;
            }
        }
    }
    return best;
}

/* A window that is 1 high is turned, so that its rows are what tiles take for rows. */
static void turn_windows(const struct tiling *t, const struct otaml_tile *tile)
{
    for (uint32_t i = 0; i < tile->ops; i++) {
        const struct otaml_record *record = record_at(t, tile->first + i);
        const uint32_t at = (uint32_t)((const uint8_t *)own_of(record) - t->arena);
        if (op_of(record)->flags & OP_WINDOW) {
            struct otaml_window *w = (struct otaml_window *)(void *)(t->arena + at);
            if (is_flat(w)) {
                otaml_window_turn(w);
            }
        }
    }
}

/* With more rows at a time weights are gone through less often: as many as leave an eighth of the
 * goal, for a layout takes somewhat more than what is alive. */
static void choose_step(struct tiling *t, uint32_t first, uint32_t last)
{
    const uint32_t room = t->goal - t->goal / 8;
    uint32_t when;

    while (t->step < t->step_max) {
        t->step *= 2;
        if (cost(t, first, last, first + 1, last + 1, &when) > room) {
            t->step /= 2;
            return;
        }
    }
}

/* One more tile where the activations are most; false if none helps, or none is needed. */
static bool add_tile(struct tiling *t)
{
    const uint32_t n = t->m->n_operators;
    uint32_t when = 0, first = 0, last = 0;

    const uint32_t most = cost(t, 1, 0, 1, n, &when), tiles = (uint32_t)(t->at - t->tiles);
    if (n == 0 || (most <= t->goal && tiles <= t->goal - most) || !suits(t, when - 1)) {
        return false;
    }
    uint32_t low = when - 1, high = when - 1;
    while (low > 0 && suits(t, low - 1)) {
        low--;
    }
    while (high + 1 < n && suits(t, high + 1)) {
        high++;
    }
    t->step = 1;
    if (best_tile(t, when - 1, low, high, most, &first, &last) >= most) {
        return false;
    }
    choose_step(t, first, last);
    t->stepped |= t->step > 1;
    if (!build(t, first, last)) {
        return false;
    }
    apply(t);
    turn_windows(t, (const struct otaml_tile *)(const void *)t->at);
    t->at += otaml_tile_bytes((const struct otaml_tile *)(const void *)t->at);
    t->count++;
    return true;
}

/* Would the layout be within the goal, the tiles themselves counted? The plan stays as it is. */
static bool fits(struct tiling *t)
{
    const uint32_t bytes = t->plan->n * (uint32_t)sizeof(struct plan_tensor);
    struct plan_tensor *entries = otaml_plan_entries(t->plan);

    memcpy(t->saved, entries, bytes);
    join_others(t, 1, 0);
    const uint32_t layout = otaml_plan_layout(t->plan);
    memcpy(entries, t->saved, bytes);
    return layout <= t->goal && (size_t)(t->at - t->tiles) <= t->goal - layout;
}

int otaml_tiling_choose(struct tiling *t)
{
    const uint32_t bytes = t->plan->n * (uint32_t)sizeof(struct plan_tensor);
    struct plan_tensor *entries = otaml_plan_entries(t->plan);

    if (2 * bytes > (size_t)(t->end - t->at)) {
        return OTAML_ERR_ARENA;
    }
    t->end -= 2 * bytes;
    t->saved = (struct plan_tensor *)(void *)t->end;
    struct plan_tensor *before = t->saved + t->plan->n;
    memcpy(before, entries, bytes);
    t->used = t->at;
    /* What is alive can fit and a layout of it not: then all over again, with fewer rows. */
    for (t->step_max = TILE_STEP_MAX;; t->step_max = (uint16_t)(t->step_max / 8)) {
        while (!t->err && add_tile(t)) {}
        if (t->err || !t->stepped || fits(t)) {
            break;
        }
        memcpy(entries, before, bytes);
        t->at = t->tiles;
        t->count = 0;
        t->stepped = false;
    }
    join_others(t, 1, 0);
    return t->err;
}
