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

/* What was found lies in the model. */
static void look_for_metadata(const struct otaml_model *m)
{
    struct otaml_metadata d;

    for (uint32_t i = 0; i < 64 && otaml_model_metadata(m, i, &d) == OTAML_OK; i++) {
        if (!otaml_model_map(m, d.name, d.name_bytes) || !otaml_model_map(m, d.data, d.bytes)) {
            abort();
        }
    }
    if (otaml_model_find_metadata(m, "threshold", &d) == OTAML_OK && d.name_bytes != 9) {
        abort();
    }
}

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
        look_for_metadata(&m);
        (void)model_fuzz_open(&f, &m, 0xa5, 0, size % 2);
        model_fuzz_close(&f);
    }
    free(copy);
    return 0;
}
