/*
 * fuzz_server_json.c - the JSON bodies that otamld takes. The first byte picks the parser.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ddi_body.h"
#include "operator_body.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static void check_feedback(const char *body, size_t len)
{
    struct db_feedback f;
    if (!ddi_feedback_parse(body, len, &f)) {
        for (size_t i = 0; i < f.messages; i++) {
            require(strlen(f.message[i]) <= DB_MESSAGE_MAX
                    && utf8_is_clean(f.message[i], strlen(f.message[i])));
        }
        require(f.progress_cnt >= 0 && f.progress_of >= 0);
    }
    ddi_feedback_free(&f);
}

static void check_config(const char *body, size_t len)
{
    struct ddi_config *c = malloc(sizeof(*c));
    bool quota;
    require(c != NULL);
    if (!ddi_config_parse(body, len, c, &quota)) {
        for (size_t i = 0; i < c->count; i++) {
            require(c->attribute[i].key[0]
                    && utf8_is_clean(c->attribute[i].value, strlen(c->attribute[i].value)));
        }
    }
    ddi_config_free(c);
    free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *body = (const char *)data + 1;
    struct operator_package package;
    struct operator_target target;
    struct operator_assignment assignment;

    if (!size) {
        return 0;
    }
    operator_looks_like_suit(data, size);
    size--;
    switch (data[0] % 5) {
    case 0:
        check_feedback(body, size);
        break;
    case 1:
        check_config(body, size);
        break;
    case 2:
        if (!operator_package_parse(body, size, &package)) {
            require(package.count >= 1 && utf8_is_name(package.package.name, DB_NAME_MAX)
                    && utf8_is_name(package.file[0].filename, DB_FILENAME_MAX));
        }
        operator_package_free(&package);
        break;
    case 3:
        operator_target_parse(body, size, &target);
        operator_target_free(&target);
        break;
    default:
        operator_assignment_parse(body, size, &assignment);
        operator_assignment_free(&assignment);
    }
    return 0;
}
