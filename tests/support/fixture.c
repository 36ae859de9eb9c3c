/*
 * fixture.c - files and folders for the tests. API: fixture.h
 */
#include "fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[64];

static const char *environment(const char *name, const char *fallback)
{
    const char *value = getenv(name);
    return value && *value ? value : fallback;
}

const char *fixture_source_dir(void)
{
    return environment("OTAML_SOURCE_DIR", ".");
}

const char *fixture_build_dir(void)
{
    return environment("OTAML_BUILD_DIR", "build");
}

const char *fixture_shared(void)
{
    static char path[1024];
    const char *named = getenv("OTAML_SHARED");

    if (!path[0]) {
        snprintf(path, sizeof(path), "%s",
                 named && *named ? named : fixture_path("%s/../shared", fixture_source_dir()));
    }
    return access(path, R_OK) == 0 ? path : NULL;
}

const char *fixture_path(const char *format, ...)
{
    static char buffers[8][2048];
    static unsigned turn;
    char *path = buffers[turn++ % 8];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(path, sizeof(buffers[0]), format, args);
    va_end(args);
    assert_in_range(n, 0, sizeof(buffers[0]) - 1);
    return path;
}

uint8_t *fixture_read(const char *path, size_t *size)
{
    struct stat st;
    void *data = NULL;
    FILE *f = fopen(path, "rb");

    if (!f || fstat(fileno(f), &st)) {
        fail_msg("cannot read %s", path);
    }
    *size = (size_t)st.st_size;
    assert_int_equal(posix_memalign(&data, 16, *size + 1), 0);
    assert_int_equal(fread(data, 1, *size, f), *size);
    fclose(f);
    return data;
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void remove_scratch(void)
{
    nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *fixture_scratch(void)
{
    if (!scratch[0]) {
        strcpy(scratch, P_tmpdir "/otaml-test-XXXXXX");
        assert_non_null(mkdtemp(scratch));
        atexit(remove_scratch);
    }
    return scratch;
}
