/*
 * suit_process.c - run the command sequences of a manifest with one component.
 *
 * A sequence is a flat array: command, argument, command, argument, ... Nested ones
 * (try-each, run-sequence) are kept on a stack of frames of fixed depth: no recursion.
 *
 *   sequence frame   [ command, argument, ... ]          left counts commands
 *   try-each frame   [ bstr sequence, ..., ? nil ]       left counts alternatives
 *
 * A condition that fails ends the sequence. The nearest try-each around it, if any, goes on
 * with its next alternative (soft failure is the default there and nowhere else); without
 * one the failure is the result. Anything else that goes wrong ends everything at once.
 *
 * Nothing is fetched here: a fetch and the image-match after it are noted and left to the
 * caller, who streams the payload into a store that compares the digest. So an image-match
 * is taken to hold, which can only refuse a package later, never accept one more.
 */
#include <string.h>

#include "base_priv.h"
#include "suit_priv.h"

#define FRAMES_MAX 8u

struct frame {
    struct otaml_span rest;
    uint32_t left;
    int failure;  /* try-each: why its last alternative failed */
    bool tries;   /* a try-each frame */
    bool fetched; /* try-each: a fetch was already noted when it began */
};

/* The parameters of the component, valid for one top-level sequence. */
struct parameters {
    const uint8_t *vendor_id, *class_id, *digest;
    struct otaml_span uri;
    uint64_t size, slot;
    bool has_size, has_slot;
};

struct processor {
    const struct otaml_suit_policy *policy;
    struct otaml_suit_outcome *out;
    struct parameters p;
    uint32_t depth;
    struct frame frames[FRAMES_MAX];
};

static const uint8_t *read_uuid(struct otaml_cbor *r)
{
    const struct otaml_span id = otaml_cbor_bytes(r);
    if (id.size != 16) {
        otaml_cbor_fail(r, OTAML_ERR_MANIFEST);
    }
    return id.at;
}

/* A byte string that holds a SUIT_Digest. */
static const uint8_t *read_digest(struct otaml_cbor *outer)
{
    struct otaml_cbor r;
    const uint8_t *digest;

    otaml_cbor_init(&r, otaml_cbor_bytes(outer), OTAML_ERR_MANIFEST);
    r.err = outer->err;
    digest = otaml_suit_digest_read(&r);
    if (otaml_cbor_end(&r)) {
        otaml_cbor_fail(outer, r.err);
    }
    return digest;
}

static void override_parameters(struct parameters *p, struct otaml_cbor *r)
{
    struct otaml_span last = { NULL, 0 };
    const uint32_t pairs = otaml_cbor_map(r);

    for (uint32_t i = 0; i < pairs && !r->err; i++) {
        switch (otaml_cbor_key(r, &last)) {
        case SUIT_PARAMETER_VENDOR:
            p->vendor_id = read_uuid(r);
            break;
        case SUIT_PARAMETER_CLASS:
            p->class_id = read_uuid(r);
            break;
        case SUIT_PARAMETER_DIGEST:
            p->digest = read_digest(r);
            break;
        case SUIT_PARAMETER_SLOT:
            p->slot = otaml_cbor_uint(r);
            p->has_slot = true;
            break;
        case SUIT_PARAMETER_SIZE:
            p->size = otaml_cbor_uint(r);
            p->has_size = true;
            break;
        case SUIT_PARAMETER_URI:
            p->uri = otaml_cbor_text(r);
            break;
        default:
            otaml_cbor_fail(r, OTAML_ERR_COMMAND);
        }
    }
}

/* Put a nested array on the stack. */
static int push(struct processor *s, struct otaml_span bytes, bool tries)
{
    struct frame *f;
    struct otaml_cbor r;
    uint32_t items;

    if (s->depth == FRAMES_MAX) {
        return OTAML_ERR_COMMAND;
    }
    otaml_cbor_init(&r, bytes, OTAML_ERR_MANIFEST);
    items = otaml_cbor_array(&r);
    if (!r.err && (items == 0 || (!tries && items % 2 != 0))) {
        otaml_cbor_fail(&r, OTAML_ERR_MANIFEST);
    }
    if (r.err) {
        return r.err;
    }
    f = &s->frames[s->depth++];
    f->rest.at = r.at + r.pos;
    f->rest.size = r.size - r.pos;
    f->left = tries ? items : items / 2;
    f->failure = OTAML_ERR_MANIFEST;
    f->tries = tries;
    f->fetched = s->out->fetched;
    return OTAML_OK;
}

