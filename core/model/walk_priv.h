/*
 * walk_priv.h - a FlatBuffer followed with every step bounded.
 *
 *   table:   | i32 back to vtable | fields ...       vtable: | u16 size | u16 table | u16 field 0 |
 * ... vector:  | u32 count | elements ...              reference: u32 forward from where it stands
 *
 * The first step out of bounds, or that the reader fails, sets `err`, which stays; all later values
 * are 0. So a walk reads straight down and is checked once, before its values are used.
 */
#ifndef OTAML_WALK_PRIV_H
#define OTAML_WALK_PRIV_H

#include <otaml/model.h>

#define WALK_FIELDS 8u /* of a table that can be read: no table of the schema needs more here */

struct walk {
    const struct otaml_model *m;
    int err; /* OTAML_OK, OTAML_ERR_MODEL_BOUNDS or the reader's */
    /* The table that the walk stands at: the entries of its vtable are reached once for all its
     * fields. */
    uint32_t table;         /* 0: there is none, it has no fields */
    uint32_t reached;       /* bytes of the vtable at `entries` */
    const uint8_t *entries; /* in the model, or `copy` */
    uint8_t copy[4 + 2 * WALK_FIELDS];
};

/* Elements of a vector, by the logarithm of their bytes. */
enum { WALK_BYTES = 0, WALK_WORDS = 2, WALK_LONGS = 3 };

/* Begin a walk, which stands at no table yet. */
static inline void otaml_walk_begin(struct walk *w, const struct otaml_model *m)
{
    w->m = m;
    w->err = OTAML_OK;
}

/* The first error stays: a reader's own tells more than what follows from it. */
void otaml_walk_fail(struct walk *w, int err);

uint32_t otaml_walk_u32(struct walk *w, uint32_t at);

/* Step to the table at `at`; 0: as if empty. */
void otaml_walk_table(struct walk *w, uint32_t at);

/* Step to the table that a reference standing at `at` points to. */
void otaml_walk_follow(struct walk *w, uint32_t at);

/* Where a field of the table lies; 0 if the table leaves it out. */
uint32_t otaml_walk_field(struct walk *w, uint32_t field);

/* Scalar fields of the table; 0 if left out. */
uint8_t otaml_walk_field_u8(struct walk *w, uint32_t field);
uint32_t otaml_walk_field_u32(struct walk *w, uint32_t field);

/* A field of 64 bits that says where or how much; more than 32 bits are UINT32_MAX. 0 if left out.
 */
uint32_t otaml_walk_field_size(struct walk *w, uint32_t field);

/* A field that refers to a table: where that lies, or 0. */
uint32_t otaml_walk_field_table(struct walk *w, uint32_t field);

/* A field that refers to a vector: how many elements it has, and where the first one lies; 0
 * elements if left out. */
uint32_t otaml_walk_field_vector(struct walk *w, uint32_t field, uint32_t elements, uint32_t *at);

#endif /* OTAML_WALK_PRIV_H */
