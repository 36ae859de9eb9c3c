/*
 * depth_to_space_any.c - DEPTH_TO_SPACE.
 */
#include "space_depth_priv.h"

enum { DEPTH_TO_SPACE_OPTIONS = 94 };

static void prepare(struct prep *p)
{
    otaml_space_depth_prepare(p, DEPTH_TO_SPACE_OPTIONS, false);
}

const struct otaml_op otaml_op_depth_to_space_any = { CODE_DEPTH_TO_SPACE,   TYPE_ANY, 0, prepare,
                                                      otaml_space_depth_run, NULL };
