/*
 * ddi_body.c - API: ddi_body.h
 */
#include "ddi_body.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

enum { KEY_MAX = 128, VALUE_MAX = 1024 };

struct word {
    const char *text;
    int value;
};

static bool word_value(const struct word *words, const char *text, int *value)
{
    for (; text && words->text; words++) {
        if (!strcmp(words->text, text)) {
            *value = words->value;
            return true;
        }
    }
    return false;
}

/* A copy of at most limit bytes in which control characters are spaces: it will be shown in
 * terminals. NULL without memory. */
static char *clean_copy(const char *text, size_t limit)
{
    const size_t len = utf8_cut(text, strlen(text), limit);
    char *copy = malloc(len + 1);
    if (!copy) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)text[i];
        const bool c1 = c == 0xc2 && i + 1 < len && (unsigned char)text[i + 1] < 0xa0;
        copy[i] = c < 0x20 || c == 0x7f || c1 ? ' ' : text[i];
        if (c1) {
            copy[++i] = ' ';
        }
    }
    copy[len] = '\0';
    return copy;
}

static int bounded(const json_t *number, int low)
{
    const json_int_t v = json_integer_value(number);
    return v < low ? low : v > INT32_MAX ? INT32_MAX : (int)v;
}

static const char *parse_result(const json_t *result, struct db_feedback *feedback)
{
    static const struct word finished[] = {
        { "none", DDI_NONE }, { "success", DDI_SUCCESS }, { "failure", DDI_FAILURE }, { NULL, 0 }
    };
    const json_t *text = json_object_get(result, "finished");
    const json_t *progress = json_object_get(result, "progress");
    int value = DDI_NONE;

    if (text && !json_is_null(text) && !word_value(finished, json_string_value(text), &value)) {
        return "status.result.finished is none of none, success, failure";
    }
    feedback->finished = (enum ddi_finished)value;
    if (json_is_object(progress)) {
        feedback->progress_cnt = bounded(json_object_get(progress, "cnt"), 0);
        feedback->progress_of = bounded(json_object_get(progress, "of"), 0);
    }
    return NULL;
}

static const char *add_message(struct db_feedback *feedback, const json_t *text)
{
    char *copy;
    if (!json_is_string(text)) {
        return "status.details is not a list of strings";
    }
    if (feedback->messages < DB_MESSAGES_PER_ENTRY) {
        copy = clean_copy(json_string_value(text), DB_MESSAGE_MAX);
        if (!copy) {
            return "out of memory";
        }
        feedback->message[feedback->messages++] = copy;
    }
    return NULL;
}

static const char *parse_details(const json_t *details, struct db_feedback *feedback)
{
    const char *error = NULL;
    size_t i;
    json_t *item;

    if (!details || json_is_null(details)) {
        return NULL;
    }
    if (!json_is_array(details)) {
        return add_message(feedback, details);
    }
    json_array_foreach(details, i, item)
    {
        error = error ? error : add_message(feedback, item);
    }
    return error;
}

static const char *parse_status(const json_t *status, struct db_feedback *feedback)
{
    static const struct word executions[] = { { "closed", DDI_CLOSED },
                                              { "proceeding", DDI_PROCEEDING },
                                              { "canceled", DDI_CANCELED },
                                              { "scheduled", DDI_SCHEDULED },
                                              { "rejected", DDI_REJECTED },
                                              { "resumed", DDI_RESUMED },
                                              { "downloaded", DDI_DOWNLOADED },
                                              { "download", DDI_DOWNLOAD },
                                              { NULL, 0 } };
    const json_t *result = json_object_get(status, "result");
    const json_t *code = json_object_get(status, "code");
    const char *error;
    int value;

    if (!json_is_object(status)) {
        return "status is missing or not an object";
    }
    if (!word_value(executions, json_string_value(json_object_get(status, "execution")), &value)) {
        return "status.execution is missing or unknown";
    }
    feedback->execution = (enum ddi_execution)value;
    if (result && !json_is_object(result) && !json_is_null(result)) {
        return "status.result is not an object";
    }
    if (code && !json_is_null(code)) {
        if (!json_is_integer(code)) {
            return "status.code is not an integer";
        }
        feedback->has_code = true;
        feedback->code = bounded(code, INT32_MIN);
    }
    error = parse_result(result, feedback);
    return error ? error : parse_details(json_object_get(status, "details"), feedback);
}

const char *ddi_feedback_parse(const char *body, size_t len, struct db_feedback *feedback)
{
    json_t *root = json_loadb(body, len, 0, NULL);
    const char *error;

    memset(feedback, 0, sizeof(*feedback));
    if (!json_is_object(root)) {
        error = "the body is not a JSON object";
    } else {
        error = parse_status(json_object_get(root, "status"), feedback);
    }
    json_decref(root);
    if (error) {
        ddi_feedback_free(feedback);
    }
    return error;
}

void ddi_feedback_free(struct db_feedback *feedback)
{
    while (feedback->messages) {
        free(feedback->message[--feedback->messages]);
    }
}

static const char *add_attribute(struct ddi_config *config, const char *key, json_t *value)
{
    struct db_attribute *a = &config->attribute[config->count];
    char *copy = NULL;

    if (!*key || strlen(key) > KEY_MAX || !utf8_is_clean(key, strlen(key))) {
        return "a key of data is empty, longer than 128 bytes or has control characters";
    }
    if (json_is_string(value)) {
        copy = strlen(json_string_value(value)) <= VALUE_MAX
                   ? clean_copy(json_string_value(value), VALUE_MAX)
                   : NULL;
    } else if (json_is_number(value) || json_is_boolean(value)) {
        copy = json_dumps(value, JSON_ENCODE_ANY);
    } else if (json_is_null(value) && config->mode == DB_REMOVE) {
        copy = strdup("");
    }
    if (!copy) {
        return "a value of data is not a string, or longer than 1024 bytes";
    }
    a->key = strdup(key);
    a->value = copy;
    config->count++;
    return a->key ? NULL : "out of memory";
}

static const char *parse_config(json_t *root, struct ddi_config *config, bool *quota)
{
    static const struct word modes[] = {
        { "merge", DB_MERGE }, { "replace", DB_REPLACE }, { "remove", DB_REMOVE }, { NULL, 0 }
    };
    json_t *data = json_object_get(root, "data");
    const json_t *mode = json_object_get(root, "mode");
    const char *key, *error = NULL;
    json_t *value;
    int merge = DB_MERGE;

    if (!json_is_object(root) || !json_is_object(data)) {
        return "the body is not a JSON object with an object data";
    }
    if (mode && !json_is_null(mode) && !word_value(modes, json_string_value(mode), &merge)) {
        return "mode is none of merge, replace, remove";
    }
    config->mode = (enum db_merge)merge;
    if (json_object_size(data) > DB_ATTRIBUTES_PER_TARGET) {
        *quota = true;
        return "more than 100 attributes";
    }
    json_object_foreach(data, key, value)
    {
        error = error ? error : add_attribute(config, key, value);
    }
    return error;
}

const char *ddi_config_parse(const char *body, size_t len, struct ddi_config *config, bool *quota)
{
    json_t *root = json_loadb(body, len, 0, NULL);
    const char *error;

    memset(config, 0, sizeof(*config));
    *quota = false;
    error = parse_config(root, config, quota);
    json_decref(root);
    if (error) {
        ddi_config_free(config);
    }
    return error;
}

void ddi_config_free(struct ddi_config *config)
{
    for (size_t i = 0; i < config->count; i++) {
        free((char *)config->attribute[i].key);
        free((char *)config->attribute[i].value);
    }
    config->count = 0;
}
