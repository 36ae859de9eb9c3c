/*
 * pieces_priv.h - one tensor and the pieces it is made of along an axis: CONCATENATION and PACK
 * join them, SPLIT, SPLIT_V and UNPACK cut them. Bytes are copied as they are, as in the
 * reference: no piece is brought to another scale.
 *
 * The record's length depends on the number of pieces. Behind the operands are
 *
 *   | outer: how often a run of every piece follows | bytes of a run, one for each piece |
 */
#ifndef OTAML_PIECES_PRIV_H
#define OTAML_PIECES_PRIV_H

#include "../prep_priv.h"

/* While preparing. Cleared but for what begin is given. */
struct otaml_pieces {
    struct otaml_tensor whole;
    int32_t whole_number; /* of the tensor, for errors */
    uint32_t axis;
    uint32_t length; /* along the axis, of the pieces added */
    uint32_t count;  /* of pieces added */
    bool has_axis;   /* pieces have the axis (CONCATENATION), or the whole alone (PACK) */
};

/* Bytes of a record; 0, and the error set, where there are more than fit. */
size_t otaml_pieces_record_bytes(struct prep *p, uint32_t inputs, uint32_t outputs,
                                 uint32_t pieces);

/* g->whole is set. axis: as in the file, -1 is the last one. */
void otaml_pieces_begin(struct prep *p, struct otaml_pieces *g, int32_t axis);

/* The next piece, which is tensor `number`. */
void otaml_pieces_add(struct prep *p, struct otaml_pieces *g, const struct otaml_tensor *piece,
                      int32_t number);

/* All of the whole must be there. */
void otaml_pieces_end(struct prep *p, const struct otaml_pieces *g);

/* All inputs to the output; input `whole` to all outputs. */
void otaml_pieces_join(const struct otaml_infer *inf, const void *record);
void otaml_pieces_cut(const struct otaml_infer *inf, const void *record, uint32_t whole);

/* The axis of SPLIT and SPLIT_V: input k, a constant scalar. */
int32_t otaml_pieces_read_axis(struct prep *p, uint32_t k);

/* Every output as a piece of g->whole. */
void otaml_pieces_outputs(struct prep *p, struct otaml_pieces *g, int32_t axis);

/* Every input as a piece of output 0. */
void otaml_pieces_inputs(struct prep *p, struct otaml_pieces *g, int32_t axis);

#endif /* OTAML_PIECES_PRIV_H */
