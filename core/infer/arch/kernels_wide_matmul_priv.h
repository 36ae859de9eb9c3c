/*
 * kernels_wide_matmul_priv.h - convolutions and products of matrices, compiled once for each
 * instruction set: included by a file that defines what a vector is and what can be done with it.
 *
 * A lane is a channel. A word is 32 bits of a lane, WORD_TAPS taps, of which one instruction adds
 * the products to the lane's sum:
 *
 *   tile:  | pixel 0: taps 0-3 | taps 4-7 | ... | pixel 1: ...        spread to all lanes
 *   panel: | taps 0-3 of channel 0 | of channel 1 | ... of 15 | taps 4-7 of channel 0 | ...
 *
 * TILE_BYTES and PANEL_BYTES are their room. element, channel_type, outputs_type and conv_job are
 * the types of the values and of their operators. Where HAS_DOTS is defined there is also dot_rows,
 * for fewer than PIXELS_FEW pixels, for which a panel does not pay.
 *
 * The tile holds inputs of as many pixels as fit, with zeros where taps lie in the padding. A row
 * of it that is not filled, and taps that only fill up a word, are multiplied all the same: their
 * sums are not stored, or their weights are 0.
 */

/* A matrix of weights: which of the steps is 1 says how it lies. */
struct weights {
    const element *at;
    uint32_t channel_step, tap_step, taps;
};

/* Weights as they are multiplied, and what else all pixels need. */
struct panel {
    uint32_t words;
    uint32_t groups; /* of LANES channels */
    vector first[GROUPS_MAX];
    struct requantize q[GROUPS_MAX];
    uint8_t weights[PANEL_BYTES] __attribute__((aligned(VECTOR_BYTES)));
};

/* Weights whose channels are contiguous into the panel, whose words are `step` bytes apart. */
TARGET_INLINE vector pack_columns(const struct weights *w, uint32_t first, uint32_t n,
                                  uint8_t *panel, size_t step)
{
    static const element none[LANES];
    vector sums = spread(0);

    for (uint32_t t = 0; t < w->taps; t += WORD_TAPS, panel += step) {
        const element *at[WORD_TAPS];
        for (uint32_t i = 0; i < WORD_TAPS; i++) {
            at[i] = t + i < w->taps ? w->at + (size_t)(t + i) * w->tap_step + first : none;
        }
        const vector v = load_taps(at, n);
        sums = add_weights(sums, v);
        store_word(panel, v);
    }
    return sums;
}

TARGET static void fill_panel(struct panel *p, const struct weights *w, const outputs_type *o,
                              const channel_type *channel, uint32_t n)
{
    p->words = (w->taps + WORD_TAPS - 1) / WORD_TAPS;
    p->groups = (n + LANES - 1) / LANES;
    for (uint32_t g = 0; g < p->groups; g++) {
        const uint32_t c = g * LANES, left = otaml_min_u32(n - c, LANES);
        const size_t step = (size_t)p->groups * VECTOR_BYTES;
        uint8_t *to = p->weights + g * VECTOR_BYTES;
        const vector sums = w->tap_step == 1 ? pack_rows(w->at + (size_t)c * w->channel_step,
                                                         w->channel_step, w->taps, left, to, step)
                                             : pack_columns(w, c, left, to, step);
        const struct group group = load_group(o, channel + c, left);
        p->first[g] = first_sums(group.bias, sums, o->in_zero);
        p->q[g] = group.q;
    }
}

/* The first n of `pixels` rows of a tile by `groups` of channels. */
TARGET_INLINE void multiply(const struct panel *panel, const uint8_t *tile, size_t row_bytes,
                            element *out, size_t out_step, uint32_t n, const uint32_t pixels,
                            const uint32_t groups)
{
    const uint8_t *words = panel->weights;
    vector sum[PIXELS_MAX][GROUPS_MAX];

    UNROLL for (uint32_t p = 0; p < pixels; p++)
    {
        UNROLL for (uint32_t g = 0; g < groups; g++)
        {
            sum[p][g] = panel->first[g];
        }
    }
    for (uint32_t k = 0; k < panel->words; k++, tile += WORD_BYTES) {
        vector w[GROUPS_MAX];
        UNROLL for (uint32_t g = 0; g < groups; g++, words += VECTOR_BYTES)
        {
            w[g] = load_word(words);
        }
        UNROLL for (uint32_t p = 0; p < pixels; p++)
        {
            const vector x = spread_word(tile + p * row_bytes);
            UNROLL for (uint32_t g = 0; g < groups; g++)
            {
                sum[p][g] = multiply_add(sum[p][g], x, w[g]);
            }
        }
    }
    UNROLL for (uint32_t g = 0; g < groups; g++)
    {
        UNROLL for (uint32_t p = 0; p < pixels; p++)
        {
            if (p < n) {
                store_outputs(&panel->q[g], sum[p][g], out + p * out_step + g * LANES);
            }
        }
    }
}

