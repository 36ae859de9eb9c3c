/*
 * store_show.c - what `otaml store` prints of a store. API: store_show_priv.h
 */
#include "store_show_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <otaml/sha256.h>

#include "cli_priv.h"

enum { PIECE = 65536 };

/* ---- every file ---- */

/* A file, or an object where the store has no others. */
struct item {
    struct otaml_store_file file;
    bool opened; /* an object, to be closed */
};

static bool is_folder(const struct otaml_store_file *f)
{
    const size_t n = strlen(f->path);

    return n > 0 && f->path[n - 1] == '/';
}

/* The store's own: not in a folder, the FAT store's in large letters. */
static bool is_own(const struct otaml_store_file *f)
{
    return strncasecmp(f->path, "otaml.", 6) == 0 && !strchr(f->path, '/');
}

static int next_object(struct store_image *s, uint32_t *cursor, struct item *item)
{
    struct otaml_store_entry e;
    int err = otaml_store_list(s->store, cursor, &e);

    err = err ? err : otaml_store_open(s->store, e.name, &item->file.object);
    item->opened = !err;
    if (!err) {
        snprintf(item->file.path, sizeof(item->file.path), "%s", e.name);
    }
    return err;
}

/* OTAML_ERR_NOT_FOUND: no more. To be let go with item_close. */
static int item_next(struct store_image *s, uint32_t *cursor, struct item *item)
{
    int err;

    memset(item, 0, sizeof(*item));
    if (!s->files) {
        return next_object(s, cursor, item);
    }
    do {
        err = s->files(s->store, cursor, &item->file);
    } while (!err && is_folder(&item->file));
    return err;
}

static void item_close(struct store_image *s, struct item *item)
{
    if (item->opened) {
        otaml_store_close(s->store, &item->file.object);
    }
}

/* What list and check end with. */
static int finish(const struct store_image *s, int err, int status)
{
    if (err != OTAML_ERR_NOT_FOUND) {
        return cli_fail("%s: %s", s->name, otaml_err_text(err));
    }
    return status;
}

/* The SHA-256 of its bytes as they are. */
static int digest_of(struct store_image *s, const struct otaml_store_object *o, uint8_t digest[32])
{
    uint8_t *piece = cli_alloc(PIECE);
    struct otaml_sha256 h;
    int err = otaml_sha256_init(&h);

    for (uint32_t at = 0; !err && at < o->entry.size;) {
        const uint32_t left = o->entry.size - at, n = left < PIECE ? left : PIECE;
        err = otaml_store_read(s->store, o, at, piece, n);
        err = err ? err : otaml_sha256_update(&h, piece, n);
        at += n;
    }
    free(piece);
    return err ? err : otaml_sha256_finish(&h, digest);
}

/* ---- states ---- */

enum state { STATE_OK, STATE_DAMAGED, STATE_FOREIGN, STATE_UNREADABLE };

static const char *const state_names[] = { "ok", "damaged", "foreign", "unreadable" };

/* With the digest of its bytes, in hex, or "". */
static enum state judge(struct store_image *s, const struct item *item, char hex[65])
{
    static const uint8_t none[32];
    const struct otaml_store_entry *e = &item->file.object.entry;
    uint8_t digest[32];
    const int err = digest_of(s, &item->file.object, digest);

    hex[0] = '\0';
    if (err) {
        cli_fail("%s: %s: %s", s->name, item->file.path, otaml_err_text(err));
        return STATE_UNREADABLE;
    }
    cli_hex(digest, 32, hex);
    if (!memcmp(e->sha256, none, 32)) {
        return STATE_FOREIGN;
    }
    return memcmp(e->sha256, digest, 32) ? STATE_DAMAGED : STATE_OK;
}

/* As JSON; what is no UTF-8 as '?'. */
static void print_json_text(const char *text)
{
    json_t *string = json_string(text);
    char plain[OTAML_STORE_PATH_MAX + 1];

    if (!string) {
        snprintf(plain, sizeof(plain), "%s", text);
        for (char *p = plain; *p; p++) {
            *p = (unsigned char)*p > 0x7e ? '?' : *p;
        }
        string = json_string(plain);
    }
    json_dumpf(string, stdout, JSON_ENCODE_ANY);
    json_decref(string);
}

