/*
 * prelu_int16.c - PRELU on int16, alpha on int8.
 */
#include "prelu_priv.h"

static void prepare(struct prep *p)
{
    otaml_prelu_prepare(p, OTAML_TYPE_INT16);
}

static int32_t load(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return k == 0 ? otaml_row_int16(row, k, i) : otaml_row_int8(row, k, i);
}

OTAML_BINARY_OP(prelu_int16, CODE_PRELU, OTAML_TYPE_INT16, int16_t, load, prepare, otaml_prelu_one);
