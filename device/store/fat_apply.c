/*
 * fat_apply.c - carry out what the log says. API: fat_priv.h
 *
 *   APPLY: link the new object's clusters, let the root folder grow, write the new entry, delete
 *          the old one's, give an old file that is open a hidden entry, write the record
 *   FREE:  the batch named in the log is freed, the next one is named, ...
 *
 * Each step can be done again over what an earlier attempt left, however torn: it writes what it
 * knows from the log, and reads nothing that an earlier attempt may have changed. The links of the
 * old file's clusters are needed to find them, so they are named before they are cleared.
 */
#include <string.h>

#include "fat_priv.h"

#define CLUSTERS_AT_ONCE 2048u /* links in one call: 16 blocks of a FAT32 */

enum { INFO_LEAD = 0, INFO_MAGIC = 484, INFO_FREE = 488, INFO_NEXT = 492 };

enum { STEP_LINK, STEP_GROW, STEP_PUT, STEP_DELETE, STEP_DEAD, STEP_RECORD, STEP_NAME_BATCH };

/* ---- the number of free clusters, which FAT32 keeps ---- */

/* Load FSInfo; false: there is none to be believed. */
static bool load_info(struct otaml_fat *t)
{
    return t->info != 0 && otaml_fat_load(t, t->info) == OTAML_OK
           && otaml_get_le32(t->sector + INFO_LEAD) == 0x41615252
           && otaml_get_le32(t->sector + INFO_MAGIC) == 0x61417272;
}

static int save_info(struct otaml_fat *t)
{
    if (!load_info(t)) {
        return OTAML_OK;
    }
    otaml_put_le32(t->sector + INFO_FREE, t->log.free);
    otaml_put_le32(t->sector + INFO_NEXT, otaml_fat_is_cluster(t, t->hint) ? t->hint : FAT_NONE);
    return otaml_fat_save(t);
}

void otaml_fat_hint(struct otaml_fat *t)
{
    if (t->hint == 0 && !t->dirty && load_info(t)) {
        t->hint = otaml_get_le32(t->sector + INFO_NEXT);
    }
}

/* What is free after the plan, counted from what FSInfo says now; what it cannot be is unknown. */
static void count_free(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    uint32_t less = p->put_count > 0 && p->grow != 0;

    t->log.free = FAT_NONE;
    if (t->dirty || !load_info(t)) {
        return;
    }
    for (uint32_t i = 0; p->put_count > 0 && i < p->runs; i++) {
        less += p->run[i].count;
    }
    t->log.free = otaml_get_le32(t->sector + INFO_FREE);
    t->log.free = t->log.free <= t->clusters && t->log.free >= less ? t->log.free - less : FAT_NONE;
}

/* ---- slots of the root folder ---- */

static OTAML_OWN_FRAME void put_numbers(const struct otaml_fat *t, uint8_t *slot, uint32_t cluster,
                                        uint32_t size)
{
    otaml_put_le16(slot + SLOT_CREATED_DATE, FAT_DATE);
    otaml_put_le16(slot + SLOT_CREATED, 0);
    otaml_put_le16(slot + SLOT_READ_DATE, FAT_DATE);
    otaml_put_le16(slot + SLOT_WRITTEN_DATE, FAT_DATE);
    otaml_put_le16(slot + SLOT_WRITTEN, 0);
    otaml_put_le16(slot + SLOT_CLUSTER, (uint16_t)cluster);
    otaml_put_le16(slot + SLOT_CLUSTER_HIGH, otaml_fat_is_32(t) ? (uint16_t)(cluster >> 16) : 0);
    otaml_put_le32(slot + SLOT_SIZE, size);
}

static void edit_put(const struct otaml_fat *t, uint8_t *slot, uint32_t i)
{
    const struct otaml_fat_log *l = &t->log;
    const struct otaml_fat_plan *p = &l->u.plan;

    if (p->tries != FAT_KEEP) {
        otaml_fat_put_name(slot, l->entry.name, p->tries, i, p->put_count);
        if (i + 1 == p->put_count) {
            slot[SLOT_ATTRIBUTES] =
                otaml_fat_name_reserved(l->entry.name) ? FAT_HIDDEN_SYSTEM : FAT_ARCHIVE;
        }
    }
    if (i + 1 == p->put_count) {
        put_numbers(t, slot, p->runs > 0 ? p->run[0].first : 0, l->entry.size);
        slot[SLOT_CREATED_10MS] = p->record == FAT_NONE ? 0 : (uint8_t)p->record;
    }
}

