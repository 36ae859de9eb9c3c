/*
 * feature_mcu.c - one second of noise through otaml/audio_features.h on an emulated board. Prints
 * the instructions of a column, their mean and the greatest, and the sum of all features weighted
 * with their place, by which bench/feature.sh knows them. Exit status 1: a column was too long to
 * count.
 */
#include <otaml/audio_features.h>

#include "board.h"

enum { SYS_WRITE0 = 4, SAMPLES = 16000 };

static struct otaml_audio_features stream;
static int16_t samples[SAMPLES];

static void put_number(const char *text, uint32_t value)
{
    char digits[] = "            \n";

    board_semihost(SYS_WRITE0, text);
    for (uint32_t i = 11; value > 0; i--, value /= 10) {
        digits[i] = (char)('0' + value % 10);
    }
    board_semihost(SYS_WRITE0, digits);
}

/* From a linear congruential generator, as tests/feature has it. */
static void make_noise(void)
{
    uint32_t x = 1;

    for (uint32_t i = 0; i < SAMPLES; i++) {
        x = x * 1664525u + 1013904223u;
        samples[i] = (int16_t)((int32_t)(x >> 16) - 32768);
    }
}

int main(void)
{
    uint32_t columns = 0, total = 0, most = 0, sum = 0;
    bool complete;

    make_noise();
    otaml_audio_features_start(&stream);
    for (uint32_t at = 0; at < SAMPLES;) {
        int8_t column[OTAML_AUDIO_BANDS];
        uint32_t instructions;
        board_count_start();
        at += (uint32_t)otaml_audio_features_feed(&stream, samples + at, SAMPLES - at, column,
                                                  &complete);
        if (!board_count(&instructions)) {
            return 1;
        }
        for (uint32_t i = 0; complete && i < OTAML_AUDIO_BANDS; i++) {
            sum = sum * 31u + (uint8_t)column[i];
        }
        if (complete) {
            columns++;
            total += instructions;
            most = instructions > most ? instructions : most;
        }
    }
    put_number("columns            ", columns);
    put_number("instructions, mean ", total / columns);
    put_number("instructions, most ", most);
    put_number("bytes of the struct", (uint32_t)sizeof(stream));
    put_number("sum of all features", sum);
    return 0;
}
