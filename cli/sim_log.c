/*
 * sim_log.c - a simulated board's lines. API: sim_log.h
 */
#include "sim_log.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli_priv.h"

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* One line: text for people, or the fields, which are given up. */
static void line(const struct sim_log *log, const char *event, json_t *fields, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

static void line(const struct sim_log *log, const char *event, json_t *fields, const char *format,
                 ...)
{
    va_list args;

    if (log->json) {
        char *text;
        json_object_set_new(fields, "event", json_string(event));
        json_object_set_new(fields, "id", json_string(log->id));
        json_object_set_new(fields, "board", json_string(log->board->name));
        text = json_dumps(fields, JSON_COMPACT | JSON_SORT_KEYS);
        puts(text ? text : "{}");
        free(text);
    } else {
        printf("%s: ", log->id);
        va_start(args, format);
        vprintf(format, args);
        va_end(args);
        putchar('\n');
    }
    json_decref(fields);
    fflush(stdout);
}

static json_t *model_fields(const char *name, uint64_t sequence, uint32_t bytes)
{
    return json_pack("{s:s, s:I, s:I}", "model", name, "sequence", (json_int_t)sequence, "bytes",
                     (json_int_t)bytes);
}

static json_t *entry_fields(const struct otaml_store_entry *e)
{
    return model_fields(e->name, e->sequence, e->size);
}

void sim_log_start(const struct sim_log *log, uint32_t models, uint32_t arena_size, uint32_t room)
{
    const struct board_profile *b = log->board;

    line(log, "start",
         json_pack("{s:i, s:I, s:I, s:I, s:s, s:s}", "models", models, "arena",
                   (json_int_t)arena_size, "capacity", (json_int_t)b->capacity, "room",
                   (json_int_t)room, "unit", b->unit, "store", b->store),
         "%s, %s, %s of %u KB with %s; %u models on it, %u KB for the arena", b->board, b->core,
         b->unit, b->capacity / 1024u, b->store, models, arena_size / 1024u);
}

static void installed(const struct sim_log *log, const struct otaml_agent_event *e)
{
    const struct otaml_suit_package *p = e->package;
    uint32_t ms = (uint32_t)((now_ns() - log->fetch_began_ns) / 1000000u);
    json_t *fields = model_fields(p->name, p->sequence, p->image_size);

    if (e->offset == 0) {
        line(log, "present", fields, "%s was installed already", p->name);
        return;
    }
    json_object_set_new(fields, "ms", json_integer(ms));
    json_object_set_new(fields, "resumed_at", json_integer(log->fetch_began_at));
    line(log, "installed", fields,
         "%s: %u bytes fetched from byte %u on, verified and stored in %u ms", p->name,
         p->image_size, log->fetch_began_at, ms);
}

static void failed(const struct sim_log *log, const struct otaml_agent_event *e)
{
    json_t *fields =
        e->package ? model_fields(e->package->name, e->package->sequence, e->package->image_size)
                   : json_object();

    json_object_set_new(fields, "code", json_integer(e->error));
    json_object_set_new(fields, "error", json_string(otaml_err_name(e->error)));
    line(log, "failed", fields, "%s%srefused: %s: %s", e->package ? e->package->name : "",
         e->package ? " " : "", otaml_err_name(e->error), otaml_err_text(e->error));
}

void sim_log_agent(struct sim_log *log, const struct otaml_agent_event *e)
{
    const struct otaml_suit_package *p = e->package;
    json_t *fields;

    switch (e->kind) {
    case OTAML_AGENT_FETCHING:
        log->fetch_began_ns = now_ns();
        log->fetch_began_at = e->offset;
        fields = model_fields(p->name, p->sequence, p->image_size);
        json_object_set_new(fields, "offset", json_integer(e->offset));
        line(log, "fetching", fields, "%s: fetching %u bytes from byte %u on", p->name,
             p->image_size, e->offset);
        break;
    case OTAML_AGENT_PROGRESS:
        if (log->progress) {
            fields = model_fields(p->name, p->sequence, p->image_size);
            json_object_set_new(fields, "offset", json_integer(e->offset));
            line(log, "progress", fields, "%s: %u of %u bytes", p->name, e->offset, p->image_size);
        }
        break;
    case OTAML_AGENT_INSTALLED:
        installed(log, e);
        break;
    case OTAML_AGENT_FAILED:
        failed(log, e);
        break;
    case OTAML_AGENT_TROUBLE:
        line(log, "trouble",
             json_pack("{s:i, s:s}", "code", e->error, "error", otaml_err_name(e->error)),
             "will try again: %s: %s", otaml_err_name(e->error), otaml_err_text(e->error));
        break;
    case OTAML_AGENT_CANCELLED:
        line(log, "cancelled", json_object(), "the server took the deployment back");
        break;
    case OTAML_AGENT_POLLED:
    case OTAML_AGENT_VERIFIED:
        break;
    }
}

static const char *verdict_name(enum sim_verdict v)
{
    static const char *const names[] = {
        [SIM_RUNNING] = "running", [SIM_IDENTICAL] = "identical", [SIM_RAN] = "ran",
        [SIM_DIFFERS] = "differs", [SIM_NO_ARENA] = "no arena",   [SIM_REFUSED] = "refused",
    };
    return names[v];
}

static void say_verdict(const struct sim_log *log, const struct sim_model *m, uint32_t arena_size,
                        json_t *fields)
{
    const char *name = m->stored.object.entry.name;

    switch (m->verdict) {
    case SIM_NO_ARENA:
        line(log, "verdict", fields, "%s does not fit in SRAM: arena of %u bytes, %u are there",
             name, m->arena_needed, arena_size);
        break;
    case SIM_REFUSED:
        line(log, "verdict", fields, "%s cannot run: %s", name, otaml_err_text(m->error));
        break;
    case SIM_DIFFERS:
        line(log, "verdict", fields, "%s DIFFERS: %s", name, m->difference);
        break;
    default:
        line(log, "verdict", fields, "%s runs %s: %u known answers, %s; arena %u bytes, %u us",
             name, m->way, m->samples, verdict_name(m->verdict), m->arena_needed, m->best_us);
    }
}

void sim_log_verdict(const struct sim_log *log, const struct sim_model *m, uint32_t arena_size)
{
    json_t *fields = entry_fields(&m->stored.object.entry);

    json_object_set_new(fields, "verdict", json_string(verdict_name(m->verdict)));
    json_object_set_new(fields, "error", json_string(otaml_err_name(m->error)));
    json_object_set_new(fields, "difference", json_string(m->difference));
    json_object_set_new(fields, "samples", json_integer(m->samples));
    json_object_set_new(fields, "arena", json_integer(m->arena_needed));
    json_object_set_new(fields, "arena_max", json_integer(arena_size));
    json_object_set_new(fields, "us", json_integer(m->best_us));
    json_object_set_new(fields, "way", json_string(m->way));
    say_verdict(log, m, arena_size, fields);
}

void sim_log_removed(const struct sim_log *log, const char *name)
{
    line(log, "removed", json_pack("{s:s}", "model", name), "%s removed to make room", name);
}

void sim_log_end(const struct sim_log *log, const struct sim_app *app, uint32_t received,
                 const struct sim_ram *ram)
{
    uint32_t total = ram->contexts + ram->buffers + ram->heap_peak + ram->stack_peak;

    for (uint32_t i = 0; i < app->count; i++) {
        const struct sim_model *m = app->models[i];
        const struct otaml_store_entry *entry = &m->stored.object.entry;
        json_t *fields = entry_fields(entry);

        json_object_set_new(fields, "answered", json_integer(m->answered));
        json_object_set_new(fields, "verdict", json_string(verdict_name(m->verdict)));
        line(log, "answered", fields, "%s answered %u times, %s", entry->name, m->answered,
             verdict_name(m->verdict));
    }
    line(log, "end",
         json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "received", (json_int_t)received, "contexts",
                   (json_int_t)ram->contexts, "buffers", (json_int_t)ram->buffers, "heap_peak",
                   (json_int_t)ram->heap_peak, "stack_peak", (json_int_t)ram->stack_peak,
                   "ram_total", (json_int_t)total),
         "RAM beyond the arena at most %u bytes: contexts %u, buffers %u, TLS heap %u, stack %u; "
         "%u bytes received",
         total, ram->contexts, ram->buffers, ram->heap_peak, ram->stack_peak, received);
}
