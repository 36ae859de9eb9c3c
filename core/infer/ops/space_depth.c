/*
 * space_depth.c - SPACE_TO_DEPTH and DEPTH_TO_SPACE. API: space_depth_priv.h
 */
#include "space_depth_priv.h"

#include "strided_priv.h"

enum { FIELD_BLOCK_SIZE = 0 };

struct space_depth {
    struct otaml_record head;
    uint32_t in, out;
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct space_depth) <= RECORD_BYTES_MAX, space_depth_record);

/* `wide` has height and width, `deep` the channels that the other one's blocks are. */
static bool fits(const struct otaml_tensor *wide, const struct otaml_tensor *deep, uint64_t block)
{
    return wide->rank == 4 && deep->rank == 4 && wide->dims[0] == deep->dims[0]
           && wide->dims[1] == deep->dims[1] * block && wide->dims[2] == deep->dims[2] * block
           && deep->dims[3] == wide->dims[3] * block * block;
}

void otaml_space_depth_prepare(struct prep *p, uint8_t options_type, bool to_depth)
{
    struct space_depth *r = otaml_prep_record(p, sizeof(*r), 1, 1, options_type);
    const int32_t block = otaml_prep_option(p, FIELD_BLOCK_SIZE, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (p->err) {
        return;
    }
    if (block < 1 || block > UINT16_MAX) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
        return;
    }
    const struct otaml_tensor *wide = to_depth ? &in : &out, *deep = to_depth ? &out : &in;
    if (!fits(wide, deep, (uint64_t)block)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
        return;
    }
    const uint32_t b = (uint32_t)block, w = deep->dims[2], c = wide->dims[3];
    const int32_t pixel = (int32_t)(in.bytes / in.count * c); /* of `wide` */
    /* The input's steps for a row of blocks, a block, a row in it and a pixel in it. */
    const int32_t inside = to_depth ? pixel * (int32_t)(b * w) : pixel * (int32_t)b;
    const int32_t across = to_depth ? pixel * (int32_t)b : pixel * (int32_t)(b * b);
    const int32_t down = pixel * (int32_t)(b * b * w);
    otaml_strided_begin(&r->s, &in);
    otaml_strided_add(&r->s, wide->dims[0] * deep->dims[1], down);
    if (to_depth) {
        otaml_strided_add(&r->s, w, across);
        otaml_strided_add(&r->s, b, inside);
    } else {
        otaml_strided_add(&r->s, b, inside);
        otaml_strided_add(&r->s, w, across);
    }
    otaml_strided_add(&r->s, b, pixel);
    otaml_strided_add(&r->s, c, (int32_t)r->s.value);
    otaml_strided_end(p, &r->s);
}

void otaml_space_depth_run(const struct otaml_infer *inf, const void *record)
{
    const struct space_depth *r = record;

    otaml_strided_copy(inf, &r->s, r->in, 0, r->out);
}
