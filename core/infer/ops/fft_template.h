/*
 * fft_template.h - the transforms of fft_priv.h for one type of values, included by the file
 * that defines it:
 *
 *   SCALAR              the type
 *   NAME(f)             f with the type's name
 *   FROM_COSINE(c)      a value of the table from Q2.62
 *   DIVIDE(x, k)        x / k before a stage adds up k values
 *   PRODUCT(a, b, c, d) a * b - c * d
 *   LAST(x, length)     a value of the inverse transform, which is not divided by anything else
 *   ADD(a, b), SUBTRACT(a, b), HALF_ADD(a, b), HALF_SUBTRACT(a, b): the latter two over 2
 */

struct complex {
    SCALAR re, im;
};

static struct complex add(struct complex a, struct complex b)
{
    const struct complex r = { ADD(a.re, b.re), ADD(a.im, b.im) };
    return r;
}

static struct complex subtract(struct complex a, struct complex b)
{
    const struct complex r = { SUBTRACT(a.re, b.re), SUBTRACT(a.im, b.im) };
    return r;
}

static struct complex multiply(struct complex a, struct complex b)
{
    const struct complex r = { PRODUCT(a.re, b.re, a.im, b.im),
                               PRODUCT(a.re, b.im, a.im, SUBTRACT(0, b.re)) };
    return r;
}

static struct complex divide(struct complex a, int k)
{
    const struct complex r = { DIVIDE(a.re, k), DIVIDE(a.im, k) };
    return r;
}

/* a times i, or times -i. */
static struct complex quarter_turn(struct complex a, bool back)
{
    const struct complex r = { back ? a.im : SUBTRACT(0, a.im), back ? SUBTRACT(0, a.re) : a.re };
    return r;
}

/* A transform's length, its table and its direction. */
struct transform {
    uint32_t length;
    const SCALAR *table;
    bool inverse;
};

static struct transform begin(uint32_t length, SCALAR *table, bool inverse)
{
    const struct transform t = { length, table, inverse };

    for (uint32_t i = table[0] != 0 ? length : 0; i <= length / 4; i++) {
        table[i] = FROM_COSINE(otaml_fft_cosine(i, length));
    }
    return t;
}

/* exp(-+ 2 pi j i / length), i < length. */
static struct complex twiddle(const struct transform *t, uint32_t i)
{
    const uint32_t quarter = t->length / 4;
    const uint32_t quadrant = i / quarter, rest = i % quarter;
    const SCALAR c = t->table[rest], s = t->table[quarter - rest];
    struct complex w;

    w.re = quadrant & 1 ? s : c;
    w.im = quadrant & 1 ? c : s;
    if (quadrant == 1 || quadrant == 2) {
        w.re = SUBTRACT(0, w.re);
    }
    if ((quadrant < 2) != t->inverse) {
        w.im = SUBTRACT(0, w.im);
    }
    return w;
}

/* Where the complex value that goes to place `at` comes from: its digits turned round. */
static uint32_t source_of(uint32_t at, uint32_t n)
{
    uint32_t from = 0, step = 1;

    while (n > 1) {
        const uint32_t radix = n % 4 == 0 ? 4 : 2;
        n /= radix;
        from += at / n * step;
        at %= n;
        step *= radix;
    }
    return from;
}

static void butterfly2(const struct transform *t, struct complex *x, uint32_t m, uint32_t step,
                       uint32_t k)
{
    const struct complex a = divide(x[0], 2);
    const struct complex b = multiply(divide(x[m], 2), twiddle(t, step * k));

    x[m] = subtract(a, b);
    x[0] = add(a, b);
}

static void butterfly4(const struct transform *t, struct complex *x, uint32_t m, uint32_t step,
                       uint32_t k)
{
    const struct complex a = divide(x[0], 4);
    const struct complex b = multiply(divide(x[m], 4), twiddle(t, step * k));
    const struct complex c = multiply(divide(x[2 * m], 4), twiddle(t, 2 * step * k));
    const struct complex d = multiply(divide(x[3 * m], 4), twiddle(t, 3 * step * k));
    const struct complex ac = add(a, c), minus_ac = subtract(a, c);
    const struct complex bd = add(b, d);
    const struct complex turned = quarter_turn(subtract(b, d), !t->inverse);

    x[0] = add(ac, bd);
    x[m] = add(minus_ac, turned);
    x[2 * m] = subtract(ac, bd);
    x[3 * m] = subtract(minus_ac, turned);
}

