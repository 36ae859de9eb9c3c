/*
 * otaml/infer.h - run a model: plan its memory, then its operators one by one.
 *
 *   struct otaml_model m;
 *   struct otaml_infer inf;
 *   if ((err = otaml_model_open(&m, file, file_size)) ||
 *       (err = otaml_infer_open(&inf, &m, arena, sizeof(arena)))) { ... }
 *   memcpy(otaml_infer_input(&inf, 0, &n), picture, n);
 *   while ((err = otaml_infer_step(&inf)) == OTAML_ERR_AGAIN) {
 *       serve_the_machine();
 *   }
 *   answer = otaml_infer_output(&inf, 0, &n);
 *
 * Open checks the whole graph: operators, types, shapes, scales, axes, strides, options.
 * After it has said OTAML_OK nothing in the file can make a step read or write outside of
 * the model, the arena and this struct; a step has no way left to fail, but for the reader's
 * errors where the model is behind one.
 *
 * The arena holds one compact record for each operator (12 to 144 bytes), and the
 * activations. Weights stay in the model, multipliers of channels are formed when they are
 * needed. Two tensors share bytes where their lives do not overlap, RESHAPE and operators
 * that work element by element keep their input's place. docs/interpreter.md tells how to choose
 * what is to be chosen here.
 *
 * Some networks keep a state from one inference to the next: an LSTM's cells, an SVDF's
 * memory, a noise estimate. It lies in the arena too, apart from the activations; open and
 * otaml_infer_reset set it to its beginning, everything else leaves it alone.
 *
 * Three ways to a model's weights, with identical answers: in place (the model in memory that
 * is mapped, say flash), load (the caller copied it to RAM; to this library the same), and
 * stream (a model behind a reader, otaml_model_open_reader): convolutions, FULLY_CONNECTED and
 * SVDF then read their weights a stripe at a time, each byte once in an inference, an LSTM once in
 * each of its time steps; other operators' constants are loaded for as long as they run, to the
 * stripe if they fit, else to the arena.
 *
 * Integer results are those of TensorFlow Lite Micro's reference kernels, bit for bit.
 * Operators on float32 take the machine for little-endian, as the file is; those on int8 do not.
 * Operators are chosen when the library is compiled: core/infer/operators_config.h.
 * No heap, no globals: interpreters are independent of one another, each belongs to one task.
 * A step takes little stack on a microcontroller, and up to 80 KB on x86-64 and AArch64, where
 * weights are put into the order of wide vectors.
 */
#ifndef OTAML_INFER_H
#define OTAML_INFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/model.h>

#define OTAML_ARENA_ALIGN 16u

#define OTAML_INFER_ANY_TYPE 0xffu /* in struct otaml_infer_kernel */
#define OTAML_INFER_LIST_MAX 1024u /* bytes that the list of a full build never exceeds */
#define OTAML_STRIPE_MIN     256u  /* bytes; what suits most models is 1 to 4 KB */

/* What an interpreter works with. Zero it, then fill it in. */
struct otaml_infer_config {
    void *arena;
    size_t arena_size;
    /* With a reader: bytes of the stripe, which is part of the arena; at least
     * OTAML_STRIPE_MIN, rounded down to a multiple of 16. Without one: a bound on the bytes of
     * weights that a step works through, for a device that must answer soon; 0: a step is a
     * whole operator. */
    uint32_t stripe_bytes;
    /* 0, or the arena that would be welcome: if the activations need more, chains of operators
     * are run in tiles, some rows at a time, until they need no more than this or as little as
     * they will. The answers stay the same, to the bit, and nothing is computed twice; but the
     * weights of an operator are gone through, and behind a reader read, once for each of its
     * rows, or for several rows at a time where there is room. 1: as little as possible. */
    uint32_t tile_bytes;
};

/* A chain of operators that runs in tiles. */
struct otaml_tile_info {
    uint16_t first, operators; /* of the model */
    uint32_t passes;           /* through the weights of an operator, in an inference */
    uint32_t line_bytes;       /* in the arena, of the rows kept between them */
    uint64_t bytes_moved;      /* in an inference, of such rows to the front of their buffers */
};

/* Rows of an output that a step works on, and the input's row that lies first in the arena. */
struct otaml_rows {
    uint32_t first, end, in_first;
};

/* An interpreter. Caller allocates, library fills; the first three fields may be read. */
struct otaml_infer {
    uint32_t arena_needed;   /* bytes, after open: see there */
    int32_t failed_operator; /* what an error of open is about: number in the model, or -1 */
    int32_t failed_tensor;   /* likewise */

    uint16_t position; /* operators run in this inference */
    uint16_t n_tiles;
    uint16_t fills; /* states that do not begin as zeros */
    bool in_tile;
    const struct otaml_model *model;
    const struct otaml_extras *extras; /* NULL: the model is in memory, and runs whole */
    uint8_t *arena;
    uint32_t tables; /* bytes of records and of the places of inputs and outputs */
    uint32_t places; /* where those places lie */
    uint32_t next;   /* where the next operator's record lies in the arena */
    uint32_t last;   /* where the record of the operator run last lies */
    uint32_t states; /* where what is kept between inferences begins */
    uint32_t states_bytes;
    uint32_t stripe; /* where the stripe lies */
    uint32_t stripe_bytes;
    uint32_t part, piece; /* how far the next operator is: stripe_priv.h */
    struct otaml_rows rows;
    uint32_t tiles; /* where they lie */
};

