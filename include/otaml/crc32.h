/*
 * otaml/crc32.h - CRC-32 of IEEE 802.3 (polynomial 0xedb88320 reflected, as in zlib).
 *
 * Finds accidental damage, never tampering. 64-byte table; about 10 instructions a byte.
 */
#ifndef OTAML_CRC32_H
#define OTAML_CRC32_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Continue `crc` (0 to begin) over len bytes; the result is final at each call. */
uint32_t otaml_crc32(uint32_t crc, const void *data, size_t len);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CRC32_H */
