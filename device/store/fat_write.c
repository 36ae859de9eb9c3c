/*
 * fat_write.c - write, publish and remove objects. API: file_priv.h, otaml/store.h
 *
 * Until it is published an object is a draft: its bytes lie in clusters that the FAT calls free and
 * the log knows. A power cut so leaves the file system as it was, and another computer that writes
 * the card takes nothing but an unfinished download.
 */
#include <string.h>

#include "fat_priv.h"

#define PROGRESS    4096u /* bytes after which the log is told of them */
#define SCAN_BLOCKS 32u   /* FAT blocks read in one call */

/* ---- plans ---- */

/* Look at the root folder, with a short name that is nobody else's. */
static int survey(struct otaml_fat *t, struct fat_survey *y, const char *name, uint32_t *tries)
{
    int err;

    *tries = 0;
    do {
        err = otaml_fat_survey(t, y, name, *tries);
    } while (!err && y->taken && !y->exact && ++*tries < 1000);
    return !err && y->taken && !y->exact ? OTAML_ERR_NOSPC : err;
}

/* The number of a hidden entry for an old file; FAT_NONE: all are in use. */
static uint32_t dead_number(const struct fat_survey *y)
{
    uint32_t n = 0;

    while (n < FAT_DEAD_MAX && (y->dead_numbers >> n & 1)) {
        n++;
    }
    return n < FAT_DEAD_MAX ? n : FAT_NONE;
}

/* What is there under the name, if anything. */
static int may_replace(const struct fat_survey *y)
{
    return y->folder                                               ? OTAML_ERR_NAME
           : y->found && (y->item.attributes & FAT_READ_ONLY) != 0 ? OTAML_ERR_READ_ONLY
                                                                   : OTAML_OK;
}

static uint32_t free_record(const struct otaml_fat *t, const struct fat_survey *y)
{
    uint32_t i = 2;

    while (i < t->control_blocks && (y->records[i / 8] >> i % 8 & 1)) {
        i++;
    }
    return i < t->control_blocks ? i : FAT_NONE;
}

/* The old file goes: its set of slots, where it does not stay in use, and its clusters, unless it
 * is open: then it goes to the slot `dead_at`. */
static int plan_old(struct otaml_fat *t, const struct fat_survey *y, bool set, uint32_t dead_at)
{
    struct otaml_fat_plan *p = &t->log.u.plan;

    p->old_first = otaml_fat_is_cluster(t, y->item.cluster) ? y->item.cluster : 0;
    p->old_size = y->item.size;
    p->del_at = y->item.first;
    p->del_count = set ? y->item.slot - y->item.first + 1 : 0;
    if (p->old_first != 0 && otaml_file_is_open(t->file, p->old_first)) {
        p->dead_at = dead_at;
        p->dead_number = dead_number(y);
        return dead_at == FAT_NONE || p->dead_number == FAT_NONE ? OTAML_ERR_BUSY : OTAML_OK;
    }
    return OTAML_OK;
}

static void plan_nothing(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;

    p->put_count = p->del_count = p->old_first = p->next = 0;
    p->dead_at = p->record = FAT_NONE;
    memset(p->batch, 0, sizeof(p->batch));
}

/* Delete the entry that the survey found, and carry that out. */
static int remove_item(struct otaml_fat *t, const struct fat_survey *y)
{
    int err;

    plan_nothing(t);
    err = plan_old(t, y, true, y->item.slot);
    err = err ? err : otaml_fat_start(t);
    return err ? err : otaml_fat_settle(t);
}

/* Free an old file that nobody has open any more. OTAML_ERR_AGAIN: there may be another one. */
static int sweep(struct otaml_fat *t, struct fat_survey *y)
{
    int err;

    if (y->dead.slot == FAT_NONE) {
        return OTAML_OK;
    }
    y->item = y->dead;
    err = remove_item(t, y);
    return err ? err : OTAML_ERR_AGAIN;
}

