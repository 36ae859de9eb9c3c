/*
 * stored_model.c - from a store's object to an interpreter. API: stored_model.h
 */
#include "stored_model.h"

#include <string.h>

static int read_object(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct stored_model *m = ctx;

    return otaml_store_read(m->store, &m->object, offset, dst, len);
}

static int open_model(struct stored_model *m)
{
    if (m->object.map) {
        return otaml_model_open(&m->model, m->object.map, m->object.entry.size);
    }
    m->reader = (struct otaml_model_reader){ .ctx = m, .read = read_object };
    return otaml_model_open_reader(&m->model, &m->reader, m->object.entry.size);
}

static int open_infer(struct stored_model *m, void *arena, uint32_t arena_size)
{
    struct otaml_infer_config config = {
        .arena = arena,
        .arena_size = arena_size,
        .stripe_bytes = m->object.map ? 0 : STORED_MODEL_STRIPE,
    };
    int err = otaml_infer_open_config(&m->infer, &m->model, &config);

    if (err == OTAML_ERR_ARENA) {
        config.tile_bytes = arena_size;
        err = otaml_infer_open_config(&m->infer, &m->model, &config);
    }
    return err;
}

int stored_model_open(struct stored_model *m, struct otaml_store *store, const char *name,
                      void *arena, uint32_t arena_size)
{
    int err = otaml_store_open(store, name, &m->object);

    if (err) {
        return err;
    }
    m->store = store;
    err = open_model(m);
    err = err ? err : open_infer(m, arena, arena_size);
    if (err) {
        stored_model_close(m);
    }
    return err;
}

void stored_model_close(struct stored_model *m)
{
    if (m->store) {
        otaml_store_close(m->store, &m->object);
        m->store = NULL;
    }
}

const char *stored_model_way(const struct stored_model *m)
{
    if (m->object.map) {
        return m->infer.n_tiles ? "in place, in tiles" : "in place";
    }
    return m->infer.n_tiles ? "streamed in tiles" : "streamed";
}
