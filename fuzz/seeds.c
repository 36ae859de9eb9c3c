/*
 * seeds.c - write the tests' sample models into a folder, for the fuzz targets to begin with.
 */
#include <stdio.h>
#include <stdlib.h>

#include "samples.h"

static int write_seed(const char *path, const uint8_t *file, size_t size)
{
    FILE *f = fopen(path, "wb");
    const int failed = !f || fwrite(file, 1, size, f) != size;

    if ((f && fclose(f)) || failed) {
        fprintf(stderr, "cannot write %s\n", path);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    size_t size;
    uint8_t *file;
    int status = argc != 2;

    for (size_t i = 0; !status && (file = sample_file(i, &size)) != NULL; i++) {
        char path[1024];
        snprintf(path, sizeof(path), "%s/sample_%zu.tflite", argv[1], i);
        status = write_seed(path, file, size);
        free(file);
    }
    return status;
}
