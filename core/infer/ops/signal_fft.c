/*
 * signal_fft.c - SignalRfft and SignalIrfft: rows of real values to their spectra, and back.
 * API: signal_fft_priv.h
 */
#include "signal_fft_priv.h"

struct fft {
    struct otaml_record head;
    uint32_t in, out, work; /* work: of SignalIrfft only */
    uint32_t table;         /* for otaml_state_at */
    uint32_t rows, length;
    uint32_t in_length;   /* values in a row of samples */
    uint32_t value_bytes; /* 2 or 4 */
};

/* Take the tensors, of which one has rows of samples and the other rows of spectra; the file's
 * length of the transform must be a power of two. */
static void prepare(struct prep *p, struct fft *r, struct otaml_tensor *in,
                    struct otaml_tensor *out)
{
    otaml_prep_input(p, 0, in);
    otaml_signal_output(p, 0, in->type, out);
    r->length = (uint32_t)otaml_prep_flex(p, "fft_length", FFT_LENGTH_MIN, FFT_LENGTH_MAX);
    if (r->length & (r->length - 1)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    if (in->rank == 0 || in->constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    if (p->err) {
        return;
    }
    r->value_bytes = in->bytes / in->count;
    r->in_length = in->dims[in->rank - 1];
    r->rows = in->count / r->in_length;
    r->table = otaml_prep_state(p, (r->length / 4 + 1) * r->value_bytes);
}

void otaml_signal_rfft_prepare(struct prep *p)
{
    struct fft *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    prepare(p, r, &in, &out);
    if (r->in_length > r->length) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    otaml_signal_count(p, 0, &out, (uint64_t)r->rows * (r->length + 2));
}

void otaml_signal_rfft_run(const struct otaml_infer *inf, const void *record, otaml_rfft *rfft)
{
    const struct fft *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t row = 0; row < r->rows; row++) {
        rfft(in, r->in_length, r->length, otaml_state_at(inf, r->table), out);
        in += (size_t)r->in_length * r->value_bytes;
        out += (size_t)(r->length + 2) * r->value_bytes;
    }
}

void otaml_signal_irfft_prepare(struct prep *p)
{
    struct fft *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    prepare(p, r, &in, &out);
    if (r->in_length != r->length + 2) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    otaml_signal_count(p, 0, &out, (uint64_t)r->rows * r->length);
    otaml_prep_scratch(p, r->length * r->value_bytes);
}

void otaml_signal_irfft_run(const struct otaml_infer *inf, const void *record, otaml_irfft *irfft)
{
    const struct fft *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    for (uint32_t row = 0; row < r->rows; row++) {
        irfft(in, r->length, otaml_state_at(inf, r->table), otaml_arena_at(inf, r->work), out);
        in += (size_t)r->in_length * r->value_bytes;
        out += (size_t)r->length * r->value_bytes;
    }
}
