/*
 * fixture.h - what the tests share: finding and reading files, a scratch folder.
 */
#ifndef OTAML_TEST_FIXTURE_H
#define OTAML_TEST_FIXTURE_H

/* cmocka wants these before its own header, in this order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { FIXTURE_SKIP = 77 }; /* main's status when the reference material is absent */

/* OTAML_SHARED or ../shared beside the project; NULL where there is no such folder. */
const char *fixture_shared(void);

/* The project's folder and the build's. */
const char *fixture_source_dir(void);
const char *fixture_build_dir(void);

/* printf into one of eight buffers used in turn; up to 2047 bytes. */
const char *fixture_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A whole file at a 16-byte boundary, to be freed; the test fails if it cannot be read. */
uint8_t *fixture_read(const char *path, size_t *size);

/* A new empty folder, removed with all in it when the program ends. */
const char *fixture_scratch(void);

#endif /* OTAML_TEST_FIXTURE_H */
