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

#include "store_image.h"

/* The ways to a model's weights. CLI_ANY_WAY: in place, or streamed where they are not mapped. */
enum cli_way { CLI_IN_PLACE, CLI_LOAD, CLI_STREAM, CLI_ANY_WAY };

enum { CLI_STRIPE_STANDARD = 4096 };

struct cli_model {
    const char *path;    /* of the file, or the object's name */
    enum cli_way way;    /* any but CLI_ANY_WAY */
    void *data;          /* mapped, or from the heap; NULL when streamed */
    int fd;              /* of a file that is streamed; else -1 */
    uint64_t bytes_read; /* when streamed */
    bool in_store;       /* an object of a store, not a file */
    struct store_image image;
    struct otaml_store_object object;
    size_t size;
    struct otaml_model_reader reader;
    struct otaml_model model;
};

/* An interpreter with the arena it works in. */
struct cli_infer {
    struct otaml_infer inf;
    void *arena;
};

/* Map the file, read it into memory, or keep it open for reading, and open the model; false
 * after a message. m must stay where it is. */
bool cli_model_open(struct cli_model *m, const char *path, enum cli_way way);

/* The same of an object of a store, IMAGE:KIND, or of a file where `store` is NULL. */
bool cli_model_open_in(struct cli_model *m, const char *store, const char *path, enum cli_way way);
void cli_model_close(struct cli_model *m);

/* What an interpreter is to be opened with; 0 where not asked for. */
struct cli_infer_options {
    uint32_t arena;  /* bytes that it may have; else just what it needs */
    uint32_t stripe; /* as in struct otaml_infer_config; 0: CLI_STRIPE_STANDARD to stream */
    uint32_t tile;   /* likewise */
};

/* Take the value of --way, --stripe or --tile; NULL, or what is wrong with it, for cli_usage. */
const char *cli_take_way(const char *text, enum cli_way *way);
const char *cli_take_stripe(const char *text, struct cli_infer_options *options);
const char *cli_take_tile(const char *text, struct cli_infer_options *options);

/* Open an interpreter; false after a message that names operator and tensor. */
bool cli_infer_open(struct cli_infer *i, const struct cli_model *m,
                    const struct cli_infer_options *options);
void cli_infer_close(struct cli_infer *i);

/* Could this build run it? Says nothing: OTAML_OK and the arena that it takes, or the error, with
 * place and text in trouble. */
enum { CLI_TROUBLE_MAX = 256 };
int cli_infer_check(const struct cli_model *m, const struct cli_infer_options *options,
                    uint32_t *arena_bytes, char trouble[CLI_TROUBLE_MAX]);

/* A tensor's name with what is not printable as '?', and without quotes and backslashes, so
 * that it is safe on a terminal and in JSON. dst holds `cap`. */
void cli_tensor_name(const struct otaml_model *m, uint32_t tensor, char *dst, size_t cap);

/* Likewise the name of a piece of metadata, and how many bytes it has; false beyond the last. */
bool cli_metadata(const struct otaml_model *m, uint32_t index, char *name, size_t cap,
                  uint32_t *bytes);

#endif /* OTAML_MODEL_CLI_PRIV_H */
