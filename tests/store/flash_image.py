#!/usr/bin/env python3
"""List the live objects of a flash store image: a second decoder, written from
spec/flash-store.md alone, with zlib's CRC-32 and hashlib's SHA-256.

usage: flash_image.py IMAGE ERASE_SIZE PROG_SIZE
Prints one line for each: name, size, SHA-256 of its bytes as they lie in the image.
Exit status 1 where bytes, digest or a chunk's mark disagree."""
import hashlib
import struct
import sys
import zlib


def up(value, unit):
    return (value + unit - 1) // unit * unit


def layout(size, chunk, erase, prog):
    head, kilo, mark = up(108, prog), max(8, prog), max(4, prog)
    group = 0
    while prog > 32 and 128 * mark > chunk << group:
        group += 1
    marks = (size // chunk + 2 >> group) + 1
    table = head + 5 * kilo
    data = up(table + marks * mark, max(16, prog))
    return head, kilo, table, mark, group, data, (data + size - 1) // erase + 1


def extent(image, unit, erase, prog):
    start = unit * erase
    h = image[start:start + 108]
    if len(h) < 108 or h[:4] != b"OTF1" or struct.unpack("<I", h[104:])[0] != zlib.crc32(h[:104]):
        return None
    version, e, p, c, serial, units, size, data, _ = struct.unpack("<4B4IQ", h[4:32])
    assert version == 1 and 1 << e == erase and 1 << p == prog
    head, kilo, table, mark, group, d, n = layout(size, 1 << c, erase, prog)
    assert (units, data) == (n, d) and d % 16 == 0
    name = h[64:104].rstrip(b"\0").decode("ascii")
    good = b"kitm" + struct.pack("<I", zlib.crc32(h[:104]) ^ 0xffffffff)
    commits = [image[start + head + i * kilo:][:8] for i in range(4)]
    dead = image[start + head + 4 * kilo:][:kilo] != b"\xff" * kilo
    body = image[start + d:start + d + size]
    if good not in commits or dead:
        return units, None
    assert hashlib.sha256(body).digest() == h[32:64], name
    first = start + d
    for i, at in enumerate([first] + list(range(up(first + 1, 1 << c), first + size, 1 << c))):
        end = min(up(at + 1, 1 << c), first + size)
        if i % (1 << group) == 0 and size:
            crc = zlib.crc32(image[at:end])
            crc = 1 if crc in (0, 0xffffffff) else crc
            where = start + table + (i >> group) * mark
            assert image[where:where + 4] == struct.pack("<I", crc), (name, i)
    return units, (serial, name, size, hashlib.sha256(body).hexdigest())


def main():
    image = open(sys.argv[1], "rb").read()
    erase, prog = int(sys.argv[2]), int(sys.argv[3])
    unit, live = 0, {}
    while unit * erase < len(image):
        found = extent(image, unit, erase, prog)
        unit += found[0] if found else 1
        if found and found[1] and live.get(found[1][1], (0,))[0] < found[1][0]:
            live[found[1][1]] = found[1]
    for _, name, size, digest in sorted(live.values(), key=lambda x: x[1]):
        print(name, size, digest)


if __name__ == "__main__":
    main()
