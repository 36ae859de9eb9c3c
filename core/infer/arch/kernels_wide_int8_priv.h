/*
 * kernels_wide_int8_priv.h - what only int8 has, compiled once for each instruction set: products
 * of matrices, sums and differences. See kernels_wide_matmul_priv.h.
 */

TARGET static bool matmul(const struct otaml_matmul *k)
{
    const struct task t = {
        .source = { .in = k->x, .step = k->x_step, .taps = k->run_bytes, .in_zero = -k->in_offset },
        .weights = { k->w, k->w_step, 1, k->run_bytes },
        .outputs = { -k->in_offset, k->out_zero, k->min, k->max },
        .channel = k->channel,
        .channels = k->channels,
        .pixels = k->pixels,
        .out = k->out,
        .out_step = k->out_step,
    };
    return k->runs == 1 && run(&t);
}

/* One multiplier for all lanes. */
TARGET_INLINE struct requantize one_multiplier(const struct otaml_wide_outputs *o,
                                               struct otaml_multiplier m)
{
    return load_requantize(o, spread(m.value), spread(m.shift), LANES);
}

/* Values of one input, less their zero point, at the common scale. */
TARGET_INLINE vector load_addend(vector values, int32_t zero, const struct requantize *q)
{
    return scale(q, shift_left(subtract(values, spread(zero)), KERNEL_ADD_BITS));
}

TARGET static void add_pairs(const struct otaml_addition *k)
{
    const struct otaml_wide_outputs o = { 0, k->out_zero, k->min, k->max };
    const struct requantize a_q = one_multiplier(&o, k->a_m), b_q = one_multiplier(&o, k->b_m);
    struct requantize q = one_multiplier(&o, k->out_m);

    for (uint32_t i = 0; i < k->n; i += LANES) {
        const uint32_t n = otaml_min_u32(k->n - i, LANES);
        const vector a = k->a_step == 0 ? spread(*k->a) : load_lanes(k->a + i, n);
        const vector b = k->b_step == 0 ? spread(*k->b) : load_lanes(k->b + i, n);
        const vector va = load_addend(a, k->a_zero, &a_q), vb = load_addend(b, k->b_zero, &b_q);
        limit_lanes(&q, n);
        store_outputs(&q, k->subtract ? subtract(va, vb) : add(va, vb), k->out + i);
    }
}
