/*
 * block.c - rows of several matrices. API: block_priv.h
 */
#include "block_priv.h"

void otaml_block_add(struct otaml_block *b, uint32_t operand, uint32_t row_bytes)
{
    b->operand[b->count] = operand;
    b->row_bytes[b->count] = operand == OPERAND_NONE ? 0 : row_bytes;
    b->count++;
}

/* Of a row of each. Matrices may share their bytes in a hostile file: 32 bits are too few. */
static uint64_t bytes_of(const struct otaml_block *b)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < b->count; i++) {
        bytes += b->row_bytes[i];
    }
    return bytes;
}

void otaml_block_prepare(struct prep *p, const struct otaml_block *b)
{
    const uint64_t bytes = bytes_of(b);

    if (p->err || !p->m->reader || bytes <= p->stripe_bytes) {
        return;
    }
    if (bytes > OTAML_MODEL_SIZE_MAX) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
    } else {
        otaml_prep_scratch(p, (uint32_t)bytes);
    }
}

uint32_t otaml_block_fit(const struct otaml_infer *inf, const struct otaml_block *b, uint32_t left)
{
    if (!inf->model->reader && inf->stripe_bytes == 0) {
        return left;
    }
    const uint64_t bytes = bytes_of(b);
    const uint32_t n = bytes == 0 ? 0 : (uint32_t)(inf->stripe_bytes / bytes);
    return n == 0 ? 1 : otaml_min_u32(n, left);
}

int otaml_block_take(const struct otaml_infer *inf, struct otaml_block *b, uint32_t scratch,
                     uint32_t first, uint32_t n)
{
    uint8_t *to = inf->arena + (scratch == OPERAND_NONE ? inf->stripe : scratch);
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < b->count; i++) {
        const uint32_t operand = b->operand[i], bytes = b->row_bytes[i];
        if (operand == OPERAND_NONE) {
            b->rows[i] = NULL;
        } else if (inf->model->reader) {
            b->rows[i] = to;
            err = otaml_model_read(inf->model, (operand & ~OPERAND_CONSTANT) + first * bytes, to,
                                   n * bytes);
            to += (size_t)n * bytes;
        } else {
            b->rows[i] = otaml_operand(inf, operand) + (size_t)first * bytes;
        }
    }
    return err;
}
