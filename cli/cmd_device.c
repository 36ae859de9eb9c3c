/*
 * cmd_device.c - `otaml device`: a simulated board. The real device library on the host's sockets,
 * with an arena no larger than the board's SRAM leaves, and the board's memory unit in a file.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <otaml/agent.h>

#include "board_profiles.h"
#include "board_unit.h"
#include "cli_priv.h"
#include "heap_meter.h"
#include "host_net.h"
#include "cli_key_priv.h"
#include "sim_app.h"
#include "sim_log.h"

#define STACK_SIZE  (256u * 1024u) /* of the board's one task; how much it used is measured */
#define STACK_PAINT 0xa5
#define KEYS_MAX    4u
#define ID_MAX      128u /* bytes of --id; what otamld takes */
#define IDLE_MS     SIM_APP_PAUSE_MS

static const char usage[] =
    "usage: otaml device --board PROFILE --server URL --ca FILE --id ID --key PUB.pem\n"
    "                    --vendor DOMAIN [OPTIONS]\n"
    "\n"
    "Simulate a board: poll the server, fetch, verify, store, run. Ends with SIGTERM.\n"
    "\n"
    "  --board PROFILE    teensy40, nucleo-h7, portenta-h7, feather-m4, esp32, nano33 or pico\n"
    "  --server URL       https://host[:port] of the fleet server\n"
    "  --ca FILE          certificates (PEM) of the authorities that the server is trusted by\n"
    "  --id ID            the device's name at the server (controllerId)\n"
    "  --key PUB.pem      a key that packages may be signed with; may be given again\n"
    "  --vendor DOMAIN    the vendor whose packages are taken\n"
    "  --class NAME       the class of devices this one belongs to (default tflite-1)\n"
    "  --token-file FILE  holds the target token; --gateway-token-file FILE the gateway token\n"
    "  --media FILE       the memory unit's content (default ID.unit)\n"
    "  --answers DIR      known answers, DIR/SHA256/K.in.bin and K.out.bin\n"
    "  --poll SECONDS     poll at least this often\n"
    "  --retry-ms MS      first wait after a failure (default 5000)\n"
    "  --rate BYTES       receive at most so many bytes a second\n"
    "  --evict            remove the oldest models when the memory unit is full\n"
    "  --once             end when the server has answered and has nothing more to do\n"
    "  --progress         a line for each piece of a download\n"
    "  --json             one JSON object a line\n"
    "\n"
    "Status 1 when a deployment failed, a model cannot run here or an answer differed; a model\n"
    "that the SRAM is too small for is only told of.\n";

struct options {
    const struct board_profile *board;
    const char *server, *ca, *id, *vendor, *class_name, *media, *answers;
    char authorization[CLI_AUTHORIZATION_MAX];
    struct otaml_p256_key keys[KEYS_MAX];
    uint32_t key_count, poll_s, retry_ms, rate;
    bool evict, once, progress, json;
};

/* A link that carries so many bytes a second: lets the transport below receive or not. */
struct slow_link {
    struct otaml_transport below;
    uint32_t rate, last_ms;
    uint32_t allowance; /* bytes */
};

struct board {
    const struct options *options;
    struct board_unit unit;
    struct otaml_host_net host;
    struct otaml_transport net;
    struct slow_link link;
    struct otaml_http http;
    struct otaml_agent_config agent_config;
    struct otaml_agent agent;
    struct sim_app app;
    struct sim_log log;
    uint8_t http_buf[OTAML_HTTP_BUF], work[OTAML_AGENT_WORK];
    const uint8_t *stack_top; /* where the task's own frames begin */
    bool polled, went_wrong;
    int status;
};

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

/* --- options --------------------------------------------------------------------------------- */

/* These return CLI_DONE, or the status to end with after a message. */

static int read_number(const char *text, uint32_t *value)
{
    if (!cli_parse_size(text, value)) {
        cli_fail("'%s' is not a number", text);
        return CLI_USAGE;
    }
    return CLI_DONE;
}

static int read_board(struct options *o, const char *name)
{
    o->board = board_find(name);
    if (!o->board) {
        cli_fail("no board '%s'; --help names them", name);
        return CLI_USAGE;
    }
    return CLI_DONE;
}

/* What a device may call itself: it becomes part of URLs, and of the memory unit's file name. */
static int read_id(struct options *o, const char *id)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    const size_t size = strlen(id);

    if (size == 0 || size > ID_MAX || strspn(id, plain) != size) {
        cli_fail("--id takes 1 to %u letters, digits, '-', '_' and '.'", ID_MAX);
        return CLI_USAGE;
    }
    o->id = id;
    return CLI_DONE;
}

/* A folder that is not there must not look like models without known answers. */
static int read_answers(struct options *o, const char *path)
{
    struct stat st;

    if (stat(path, &st) || !S_ISDIR(st.st_mode)) {
        return cli_fail("--answers %s is not a folder", path);
    }
    o->answers = path;
    return CLI_DONE;
}

