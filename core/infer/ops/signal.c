/*
 * signal.c - what the operators of the audio front end share. API: signal_priv.h
 */
#include "signal_priv.h"

void otaml_signal_input(struct prep *p, uint32_t k, uint8_t type, struct otaml_tensor *t)
{
    otaml_prep_input(p, k, t);
    otaml_prep_type(p, (int32_t)k, t, type);
}

void otaml_signal_output(struct prep *p, uint32_t k, uint8_t type, struct otaml_tensor *t)
{
    otaml_prep_output(p, k, t);
    if (t->type != type) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_TYPE, otaml_operator_output(p->m, &p->op, k));
    }
}

void otaml_signal_count(struct prep *p, uint32_t k, const struct otaml_tensor *t, uint64_t count)
{
    if (t->count != count) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, k));
    }
}
