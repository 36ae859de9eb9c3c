/*
 * commands_priv.h - the subcommands, one line each: X(name, summary).
 * cmd_NAME() is in cli/cmd_NAME.c.
 */
#ifndef OTAML_CLI_COMMANDS_PRIV_H
#define OTAML_CLI_COMMANDS_PRIV_H

#define CLI_COMMANDS(X)

#endif /* OTAML_CLI_COMMANDS_PRIV_H */