static int read_key(struct options *o, const char *path)
{
    if (o->key_count == KEYS_MAX) {
        cli_fail("at most %u keys", KEYS_MAX);
        return CLI_USAGE;
    }
    return cli_public_key_read(path, &o->keys[o->key_count++]) ? CLI_DONE : CLI_FAILED;
}

static int read_option(struct options *o, int option)
{
    switch (option) {
    case 'b':
        return read_board(o, optarg);
    case 's':
        o->server = optarg;
        break;
    case 'c':
        o->ca = optarg;
        break;
    case 'i':
        return read_id(o, optarg);
    case 'k':
        return read_key(o, optarg);
    case 'v':
        o->vendor = optarg;
        break;
    case 'C':
        o->class_name = optarg;
        break;
    case 't':
        return cli_read_authorization("TargetToken", optarg, o->authorization);
    case 'g':
        return cli_read_authorization("GatewayToken", optarg, o->authorization);
    case 'm':
        o->media = optarg;
        break;
    case 'a':
        return read_answers(o, optarg);
    case 'p':
        return read_number(optarg, &o->poll_s);
    case 'r':
        return read_number(optarg, &o->retry_ms);
    case 'R':
        return read_number(optarg, &o->rate);
    case 'e':
        o->evict = true;
        break;
    case 'o':
        o->once = true;
        break;
    case 'P':
        o->progress = true;
        break;
    default:
        o->json = true;
        break;
    }
    return CLI_DONE;
}

/* CLI_DONE to go on, or the status to end with (-1: help was given). */
static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option names[] = {
        { "board", 1, NULL, 'b' },    { "server", 1, NULL, 's' },
        { "ca", 1, NULL, 'c' },       { "id", 1, NULL, 'i' },
        { "key", 1, NULL, 'k' },      { "vendor", 1, NULL, 'v' },
        { "class", 1, NULL, 'C' },    { "token-file", 1, NULL, 't' },
        { "media", 1, NULL, 'm' },    { "gateway-token-file", 1, NULL, 'g' },
        { "answers", 1, NULL, 'a' },  { "poll", 1, NULL, 'p' },
        { "retry-ms", 1, NULL, 'r' }, { "rate", 1, NULL, 'R' },
        { "evict", 0, NULL, 'e' },    { "once", 0, NULL, 'o' },
        { "progress", 0, NULL, 'P' }, { "json", 0, NULL, 'j' },
        { "help", 0, NULL, 'h' },     { NULL, 0, NULL, 0 },
    };
    int option, status;

    memset(o, 0, sizeof(*o));
    o->class_name = "tflite-1";
    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            return -1;
        }
        if (option == '?') {
            return cli_usage(usage, NULL);
        }
        status = read_option(o, option);
        if (status) {
            return status;
        }
    }
    if (optind != argc) {
        return cli_usage(usage, "takes no arguments beside options");
    }
    if (!o->board || !o->server || !o->ca || !o->id || !o->vendor || !o->key_count) {
        return cli_usage(usage, "--board, --server, --ca, --id, --key and --vendor are needed");
    }
    return CLI_DONE;
}

/* --- the board ------------------------------------------------------------------------------- */

static int slow_recv(void *ctx, void *data, uint32_t cap)
{
    struct slow_link *l = ctx;
    uint32_t now = l->below.now_ms(l->below.ctx);
    uint64_t earned = (uint64_t)(now - l->last_ms) * l->rate / 1000u;
    int n;

    if (earned) {
        l->allowance =
            (uint32_t)(l->allowance + earned < l->rate ? l->allowance + earned : l->rate);
        l->last_ms = now;
    }
    if (l->allowance == 0) {
        return OTAML_ERR_AGAIN;
    }
    n = l->below.recv(l->below.ctx, data, cap < l->allowance ? cap : l->allowance);
    if (n > 0) {
        l->allowance -= (uint32_t)n;
    }
    return n;
}

static int slow_open(void *ctx, const char *host, uint16_t port)
{
    struct slow_link *l = ctx;
    return l->below.open(l->below.ctx, host, port);
}

static int slow_send(void *ctx, const void *data, uint32_t len)
{
    struct slow_link *l = ctx;
    return l->below.send(l->below.ctx, data, len);
}

static void slow_close(void *ctx)
{
    struct slow_link *l = ctx;
    l->below.close(l->below.ctx);
}

static void use_slow_link(struct board *b)
{
    b->link = (struct slow_link){ .below = b->net, .rate = b->options->rate };
    b->link.last_ms = b->net.now_ms(b->net.ctx);
    b->net.ctx = &b->link;
    b->net.open = slow_open;
    b->net.send = slow_send;
    b->net.recv = slow_recv;
    b->net.close = slow_close;
}