/* A tile of n pixels, by a constant number of groups. */
TARGET_INLINE void multiply_groups(const struct panel *panel, const uint8_t *tile, size_t row_bytes,
                                   element *out, size_t out_step, uint32_t n, const uint32_t groups)
{
    for (uint32_t p = 0; p < n; p += PIXELS(groups)) {
        multiply(panel, tile + p * row_bytes, row_bytes, out + p * out_step, out_step, n - p,
                 PIXELS(groups), groups);
    }
}

TARGET static void multiply_tile(const struct panel *panel, const uint8_t *tile, size_t row_bytes,
                                 element *out, size_t out_step, uint32_t n)
{
    const uint32_t groups = panel->groups;

    if (groups == 1) {
        multiply_groups(panel, tile, row_bytes, out, out_step, n, 1);
    } else if (groups == 2) {
        multiply_groups(panel, tile, row_bytes, out, out_step, n, 2);
    } else if (GROUPS_MAX > 2 && groups == 3) {
        multiply_groups(panel, tile, row_bytes, out, out_step, n, otaml_min_u32(GROUPS_MAX, 3));
    } else if (GROUPS_MAX > 3) {
        multiply_groups(panel, tile, row_bytes, out, out_step, n, GROUPS_MAX);
    }
}

/* Where the rows of a tile come from: one after another the pixels of a convolution, or (w is
 * NULL) the rows of a matrix. */
struct source {
    const struct otaml_window *w;
    const element *in;
    uint32_t step, taps; /* of a matrix: bytes from row to row, and of a row */
    int32_t in_zero;
    uint32_t in_row; /* of a convolution: where `in` is */
    uint32_t y, x;   /* of the output, the next pixel */
};

/* The taps that lie in the padding are zeros. */
TARGET_INLINE void copy_taps(const struct source *s, struct otaml_taps rows, uint8_t *to)
{
    const struct otaml_window *w = s->w;
    const struct otaml_taps columns = otaml_window_columns(w, s->x);
    const uint32_t taps = (uint32_t)(columns.end - columns.first),
                   line = w->k_w * (uint32_t)w->in_c;
    const uint32_t at = (uint32_t)(columns.origin + columns.first * w->dilation_w);

    if (rows.end - rows.first < w->k_h || taps < w->k_w) {
        zero_run(to, s->taps, s->in_zero);
    }
    to += TAP_BYTES * ((size_t)(uint32_t)rows.first * line + (uint32_t)columns.first * w->in_c);
    for (int32_t ky = rows.first; ky < rows.end && taps > 0; ky++, to += TAP_BYTES * line) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h) - s->in_row;
        const element *from = s->in + ((size_t)y * w->in_w + at) * w->in_c;
        if (w->dilation_w == 1) {
            copy_run(to, from, (size_t)taps * w->in_c, s->in_zero);
            continue;
        }
        for (uint32_t kx = 0; kx < taps; kx++) {
            copy_run(to + TAP_BYTES * kx * w->in_c, from + (size_t)kx * w->dilation_w * w->in_c,
                     w->in_c, s->in_zero);
        }
    }
}

/* The next n pixels as rows of row_bytes. */
TARGET static void fill_tile(struct source *s, uint8_t *tile, size_t row_bytes, uint32_t n)
{
    if (!s->w && s->step == s->taps && s->taps * TAP_BYTES == row_bytes) {
        copy_run(tile, s->in, (size_t)n * s->taps, s->in_zero);
        s->in += (size_t)n * s->taps;
        return;
    }
    if (!s->w) {
        for (; n > 0; n--, tile += row_bytes, s->in += s->step) {
            copy_run(tile, s->in, s->taps, s->in_zero);
        }
        return;
    }
    struct otaml_taps rows = otaml_window_rows(s->w, s->y);
    for (; n > 0; n--, tile += row_bytes) {
        copy_taps(s, rows, tile);
        if (++s->x == s->w->out_w) {
            s->x = 0;
            rows = otaml_window_rows(s->w, ++s->y);
        }
    }
}

#ifdef HAS_DOTS
/* All channels of a pixel whose taps are in a tile. */
TARGET static void dot_pixel(const uint8_t *x, const struct weights *w, const outputs_type *o,
                             const channel_type *channel, uint32_t n, element *out)
{
    for (uint32_t c = 0; c < n; c += LANES) {
        const uint32_t left = otaml_min_u32(n - c, LANES);
        const struct group g = load_group(o, channel + c, left);
        const element *rows[LANES];
        UNROLL for (uint32_t i = 0; i < LANES; i++)
        {
            rows[i] = w->at + (size_t)(c + (i < left ? i : 0)) * w->channel_step;
        }
        store_outputs(&g.q, add(dot_rows(x, rows, left, w->taps, o->in_zero), g.bias), out + c);
    }
}