/* The stages of a complex transform of length / 2 values that lie in the order of source_of. */
static void transform(const struct transform *t, struct complex *x)
{
    const uint32_t n = t->length / 2;
    uint32_t m = 1;

    while (m < n) {
        /* A power of 4 has its bit at an even place; else the odd digit is the innermost. */
        const bool four = m > 1 || (n & 0x55555555u) != 0;
        const uint32_t radix = four ? 4 : 2;
        const uint32_t step = t->length / (radix * m);
        for (uint32_t i = 0; i < n; i += radix * m) {
            for (uint32_t k = 0; k < m; k++) {
                if (four) {
                    butterfly4(t, x + i + k, m, step, k);
                } else {
                    butterfly2(t, x + i + k, m, step, k);
                }
            }
        }
        m *= radix;
    }
}

/* The complex spectrum of neighbours taken as real and imaginary parts, which is in x, becomes
 * that of the real values: two bins at a time, from both ends. */
static void split_spectrum(const struct transform *t, struct complex *x)
{
    const uint32_t n = t->length / 2;
    const struct complex first = divide(x[0], 2);

    for (uint32_t k = 1; k <= n / 2; k++) {
        const struct complex a = divide(x[k], 2);
        struct complex b = x[n - k];
        b.im = SUBTRACT(0, b.im);
        b = divide(b, 2);
        const struct complex even = add(a, b);
        const struct complex odd = multiply(subtract(a, b), twiddle(t, k + t->length / 4));
        x[k].re = HALF_ADD(even.re, odd.re);
        x[k].im = HALF_ADD(even.im, odd.im);
        x[n - k].re = HALF_SUBTRACT(even.re, odd.re);
        x[n - k].im = HALF_SUBTRACT(odd.im, even.im);
    }
    x[0].re = ADD(first.re, first.im);
    x[n].re = SUBTRACT(first.re, first.im);
    x[0].im = 0;
    x[n].im = 0;
}

void NAME(otaml_rfft)(const void *in, uint32_t count, uint32_t length, void *table, void *out)
{
    const struct transform t = begin(length, table, false);
    const SCALAR *values = in;
    struct complex *x = out;

    for (uint32_t i = 0; i < length / 2; i++) {
        const uint32_t from = 2 * source_of(i, length / 2);
        x[i].re = from < count ? values[from] : 0;
        x[i].im = from + 1 < count ? values[from + 1] : 0;
    }
    transform(&t, x);
    split_spectrum(&t, x);
}

/* What split_spectrum did, backwards, from `in` to x. */
static void join_spectrum(const struct transform *t, const struct complex *in, struct complex *x)
{
    const uint32_t n = t->length / 2;

    x[0].re = ADD(in[0].re, in[n].re);
    x[0].im = SUBTRACT(in[0].re, in[n].re);
    x[0] = divide(x[0], 2);
    for (uint32_t k = 1; k <= n / 2; k++) {
        const struct complex a = divide(in[k], 2);
        struct complex b = in[n - k];
        b.im = SUBTRACT(0, b.im);
        b = divide(b, 2);
        const struct complex even = add(a, b);
        const struct complex odd = multiply(subtract(a, b), twiddle(t, k + t->length / 4));
        x[k] = add(even, odd);
        x[n - k] = subtract(even, odd);
        x[n - k].im = SUBTRACT(0, x[n - k].im);
    }
}

void NAME(otaml_irfft)(const void *in, uint32_t length, void *table, void *work, void *out)
{
    const struct transform t = begin(length, table, true);
    struct complex *joined = work, *x = out;

    join_spectrum(&t, in, joined);
    for (uint32_t i = 0; i < length / 2; i++) {
        x[i] = joined[source_of(i, length / 2)];
    }
    transform(&t, x);
    for (uint32_t i = 0; i < length / 2; i++) {
        x[i].re = LAST(x[i].re, length);
        x[i].im = LAST(x[i].im, length);
    }
}
