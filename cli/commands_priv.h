/*
 * commands_priv.h - the subcommands, one line each: X(name, summary).
 * cmd_NAME() is in cli/cmd_NAME.c.
 */
#ifndef OTAML_CLI_COMMANDS_PRIV_H
#define OTAML_CLI_COMMANDS_PRIV_H

#define CLI_COMMANDS(X)                                                                            \
    X(publish, "put a package on the fleet server")                                                \
    X(assign, "have devices install a published package")                                          \
    X(status, "show the fleet: what each device has, does and says")

#endif /* OTAML_CLI_COMMANDS_PRIV_H */
