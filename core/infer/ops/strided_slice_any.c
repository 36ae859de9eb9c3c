/*
 * strided_slice_any.c - STRIDED_SLICE: every stride-th element from begin to end along each
 * axis, any type. Negative positions count from the end; a negative stride walks
 * backwards; an axis of shrink_axis_mask is left out of the output's shape.
 */
#include "strided_priv.h"

enum { STRIDED_SLICE_OPTIONS = 32 };
enum {
    FIELD_BEGIN_MASK = 0,
    FIELD_END_MASK = 1,
    FIELD_ELLIPSIS_MASK = 2,
    FIELD_NEW_AXIS_MASK = 3,
    FIELD_SHRINK_AXIS_MASK = 4
};

struct slice {
    struct otaml_record head;
    uint32_t in, begin, end, strides, out;
    uint32_t start; /* bytes into the input */
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct slice) <= RECORD_BYTES_MAX, strided_slice_record);

/* What is taken of one axis. */
struct range {
    int64_t start, stride;
    uint32_t count; /* 0: nothing, or beyond the axis */
};

struct masks {
    uint32_t begin, end, shrink; /* bit i: of axis i */
};

static int64_t clamp(int64_t v, int64_t min, int64_t max)
{
    return v < min ? min : v > max ? max : v;
}

/* Positions before the first element and behind the last one are kept one step outside, so
 * that the difference of start and stop counts the elements between. */
static struct range range_of(const struct masks *m, uint32_t axis, int64_t size, int64_t begin,
                             int64_t end, int64_t stride)
{
    const int64_t low = stride > 0 ? 0 : -1, high = stride > 0 ? size : size - 1;
    struct range r = { begin < 0 ? begin + size : begin, stride, 0 };
    int64_t stop = end < 0 ? end + size : end;

    if (m->begin >> axis & 1) {
        r.start = stride > 0 ? low : high;
    }
    if (m->end >> axis & 1) {
        stop = stride > 0 ? high : low;
    }
    r.start = clamp(r.start, low, high);
    stop = clamp(stop, low, high);
    if (m->shrink >> axis & 1) {
        r.count = r.start >= 0 && r.start < size;
    } else if (stride > 0 && stop > r.start) {
        r.count = (uint32_t)((stop - r.start + stride - 1) / stride);
    } else if (stride < 0 && stop < r.start) {
        r.count = (uint32_t)((r.start - stop - stride - 1) / -stride);
    }
    return r;
}

static struct masks read_masks(struct prep *p)
{
    struct masks m;

    m.begin = (uint32_t)otaml_prep_option(p, FIELD_BEGIN_MASK, 0);
    m.end = (uint32_t)otaml_prep_option(p, FIELD_END_MASK, 0);
    m.shrink = (uint32_t)otaml_prep_option(p, FIELD_SHRINK_AXIS_MASK, 0);
    if (otaml_prep_option(p, FIELD_ELLIPSIS_MASK, 0)
        || otaml_prep_option(p, FIELD_NEW_AXIS_MASK, 0)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    return m;
}

/* Take the ranges into the record and compare what they give with the output's shape. */
static bool take_ranges(struct prep *p, struct slice *r, const struct otaml_tensor *in,
                        const struct otaml_tensor index[3], const struct otaml_tensor *out)
{
    const struct masks m = read_masks(p);
    uint32_t steps[OTAML_MODEL_RANK_MAX], k = 0;

    otaml_strided_steps(in, steps);
    for (uint32_t i = 0; i < in->rank; i++) {
        const int64_t stride = otaml_prep_integer(p, &index[2], i);
        const struct range g = range_of(&m, i, in->dims[i], otaml_prep_integer(p, &index[0], i),
                                        otaml_prep_integer(p, &index[1], i), stride);
        if (p->err || stride == 0 || g.count == 0) {
            return false;
        }
        r->start += (uint32_t)g.start * steps[i];
        /* Along more than one element the stride is below the axis' size. */
        otaml_strided_add(&r->s, g.count, g.count > 1 ? (int32_t)(stride * steps[i]) : 0);
        if (!(m.shrink >> i & 1)) {
            if (k >= out->rank || out->dims[k] != g.count) {
                return false;
            }
            k++;
        }
    }
    return k == out->rank;
}

static void prepare(struct prep *p)
{
    struct slice *r = otaml_prep_record(p, sizeof(*r), 4, 4, STRIDED_SLICE_OPTIONS);
    struct otaml_tensor in, index[3], out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    for (uint32_t i = 0; i < 3; i++) {
        otaml_prep_integers(p, i + 1, &index[i], in.rank);
    }
    if (p->err) {
        return;
    }
    otaml_strided_begin(&r->s, &in);
    if (!take_ranges(p, r, &in, index, &out)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    otaml_strided_end(p, &r->s);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct slice *r = record;

    otaml_strided_copy(inf, &r->s, r->in, r->start, r->out);
}

const struct otaml_op otaml_op_strided_slice_any = {
    CODE_STRIDED_SLICE, TYPE_ANY, 0, prepare, run, NULL
};
