/*
 * equal_any.c - EQUAL. An input that repeats may be larger in bytes than the output: not in place.
 */
#include "comparison_priv.h"

const struct otaml_op otaml_op_equal_any = {
    CODE_EQUAL, TYPE_ANY, 0, otaml_comparison_prepare, otaml_comparison_run, NULL
};
