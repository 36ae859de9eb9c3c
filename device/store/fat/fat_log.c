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
OTAML_STATIC_ASSERT(OTAML_FILE_RECORD + 4 * OTAML_FAT_STORE_PLAN <= AT_CRC, plan_fits);

void otaml_fat_log_clear(struct otaml_fat *t)
{
    const uint32_t serial = t->log.head.serial;

    memset(&t->log, 0, sizeof(t->log));
    t->log.head.serial = serial;
    memcpy(t->log.head.entry.name, FAT_CONTROL, sizeof(FAT_CONTROL));
}

/* Hostile until bounded: what leads to blocks of objects and of the root folder. Other cluster
 * numbers are bounded where the FATs are read and written, slots where they are loaded. */
static bool plan_ok(const struct otaml_fat *t)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    const uint32_t size = t->log.head.entry.size, durable = t->log.head.place[FAT_LOG_DURABLE];
    uint32_t left = otaml_fat_clusters(t, size);

    if (t->log.head.place[FAT_LOG_DRAFT] == 0 && p->put_count == 0) {
        return true;
    }
    if (p->runs > OTAML_FAT_STORE_RUNS || durable > size) {
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
    struct otaml_file_record *r = &t->log.head;

    for (uint32_t i = 0; i < OTAML_FAT_STORE_PLAN; i++) {
        t->log.u.word[i] = otaml_get_le32(t->sector + OTAML_FILE_RECORD + 4 * i);
    }
    return otaml_file_record_decode(r, t->sector) && r->place[FAT_LOG_VOLUME] == t->id
           && r->place[FAT_LOG_BLOCK] == t->control && plan_ok(t);
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
                   && (!good
                       || otaml_get_le32(b + AT_SERIAL) - t->log.head.serial < UINT32_MAX / 2)) {
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
    struct otaml_file_record *r = &t->log.head;
    int err;

    r->serial++;
    r->place[FAT_LOG_VOLUME] = t->id;
    r->place[FAT_LOG_BLOCK] = t->control;
    otaml_fat_blank(t, t->control + (r->serial & 1));
    otaml_file_record_encode(r, t->sector);
    for (uint32_t i = 0; i < OTAML_FAT_STORE_PLAN; i++) {
        otaml_put_le32(t->sector + OTAML_FILE_RECORD + 4 * i, t->log.u.word[i]);
    }
    otaml_put_le32(t->sector + AT_CRC, block_crc(t));
    err = otaml_fat_save(t);
    t->log_known = !err;
    return err;
}

int otaml_fat_log_forget(struct otaml_fat *t)
{
    otaml_fat_log_clear(t);
    return otaml_fat_log_write(t);
}
