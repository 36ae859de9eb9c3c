/*
 * commands_priv.h - the subcommands, one line each: X(name, summary).
 * cmd_NAME() is in cli/cmd_NAME.c.
 */
#ifndef OTAML_CLI_COMMANDS_PRIV_H
#define OTAML_CLI_COMMANDS_PRIV_H

#define CLI_COMMANDS(X)                                                                            \
    X(inspect, "show what a model is and what it needs")                                           \
    X(run, "run a model on inputs from a file")

#endif /* OTAML_CLI_COMMANDS_PRIV_H */
