/* operators_none.h - the interpreter without any operator: what the rest of it costs. */
#define OTAML_OPERATORS(X)
