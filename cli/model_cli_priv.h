/*
 * model_cli_priv.h - what `otaml inspect`, `run` and `pack` share: a model file opened, its
 * errors told with the place in the model, an arena of the right size.
 */
#ifndef OTAML_MODEL_CLI_PRIV_H
#define OTAML_MODEL_CLI_PRIV_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/infer.h>
#include <otaml/model.h>

struct cli_model {
    const char *path;
    void *data;
    size_t size;
    bool mapped; /* else from the heap */
    struct otaml_model model;
};

/* An interpreter with the arena it works in. */
struct cli_infer {
    struct otaml_infer inf;
    void *arena;
};

/* Map the file (in place) or read it into memory, and open it; false after a message. */
bool cli_model_open(struct cli_model *m, const char *path, bool in_place);
void cli_model_close(struct cli_model *m);

/* Open an interpreter with an arena of `limit` bytes, or, if 0, of just what it needs; false
 * after a message that names operator and tensor. */
bool cli_infer_open(struct cli_infer *i, const struct cli_model *m, uint32_t limit);
void cli_infer_close(struct cli_infer *i);

/* Could this build run it? Says nothing: OTAML_OK, or the error, with place and text in trouble. */
enum { CLI_TROUBLE_MAX = 256 };
int cli_infer_check(const struct cli_model *m, char trouble[CLI_TROUBLE_MAX]);

/* A tensor's name with what is not printable as '?', and without quotes and backslashes, so
 * that it is safe on a terminal and in JSON. dst holds `cap`. */
void cli_tensor_name(const struct otaml_model *m, uint32_t tensor, char *dst, size_t cap);

#endif /* OTAML_MODEL_CLI_PRIV_H */
