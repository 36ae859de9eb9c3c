/*
 * card_mcu.c - the SD card driver on an emulated board, lm3s6965evb, with QEMU's SD card on its
 * SPI: a card that was not written by us. Bare metal; status and output through semihosting.
 *
 * Copies the card's last RUN blocks to block TO, and the first of them to block SINGLE. card.sh
 * compares the image.
 */
#include <otaml/sdcard.h>

#include <string.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define RUN    16u
#define TO     3u
#define SINGLE 100u

/* PL022 (SSI0), and GPIO port D, whose pin 0 is the card's chip select. */
#define SSI           0x40008000u
#define SSI_CR0       REGISTER(SSI + 0x00)
#define SSI_CR1       REGISTER(SSI + 0x04)
#define SSI_DATA      REGISTER(SSI + 0x08)
#define SSI_STATUS    REGISTER(SSI + 0x0c)
#define SSI_PRESCALE  REGISTER(SSI + 0x10)
#define SSI_TX_ROOM   2u
#define SSI_RX_DATA   4u
#define SELECT_LEVEL  REGISTER(0x40007004)
#define SELECT_OUTPUT REGISTER(0x40007400)
#define SELECT_ENABLE REGISTER(0x4000751c)
#define CLOCKS_SSI    REGISTER(0x400fe104)
#define CLOCKS_GPIO   REGISTER(0x400fe108)

enum { SEMIHOST_WRITE0 = 0x04, SEMIHOST_CLOCK = 0x10, SEMIHOST_EXIT_EXTENDED = 0x20 };

static uint32_t semihost(uint32_t operation, const void *block)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = block;

    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void leave(int status)
{
    const uint32_t block[2] = { 0x20026, (uint32_t)status };

    for (;;) {
        semihost(SEMIHOST_EXIT_EXTENDED, block);
    }
}

static void check(int err, const char *what)
{
    if (err) {
        semihost(SEMIHOST_WRITE0, what);
        semihost(SEMIHOST_WRITE0, " failed\n");
        leave(1);
    }
}

/* ---- struct otaml_spi ---- */

static int port_select(void *ctx, bool on)
{
    (void)ctx;
    SELECT_LEVEL = on ? 0x00 : 0xff;
    return 0;
}

static int port_transfer(void *ctx, const uint8_t *tx, uint8_t *rx, uint32_t len)
{
    (void)ctx;
    for (uint32_t i = 0; i < len; i++) {
        uint8_t in;
        while (!(SSI_STATUS & SSI_TX_ROOM)) {}
        SSI_DATA = tx ? tx[i] : 0xff;
        while (!(SSI_STATUS & SSI_RX_DATA)) {}
        in = (uint8_t)SSI_DATA;
        if (rx) {
            rx[i] = in;
        }
    }
    return 0;
}

static uint32_t port_now_ms(void *ctx)
{
    (void)ctx;
    return semihost(SEMIHOST_CLOCK, NULL) * 10u;
}

static void port_wait_us(void *ctx, uint32_t us)
{
    (void)ctx;
    for (volatile uint32_t i = 0; i < us * 10; i++) {}
}

/* ---- the board ---- */

static uint8_t blocks[RUN * OTAML_BLOCK_SIZE], again[RUN * OTAML_BLOCK_SIZE];
static struct otaml_sdcard card;

static void copy_blocks(void)
{
    const struct otaml_spi spi = {
        .select = port_select,
        .transfer = port_transfer,
        .now_ms = port_now_ms,
        .wait_us = port_wait_us,
    };
    struct otaml_block *b = &card.block;

    check(otaml_sdcard_init(&card, &spi), "init");
    check(b->read(b->ctx, b->count - RUN, blocks, RUN), "reading a run");
    check(b->write(b->ctx, TO, blocks, RUN), "writing a run");
    check(b->write(b->ctx, SINGLE, blocks, 1), "writing a block");
    check(b->read(b->ctx, TO, again, RUN), "reading it back");
    check(memcmp(again, blocks, sizeof(blocks)), "comparing a run");
    check(b->read(b->ctx, SINGLE, again, 1), "reading a block");
    check(memcmp(again, blocks, OTAML_BLOCK_SIZE), "comparing a block");
    check((int)card.crc_errors, "the checksum");
    check(otaml_sdcard_init(&card, &spi), "another init");
}

void reset(void)
{
    memset(&card, 0, sizeof(card)); /* .bss is as the emulator leaves it: zeros */
    CLOCKS_SSI |= 1u << 4;
    CLOCKS_GPIO |= 1u << 3;
    SELECT_OUTPUT |= 1u;
    SELECT_ENABLE |= 1u;
    SELECT_LEVEL = 0xff;
    SSI_CR0 = 7; /* 8 bits */
    SSI_PRESCALE = 2;
    SSI_CR1 = 2; /* on */
    copy_blocks();
    leave(0);
}

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t stack;
    void (*reset)(void);
} vectors = { 0x20010000, reset };