/* For a terminal: without control characters. */
static void print_text(const char *text)
{
    for (; *text; text++) {
        putchar((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text);
    }
    putchar('\n');
}

/* ---- list ---- */

static void print_item(const struct item *item, const char *hex, enum state state, bool json,
                       bool first)
{
    const struct otaml_store_entry *e = &item->file.object.entry;

    if (!json) {
        printf("%10" PRIu32 " %10" PRIu64 "  %-64s  %-10s  ", e->size, e->sequence,
               *hex ? hex : "-", state_names[state]);
        print_text(item->file.path);
        return;
    }
    printf("%s\n  {\"name\": ", first ? "" : ",");
    print_json_text(item->file.path);
    printf(", \"size\": %" PRIu32 ", \"sha256\": ", e->size);
    if (*hex) {
        printf("\"%s\"", hex);
    } else {
        printf("null");
    }
    printf(", \"sequence\": %" PRIu64 ", \"state\": \"%s\"}", e->sequence, state_names[state]);
}

int store_show_list(struct store_image *s, bool json, bool all)
{
    uint32_t cursor = 0, count = 0;
    int err, status = CLI_DONE;
    struct item item;

    if (json) {
        putchar('[');
    } else {
        printf("%10s %10s  %-64s  %-10s  name\n", "size", "sequence", "sha256", "state");
    }
    while ((err = item_next(s, &cursor, &item)) == OTAML_OK) {
        if (all || !is_own(&item.file)) {
            char hex[65];
            const enum state state = judge(s, &item, hex);
            print_item(&item, hex, state, json, count++ == 0);
            status = state == STATE_UNREADABLE ? CLI_FAILED : status;
        }
        item_close(s, &item);
    }
    if (json) {
        printf("%s]\n", count ? "\n" : "");
    }
    return finish(s, err, status);
}

/* ---- check ---- */

int store_show_check(struct store_image *s, bool json, bool all)
{
    uint32_t cursor = 0, bad = 0, count = 0;
    int err;
    struct item item;

    (void)all;
    if (json) {
        putchar('[');
    }
    while ((err = item_next(s, &cursor, &item)) == OTAML_OK) {
        if (!is_own(&item.file)) {
            char hex[65];
            const enum state state = judge(s, &item, hex);
            if (json) {
                printf("%s\n  {\"name\": ", count ? "," : "");
                print_json_text(item.file.path);
                printf(", \"state\": \"%s\"}", state_names[state]);
            } else {
                printf("%-10s  ", state_names[state]);
                print_text(item.file.path);
            }
            count++;
            bad += state == STATE_DAMAGED || state == STATE_UNREADABLE;
        }
        item_close(s, &item);
    }
    if (json) {
        printf("%s]\n", count ? "\n" : "");
    }
    if (bad > 0) {
        cli_fail("%s: %" PRIu32 " of %" PRIu32 " damaged; install them again", s->name, bad, count);
    }
    return finish(s, err, bad ? CLI_FAILED : CLI_DONE);
}

/* ---- info ---- */

/* Objects, or what the error says. */
static int count_objects(struct store_image *s, uint32_t *objects, uint64_t *bytes)
{
    struct otaml_store_entry e;
    uint32_t cursor = 0;
    int err;

    *objects = 0;
    *bytes = 0;
    while ((err = otaml_store_list(s->store, &cursor, &e)) == OTAML_OK) {
        ++*objects;
        *bytes += e.size;
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int store_show_info(struct store_image *s, bool json, bool all)
{
    struct otaml_store_space space;
    uint32_t objects, unused;
    uint64_t bytes;
    int err = otaml_store_space(s->store, &space);

    (void)all;
    err = err ? err : count_objects(s, &objects, &bytes);
    if (err) {
        return cli_fail("%s: %s", s->name, otaml_err_text(err));
    }
    unused = space.total - space.used;
    if (json) {
        printf("{\"kind\": \"%s\", \"total\": %" PRIu32 ", \"used\": %" PRIu32
               ", \"free\": %" PRIu32 ", \"largest\": %" PRIu32 ", \"objects\": %" PRIu32
               ", \"object_bytes\": %" PRIu64 "}\n",
               s->store->ops->kind, space.total, space.used, unused, space.largest, objects, bytes);
        return CLI_DONE;
    }
    printf("kind      %s\ntotal     %" PRIu32 " bytes\n", s->store->ops->kind, space.total);
    printf("used      %" PRIu32 " bytes, %.1f percent; by objects %" PRIu64 "\n", space.used,
           space.total ? 100.0 * space.used / space.total : 0, bytes);
    printf("free      %" PRIu32 " bytes; the largest object that fits now has %" PRIu32 "\n",
           unused, space.largest);
    printf("objects   %" PRIu32 "\n", objects);
    return CLI_DONE;
}

/* ---- read ---- */

static int print_bytes(struct store_image *s, const struct otaml_store_object *o, const char *name)
{
    uint8_t *piece = cli_alloc(PIECE);
    int err = OTAML_OK;
    bool ok = true;

    for (uint32_t at = 0; !err && ok && at < o->entry.size;) {
        const uint32_t left = o->entry.size - at, n = left < PIECE ? left : PIECE;
        err = otaml_store_read(s->store, o, at, piece, n);
        ok = err || fwrite(piece, 1, n, stdout) == n;
        at += n;
    }
    free(piece);
    if (err) {
        return cli_fail("%s: %s: %s", s->name, name, otaml_err_text(err));
    }
    return ok ? CLI_DONE : cli_fail("cannot write to standard output: %s", strerror(errno));
}

int store_show_bytes(struct store_image *s, const char *name)
{
    const char *path = name + (*name == '/');
    uint32_t cursor = 0;
    struct item item;
    int err;

    while ((err = item_next(s, &cursor, &item)) == OTAML_OK) {
        const bool found = !strcmp(item.file.path, path);
        const int status = found ? print_bytes(s, &item.file.object, name) : CLI_DONE;
        item_close(s, &item);
        if (found) {
            return status;
        }
    }
    if (err == OTAML_ERR_NOT_FOUND) {
        return cli_fail("%s: no file '%s'; `otaml store list` shows what there is", s->name, name);
    }
    return cli_fail("%s: %s", s->name, otaml_err_text(err));
}
