/*
 * fat_write.c - write, publish and remove objects. API: file_priv.h, otaml/store.h
 *
 * Until it is published an object is a draft: its bytes lie in clusters that the FAT calls free and
 * the log knows. A power cut so leaves the file system as it was, and another computer that writes
 * the card takes nothing but an unfinished download.
 */
#include <string.h>

#include "fat_priv.h"

#define PROGRESS  4096u /* bytes after which the log is told of them */
#define SCAN_ONCE 4096u /* clusters looked at in one call: 32 blocks of a FAT32 */

/* ---- plans ---- */

static void plan_nothing(struct otaml_fat_plan *p)
{
    memset(p, 0, offsetof(struct otaml_fat_plan, runs)); /* what follows is the draft's */
}

/* The old file goes: its set of slots, where the new entry does not stay in one of them, and its
 * clusters, unless it is open: then it gets a slot of its own. */
static int plan_old(struct otaml_fat *t, const struct fat_survey *y)
{
    struct otaml_fat_plan *p = &t->log.u.plan;

    p->old_first = otaml_fat_is_cluster(t, y->item.cluster) ? y->item.cluster : 0;
    p->old_size = y->item.size;
    p->del_at = y->item.first;
    p->del_count = p->keep ? 0 : y->item.slot - y->item.first + 1;
    if (p->old_first != 0 && otaml_file_is_open(t->file, p->old_first)) {
        p->dead_at = p->keep ? y->one : y->item.slot;
        p->dead_count = 1;
        return p->dead_at == FAT_NONE || y->dead.slot != FAT_NONE ? OTAML_ERR_BUSY : OTAML_OK;
    }
    return OTAML_OK;
}

/* Delete the entry that the survey found, and carry that out. */
static int remove_item(struct otaml_fat *t, const struct fat_survey *y)
{
    int err;

    plan_nothing(&t->log.u.plan);
    err = plan_old(t, y);
    err = err ? err : otaml_fat_start(t);
    return err ? err : otaml_fat_settle(t);
}

/* Look at the root folder; free an old file first that nobody has open any more. */
static int survey(struct otaml_fat *t, struct fat_survey *y, const char *name)
{
    int err = otaml_fat_survey(t, y, name);

    if (!err && t->control != 0 && y->dead.slot != FAT_NONE
        && !otaml_file_is_open(t->file, y->dead.cluster)) {
        y->item = y->dead;
        err = remove_item(t, y);
        err = err ? err : otaml_fat_survey(t, y, name);
    }
    return err;
}

/* May an object of this name be written, and which record would be its own? */
static int look(struct otaml_fat *t, struct fat_survey *y, const char *name, uint32_t *record)
{
    uint32_t i = 2;
    int err = survey(t, y, name);

    if (!err && ((y->item.attributes & FAT_FOLDER) || (y->taken && !y->exact))) {
        err = OTAML_ERR_NAME;
    }
    if (!err && (y->item.attributes & FAT_READ_ONLY)) {
        err = OTAML_ERR_READ_ONLY;
    }
    while (i < t->control_blocks && (y->records[i / 8] >> i % 8 & 1)) {
        i++;
    }
    *record = i;
    if (!err && (i >= t->control_blocks || (y->place == FAT_NONE && !y->exact))) {
        err = OTAML_ERR_NOSPC;
    }
    return err;
}

/* ---- begin ---- */

static int drafts_clusters_free(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    uint32_t cluster, i = 0, value = 0;
    int err = OTAML_OK;

    while (!err && value == 0 && (cluster = otaml_fat_nth(p->run, p->runs, i++)) != 0) {
        err = otaml_fat_get(t, cluster, &value);
    }
    return value == 0 ? err : OTAML_ERR_NOT_FOUND;
}

