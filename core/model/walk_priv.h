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

struct walk {
    const struct otaml_model *m;
    int err; /* OTAML_OK, OTAML_ERR_MODEL_BOUNDS or the reader's */
};

/* A vector: where its first element lies, and how many elements it has. */
struct walk_vector {
    uint32_t at, count;
};

uint8_t otaml_walk_u8(struct walk *w, uint32_t at);
uint16_t otaml_walk_u16(struct walk *w, uint32_t at);
uint32_t otaml_walk_u32(struct walk *w, uint32_t at);
uint64_t otaml_walk_u64(struct walk *w, uint32_t at);

/* Where a reference standing at `at` points. */
uint32_t otaml_walk_follow(struct walk *w, uint32_t at);

/* Where a table's field lies, or 0 if the table leaves it out. table 0: as if empty. */
uint32_t otaml_walk_field(struct walk *w, uint32_t table, uint32_t field);

/* Scalar fields with the schema's default. */
uint8_t otaml_walk_field_u8(struct walk *w, uint32_t table, uint32_t field, uint8_t standard);
uint32_t otaml_walk_field_u32(struct walk *w, uint32_t table, uint32_t field, uint32_t standard);
uint64_t otaml_walk_field_u64(struct walk *w, uint32_t table, uint32_t field);

/* A field that refers to a table, or 0. */
uint32_t otaml_walk_field_table(struct walk *w, uint32_t table, uint32_t field);

/* A field that refers to a vector of elements of `bytes`; empty if left out. */
struct walk_vector otaml_walk_field_vector(struct walk *w, uint32_t table, uint32_t field,
                                           uint32_t bytes);

#endif /* OTAML_WALK_PRIV_H */