static int sweep_all(struct otaml_fat *t)
{
    struct fat_survey y;
    int err;

    do {
        err = otaml_fat_settle(t);
        err = err ? err : otaml_fat_survey(t, &y, "", 0);
        err = err ? err : sweep(t, &y);
    } while (err == OTAML_ERR_AGAIN);
    return err;
}

/* ---- begin ---- */

static int drafts_clusters_free(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < p->runs; i++) {
        err = otaml_fat_is_free(t, p->run[i]);
    }
    if (!err && p->grow != 0) {
        err = otaml_fat_is_free(t, (struct otaml_fat_run){ p->grow, 1 });
    }
    return err;
}

static int resume(struct otaml_file_store *f, uint32_t *durable)
{
    struct otaml_fat *t = otaml_fat_of(f);
    int err = otaml_fat_name_ok(f->entry.name) ? otaml_fat_settle(t) : OTAML_ERR_NAME;

    t->scanning = false;
    if (!err && (!t->log.draft || !otaml_store_same_entry(&t->log.entry, &f->entry))) {
        err = OTAML_ERR_NOT_FOUND;
    }
    err = err ? err : drafts_clusters_free(t);
    *durable = t->log.durable;
    return err;
}

/* Make what is needed before room is looked for; the survey is of f->entry's name. */
static int prepare(struct otaml_fat *t, struct fat_survey *y)
{
    uint32_t tries;
    int err = otaml_fat_settle(t);

    t->log.draft = false;
    err = err ? err : otaml_fat_make_control(t);
    err = err ? err : survey(t, y, t->file->entry.name, &tries);
    err = err ? err : sweep(t, y);
    err = err ? err : may_replace(y);
    if (!err && free_record(t, y) == FAT_NONE) {
        err = OTAML_ERR_NOSPC;
    }
    return err;
}

/* Must the root folder get one more cluster for a new entry? */
static int plan_grow(struct otaml_fat *t, const struct fat_survey *y)
{
    t->growing = y->place == FAT_NONE && !y->exact;
    return t->growing && (!otaml_fat_is_32(t) || y->end + y->need > FAT_SLOTS_MAX) ? OTAML_ERR_NOSPC
                                                                                   : OTAML_OK;
}

/* ---- a volume in disorder ---- */

/* Of a gap in which this cluster lies, the longer part before or behind it stays. */
static void drop_cluster(struct otaml_fat_plan *p, uint32_t cluster)
{
    for (uint32_t i = 0; i < OTAML_FAT_STORE_RUNS; i++) {
        struct otaml_fat_run *r = &p->run[i];
        const uint32_t before = cluster - r->first;
        if (before < r->count) {
            const uint32_t behind = r->count - before - 1;
            r->count = before > behind ? before : behind;
            r->first = before > behind ? r->first : cluster + 1;
        }
    }
}

/* Where others were interrupted a link or an entry may lead to a cluster that the FAT calls free:
 * what lies there is theirs still. Reads the FAT and the root folder once more. */