static void edit_delete(const struct otaml_fat *t, uint8_t *slot, uint32_t i)
{
    (void)t, (void)i;
    slot[0] = FAT_DELETED;
}

static void edit_dead(const struct otaml_fat *t, uint8_t *slot, uint32_t i)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;

    (void)i;
    memset(slot, 0, FAT_SLOT);
    memcpy(slot, "OTAML   D ", 11);
    slot[9] = (uint8_t)('A' + p->dead_number);
    slot[10] = ' ';
    slot[SLOT_ATTRIBUTES] = FAT_HIDDEN_SYSTEM;
    put_numbers(t, slot, p->old_first, p->old_size);
}

/* Change slots one behind another, each block of them in one write. */
static int edit_slots(struct otaml_fat *t, uint32_t at, uint32_t count,
                      void (*edit)(const struct otaml_fat *t, uint8_t *slot, uint32_t i))
{
    struct otaml_fat_cursor c = { .first = t->root_cluster };
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < count; i++) {
        uint8_t *slot;
        err = otaml_fat_slot(t, &c, at + i, &slot);
        if (!err) {
            edit(t, slot, i);
            if (i + 1 == count || (at + i + 1) % FAT_SLOTS == 0) {
                err = otaml_fat_save(t);
            }
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_ERR_CORRUPT : err;
}

/* All of it but the first letter. */
static void edit_unnamed(const struct otaml_fat *t, uint8_t *slot, uint32_t i)
{
    const uint8_t first = slot[0];

    edit_put(t, slot, i);
    slot[0] = first;
}

int otaml_fat_put_unlogged(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    struct otaml_fat_cursor c = { .first = t->root_cluster };
    uint8_t *slot;
    int err = otaml_fat_slot(t, &c, p->put_at, &slot);

    if (!err && slot[0] != 0 && slot[0] != FAT_DELETED) { /* a lost piece of a long name */
        err = edit_slots(t, p->put_at, 1, edit_delete);
    }
    err = err ? err : edit_slots(t, p->put_at, 1, edit_unnamed);
    return err ? err : edit_slots(t, p->put_at, 1, edit_put);
}

/* ---- clusters ---- */

/* Link clusters of the new object, from the t->step-th one on. */
static int link_some(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    uint32_t skip = t->step, i = 0;

    while (i < p->runs && skip >= p->run[i].count) {
        skip -= p->run[i].count;
        i++;
    }
    if (p->put_count > 0 && i < p->runs) {
        struct otaml_fat_run r = { p->run[i].first + skip, p->run[i].count - skip };
        uint32_t last = i + 1 < p->runs ? p->run[i + 1].first : 0;
        if (r.count > CLUSTERS_AT_ONCE) {
            r.count = CLUSTERS_AT_ONCE;
            last = r.first + r.count;
        }
        const int err = otaml_fat_link(t, r, last);
        t->step += r.count;
        return err ? err : OTAML_ERR_AGAIN;
    }
    return OTAML_OK;
}

/* A cluster of empty slots behind the root folder's last one. */
static int grow(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    const uint32_t block = otaml_fat_block(t, p->grow);
    int err = otaml_fat_zero(t, block, block + (1u << t->cluster_log2));

    err = err ? err : otaml_fat_link(t, (struct otaml_fat_run){ p->grow, 1 }, 0);
    /* The last cluster's mark has all bits: the link to the new one is put in its place. */
    return err ? err : otaml_fat_relink(t, p->grow_from, p->grow);
}

/* Name the next clusters to free: as many as lie in a few runs, and where the rest begins. */
static int name_batch(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    uint32_t at = p->next, n = 0, all = 0;
    int err = OTAML_OK;

    memset(p->batch, 0, sizeof(p->batch));
    while (at != 0 && all < CLUSTERS_AT_ONCE) {
        struct otaml_fat_run *r = &p->batch[n];
        uint32_t next;
        if (r->count > 0 && at != r->first + r->count) {
            if (n + 1 == OTAML_FAT_STORE_BATCH) {
                break;
            }
            r = &p->batch[++n];
        }
        err = otaml_fat_get(t, at, &next);
        if (err || next == 0) { /* free already: the chain was not whole */
            at = 0;
            break;
        }
        r->first = r->count ? r->first : at;
        r->count++;
        all++;
        at = otaml_fat_is_cluster(t, next) ? next : 0;
    }
    p->next = at;
    t->log.free = t->log.free == FAT_NONE ? FAT_NONE : t->log.free + all;
    return err;
}

static int free_batch(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < OTAML_FAT_STORE_BATCH && p->batch[i].count > 0; i++) {
        const bool more = i + 1 < OTAML_FAT_STORE_BATCH && p->batch[i + 1].count > 0;
        err = otaml_fat_free(t, p->batch[i], more ? p->batch[i + 1].first : p->next);
    }
    return err;
}

