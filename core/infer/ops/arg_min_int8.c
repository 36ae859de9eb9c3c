/*
 * arg_min_int8.c - ARG_MIN on int8.
 */
#include "arg_priv.h"

static uint32_t best(const uint8_t *in, uint32_t n, uint32_t step, bool constant)
{
    int8_t found = (int8_t)in[0];
    uint32_t at = 0;

    (void)constant;
    for (uint32_t i = 1; i < n; i++) {
        const int8_t v = (int8_t)in[(size_t)i * step];
        if (v < found) {
            found = v;
            at = i;
        }
    }
    return at;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_arg_run(inf, record, 1, best);
}

const struct otaml_op otaml_op_arg_min_int8 = {
    CODE_ARG_MIN, OTAML_TYPE_INT8, 0, otaml_arg_prepare, run, NULL
};
