/*
 * request.h - one HTTP request on its way through the server, and the ways to answer it.
 *
 * httpd.c reads the request, finds out who asks and calls ddi_handle or operator_handle, which
 * answer with exactly one of the reply_* functions and return what that returned.
 */
#ifndef OTAMLD_REQUEST_H
#define OTAMLD_REQUEST_H

#include <jansson.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "artefact_store.h"
#include "db.h"
#include "route.h"
#include "token.h"

enum { BODY_MAX = 64 * 1024, OPERATOR_BODY_MAX = 1024 * 1024, URL_MAX = 2048 };

/* What all requests share; constant while the server runs. */
struct server {
    struct db *db;
    struct artefact_store *store;
    uint8_t operator_hash[TOKEN_HASH_SIZE];
    bool has_gateway;
    uint8_t gateway_hash[TOKEN_HASH_SIZE];
    const char *public_url; /* without a trailing '/', or NULL: as the request's Host says */
    char own_url[128];      /* where it listens */
    char sleep[9];          /* HH:MM:SS */
    int64_t artefact_max;   /* bytes */
};

enum who { WHO_NOBODY, WHO_TARGET, WHO_GATEWAY, WHO_OPERATOR };

struct request {
    struct server *server;
    struct MHD_Connection *connection;
    char *uri; /* as sent, still encoded */
    unsigned method;
    struct route route;
    enum who who;
    char controller[DB_CONTROLLER_MAX + 1]; /* of WHO_TARGET */
    bool started;
    unsigned refused; /* the status decided before the body was read; 0 = none */
    char *body;
    size_t body_len;
    int64_t discarded;
    struct artefact_upload *upload;
    int upload_error; /* errno */
};

/* A header field of the request, or NULL. */
const char *request_header(const struct request *r, const char *name);

/* "https://host[:port]" for links in the answer. */
void request_base_url(const struct request *r, char url[URL_MAX]);

/* The client's address as text. */
void request_address(const struct request *r, char address[DB_ADDRESS_MAX + 1]);

enum MHD_Result reply_empty(struct request *r, unsigned status);
enum MHD_Result reply_text(struct request *r, const char *text);
/* Takes the reference to body; NULL (out of memory) closes the connection. */
enum MHD_Result reply_json(struct request *r, unsigned status, json_t *body);
/* With an ETag of the body, or 304 if the client has it. */
enum MHD_Result reply_json_tagged(struct request *r, json_t *body);
/* {"error": text}; the headers that belong to 401 and 405 are added. */
enum MHD_Result reply_error(struct request *r, unsigned status, const char *text);
/* For a db_result that is not DB_OK. */
enum MHD_Result reply_db_error(struct request *r, enum db_result result);
/* An artefact's bytes, by the conditional and range fields. filename NULL: not as attachment. */
enum MHD_Result reply_artefact(struct request *r, const char *sha256, const char *filename);

/* ddi.c, operator_api.c: requests that are authorised and whose method the resource has. */
enum MHD_Result ddi_handle(struct request *r);
enum MHD_Result operator_handle(struct request *r);

#endif /* OTAMLD_REQUEST_H */
