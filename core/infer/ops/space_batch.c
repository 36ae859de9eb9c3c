/*
 * space_batch.c - SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND. API: space_batch_priv.h
 */
#include "space_batch_priv.h"

/* Block size and border along spatial axis i; false if the sizes do not fit them. */
static bool axis_fits(struct prep *p, const struct otaml_tensor *block,
                      const struct otaml_tensor *border, uint32_t i, uint32_t large, uint32_t small,
                      uint32_t *size, uint32_t *before)
{
    const int32_t n = otaml_prep_integer(p, block, i);
    const int32_t first = otaml_prep_integer(p, border, 2 * i);
    const int32_t last = otaml_prep_integer(p, border, 2 * i + 1);

    *size = (uint32_t)n;
    *before = (uint32_t)first;
    const uint64_t padded = (uint64_t)small * *size;
    return n > 0 && first >= 0 && last >= 0 && padded <= INT32_MAX
           && (uint64_t)large + *before + (uint32_t)last == padded;
}

void otaml_space_batch_prepare(struct prep *p, bool to_batch)
{
    struct otaml_space_batch *r = otaml_prep_record(p, sizeof(*r), 3, 3, 0);
    struct otaml_tensor in, block, border, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (!p->err && (in.rank < 3 || in.rank > 4 || out.rank != in.rank)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    const uint32_t axes = in.rank - 2u; /* a picture may be one row of pixels along h alone */
    otaml_prep_integers(p, 1, &block, axes);
    otaml_prep_integers(p, 2, &border, 2 * axes);
    if (to_batch && in.type == OTAML_TYPE_INT8) {
        r->fill = otaml_prep_int8(p, -1, &out);
    }
    if (p->err) {
        return;
    }
    const struct otaml_tensor *large = to_batch ? &in : &out, *small = to_batch ? &out : &in;
    r->pictures = large->dims[0];
    r->batches = small->dims[0];
    r->large_h = large->dims[1];
    r->small_h = small->dims[1];
    r->large_w = axes == 2 ? large->dims[2] : 1;
    r->small_w = axes == 2 ? small->dims[2] : 1;
    r->block_w = 1;
    r->value = in.bytes / in.count;
    r->pixel = in.dims[in.rank - 1] * r->value;
    bool fits = axis_fits(p, &block, &border, 0, r->large_h, r->small_h, &r->block_h, &r->top);
    if (axes == 2) {
        fits &= axis_fits(p, &block, &border, 1, r->large_w, r->small_w, &r->block_w, &r->left);
    }
    fits &= large->dims[in.rank - 1] == small->dims[in.rank - 1];
    if (!fits || r->batches % r->pictures != 0
        || (uint64_t)r->block_h * r->block_w != r->batches / r->pictures) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
}

bool otaml_space_batch_at(const struct otaml_space_batch *r, uint32_t batch, uint32_t y, uint32_t x,
                          size_t *at)
{
    const uint32_t k = batch / r->pictures;
    /* Within the border this wraps to what is no row or column. */
    const uint32_t row = y * r->block_h + k / r->block_w - r->top;
    const uint32_t column = x * r->block_w + k % r->block_w - r->left;

    *at = ((size_t)(batch % r->pictures) * r->large_h + row) * r->large_w + column;
    return row < r->large_h && column < r->large_w;
}
