/*
 * fat_dir.c - going through folders. API: fat_priv.h
 */
#include <string.h>

#include "fat_priv.h"

void otaml_fat_walk_begin(struct fat_walk *w, uint32_t folder, char *name, uint32_t room)
{
    memset(w, 0, sizeof(*w));
    w->cursor.first = folder;
    w->name = name;
    w->room = room;
    w->unit = otaml_fat_ascii;
}

int otaml_fat_slot(struct otaml_fat *t, struct otaml_fat_cursor *c, uint32_t number, uint8_t **slot)
{
    const uint32_t at = number / FAT_SLOTS;
    uint32_t block = t->root + at;
    int err = OTAML_OK;

    if (number >= FAT_SLOTS_MAX || (c->first == 0 && at >= t->root_blocks)) {
        return OTAML_ERR_NOT_FOUND;
    }
    if (c->first != 0) {
        err = otaml_fat_seek(t, c, at >> t->cluster_log2);
        block = otaml_fat_block(t, c->cluster) + (at & ((1u << t->cluster_log2) - 1));
    }
    err = err ? err : otaml_fat_load(t, block);
    *slot = t->sector + number % FAT_SLOTS * FAT_SLOT;
    return err;
}

static void fill_item(const struct otaml_fat *t, struct fat_item *item, const uint8_t *slot)
{
    item->raw = slot;
    item->attributes = slot[SLOT_ATTRIBUTES];
    item->cluster = otaml_get_le16(slot + SLOT_CLUSTER);
    if (otaml_fat_is_32(t)) {
        item->cluster |= (uint32_t)otaml_get_le16(slot + SLOT_CLUSTER_HIGH) << 16;
    }
    item->size = otaml_get_le32(slot + SLOT_SIZE);
}

int otaml_fat_walk(struct otaml_fat *t, struct fat_walk *w, struct fat_item *item)
{
    struct fat_long l;

    l.name = w->name;
    l.room = w->room;
    l.unit = w->unit;
    l.left = FAT_NO_LONG; /* the rest is said by the first piece */
    for (;;) {
        uint8_t *slot;
        const int err = otaml_fat_slot(t, &w->cursor, w->slot, &slot);
        if (err || slot[0] == 0) {
            return err ? err : OTAML_ERR_NOT_FOUND;
        }
        item->slot = w->slot++;
        if (slot[0] == FAT_DELETED) {
            l.left = FAT_NO_LONG;
        } else if ((slot[SLOT_ATTRIBUTES] & FAT_ATTRIBUTES) == FAT_LONG) {
            otaml_fat_long_piece(&l, slot, item->slot);
        } else {
            fill_item(t, item, slot);
            break;
        }
    }
    item->first = item->slot;
    if (otaml_fat_long_end(&l, item->raw)) {
        item->first = l.first;
    } else {
        otaml_fat_short_name(item->raw, w->name);
    }
    return OTAML_OK;
}

int otaml_fat_walk_objects(struct otaml_fat *t, struct fat_walk *w, struct fat_item *item)
{
    for (;;) {
        const int err = otaml_fat_walk(t, w, item);
        if (err
            || ((item->attributes & (FAT_LABEL | FAT_FOLDER)) == 0
                && otaml_store_name_ok(w->name, w->room) && !otaml_fat_name_reserved(w->name))) {
            return err;
        }
    }
}

/* ---- a survey of the root folder ---- */

static OTAML_OWN_FRAME void note_gap(struct fat_survey *y, uint32_t from, uint32_t end)
{
    if (end > from && y->one == FAT_NONE) {
        y->one = from;
    }
    if (end - from >= y->need && y->place == FAT_NONE) {
        y->place = from;
    }
}

static void note_item(const struct otaml_fat *t, struct fat_survey *y, const struct fat_item *item,
                      const char *name)
{
    const uint32_t record = otaml_fat_record_of(t, item);

    if (item->attributes & FAT_LABEL) {
        return;
    }
    if (otaml_fat_same_name(name, y->name)) {
        y->found = true;
        y->exact = strcmp(name, y->name) == 0;
        y->item = *item;
        return;
    }
    if (memcmp(item->raw, y->alias, sizeof(y->alias)) == 0) {
        y->taken = true;
    }
    y->records[record / 8] |= (uint8_t)(1u << record % 8);
    if (item->attributes == FAT_HIDDEN_SYSTEM
        && memcmp(item->raw, FAT_DEAD, SLOT_ATTRIBUTES) == 0) {
        y->dead = *item;
    }
}

/* Behind the last entry there is room to the end of the folder. */
static int note_end(struct otaml_fat *t, struct fat_survey *y, struct fat_walk *w, uint32_t end)
{
    uint32_t n = 0;
    uint8_t *slot;
    int err;

    while ((err = otaml_fat_slot(t, &w->cursor, end + n, &slot)) == OTAML_OK && n < y->need) {
        n++;
    }
    note_gap(y, end, end + n);
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_fat_survey(struct otaml_fat *t, struct fat_survey *y, const char *name)
{
    char text[OTAML_STORE_NAME_MAX + 1];
    struct fat_walk w;
    struct fat_item item;
    uint32_t end = 0;
    int err;

    memset(y, 0, sizeof(*y));
    y->name = name;
    y->need = otaml_fat_alias(name, y->alias);
    y->one = y->place = y->dead.slot = FAT_NONE;
    otaml_fat_walk_begin(&w, t->root_cluster, text, sizeof(text));
    while ((err = otaml_fat_walk(t, &w, &item)) == OTAML_OK) {
        note_gap(y, end, item.first);
        note_item(t, y, &item, text);
        end = item.slot + 1;
    }
    return err == OTAML_ERR_NOT_FOUND ? note_end(t, y, &w, end) : err;
}
