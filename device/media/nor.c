/*
 * nor.c - SPI NOR flash as a memory unit. API: otaml/nor.h
 *
 * A program or an erase is four transactions:
 *
 *   06 | 05 -> latch set? | 02 address data... | 05 -> busy? ... | (the latch has fallen?)
 *
 * A part that is protected, missing or deaf gives itself away at the latch before any byte is lost.
 */
#include <otaml/nor.h>

#include <string.h>
#include "base_priv.h"
#include "nor_priv.h"

enum {
    OP_STATUS_WRITE = 0x01,
    OP_PROGRAM = 0x02,
    OP_READ = 0x03,
    OP_WRITE_DISABLE = 0x04,
    OP_STATUS = 0x05,
    OP_WRITE_ENABLE = 0x06,
    OP_FAST_READ = 0x0b,
    OP_FAST_READ_4 = 0x0c,
    OP_PROGRAM_4 = 0x12,
    OP_RESET_ENABLE = 0x66,
    OP_RESET = 0x99,
    OP_ID = 0x9f,
    OP_WAKE = 0xab,
    OP_ADDRESS_4 = 0xb7,
    OP_SLEEP = 0xb9,
    OP_EXIT_CONTINUOUS = 0xff
};

#define STATUS_BUSY     0x01u
#define STATUS_WEL      0x02u
#define STATUS_PROTECT  0x3cu /* BP0 to BP2, and BP3 or TB */
#define HEAD_MAX        6u    /* command, 4 address bytes, a dummy byte */
#define FIRST_HZ        20000000u
#define PLAIN_READ_HZ   20000000u /* that every part can do with 03 */
#define SETTLE_US       200u /* after 66 99 and AB: 100 us and 35 us in the slowest data sheets */
#define RESET_MS        100u
#define PROGRAM_STEP_US 50u
#define ERASE_STEP_US   1000u
#define MODE_3_LIMIT    (16u * 1024 * 1024)
#define VERIFY_CHUNK    64u

/* ---- transactions ---- */

int otaml_nor_transact(const struct otaml_spi *spi, const uint8_t *head, uint32_t head_len,
                       const uint8_t *tx, uint8_t *rx, uint32_t len)
{
    int err = spi->select(spi->ctx, true);
    int end;

    if (err) {
        return err;
    }
    err = spi->transfer(spi->ctx, head, NULL, head_len);
    if (!err && len > 0) {
        err = spi->transfer(spi->ctx, tx, rx, len);
    }
    end = spi->select(spi->ctx, false);
    return err ? err : end;
}

static int command(const struct otaml_nor *n, uint8_t opcode)
{
    return otaml_nor_transact(n->spi, &opcode, 1, NULL, NULL, 0);
}

static int read_status(const struct otaml_nor *n, uint8_t *status)
{
    const uint8_t opcode = OP_STATUS;

    return otaml_nor_transact(n->spi, &opcode, 1, NULL, status, 1);
}

/* Command and address into head; returns how many bytes they are. */
static uint32_t address(const struct otaml_nor *n, uint8_t *head, uint8_t opcode, uint32_t off)
{
    uint32_t at = 0;

    head[at++] = opcode;
    for (uint32_t i = n->address_bytes; i > 0; i--) {
        head[at++] = (uint8_t)(off >> (8 * (i - 1)));
    }
    return at;
}

/* Poll until the part is ready, or OTAML_ERR_TIMEOUT. *status is the last one. */
static int wait_ready(const struct otaml_nor *n, uint32_t timeout_ms, uint32_t step_us,
                      uint8_t *status)
{
    const uint32_t start = n->spi->now_ms(n->spi->ctx);

    for (;;) {
        /* The time first: a task that was kept from running asks once more before it gives up. */
        const bool late = n->spi->now_ms(n->spi->ctx) - start > timeout_ms;
        const int err = read_status(n, status);
        if (err || !(*status & STATUS_BUSY)) {
            return err;
        }
        if (late) {
            return OTAML_ERR_TIMEOUT;
        }
        n->spi->wait_us(n->spi->ctx, step_us);
    }
}

/* ---- commands that change something ---- */

static int enable_write(const struct otaml_nor *n)
{
    uint8_t status = 0;
    int err = command(n, OP_WRITE_ENABLE);

    err = err ? err : read_status(n, &status);
    return !err && (status & (STATUS_WEL | STATUS_BUSY)) != STATUS_WEL ? OTAML_ERR_IO : err;
}