/* What a build runs: one operator for one type. */
struct otaml_infer_kernel {
    uint8_t code;       /* BuiltinOperator of the schema */
    uint8_t type;       /* of the first input; OTAML_INFER_ANY_TYPE: it takes several */
    const char *custom; /* the name of a custom operator, whose code is 32; else NULL */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Check the model and plan the arena. The struct m points to, the model's bytes and the
 * arena are borrowed until the last use of inf; while it lives only inf touches the arena.
 *
 * OTAML_OK: arena_needed bytes of the arena are used, the rest is free for the caller.
 * OTAML_ERR_ARENA: the arena is too small, arena_needed says how large to make it. That is
 * the final figure if the arena could at least hold the plan's own working memory (24 bytes
 * a tensor and the records; with tile_bytes twice that a tensor, and the tiles); otherwise it
 * is a larger arena with which open gets further. So whoever has a heap starts with no arena
 * (NULL, 0) and calls again with what was asked for, at most twice; a device with a fixed
 * arena has the final figure at once.
 * OTAML_ERR_MODEL_*: what is wrong; failed_operator and failed_tensor say where.
 * OTAML_ERR_MODEL_ALIGN also when the arena is not at a multiple of OTAML_ARENA_ALIGN, or an
 * operator's first input is a float32 constant that is not at a multiple of 4. All other
 * constants may lie at any byte.
 *
 * Cost: once over the file's tables and the scales of channels; planning grows with the
 * square of the number of activations. Where tiles are chosen, up to 300 chains of operators are
 * tried for each, some ten to hundred thousand instructions a chain, and parts of the file's
 * tables are read anew.
 */
OTAML_MUST_CHECK int otaml_infer_open(struct otaml_infer *inf, const struct otaml_model *m,
                                      void *arena, size_t arena_size);

/* The same with all that can be chosen; cfg is copied. A model behind a reader needs it.
 * OTAML_ERR_STRIPE: there is no stripe or it is too small, for the one channel of a depthwise
 * convolution that failed_operator names or at all. OTAML_ERR_UNSUPPORTED where the model's
 * output, or the input of an operator that streams, is a constant behind the reader. */
OTAML_MUST_CHECK int otaml_infer_open_config(struct otaml_infer *inf, const struct otaml_model *m,
                                             const struct otaml_infer_config *cfg);

/* Where to put input k (numbered as in the model) and how many bytes it has; NULL if there
 * is no such input. An inference may overwrite it: write it before each. Values are in the
 * tensor's own type and the machine's byte order. */
void *otaml_infer_input(const struct otaml_infer *inf, uint32_t k, size_t *bytes);

/* Run the next operator, or the next part of it: as many of its channels as the stripe holds, or
 * in a tile a row of its output. OTAML_ERR_AGAIN: more remain. OTAML_OK: that was the last one, the
 * outputs are there; the next call begins a new inference. An error of the model's reader: nothing
 * was done, the next call tries the same again. */
OTAML_MUST_CHECK int otaml_infer_step(struct otaml_infer *inf);

/* Steps to the end. Called in the midst of an inference it finishes that one. */
OTAML_MUST_CHECK int otaml_infer_run(struct otaml_infer *inf);

/* Give up an inference that was begun: the next step is the first operator. State is not
 * given back: operators that have run have moved theirs on, the others have not. Where that
 * matters, reset. */
void otaml_infer_restart(struct otaml_infer *inf);

/* Forget what earlier inferences left, and give up one that was begun: as after open. A model
 * without state has nothing to forget. */
void otaml_infer_reset(struct otaml_infer *inf);

/* Output k, valid from the end of an inference to the next step; NULL if there is none. */
const void *otaml_infer_output(const struct otaml_infer *inf, uint32_t k, size_t *bytes);

/* Tile k of the plan, in no order; false if there is none. For people who want to
 * know what tiles cost; goes through all turns. Only between two inferences. */
bool otaml_infer_tile(struct otaml_infer *inf, uint32_t k, struct otaml_tile_info *info);

/* Output k of the operator that the last step ended (number inf->position - 1, or the model's
 * last one after OTAML_OK), valid until the next step; NULL if there is none, and while an
 * operator is under way. */
const void *otaml_infer_peek(const struct otaml_infer *inf, uint32_t k, size_t *bytes);

/* Where in the arena output k of operator `index` lies, or input k, for tools that show a plan;
 * OTAML_ERR_NOT_FOUND where there is none, it is a constant or the operator does not keep it. */
OTAML_MUST_CHECK int otaml_infer_output_at(const struct otaml_infer *inf, uint32_t index,
                                           uint32_t k, uint32_t *offset);
OTAML_MUST_CHECK int otaml_infer_input_at(const struct otaml_infer *inf, uint32_t index, uint32_t k,
                                          uint32_t *offset);

/* Kernel `index` of this build, counted from 0; OTAML_ERR_NOT_FOUND beyond the last one. */
OTAML_MUST_CHECK int otaml_infer_kernel_at(uint32_t index, struct otaml_infer_kernel *kernel);

/*
 * All kernels of this build as one line of text, which a device may give to the agent as its
 * attribute `operators` (spec/device-api.md): "0bhf 2* 3bhf ...", by code, a letter for each
 * type. OTAML_ERR_NOSPC where cap, which counts the NUL, is too small.
 */
OTAML_MUST_CHECK int otaml_infer_list(char *text, size_t cap);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_INFER_H */
