/*
 * site.c - a fleet server without a network. API: site.h
 */
#include "site.h"

#include <fixture.h>
#include <stdio.h>
#include <string.h>

#define BASE "/DEFAULT/controller/v1/dev1"

static void say_status(struct site *s, int status)
{
    peer_sayf(&s->peer, "HTTP/1.1 %d x\r\nContent-Length: %u\r\n\r\n", status, s->page);
    for (unsigned i = 0; i < s->page; i++) {
        peer_say(&s->peer, "x", 1);
    }
}

static void say_json(struct site *s, const char *text)
{
    text = s->garbage ? s->garbage : text;
    peer_sayf(&s->peer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(text), text);
}

static void answer_poll(struct site *s)
{
    char text[512];

    s->polls++;
    if (s->poll_status) {
        say_status(s, s->poll_status);
        return;
    }
    snprintf(text, sizeof(text), "{\"config\":{\"polling\":{\"sleep\":\"00:05:00\"}},\"_links\":{");
    if (s->cancel) {
        snprintf(text + strlen(text), sizeof(text) - strlen(text),
                 "\"cancelAction\":{\"href\":\"https://a" BASE "/cancelAction/%s\"}", s->cancel);
    } else if (s->config_data) {
        strcat(text, "\"configData\":{\"href\":\"https://a" BASE "/configData\"}");
    } else if (s->action) {
        snprintf(text + strlen(text), sizeof(text) - strlen(text),
                 "\"deploymentBase\":{\"href\":\"https://a" BASE "/deploymentBase/%s?c=1\"}",
                 s->action);
    }
    strcat(text, "}}");
    say_json(s, text);
}

static void answer_deployment(struct site *s)
{
    const char *action = s->deployments++ > 0 && s->later ? s->later : s->action;
    char text[2048];
    size_t n;

    if (s->deployment_status || !action) {
        say_status(s, s->deployment_status ? s->deployment_status : 404);
        return;
    }
    n = (size_t)snprintf(text, sizeof(text),
                         "{\"id\":\"%s\",\"deployment\":{\"update\":\"forced\",\"chunks\":[",
                         action);
    for (unsigned i = 0; i < s->file_count; i++) {
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              "%s{\"artifacts\":[{\"filename\":\"%u.suit\",\"size\":%u,\"_links\":"
                              "{\"download\":{\"href\":\"%s/file/%u\"}}}]}",
                              i ? "," : "", i, (unsigned)s->files[i].size, s->file_server, i);
    }
    snprintf(text + n, sizeof(text) - n, "]}}");
    say_json(s, text);
}

static void answer_file(struct site *s, const char *request)
{
    const char *range = peer_field(request, "Range");
    const unsigned number = (unsigned)(request[strlen("GET /file/")] - '0');
    unsigned first = 0, last;

    assert_true(number < s->file_count);
    last = s->files[number].size - 1;
    if (s->file_status) {
        say_status(s, s->file_status);
        return;
    }
    if (range) {
        unsigned end = last;
        assert_true(sscanf(range, "bytes=%u-%u", &first, &end) > 0);
        last = end < last ? end : last;
    }
    s->ranges[s->file_requests++ % 8] = first;
    peer_sayf(
        &s->peer, "HTTP/1.1 %s x\r\nContent-Length: %u\r\nContent-Range: bytes %u-%u/%u\r\n\r\n",
        range ? "206" : "200", last - first + 1, first, last, (unsigned)s->files[number].size);
    peer_say(&s->peer, s->files[number].bytes + first, last - first + 1);
}

static void answer_feedback(struct site *s, const char *request)
{
    const char *body = strstr(request, "\r\n\r\n") + 4;

    if (!strstr(body, "\"closed\"")) {
        say_json(s, "");
        return;
    }
    s->closed++;
    snprintf(s->feedback, sizeof(s->feedback), "%s", body);
    if (s->closed_status && (!s->closed_count || s->closed <= s->closed_count)) {
        say_status(s, s->closed_status);
        return;
    }
    s->action = s->stubborn ? s->action : NULL;
    say_json(s, "");
}

static void answer(struct peer *p, const char *request)
{
    struct site *s = p->ctx;
    const bool astray = strcmp(p->host[p->connections - 1], "a") != 0;

    if (astray && peer_field(request, "Authorization")) {
        s->token_astray = true;
    }
    if (!astray) {
        assert_string_equal(peer_field(request, "Authorization"), "TargetToken secret");
    }
    if (!strncmp(request, "GET /file/", 10)) {
        answer_file(s, request);
    } else if (!strncmp(request, "GET " BASE " ", strlen(BASE) + 5)) {
        answer_poll(s);
    } else if (!strncmp(request, "GET " BASE "/deploymentBase/", strlen(BASE) + 20)) {
        answer_deployment(s);
    } else if (!strncmp(request, "GET " BASE "/cancelAction/", strlen(BASE) + 18)) {
        char text[128];
        snprintf(text, sizeof(text), "{\"id\":\"%s\",\"cancelAction\":{\"stopId\":\"%s\"}}",
                 s->cancel, s->cancel);
        say_json(s, text);
    } else if (!strncmp(request, "POST " BASE "/cancelAction/", strlen(BASE) + 19)) {
        s->cancelled++;
        s->cancel = s->stubborn ? s->cancel : NULL;
        say_json(s, "");
    } else if (!strncmp(request, "PUT " BASE "/configData ", strlen(BASE) + 16)) {
        s->configured++;
        s->config_data = s->stubborn;
        if (s->config_status) {
            say_status(s, s->config_status);
        } else {
            say_json(s, "");
        }
    } else {
        assert_memory_equal(request, "POST " BASE "/deploymentBase/", strlen(BASE) + 21);
        answer_feedback(s, request);
    }
    p->request_count = 0; /* any number of requests and connections */
    memmove(p->host[0], p->host[p->connections - 1], sizeof(p->host[0]));
    p->connections = 1;
}

void site_init(struct site *s, struct otaml_transport *net)
{
    memset(s, 0, sizeof(*s));
    peer_init(&s->peer, net);
    s->peer.answer = answer;
    s->peer.ctx = s;
    s->peer.piece = 700;
    s->file_server = "https://a";
}
