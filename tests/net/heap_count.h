/*
 * heap_count.h - counts what the calling thread takes of the heap by calloc, which is how
 * mbedTLS takes all of its memory. Takes the place of the C library's calloc and free.
 */
#ifndef OTAML_TEST_HEAP_COUNT_H
#define OTAML_TEST_HEAP_COUNT_H

#include <stddef.h>

/* From now on, in this thread, from zero. */
void heap_count_start(void);
void heap_count_stop(void);

/* Bytes asked for and not given back, now and at most since start; blocks live now. */
size_t heap_count_now(void);
size_t heap_count_peak(void);

/* Let the peak begin anew at what is held now. */
void heap_count_reset_peak(void);

#endif /* OTAML_TEST_HEAP_COUNT_H */