static int resume(struct otaml_file_store *f, uint32_t *durable)
{
    struct otaml_fat *t = otaml_fat_of(f);
    int err = otaml_fat_name_ok(f->entry.name) ? otaml_fat_settle(t) : OTAML_ERR_NAME;

    t->scanning = false;
    if (!err
        && (!t->log.head.place[FAT_LOG_DRAFT]
            || !otaml_store_same_entry(&t->log.head.entry, &f->entry))) {
        err = OTAML_ERR_NOT_FOUND;
    }
    *durable = t->log.head.place[FAT_LOG_DURABLE];
    return err ? err : drafts_clusters_free(t);
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
            r->first = before >= behind ? r->first : cluster + 1;
            r->count = before >= behind ? before : behind;
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
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* ---- begin, the rest ---- */

/* As few of the gaps found as hold `need` clusters, the largest first. */
static int choose(struct otaml_fat *t, uint32_t need)
{
    struct otaml_fat_plan *p = &t->log.u.plan;

    for (p->runs = 0; need > 0 && p->runs < OTAML_FAT_STORE_RUNS; p->runs++) {
        struct otaml_fat_run *r = &p->run[p->runs];
        r->count = otaml_min_u32(r->count, need);
        need -= r->count;
        t->hint = r->first + r->count;
    }
    return need > 0 ? OTAML_ERR_NOSPC : OTAML_OK;
}

static int write_draft(struct otaml_fat *t)
{
    t->log.head.entry = t->file->entry;
    t->log.head.place[FAT_LOG_DRAFT] = 1;
    t->log.head.place[FAT_LOG_DURABLE] = 0;
    plan_nothing(&t->log.u.plan);
    return otaml_fat_log_write(t);
}

static int start_scan(struct otaml_fat *t)
{
    struct fat_survey y;
    uint32_t record;
    int err = otaml_fat_settle(t);

    t->log.head.place[FAT_LOG_DRAFT] = 0;
    err = err ? err : otaml_fat_make_control(t);
    err = err ? err : look(t, &y, t->file->entry.name, &record);
    otaml_fat_scan_begin(t, t->log.u.plan.run);
    t->scanning = !err;
    return err ? err : OTAML_ERR_AGAIN;
}

static int reserve(struct otaml_file_store *f)
{
    struct otaml_fat *t = otaml_fat_of(f);
    const uint32_t need = otaml_fat_clusters(t, f->entry.size);
    int err;

    if (!t->scanning) {
        return start_scan(t);
    }
    err = otaml_fat_scan(t, t->log.u.plan.run, t->dirty ? FAT_NONE : need, SCAN_ONCE);
    err = !err && t->dirty ? drop_used(t) : err;
    err = err ? err : choose(t, need);
    return err ? err : write_draft(t);
}

/* ---- append, commit ---- */

static int write(struct otaml_file_store *f, uint32_t at, uint8_t *data, uint32_t len)
{
    struct otaml_fat *t = otaml_fat_of(f);
    const uint32_t end = at + len, whole = otaml_round_up(len, OTAML_BLOCK_SIZE);
    int err = t->log_known ? OTAML_OK : OTAML_ERR_STATE;

    memset(data + len, 0, whole - len);
    err = err ? err : otaml_fat_write(t, at, data, whole);
    if (!err && (end == f->entry.size || end - t->log.head.place[FAT_LOG_DURABLE] >= PROGRESS)) {
        t->log.head.place[FAT_LOG_DURABLE] = end;
        err = otaml_fat_log_write(t);
    }
    return err;
}

static int read_back(struct otaml_file_store *f, uint32_t at, uint8_t *dst, uint32_t len)
{
    return otaml_fat_read(otaml_fat_of(f), FAT_DRAFT, at, dst, len);
}

/* Where the new entry goes, and what becomes of the old one. */
static int plan_publish(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    struct fat_survey y;
    uint32_t record;
    int err = look(t, &y, t->log.head.entry.name, &record);

    if (err) {
        return err;
    }
    plan_nothing(p);
    p->record = record;
    p->keep = y.exact;
    p->put_at = y.exact ? y.item.slot : y.place;
    p->put_count = y.exact ? 1 : y.need;
    return y.found ? plan_old(t, &y) : OTAML_OK;
}

static int publish(struct otaml_file_store *f)
{
    struct otaml_fat *t = otaml_fat_of(f);
    int err = t->log_known ? OTAML_OK : otaml_fat_settle(t);

    if (!err && t->log.head.state == FAT_OP_NONE && t->log.head.place[FAT_LOG_DRAFT]) {
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
    const int err = otaml_fat_settle(t);

    return err || !t->log.head.place[FAT_LOG_DRAFT] ? err : otaml_fat_log_forget(t);
}

const struct otaml_file_ops otaml_fat_file_ops = { resume,    reserve, write,
                                                   read_back, publish, discard };

/* ---- remove, space ---- */

int otaml_fat_remove(struct otaml_store *s, const char *name)
{
    struct otaml_fat *t = otaml_fat_of(s);
    struct fat_survey y;
    int err = otaml_fat_settle(t);

    err = err ? err : otaml_fat_make_control(t);
    err = err ? err : survey(t, &y, name);
    if (!err && (!y.found || (y.item.attributes & FAT_FOLDER) || otaml_fat_name_reserved(name))) {
        return OTAML_ERR_NOT_FOUND;
    }
    if (!err && (y.item.attributes & FAT_READ_ONLY)) {
        return OTAML_ERR_READ_ONLY;
    }
    return err ? err : remove_item(t, &y);
}

/* Bytes of so many clusters, or as many as there are numbers for. */
static OTAML_OWN_FRAME uint32_t bytes_of(const struct otaml_fat *t, uint32_t clusters)
{
    const uint32_t log2 = t->cluster_log2 + 9u;

    return clusters > UINT32_MAX >> log2 ? UINT32_MAX : clusters << log2;
}

/* t->free, and the largest object that `choose` would find room for. */
static OTAML_OWN_FRAME int measure(struct otaml_fat *t, uint32_t *largest)
{
    struct otaml_fat_run runs[OTAML_FAT_STORE_RUNS];
    int err;

    *largest = 0;
    t->scanning = false;
    otaml_fat_scan_begin(t, runs);
    err = otaml_fat_scan(t, runs, FAT_NONE, FAT_NONE);
    for (uint32_t i = 0; i < OTAML_FAT_STORE_RUNS; i++) {
        *largest += runs[i].count;
    }
    return err;
}

int otaml_fat_space(struct otaml_store *s, struct otaml_store_space *space)
{
    struct otaml_fat *t = otaml_fat_of(s);
    const uint32_t control = otaml_fat_clusters(t, FAT_CONTROL_BLOCKS * OTAML_BLOCK_SIZE);
    struct fat_survey y;
    uint32_t largest;
    int err = otaml_fat_settle(t);

    err = err ? err : survey(t, &y, FAT_CONTROL);
    err = err ? err : measure(t, &largest);
    if (err) {
        return err;
    }
    if (t->control == 0) {
        largest -= otaml_min_u32(largest, control);
    }
    if (t->log.head.place[FAT_LOG_DRAFT]) {
        t->free -= otaml_min_u32(t->free, otaml_fat_clusters(t, t->log.head.entry.size));
    }
    space->total = bytes_of(t, t->clusters);
    space->used = space->total - bytes_of(t, t->free);
    space->largest = bytes_of(t, largest);
    return OTAML_OK;
}
