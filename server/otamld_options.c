/*
 * otamld_options.c - API: otamld_options.h
 */
#include "otamld_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "route.h"

void otamld_options_help(void)
{
    puts("usage: otamld --cert FILE --key FILE --data DIR --operator-token-file FILE [OPTIONS]\n"
         "\n"
         "  --listen ADDRESS:PORT      default 127.0.0.1:8443; port 0 takes any free one\n"
         "  --port-file FILE           write the port there once it listens\n"
         "  --cert FILE, --key FILE    TLS certificate chain and private key, PEM\n"
         "  --data DIR                 the database and the artefacts; made if it is not there\n"
         "  --operator-token-file FILE its first line opens the operator API\n"
         "  --gateway-token-file FILE  its first line lets any device in; without it devices need\n"
         "                             targets made by the operator\n"
         "  --public-url URL           how devices reach the server, for links; default: as they\n"
         "                             asked\n"
         "  --poll-interval SECONDS    told to devices; 1 to 86399, default 300\n"
         "  --max-artifact BYTES       default 1073741824\n"
         "  --threads N                1 to 256, default 4\n"
         "  --max-connections N        default 4096\n"
         "  --log LEVEL                error, warn, info (default) or debug\n"
         "  --help, --version\n"
         "\n"
         "SIGTERM and SIGINT end it with status 0. docs/operate.md tells more.");
}

static bool number_option(const char *name, const char *text, int64_t min, int64_t max,
                          int64_t *value)
{
    if (!route_number(text, max, value) || *value < min) {
        fprintf(stderr, "otamld: --%s %s is not a number from %lld to %lld\n", name, text,
                (long long)min, (long long)max);
        return false;
    }
    return true;
}

static bool set_option(int option, const char *name, const char *text, struct otamld_options *o)
{
    switch (option) {
    case 'i':
        return number_option(name, text, 1, 86399, &o->poll_interval_s);
    case 'm':
        return number_option(name, text, 1, INT64_MAX / 2, &o->artefact_max);
    case 't':
        return number_option(name, text, 1, 256, &o->threads);
    case 'n':
        return number_option(name, text, 1, 1000000, &o->connections);
    case 'L':
        if (!log_parse_level(text, &o->log)) {
            fprintf(stderr, "otamld: --log %s is none of error, warn, info, debug\n", text);
            return false;
        }
        return true;
    case 'h':
        o->help = true;
        return true;
    case 'V':
        o->version = true;
        return true;
    default:
        return false; /* getopt said why */
    }
}

static bool check_required(const struct otamld_options *o)
{
    const struct {
        const char *name, *value;
    } required[] = { { "cert", o->cert },
                     { "key", o->key },
                     { "data", o->data },
                     { "operator-token-file", o->operator_token_file } };
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
        if (!required[i].value) {
            fprintf(stderr, "otamld: --%s is missing; otamld --help explains\n", required[i].name);
            return false;
        }
    }
    if (o->public_url
        && (strncmp(o->public_url, "https://", 8) != 0 || strlen(o->public_url) > 512
            || o->public_url[strlen(o->public_url) - 1] == '/')) {
        fprintf(stderr, "otamld: --public-url is not https://HOST[:PORT][/PREFIX] without '/' at"
                        " its end\n");
        return false;
    }
    return true;
}

bool otamld_options_parse(int argc, char **argv, struct otamld_options *o)
{
    *o = (struct otamld_options){ .listen = "127.0.0.1:8443",
                                  .poll_interval_s = 300,
                                  .artefact_max = 1 << 30,
                                  .threads = 4,
                                  .connections = 4096,
                                  .log = LOG_LEVEL_INFO };
    const struct {
        int option;
        const char **value;
    } texts[] = { { 1, &o->listen },
                  { 2, &o->port_file },
                  { 3, &o->cert },
                  { 4, &o->key },
                  { 5, &o->data },
                  { 6, &o->operator_token_file },
                  { 7, &o->gateway_token_file },
                  { 8, &o->public_url } };
    static const struct option names[] = { { "listen", 1, NULL, 1 },
                                           { "port-file", 1, NULL, 2 },
                                           { "cert", 1, NULL, 3 },
                                           { "key", 1, NULL, 4 },
                                           { "data", 1, NULL, 5 },
                                           { "operator-token-file", 1, NULL, 6 },
                                           { "gateway-token-file", 1, NULL, 7 },
                                           { "public-url", 1, NULL, 8 },
                                           { "poll-interval", 1, NULL, 'i' },
                                           { "max-artifact", 1, NULL, 'm' },
                                           { "threads", 1, NULL, 't' },
                                           { "max-connections", 1, NULL, 'n' },
                                           { "log", 1, NULL, 'L' },
                                           { "help", 0, NULL, 'h' },
                                           { "version", 0, NULL, 'V' },
                                           { NULL, 0, NULL, 0 } };
    int option, which = 0;

    while ((option = getopt_long(argc, argv, "", names, &which)) != -1) {
        if (option >= 1 && option <= 8) {
            *texts[option - 1].value = optarg;
        } else if (!set_option(option, names[which].name, optarg, o)) {
            return false;
        }
    }
    if (o->help || o->version) {
        return true;
    }
    if (optind < argc) {
        fprintf(stderr, "otamld: what is %s? otamld --help explains\n", argv[optind]);
        return false;
    }
    return check_required(o);
}
