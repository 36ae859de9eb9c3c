/*
 * loads.c - fetch what an operator reads of a model behind a reader. API: loads_priv.h
 */
#include "loads_priv.h"

uint32_t otaml_loads_prepare(const struct prep *p, struct otaml_loads *loads)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i < p->record.head.inputs; i++) {
        loads->bytes[i] = otaml_is_constant(p->record.words[1 + i]) ? p->operand_bytes[i] : 0;
        /* each below 2^30, and at most 22 of a model below 2^30: bounded below */
        total += otaml_round_up(loads->bytes[i], LOADS_ALIGN);
        if (total > OTAML_MODEL_SIZE_MAX) {
            return UINT32_MAX;
        }
    }
    return total;
}

uint32_t otaml_loads_words(const struct otaml_record *head, const uint32_t *operands)
{
    for (uint32_t i = 0; i < head->inputs; i++) {
        if (otaml_is_constant(operands[i]) && operands[i] != OPERAND_NONE) {
            return 1u + head->inputs;
        }
    }
    return 0;
}

int otaml_loads_fetch(const struct otaml_infer *inf, const uint8_t *record,
                      uint32_t copy[RECORD_BYTES_MAX / 4])
{
    struct otaml_record head;
    struct otaml_loads loads;

    memcpy(&head, record, sizeof(head));
    memcpy(copy, record, 4u * (1u + head.inputs));
    const uint32_t list = otaml_loads_words(&head, copy + 1);
    const uint32_t words = head.words - list;
    memcpy(copy, record, 4u * words);
    if (list == 0) {
        return OTAML_OK;
    }
    memcpy(&loads, record + 4u * words, 4u * list);
    uint32_t at = loads.place == LOADS_TO_STRIPE ? inf->stripe : loads.place;
    for (uint32_t i = 0; i < head.inputs; i++) {
        if (loads.bytes[i] == 0) {
            continue;
        }
        const int err = otaml_model_read(inf->model, copy[1 + i] & ~OPERAND_CONSTANT,
                                         inf->arena + at, loads.bytes[i]);
        if (err) {
            return err;
        }
        copy[1 + i] = OPERAND_CONSTANT | OPERAND_LOADED | at;
        at += otaml_round_up(loads.bytes[i], LOADS_ALIGN);
    }
    return OTAML_OK;
}

int otaml_loads_run(struct otaml_infer *inf, const struct otaml_op *op, const uint8_t *record)
{
    uint32_t copy[RECORD_BYTES_MAX / 4];

    const int err = otaml_loads_fetch(inf, record, copy);
    if (!err) {
        op->run(inf, copy);
    }
    return err;
}
