/*
 * pool.c - what the pools share. API: pool_priv.h
 */
#include "pool_priv.h"

enum { FIELD_FILTER_WIDTH = 3, FIELD_FILTER_HEIGHT = 4 };

static void prepare(struct prep *p, struct otaml_window *w, struct otaml_tensor *in,
                    struct otaml_tensor *out)
{
    const int32_t width = otaml_prep_option(p, FIELD_FILTER_WIDTH, 0);
    const int32_t height = otaml_prep_option(p, FIELD_FILTER_HEIGHT, 0);

    otaml_prep_input(p, 0, in);
    otaml_prep_output(p, 0, out);
    if (width < 1 || width > UINT16_MAX || height < 1 || height > UINT16_MAX) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    if (p->err) {
        return;
    }
    w->k_h = (uint16_t)height;
    w->k_w = (uint16_t)width;
    otaml_window_prepare(p, w, in, out, -1);
    if (w->in_c != w->out_c) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
}

/* Taps of a window that can lie inside at once: so few that their sum fits 32 bits. */
static bool sum_fits(const struct otaml_window *w, uint32_t taps_end)
{
    const uint32_t h = otaml_min_u32(w->k_h, w->in_h), c = otaml_min_u32(w->k_w, w->in_w);
    return (uint64_t)h * c < taps_end;
}

void otaml_pool_prepare_int8(struct prep *p)
{
    struct otaml_pool_int8 *r = otaml_prep_record(p, sizeof(*r), 1, 1, POOL_OPTIONS);
    struct otaml_tensor in, out;

    prepare(p, &r->pool.w, &in, &out);
    otaml_prep_type(p, 0, &in, OTAML_TYPE_INT8);
    if (!sum_fits(&r->pool.w, 1u << 23)) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
    }
    (void)otaml_prep_int8(p, -1, &out);
    otaml_prep_activation_int8(p, POOL_ACTIVATION, &out, &r->min, &r->max);
}

void otaml_pool_prepare_int16(struct prep *p)
{
    struct otaml_pool_int16 *r = otaml_prep_record(p, sizeof(*r), 1, 1, POOL_OPTIONS);
    struct otaml_tensor in, out;
    int32_t min, max;

    prepare(p, &r->pool.w, &in, &out);
    (void)otaml_prep_quantized(p, 0, &in, OTAML_TYPE_INT16);
    if (!sum_fits(&r->pool.w, 1u << 15)) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
    }
    (void)otaml_prep_quantized(p, -1, &out, OTAML_TYPE_INT16);
    otaml_prep_activation(p, POOL_ACTIVATION, &out, &min, &max);
    r->min = (int16_t)min;
    r->max = (int16_t)max;
}

void otaml_pool_prepare_float32(struct prep *p)
{
    struct otaml_pool_float32 *r = otaml_prep_record(p, sizeof(*r), 1, 1, POOL_OPTIONS);
    struct otaml_tensor in, out;

    prepare(p, &r->pool.w, &in, &out);
    otaml_prep_floats(p, 0, &in);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_activation_float(p, POOL_ACTIVATION, &r->min, &r->max);
}

void otaml_pool_run(const struct otaml_infer *inf, const void *record, size_t bytes,
                    otaml_pool_pixel pixel)
{
    const struct otaml_pool *r = record;
    const struct otaml_window *w = &r->w;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
            struct otaml_taps rows = otaml_window_rows(w, y);
            rows.origin -= (int32_t)inf->rows.in_first;
            for (uint32_t x = 0; x < w->out_w; x++) {
                pixel(record, in, rows, otaml_window_columns(w, x), out);
                out += w->out_c * bytes;
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c * bytes;
    }
}
