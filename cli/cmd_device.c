/*
 * cmd_device.c - `otaml device`: a simulated board. The real device library on the host's sockets,
 * with an arena no larger than the board's SRAM leaves, and the board's memory unit in a file.
 */
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board_profiles.h"
#include "board_unit.h"
#include "cli_priv.h"
#include "fleet_link.h"
#include "heap_meter.h"
#include "sim_app.h"
#include "sim_log.h"

#define STACK_SIZE  (256u * 1024u) /* of the board's one task; how much it used is measured */
#define STACK_PAINT 0xa5
#define IDLE_MS     SIM_APP_PAUSE_MS

static const char usage[] =
    "usage: otaml device --board PROFILE --server URL --ca FILE --id ID --key PUB.pem\n"
    "                    --vendor DOMAIN [OPTIONS]\n"
    "\n"
    "Simulate a board: poll the server, fetch, verify, store, run. Ends with SIGTERM.\n"
    "\n" FLEET_LINK_USAGE "  --media FILE       the memory unit's content (default ID.unit)\n"
    "  --answers DIR      known answers, DIR/SHA256/K.in.bin and K.out.bin\n"
    "  --rate BYTES       receive at most so many bytes a second\n"
    "  --evict            remove the oldest models when the memory unit is full\n"
    "  --once             end when the server has answered and has nothing more to do\n"
    "  --progress         a line for each piece of a download\n"
    "  --json             one JSON object a line\n"
    "\n"
    "Status 1 when a deployment failed, a model cannot run here or an answer differed; a model\n"
    "that the SRAM is too small for is only told of.\n";

struct options {
    struct fleet_link_options link;
    const char *media, *answers;
    uint32_t rate;
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
    struct fleet_link link;
    struct slow_link slow;
    struct sim_app app;
    struct sim_log log;
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

/* CLI_DONE, or the status to end with after a message. */
static int read_option(struct options *o, int option)
{
    switch (option) {
    case 'm':
        o->media = optarg;
        break;
    case 'a':
        return read_answers(o, optarg);
    case 'R':
        return cli_read_number(optarg, &o->rate);
    case 'e':
        o->evict = true;
        break;
    case 'o':
        o->once = true;
        break;
    case 'P':
        o->progress = true;
        break;
    case 'j':
        o->json = true;
        break;
    default:
        return fleet_link_option(&o->link, option, optarg);
    }
    return CLI_DONE;
}

/* CLI_DONE to go on, or the status to end with (-1: help was given). */
static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option names[] = {
        FLEET_LINK_OPTIONS,           { "media", 1, NULL, 'm' }, { "answers", 1, NULL, 'a' },
        { "rate", 1, NULL, 'R' },     { "evict", 0, NULL, 'e' }, { "once", 0, NULL, 'o' },
        { "progress", 0, NULL, 'P' }, { "json", 0, NULL, 'j' },  { "help", 0, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int option, status;

    memset(o, 0, sizeof(*o));
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
    if (!fleet_link_options_complete(&o->link)) {
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
    struct otaml_transport *net = &b->link.net;

    b->slow = (struct slow_link){ .below = *net, .rate = b->options->rate };
    b->slow.last_ms = net->now_ms(net->ctx);
    net->ctx = &b->slow;
    net->open = slow_open;
    net->send = slow_send;
    net->recv = slow_recv;
    net->close = slow_close;
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
    char own[FLEET_LINK_ID_MAX + sizeof(".unit")];
    const char *path = b->options->media ? b->options->media : own;
    int err;

    snprintf(own, sizeof(own), "%s.unit", b->options->link.id);
    err = board_unit_open(&b->unit, b->options->link.board, path, BOARD_UNIT_CREATE);
    if (err) {
        cli_fail("cannot open the memory unit %s: %s", path, board_unit_text(err));
    }
    return err == OTAML_OK;
}

static bool open_link(struct board *b)
{
    fleet_link_init(&b->link);
    if (b->options->rate) {
        use_slow_link(b);
    }
    b->link.config.make_room = make_room;
    b->link.config.event = on_event;
    b->link.config.ctx = b;
    heap_meter_begin();
    return fleet_link_open(&b->link, &b->options->link, b->unit.store);
}

/* --- its life -------------------------------------------------------------------------------- */

/* Wait until the agent or the application has something to do. */
static void wait_a_moment(struct board *b)
{
    if (b->options->rate && !otaml_agent_wait_ms(&b->link.agent)) {
        usleep(1000); /* the socket may well have what the slow link does not give yet */
    } else {
        fleet_link_wait(&b->link, IDLE_MS);
    }
}

static void live(struct board *b)
{
    while (!stop_asked) {
        bool app_is_busy;
        int err;

        otaml_host_net_forget(&b->link.host);
        err = otaml_agent_step(&b->link.agent);
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
    const uint32_t contexts = sizeof(b->link.http) + sizeof(b->link.config) + sizeof(b->link.agent)
                              + sizeof(struct otaml_infer);
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
        .contexts = b->unit.context_bytes + contexts
                    + b->app.count * (uint32_t)sizeof(struct otaml_stored_model),
        .buffers =
            b->unit.buffer_bytes + (uint32_t)(sizeof(b->link.http_buf) + sizeof(b->link.work)),
        .heap_peak = (uint32_t)heap_meter_peak(),
        .stack_peak = stack_used(stack, b->stack_top),
    };
    sim_log_end(&b->log, &b->app, b->link.agent.received, &ram);
    free(stack);
    return b->status;
}

static int run_with(const struct options *o, const struct board_profile *profile)
{
    struct board *b = cli_alloc(sizeof(*b));
    int status = CLI_FAILED;

    memset(b, 0, sizeof(*b));
    b->options = o;
    b->log = (struct sim_log){
        .board = profile, .id = o->link.id, .json = o->json, .progress = o->progress
    };
    b->app.answers = o->answers;
    b->app.arena_size = board_arena_max(profile);
    b->app.arena = cli_alloc(b->app.arena_size);
    b->app.verdict = on_verdict;
    b->app.ctx = b;
    if (open_store(b) && open_link(b)) {
        b->app.store = b->unit.store;
        status = run_measured(b);
        sim_app_stop(&b->app);
    }
    fleet_link_close(&b->link);
    board_unit_close(&b->unit);
    free(b->app.arena);
    free(b);
    return status;
}

int cmd_device(int argc, char **argv)
{
    const struct sigaction stop = { .sa_handler = ask_to_stop };
    struct options o;
    int status = read_options(&o, argc, argv);

    if (status
        || !o.link.board) { /* without status there is a board; the analyser wants to hear it */
        return status < 0 ? CLI_DONE : status;
    }
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    return run_with(&o, o.link.board);
}
