/*
 * store_ram.c - RAM that a store takes beside its chunk buffer: its struct, its configuration, and
 * a sector buffer where it has one, each as the size of a symbol for tools/size.sh to read.
 */
#include <otaml/eefs_store.h>
#include <otaml/fat_store.h>
#include <otaml/flash_store.h>
#include <otaml/spiffs_store.h>
#include <otaml/vfs_store.h>

#define RAM_OF(kind, more)                                                                         \
    extern char ram_##kind[];                                                                      \
    char ram_##kind[sizeof(struct otaml_##kind##_store)                                            \
                    + sizeof(struct otaml_##kind##_store_config) + (more)]

RAM_OF(flash, 0);
RAM_OF(eefs, 0);
RAM_OF(spiffs, 0);
RAM_OF(fat, OTAML_BLOCK_SIZE);
RAM_OF(vfs, 0);