static int disable_write(const struct otaml_nor *n)
{
    return command(n, OP_WRITE_DISABLE);
}

/* Wait for the end of what was started. Its latch stands: it was not taken. */
static int finish(const struct otaml_nor *n, uint32_t timeout_ms, uint32_t step_us)
{
    uint8_t status;
    int err = wait_ready(n, timeout_ms, step_us, &status);

    if (!err && (status & STATUS_WEL)) {
        err = disable_write(n);
        err = err ? err : OTAML_ERR_IO;
    }
    return err;
}

static bool all_ones(const uint8_t *p, uint32_t len)
{
    while (len > 0 && *p == 0xff) {
        p++;
        len--;
    }
    return len == 0;
}

/* Do the bytes from off on read as src, or as 0xff where that is NULL? */
static int verify(struct otaml_nor *n, uint32_t off, const uint8_t *src, uint32_t len)
{
    uint8_t back[VERIFY_CHUNK];

    for (uint32_t done = 0; n->verify && done < len;) {
        const uint32_t now = otaml_min_u32(len - done, VERIFY_CHUNK);
        const int err = n->media.read(n, off + done, back, now);
        if (err) {
            return err;
        }
        if (src ? memcmp(back, src + done, now) != 0 : !all_ones(back, now)) {
            return OTAML_ERR_IO;
        }
        done += now;
    }
    return OTAML_OK;
}

static int program_piece(struct otaml_nor *n, uint32_t off, const uint8_t *src, uint32_t len)
{
    uint8_t head[HEAD_MAX];
    int err = enable_write(n);

    if (!err) {
        const uint32_t head_len = address(n, head, n->program_op, off);
        err = otaml_nor_transact(n->spi, head, head_len, src, NULL, len);
    }
    err = err ? err : finish(n, n->program_ms, PROGRAM_STEP_US);
    return err ? err : verify(n, off, src, len);
}

static int erase_piece(struct otaml_nor *n, uint32_t off, const struct otaml_nor_erase *e)
{
    uint8_t head[HEAD_MAX];
    int err = enable_write(n);

    if (!err) {
        const uint32_t head_len = address(n, head, e->opcode, off);
        err = otaml_nor_transact(n->spi, head, head_len, NULL, NULL, 0);
    }
    err = err ? err : finish(n, e->timeout_ms, ERASE_STEP_US);
    return err ? err : verify(n, off, NULL, e->size);
}

/* ---- struct otaml_media ---- */

static bool outside(const struct otaml_nor *n, uint32_t off, uint32_t len)
{
    return off > n->media.size || len > n->media.size - off;
}

static int nor_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    const struct otaml_nor *n = ctx;
    uint8_t head[HEAD_MAX];
    uint32_t head_len;

    if (outside(n, off, len)) {
        return OTAML_ERR_ARG;
    }
    if (len == 0) {
        return OTAML_OK;
    }
    head_len = address(n, head, n->read_op, off);
    head[head_len] = 0; /* the dummy byte, where there is one */
    return otaml_nor_transact(n->spi, head, head_len + n->dummy_bytes, NULL, dst, len);
}

static int nor_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    struct otaml_nor *n = ctx;
    const uint8_t *from = src;

    if (outside(n, off, len)) {
        return OTAML_ERR_ARG;
    }
    while (len > 0) {
        const uint32_t now = otaml_min_u32(len, n->page_size - off % n->page_size);
        const int err = all_ones(from, now) ? OTAML_OK : program_piece(n, off, from, now);
        if (err) {
            return err;
        }
        off += now;
        from += now;
        len -= now;
    }
    return OTAML_OK;
}

/* The largest type that begins at off and ends within len. */
static const struct otaml_nor_erase *choose_erase(const struct otaml_nor *n, uint32_t off,
                                                  uint32_t len)
{
    for (unsigned i = 0; i < n->erase_count; i++) {
        const struct otaml_nor_erase *e = &n->erases[i];
        if (off % e->size == 0 && len >= e->size) {
            return e;
        }
    }
    return NULL;
}

static int nor_erase(void *ctx, uint32_t off, uint32_t len)
{
    struct otaml_nor *n = ctx;

    if (outside(n, off, len)) {
        return OTAML_ERR_ARG;
    }
    while (len > 0) {
        const struct otaml_nor_erase *e = choose_erase(n, off, len);
        const int err = e ? erase_piece(n, off, e) : OTAML_ERR_ARG;
        if (err) {
            return err;
        }
        off += e->size;
        len -= e->size;
    }
    return OTAML_OK;
}

