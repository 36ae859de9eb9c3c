/*
 * seeds.c - write the tests' sample models into a folder, for the fuzz targets to begin with.
 */
#include <stdio.h>
#include <stdlib.h>

#include "flat_writer.h"
#include "sample_models.h"
#include "sample_operators.h"

static int write_seed(const char *folder, size_t number, const struct flat_model *model)
{
    char path[1024];
    size_t size;
    uint8_t *file = flat_write(model, &size);

    snprintf(path, sizeof(path), "%s/sample_%zu.tflite", folder, number);
    FILE *f = fopen(path, "wb");
    const int failed = !f || fwrite(file, 1, size, f) != size;
    if ((f && fclose(f)) || failed) {
        fprintf(stderr, "cannot write %s\n", path);
        return 1;
    }
    free(file);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct flat_model *const whole[] = { &sample_classifier, &sample_elementwise,
                                                      &sample_axes };
    size_t n = 0;
    int status = argc != 2;

    for (size_t i = 0; !status && i < sizeof(whole) / sizeof(whole[0]); i++) {
        status = write_seed(argv[1], n++, whole[i]);
    }
    for (size_t i = 0; !status && i < operator_samples_count; i++) {
        status = write_seed(argv[1], n++, &operator_samples[i].model);
    }
    return status;
}
