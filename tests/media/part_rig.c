/*
 * part_rig.c - pieces of all lengths at all offsets, against an array.
 */
#include "part_rig.h"

#include <stdlib.h>
#include <string.h>

void rig_fill(uint8_t *dst, uint32_t len, uint32_t seed)
{
    uint32_t state = chip_random_seed(seed, len);

    for (uint32_t i = 0; i < len; i++) {
        dst[i] = (uint8_t)(chip_random(&state) >> 8);
    }
}

void rig_no_violation(const struct chip_power *p)
{
    if (p->violations > 0) {
        fail_msg("%u violations, the first: %s", (unsigned)p->violations, p->violation);
    }
}

static void same(struct otaml_media *m, const uint8_t *want, uint32_t off, uint32_t len)
{
    uint8_t *back = malloc(len);

    assert_non_null(back);
    assert_int_equal(m->read(m->ctx, off, back, len), OTAML_OK);
    assert_memory_equal(back, want + off, len);
    free(back);
}

/* Erase what holds the range, and what the array has of it too. */
static void make_room(struct otaml_media *m, uint8_t *want, uint32_t off, uint32_t len)
{
    const uint32_t first = off / m->erase_size * m->erase_size;
    const uint32_t end = (off + len + m->erase_size - 1) / m->erase_size * m->erase_size;

    assert_int_equal(m->erase(m->ctx, first, end - first), OTAML_OK);
    memset(want + first, 0xff, end - first);
}

void rig_pieces(struct otaml_media *m, uint32_t span, uint32_t max_len, uint32_t border,
                unsigned pieces)
{
    uint8_t *want = malloc(span), *piece = malloc(max_len);
    uint32_t state = chip_random_seed(span, max_len);

    assert_true(want && piece);
    assert_int_equal(m->read(m->ctx, 0, want, span), OTAML_OK);
    for (unsigned i = 0; i < pieces; i++) {
        const uint32_t unit = m->prog_size;
        const uint32_t len = (1 + chip_random(&state) % (max_len / unit)) * unit;
        uint32_t off = chip_random(&state) % ((span - len) / unit + 1) * unit;
        if (i % 4 == 1) {
            off = off / border * border;
        } else if (i % 4 == 3 && off / border * border >= len) {
            off = off / border * border - len;
        }
        rig_fill(piece, len, i);
        if (m->erase_size > 0) {
            make_room(m, want, off, len);
        }
        assert_int_equal(m->prog(m->ctx, off, piece, len), OTAML_OK);
        memcpy(want + off, piece, len);
        same(m, want, off, len);
        same(m, want, off > 0 ? off - 1 : 0, len + 1 < span - off ? len + 1 : span - off);
        if (i % 16 == 0) {
            same(m, want, 0, span);
        }
    }
    same(m, want, 0, span);
    free(want);
    free(piece);
}
