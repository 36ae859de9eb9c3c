/*
 * kernels_wide_depthwise_priv.h - depthwise convolutions, compiled once for each instruction set:
 * see kernels_wide_matmul_priv.h.
 *
 * The taps of a word are rows of the kernel. So a column of the input becomes words once, and is
 * multiplied by each column of the kernel that reaches it:
 *
 *   columns: | rows 0-3 of column 0, channels 0-15 | (rows 4-7 ...) | rows 0-3 of column 1 | ...
 */

#define COLUMNS_BYTES  16384u
#define KERNEL_VECTORS 64u

/* A kernel's weights for LANES channels, and what its sums begin and end with. */
struct depthwise_group {
    vector first;
    struct requantize q;
    uint8_t weights[KERNEL_VECTORS * VECTOR_BYTES] __attribute__((aligned(VECTOR_BYTES)));
};

/* Words of a column. */
static uint32_t column_words(const struct otaml_window *w)
{
    return (w->k_h + WORD_TAPS - 1) / WORD_TAPS;
}

/* Channels c and those beside it. */
TARGET static void fill_depthwise(struct depthwise_group *d, const conv_job *job, uint32_t c)
{
    static const element none[LANES];
    const struct otaml_window *w = job->w;
    const uint32_t n = otaml_min_u32(job->channels - c, LANES), words = column_words(w);
    const struct group g = load_group(&job->outputs, job->channel + c, n);
    vector sums = spread(0);

    for (uint32_t i = 0; i < w->k_w * words; i++) {
        const uint32_t kx = i % w->k_w, ky = i / w->k_w * WORD_TAPS;
        const element *at[WORD_TAPS];
        for (uint32_t k = 0; k < WORD_TAPS; k++) {
            const size_t tap = (size_t)(ky + k) * w->k_w + kx;
            at[k] = ky + k < w->k_h ? job->filter + tap * job->tap_step + c : none;
        }
        const vector v = load_taps(at, n);
        sums = add_weights(sums, v);
        store_word(d->weights + (size_t)i * VECTOR_BYTES, v);
    }
    d->q = g.q;
    d->first = first_sums(g.bias, sums, job->outputs.in_zero);
}

/* Some columns of the input for one row of outputs. */
struct columns {
    struct otaml_taps rows; /* of the kernel, that lie inside */
    uint32_t channel;
    int32_t first; /* may lie in the padding, as the last ones may */
    uint32_t n;
};

/* Word g of all the columns, for `lanes` channels. */
TARGET_INLINE void fill_words(const conv_job *job, const struct columns *columns, uint32_t g,
                              uint32_t lanes, uint8_t *to)
{
    const struct otaml_window *w = job->w;
    const int32_t in_zero = job->outputs.in_zero;
    const size_t step = (size_t)column_words(w) * VECTOR_BYTES;
    element padding[LANES];
    const element *at[WORD_TAPS];
    size_t next[WORD_TAPS];

    memset(padding, in_zero, sizeof(padding));
    for (uint32_t k = 0; k < WORD_TAPS; k++) {
        const int32_t ky = (int32_t)(WORD_TAPS * g + k);
        const uint32_t y = (uint32_t)(columns->rows.origin + ky * w->dilation_h) - job->in_row;
        const bool inside = ky >= columns->rows.first && ky < columns->rows.end;
        const uint32_t x = columns->first > 0 ? (uint32_t)columns->first : 0;
        next[k] = inside ? w->in_c : 0;
        at[k] = inside ? job->in + ((size_t)y * w->in_w + x) * w->in_c + columns->channel : padding;
    }
    for (uint32_t i = 0; i < columns->n; i++, to += step) {
        const int32_t x = columns->first + (int32_t)i;
        if (x < 0 || x >= w->in_w) {
            store_word(to, zero_input(in_zero));
            continue;
        }
        store_word(to, as_input(load_taps(at, lanes), in_zero));
        for (uint32_t k = 0; k < WORD_TAPS; k++) {
            at[k] += next[k];
        }
    }
}

/* n outputs of a row from the columns that they reach. */
TARGET_INLINE void depthwise_pixels(const struct otaml_window *w, const struct depthwise_group *d,
                                    const uint8_t *columns, uint32_t n, element *out)
{
    const uint32_t words = column_words(w);
    const size_t column = (size_t)words * VECTOR_BYTES;

    for (uint32_t p = 0; p < n; p++, columns += column * w->stride_w, out += w->out_c) {
        const uint8_t *weights = d->weights;
        vector sum = d->first;
        for (uint32_t g = 0; g < words; g++) { /* rows outside, as the reference adds floats */
            const uint8_t *x = columns + (size_t)g * VECTOR_BYTES;
            for (uint32_t kx = 0; kx < w->k_w; kx++, weights += VECTOR_BYTES) {
                sum = multiply_add(sum, load_word(x), load_word(weights));
                x += column * w->dilation_w;
            }
        }
        store_outputs(&d->q, sum, out);
    }
}

/* Columns that one output reaches. */
static uint32_t span_of(const struct otaml_window *w)
{
    return (w->k_w - 1u) * w->dilation_w + 1u;
}

TARGET static void depthwise_row(const conv_job *job, const struct depthwise_group *d, uint32_t c,
                                 uint32_t y, element *out)
{
    const struct otaml_window *w = job->w;
    const uint32_t lanes = otaml_min_u32(job->channels - c, LANES), words = column_words(w);
    const uint32_t room = COLUMNS_BYTES / VECTOR_BYTES / words;
    const uint32_t most = (room - span_of(w)) / w->stride_w + 1;
    struct columns columns = { .rows = otaml_window_rows(w, y), .channel = c };
    uint8_t buffer[COLUMNS_BYTES] __attribute__((aligned(VECTOR_BYTES)));
    uint32_t n;

    for (uint32_t x = 0; x < w->out_w; x += n) {
        n = otaml_min_u32(most, w->out_w - x);
        columns.first = (int32_t)(x * w->stride_w) - w->pad_left;
        columns.n = (n - 1) * w->stride_w + span_of(w);
        for (uint32_t g = 0; g < words; g++) {
            fill_words(job, &columns, g, lanes, buffer + g * VECTOR_BYTES);
        }
        depthwise_pixels(w, d, buffer, n, out + (size_t)x * w->out_c);
    }
}

TARGET static bool depthwise(const conv_job *job)
{
    const struct otaml_window *w = job->w;
    const uint32_t words = column_words(w);
    struct depthwise_group groups[KERNEL_CHANNELS / LANES];
    conv_job batch = *job;

    if (w->k_w > KERNEL_VECTORS / words || span_of(w) > COLUMNS_BYTES / VECTOR_BYTES / words) {
        return false;
    }
    for (uint32_t c = 0; c < job->channels; c += LANES) {
        fill_depthwise(&groups[c / LANES], job, c);
    }
    for (uint32_t b = 0; b < w->batches; b++) {
        batch.in = job->in + (size_t)b * w->in_h * w->in_w * w->in_c;
        for (uint32_t y = job->row; y < job->row_end; y++) {
            const size_t row = (size_t)b * w->out_h + y - job->row;
            element *out = job->out + row * w->out_w * w->out_c;
            for (uint32_t c = 0; c < job->channels; c += LANES) {
                depthwise_row(&batch, &groups[c / LANES], c, y, out + c);
            }
        }
    }
    return true;
}
