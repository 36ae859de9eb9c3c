/*
 * signals.c - files of signals. API: signals.h
 */
#include "signals.h"

#include <fixture.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const struct signals_csv signals_digits = {
    .name = "digits",
    .version = 1,
    .last = 7,
    .columns = 64,
    .scale = 1 / 255.0,
    .zero_point = -128,
    .step = 16,
};

const struct signals_csv signals_gestures = {
    .name = "gestures",
    .version = 1,
    .last = 7,
    .columns = 3,
    .scale = 8 / 255.0,
    .zero_point = -1,
    .step = 512,
};

static void put(FILE *f, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        fputc((int)(value >> 8 * i & 0xff), f);
    }
}

void signals_wav(const char *path, uint16_t channels, uint32_t rate, const void *samples,
                 size_t bytes)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs("RIFF", f);
    put(f, (uint32_t)bytes + 36, 4);
    fputs("WAVEfmt ", f);
    put(f, 16, 4);
    put(f, 1, 2); /* PCM */
    put(f, channels, 2);
    put(f, rate, 4);
    put(f, 2 * channels * rate, 4);
    put(f, 2u * channels, 2); /* bytes of a frame */
    put(f, 16, 2);            /* bits of a sample */
    fputs("data", f);
    put(f, (uint32_t)bytes, 4);
    assert_int_equal(fwrite(samples, 1, bytes, f), bytes);
    assert_int_equal(fclose(f), 0);
}

uint8_t *signals_word(unsigned k, size_t *bytes)
{
    return fixture_read(fixture_path("%s/tests/feature/word%u.s16", fixture_source_dir(), k),
                        bytes);
}

void signals_csv(const char *path, const struct signals_csv *s)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    for (unsigned k = s->first; k <= s->last; k++) {
        size_t size;
        uint8_t *in =
            fixture_read(fixture_path("%s/models/%s/%s_v%u.%u.in.bin", fixture_source_dir(),
                                      s->name, s->name, s->version, k),
                         &size);
        fprintf(f, "# sample %u\n", k);
        for (size_t i = 0; i < size; i++) {
            const double real = ((int8_t)in[i] - s->zero_point) * s->scale;
            fprintf(f, "%ld,", lrint(real * s->step));
            if (i % s->columns == s->columns - 1) {
                fprintf(f, "label %u\n", k);
            }
        }
        free(in);
    }
    assert_int_equal(fclose(f), 0);
}
