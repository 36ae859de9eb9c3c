/*
 * otamld_options.h - the command line of otamld.
 */
#ifndef OTAMLD_OPTIONS_H
#define OTAMLD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "server_log.h"

struct otamld_options {
    const char *listen, *port_file, *cert, *key, *data, *operator_token_file, *gateway_token_file,
        *public_url;
    int64_t poll_interval_s, artefact_max, threads, connections;
    enum log_level log;
    bool help, version;
};

/* True, or false after a message on stderr. */
bool otamld_options_parse(int argc, char **argv, struct otamld_options *options);
void otamld_options_help(void);

#endif /* OTAMLD_OPTIONS_H */
