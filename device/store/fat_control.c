/*
 * fat_control.c - OTAML.CTL: two blocks of log, then a block for each object's digest.
 * API: fat_priv.h
 */
#include <string.h>

#include "fat_priv.h"

#define CONTROL     "OTAML.CTL"
#define CONTROL_MIN 3u

enum { PLACE_VOLUME, PLACE_CLUSTER };

/* ---- digests ---- */

uint32_t otaml_fat_record_of(const struct otaml_fat *t, const struct fat_item *item)
{
    const uint8_t *raw = item->raw;
    const uint32_t record = raw[SLOT_CREATED_10MS];

    return record >= 2 && record < t->control_blocks && t->control != 0
                   && otaml_get_le16(raw + SLOT_CREATED) == 0
                   && otaml_get_le16(raw + SLOT_CREATED_DATE) == FAT_DATE
                   && otaml_get_le16(raw + SLOT_WRITTEN) == 0
                   && otaml_get_le16(raw + SLOT_WRITTEN_DATE) == FAT_DATE
               ? record
               : 0;
}

int otaml_fat_recall(struct otaml_fat *t, const struct fat_item *item, struct otaml_store_entry *e)
{
    const uint32_t record = otaml_fat_record_of(t, item);
    struct otaml_file_record r;
    int err;

    e->size = item->size;
    memset(e->sha256, 0, sizeof(e->sha256));
    e->sequence = 0;
    if (record == 0) {
        return OTAML_OK;
    }
    err = otaml_fat_load(t, t->control + record);
    if (!err && otaml_file_record_decode(&r, t->sector) && r.place[PLACE_VOLUME] == t->id
        && r.place[PLACE_CLUSTER] == item->cluster && r.entry.size == item->size
        && strcmp(r.entry.name, e->name) == 0) {
        *e = r.entry;
    }
    return err == OTAML_ERR_CORRUPT ? OTAML_OK : err;
}

int otaml_fat_put_record(struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    struct otaml_file_record r = { .entry = t->log.entry };

    r.place[PLACE_VOLUME] = t->id;
    r.place[PLACE_CLUSTER] = p->runs > 0 ? p->run[0].first : 0;
    if (p->record >= t->control_blocks) {
        return OTAML_ERR_CORRUPT;
    }
    otaml_fat_blank(t, t->control + p->record);
    otaml_file_record_encode(&r, t->sector);
    return otaml_fat_save(t);
}

/* ---- the file itself ---- */

static bool looks_right(const struct otaml_fat *t, const struct fat_item *item)
{
    return memcmp(item->raw + 1, "TAML   CTL", 10) == 0 && item->attributes == FAT_HIDDEN_SYSTEM
           && otaml_fat_is_cluster(t, item->cluster) && item->size / OTAML_BLOCK_SIZE >= CONTROL_MIN
           && otaml_fat_clusters(t, item->size) <= t->clusters - (item->cluster - 2);
}

static int check_contiguous(struct otaml_fat *t, uint32_t cluster, uint32_t count)
{
    int err = OTAML_OK;

    for (; !err && count > 1; count--, cluster++) {
        uint32_t next;
        err = otaml_fat_next(t, cluster, &next);
        if (err == OTAML_ERR_NOT_FOUND || (!err && next != cluster + 1)) {
            err = OTAML_ERR_CORRUPT;
        }
    }
    return err;
}

/* An entry whose first letter was torn by a power cut counts if its log wants that finished.
 * OTAML_ERR_CORRUPT: it is no good. */
static int take(struct otaml_fat *t, const struct fat_item *item, bool named)
{
    int err;

    t->control = otaml_fat_block(t, item->cluster);
    t->control_blocks = otaml_min_u32(item->size / OTAML_BLOCK_SIZE, FAT_RECORDS_MAX);
    err = otaml_fat_log_load(t);
    if (!err && !named && t->log.op == FAT_OP_NONE) {
        return OTAML_ERR_CORRUPT;
    }
    err = err ? err : otaml_fat_settle(t);
    return err ? err : check_contiguous(t, item->cluster, otaml_fat_clusters(t, item->size));
}

int otaml_fat_find_control(struct otaml_fat *t)
{
    char name[13];
    struct fat_walk w;
    struct fat_item item;
    int err = OTAML_OK;
    bool bad = false;

    otaml_fat_walk_begin(&w, t->root_cluster, name, sizeof(name));
    t->control = 0;
    while (!err && t->control == 0) {
        err = otaml_fat_walk(t, &w, &item);
        if (!err && looks_right(t, &item)) {
            const bool named = item.raw[0] == 'O';
            err = take(t, &item, named);
            if (err == OTAML_ERR_CORRUPT) {
                t->control = 0;
                bad |= named;
                err = OTAML_OK;
            }
        }
    }
    if (err == OTAML_ERR_NOT_FOUND) {
        otaml_fat_log_clear(t);
        t->control_blocks = bad ? FAT_NONE : 0;
        return OTAML_OK;
    }
    return err;
}

/* A gap for it, and a slot. */
static int plan_control(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    const uint32_t size = FAT_CONTROL_BLOCKS * OTAML_BLOCK_SIZE;
    const uint32_t need = otaml_fat_clusters(t, size);
    struct fat_survey y;
    uint32_t free = 0;
    int err = otaml_fat_survey(t, &y, CONTROL, 0);

    if (!err && (y.one == FAT_NONE || y.found)) {
        return y.found ? OTAML_ERR_CORRUPT : OTAML_ERR_NOSPC;
    }
    memset(&t->log, 0, sizeof(t->log));
    otaml_fat_log_clear(t);
    otaml_fat_scan_begin(t, p->run);
    err = err ? err : otaml_fat_scan(t, p->run, need, FAT_NONE, &free);
    if (!err && p->run[0].count < need) {
        err = OTAML_ERR_NOSPC;
    }
    memcpy(t->log.entry.name, CONTROL, sizeof(CONTROL));
    t->log.entry.size = size;
    p->run[0].count = need;
    p->runs = 1;
    p->put_at = y.one;
    p->put_count = 1;
    return err;
}

int otaml_fat_make_control(struct otaml_fat *t)
{
    int err = t->control ? OTAML_OK : otaml_fat_find_control(t); /* an error may have left it */

    if (err || t->control != 0) {
        return err;
    }
    err = t->control_blocks == FAT_NONE ? OTAML_ERR_CORRUPT : plan_control(t);
    if (err) {
        return err;
    }
    t->control = otaml_fat_block(t, t->log.u.plan.run[0].first);
    t->control_blocks = FAT_CONTROL_BLOCKS;
    /* In clusters that are nobody's yet: zeros, then the log that wants the file. */
    err = otaml_fat_zero(t, t->control, t->control + FAT_CONTROL_BLOCKS);
    err = err ? err : otaml_fat_start(t);
    err = err ? err : otaml_fat_put_unlogged(t);
    if (err) {
        t->control = t->control_blocks = 0;
    }
    return err ? err : otaml_fat_settle(t);
}