/* ---- one after another ---- */

static int finish(struct otaml_fat *t)
{
    const int err = save_info(t);

    t->log.op = FAT_OP_NONE;
    return err ? err : otaml_fat_log_write(t);
}

static int free_some(struct otaml_fat *t)
{
    int err = free_batch(t);

    if (!err && t->log.u.plan.next != 0) {
        err = name_batch(t);
        err = err ? err : otaml_fat_log_write(t);
        return err ? err : OTAML_ERR_AGAIN;
    }
    return err ? err : finish(t);
}

/* The new object is there: the log forgets it, and what was old is freed. */
static int begin_freeing(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    int err;

    p->next = p->dead_at == FAT_NONE ? p->old_first : 0;
    if (p->put_count > 0) {
        t->log.draft = false;
        p->runs = p->put_count = p->grow = 0;
    }
    if (p->next == 0) {
        return finish(t);
    }
    err = name_batch(t);
    t->log.op = FAT_OP_FREE;
    err = err ? err : otaml_fat_log_write(t);
    return err ? err : OTAML_ERR_AGAIN;
}

static int do_step(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;

    switch (t->stage) {
    case STEP_LINK:
        return link_some(t);
    case STEP_GROW:
        return p->put_count > 0 && p->grow != 0 ? grow(t) : OTAML_OK;
    case STEP_PUT:
        return edit_slots(t, p->put_at, p->put_count, edit_put);
    case STEP_DELETE:
        return edit_slots(t, p->del_at, p->del_count, edit_delete);
    case STEP_DEAD:
        return edit_slots(t, p->dead_at, p->dead_at != FAT_NONE, edit_dead);
    case STEP_RECORD:
        return p->put_count > 0 && p->record != FAT_NONE ? otaml_fat_put_record(t) : OTAML_OK;
    default:
        return begin_freeing(t);
    }
}

int otaml_fat_start(struct otaml_fat *t)
{
    t->scanning = false;
    t->stage = STEP_LINK;
    t->step = 0;
    t->log.op = FAT_OP_APPLY;
    count_free(t);
    return otaml_fat_log_write(t);
}

/* Others came in between: what stands stays, what is unfinished is forgotten. */
static int abandon(struct otaml_fat *t)
{
    int err;

    otaml_fat_log_clear(t);
    err = otaml_fat_log_write(t);
    return err ? err : OTAML_ERR_CORRUPT;
}

int otaml_fat_apply(struct otaml_fat *t)
{
    int err;

    if (t->log.op == FAT_OP_NONE) {
        return OTAML_OK;
    }
    if (t->log.op == FAT_OP_FREE) {
        err = free_some(t);
    } else {
        err = do_step(t);
        if (!err && t->log.op != FAT_OP_NONE) {
            t->stage++;
            err = OTAML_ERR_AGAIN;
        }
    }
    if (err == OTAML_ERR_CORRUPT) {
        return abandon(t);
    }
    if (err && err != OTAML_ERR_AGAIN) {
        t->log_known = false;
    }
    return err;
}

int otaml_fat_settle(struct otaml_fat *t)
{
    int err = t->control != 0 && !t->log_known ? otaml_fat_log_load(t) : OTAML_OK;

    while (!err && t->control != 0 && t->log.op != FAT_OP_NONE) {
        err = otaml_fat_apply(t);
        err = err == OTAML_ERR_AGAIN || err == OTAML_ERR_CORRUPT ? OTAML_OK : err;
    }
    return err;
}
