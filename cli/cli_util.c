/*
 * cli_util.c - messages, files and numbers for the subcommands. API: cli_priv.h
 */
#include "cli_priv.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board_profiles.h"

#define TOKEN_MAX 128u /* bytes; what otamld takes */

static const char *program = "otaml";

void cli_set_program(const char *name)
{
    program = name;
}

int cli_fail(const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s: ", program);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return CLI_FAILED;
}

int cli_usage(const char *usage, const char *complaint)
{
    if (complaint) {
        fprintf(stderr, "%s: %s\n", program, complaint);
    }
    fputs(usage, stderr);
    return CLI_USAGE;
}

void *cli_alloc(size_t size)
{
    void *p = NULL;
    if (posix_memalign(&p, 16, size ? size : 1)) {
        fprintf(stderr, "%s: out of memory (%zu bytes)\n", program, size);
        exit(CLI_FAILED);
    }
    return p;
}

/* The file and `room` bytes behind it. */
static uint8_t *read_whole(const char *path, size_t *size, size_t room)
{
    struct stat st;
    uint8_t *data = NULL;
    FILE *f = fopen(path, "rb");

    if (!f || fstat(fileno(f), &st)) {
        cli_fail("cannot read %s: %s", path, strerror(errno));
        goto out;
    }
    if (!S_ISREG(st.st_mode)) {
        cli_fail("cannot read %s: not a regular file", path);
        goto out;
    }
    *size = (size_t)st.st_size;
    data = cli_alloc(*size + room);
    if (fread(data, 1, *size, f) != *size) {
        cli_fail("cannot read %s: %s", path, ferror(f) ? strerror(errno) : "it became shorter");
        free(data);
        data = NULL;
    }
out:
    if (f) {
        fclose(f);
    }
    return data;
}

uint8_t *cli_read_file(const char *path, size_t *size)
{
    return read_whole(path, size, 0);
}

uint8_t *cli_read_text(const char *path, size_t *size)
{
    uint8_t *text = read_whole(path, size, 1);

    if (text) {
        text[(*size)++] = '\0';
    }
    return text;
}

int cli_read_authorization(const char *scheme, const char *path, char text[CLI_AUTHORIZATION_MAX])
{
    size_t size;
    uint8_t *token = cli_read_file(path, &size);
    int status = CLI_DONE;

    if (!token) {
        return CLI_FAILED;
    }
    while (size && (token[size - 1] == '\n' || token[size - 1] == '\r')) {
        size--;
    }
    if (size == 0 || size > TOKEN_MAX || memchr(token, '\n', size) || memchr(token, '\0', size)) {
        status = cli_fail("%s holds no token of at most %u bytes", path, TOKEN_MAX);
    } else {
        snprintf(text, CLI_AUTHORIZATION_MAX, "%s %.*s", scheme, (int)size, (const char *)token);
    }
    free(token);
    return status;
}

/* A device or a pipe is written to, not replaced. */
static bool write_in_place(const char *path, const void *data, size_t size)
{
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(data, 1, size, f) == size;

    return f && fclose(f) == 0 && ok;
}

static bool write_and_rename(const char *path, const void *data, size_t size)
{
    char *temporary = cli_alloc(strlen(path) + 8);
    bool ok = false;
    int fd;

    sprintf(temporary, "%s.XXXXXX", path);
    fd = mkstemp(temporary);
    if (fd >= 0) {
        FILE *f = fdopen(fd, "wb");
        ok = f && fwrite(data, 1, size, f) == size;
        ok = f && fflush(f) == 0 && fchmod(fd, 0644) == 0 && fsync(fd) == 0 && ok;
        ok = f && fclose(f) == 0 && ok;
        ok = ok && rename(temporary, path) == 0;
        if (!ok) {
            unlink(temporary);
        }
    }
    free(temporary);
    return ok;
}

bool cli_write_file(const char *path, const void *data, size_t size)
{
    struct stat st;
    const bool in_place = stat(path, &st) == 0 && !S_ISREG(st.st_mode);

    if (in_place ? write_in_place(path, data, size) : write_and_rename(path, data, size)) {
        return true;
    }
    cli_fail("cannot write %s: %s", path, strerror(errno));
    return false;
}

bool cli_parse_size(const char *text, uint32_t *bytes)
{
    char *end;
    unsigned long long value, unit = 1;

    if (*text < '0' || *text > '9') {
        return false;
    }
    errno = 0;
    value = strtoull(text, &end, 0);
    if (*end == 'K' || *end == 'k') {
        unit = 1024;
        end++;
    } else if (*end == 'M') {
        unit = 1024 * 1024;
        end++;
    }
    if (errno || *end || value > UINT32_MAX / unit) {
        return false;
    }
    *bytes = (uint32_t)(value * unit);
    return true;
}

int cli_read_number(const char *text, uint32_t *value)
{
    if (!cli_parse_size(text, value)) {
        cli_fail("'%s' is not a number", text);
        return CLI_USAGE;
    }
    return CLI_DONE;
}

int cli_read_board(const char *name, const struct board_profile **board)
{
    *board = board_find(name);
    if (!*board) {
        cli_fail("no board '%s'; --help names them", name);
        return CLI_USAGE;
    }
    return CLI_DONE;
}

void cli_hex(const uint8_t *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}
