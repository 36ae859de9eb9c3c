/*
 * fat_apply.c - carry out what the log says. API: fat_priv.h
 *
 *   APPLY: link the new object's clusters, write the new entry, delete the old one's, give an old
 *          file that is open a hidden entry, write the record
 *   FREE:  the batch named in the log is freed, the next one is named, ...
 *
 * Each step can be done again over what an earlier attempt left, however torn: it writes what it
 * knows from the log, and reads nothing that an earlier attempt may have changed. The links of the
 * old file's clusters are needed to find them, so they are named before they are cleared.
 */
#include <string.h>

#include "fat_priv.h"

#define BATCH 2048u /* clusters freed at once at most: 16 blocks of a FAT32 */

enum { INFO_MAGIC = 484, INFO_FREE = 488 };

/* FSInfo has the number of free clusters: unknown from now on, whoever needs it counts. */
static int forget_free(struct otaml_fat *t)
{
    if (t->info == 0 || otaml_fat_load(t, t->info) != OTAML_OK
        || memcmp(t->sector + INFO_MAGIC, "rrAa", 4) != 0) {
        return OTAML_OK;
    }
    memset(t->sector + INFO_FREE, 0xff, 4);
    return otaml_fat_save(t);
}

/* ---- slots of the root folder ---- */

static void put_numbers(uint8_t *slot, uint32_t cluster, uint32_t size)
{
    memset(slot + SLOT_CREATED_10MS, 0, FAT_SLOT - SLOT_CREATED_10MS);
    slot[SLOT_CREATED_DATE] = slot[SLOT_READ_DATE] = slot[SLOT_WRITTEN_DATE] = FAT_DATE;
    otaml_put_le16(slot + SLOT_CLUSTER, (uint16_t)cluster);
    otaml_put_le16(slot + SLOT_CLUSTER_HIGH, (uint16_t)(cluster >> 16));
    otaml_put_le32(slot + SLOT_SIZE, size);
}

static void edit_put(const struct otaml_fat *t, uint8_t *slot, uint32_t i)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;

    if (!p->keep) {
        otaml_fat_put_name(slot, t->log.head.entry.name, i, p->put_count);
    }
    if (i + 1 == p->put_count) {
        put_numbers(slot, otaml_fat_nth(p->run, p->runs, 0), t->log.head.entry.size);
        slot[SLOT_CREATED_10MS] = (uint8_t)p->record;
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
    memcpy(slot, FAT_DEAD, SLOT_ATTRIBUTES);
    slot[SLOT_ATTRIBUTES] = FAT_HIDDEN_SYSTEM;
    slot[SLOT_CASE] = 0;
    put_numbers(slot, p->old_first, p->old_size);
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

int otaml_fat_put_unlogged(struct otaml_fat *t)
{
    struct otaml_fat_cursor c = { .first = t->root_cluster };
    uint8_t *slot, first;
    int err = otaml_fat_slot(t, &c, t->log.u.plan.put_at, &slot);

    if (err) {
        return err;
    }
    first = slot[0] != 0 ? FAT_DELETED : 0; /* it may be a lost piece of a long name */
    slot[0] = first;
    err = otaml_fat_save(t);
    edit_put(t, slot, 0);
    slot[0] = first;
    err = err ? err : otaml_fat_save(t);
    slot[0] = (uint8_t)FAT_CONTROL[0];
    return err ? err : otaml_fat_save(t);
}

/* ---- one after another ---- */

/* The new object's clusters are linked: the rest of what the log says, but for freeing. */
static int publish(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    int err = forget_free(t);

    err = err ? err : edit_slots(t, p->put_at, p->put_count, edit_put);
    err = err ? err : edit_slots(t, p->del_at, p->del_count, edit_delete);
    err = err ? err : edit_slots(t, p->dead_at, p->dead_count, edit_dead);
    return err || p->record == 0 ? err : otaml_fat_put_record(t);
}

/* Name the next clusters to free: as many as lie in a few runs, and where the rest begins. */
static int name_batch(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    struct otaml_fat_run *r = p->batch;
    int err = OTAML_OK;

    memset(p->batch, 0, sizeof(p->batch));
    for (uint32_t all = 0; !err && p->next != 0 && all < BATCH; all++) {
        uint32_t next;
        if (r->count > 0 && p->next != r->first + r->count
            && ++r == p->batch + OTAML_FAT_STORE_BATCH) {
            break;
        }
        err = otaml_fat_get(t, p->next, &next);
        if (next != 0) { /* else it is free already: the chain was not whole */
            r->first = p->next - r->count;
            r->count++;
        }
        p->next = otaml_fat_is_cluster(t, next) ? next : 0;
    }
    return err;
}

/* What the log said is done: say what is next. */
static int go_on(struct otaml_fat *t)
{
    struct otaml_file_record *l = &t->log.head;
    struct otaml_fat_plan *p = &t->log.u.plan;
    int err;

    if (l->state == FAT_OP_APPLY) {
        p->next = p->dead_count > 0 ? 0 : p->old_first;
        if (p->put_count > 0) {
            l->place[FAT_LOG_DRAFT] = 0; /* the log forgets the new object: it is there */
        }
    }
    l->state = p->next != 0 ? FAT_OP_FREE : FAT_OP_NONE;
    t->step = 0;
    err = name_batch(t);
    err = err ? err : otaml_fat_log_write(t);
    return !err && l->state != FAT_OP_NONE ? OTAML_ERR_AGAIN : err;
}

int otaml_fat_start(struct otaml_fat *t)
{
    t->scanning = false;
    t->cursor.first = 0; /* of no object: nothing is known of its chain */
    t->step = 0;
    t->log.head.state = FAT_OP_APPLY;
    return otaml_fat_log_write(t);
}

int otaml_fat_apply(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    int err = OTAML_OK;

    if (t->log.head.state == FAT_OP_NONE) {
        return OTAML_OK;
    }
    if (t->log.head.state == FAT_OP_FREE) {
        err = otaml_fat_set(t, false);
    } else {
        err = p->put_count > 0 ? otaml_fat_set(t, true) : OTAML_OK;
        err = err ? err : publish(t);
    }
    err = err ? err : go_on(t);
    if (err == OTAML_ERR_CORRUPT) { /* others came in between: what stands stays */
        err = otaml_fat_log_forget(t);
        return err ? err : OTAML_ERR_CORRUPT;
    }
    if (err && err != OTAML_ERR_AGAIN) {
        t->log_known = false;
    }
    return err;
}

int otaml_fat_settle(struct otaml_fat *t)
{
    int err = OTAML_OK;

    if (!t->file->mounted || t->control == 0) {
        return t->file->mounted ? OTAML_OK : OTAML_ERR_STATE;
    }
    if (!t->log_known) {
        err = otaml_fat_log_load(t);
    }
    while (!err && t->log.head.state != FAT_OP_NONE) {
        err = otaml_fat_apply(t);
        err = err == OTAML_ERR_AGAIN || err == OTAML_ERR_CORRUPT ? OTAML_OK : err;
    }
    return err;
}
