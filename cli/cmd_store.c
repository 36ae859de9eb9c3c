/*
 * cmd_store.c - otaml store: make, look into and change stores in images of memory units.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>

#include "cli_priv.h"
#include "store_image.h"
#include "store_show_priv.h"

static const char usage[] =
    "usage: otaml store make --kind KIND --size BYTES IMAGE [FILE...]\n"
    "       otaml store list IMAGE:KIND [--all] [--json]\n"
    "       otaml store read IMAGE:KIND NAME > FILE\n"
    "       otaml store write IMAGE:KIND FILE... [--name NAME] [--sequence N]\n"
    "       otaml store remove IMAGE:KIND NAME...\n"
    "       otaml store check IMAGE:KIND [--json]\n"
    "       otaml store info IMAGE:KIND [--json]\n\n"
    "Stores as devices keep them, in images of their memory units.\n\n"
    "  make     a new image with the files in it\n"
    "  list     every file with the SHA-256 of its bytes; --all: the store's own too\n"
    "  read     one file, to standard output\n"
    "  write    put files in as objects, each in place of the older one of its name\n"
    "  remove   objects\n"
    "  check    read every object, and compare it with the digest that it was installed with\n"
    "  info     how full it is\n\n"
    "make, write and remove change the image, the others never do.\n\n";

enum { OPT_KIND = 256, OPT_SIZE, OPT_NAME, OPT_SEQUENCE, OPT_ALL, OPT_JSON, OPT_HELP };

static const struct option longs[] = {
    { "kind", required_argument, NULL, OPT_KIND },
    { "size", required_argument, NULL, OPT_SIZE },
    { "name", required_argument, NULL, OPT_NAME },
    { "sequence", required_argument, NULL, OPT_SEQUENCE },
    { "all", no_argument, NULL, OPT_ALL },
    { "json", no_argument, NULL, OPT_JSON },
    { "help", no_argument, NULL, OPT_HELP },
    { NULL, 0, NULL, 0 },
};

struct request {
    const char *kind, *name;
    uint32_t size;
    uint64_t sequence;
    bool all, json;
    unsigned given; /* bit OPT_x - OPT_KIND */
    const char *image;
    char **rest; /* arguments behind the image */
    int rest_count;
};

#define GIVEN(option) (1u << ((option)-OPT_KIND))

static int wrong(const char *complaint)
{
    if (complaint) {
        fprintf(stderr, "otaml store: %s\n", complaint);
    }
    fputs(usage, stderr);
    fputs(store_image_kinds, stderr);
    return CLI_USAGE;
}

