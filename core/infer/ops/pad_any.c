/*
 * pad_any.c - PAD on int8, int16, int32 and float32.
 */
#include "pad_priv.h"

static void prepare(struct prep *p)
{
    otaml_pad_prepare(p, 2);
}

const struct otaml_op otaml_op_pad_any = { CODE_PAD, TYPE_ANY, 0, prepare, otaml_pad_run, NULL };
