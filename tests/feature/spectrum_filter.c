/*
 * spectrum_filter.c - recordings of 16384 samples, int16 in the machine's order, on the standard
 * input; their features, 128 bytes for each, on the standard output.
 */
#include <stdio.h>
#include <otaml/spectrum.h>

int main(void)
{
    static struct otaml_spectrum s;
    int16_t samples[512];
    int8_t features[OTAML_SPECTRUM_FEATURES];
    size_t count;

    otaml_spectrum_init(&s);
    while ((count = fread(samples, sizeof(samples[0]), 512, stdin)) > 0) {
        if (otaml_spectrum_push(&s, samples, count) != count) {
            return 1; /* 512 divides a recording: only a short read can come here */
        }
        if (otaml_spectrum_features(&s, features) == OTAML_OK
            && fwrite(features, 1, sizeof(features), stdout) != sizeof(features)) {
            return 1;
        }
    }
    return ferror(stdin) ? 1 : 0;
}
