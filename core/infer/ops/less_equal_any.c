/*
 * less_equal_any.c - LESS_EQUAL. An input that repeats may be larger in bytes than the output: not
 * in place.
 */
#include "comparison_priv.h"

const struct otaml_op otaml_op_less_equal_any = {
    CODE_LESS_EQUAL, TYPE_ANY, 0, otaml_comparison_prepare, otaml_comparison_run, NULL
};
