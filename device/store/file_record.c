/*
 * file_record.c - an entry as bytes. API: file_priv.h, layout: spec/file-record.md
 */
#include <string.h>
#include <otaml/crc32.h>

#include "base_priv.h"
#include "file_priv.h"

#define MAGIC 0x3152544fu /* "OTR1" */

enum {
    AT_SERIAL = 4,
    AT_STATE = 8,
    AT_SIZE = 12,
    AT_PLACE = 16,
    AT_SEQUENCE = 32,
    AT_SHA256 = 40,
    AT_NAME = 72,
    AT_ZERO = 112,
    AT_CRC = 124
};

OTAML_STATIC_ASSERT(AT_CRC + 4 == OTAML_FILE_RECORD, record_is_full);

void otaml_file_record_encode(const struct otaml_file_record *r, uint8_t bytes[OTAML_FILE_RECORD])
{
    memset(bytes, 0, OTAML_FILE_RECORD);
    otaml_put_le32(bytes, MAGIC);
    otaml_put_le32(bytes + AT_SERIAL, r->serial);
    otaml_put_le32(bytes + AT_STATE, r->state);
    otaml_put_le32(bytes + AT_SIZE, r->entry.size);
    for (uint32_t i = 0; i < OTAML_ARRAY_LEN(r->place); i++) {
        otaml_put_le32(bytes + AT_PLACE + 4 * i, r->place[i]);
    }
    otaml_put_le64(bytes + AT_SEQUENCE, r->entry.sequence);
    memcpy(bytes + AT_SHA256, r->entry.sha256, sizeof(r->entry.sha256));
    memcpy(bytes + AT_NAME, r->entry.name, strlen(r->entry.name));
    otaml_put_le32(bytes + AT_CRC, otaml_crc32(0, bytes, AT_CRC));
}

bool otaml_file_record_decode(struct otaml_file_record *r, const uint8_t bytes[OTAML_FILE_RECORD])
{
    if (otaml_get_le32(bytes) != MAGIC
        || otaml_get_le32(bytes + AT_CRC) != otaml_crc32(0, bytes, AT_CRC)
        || !otaml_store_name_ok((const char *)bytes + AT_NAME, AT_ZERO - AT_NAME)) {
        return false;
    }
    memset(r, 0, sizeof(*r));
    r->serial = otaml_get_le32(bytes + AT_SERIAL);
    r->state = otaml_get_le32(bytes + AT_STATE);
    r->entry.size = otaml_get_le32(bytes + AT_SIZE);
    for (uint32_t i = 0; i < OTAML_ARRAY_LEN(r->place); i++) {
        r->place[i] = otaml_get_le32(bytes + AT_PLACE + 4 * i);
    }
    r->entry.sequence = otaml_get_le64(bytes + AT_SEQUENCE);
    memcpy(r->entry.sha256, bytes + AT_SHA256, sizeof(r->entry.sha256));
    memcpy(r->entry.name, bytes + AT_NAME, sizeof(r->entry.name) - 1); /* the rest is zeros */
    return true;
}
