/*
 * space_to_depth_any.c - SPACE_TO_DEPTH.
 */
#include "space_depth_priv.h"

enum { SPACE_TO_DEPTH_OPTIONS = 19 };

static void prepare(struct prep *p)
{
    otaml_space_depth_prepare(p, SPACE_TO_DEPTH_OPTIONS, true);
}

const struct otaml_op otaml_op_space_to_depth_any = { CODE_SPACE_TO_DEPTH,   TYPE_ANY, 0, prepare,
                                                      otaml_space_depth_run, NULL };
