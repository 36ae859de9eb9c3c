/*
 * store_image.c - stores in files and folders of the host. API: store_image.h
 */
#include "store_image.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_priv.h"
#include "store_kind_priv.h"

static const struct store_kind *const kinds[] = { &store_kind_flash, &store_kind_eefs,
                                                  &store_kind_spiffs, &store_kind_fat,
                                                  &store_kind_vfs };

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), OPTION_MAX = 64 };

const char store_image_kinds[] =
    "KIND is one of these, with options behind commas, such as flash,erase=2048,prog=8:\n"
    "  flash   erase=BYTES, prog=BYTES: smallest erasable and programmable unit; a new\n"
    "          one: 4096, 4; else as the first object tells;\n"
    "          mapped=no: no pointer reaches it, as behind SPI\n"
    "  eefs    order=little|big: of the bytes in a new one; spare=BYTES: that a new file may grow "
    "by\n"
    "  spiffs  page=BYTES, block=BYTES, meta=BYTES, magic=length|plain|none: as it was made;\n"
    "          else 256, 4096, 0 (ESP-IDF: 4), length; erase=BYTES: erasable unit, else a block\n"
    "  fat     type=16|32: of a new one; else by its size\n"
    "  vfs     IMAGE is a folder\n"
    "and size=BYTES: of the unit, where the image is shorter.\n";

/* ---- options ---- */

void store_refuse(struct store_request *q, int status, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    cli_fail("%s: %s", q->path, text);
    q->status = status;
}

/* Copy the value of an option; false: it is not given. */
static bool find_option(const struct store_request *q, const char *name, char value[OPTION_MAX])
{
    const size_t n = strlen(name);

    for (const char *p = q->options; *p; p += strcspn(p, ","), p += *p == ',') {
        if (!strncmp(p, name, n) && p[n] == '=') {
            snprintf(value, OPTION_MAX, "%.*s", (int)strcspn(p + n + 1, ","), p + n + 1);
            return true;
        }
    }
    return false;
}

uint32_t store_option_size(struct store_request *q, const char *name, uint32_t standard)
{
    char value[OPTION_MAX];
    uint32_t bytes = standard;

    if (find_option(q, name, value) && !cli_parse_size(value, &bytes) && q->status == CLI_DONE) {
        store_refuse(q, CLI_USAGE, "%s=%s is no number, such as 4096 or 4K", name, value);
    }
    return bytes;
}

int store_option_word(struct store_request *q, const char *name, const char *const *words)
{
    char value[OPTION_MAX], all[OPTION_MAX * 2] = "";

    if (!find_option(q, name, value)) {
        return 0;
    }
    for (int i = 0; words[i]; i++) {
        if (!strcmp(words[i], value)) {
            return i;
        }
        snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s", i ? ", " : "", words[i]);
    }
    if (q->status == CLI_DONE) {
        store_refuse(q, CLI_USAGE, "%s=%s: it is one of %s", name, value, all);
    }
    return 0;
}

static bool has_option(const struct store_kind *kind, const char *text, size_t n)
{
    for (const char *const *name = kind->options; *name; name++) {
        if (strlen(*name) == n && !strncmp(*name, text, n)) {
            return true;
        }
    }
    return false;
}

/* Is each of the options one of the kind's, with a value? */
static void check_options(struct store_request *q, const struct store_kind *kind)
{
    for (const char *p = q->options; *p; p += strcspn(p, ","), p += *p == ',') {
        const size_t n = strcspn(p, "=,");
        if (p[n] != '=' || !has_option(kind, p, n)) {
            char all[OPTION_MAX * 2] = "";
            for (int i = 0; kind->options[i]; i++) {
                snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s=", i ? ", " : "",
                         kind->options[i]);
            }
            store_refuse(q, CLI_USAGE, "%s has no option '%.*s'; it has %s", kind->name,
                         (int)strcspn(p, ","), p, all);
            return;
        }
    }
}

