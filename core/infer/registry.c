/*
 * registry.c - the operators of this build. API: operator_priv.h, otaml/infer.h
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

#ifndef OTAML_CUSTOM_OPERATORS /* in a list that was made before there were any */
#define OTAML_CUSTOM_OPERATORS(X)
#endif

#define DECLARE(name) extern const struct otaml_custom_op otaml_custom_##name;
OTAML_CUSTOM_OPERATORS(DECLARE)
#undef DECLARE

/* NULL ends either list, for it may be empty. */
#define ROW(name) &otaml_op_##name,
static const struct otaml_op *const rows[] = { OTAML_OPERATORS(ROW) NULL };
#undef ROW
#define ROWS OTAML_ARRAY_LEN(rows) /* with the one that is NULL, so that it is never 0 */

/* These have the numbers behind the others'. */
#define ROW(name) &otaml_custom_##name,
static const struct otaml_custom_op *const custom_rows[] = { OTAML_CUSTOM_OPERATORS(ROW) NULL };
#undef ROW

OTAML_STATIC_ASSERT(OTAML_ARRAY_LEN(rows) + OTAML_ARRAY_LEN(custom_rows) <= UINT8_MAX,
                    row_fits_its_byte_in_a_record);

static bool takes(const struct otaml_op *op, uint32_t type)
{
    return op->type == type || op->type == TYPE_ANY;
}

static int find_custom(const struct otaml_model *m, const struct otaml_operator *op, uint32_t type)
{
    char name[CUSTOM_NAME_MAX + 1] = { 0 };
    struct otaml_custom custom;

    int err = otaml_operator_custom(m, op, &custom);
    if (err || custom.name_bytes > CUSTOM_NAME_MAX) {
        return err ? err : OTAML_ERR_MODEL_OPERATOR;
    }
    err = otaml_model_read(m, custom.name, name, custom.name_bytes);
    if (err) {
        return err;
    }
    err = OTAML_ERR_MODEL_OPERATOR;
    for (uint32_t i = 0; custom_rows[i]; i++) {
        if (strcmp(name, custom_rows[i]->name) != 0) {
            continue;
        }
        if (takes(&custom_rows[i]->op, type)) {
            return (int)(ROWS + i);
        }
        err = OTAML_ERR_MODEL_TYPE;
    }
    return err;
}

int otaml_registry_find(const struct otaml_model *m, const struct otaml_operator *op, uint32_t type)
{
    int err = OTAML_ERR_MODEL_OPERATOR;

    if (custom_rows[0] && op->code == CODE_CUSTOM) {
        return find_custom(m, op, type);
    }
    for (const struct otaml_op *const *at = rows; *at; at++) {
        if ((*at)->code != op->code) {
            continue;
        }
        if (takes(*at, type)) {
            return (int)(at - rows);
        }
        err = OTAML_ERR_MODEL_TYPE;
    }
    return err;
}

const struct otaml_op *otaml_registry_op(uint8_t row)
{
    return row < ROWS ? rows[row] : &custom_rows[row - ROWS]->op;
}

int otaml_infer_kernel_at(uint32_t index, struct otaml_infer_kernel *kernel)
{
    const struct otaml_op *op;

    kernel->custom = NULL;
    if (index + 1 < ROWS) {
        op = rows[index];
    } else if (index + 2 - ROWS < OTAML_ARRAY_LEN(custom_rows)) {
        op = &custom_rows[index + 1 - ROWS]->op;
        kernel->custom = custom_rows[index + 1 - ROWS]->name;
    } else {
        return OTAML_ERR_NOT_FOUND;
    }
    kernel->code = op->code;
    kernel->type = op->type;
    return OTAML_OK;
}
