/*
 * less_any.c - LESS. An input that repeats may be larger in bytes than the output: not in place.
 */
#include "comparison_priv.h"

const struct otaml_op otaml_op_less_any = {
    CODE_LESS, TYPE_ANY, 0, otaml_comparison_prepare, otaml_comparison_run, NULL
};
