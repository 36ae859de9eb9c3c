/*
 * arg_min_float32.c - ARG_MIN on float32.
 */
#include "arg_priv.h"

static uint32_t best(const uint8_t *in, uint32_t n, uint32_t step, bool constant)
{
    float found = otaml_load_float(in, constant);
    uint32_t at = 0;

    for (uint32_t i = 1; i < n; i++) {
        const float v = otaml_load_float(in + 4 * (size_t)i * step, constant);
        if (v < found) {
            found = v;
            at = i;
        }
    }
    return at;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_arg_run(inf, record, sizeof(float), best);
}

const struct otaml_op otaml_op_arg_min_float32 = {
    CODE_ARG_MIN, OTAML_TYPE_FLOAT32, 0, otaml_arg_prepare, run, NULL
};
