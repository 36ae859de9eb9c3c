/*
 * cli_priv.h - what the subcommands of otaml share.
 *
 * Exit status everywhere: 0 done, 1 it could not be done (one line on stderr: what,
 * where, what to do), 2 wrong usage.
 */
#ifndef OTAML_CLI_PRIV_H
#define OTAML_CLI_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };
enum { CLI_AUTHORIZATION_MAX = 160 }; /* bytes, with the NUL */

/* A subcommand: argv[0] is "otaml NAME". One file cli/cmd_NAME.c each; main.c has the table. */
struct cli_command {
    const char *name;
    const char *summary; /* one line for `otaml help` */
    int (*run)(int argc, char **argv);
};

/* Print "PROGRAM: ..." and a newline on stderr; returns CLI_FAILED. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Print the complaint (may be NULL) and the usage text on stderr; returns CLI_USAGE. */
int cli_usage(const char *usage, const char *complaint);

/* What messages begin with: at first "otaml", before a subcommand runs "otaml COMMAND". Kept. */
void cli_set_program(const char *name);

/* malloc or exit with a message: the command line has no use for a life without memory. */
void *cli_alloc(size_t size);

/* A whole file at a 16-byte boundary, to be freed; NULL after cli_fail's message. */
uint8_t *cli_read_file(const char *path, size_t *size);

/* The same with a NUL behind it, which *size counts: as mbedTLS wants PEM. */
uint8_t *cli_read_text(const char *path, size_t *size);

/* "SCHEME TOKEN" for an Authorization field, the token from a file of one line; CLI_DONE, or
 * CLI_FAILED after a message. */
int cli_read_authorization(const char *scheme, const char *path, char text[CLI_AUTHORIZATION_MAX]);

/* Write through a temporary file beside path and rename it there; a path that is there already
 * and is no regular file is written to instead. False after a message. */
bool cli_write_file(const char *path, const void *data, size_t size);

/* "1234", "0x10", "64K", "4M" to bytes; false when it is not such a number or too large. */
bool cli_parse_size(const char *text, uint32_t *bytes);

/* An option's value, as cli_parse_size or board_find take it; CLI_DONE, or CLI_USAGE after a
 * message. */
struct board_profile;
int cli_read_number(const char *text, uint32_t *value);
int cli_read_board(const char *name, const struct board_profile **board);

/* out holds 2 * len + 1. */
void cli_hex(const uint8_t *bytes, size_t len, char *out);

#endif /* OTAML_CLI_PRIV_H */
