/*
 * server_log.h - plain lines on stderr: "2026-11-22T23:45:01.123Z info text". Any thread.
 */
#ifndef OTAMLD_SERVER_LOG_H
#define OTAMLD_SERVER_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Before any thread is started. The default is LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);
bool log_parse_level(const char *name, enum log_level *level);

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...)  log_write(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...)  log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* Milliseconds since 1970. */
int64_t clock_now_ms(void);

#endif /* OTAMLD_SERVER_LOG_H */