/* A condition failed: back to the nearest try-each. OTAML_OK if there is one. */
static int fail_softly(struct processor *s, int failure)
{
    struct frame *f;

    while (s->depth > 0 && !s->frames[s->depth - 1].tries) {
        s->depth--;
    }
    if (s->depth == 0) {
        return failure;
    }
    f = &s->frames[s->depth - 1];
    f->failure = failure;
    /* A fetch cannot be undone by choosing another alternative. */
    return s->out->fetched == f->fetched ? OTAML_OK : OTAML_ERR_COMMAND;
}

/* Does the manifest ask for this device? */
static int match_id(struct processor *s, const uint8_t *demanded, const uint8_t own[16],
                    int failure, const uint8_t **noted)
{
    if (!demanded) {
        return OTAML_ERR_MANIFEST;
    }
    if (!s->policy->any_device && memcmp(demanded, own, 16) != 0) {
        return fail_softly(s, failure);
    }
    *noted = demanded;
    return OTAML_OK;
}

/* Note what the payload must be. It must have been fetched, and demands must agree. */
static int note_image_match(struct processor *s)
{
    struct otaml_suit_outcome *out = s->out;

    if (!out->fetched || !s->p.digest) {
        return OTAML_ERR_MANIFEST;
    }
    if (out->image_sha256 && memcmp(out->image_sha256, s->p.digest, 32) != 0) {
        return OTAML_ERR_MANIFEST;
    }
    if (out->has_size && s->p.has_size && out->image_size != s->p.size) {
        return OTAML_ERR_MANIFEST;
    }
    out->image_sha256 = s->p.digest;
    if (s->p.has_size) {
        out->has_size = true;
        out->image_size = s->p.size;
    }
    return OTAML_OK;
}

/* Note where the payload comes from: once, for a second fetch would overwrite the first. */
static int note_fetch(struct processor *s)
{
    if (s->out->fetched || s->p.uri.size == 0) {
        return OTAML_ERR_MANIFEST;
    }
    s->out->fetched = true;
    s->out->uri = s->p.uri;
    return OTAML_OK;
}

static int check_slot(struct processor *s)
{
    if (!s->p.has_slot) {
        return OTAML_ERR_MANIFEST;
    }
    /* A named object has one place: slot 0. */
    return s->p.slot == 0 ? OTAML_OK : fail_softly(s, OTAML_ERR_COMPONENT);
}

/* A command whose argument is the reporting policy, which was checked. */
static int run_simple(struct processor *s, uint64_t command)
{
    switch (command) {
    case SUIT_CONDITION_VENDOR:
        return match_id(s, s->p.vendor_id, s->policy->vendor_id, OTAML_ERR_VENDOR,
                        &s->out->vendor_id);
    case SUIT_CONDITION_CLASS:
        return match_id(s, s->p.class_id, s->policy->class_id, OTAML_ERR_CLASS, &s->out->class_id);
    case SUIT_CONDITION_IMAGE_MATCH:
        return note_image_match(s);
    case SUIT_CONDITION_SLOT:
        return check_slot(s);
    case SUIT_CONDITION_ABORT:
        return fail_softly(s, OTAML_ERR_ABORTED);
    case SUIT_DIRECTIVE_FETCH:
        return note_fetch(s);
    default:
        return OTAML_ERR_COMMAND;
    }
}

/* With one component its index is 0, or `true` for all of them. */
static void set_component(struct otaml_cbor *r)
{
    r->shape_err = OTAML_ERR_COMPONENT;
    if (otaml_cbor_peek(r) == OTAML_CBOR_SIMPLE) {
        otaml_cbor_simple(r, 21);
    } else if (otaml_cbor_uint(r) != 0) {
        otaml_cbor_fail(r, OTAML_ERR_COMPONENT);
    }
}

static void leave_command(struct frame *f, const struct otaml_cbor *r)
{
    f->rest.at += r->pos;
    f->rest.size -= r->pos;
    f->left--;
}

