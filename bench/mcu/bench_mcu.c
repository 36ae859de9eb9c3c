/*
 * bench_mcu.c - one inference on an emulated microcontroller, its instructions counted.
 *
 * Files in the folder that QEMU was started from: `model` and `input` are read; `answer` (all
 * outputs) and `report` are written. Without `input` the inputs are zeros. The report is lines
 * of fields with tabs between them:
 *
 *   open      instructions of otaml_model_open and otaml_infer_open
 *   arena     bytes
 *   operator  number, name, instructions, multiply-accumulates
 *   total     instructions of the inference
 *   error     text; then the exit status is 1
 *
 * Memory:  | model | input | arena ... |
 */
#include <otaml/infer.h>

#include <string.h>

#include "board.h"

enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE = 5, SYS_READ = 6, SYS_FLEN = 12 };
enum { READ_BINARY = 1, WRITE_BINARY = 5 };
enum { CODE_CONV_2D = 3, CODE_DEPTHWISE_CONV_2D = 4, CODE_FULLY_CONNECTED = 9 };

static struct otaml_model model;
static struct otaml_infer infer;
static intptr_t report;

static intptr_t file_open(const char *name, intptr_t mode)
{
    const intptr_t block[3] = { (intptr_t)name, mode, (intptr_t)strlen(name) };
    return board_semihost(SYS_OPEN, block);
}

static void file_close(intptr_t file)
{
    board_semihost(SYS_CLOSE, &file);
}

static void file_write(intptr_t file, const void *data, size_t bytes)
{
    const intptr_t block[3] = { file, (intptr_t)data, (intptr_t)bytes };
    board_semihost(SYS_WRITE, block);
}

/* The file's bytes at dst, their number in *bytes; false where it is absent or too large. */
static bool file_load(const char *name, uint8_t *dst, uint32_t cap, uint32_t *bytes)
{
    const intptr_t file = file_open(name, READ_BINARY);
    if (file < 0) {
        return false;
    }
    const intptr_t length = board_semihost(SYS_FLEN, &file);
    const intptr_t block[3] = { file, (intptr_t)dst, length };
    const bool fits = length >= 0 && (uint32_t)length <= cap;
    const bool read = fits && board_semihost(SYS_READ, block) == 0;
    file_close(file);
    *bytes = (uint32_t)length;
    return read;
}

static void put_text(const char *text)
{
    file_write(report, text, strlen(text));
}

static void put_number(uint64_t value)
{
    char digits[20];
    uint32_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + value % 10u);
        value /= 10u;
    } while (value > 0);
    file_write(report, digits + at, sizeof(digits) - at);
}

static void put_line(const char *key, uint64_t value)
{
    put_text(key);
    put_text("\t");
    put_number(value);
    put_text("\n");
}

static int fail(const char *text)
{
    put_text("error\t");
    put_text(text);
    put_text("\n");
    return 1;
}

/* Multiply-accumulates of one operator, those in the padding counted. */
static uint64_t macs_of(const struct otaml_operator *op)
{
    struct otaml_tensor filter, out;
    const int32_t w = otaml_operator_input(&model, op, 1);
    const int32_t o = otaml_operator_output(&model, op, 0);

    if ((op->code != CODE_CONV_2D && op->code != CODE_DEPTHWISE_CONV_2D
         && op->code != CODE_FULLY_CONNECTED)
        || w < 0 || o < 0 || otaml_model_tensor(&model, (uint32_t)w, &filter)
        || otaml_model_tensor(&model, (uint32_t)o, &out)) {
        return 0;
    }
    const uint32_t channels = filter.dims[op->code == CODE_DEPTHWISE_CONV_2D ? 3 : 0];
    return channels ? (uint64_t)out.count * (filter.count / channels) : 0;
}

static void put_operator(uint32_t index, uint64_t instructions)
{
    struct otaml_operator op;

    if (otaml_model_operator(&model, index, &op)) {
        return;
    }
    put_text("operator\t");
    put_number(index);
    put_text("\t");
    put_text(otaml_operator_name(op.code));
    put_text("\t");
    put_number(instructions);
    put_text("\t");
    put_number(macs_of(&op));
    put_text("\n");
}

/* Open the model and plan it; the arena begins at a multiple of 16. */
static int open_model(const uint8_t *data, uint32_t size, uint8_t *arena, uint32_t arena_bytes)
{
    uint32_t instructions;

    board_count_start();
    int err = otaml_model_open(&model, data, size);
    err = err ? err : otaml_infer_open(&infer, &model, arena, arena_bytes);
    const bool counted = board_count(&instructions);
    if (err) {
        return fail(otaml_err_text(err));
    }
    put_line("arena", infer.arena_needed);
    put_line("open", instructions);
    return counted ? 0 : fail("more instructions than the counter holds");
}

static int fill_inputs(const uint8_t *input, uint32_t input_bytes)
{
    size_t bytes;
    uint8_t *to;

    for (uint32_t k = 0; (to = otaml_infer_input(&infer, k, &bytes)) != NULL; k++) {
        if (!input) {
            memset(to, 0, bytes);
            continue;
        }
        if (bytes > input_bytes) {
            return fail("the input file is too short");
        }
        memcpy(to, input, bytes);
        input += bytes;
        input_bytes -= (uint32_t)bytes;
    }
    return 0;
}

/* All steps; those of one operator add up. */
static int run(void)
{
    uint64_t total = 0, of_operator = 0;
    uint32_t instructions;
    int err;

    do {
        const uint32_t before = infer.position;
        board_count_start();
        err = otaml_infer_step(&infer);
        if (!board_count(&instructions)) {
            return fail("more instructions than the counter holds");
        }
        total += instructions;
        of_operator += instructions;
        if (infer.position != before) {
            put_operator(before, of_operator);
            of_operator = 0;
        }
    } while (err == OTAML_ERR_AGAIN);
    put_line("total", total);
    return err ? fail(otaml_err_text(err)) : 0;
}

static void write_answer(void)
{
    const intptr_t answer = file_open("answer", WRITE_BINARY);
    const void *from;
    size_t bytes;

    for (uint32_t k = 0; (from = otaml_infer_output(&infer, k, &bytes)) != NULL; k++) {
        file_write(answer, from, bytes);
    }
    file_close(answer);
}

static uint32_t align16(uint32_t bytes)
{
    return (bytes + 15u) & ~15u;
}

static int measure(void)
{
    uint32_t left, model_bytes, input_bytes = 0;
    uint8_t *at = board_memory(&left);
    const uint8_t *const file = at;

    if (!file_load("model", at, left - 16u, &model_bytes)) {
        return fail("the model cannot be read, or the board's memory does not hold it");
    }
    at += align16(model_bytes);
    left -= align16(model_bytes);
    const bool has_input = left > 16u && file_load("input", at, left - 16u, &input_bytes);
    const uint8_t *const input = has_input ? at : NULL;
    at += align16(has_input ? input_bytes : 0);
    left -= align16(has_input ? input_bytes : 0);
    memset(at, 0xa5, left); /* so that nothing leans on a cleared arena */

    int status = open_model(file, model_bytes, at, left);
    status = status ? status : fill_inputs(input, input_bytes);
    status = status ? status : run();
    if (!status) {
        write_answer();
    }
    return status;
}

int main(void)
{
    report = file_open("report", WRITE_BINARY);
    const int status = measure();
    file_close(report);
    return status;
}
