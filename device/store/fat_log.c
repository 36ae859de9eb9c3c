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
enum { PLACE_VOLUME, PLACE_BLOCK, PLACE_DURABLE };

#define STATE_DRAFT 0x100u

OTAML_STATIC_ASSERT(OTAML_FILE_RECORD + 4 * OTAML_FAT_STORE_PLAN <= AT_CRC, plan_fits);

void otaml_fat_log_clear(struct otaml_fat *t)
{
    const uint32_t serial = t->log.serial;

    memset(&t->log, 0, sizeof(t->log));
    t->log.serial = serial;
    memcpy(t->log.entry.name, FAT_CONTROL, sizeof(FAT_CONTROL));
}

/* Hostile until bounded: what leads to blocks of objects and of the root folder. Other cluster
 * numbers are bounded where the FATs are read and written, slots where they are loaded. */
static bool plan_ok(const struct otaml_fat *t)
{
    const struct otaml_fat_log *l = &t->log;
    const struct otaml_fat_plan *p = &l->u.plan;
    uint32_t left = otaml_fat_clusters(t, l->entry.size);

    if (!l->draft && p->put_count == 0) {
        return true;
    }
    if (p->runs > OTAML_FAT_STORE_RUNS || (p->grow != 0 && !otaml_fat_is_cluster(t, p->grow))
        || l->durable > l->entry.size
        || (l->durable % OTAML_BLOCK_SIZE != 0 && l->durable != l->entry.size)) {
        return false;
    }
    for (uint32_t i = 0; i < p->runs; i++) {
        const struct otaml_fat_run r = p->run[i];
        if (!otaml_fat_is_cluster(t, r.first) || r.count > t->clusters - (r.first - 2)
            || r.count > left) {
            return false;
        }
        left -= r.count;
    }
    return left == 0;
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
    l->draft = r.state / STATE_DRAFT & 1;
    l->durable = r.place[PLACE_DURABLE];
    l->entry = r.entry;
    for (uint32_t i = 0; i < OTAML_FAT_STORE_PLAN; i++) {
        l->u.word[i] = otaml_get_le32(b + OTAML_FILE_RECORD + 4 * i);
    }
    return plan_ok(t);
}

int otaml_fat_log_load(struct otaml_fat *t)
{
    const uint8_t *b = t->sector;
    bool good = false;
    int err = OTAML_OK;

    t->step = 0; /* what is to be carried out begins with the first step */
    for (uint32_t i = 0; !err && i < 2; i++) {
        err = otaml_fat_load(t, t->control + i);
        if (err == OTAML_ERR_CORRUPT) {
            err = OTAML_OK;
        } else if (!err && otaml_get_le32(b + AT_CRC) == block_crc(t)
                   && (!good || otaml_get_le32(b + AT_SERIAL) - t->log.serial < UINT32_MAX / 2)) {
            good = decode(t);
        }
    }
    if (!good) {
        otaml_fat_log_clear(t);
    }
    t->log_known = !err;
    return err;
}

int otaml_fat_log_write(struct otaml_fat *t)
{
    struct otaml_fat_log *l = &t->log;
    struct otaml_file_record r = { .entry = l->entry, .serial = ++l->serial };
    int err;

    r.state = l->op + l->draft * STATE_DRAFT;
    r.place[PLACE_VOLUME] = t->id;
    r.place[PLACE_BLOCK] = t->control;
    r.place[PLACE_DURABLE] = l->durable;
    otaml_fat_blank(t, t->control + (r.serial & 1));
    otaml_file_record_encode(&r, t->sector);
    for (uint32_t i = 0; i < OTAML_FAT_STORE_PLAN; i++) {
        otaml_put_le32(t->sector + OTAML_FILE_RECORD + 4 * i, l->u.word[i]);
    }
    otaml_put_le32(t->sector + AT_CRC, block_crc(t));
    t->log_known = false; /* until it is there */
    err = otaml_fat_save(t);
    t->log_known = !err;
    return err;
}
