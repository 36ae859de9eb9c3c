/*
 * model_fuzz.c - buffers and bounds for the fuzz targets on models. API: model_fuzz.h
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* posix_memalign */
#endif
#include "model_fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "model_macs_priv.h"

enum { ARENA_MAX = 1 << 18 };
enum { AVERAGE_POOL_2D = 1, L2_POOL_2D = 12, MAX_POOL_2D = 17 };

#define WORK_MAX (1ull << 21)

void *model_fuzz_alloc(size_t size)
{
    void *p = NULL;

    if (posix_memalign(&p, OTAML_MODEL_ALIGN, size ? size : 1)) {
        abort();
    }
    return p;
}

int model_fuzz_open(struct model_fuzz *f, const struct otaml_model *m, uint8_t fill,
                    uint32_t stripe_bytes, uint32_t tile_bytes)
{
    struct otaml_infer_config cfg = { .stripe_bytes = stripe_bytes, .tile_bytes = tile_bytes };
    int err;

    f->arena = NULL;
    while ((err = otaml_infer_open_config(&f->inf, m, &cfg)) == OTAML_ERR_ARENA
           && f->inf.arena_needed > cfg.arena_size && f->inf.arena_needed <= ARENA_MAX) {
        free(f->arena);
        cfg.arena_size = f->inf.arena_needed;
        cfg.arena = f->arena = model_fuzz_alloc(cfg.arena_size);
        memset(f->arena, fill, cfg.arena_size);
    }
    return err;
}

void model_fuzz_close(struct model_fuzz *f)
{
    free(f->arena);
}

static uint64_t count_of(const struct otaml_model *m, int32_t number)
{
    struct otaml_tensor t;
    return number >= 0 && otaml_model_tensor(m, (uint32_t)number, &t) == OTAML_OK ? t.count : 0;
}

/* A pool looks at each value of its window, at most the whole input, for each output; what
 * multiplies is known; the rest goes over its tensors a few times. */
static uint64_t work_of(const struct otaml_model *m, const struct otaml_operator *op)
{
    const uint64_t out = count_of(m, otaml_operator_output(m, op, 0));
    uint64_t in = 0;

    for (uint32_t k = 0; k < op->n_inputs; k++) {
        in += count_of(m, otaml_operator_input(m, op, k));
    }
    if (op->code == AVERAGE_POOL_2D || op->code == MAX_POOL_2D || op->code == L2_POOL_2D) {
        return in * out;
    }
    return model_macs(m, op) + 16 * (in + out * op->n_outputs);
}

bool model_fuzz_is_quick(const struct otaml_model *m)
{
    struct otaml_operator op;
    uint64_t work = 0;

    for (uint32_t i = 0; i < m->n_operators; i++) {
        if (otaml_model_operator(m, i, &op) == OTAML_OK) {
            work += work_of(m, &op);
        }
    }
    return work <= WORK_MAX;
}
