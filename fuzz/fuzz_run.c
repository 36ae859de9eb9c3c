/*
 * fuzz_run.c - run every model that opens. Its inputs are the last bytes of the file, repeated as
 * often as needed: they may be those that a mutator appended behind the FlatBuffer.
 *
 * A model runs twice, in arenas that held different bytes before: an operator that leaves part of
 * its output unwritten, or reads what nobody wrote, gives two answers.
 *
 * The corpus holds mutants that a build without one of the checks in prepare failed on.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>

#include "fence.h"
#include "model_fuzz.h"

static void write_inputs(const struct otaml_infer *inf, const uint8_t *data, size_t size)
{
    size_t bytes, from = size;

    for (uint32_t k = 0; k < inf->model->n_inputs; k++) {
        uint8_t *in = otaml_infer_input(inf, k, &bytes);
        for (size_t i = 0; i < bytes; i++) {
            from = from ? from - 1 : size - 1;
            in[i] = data[from];
        }
    }
}

static uint32_t outputs_crc(const struct otaml_infer *inf)
{
    uint32_t crc = 0;
    size_t bytes;

    for (uint32_t k = 0; k < inf->model->n_outputs; k++) {
        const void *out = otaml_infer_output(inf, k, &bytes);
        crc = otaml_crc32(crc, out, bytes);
    }
    return crc;
}

/* One step, in which the operator reaches its own tensors only. */
static int step(struct otaml_infer *inf)
{
    int err;

    fence_up(inf);
    err = otaml_infer_step(inf);
    fence_down(inf);
    return err;
}

/* What it answers to two inferences, for some keep a state; all that is opened must run. */
static uint32_t answer(struct otaml_infer *inf, const uint8_t *data, size_t size)
{
    uint32_t crc = 0;

    for (int i = 0; i < 2; i++) {
        size_t bytes;
        int err;
        write_inputs(inf, data, size);
        while ((err = step(inf)) == OTAML_ERR_AGAIN) {
            (void)otaml_infer_peek(inf, 0, &bytes);
        }
        if (err) {
            abort();
        }
        crc ^= outputs_crc(inf) + (uint32_t)i;
    }
    return crc;
}

/* The answer in an arena that was full of `fill`; false where the model does not open. */
static bool run(const struct otaml_model *m, uint8_t fill, const uint8_t *data, size_t size,
                uint32_t *crc)
{
    struct model_fuzz f;
    const bool opened = model_fuzz_open(&f, m, fill);

    if (opened) {
        *crc = answer(&f.inf, data, size);
    }
    model_fuzz_close(&f);
    return opened;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct otaml_model m;
    uint32_t crc, again;
    uint8_t *copy = model_fuzz_alloc(size);

    memcpy(copy, data, size);
    if (otaml_model_open(&m, copy, size) == OTAML_OK && model_fuzz_is_quick(&m)
        && run(&m, 0xa5, copy, size, &crc)
        && (!run(&m, 0x5a, copy, size, &again) || again != crc)) {
        abort(); /* the answer depends on what was in the arena */
    }
    free(copy);
    return 0;
}