/* Read the argument of a command, and act on those that only change parameters. */
static struct otaml_span read_argument(struct processor *s, uint64_t command, struct otaml_cbor *r)
{
    struct otaml_span nested = { NULL, 0 };

    switch (command) {
    case SUIT_DIRECTIVE_OVERRIDE:
        override_parameters(&s->p, r);
        break;
    case SUIT_DIRECTIVE_SET_COMPONENT:
        set_component(r);
        break;
    case SUIT_DIRECTIVE_TRY_EACH:
        nested = otaml_cbor_skip(r);
        break;
    case SUIT_DIRECTIVE_RUN_SEQUENCE:
        nested = otaml_cbor_bytes(r);
        break;
    default: /* a reporting policy, or a command that is not known */
        r->shape_err = OTAML_ERR_COMMAND;
        if (otaml_cbor_uint(r) > SUIT_REPORT_ALL) {
            otaml_cbor_fail(r, OTAML_ERR_COMMAND);
        }
    }
    return nested;
}

/* The next command of the sequence on top of the stack. */
static int step_sequence(struct processor *s, struct frame *f)
{
    struct otaml_span nested;
    struct otaml_cbor r;
    uint64_t command;

    otaml_cbor_init(&r, f->rest, OTAML_ERR_COMMAND); /* private commands are negative */
    command = otaml_cbor_uint(&r);
    r.shape_err = OTAML_ERR_MANIFEST;
    nested = read_argument(s, command, &r);
    if (r.err) {
        return r.err;
    }
    leave_command(f, &r);
    switch (command) {
    case SUIT_DIRECTIVE_OVERRIDE:
    case SUIT_DIRECTIVE_SET_COMPONENT:
        return OTAML_OK; /* done while it was read */
    case SUIT_DIRECTIVE_TRY_EACH:
        return push(s, nested, true);
    case SUIT_DIRECTIVE_RUN_SEQUENCE:
        return push(s, nested, false);
    default:
        return run_simple(s, command);
    }
}

/* The next alternative of the try-each on top of the stack. */
static int step_try_each(struct processor *s, struct frame *f)
{
    struct otaml_span alternative;
    struct otaml_cbor r;

    otaml_cbor_init(&r, f->rest, OTAML_ERR_MANIFEST);
    if (otaml_cbor_peek(&r) == OTAML_CBOR_SIMPLE) { /* nil: do nothing, and succeed */
        otaml_cbor_simple(&r, 22);
        s->depth--;
        return otaml_cbor_end(&r);
    }
    alternative = otaml_cbor_bytes(&r);
    if (r.err) {
        return r.err;
    }
    leave_command(f, &r);
    return push(s, alternative, false);
}

/* The frame on top is used up. */
static int finish(struct processor *s, struct frame *f)
{
    const int failure = f->failure;

    if (f->rest.size != 0) {
        return OTAML_ERR_CBOR;
    }
    s->depth--;
    if (f->tries) { /* no alternative succeeded: that is a failed condition again */
        return fail_softly(s, failure);
    }
    if (s->depth > 0 && s->frames[s->depth - 1].tries) {
        s->depth--; /* an alternative succeeded, and with it the try-each */
    }
    return OTAML_OK;
}

static int run(struct processor *s, struct otaml_span sequence)
{
    int err;

    if (!sequence.at) {
        return OTAML_OK;
    }
    s->depth = 0;
    err = push(s, sequence, false);
    while (!err && s->depth > 0) {
        struct frame *f = &s->frames[s->depth - 1];
        err = f->left == 0 ? finish(s, f) : f->tries ? step_try_each(s, f) : step_sequence(s, f);
    }
    return err;
}

int otaml_suit_process(const struct otaml_suit_policy *policy, const struct otaml_suit_manifest *m,
                       struct otaml_suit_outcome *out)
{
    const struct otaml_span sections[] = { m->fetch, m->install, m->validate };
    struct processor s;
    int err = OTAML_OK;

    memset(out, 0, sizeof(*out));
    s.policy = policy;
    s.out = out;
    for (uint32_t i = 0; i < OTAML_ARRAY_LEN(sections) && !err; i++) {
        if (sections[i].at) {
            memset(&s.p, 0, sizeof(s.p));
            err = run(&s, m->shared);
            err = err ? err : run(&s, sections[i]);
        }
    }
    return err;
}
