/*
 * heap_meter.h - how much heap the device library takes in a simulated board: that is mbedTLS's.
 *
 * otaml is linked with --wrap=calloc and --wrap=free, and with mbedTLS's archives, so that the
 * library's requests come here. What the command line itself holds by then is not counted. One
 * thread at a time.
 */
#ifndef OTAML_HEAP_METER_H
#define OTAML_HEAP_METER_H

#include <stddef.h>

/* Begin to measure: what is held now is not the library's. */
void heap_meter_begin(void);

/* Bytes asked for since then and not given back, at most at any time. */
size_t heap_meter_peak(void);

#endif /* OTAML_HEAP_METER_H */
