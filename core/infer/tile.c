/*
 * tile.c - run a chain of operators row by row. API: tile_priv.h
 */
#include "tile_priv.h"

#include "loads_priv.h"

void otaml_tile_restart(struct otaml_tile *t)
{
    struct tile_op *ops = otaml_tile_ops(t);
    struct tile_tensor *tensors = otaml_tile_tensors(t);

    t->target = 0;
    for (uint32_t i = 0; i < t->tensors; i++) {
        tensors[i].first = 0;
        tensors[i].end = tensors[i].rows;
    }
    for (uint32_t i = 0; i < t->ops; i++) {
        ops[i].done = 0;
        ops[i].need = 0;
        tensors[ops[i].out].end = 0;
    }
}

/* The first input row that output row y needs; all are behind us if there is no such row. */
static uint32_t first_input(const struct tile_op *op, uint32_t y)
{
    const uint32_t at = y * op->stride;

    return y >= op->out_rows ? op->in_rows : at < op->pad ? 0 : at - op->pad;
}

/* The end of the input rows that the output rows before `end` need. */
static uint32_t input_end(const struct tile_op *op, uint32_t end)
{
    const uint32_t last = (end - 1) * op->stride + op->span;

    return last < op->pad ? 0 : otaml_min_u32(last - op->pad, op->in_rows);
}

/* Rows of operator i that the later ones need; of the last one's that is the target. */
static uint32_t rows_needed(struct otaml_tile *t, uint32_t i, bool all)
{
    const struct tile_op *ops = otaml_tile_ops(t);
    uint32_t need = all ? ops[i].out_rows : ops[i].need;

    for (uint32_t k = i + 1u; k < t->ops; k++) {
        for (uint32_t n = 0; n < TILE_INPUTS && ops[k].need > 0; n++) {
            if (ops[k].in[n] == ops[i].out) {
                const uint32_t end = input_end(&ops[k], ops[k].need);
                need = end > need ? end : need;
            }
        }
    }
    return need;
}

/* Set what each operator has to make in the next turn; in the last one all that is left. */
static bool next_turn(struct otaml_tile *t)
{
    struct tile_op *ops = otaml_tile_ops(t), *last = &ops[t->ops - 1];

    if (t->target == last->out_rows) {
        return false;
    }
    t->target = (uint16_t)otaml_min_u32((uint32_t)t->target + t->step, last->out_rows);
    last->need = t->target;
    for (uint32_t i = t->ops - 1u; i-- > 0;) {
        ops[i].need = (uint16_t)rows_needed(t, i, t->target == last->out_rows);
    }
    return true;
}

/* The end of the rows that the operator can make now: op->done if none. */
static uint32_t rows_ready(struct otaml_tile *t, const struct tile_op *op)
{
    const struct tile_tensor *tensors = otaml_tile_tensors(t);
    uint32_t end = otaml_min_u32((uint32_t)op->done + t->step, op->need);

    for (uint32_t n = 0; n < TILE_INPUTS && op->in[n] != TILE_NONE; n++) {
        while (end > op->done && input_end(op, end) > tensors[op->in[n]].end) {
            end--;
        }
    }
    return end;
}

struct tile_op *otaml_tile_next(struct otaml_tile *t, uint16_t *end)
{
    struct tile_op *ops = otaml_tile_ops(t);

    do {
        for (uint32_t i = t->ops; i-- > 0;) {
            const uint32_t ready = ops[i].done < ops[i].need ? rows_ready(t, &ops[i]) : 0;
            if (ready > ops[i].done) {
                *end = (uint16_t)ready;
                return &ops[i];
            }
        }
    } while (next_turn(t));
    return NULL;
}

void otaml_tile_made(struct otaml_tile *t, struct tile_op *op, uint16_t end)
{
    op->done = end;
    otaml_tile_tensors(t)[op->out].end = end;
}

uint32_t otaml_tile_keep(struct otaml_tile *t, uint32_t tensor)
{
    const struct tile_op *ops = otaml_tile_ops(t);
    uint32_t keep = otaml_tile_tensors(t)[tensor].end;

    for (uint32_t i = 0; i < t->ops; i++) {
        for (uint32_t n = 0; n < TILE_INPUTS; n++) {
            if (ops[i].in[n] == tensor) {
                keep = otaml_min_u32(keep, first_input(&ops[i], ops[i].done));
            }
        }
    }
    return keep;
}

/* Make room for rows up to `end` behind those that are still needed. */
static void slide(const struct otaml_infer *inf, struct otaml_tile *t, uint32_t tensor,
                  uint32_t end)
{
    struct tile_tensor *x = &otaml_tile_tensors(t)[tensor];

    if (end <= (uint32_t)x->first + x->capacity) {
        return;
    }
    const uint32_t keep = otaml_tile_keep(t, tensor);
    uint8_t *rows = otaml_arena_at(inf, x->operand);
    memmove(rows, rows + (size_t)(keep - x->first) * x->row_bytes,
            (size_t)(x->end - keep) * x->row_bytes);
    x->first = (uint16_t)keep;
}

/* The operand of a tensor from `row` on. */
static uint32_t operand_at(const struct tile_tensor *x, uint32_t row)
{
    return x->operand + (row - x->first) * x->row_bytes;
}