static int drop_used(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    char name[13];
    struct fat_item item;
    struct fat_walk w;
    uint32_t n = 0;
    int err = OTAML_OK;

    for (uint32_t i = 2; !err && i < t->clusters + 2; i++) {
        uint32_t value;
        err = otaml_fat_get(t, i, &value);
        drop_cluster(p, value);
    }
    otaml_fat_walk_begin(&w, t->root_cluster, name, sizeof(name));
    while (!err && (err = otaml_fat_walk(t, &w, &item)) == OTAML_OK) {
        drop_cluster(p, item.cluster);
    }
    for (uint32_t i = 0; i < OTAML_FAT_STORE_RUNS; i++) {
        const struct otaml_fat_run r = p->run[i];
        p->run[i].count = 0;
        p->run[n] = r;
        n += r.count > 0;
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* ---- begin, the rest ---- */

/* As few of the gaps found as hold `need` clusters, the largest first. */
static int choose(struct otaml_fat *t, uint32_t need)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    struct otaml_fat_run *last;

    p->runs = 0;
    while (need > 0) {
        struct otaml_fat_run *r = &p->run[p->runs];
        if (p->runs == OTAML_FAT_STORE_RUNS || r->count == 0) {
            return OTAML_ERR_NOSPC;
        }
        r->count = otaml_min_u32(r->count, need);
        need -= r->count;
        p->runs++;
    }
    if (p->runs > 0) {
        last = &p->run[p->runs - 1];
        t->hint = last->first + last->count;
    }
    p->grow = 0;
    if (t->growing) {
        last = &p->run[p->runs - 1];
        last->count--;
        p->grow = last->first + last->count;
        p->runs -= last->count == 0;
    }
    return OTAML_OK;
}

static int write_draft(struct otaml_fat *t)
{
    t->log.entry = t->file->entry;
    t->log.draft = true;
    t->log.durable = 0;
    plan_nothing(t);
    return otaml_fat_log_write(t);
}

static int start_scan(struct otaml_fat *t)
{
    struct fat_survey y;
    int err = prepare(t, &y);

    err = err ? err : plan_grow(t, &y);
    if (!err) {
        otaml_fat_hint(t);
        otaml_fat_scan_begin(t, t->log.u.plan.run);
        t->scanning = true;
        err = OTAML_ERR_AGAIN;
    }
    return err;
}

static int reserve(struct otaml_file_store *f)
{
    struct otaml_fat *t = otaml_fat_of(f);
    uint32_t need, free = 0;
    int err;

    if (!t->scanning) {
        return start_scan(t);
    }
    need = otaml_fat_clusters(t, f->entry.size) + (t->growing ? 1 : 0);
    err = need > t->clusters ? OTAML_ERR_NOSPC : OTAML_OK;
    if (!err && need > 0) {
        err = otaml_fat_scan(t, t->log.u.plan.run, t->dirty ? FAT_NONE : need, SCAN_BLOCKS, &free);
        err = !err && t->dirty ? drop_used(t) : err;
    }
    err = err ? err : choose(t, need);
    err = err ? err : write_draft(t);
    return err;
}

/* ---- append, commit ---- */

static int write(struct otaml_file_store *f, uint32_t at, uint8_t *data, uint32_t len)
{
    struct otaml_fat *t = otaml_fat_of(f);
    const struct otaml_block *d = t->cfg->block;
    const uint32_t end = at + len;
    uint32_t left = otaml_round_up(len, OTAML_BLOCK_SIZE) / OTAML_BLOCK_SIZE;
    int err = t->log_known ? OTAML_OK : OTAML_ERR_STATE;

    memset(data + len, 0, left * OTAML_BLOCK_SIZE - len);
    while (!err && left > 0) {
        uint32_t block = 0, n = 0;
        err = otaml_fat_locate(t, at, &block, &n);
        n = otaml_min_u32(n, left);
        err = err ? err : d->write(d->ctx, block, data, n);
        left -= n;
        at += n * OTAML_BLOCK_SIZE;
        data += n * OTAML_BLOCK_SIZE;
    }
    if (!err && (end == f->entry.size || end - t->log.durable >= PROGRESS)) {
        t->log.durable = end;
        err = otaml_fat_log_write(t);
    }
    return err;
}

static int read_back(struct otaml_file_store *f, uint32_t at, uint8_t *dst, uint32_t len)
{
    return otaml_fat_read(otaml_fat_of(f), NULL, at, dst, len);
}

/* Where the new entry goes, and what becomes of the old one. */
static int plan_publish(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    struct fat_survey y;
    uint32_t tries;
    int err = survey(t, &y, t->log.entry.name, &tries);

    err = err ? err : may_replace(&y);
    if (err) {
        return err;
    }
    plan_nothing(t);
    p->record = free_record(t, &y);
    if (p->record == FAT_NONE) {
        return OTAML_ERR_NOSPC;
    }
    if (y.exact) {
        p->put_at = y.item.slot;
        p->put_count = 1;
        p->tries = FAT_KEEP;
        p->grow = 0;
        return plan_old(t, &y, false, y.one);
    }
    p->put_at = y.place;
    p->put_count = y.need;
    p->tries = tries;
    if (y.place != FAT_NONE) {
        p->grow = 0;
    } else if (p->grow != 0) {
        p->put_at = y.end;
        p->grow_from = y.end_cluster;
    } else {
        return OTAML_ERR_NOSPC;
    }
    return y.found ? plan_old(t, &y, true, y.item.slot) : OTAML_OK;
}

static int publish(struct otaml_file_store *f)
{
    struct otaml_fat *t = otaml_fat_of(f);
    int err = t->log_known ? OTAML_OK : otaml_fat_settle(t);

    if (!err && t->log.op == FAT_OP_NONE && t->log.draft) {
        err = plan_publish(t);
        err = err ? err : otaml_fat_start(t);
        return err ? err : OTAML_ERR_AGAIN;
    }
    err = err ? err : otaml_fat_apply(t);
    return err == OTAML_ERR_CORRUPT ? OTAML_ERR_IO : err;
}

static int discard(struct otaml_file_store *f)
{
    struct otaml_fat *t = otaml_fat_of(f);
    int err = otaml_fat_settle(t);

    if (!err && t->log.draft) {
        otaml_fat_log_clear(t);
        err = otaml_fat_log_write(t);
    }
    return err;
}

const struct otaml_file_ops otaml_fat_file_ops = { resume,    reserve, write,
                                                   read_back, publish, discard };

/* ---- remove, space ---- */

int otaml_fat_remove(struct otaml_store *s, const char *name)
{
    struct otaml_fat *t = otaml_fat_of(s);
    struct fat_survey y;
    int err = t->file->mounted ? otaml_fat_settle(t) : OTAML_ERR_STATE;

    err = err ? err : otaml_fat_survey(t, &y, name, 0);
    if (!err && (!y.found || y.folder || otaml_fat_name_reserved(name))) {
        return OTAML_ERR_NOT_FOUND;
    }
    err = err ? err : may_replace(&y);
    if (!err && t->control == 0) {
        err = otaml_fat_make_control(t);
        err = err ? err : otaml_fat_survey(t, &y, name, 0);
    }
    return err ? err : remove_item(t, &y);
}

/* Bytes of so many clusters, or as many as there are numbers for. */
static uint32_t bytes_of(const struct otaml_fat *t, uint32_t clusters)
{
    const uint32_t log2 = t->cluster_log2 + 9u;

    return clusters > UINT32_MAX >> log2 ? UINT32_MAX : clusters << log2;
}

/* How much is free, and the largest object that `choose` would find room for. */
static int measure(struct otaml_fat *t, uint32_t *free, uint32_t *largest)
{
    struct otaml_fat_run runs[OTAML_FAT_STORE_RUNS];
    int err;

    *free = *largest = 0;
    t->scanning = false;
    otaml_fat_scan_begin(t, runs);
    err = otaml_fat_scan(t, runs, FAT_NONE, FAT_NONE, free);
    for (uint32_t i = 0; i < OTAML_FAT_STORE_RUNS; i++) {
        *largest += runs[i].count;
    }
    return err;
}

int otaml_fat_space(struct otaml_store *s, struct otaml_store_space *space)
{
    struct otaml_fat *t = otaml_fat_of(s);
    const struct otaml_fat_plan *p = &t->log.u.plan;
    uint32_t free = 0, largest = 0;
    int err = t->file->mounted ? sweep_all(t) : OTAML_ERR_STATE;

    err = err ? err : measure(t, &free, &largest);
    if (err) {
        return err;
    }
    if (t->control == 0) {
        largest -= otaml_min_u32(largest, FAT_CONTROL_BLOCKS >> t->cluster_log2);
    }
    for (uint32_t i = 0; t->log.draft && i < p->runs; i++) {
        free -= otaml_min_u32(free, p->run[i].count);
    }
    space->total = bytes_of(t, t->clusters);
    space->used = space->total - bytes_of(t, free);
    space->largest = otaml_min_u32(bytes_of(t, largest), space->total - space->used);
    return OTAML_OK;
}
