/*
 * nor.c - SPI NOR flash as a memory unit. API: otaml/nor.h
 *
 * A range is programmed page by page, and erased with the largest types that fit:
 *
 *   programs:  |___|________|________|____|
 *   pages:     |   .   |        |        |   .   |
 *   erases:    |4K|4K|    32K    |          64K          |4K|
 */
#include <otaml/nor.h>

#include "base_priv.h"
#include "media_priv.h"
#include "nor_priv.h"

enum {
    OP_PROGRAM = 0x02,
    OP_READ = 0x03,
    OP_FAST_READ = 0x0b,
    OP_FAST_READ_4 = 0x0c,
    OP_PROGRAM_4 = 0x12,
    OP_RESET_ENABLE = 0x66,
    OP_RESET = 0x99,
    OP_ID = 0x9f,
    OP_WAKE = 0xab,
    OP_ADDRESS_4 = 0xb7,
    OP_SLEEP = 0xb9,
    OP_NONE = 0xff /* ends continuous read mode, and is no command anywhere */
};

#define STATUS_PROTECT  0x3cu /* BP0 to BP2, and BP3 or TB */
#define STATUS_KEPT     0xc0u /* SRWD; SEC, or what lets the quad lines work */
#define HEAD_MAX        6u    /* command, 4 address bytes, a dummy byte */
#define FIRST_HZ        20000000u
#define PLAIN_READ_HZ   20000000u /* that every part can do with 03 */
#define SETTLE_US       200u /* after 66 99 and AB: 100 us and 35 us in the slowest data sheets */
#define RESET_MS        100u
#define PROGRAM_STEP_US 50u
#define ERASE_STEP_US   1000u
#define MODE_3_LIMIT    (16u * 1024 * 1024)

/* ---- pieces ---- */

static int program_piece(const struct otaml_nor *n, uint32_t off, const uint8_t *src, uint32_t len)
{
    uint8_t head[HEAD_MAX];
    const uint32_t head_len = otaml_spi_address(head, n->program_op, off, n->address_bytes);
    int err = otaml_spi_enable_write(n->spi);

    err = err ? err : otaml_spi_transact(n->spi, head, head_len, src, NULL, len);
    err = err ? err : otaml_spi_finish(n->spi, n->program_ms, PROGRAM_STEP_US);
    return err || !n->verify ? err : otaml_media_verify(&n->media, off, src, len);
}

static int erase_piece(const struct otaml_nor *n, uint32_t off, const struct otaml_nor_erase *e)
{
    uint8_t head[HEAD_MAX];
    const uint32_t head_len = otaml_spi_address(head, e->opcode, off, n->address_bytes);
    int err = otaml_spi_enable_write(n->spi);

    err = err ? err : otaml_spi_transact(n->spi, head, head_len, NULL, NULL, 0);
    err = err ? err : otaml_spi_finish(n->spi, e->timeout_ms, ERASE_STEP_US);
    return err || !n->verify ? err : otaml_media_verify(&n->media, off, NULL, e->size);
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
    head_len = otaml_spi_address(head, n->read_op, off, n->address_bytes);
    head[head_len] = 0; /* the dummy byte, where there is one */
    return otaml_spi_transact(n->spi, head, head_len + n->dummy_bytes, NULL, dst, len);
}

static int nor_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    const struct otaml_nor *n = ctx;
    const uint8_t *from = src;

    if (outside(n, off, len)) {
        return OTAML_ERR_ARG;
    }
    while (len > 0) {
        const uint32_t now = otaml_min_u32(len, n->page_size - off % n->page_size);
        const int err =
            otaml_media_all_ones(from, now) ? OTAML_OK : program_piece(n, off, from, now);
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
    const struct otaml_nor *n = ctx;

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
    const int err = otaml_spi_command(n->spi, OP_WAKE);

    if (!err) {
        n->spi->wait_us(n->spi->ctx, SETTLE_US);
    }
    return err;
}

/* From whatever a reset of the processor left the part in, to where it obeys one-bit commands. */
static int bring_to_reason(const struct otaml_nor *n)
{
    static const uint8_t leave[2] = { OP_NONE, OP_NONE };
    uint8_t status = 0;
    int err = otaml_spi_transact(n->spi, leave, sizeof(leave), NULL, NULL, 0);

    err = err ? err : wake(n);
    err = err ? err : otaml_spi_status(n->spi, &status);
    /* A reset would break off an erase and leave its sector undefined: wait, if there is someone
     * to wait for. */
    if (!err && (status & OTAML_SPI_BUSY) && status != OTAML_SPI_VOID) {
        err = otaml_spi_wait(n->spi, OTAML_NOR_ERASE_LARGE_MS, ERASE_STEP_US, &status);
        err = err == OTAML_ERR_TIMEOUT ? OTAML_OK : err; /* all the more, then */
    }
    err = err ? err : otaml_spi_command(n->spi, OP_RESET_ENABLE);
    err = err ? err : otaml_spi_command(n->spi, OP_RESET);
    if (err) {
        return err;
    }
    n->spi->wait_us(n->spi->ctx, SETTLE_US);
    err = otaml_spi_wait(n->spi, RESET_MS, PROGRAM_STEP_US, &status);
    return err == OTAML_ERR_TIMEOUT && status == OTAML_SPI_VOID ? OTAML_ERR_UNSUPPORTED : err;
}

static int read_id(struct otaml_nor *n)
{
    const uint8_t opcode = OP_ID;
    const int err = otaml_spi_transact(n->spi, &opcode, 1, NULL, n->id, sizeof(n->id));

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
        if (is_power_of_two(e->size) && e->size <= g->size && e->opcode != OP_NONE) {
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

/* The latch is let fall at the end: parts that did not ask for it keep it. */
static int enter_4_byte_mode(const struct otaml_nor *n, enum nor_addressing addressing)
{
    int err = OTAML_OK;

    if (addressing == NOR_4_MODE) {
        return otaml_spi_command(n->spi, OP_ADDRESS_4);
    }
    if (addressing == NOR_4_MODE_ENABLED) {
        err = otaml_spi_enable_write(n->spi);
        err = err ? err : otaml_spi_command(n->spi, OP_ADDRESS_4);
        err = err ? err : otaml_spi_disable_write(n->spi);
    }
    return err;
}

static int unprotect(const struct otaml_nor *n)
{
    uint8_t status = 0;
    int err = otaml_spi_status(n->spi, &status);

    if (err || !(status & STATUS_PROTECT)) {
        return err;
    }
    err = otaml_spi_write_status(n->spi, status & STATUS_KEPT, OTAML_NOR_STATUS_MS);
    err = err ? err : otaml_spi_status(n->spi, &status);
    return !err && (status & STATUS_PROTECT) ? OTAML_ERR_IO : err;
}

/* hz 0: the port has chosen. */
static int set_clock(const struct otaml_nor *n, uint32_t hz)
{
    return n->spi->clock_hz && hz > 0 ? n->spi->clock_hz(n->spi->ctx, hz) : OTAML_OK;
}

int otaml_nor_init(struct otaml_nor *n, const struct otaml_nor_config *cfg)
{
    struct nor_description d;
    int err;

    if (!n || !cfg || !otaml_spi_complete(cfg->spi)) {
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
    err = set_clock(n, otaml_min_u32(cfg->clock_hz, FIRST_HZ));
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
    return otaml_spi_command(n->spi, OP_SLEEP);
}

int otaml_nor_wake(struct otaml_nor *n)
{
    return wake(n);
}
