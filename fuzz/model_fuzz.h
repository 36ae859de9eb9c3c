/*
 * model_fuzz.h - what the fuzz targets on models share: buffers just as large as they are said to
 * be, an interpreter opened in one, and a bound on the work, so that no input takes seconds.
 */
#ifndef OTAML_FUZZ_MODEL_FUZZ_H
#define OTAML_FUZZ_MODEL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/infer.h>

/* At a 16-byte boundary, to be freed. */
void *model_fuzz_alloc(size_t size);

struct model_fuzz {
    struct otaml_infer inf;
    uint8_t *arena;
};

/* Open in an arena of what it needs, bounded, every byte of it `fill` before, with this stripe
 * and these tiles (0: none). To be closed whatever it returns. */
int model_fuzz_open(struct model_fuzz *f, const struct otaml_model *m, uint8_t fill,
                    uint32_t stripe_bytes, uint32_t tile_bytes);
void model_fuzz_close(struct model_fuzz *f);

/* An inference of this open model takes a fraction of a second even under sanitizers. */
bool model_fuzz_is_quick(const struct otaml_model *m);

#endif /* OTAML_FUZZ_MODEL_FUZZ_H */