static void on_event(void *ctx, const struct otaml_agent_event *event)
{
    struct board *b = ctx;

    sim_log_agent(&b->log, event);
    switch (event->kind) {
    case OTAML_AGENT_POLLED:
        b->polled = true;
        break;
    case OTAML_AGENT_TROUBLE:
        b->polled = false;
        break;
    case OTAML_AGENT_FAILED:
        b->went_wrong = true;
        break;
    case OTAML_AGENT_INSTALLED:
        if (sim_app_adopt(&b->app, event->package->name)) {
            b->went_wrong = true;
        }
        break;
    default:
        break;
    }
}

static void on_verdict(void *ctx, const struct sim_model *m)
{
    struct board *b = ctx;

    sim_log_verdict(&b->log, m, b->app.arena_size);
    b->went_wrong = b->went_wrong || m->verdict == SIM_DIFFERS || m->verdict == SIM_REFUSED;
}

/* Remove the model with the lowest sequence number, if the wanted one can fit at all. */
static int make_room(void *ctx, const struct otaml_suit_package *wanted)
{
    struct board *b = ctx;
    struct otaml_store *s = b->unit.store;
    struct otaml_store_entry entry, oldest = { .sequence = UINT64_MAX };
    struct otaml_store_space space;
    uint32_t cursor = 0;

    if (!b->options->evict || otaml_store_space(s, &space) || wanted->image_size > space.total) {
        return OTAML_ERR_NOSPC;
    }
    while (otaml_store_list(s, &cursor, &entry) == OTAML_OK) {
        if (entry.sequence < oldest.sequence && strcmp(entry.name, wanted->name) != 0) {
            oldest = entry;
        }
    }
    if (oldest.sequence == UINT64_MAX) {
        return OTAML_ERR_NOSPC;
    }
    sim_app_drop(&b->app, oldest.name);
    sim_log_removed(&b->log, oldest.name);
    return otaml_store_remove(s, oldest.name);
}

static bool open_store(struct board *b)
{
    char own[ID_MAX + sizeof(".unit")];
    const char *path = b->options->media ? b->options->media : own;
    int err;

    snprintf(own, sizeof(own), "%s.unit", b->options->id);
    err = board_unit_open(&b->unit, b->options->board, path);
    if (err) {
        cli_fail("cannot open the memory unit %s: %s", path, board_unit_text(err));
    }
    return err == OTAML_OK;
}

static bool open_network(struct board *b, const char *ca_text, uint32_t ca_size)
{
    struct otaml_http_config config = {
        .net = &b->net,
        .ca = ca_text,
        .ca_size = ca_size,
        .buf = b->http_buf,
        .buf_size = sizeof(b->http_buf),
    };
    int err;

    heap_meter_begin();
    otaml_host_net_init(&b->host, &b->net);
    if (b->options->rate) {
        use_slow_link(b);
    }
    err = otaml_http_init(&b->http, &config);
    if (err) {
        cli_fail("%s: %s", b->options->ca, otaml_err_text(err));
    }
    return err == OTAML_OK;
}

static bool open_agent(struct board *b, const struct otaml_agent_attribute *attributes, uint32_t n)
{
    const struct options *o = b->options;
    struct otaml_agent_config *c = &b->agent_config;
    int err;

    *c = (struct otaml_agent_config){
        .http = &b->http,
        .net = &b->net,
        .store = b->unit.store,
        .server = o->server,
        .controller_id = o->id,
        .authorization = o->authorization[0] ? o->authorization : NULL,
        .attributes = attributes,
        .attribute_count = n,
        .keys = o->keys,
        .key_count = o->key_count,
        .work = b->work,
        .work_size = sizeof(b->work),
        .make_room = make_room,
        .event = on_event,
        .ctx = b,
        .retry_ms = o->retry_ms,
        .sleep_s = o->poll_s,
    };
    err = otaml_suit_vendor_id(o->vendor, c->vendor_id);
    err = err ? err : otaml_suit_class_id(c->vendor_id, o->class_name, c->class_id);
    err = err ? err : otaml_agent_init(&b->agent, c);
    if (err) {
        cli_fail("%s, device %s: %s", o->server, o->id, otaml_err_text(err));
    }
    return err == OTAML_OK;
}

/* --- its life -------------------------------------------------------------------------------- */

/* Wait until the agent or the application has something to do. */
static void wait_a_moment(struct board *b)
{
    uint32_t ms = otaml_agent_wait_ms(&b->agent);

    if (ms) {
        usleep((ms < IDLE_MS ? ms : IDLE_MS) * 1000u);
    } else if (b->options->rate) {
        usleep(1000); /* the socket may well have what the slow link does not give yet */
    } else {
        otaml_host_net_wait(&b->host, IDLE_MS);
    }
}

