/*
 * inplace.c - let operators write over their inputs. API: inplace_priv.h
 */
#include "inplace_priv.h"

static void join(struct plan *plan, const struct otaml_record *record, uint32_t time)
{
    const uint32_t *operand = (const uint32_t *)(const void *)record + 1;
    const uint32_t out = operand[record->inputs];

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

void otaml_inplace_join(const struct tiling *t, uint32_t first, uint32_t last)
{
    const uint8_t *at = t->arena;

    for (uint32_t index = 0; index < t->m->n_operators; index++) {
        const struct otaml_record *record = (const struct otaml_record *)(const void *)at;
        at += 4u * record->words;
        if ((otaml_registry_op(record->row)->flags & OP_INPLACE) && (index < first || index > last)
            && !otaml_tiling_has(t, index)) {
            join(t->plan, record, index + 1);
        }
    }
}
