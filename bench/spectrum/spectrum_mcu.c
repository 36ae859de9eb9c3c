/*
 * spectrum_mcu.c - a recording of noise through otaml/spectrum.h on an emulated board. Prints the
 * instructions of its steps and the sum of all features weighted with their place, by which
 * bench/feature.sh knows them. Exit status 1: a step was too long to count.
 */
#include <otaml/spectrum.h>

#include "board.h"

enum { SYS_WRITE0 = 4, PIECE = 64 };

static struct otaml_spectrum spectrum;

static void put_number(const char *text, uint32_t value)
{
    char digits[] = "            \n";

    board_semihost(SYS_WRITE0, text);
    for (uint32_t i = 11; value > 0; i--, value /= 10) {
        digits[i] = (char)('0' + value % 10);
    }
    board_semihost(SYS_WRITE0, digits);
}

/* From a linear congruential generator. */
static void make_noise(int16_t piece[PIECE])
{
    static uint32_t x = 1;

    for (uint32_t i = 0; i < PIECE; i++) {
        x = x * 1664525u + 1013904223u;
        piece[i] = (int16_t)((int32_t)(x >> 16) - 32768);
    }
}

int main(void)
{
    int8_t features[OTAML_SPECTRUM_FEATURES];
    uint32_t instructions, least = UINT32_MAX, most = 0, total = 0, sum = 0;

    otaml_spectrum_init(&spectrum);
    for (uint32_t at = 0; at < OTAML_SPECTRUM_SAMPLES; at += PIECE) {
        int16_t piece[PIECE];
        make_noise(piece);
        board_count_start();
        if (otaml_spectrum_push(&spectrum, piece, PIECE) != PIECE || !board_count(&instructions)) {
            return 1;
        }
        total += instructions;
        least = instructions < least ? instructions : least;
        most = instructions > most ? instructions : most;
    }
    board_count_start();
    if (otaml_spectrum_features(&spectrum, features) || !board_count(&instructions)) {
        return 1;
    }
    for (uint32_t i = 0; i < OTAML_SPECTRUM_FEATURES; i++) {
        sum = sum * 31u + (uint8_t)features[i];
    }
    put_number("64 samples         ", least);
    put_number("with a transform   ", most);
    put_number("the features       ", instructions);
    put_number("a whole recording  ", total + instructions);
    put_number("bytes of the struct", (uint32_t)sizeof(spectrum));
    put_number("sum of all features", sum);
    return 0;
}