static void live(struct board *b)
{
    while (!stop_asked) {
        bool app_is_busy;
        int err;

        otaml_host_net_forget(&b->host);
        err = otaml_agent_step(&b->agent);
        app_is_busy = sim_app_step(&b->app);
        if (err == OTAML_OK && b->polled && b->options->once && sim_app_is_settled(&b->app)) {
            break;
        }
        if (!app_is_busy) {
            wait_a_moment(b);
        }
    }
}

static void *run_board(void *ctx)
{
    struct board *b = ctx;
    struct otaml_store_space space;
    int err;

    b->stack_top = __builtin_frame_address(0); /* above it is the C library's thread block */
    err = sim_app_start(&b->app);

    if (err) {
        b->status = cli_fail("cannot read the memory unit: %s", otaml_err_text(err));
        return NULL;
    }
    sim_log_start(&b->log, b->app.count, b->app.arena_size,
                  otaml_store_space(b->unit.store, &space) == OTAML_OK ? space.largest : 0);
    live(b);
    b->status = b->went_wrong ? CLI_FAILED : CLI_DONE;
    return NULL;
}

static uint32_t stack_used(const uint8_t *stack, const uint8_t *top)
{
    while (stack < top && *stack == STACK_PAINT) {
        stack++;
    }
    return (uint32_t)(top - stack);
}

/* Run the board's one task on a painted stack of its own, and tell what it took. */
static int run_measured(struct board *b)
{
    const uint32_t contexts =
        sizeof(b->http) + sizeof(b->agent_config) + sizeof(b->agent) + sizeof(struct otaml_infer);
    uint8_t *stack = cli_alloc(STACK_SIZE);
    struct sim_ram ram;
    pthread_attr_t attributes;
    pthread_t task;

    memset(stack, STACK_PAINT, STACK_SIZE);
    if (pthread_attr_init(&attributes) || pthread_attr_setstack(&attributes, stack, STACK_SIZE)
        || pthread_create(&task, &attributes, run_board, b) || pthread_join(task, NULL)) {
        free(stack);
        return cli_fail("cannot start the board's task");
    }
    pthread_attr_destroy(&attributes);
    ram = (struct sim_ram){
        .contexts =
            b->unit.context_bytes + contexts
            + b->app.count
                  * (uint32_t)(sizeof(struct otaml_store_object) + sizeof(struct otaml_model)),
        .buffers = b->unit.buffer_bytes + (uint32_t)(sizeof(b->http_buf) + sizeof(b->work)),
        .heap_peak = (uint32_t)heap_meter_peak(),
        .stack_peak = stack_used(stack, b->stack_top),
    };
    sim_log_end(&b->log, &b->app, b->agent.received, &ram);
    free(stack);
    return b->status;
}

static int run_with(const struct options *o, const struct board_profile *profile,
                    const char *ca_text, uint32_t ca_size)
{
    char capacity[24], operators[OTAML_INFER_LIST_MAX];
    const struct otaml_agent_attribute attributes[] = {
        { "board", profile->name }, { "core", profile->core },  { "unit", profile->unit },
        { "capacity", capacity },   { "operators", operators },
    };
    struct board *b = cli_alloc(sizeof(*b));
    int status = CLI_FAILED;

    memset(b, 0, sizeof(*b));
    snprintf(capacity, sizeof(capacity), "%u", (unsigned)profile->capacity);
    if (otaml_infer_list(operators, sizeof(operators))) {
        operators[0] = '\0';
    }
    b->options = o;
    b->log =
        (struct sim_log){ .board = profile, .id = o->id, .json = o->json, .progress = o->progress };
    b->app.answers = o->answers;
    b->app.arena_size = board_arena_max(profile);
    b->app.arena = cli_alloc(b->app.arena_size);
    b->app.verdict = on_verdict;
    b->app.ctx = b;
    if (open_store(b) && open_network(b, ca_text, ca_size)) {
        b->app.store = b->unit.store;
        if (open_agent(b, attributes, sizeof(attributes) / sizeof(attributes[0]))) {
            status = run_measured(b);
        }
        sim_app_stop(&b->app);
        otaml_http_free(&b->http);
    }
    board_unit_close(&b->unit);
    free(b->app.arena);
    free(b);
    return status;
}

int cmd_device(int argc, char **argv)
{
    const struct sigaction stop = { .sa_handler = ask_to_stop };
    struct options o;
    size_t size;
    uint8_t *ca;
    int status = read_options(&o, argc, argv);

    if (status || !o.board) { /* without status there is a board; the analyser wants to hear it */
        return status < 0 ? CLI_DONE : status;
    }
    ca = cli_read_text(o.ca, &size);
    if (!ca) {
        return CLI_FAILED;
    }
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    status = run_with(&o, o.board, (const char *)ca, (uint32_t)size);
    free(ca);
    return status;
}
