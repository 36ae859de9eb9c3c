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

/* n values of input k, less its zero point, at the common scale. */
TARGET_INLINE vector load_addend(const struct otaml_wide_sum *s, uint32_t k, uint32_t i, uint32_t n,
                                 const struct requantize *q)
{
    const vector v = s->step[k] == 0 ? spread(*s->in[k]) : load_lanes(s->in[k] + i, n);
    return scale(q, shift_left(subtract(v, spread(s->in_zero[k])), s->more_bits));
}

TARGET static void sum(const struct otaml_wide_sum *s)
{
    const struct requantize a = one_multiplier(&s->outputs, s->in_m[0]);
    const struct requantize b = one_multiplier(&s->outputs, s->in_m[1]);
    struct requantize q = one_multiplier(&s->outputs, s->out_m);

    for (uint32_t i = 0; i < s->n; i += LANES) {
        const uint32_t n = otaml_min_u32(s->n - i, LANES);
        const vector va = load_addend(s, 0, i, n, &a), vb = load_addend(s, 1, i, n, &b);
        limit_lanes(&q, n);
        store_outputs(&q, s->subtract ? subtract(va, vb) : add(va, vb), s->out + i);
    }
}
