/*
 * api_client.h - the subcommands' connection to otamld's operator API (spec/operator-api.md).
 *
 * Calls block. On failure they have printed cli_fail's line and return NULL or false.
 */
#ifndef OTAML_CLI_API_CLIENT_H
#define OTAML_CLI_API_CLIENT_H

#include <jansson.h>
#include <stdbool.h>

#define API_OPTIONS_USAGE                                                                          \
    "  --server URL       https://HOST[:PORT]       (or OTAML_SERVER)\n"                           \
    "  --ca FILE          whom to trust, PEM; default: the system's (or OTAML_CA)\n"               \
    "  --token-file FILE  the operator's token      (or OTAML_TOKEN_FILE)\n"

/* Borrowed from argv and the environment. */
struct api_options {
    const char *server, *ca, *token_file;
};

/* From the environment; options override them. */
void api_options_init(struct api_options *options);

/* If argv[*i] is one of the options above, take it and its value: 1, with *i on the value.
 * 0: another argument. -1: its value is missing. */
int api_options_take(int argc, char **argv, int *i, struct api_options *options);

/* argv[*i] and its value, for the subcommands' own options: 1 with *value, 0, -1. */
int api_option_value(int argc, char **argv, int *i, const char *name, const char **value);

/* Is --help among the arguments? */
bool api_help_wanted(int argc, char **argv);

/* "what is ARGUMENT?", for cli_usage. */
const char *api_unknown(const char *argument);

struct api_client;

struct api_client *api_client_open(const struct api_options *options);
void api_client_close(struct api_client *client);

/* path begins with "/api/v1". The caller owns the result. */
json_t *api_client_get(struct api_client *client, const char *path);

/* The same, but NULL without a message where the server says 404 (*missing is set). */
json_t *api_client_find(struct api_client *client, const char *path, bool *missing);

/* body's reference is taken; NULL is refused (out of memory). */
json_t *api_client_post(struct api_client *client, const char *path, json_t *body);

/* POST a file as it is. Shows its progress on stderr: a bar on a terminal, lines elsewhere. */
json_t *api_client_upload(struct api_client *client, const char *path, const char *file);

/* Percent-encoded for one path segment or query value; to be freed. */
char *api_client_escape(const char *text);

/* All pages of a list at path (which has no query) as one array. */
json_t *api_client_list(struct api_client *client, const char *path);

/* Text of a member, or "". */
const char *api_text(const json_t *object, const char *key);
json_int_t api_int(const json_t *object, const char *key);

#endif /* OTAML_CLI_API_CLIENT_H */
