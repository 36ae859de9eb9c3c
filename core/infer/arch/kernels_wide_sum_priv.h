/*
 * kernels_wide_sum_priv.h - int8 sums and differences, compiled once for each instruction set: see
 * kernels_wide_matmul_priv.h.
 */

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
