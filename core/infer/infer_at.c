/*
 * infer_at.c - where an operator's tensors lie. API: otaml/infer.h
 */
#include <otaml/infer.h>

#include <string.h>
#include "operator_priv.h"

/* The operand in this slot of an operator's record. */
static int operand_at(const struct otaml_infer *inf, uint32_t index, bool output, uint32_t k,
                      uint32_t *offset)
{
    const uint8_t *record = inf->arena;
    struct otaml_operator op;
    struct otaml_record head;

    const int err = otaml_model_operator(inf->model, index, &op);
    if (err) {
        return err;
    }
    memcpy(&head, record, sizeof(head));
    for (uint32_t i = 0; i < index; i++) {
        record += 4u * head.words;
        memcpy(&head, record, sizeof(head));
    }
    /* A record of fewer inputs than the operator has names them in an order of its own. */
    if (output ? k >= head.outputs : k >= head.inputs || op.n_inputs > head.inputs) {
        return OTAML_ERR_NOT_FOUND;
    }
    memcpy(offset, record + 4 + 4 * ((output ? head.inputs : 0u) + k), sizeof(*offset));
    return otaml_is_constant(*offset) ? OTAML_ERR_NOT_FOUND : OTAML_OK; /* or there is none */
}

int otaml_infer_output_at(const struct otaml_infer *inf, uint32_t index, uint32_t k,
                          uint32_t *offset)
{
    return operand_at(inf, index, true, k, offset);
}

int otaml_infer_input_at(const struct otaml_infer *inf, uint32_t index, uint32_t k,
                         uint32_t *offset)
{
    return operand_at(inf, index, false, k, offset);
}
