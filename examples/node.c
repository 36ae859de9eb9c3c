/*
 * node.c - a device with several sensors, whose operator decides what it is for: it polls its fleet
 * server, and its job is the task of the model that was deployed last. No new firmware.
 *
 * What it does is tasks/job.h and tasks/worker.h between the steps of the agent; the rest of this
 * file puts that on a simulated board, whose sensors play files.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/agent.h>

#include "cli_key_priv.h"
#include "cli_priv.h"
#include "example_board.h"
#include "host_net.h"
#include "job.h"

#define TASKS    4u
#define KEYS_MAX 4u
#define IDLE_MS  50u

static const char usage[] =
    "usage: node --board PROFILE --unit FILE --server URL --ca FILE --id ID --key PUB.pem\n"
    "            --vendor DOMAIN [OPTIONS]\n"
    "\n"
    "A device with several sensors. It polls the server; its job is the task of the model that "
    "was\n"
    "deployed last. Ends with SIGTERM.\n"
    "\n"
    "  --gestures FILE    what its accelerometer feels, again and again: CSV\n"
    "  --keywords FILE    what its microphone hears: WAV\n"
    "  --anomaly FILE     what its vibration sensor feels: WAV\n"
    "  --digits FILE      what its camera sees: CSV; at least one of these four\n"
    "\n"
    "  --board PROFILE    teensy40, nucleo-h7, portenta-h7, feather-m4, esp32, nano33 or pico\n"
    "  --unit FILE        the memory unit's content\n"
    "  --server URL       https://host[:port] of the fleet server\n"
    "  --ca FILE          certificates (PEM) of the authorities that the server is trusted by\n"
    "  --id ID            the device's name at the server (controllerId)\n"
    "  --key PUB.pem      a key that packages may be signed with; may be given again\n"
    "  --vendor DOMAIN    the vendor whose packages are taken\n"
    "  --class NAME       the class of devices this one belongs to (default tflite-1)\n"
    "  --token-file FILE  holds the target token; --gateway-token-file FILE the gateway token\n"
    "  --poll SECONDS     poll at least this often\n"
    "  --retry-ms MS      first wait after a failure (default 5000)\n"
    "  --pause MS         between two answers (default 1000)\n"
    "  --once             end when the server has nothing more to do and all of the job's signal\n"
    "                     was answered\n"
    "\n"
    "Prints, separated by tabs: `job NAME` at the start, `model NAME BYTES` when one was "
    "installed\n"
    "(0: it was there), `job OLD -> NEW`, and for each answer the signal's file, line or second,\n"
    "label, score. Status 1 when a deployment or a job failed.\n";

struct options {
    const struct board_profile *board;
    const char *unit, *server, *ca, *id, *vendor, *class_name;
    const char *signals[TASKS]; /* files, NULL: this device has no such sensor */
    char authorization[CLI_AUTHORIZATION_MAX];
    struct otaml_p256_key keys[KEYS_MAX];
    uint32_t key_count, poll_s, retry_ms, pause_ms;
    bool once;
};

struct node {
    const struct options *options;
    struct example_board board;
    struct job job;
    struct task_settings settings;

    /* Of the tasks that this device has a sensor for. */
    const struct task *tasks[TASKS];
    const char *paths[TASKS];
    struct signal_file signals[TASKS];

    /* The sensor of the job. */
    size_t at, start;     /* frames: played; where the next answer's window begins */
    uint32_t answered_ms; /* when the last answer was there */
    bool rests;           /* until the pause is over */
    bool heard;           /* all of the signal was answered */

    struct otaml_host_net host;
    struct otaml_transport net;
    struct otaml_http http;
    struct otaml_agent_config agent_config;
    struct otaml_agent agent;
    uint8_t http_buf[OTAML_HTTP_BUF], work[OTAML_AGENT_WORK];
    bool polled, went_wrong;
};

static const struct task *const all_tasks[TASKS] = { &task_gestures, &task_keywords, &task_anomaly,
                                                     &task_digits };
static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

/* --- options --------------------------------------------------------------------------------- */

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

static int read_key(struct options *o, const char *path)
{
    if (o->key_count == KEYS_MAX) {
        cli_fail("at most %u keys", KEYS_MAX);
        return CLI_USAGE;
    }
    return cli_public_key_read(path, &o->keys[o->key_count++]) ? CLI_DONE : CLI_FAILED;
}