static bool parse_sequence(const char *text, uint64_t *value)
{
    char *end;

    errno = 0;
    *value = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

/* ---- what changes an image ---- */

/* Why an object does not go in. */
static void tell(struct store_image *s, const struct otaml_store_entry *e, int err)
{
    struct otaml_store_space space;

    if (err == OTAML_ERR_NOSPC && otaml_store_space(s->store, &space) == OTAML_OK) {
        cli_fail("%s: no room for %s of %" PRIu32 " bytes: the largest that fits now has %" PRIu32
                 "; remove something or make it larger",
                 s->name, e->name, e->size, space.largest);
    } else if (err == OTAML_ERR_NAME) {
        cli_fail("%s: an object cannot be called '%s'; give another --name", s->name, e->name);
    } else {
        cli_fail("%s: %s: %s", s->name, e->name, otaml_err_text(err));
    }
}

static int install(struct otaml_store *s, const struct otaml_store_entry *e, const uint8_t *bytes)
{
    uint32_t at;
    int err;

    do {
        err = otaml_store_begin(s, e, &at);
    } while (err == OTAML_ERR_AGAIN);
    err = err ? err : otaml_store_append(s, bytes + at, e->size - at);
    while (!err || err == OTAML_ERR_AGAIN) {
        err = otaml_store_commit(s);
        if (!err) {
            return OTAML_OK;
        }
    }
    return err;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* False after a message. */
static bool install_file(struct store_image *s, const char *path, const char *name,
                         uint64_t sequence)
{
    struct otaml_store_entry e = { .sequence = sequence };
    size_t size;
    uint8_t *bytes = cli_read_file(path, &size);
    int err;

    if (!bytes) {
        return false;
    }
    name = name ? name : base_name(path);
    snprintf(e.name, sizeof(e.name), "%s", name);
    e.size = (uint32_t)size;
    err = otaml_sha256(bytes, size, e.sha256);
    if (strlen(name) >= sizeof(e.name)) {
        err = OTAML_ERR_NAME;
    } else if (size > UINT32_MAX) {
        e.size = UINT32_MAX;
        err = OTAML_ERR_NOSPC;
    }
    err = err ? err : install(s->store, &e, bytes);
    free(bytes);
    if (err) {
        tell(s, &e, err);
    }
    return !err;
}

static bool install_files(struct store_image *s, const struct request *q)
{
    for (int i = 0; i < q->rest_count; i++) {
        if (!install_file(s, q->rest[i], q->name, q->sequence)) {
            return false;
        }
    }
    return true;
}

static int make(const struct request *q)
{
    struct store_image s;
    int status;
    bool ok;

    if (!q->kind) {
        return wrong("make needs --kind KIND");
    }
    status = store_image_make(&s, q->image, q->kind, q->size);
    if (status != CLI_DONE) {
        return status;
    }
    ok = install_files(&s, q);
    ok = store_image_close(&s, ok) && ok;
    return ok ? CLI_DONE : CLI_FAILED;
}

static int write_files(const struct request *q)
{
    struct store_image s;
    bool ok;
    int status;

    if (q->rest_count == 0 || (q->name && q->rest_count > 1)) {
        return wrong(q->name ? "--name goes with one FILE" : "write which FILE?");
    }
    status = store_image_open(&s, q->image, STORE_WRITE);
    if (status != CLI_DONE) {
        return status;
    }
    ok = install_files(&s, q);
    return store_image_close(&s, ok) && ok ? CLI_DONE : CLI_FAILED;
}

static int remove_objects(const struct request *q)
{
    struct store_image s;
    int status, err = OTAML_OK;

    if (q->rest_count == 0) {
        return wrong("remove which NAME?");
    }
    status = store_image_open(&s, q->image, STORE_WRITE);
    if (status != CLI_DONE) {
        return status;
    }
    for (int i = 0; !err && i < q->rest_count; i++) {
        err = otaml_store_remove(s.store, q->rest[i]);
        if (err) {
            cli_fail("%s: %s: %s", s.name, q->rest[i], otaml_err_text(err));
        }
    }
    return store_image_close(&s, !err) && !err ? CLI_DONE : CLI_FAILED;
}

/* ---- what looks into one ---- */

static int look(const struct request *q, int (*show)(struct store_image *s, bool json, bool all))
{
    struct store_image s;
    int status;

    if (q->rest_count > 0) {
        return wrong("one IMAGE:KIND is needed");
    }
    status = store_image_open(&s, q->image, STORE_READ);
    if (status == CLI_DONE) {
        status = show(&s, q->json, q->all);
        (void)store_image_close(&s, false);
    }
    return status;
}

static int list(const struct request *q)
{
    return look(q, store_show_list);
}

static int check(const struct request *q)
{
    return look(q, store_show_check);
}

static int info(const struct request *q)
{
    return look(q, store_show_info);
}

static int read_file(const struct request *q)
{
    struct store_image s;
    int status;

    if (q->rest_count != 1) {
        return wrong("read which NAME?");
    }
    status = store_image_open(&s, q->image, STORE_READ);
    if (status == CLI_DONE) {
        status = store_show_bytes(&s, q->rest[0]);
        (void)store_image_close(&s, false);
    }
    return status;
}

/* ---- the command line ---- */

static const struct action {
    const char *name;
    unsigned options; /* that it takes */
    int (*run)(const struct request *q);
} actions[] = {
    { "make", GIVEN(OPT_KIND) | GIVEN(OPT_SIZE) | GIVEN(OPT_SEQUENCE), make },
    { "list", GIVEN(OPT_ALL) | GIVEN(OPT_JSON), list },
    { "read", 0, read_file },
    { "write", GIVEN(OPT_NAME) | GIVEN(OPT_SEQUENCE), write_files },
    { "remove", 0, remove_objects },
    { "check", GIVEN(OPT_JSON), check },
    { "info", GIVEN(OPT_JSON), info },
};

static int take(struct request *q, int option)
{
    switch (option) {
    case OPT_KIND:
        q->kind = optarg;
        break;
    case OPT_NAME:
        q->name = optarg;
        break;
    case OPT_SIZE:
        if (!cli_parse_size(optarg, &q->size) || q->size == 0) {
            return wrong("--size takes a number of bytes, such as 256K");
        }
        break;
    case OPT_SEQUENCE:
        if (!parse_sequence(optarg, &q->sequence)) {
            return wrong("--sequence takes a number");
        }
        break;
    case OPT_ALL:
        q->all = true;
        break;
    case OPT_JSON:
        q->json = true;
        break;
    default:
        return wrong(NULL);
    }
    q->given |= GIVEN(option);
    return CLI_DONE;
}

static int run(const struct action *a, int argc, char **argv, struct request *q)
{
    int c, status = CLI_DONE;

    while (status == CLI_DONE && (c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == OPT_HELP) {
            printf("%s%s", usage, store_image_kinds);
            return CLI_DONE;
        }
        status = take(q, c);
    }
    if (status != CLI_DONE) {
        return status;
    }
    if (q->given & ~a->options) {
        return wrong("an option that does not go with this");
    }
    if (optind == argc) {
        return wrong(a->run == make ? "which IMAGE?" : "which IMAGE:KIND?");
    }
    q->image = argv[optind];
    q->rest = argv + optind + 1;
    q->rest_count = argc - optind - 1;
    return a->run(q);
}

int cmd_store(int argc, char **argv);

int cmd_store(int argc, char **argv)
{
    struct request q = { .kind = NULL };

    if (argc < 2) {
        return wrong("make, list, read, write, remove, check or info?");
    }
    if (!strcmp(argv[1], "--help")) {
        printf("%s%s", usage, store_image_kinds);
        return CLI_DONE;
    }
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (!strcmp(actions[i].name, argv[1])) {
            argv[1] = argv[0];
            return run(&actions[i], argc - 1, argv + 1, &q);
        }
    }
    return wrong("make, list, read, write, remove, check or info?");
}
