/*
 * err.c - names and texts of the status codes. API: otaml/err.h
 */
#include <otaml/err.h>

const char *otaml_err_text(int code)
{
    switch (code) {
#define TEXT(name, number, text)                                                                   \
    case number:                                                                                   \
        return text;
        OTAML_ERR_LIST(TEXT)
#undef TEXT
    default:
        return code <= OTAML_ERR_PORT_BASE ? "the port reported a failure" : "unknown error";
    }
}

const char *otaml_err_name(int code)
{
    switch (code) {
#define NAME(name, number, text)                                                                   \
    case number:                                                                                   \
        return #name;
        OTAML_ERR_LIST(NAME)
#undef NAME
    default:
        return code <= OTAML_ERR_PORT_BASE ? "ERR_PORT" : "ERR_UNKNOWN";
    }
}
