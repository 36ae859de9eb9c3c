/*
 * nor_priv.h - what nor.c and nor_sfdp.c share.
 */
#ifndef OTAML_NOR_PRIV_H
#define OTAML_NOR_PRIV_H

#include <otaml/nor.h>

/* What to do for addresses of 4 bytes. */
enum nor_addressing {
    NOR_3_BYTES,        /* nothing: 3 are enough */
    NOR_4_OPCODES,      /* commands of their own, in the description */
    NOR_4_MODE,         /* B7 */
    NOR_4_MODE_ENABLED, /* 06 B7 */
    NOR_4_ALWAYS        /* nothing: the part takes 4 */
};

/* How a part describes itself; erases as they come, those without size unused. */
struct nor_description {
    struct otaml_nor_geometry geometry;
    enum nor_addressing addressing;
    uint32_t program_ms; /* longest for a page; 0: not said */
};

/* Read and judge the part's SFDP. OTAML_ERR_UNSUPPORTED: there is none that describes a uniform
 * part; OTAML_ERR_GEOMETRY: what it says cannot be; a port's error. */
int otaml_nor_sfdp(const struct otaml_spi *spi, struct nor_description *d);

#endif /* OTAML_NOR_PRIV_H */
