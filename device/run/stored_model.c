/*
 * stored_model.c - from a store's object to an interpreter. API: otaml/stored_model.h
 */
#include <otaml/stored_model.h>

/* otaml_model_reader.read */
static int read_object(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    struct otaml_stored_model *m = ctx;

    return otaml_store_read(m->store, &m->object, offset, dst, len);
}

static int open_model(struct otaml_stored_model *m)
{
    if (m->object.map) {
        return otaml_model_open(&m->model, m->object.map, m->object.entry.size);
    }
    m->reader = (struct otaml_model_reader){ .ctx = m, .read = read_object };
    return otaml_model_open_reader(&m->model, &m->reader, m->object.entry.size);
}

int otaml_stored_model_open(struct otaml_stored_model *m, struct otaml_store *store,
                            const char *name)
{
    int err = otaml_store_open(store, name, &m->object);

    if (err) {
        m->object.entry.name[0] = '\0';
        return err;
    }
    m->store = store;
    err = open_model(m);
    if (err) {
        otaml_stored_model_close(m);
    }
    return err;
}

int otaml_stored_model_plan(const struct otaml_stored_model *m, struct otaml_infer *inf,
                            void *arena, uint32_t arena_size)
{
    struct otaml_infer_config config = {
        .arena = arena,
        .arena_size = arena_size,
        .stripe_bytes = m->object.map ? 0 : OTAML_STORED_MODEL_STRIPE,
    };
    int err = otaml_infer_open_config(inf, &m->model, &config);

    if (err == OTAML_ERR_ARENA) {
        const uint32_t whole = inf->arena_needed;
        config.tile_bytes = arena_size > 0 ? arena_size : 1; /* 0 would be no tiles */
        err = otaml_infer_open_config(inf, &m->model, &config);
        if (err == OTAML_ERR_ARENA && whole < inf->arena_needed) {
            inf->arena_needed = whole; /* choosing tiles takes more room than doing without them */
        }
    }
    return err;
}

void otaml_stored_model_close(struct otaml_stored_model *m)
{
    if (m->store) {
        otaml_store_close(m->store, &m->object);
        m->store = NULL;
    }
}

const char *otaml_stored_model_way(const struct otaml_stored_model *m,
                                   const struct otaml_infer *inf)
{
    if (m->object.map) {
        return inf->n_tiles ? "in place, in tiles" : "in place";
    }
    return inf->n_tiles ? "streamed in tiles" : "streamed";
}