/* Those of long options' values below are the numbers of signals. */
enum {
    BOARD = TASKS,
    UNIT,
    SERVER,
    CA,
    ID,
    KEY,
    VENDOR,
    CLASS,
    TOKEN,
    GATEWAY,
    POLL,
    RETRY,
    PAUSE,
    ONCE,
    HELP
};

static int read_option(struct options *o, int option)
{
    switch (option) {
    case BOARD:
        return read_board(o, optarg);
    case UNIT:
        o->unit = optarg;
        break;
    case SERVER:
        o->server = optarg;
        break;
    case CA:
        o->ca = optarg;
        break;
    case ID:
        o->id = optarg;
        break;
    case KEY:
        return read_key(o, optarg);
    case VENDOR:
        o->vendor = optarg;
        break;
    case CLASS:
        o->class_name = optarg;
        break;
    case TOKEN:
        return cli_read_authorization("TargetToken", optarg, o->authorization);
    case GATEWAY:
        return cli_read_authorization("GatewayToken", optarg, o->authorization);
    case POLL:
        return read_number(optarg, &o->poll_s);
    case RETRY:
        return read_number(optarg, &o->retry_ms);
    case PAUSE:
        return read_number(optarg, &o->pause_ms);
    case ONCE:
        o->once = true;
        break;
    default:
        o->signals[option] = optarg;
        break;
    }
    return CLI_DONE;
}

static bool is_complete(const struct options *o)
{
    bool has_sensor = false;

    for (uint32_t i = 0; i < TASKS; i++) {
        has_sensor = has_sensor || o->signals[i];
    }
    return has_sensor && o->board && o->unit && o->server && o->ca && o->id && o->vendor
           && o->key_count;
}

