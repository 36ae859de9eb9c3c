/*
 * fat_control.c - OTAML.CTL: two blocks of log, then a block for each object's digest.
 * API: fat_priv.h
 */
#include <string.h>

#include "fat_priv.h"

#define BLOCKS_MIN 3u

enum { PLACE_VOLUME = FAT_LOG_VOLUME, PLACE_CLUSTER }; /* of a digest */

/* ---- digests ---- */

uint32_t otaml_fat_record_of(const struct otaml_fat *t, const struct fat_item *item)
{
    static const uint8_t written[4] = { 0, 0, FAT_DATE };
    const uint32_t record = item->raw[SLOT_CREATED_10MS];

    return record >= 2 && record < t->control_blocks
                   && memcmp(item->raw + SLOT_WRITTEN, written, sizeof(written)) == 0
               ? record
               : 0;
}

int otaml_fat_recall(struct otaml_fat *t, const struct fat_item *item, struct otaml_store_entry *e)
{
    const uint32_t record = otaml_fat_record_of(t, item);
    struct otaml_file_record r;
    int err;

    e->size = item->size;
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
    struct otaml_file_record r = t->log.head;

    r.place[PLACE_CLUSTER] = otaml_fat_nth(p->run, p->runs, 0);
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
           && otaml_fat_is_cluster(t, item->cluster) && item->size / OTAML_BLOCK_SIZE >= BLOCKS_MIN
           && otaml_fat_clusters(t, item->size) <= t->clusters - (item->cluster - 2);
}

/* An entry whose first letter was torn by a power cut counts if its log wants that finished.
 * OTAML_ERR_CORRUPT: it is no good. */
static int take(struct otaml_fat *t, const struct fat_item *item, bool named)
{
    const uint32_t count = item->size / OTAML_BLOCK_SIZE;
    uint32_t blocks;
    int err;

    t->control = otaml_fat_block(t, item->cluster);
    t->control_blocks = otaml_min_u32(count, FAT_RECORDS_MAX);
    err = otaml_fat_log_load(t);
    if (!err && !named && t->log.head.state == FAT_OP_NONE) {
        return OTAML_ERR_CORRUPT;
    }
    err = err ? err : otaml_fat_settle(t);
    err = err ? err : otaml_fat_locate(t, item->cluster, 0, count, &t->control, &blocks);
    return !err && blocks < count ? OTAML_ERR_CORRUPT : err;
}

int otaml_fat_find_control(struct otaml_fat *t)
{
    char name[13];
    struct fat_walk w;
    struct fat_item item;
    int err;

    otaml_fat_walk_begin(&w, t->root_cluster, name, sizeof(name));
    t->control = t->control_blocks = 0;
    while ((err = otaml_fat_walk(t, &w, &item)) == OTAML_OK) {
        if (looks_right(t, &item)) {
            err = take(t, &item, item.raw[0] == FAT_CONTROL[0]);
            if (err != OTAML_ERR_CORRUPT) {
                return err;
            }
            t->control = t->control_blocks = 0;
        }
    }
    otaml_fat_log_clear(t);
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* A gap for it, and a slot. */
static int plan_control(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;
    uint32_t need;
    struct fat_survey y;
    int err = otaml_fat_survey(t, &y, FAT_CONTROL);

    if (!err && (y.one == FAT_NONE || y.found)) {
        return y.found ? OTAML_ERR_CORRUPT : OTAML_ERR_NOSPC;
    }
    otaml_fat_log_clear(t);
    t->log.head.entry.size = FAT_CONTROL_BLOCKS * OTAML_BLOCK_SIZE;
    need = otaml_fat_clusters(t, t->log.head.entry.size);
    otaml_fat_scan_begin(t, p->run);
    err = err ? err : otaml_fat_scan(t, p->run, need, FAT_NONE);
    if (!err && p->run[0].count < need) {
        err = OTAML_ERR_NOSPC;
    }
    p->run[0].count = need;
    p->runs = p->put_count = 1;
    p->put_at = y.one;
    return err;
}

int otaml_fat_make_control(struct otaml_fat *t)
{
    int err = t->control ? OTAML_OK : otaml_fat_find_control(t); /* an error may have left it */

    if (err || t->control != 0) {
        return err;
    }
    err = plan_control(t);
    if (err) {
        return err;
    }
    t->control = otaml_fat_block(t, t->log.u.plan.run[0].first);
    t->control_blocks = FAT_CONTROL_BLOCKS;
    /* In clusters that are nobody's yet: zeros, then the log that wants the file. */
    err = otaml_fat_zero(t, t->control, FAT_CONTROL_BLOCKS);
    err = err ? err : otaml_fat_start(t);
    err = err ? err : otaml_fat_put_unlogged(t);
    if (err) {
        t->control = t->control_blocks = 0;
    }
    return err ? err : otaml_fat_settle(t);
}
