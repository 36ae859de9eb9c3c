/*
 * commands_priv.h - the subcommands, one line each: X(name, summary).
 * cmd_NAME() is in cli/cmd_NAME.c.
 */
#ifndef OTAML_CLI_COMMANDS_PRIV_H
#define OTAML_CLI_COMMANDS_PRIV_H

#define CLI_COMMANDS(X)                                                                            \
    X(inspect, "show what a model is and what it needs")                                           \
    X(run, "run a model on inputs from a file")                                                    \
    X(bench, "time a model on this machine, operator by operator")                                 \
    X(ops, "list the operators that this build runs")                                              \
    X(store, "make, look into and change stores in images of memory units")                        \
    X(keygen, "make a key pair to sign packages with")                                             \
    X(pack, "make a signed package of a model")                                                    \
    X(verify, "judge a package as a device would, and say what it is")                             \
    X(publish, "put a package on the fleet server")                                                \
    X(assign, "have devices install a published package")                                          \
    X(status, "show the fleet: what each device has, does and says")                               \
    X(device, "simulate a board")

#endif /* OTAML_CLI_COMMANDS_PRIV_H */