/* ---- init ---- */

static int wake(const struct otaml_nor *n)
{
    const int err = command(n, OP_WAKE);

    if (!err) {
        n->spi->wait_us(n->spi->ctx, SETTLE_US);
    }
    return err;
}

/* From whatever a reset of the processor left the part in, to where it obeys one-bit commands. */
static int bring_to_reason(const struct otaml_nor *n)
{
    static const uint8_t leave[2] = { OP_EXIT_CONTINUOUS, OP_EXIT_CONTINUOUS };
    uint8_t status = 0;
    int err = otaml_nor_transact(n->spi, leave, sizeof(leave), NULL, NULL, 0);

    err = err ? err : wake(n);
    err = err ? err : read_status(n, &status);
    /* A reset would break off an erase and leave its sector undefined: wait, if there is someone
     * to wait for. */
    if (!err && (status & STATUS_BUSY) && status != 0xff) {
        err = wait_ready(n, OTAML_NOR_ERASE_LARGE_MS, ERASE_STEP_US, &status);
        err = err == OTAML_ERR_TIMEOUT ? OTAML_OK : err; /* all the more, then */
    }
    err = err ? err : command(n, OP_RESET_ENABLE);
    err = err ? err : command(n, OP_RESET);
    if (err) {
        return err;
    }
    n->spi->wait_us(n->spi->ctx, SETTLE_US);
    err = wait_ready(n, RESET_MS, PROGRAM_STEP_US, &status);
    return err == OTAML_ERR_TIMEOUT && status == 0xff ? OTAML_ERR_UNSUPPORTED : err;
}

static int read_id(struct otaml_nor *n)
{
    const uint8_t opcode = OP_ID;
    const int err = otaml_nor_transact(n->spi, &opcode, 1, NULL, n->id, sizeof(n->id));

    if (err) {
        return err;
    }
    if (n->id[0] == n->id[1] && n->id[1] == n->id[2] && (n->id[0] == 0 || n->id[0] == 0xff)) {
        return OTAML_ERR_UNSUPPORTED; /* a wire, not a part */
    }
    return OTAML_OK;
}

static int describe(const struct otaml_nor *n, const struct otaml_nor_geometry *given,
                    struct nor_description *d)
{
    const int err = otaml_nor_sfdp(n->spi, d);

    if (given && (err == OTAML_ERR_UNSUPPORTED || err == OTAML_ERR_GEOMETRY)) {
        *d = (struct nor_description){
            .geometry = *given,
            .addressing = given->size > MODE_3_LIMIT ? NOR_4_MODE_ENABLED : NOR_3_BYTES,
        };
        return OTAML_OK;
    }
    return err;
}

static uint16_t erase_timeout(const struct otaml_nor_erase *e)
{
    const uint16_t least = e->size <= 4096    ? OTAML_NOR_ERASE_4K_MS
                           : e->size <= 32768 ? OTAML_NOR_ERASE_32K_MS
                                              : OTAML_NOR_ERASE_LARGE_MS;

    return e->timeout_ms > least ? e->timeout_ms : least;
}

/* Put a type where it belongs, the largest first. */
static void add_erase(struct otaml_nor *n, const struct otaml_nor_erase *e)
{
    unsigned at = n->erase_count++;

    for (; at > 0 && n->erases[at - 1].size < e->size; at--) {
        n->erases[at] = n->erases[at - 1];
    }
    n->erases[at] = *e;
    n->erases[at].timeout_ms = erase_timeout(e);
}

static bool is_power_of_two(uint32_t v)
{
    return v > 0 && (v & (v - 1)) == 0;
}

/* Check what the part or the caller says, and keep what of it is needed. */
static int adopt(struct otaml_nor *n, const struct nor_description *d)
{
    const struct otaml_nor_geometry *g = &d->geometry;

    for (unsigned i = 0; i < OTAML_NOR_ERASES; i++) {
        const struct otaml_nor_erase *e = &g->erase[i];
        if (is_power_of_two(e->size) && e->size <= g->size) {
            add_erase(n, e);
        }
    }
    if (n->erase_count == 0 || !is_power_of_two(g->page_size)
        || g->page_size > n->erases[n->erase_count - 1].size) {
        return OTAML_ERR_GEOMETRY;
    }
    n->page_size = g->page_size;
    n->program_ms =
        (uint16_t)(d->program_ms > OTAML_NOR_PROGRAM_MS ? d->program_ms : OTAML_NOR_PROGRAM_MS);
    n->address_bytes = d->addressing == NOR_3_BYTES ? 3 : 4;
    n->media.size = g->size;
    n->media.erase_size = n->erases[n->erase_count - 1].size;
    return otaml_media_check(&n->media);
}

