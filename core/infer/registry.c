/*
 * registry.c - the operators of this build. API: operator_priv.h
 */
#include "operator_priv.h"

#ifdef OTAML_OPERATORS_CONFIG
#include OTAML_OPERATORS_CONFIG
#else
#include "operators_config.h"
#endif

#define DECLARE(name) extern const struct otaml_op otaml_op_##name;
OTAML_OPERATORS(DECLARE)
#undef DECLARE

#define ROW(name) &otaml_op_##name,
static const struct otaml_op *const rows[] = { OTAML_OPERATORS(ROW) NULL }; /* ends the list */
#undef ROW

OTAML_STATIC_ASSERT(OTAML_ARRAY_LEN(rows) - 1u <= UINT8_MAX, row_fits_its_byte_in_a_record);

int otaml_registry_find(uint32_t code, uint32_t type, uint8_t *row)
{
    int err = OTAML_ERR_MODEL_OPERATOR;

    for (uint32_t i = 0; rows[i]; i++) {
        if (rows[i]->code != code) {
            continue;
        }
        if (rows[i]->type == type || rows[i]->type == TYPE_ANY) {
            *row = (uint8_t)i;
            return OTAML_OK;
        }
        err = OTAML_ERR_MODEL_TYPE;
    }
    return err;
}

const struct otaml_op *otaml_registry_op(uint8_t row)
{
    return rows[row];
}
