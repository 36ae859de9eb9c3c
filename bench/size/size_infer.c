/*
 * size_infer.c - the smallest firmware that runs a model: its size is the interpreter's.
 */
#include <otaml/infer.h>

#include "board.h"

static struct otaml_model model;
static struct otaml_infer infer;

int main(void)
{
    uint32_t bytes;
    size_t n;
    uint8_t *memory = board_memory(&bytes);

    int err = otaml_model_open(&model, memory, bytes / 2u);
    err = err ? err : otaml_infer_open(&infer, &model, memory + bytes / 2u, bytes / 2u);
    uint8_t *input = err ? NULL : otaml_infer_input(&infer, 0, &n);
    if (input) {
        input[0] = memory[0];
        err = otaml_infer_run(&infer);
    }
    const uint8_t *output = err ? NULL : otaml_infer_output(&infer, 0, &n);
    return output ? output[0] : err;
}
