/*
 * media_verify.c - read back what was programmed or erased. API: media_priv.h
 */
#include <string.h>
#include "base_priv.h"
#include "media_priv.h"

#define CHUNK 64u

bool otaml_media_all_ones(const uint8_t *p, uint32_t len)
{
    while (len > 0 && *p == 0xff) {
        p++;
        len--;
    }
    return len == 0;
}

int otaml_media_verify(const struct otaml_media *m, uint32_t off, const uint8_t *src, uint32_t len)
{
    uint8_t back[CHUNK];

    for (uint32_t done = 0, now; done < len; done += now) {
        int err;
        now = otaml_min_u32(len - done, CHUNK);
        err = m->read(m->ctx, off + done, back, now);
        if (err) {
            return err == OTAML_ERR_CORRUPT ? OTAML_ERR_IO : err;
        }
        if (src ? memcmp(back, src + done, now) != 0 : !otaml_media_all_ones(back, now)) {
            return OTAML_ERR_IO;
        }
    }
    return OTAML_OK;
}