#endif

/* Some channels of some pixels. */
struct task {
    struct source source;
    struct weights weights;
    outputs_type outputs;
    const channel_type *channel;
    uint32_t channels, pixels;
    element *out;
    uint32_t out_step;
};

TARGET static void with_panels(const struct task *t, uint32_t row_bytes)
{
    const uint32_t tile_pixels = TILE_BYTES / row_bytes / PIXELS_MAX * PIXELS_MAX;
    const uint32_t most = otaml_min_u32(GROUPS_MAX, PANEL_BYTES / (LANES * row_bytes)) * LANES;
    uint8_t tile[TILE_BYTES];
    struct panel panel;
    uint32_t n;

    for (uint32_t c = 0; c < t->channels; c += n) {
        struct source source = t->source;
        struct weights weights = t->weights;
        n = otaml_min_u32(most, t->channels - c);
        weights.at += (size_t)c * weights.channel_step;
        fill_panel(&panel, &weights, &t->outputs, t->channel + c, n);
        for (uint32_t p = 0; p < t->pixels; p += tile_pixels) {
            const uint32_t pixels = otaml_min_u32(tile_pixels, t->pixels - p);
            fill_tile(&source, tile, row_bytes, pixels);
            multiply_tile(&panel, tile, row_bytes, t->out + (size_t)p * t->out_step + c,
                          t->out_step, pixels);
        }
    }
}

#ifdef HAS_DOTS
/* Pixel by pixel, for want of pixels. */
TARGET static void with_dots(const struct task *t, uint32_t row_bytes)
{
    struct source source = t->source;
    uint8_t row[TILE_BYTES];

    for (uint32_t p = 0; p < t->pixels; p++) {
        fill_tile(&source, row, row_bytes, 1);
        dot_pixel(row, &t->weights, &t->outputs, t->channel, t->channels,
                  t->out + (size_t)p * t->out_step);
    }
}

/* False where channels that are contiguous could only go pixel by pixel. */
TARGET static bool few_pixels(const struct task *t, uint32_t row_bytes)
{
    if (t->weights.tap_step != 1) {
        return false;
    }
    with_dots(t, row_bytes);
    return true;
}
#else
TARGET static bool few_pixels(const struct task *t, uint32_t row_bytes)
{
    (void)t;
    (void)row_bytes;
    return false;
}
#endif

/* False if neither way suits. */
TARGET static bool run(const struct task *t)
{
    const uint32_t taps = t->weights.taps, words = (taps + WORD_TAPS - 1) / WORD_TAPS;
    const uint32_t row_bytes = words * WORD_BYTES;

    if (taps == 0 || taps > (TILE_BYTES - VECTOR_BYTES) / TAP_BYTES) {
        return false;
    }
    if (row_bytes * PIXELS_MAX <= TILE_BYTES && row_bytes * LANES <= PANEL_BYTES
        && (t->pixels >= PIXELS_FEW || t->weights.tap_step != 1)) {
        with_panels(t, row_bytes);
        return true;
    }
    return few_pixels(t, row_bytes);
}

TARGET static bool conv(const conv_job *job)
{
    const struct otaml_window *w = job->w;
    const bool pointwise = w->k_h == 1 && w->k_w == 1 && w->stride_h == 1 && w->stride_w == 1;
    const uint64_t taps = (uint64_t)w->k_h * w->k_w * w->in_c;
    struct task t = {
        .source = { .w = pointwise ? NULL : w,
                    .step = w->in_c,
                    .taps = (uint32_t)taps,
                    .in_zero = job->outputs.in_zero,
                    .in_row = job->in_row,
                    .y = job->row },
        .weights = { job->filter, job->channel_step, job->tap_step, (uint32_t)taps },
        .outputs = job->outputs,
        .channel = job->channel,
        .channels = job->channels,
        .pixels = (job->row_end - job->row) * w->out_w,
        .out_step = w->out_c,
    };
    bool done = taps <= UINT32_MAX;

    for (uint32_t b = 0; b < w->batches && done; b++) {
        const size_t row = (size_t)b * w->in_h + (pointwise ? job->row - job->in_row : 0);
        t.source.in = job->in + row * w->in_w * w->in_c;
        t.out = job->out + (size_t)b * w->out_h * w->out_w * w->out_c;
        done = run(&t);
    }
    return done;
}
