/*
 * padv2_any.c - PADV2 on int8, int16, int32 and float32.
 */
#include "pad_priv.h"

static void prepare(struct prep *p)
{
    otaml_pad_prepare(p, 3);
}

const struct otaml_op otaml_op_padv2_any = {
    CODE_PADV2, TYPE_ANY, 0, prepare, otaml_pad_run, NULL
};
