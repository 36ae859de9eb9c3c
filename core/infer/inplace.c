/*
 * inplace.c - let an operator write over its input. API: inplace_priv.h
 */
#include "inplace_priv.h"

void otaml_inplace_join(struct plan *plan, const struct otaml_record *record, uint32_t time)
{
    const uint32_t *operand = (const uint32_t *)(const void *)record + 1;
    const uint32_t out = operand[record->inputs];

    if (!(otaml_registry_op(record->row)->flags & OP_INPLACE)) {
        return;
    }
    /* An output that a tile eats has others ahead of it. */
    for (uint32_t i = 0; i < record->inputs && otaml_plan_at(plan, out)->shift == 0; i++) {
        if (otaml_is_constant(operand[i])) {
            continue;
        }
        const uint32_t root = otaml_plan_root(plan, operand[i]);
        if (root != PLAN_STATE && otaml_plan_at(plan, root)->last == time
            && otaml_plan_at(plan, operand[i])->size >= otaml_plan_at(plan, out)->size) {
            otaml_plan_join(plan, root, out);
            otaml_plan_at(plan, out)->shift = otaml_plan_at(plan, operand[i])->shift;
            return;
        }
    }
}
