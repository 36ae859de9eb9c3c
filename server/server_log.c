/*
 * server_log.c - API: server_log.h
 */
#include "server_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const names[] = { "error", "warn", "info", "debug" };
static enum log_level threshold = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    threshold = level;
}

bool log_parse_level(const char *name, enum log_level *level)
{
    for (int i = 0; i <= LOG_LEVEL_DEBUG; i++) {
        if (!strcmp(name, names[i])) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

int64_t clock_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void log_write(enum log_level level, const char *format, ...)
{
    char line[1024];
    struct tm utc;
    struct timespec now;
    va_list args;
    size_t n;

    if (level > threshold) {
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    n = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%S", &utc);
    n += (size_t)snprintf(line + n, sizeof(line) - n, ".%03ldZ %s ", now.tv_nsec / 1000000,
                          names[level]);
    va_start(args, format);
    vsnprintf(line + n, sizeof(line) - n - 1, format, args);
    va_end(args);
    /* What came from outside must not make lines of its own. */
    for (n = 0; line[n]; n++) {
        if ((unsigned char)line[n] < 0x20) {
            line[n] = ' ';
        }
    }
    line[n++] = '\n';
    /* One write for a line: lines of several threads do not mix. */
    if (write(STDERR_FILENO, line, n) < 0) {
        return;
    }
}