static const struct store_kind *find_kind(const char *text)
{
    for (int i = 0; i < KINDS; i++) {
        const size_t n = strlen(kinds[i]->name);
        if (!strncmp(text, kinds[i]->name, n) && (text[n] == ',' || text[n] == '\0')) {
            return kinds[i];
        }
    }
    return NULL;
}

/* ---- open ---- */

static const char *advice(const struct store_image *s, int err)
{
    switch (err) {
    case OTAML_ERR_UNFORMATTED:
        return "; name its kind and options, or make it anew with `otaml store make`";
    case OTAML_ERR_GEOMETRY:
        return s->kind->is_folder ? "" : "; give the unit's sizes as options behind the kind";
    case OTAML_ERR_UNSUPPORTED:
        return "; it is of a version or variant that is not supported, such as FAT12";
    default:
        return "";
    }
}

static int mount(struct store_image *s)
{
    int err = s->access == STORE_MAKE ? otaml_store_format(s->store) : OTAML_OK;

    err = err ? err : otaml_store_mount(s->store);
    if (err) {
        cli_fail("%s: %s%s", s->name, otaml_err_text(err), advice(s, err));
    }
    return err ? CLI_FAILED : CLI_DONE;
}

static int open_request(struct store_image *s, struct store_request *q)
{
    check_options(q, s->kind);
    if (q->status == CLI_DONE) {
        q->size = store_option_size(q, "size", q->size);
    }
    if (q->status == CLI_DONE && q->access == STORE_MAKE && !s->kind->is_folder && q->size == 0) {
        store_refuse(q, CLI_USAGE, "--size BYTES of the memory unit is needed");
    }
    s->size = q->size;
    if (q->status != CLI_DONE) {
        return q->status;
    }
    if (!s->kind->open(s, q)) {
        return q->status == CLI_DONE ? CLI_FAILED : q->status;
    }
    return mount(s);
}

/* s->name is set. */
static int open_kind(struct store_image *s, const char *path, const char *kind,
                     enum store_access access, uint32_t size)
{
    struct store_request q = { s, .access = access, .size = size, .status = CLI_DONE };
    int status;

    s->access = access;
    s->kind = find_kind(kind);
    if (!s->kind) {
        cli_fail("%s: no kind of store '%.*s'; `otaml store --help` names them", path,
                 (int)strcspn(kind, ","), kind);
        return CLI_USAGE;
    }
    s->path = cli_alloc(strlen(path) + 1);
    strcpy(s->path, path);
    q.path = s->path;
    q.options = kind + strcspn(kind, ",");
    q.options += *q.options == ',';
    status = open_request(s, &q);
    if (status != CLI_DONE) {
        (void)store_image_close(s, false);
    }
    return status;
}

int store_image_open(struct store_image *s, const char *name, enum store_access access)
{
    const char *colon = strrchr(name, ':');
    char *path;
    int status;

    memset(s, 0, sizeof(*s));
    s->name = name;
    if (!colon || colon == name) {
        cli_fail("%s: name the store as IMAGE:KIND, such as models.img:flash", name);
        return CLI_USAGE;
    }
    path = cli_alloc((size_t)(colon - name) + 1);
    memcpy(path, name, (size_t)(colon - name));
    path[colon - name] = '\0';
    status = open_kind(s, path, colon + 1, access, 0);
    free(path);
    return status;
}

int store_image_make(struct store_image *s, const char *path, const char *kind, uint32_t size)
{
    memset(s, 0, sizeof(*s));
    s->name = path;
    return open_kind(s, path, kind, STORE_MAKE, size);
}

/* ---- close ---- */

bool store_image_close(struct store_image *s, bool keep)
{
    bool ok = true;

    if (keep && s->access == STORE_MAKE && s->kind->finish) {
        const int err = s->kind->finish(s);
        if (err) {
            cli_fail("%s: %s", s->path, otaml_err_text(err));
            keep = ok = false;
        }
    }
    s->kind->close(s);
    if (s->temporary) {
        ok = ok && (!keep || store_place_take(s));
        if (!keep || !ok) {
            unlink(s->temporary);
        }
        free(s->temporary);
    }
    free(s->path);
    s->path = s->temporary = NULL;
    return ok;
}