/* Which commands read and program: plain read has no dummy byte but is slow. */
static void choose_commands(struct otaml_nor *n, enum nor_addressing addressing, uint32_t clock_hz)
{
    const bool plain = clock_hz > 0 && clock_hz <= PLAIN_READ_HZ;

    if (addressing == NOR_4_OPCODES) {
        n->read_op = OP_FAST_READ_4;
        n->program_op = OP_PROGRAM_4;
        n->dummy_bytes = 1;
    } else {
        n->read_op = plain ? OP_READ : OP_FAST_READ;
        n->program_op = OP_PROGRAM;
        n->dummy_bytes = plain ? 0 : 1;
    }
}

static int enter_4_byte_mode(const struct otaml_nor *n, enum nor_addressing addressing)
{
    int err = OTAML_OK;

    if (addressing == NOR_4_MODE) {
        return command(n, OP_ADDRESS_4);
    }
    if (addressing == NOR_4_MODE_ENABLED) {
        err = enable_write(n);
        err = err ? err : command(n, OP_ADDRESS_4);
        err = err ? err : disable_write(n); /* parts that did not ask for it keep the latch */
    }
    return err;
}

/* Bits 6 and 7 are kept: on some parts bit 6 lets the quad lines work. */
static int unprotect(const struct otaml_nor *n)
{
    uint8_t write[2] = { OP_STATUS_WRITE, 0 };
    uint8_t status = 0;
    int err = read_status(n, &status);

    if (err || !(status & STATUS_PROTECT)) {
        return err;
    }
    write[1] = (uint8_t)(status & ~(STATUS_PROTECT | STATUS_WEL | STATUS_BUSY));
    err = enable_write(n);
    err = err ? err : otaml_nor_transact(n->spi, write, sizeof(write), NULL, NULL, 0);
    err = err ? err : finish(n, OTAML_NOR_STATUS_MS, ERASE_STEP_US);
    err = err ? err : read_status(n, &status);
    return !err && (status & STATUS_PROTECT) ? OTAML_ERR_IO : err;
}

static int set_clock(const struct otaml_nor *n, uint32_t hz)
{
    return n->spi->clock_hz && hz > 0 ? n->spi->clock_hz(n->spi->ctx, hz) : OTAML_OK;
}

static bool config_ok(const struct otaml_nor_config *cfg)
{
    const struct otaml_spi *s = cfg ? cfg->spi : NULL;

    return s && s->select && s->transfer && s->now_ms && s->wait_us;
}

int otaml_nor_init(struct otaml_nor *n, const struct otaml_nor_config *cfg)
{
    struct nor_description d;
    int err;

    if (!n || !config_ok(cfg)) {
        return OTAML_ERR_ARG;
    }
    *n = (struct otaml_nor){
        .media = { .ctx = n,
                   .read = nor_read,
                   .prog = nor_prog,
                   .erase = nor_erase,
                   .base = cfg->base,
                   .prog_size = 1,
                   .clears_bits = true },
        .spi = cfg->spi,
        .verify = cfg->verify,
    };
    err = set_clock(n, cfg->clock_hz > 0 ? otaml_min_u32(cfg->clock_hz, FIRST_HZ) : FIRST_HZ);
    err = err ? err : bring_to_reason(n);
    err = err ? err : read_id(n);
    err = err ? err : describe(n, cfg->geometry, &d);
    err = err ? err : adopt(n, &d);
    if (err) {
        return err;
    }
    choose_commands(n, d.addressing, cfg->clock_hz);
    err = enter_4_byte_mode(n, d.addressing);
    err = err ? err : unprotect(n);
    return err ? err : set_clock(n, cfg->clock_hz);
}

int otaml_nor_sleep(struct otaml_nor *n)
{
    return command(n, OP_SLEEP);
}

int otaml_nor_wake(struct otaml_nor *n)
{
    return wake(n);
}