/* CLI_DONE to go on, or the status to end with (-1: help was given). */
static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option names[] = {
        { "gestures", 1, NULL, 0 },
        { "keywords", 1, NULL, 1 },
        { "anomaly", 1, NULL, 2 },
        { "digits", 1, NULL, 3 },
        { "board", 1, NULL, BOARD },
        { "unit", 1, NULL, UNIT },
        { "server", 1, NULL, SERVER },
        { "ca", 1, NULL, CA },
        { "id", 1, NULL, ID },
        { "key", 1, NULL, KEY },
        { "vendor", 1, NULL, VENDOR },
        { "class", 1, NULL, CLASS },
        { "token-file", 1, NULL, TOKEN },
        { "gateway-token-file", 1, NULL, GATEWAY },
        { "poll", 1, NULL, POLL },
        { "retry-ms", 1, NULL, RETRY },
        { "pause", 1, NULL, PAUSE },
        { "once", 0, NULL, ONCE },
        { "help", 0, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    int option, status = CLI_DONE;

    *o = (struct options){ .class_name = "tflite-1", .pause_ms = 1000 };
    while (status == CLI_DONE && (option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == HELP) {
            fputs(usage, stdout);
            return -1;
        }
        status = option == '?' ? cli_usage(usage, NULL) : read_option(o, option);
    }
    if (status == CLI_DONE && optind != argc) {
        return cli_usage(usage, "takes no arguments beside options");
    }
    if (status == CLI_DONE && !is_complete(o)) {
        return cli_usage(usage, "--board, --unit, --server, --ca, --id, --key, --vendor and a "
                                "sensor's file are needed");
    }
    return status;
}

/* --- the agent ------------------------------------------------------------------------------- */

static int on_ready(void *ctx, const struct otaml_suit_package *package)
{
    const struct node *n = ctx;

    return job_ready(&n->job, package);
}

static void on_event(void *ctx, const struct otaml_agent_event *event)
{
    struct node *n = ctx;

    switch (event->kind) {
    case OTAML_AGENT_POLLED:
        n->polled = true;
        break;
    case OTAML_AGENT_TROUBLE:
        n->polled = false;
        cli_fail("will try again: %s", otaml_err_text(event->error));
        break;
    case OTAML_AGENT_FAILED:
        n->went_wrong = true;
        cli_fail("%s refused: %s", event->package ? event->package->name : "a package",
                 otaml_err_text(event->error));
        break;
    case OTAML_AGENT_INSTALLED:
        printf("model\t%s\t%u\n", event->package->name, (unsigned)event->offset);
        job_installed(&n->job, event->package);
        break;
    default:
        break;
    }
}

static bool open_network(struct node *n, const char *ca_text, uint32_t ca_size)
{
    const struct otaml_http_config config = {
        .net = &n->net,
        .ca = ca_text,
        .ca_size = ca_size,
        .buf = n->http_buf,
        .buf_size = sizeof(n->http_buf),
    };
    int err;

    otaml_host_net_init(&n->host, &n->net);
    err = otaml_http_init(&n->http, &config);
    if (err) {
        cli_fail("%s: %s", n->options->ca, otaml_err_text(err));
    }
    return err == OTAML_OK;
}

static bool open_agent(struct node *n, const struct otaml_agent_attribute *attributes,
                       uint32_t count)
{
    const struct options *o = n->options;
    struct otaml_agent_config *c = &n->agent_config;
    int err;

    *c = (struct otaml_agent_config){
        .http = &n->http,
        .net = &n->net,
        .store = n->board.unit.store,
        .server = o->server,
        .controller_id = o->id,
        .authorization = o->authorization[0] ? o->authorization : NULL,
        .attributes = attributes,
        .attribute_count = count,
        .keys = o->keys,
        .key_count = o->key_count,
        .work = n->work,
        .work_size = sizeof(n->work),
        .ready = on_ready,
        .event = on_event,
        .ctx = n,
        .retry_ms = o->retry_ms,
        .sleep_s = o->poll_s,
    };
    err = otaml_suit_vendor_id(o->vendor, c->vendor_id);
    err = err ? err : otaml_suit_class_id(c->vendor_id, o->class_name, c->class_id);
    err = err ? err : otaml_agent_init(&n->agent, c);
    if (err) {
        cli_fail("%s, device %s: %s", o->server, o->id, otaml_err_text(err));
    }
    return err == OTAML_OK;
}

/* --- the job --------------------------------------------------------------------------------- */

static const char *name_of(const struct task *task)
{
    return task ? task->name : "none";
}

static void listen_anew(struct node *n)
{
    n->at = n->start = 0;
    n->rests = n->heard = false;
    worker_rewind(&n->board.worker);
}

/* Go on with a change of the job, if there is one; false while the agent has to wait for it. */
static bool step_job(struct node *n)
{
    const struct task *before = n->job.task;
    const bool taking = n->job.state == JOB_TAKING;
    enum job_state failed;
    const int err = job_step(&n->job, &failed);

    if (taking) { /* with another model, or again with the old one */
        listen_anew(n);
    }
    if (n->job.task != before) {
        printf("job\t%s -> %s\n", name_of(before), name_of(n->job.task));
    }
    if (err && err != OTAML_ERR_AGAIN) {
        n->went_wrong = true;
        if (failed == JOB_TAKING) {
            example_board_fail(&n->board, n->job.wanted, err);
        } else {
            cli_fail("the job will be forgotten: %s", otaml_err_text(err));
        }
    }
    return err != OTAML_ERR_AGAIN;
}

static uint32_t sensor_of(const struct node *n, const struct task *task)
{
    uint32_t i = 0;

    while (n->tasks[i] != task) {
        i++;
    }
    return i;
}

/* Let the worker hear what comes next; from the beginning again after the end. */
static void feed(struct node *n, const struct signal_file *s)
{
    struct worker *w = &n->board.worker;

    n->at += worker_feed(w, s->frames + n->at * w->task->channels, s->count - n->at);
    if (n->at == s->count && !w->due) {
        listen_anew(n);
        n->heard = true;
    }
}

/* One step of the work; false when there is nothing to do for now. */
static bool step_work(struct node *n)
{
    struct worker *w = &n->board.worker;
    const uint32_t now = n->net.now_ms(n->net.ctx);
    struct task_answer answer;
    uint32_t sensor;
    int err;

    if (!w->task || (n->rests && now - n->answered_ms < n->options->pause_ms)) {
        return false;
    }
    n->rests = false;
    sensor = sensor_of(n, w->task);
    if (!w->due) {
        feed(n, &n->signals[sensor]);
        return true;
    }
    err = worker_step(w, &answer);
    if (err == OTAML_OK) {
        example_board_tell(n->paths[sensor], &n->signals[sensor], w->task, n->start, &answer);
        n->start += w->task->hop;
        n->answered_ms = now;
        n->rests = true;
    }
    return err == OTAML_OK || err == OTAML_ERR_AGAIN;
}

static void wait_a_moment(struct node *n)
{
    const uint32_t ms = otaml_agent_wait_ms(&n->agent);

    if (ms) {
        otaml_host_sleep_ms(ms < IDLE_MS ? ms : IDLE_MS);
    } else {
        otaml_host_net_wait(&n->host, IDLE_MS);
    }
}

static void live(struct node *n)
{
    bool idle = false;

    while (!stop_asked) {
        bool settled;

        otaml_host_net_forget(&n->host);
        settled = step_job(n);
        if (settled) {
            idle = otaml_agent_step(&n->agent) == OTAML_OK;
        }
        if (settled && !step_work(n)) {
            wait_a_moment(n);
        }
        if (idle && n->polled && n->options->once && n->job.state == JOB_SETTLED
            && (n->heard || !n->board.worker.task)) {
            break;
        }
    }
}

/* --- start ----------------------------------------------------------------------------------- */

static bool read_signals(struct node *n)
{
    for (uint32_t i = 0; i < TASKS; i++) {
        const uint32_t k = n->job.count;
        if (!n->options->signals[i]) {
            continue;
        }
        n->tasks[k] = all_tasks[i];
        n->paths[k] = n->options->signals[i];
        n->job.count++;
        if (!signal_file_read(&n->signals[k], n->tasks[k], n->paths[k])) {
            return false;
        }
    }
    return true;
}

static bool start_job(struct node *n)
{
    int err;

    n->job.worker = &n->board.worker;
    n->job.tasks = n->tasks;
    n->job.settings = &n->settings;
    err = job_start(&n->job);
    if (err && !n->job.task) {
        cli_fail("cannot read the memory unit: %s", otaml_err_text(err));
        return false;
    }
    printf("job\t%s\n", name_of(n->job.task));
    if (err) {
        n->went_wrong = true;
        example_board_fail(&n->board, n->job.task, err);
    }
    return true;
}

static int run_with(const struct options *o, const char *ca_text, uint32_t ca_size)
{
    char capacity[24], operators[OTAML_INFER_LIST_MAX];
    const struct otaml_agent_attribute attributes[] = {
        { "board", o->board->name }, { "core", o->board->core }, { "unit", o->board->unit },
        { "capacity", capacity },    { "operators", operators },
    };
    struct node *n = cli_alloc(sizeof(*n));
    int status = CLI_FAILED;

    memset(n, 0, sizeof(*n));
    n->options = o;
    snprintf(capacity, sizeof(capacity), "%u", (unsigned)o->board->capacity);
    if (otaml_infer_list(operators, sizeof(operators))) {
        operators[0] = '\0';
    }
    if (example_board_open(&n->board, o->board, o->unit) && read_signals(n) && start_job(n)
        && open_network(n, ca_text, ca_size)) {
        if (open_agent(n, attributes, sizeof(attributes) / sizeof(attributes[0]))) {
            live(n);
            status = n->went_wrong ? CLI_FAILED : CLI_DONE;
        }
        otaml_http_free(&n->http);
    }
    for (uint32_t i = 0; i < TASKS; i++) {
        signal_file_free(&n->signals[i]);
    }
    example_board_close(&n->board);
    free(n);
    return status;
}

int main(int argc, char **argv)
{
    const struct sigaction stop = { .sa_handler = ask_to_stop };
    struct options o;
    size_t size;
    uint8_t *ca;
    int status;

    cli_set_program("node");
    status = read_options(&o, argc, argv);
    if (status) {
        return status < 0 ? CLI_DONE : status;
    }
    ca = cli_read_text(o.ca, &size);
    if (!ca) {
        return CLI_FAILED;
    }
    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0); /* a killed node has said all it did */
    status = run_with(&o, (const char *)ca, (uint32_t)size);
    free(ca);
    return status;
}
