/*
 * fat_log.c - what is being done, as a block of OTAML.CTL. API: fat_priv.h
 *
 *   0        128                        508   512
 *   | record | words of the plan, zeros | crc |
 *
 * Two blocks are written in turn, so that of the last two states one is always whole.
 */
#include <string.h>
#include <otaml/crc32.h>

#include "fat_priv.h"

enum { AT_SERIAL = 4, AT_CRC = 508 }; /* the serial is where file_record.c has it */
enum { PLACE_VOLUME, PLACE_BLOCK, PLACE_DURABLE, PLACE_FREE };

#define STATE_DRAFT 0x100u

OTAML_STATIC_ASSERT(OTAML_FILE_RECORD + 4 * OTAML_FAT_STORE_PLAN <= AT_CRC, plan_fits);

void otaml_fat_log_clear(struct otaml_fat *t)
{
    struct otaml_fat_plan *p = &t->log.u.plan;

    t->log.op = FAT_OP_NONE;
    t->log.draft = false;
    memset(p, 0, sizeof(*p));
    p->dead_at = p->record = FAT_NONE;
}

/* ---- hostile until bounded ---- */

/* Sum of the clusters, or FAT_NONE: not all of them are there. */
static uint32_t run_sum(const struct otaml_fat *t, const struct otaml_fat_run *r, uint32_t n)
{
    uint32_t sum = 0;

    for (; n > 0; r++, n--) {
        if (!otaml_fat_is_cluster(t, r->first) || r->count > t->clusters - (r->first - 2)
            || r->count > t->clusters - sum) {
            return FAT_NONE;
        }
        sum += r->count;
    }
    return sum;
}

/* Cluster numbers are bounded again where the FATs are read and written; what else counts blocks
 * and bytes is bounded here. */
static bool plan_ok(const struct otaml_fat *t)
{
    const struct otaml_fat_log *l = &t->log;
    const struct otaml_fat_plan *p = &l->u.plan;

    return p->runs <= OTAML_FAT_STORE_RUNS && p->put_count < FAT_SLOTS
           && (p->grow == 0 || otaml_fat_is_cluster(t, p->grow))
           && ((!l->draft && p->put_count == 0)
               || run_sum(t, p->run, p->runs) == otaml_fat_clusters(t, l->entry.size))
           && l->durable <= l->entry.size
           && (l->durable % OTAML_BLOCK_SIZE == 0 || l->durable == l->entry.size);
}

/* ---- blocks ---- */

static uint32_t block_crc(const struct otaml_fat *t)
{
    return otaml_crc32(0, t->sector, AT_CRC);
}

/* The block in the sector buffer. */
static bool decode(struct otaml_fat *t)
{
    const uint8_t *b = t->sector;
    struct otaml_file_record r;
    struct otaml_fat_log *l = &t->log;

    if (!otaml_file_record_decode(&r, b) || r.place[PLACE_VOLUME] != t->id
        || r.place[PLACE_BLOCK] != t->control) {
        return false;
    }
    l->serial = r.serial;
    l->op = (uint8_t)r.state;
    l->draft = (r.state & STATE_DRAFT) != 0;
    l->durable = r.place[PLACE_DURABLE];
    l->free = r.place[PLACE_FREE];
    l->entry = r.entry;
    for (uint32_t i = 0; i < OTAML_FAT_STORE_PLAN; i++) {
        l->u.word[i] = otaml_get_le32(b + OTAML_FILE_RECORD + 4 * i);
    }
    return plan_ok(t);
}

/* Load one of the two; its serial, if it is whole. */
static int load_block(struct otaml_fat *t, uint32_t which, bool *whole, uint32_t *serial)
{
    const uint8_t *b = t->sector;
    int err = otaml_fat_load(t, t->control + which);

    *whole = !err && otaml_get_le32(b + AT_CRC) == block_crc(t);
    *serial = *whole ? otaml_get_le32(b + AT_SERIAL) : which;
    *whole = *whole && (*serial & 1) == which;
    return err == OTAML_ERR_CORRUPT ? OTAML_OK : err;
}

int otaml_fat_log_load(struct otaml_fat *t)
{
    uint32_t serial[2];
    bool whole[2];
    int err = load_block(t, 0, &whole[0], &serial[0]);

    t->log_known = false;
    err = err ? err : load_block(t, 1, &whole[1], &serial[1]);
    if (!err && (whole[0] || whole[1])) {
        const uint32_t newer = !whole[0] || (whole[1] && serial[1] - serial[0] < UINT32_MAX / 2);
        err = load_block(t, newer, &whole[newer], &serial[newer]);
        whole[0] = !err && whole[newer] && decode(t);
    }
    if (!err && !whole[0]) {
        memset(&t->log, 0, sizeof(t->log));
        memcpy(t->log.entry.name, "OTAML.CTL", sizeof("OTAML.CTL"));
        otaml_fat_log_clear(t);
    }
    t->log_known = !err;
    t->stage = 0; /* what is to be carried out begins with the first step */
    t->step = 0;
    return err;
}

int otaml_fat_log_write(struct otaml_fat *t)
{
    struct otaml_fat_log *l = &t->log;
    struct otaml_file_record r = { .entry = l->entry, .serial = l->serial + 1, .state = l->op };
    int err;

    r.state |= l->draft ? STATE_DRAFT : 0;
    r.place[PLACE_VOLUME] = t->id;
    r.place[PLACE_BLOCK] = t->control;
    r.place[PLACE_DURABLE] = l->durable;
    r.place[PLACE_FREE] = l->free;
    otaml_fat_blank(t, t->control + (r.serial & 1));
    otaml_file_record_encode(&r, t->sector);
    for (uint32_t i = 0; i < OTAML_FAT_STORE_PLAN; i++) {
        otaml_put_le32(t->sector + OTAML_FILE_RECORD + 4 * i, l->u.word[i]);
    }
    otaml_put_le32(t->sector + AT_CRC, block_crc(t));
    t->log_known = false; /* until it is there */
    err = otaml_fat_save(t);
    l->serial = r.serial;
    t->log_known = !err;
    return err;
}
