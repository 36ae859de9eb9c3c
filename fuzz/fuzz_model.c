/*
 * fuzz_model.c - open a model and plan it. All buffers are just as large as they are said to be.
 *
 * The corpus holds the files of tests/infer/sample_models.c and sample_states.c, and some of
 * sample_operators.c, sample_elementwise.c and sample_shapes.c.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct otaml_model m;
    struct model_fuzz f;
    uint8_t *copy = model_fuzz_alloc(size);

    memcpy(copy, data, size);
    if (otaml_model_open(&m, copy, size) == OTAML_OK) {
        char name[32];
        for (uint32_t i = 0; i < m.n_tensors && i < 64; i++) {
            otaml_model_tensor_name(&m, i, name, sizeof(name));
        }
        (void)model_fuzz_open(&f, &m, 0xa5, 0, size % 2);
        model_fuzz_close(&f);
    }
    free(copy);
    return 0;
}
