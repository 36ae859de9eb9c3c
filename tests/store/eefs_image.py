#!/usr/bin/env python3
"""Read and make EEFS images: written from the description of the format and spec/eefs-store.md,
with zlib's CRC-32 and hashlib's SHA-256, without the store's code.

usage: eefs_image.py list IMAGE          name, size, SHA-256, attributes, room, dates, slot of each file
       eefs_image.py objects IMAGE       name, size, SHA-256, sequence of files with our record
       eefs_image.py same IMAGE SIZE     is IMAGE, byte for byte, a factory image of its files?
       eefs_image.py make big|little SIZE DATE IMAGE NAME:SEQUENCE:FILE...
                                         a sealed image as our store makes it
       eefs_image.py selftest            the example of the format's description
Exit status 1 where something is not as the format has it."""
import hashlib
import struct
import sys
import zlib

FIRST, HEADER, TAIL = 24 + 8 * 64, 64, 144


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def order_of(image):
    for order in "<>":
        if struct.unpack_from(order + "I", image, 4)[0] == 0xEEF51234:
            return order
    sys.exit("no EEFS")


def slots(image):
    """Every slot; the chain must be whole."""
    order = order_of(image)
    _, _, version, free, left, count = struct.unpack_from(order + "6I", image)
    assert version == 1 and count <= 64
    at = FIRST
    for i in range(count):
        off, room = struct.unpack_from(order + "2I", image, 24 + 8 * i)
        assert off == at, (i, off, at)
        at += HEADER + room
        _, used, attributes, size, modified, created = struct.unpack_from(order + "6I", image, off)
        assert used in (0, 1), i
        name = image[off + 24:off + 64]
        if used:
            assert size <= room and name[39] == 0, i
        yield i, off, room, used, attributes, size, modified, created, name.split(b"\0")[0]
    assert at == free and free + left >= len(image), (at, free, left)


def files(image):
    seen = set()
    for i, off, room, used, attributes, size, modified, created, name in slots(image):
        if used:
            assert name not in seen, name
            seen.add(name)
            yield i, off, room, attributes, size, modified, created, name.decode("ascii")


def record_of(image, off, room, size, modified, name):
    r = image[off + HEADER + room - TAIL:][:128]
    if room < TAIL or r[:4] != b"OTR1" or zlib.crc32(r[:124]) != struct.unpack("<I", r[124:])[0]:
        return None
    _, state, length, place, dated = struct.unpack_from("<5I", r, 4)
    if (state, length, place, dated) != (0, size, off, modified):
        return None
    if r[72:112].split(b"\0")[0].decode("ascii") != name:
        return None
    return struct.unpack_from("<Q", r, 32)[0], r[40:72]


def make(order, size, contents):
    """contents: name, attributes, room, modified, created, bytes of the whole room or less."""
    at, table, body = FIRST, b"", b""
    for name, attributes, room, length, modified, created, data in contents:
        table += struct.pack(order + "2I", at, room)
        body += struct.pack(order + "6I", 0, 1, attributes, length, modified, created)
        body += name.encode("ascii").ljust(40, b"\0") + data.ljust(room, b"\0")
        at += HEADER + room
    head = struct.pack(order + "5I", 0xEEF51234, 1, at, size - at, len(contents))
    image = (head + table).ljust(FIRST - 4, b"\0") + body
    image = image.ljust(size - 4, b"\0")
    crc = crc16(image)
    crc = crc | 0xFFFF0000 if crc & 0x8000 else crc
    return struct.pack(order + "I", crc) + image


def record(off, name, sequence, serial, date, data):
    r = b"OTR1" + struct.pack("<7I", serial, 0, len(data), off, date, 0, 0)
    r += struct.pack("<Q", sequence) + hashlib.sha256(data).digest()
    r += name.encode("ascii").ljust(40, b"\0") + bytes(12)
    return r + struct.pack("<I", zlib.crc32(r))


def progress(count, serial):
    return struct.pack("<2I", count, zlib.crc32(struct.pack("<2I", serial, count)))


def ours(order, size, date, objects):
    """As our store leaves it: chunks of 1024 bytes, each noted in turn, then sealed."""
    at, contents = FIRST, []
    for serial, (name, sequence, data) in enumerate(objects, 1):
        notes = [progress(0, serial), bytes(8)]
        for i, end in enumerate(range(1024, len(data) + 1024, 1024)):
            notes[(i + 1) % 2] = progress(min(end, len(data)), serial)
        tail = record(at, name, sequence, serial, date, data) + notes[0] + notes[1]
        room = (len(data) + 3) // 4 * 4 + TAIL
        whole = data.ljust(room - TAIL, b"\0") + tail
        contents.append((name, 0, room, len(data), date, date, whole))
        at += HEADER + room
    return make(order, size, contents)


def list_files(image):
    for i, off, room, attributes, size, modified, created, name in files(image):
        digest = hashlib.sha256(image[off + HEADER:][:size]).hexdigest()
        print(name, size, digest, attributes, room, modified, created, i, sep="\t")


def list_objects(image):
    for _, off, room, _, size, modified, _, name in files(image):
        found = record_of(image, off, room, size, modified, name)
        if found:
            data = image[off + HEADER:][:size]
            assert hashlib.sha256(data).digest() == found[1], name
            print(name, size, found[1].hex(), found[0])


def same(image, size):
    contents = []
    for _, off, room, attributes, length, modified, created, name in files(image):
        data = image[off + HEADER:][:length]
        contents.append((name, attributes, room, length, modified, created, data))
    made = make(order_of(image), size, contents)
    assert made[:len(image)] == image and not any(made[len(image):])


def selftest():
    contents = [("a", 0, 0x70, 1, 0, 0, b"x"), ("b", 0, 0x0C, 1, 0, 0, b"y")]
    image = make("<", 4096, contents)
    assert image[4:24].hex() == "3412f5ee0100000014030000ec0c000002000000"
    assert image[24:40].hex() == "1802000070000000c80200000c000000"
    assert crc16(b"123456789") == 0xBB3D  # the catalogue's check value of CRC-16/ARC


def main():
    what, args = sys.argv[1], sys.argv[2:]
    if what == "selftest":
        selftest()
    elif what == "make":
        objects = []
        for each in args[4:]:
            name, sequence, path = each.split(":", 2)
            objects.append((name, int(sequence), open(path, "rb").read()))
        image = ours("<" if args[0] == "little" else ">", int(args[1]), int(args[2]), objects)
        open(args[3], "wb").write(image)
    else:
        image = open(args[0], "rb").read()
        if what == "list":
            list_files(image)
        elif what == "objects":
            list_objects(image)
        else:
            same(image, int(args[1]))


if __name__ == "__main__":
    main()