/* The record for the rows up to `end`; its operands lead to the first of them. */
static void aim(struct otaml_infer *inf, struct otaml_tile *t, const struct tile_op *op,
                uint32_t end, uint32_t *record)
{
    const struct tile_tensor *tensors = otaml_tile_tensors(t);
    const struct tile_tensor *in = &tensors[op->in[0]], *out = &tensors[op->out];
    const struct otaml_record *head = (const struct otaml_record *)(const void *)record;

    inf->rows.first = op->done;
    inf->rows.end = end;
    inf->rows.in_first = in->first;
    for (uint32_t n = 0; n < TILE_INPUTS && op->in[n] != TILE_NONE; n++) {
        const struct tile_tensor *x = &tensors[op->in[n]];
        record[1 + n] = operand_at(x, op->by_count ? op->done : x->first);
    }
    record[1 + head->inputs] = operand_at(out, op->done);
    if (op->by_count) {
        /* Rows have as many elements in the input as in the output. */
        const uint32_t elements = record[op->by_count] / op->out_rows;
        record[op->by_count] = elements * (end - op->done);
    }
}

static int run_rows(struct otaml_infer *inf, struct otaml_tile *t, struct tile_op *op, uint16_t end,
                    const uint8_t *at)
{
    uint32_t record[RECORD_BYTES_MAX / 4];
    struct otaml_record head;
    int err = OTAML_OK;

    memcpy(&head, at, sizeof(head));
    const struct otaml_op *run = otaml_registry_op(head.row);
    slide(inf, t, op->out, end);
    if (inf->model->reader && run->run) {
        err = otaml_loads_fetch(inf, at, record);
    } else {
        memcpy(record, at, 4u * head.words);
    }
    if (err) {
        return err;
    }
    aim(inf, t, op, end, record);
    if (run->run) {
        run->run(inf, record);
    } else {
        err = run->part(inf, record);
    }
    inf->rows.first = 0;
    inf->rows.end = UINT32_MAX;
    inf->rows.in_first = 0;
    if (!err) {
        otaml_tile_made(t, op, end);
    }
    return err;
}

/* Run one part of the next operator. */
static int step(struct otaml_infer *inf, struct otaml_tile *t)
{
    const struct tile_op *ops = otaml_tile_ops(t);
    const uint8_t *record = inf->arena + t->records;
    uint16_t end;

    struct tile_op *op = otaml_tile_next(t, &end);

    for (const struct tile_op *before = ops; before < op; before++) {
        record += 4u * before->words;
    }
    const int err = run_rows(inf, t, op, end, record);
    if (err) {
        return err;
    }
    return otaml_tile_next(t, &end) ? OTAML_ERR_AGAIN : OTAML_OK;
}

void otaml_tile_describe(struct otaml_tile *t, struct otaml_tile_info *info)
{
    struct tile_tensor *tensors = otaml_tile_tensors(t);
    struct tile_op *op;
    uint16_t end;

    info->first = t->first;
    info->operators = t->ops;
    for (uint32_t i = 0; i < t->tensors; i++) {
        const bool part = tensors[i].capacity < tensors[i].rows;
        info->line_bytes += part ? tensors[i].capacity * tensors[i].row_bytes : 0;
    }
    otaml_tile_restart(t);
    while ((op = otaml_tile_next(t, &end)) != NULL) {
        struct tile_tensor *x = &tensors[op->out];
        if (end > (uint32_t)x->first + x->capacity) {
            const uint32_t keep = otaml_tile_keep(t, op->out);
            info->bytes_moved += (uint64_t)(x->end - keep) * x->row_bytes;
            x->first = (uint16_t)keep;
        }
        info->passes++;
        otaml_tile_made(t, op, end);
    }
    otaml_tile_restart(t);
}

/* They lie in no order. */
static struct otaml_tile *tile_at(const struct otaml_infer *inf, uint32_t at)
{
    return (struct otaml_tile *)(void *)(inf->arena + at);
}

/* The tile whose first operator is the next one of inf, NULL if there is none. */
static struct otaml_tile *tile_here(const struct otaml_infer *inf)
{
    uint32_t at = inf->tiles;

    for (uint32_t i = 0; i < inf->n_tiles; i++) {
        struct otaml_tile *tile = tile_at(inf, at);
        if (tile->first == inf->position) {
            return tile;
        }
        at += otaml_tile_bytes(tile);
    }
    return NULL;
}

int otaml_tile_step(struct otaml_infer *inf)
{
    struct otaml_tile *tile = tile_here(inf);

    if (!tile) {
        return otaml_infer_next(inf);
    }
    if (!inf->in_tile) {
        otaml_tile_restart(tile);
        inf->in_tile = true;
    }
    const int err = step(inf, tile);
    if (err) {
        return err;
    }
    inf->in_tile = false;
    inf->last = tile->records_end - 4u * otaml_tile_ops(tile)[tile->ops - 1].words;
    inf->next = tile->records_end;
    inf->position = (uint16_t)(inf->position + tile->ops);
    return OTAML_OK;
}

bool otaml_infer_tile(struct otaml_infer *inf, uint32_t k, struct otaml_tile_info *info)
{
    uint32_t at = inf->tiles;

    memset(info, 0, sizeof(*info));
    if (k >= inf->n_tiles) {
        return false;
    }
    for (; k > 0; k--) {
        at += otaml_tile_bytes(tile_at(inf, at));
    }
    otaml_tile_describe(tile_at(inf, at), info);
    return true;
}
