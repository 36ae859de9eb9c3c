#!/usr/bin/env python3
"""Decode a SPIFFS image by the description of the format, and hold it to what pellepl/spiffs expects.

spiffs_image.py IMAGE BLOCK META MAGIC [PAGE [cut]]   (MAGIC: none, plain, length)

Prints name, size and SHA-256 of each file that readers see, in order of the names. Fails if a lookup
entry, a page's head and the indexes do not agree, a page belongs to nobody, or fewer than two
blocks are free. Pages of one object without a final index header (a download in progress) are let
pass if they are in order themselves; so are, with "cut", pages of which only the entry was deleted
when the power went. Written from the format, not from the store's code.
"""
import hashlib
import struct
import sys

NAME_LEN = 32
USED, FINAL, INDEX, IXDELE, DELET = 1, 2, 4, 0x40, 0x80


class Image:
    def __init__(self, data, block, meta, magic, page, cut):
        self.data, self.block, self.meta, self.magic, self.page = data, block, meta, magic, page
        self.cut = cut
        self.blocks = len(data) // block
        self.per_block = block // page
        self.lookups = max(1, self.per_block * 2 // page)
        self.first_list = 8 + 4 + 1 + NAME_LEN + meta

    def entries(self):
        """(page number, lookup entry) of all pages that can hold something."""
        for b in range(self.blocks):
            for k in range(self.per_block - self.lookups):
                entry, = struct.unpack_from("<H", self.data, b * self.block + 2 * k)
                yield b * self.per_block + self.lookups + k, entry

    def head(self, number):
        return struct.unpack_from("<HHB", self.data, number * self.page)

    def bytes_of(self, number):
        return self.data[number * self.page:(number + 1) * self.page]

    def names(self, number, span):
        start = self.first_list if span == 0 else 8
        room = (self.page - start) // 2
        return struct.unpack_from("<%dH" % room, self.data, number * self.page + start)

    def check_blocks(self):
        for b in range(self.blocks):
            end = b * self.block + self.lookups * self.page
            magic, stamp = struct.unpack_from("<HH", self.data, end - 4)
            good = (0x20140529 ^ self.page) & 0xffff
            if self.magic == "length":
                good ^= self.blocks - b
            assert self.magic == "none" or magic == good, "magic of block %d" % b
            assert self.magic == "none" or stamp <= 0x7fff, "stamp of block %d" % b


def collect(image):
    """All pages in use by (id with index bit, span); checks lookup entries against heads."""
    pages, unfinal, free = {}, {}, [0] * image.blocks
    for number, entry in image.entries():
        if entry == 0xffff:
            assert image.bytes_of(number) == b"\xff" * image.page, "page %d is not blank" % number
            free[number // image.per_block] += 1
            continue
        owner, span, flags = image.head(number)
        if entry == 0:
            assert not flags & DELET or image.cut, "page %d is deleted by halves" % number
            continue
        assert owner == entry, "page %d: entry %x, head %x" % (number, entry, owner)
        assert not flags & USED and flags & DELET, "page %d: flags %x" % (number, flags)
        assert bool(entry & 0x8000) == (not flags & INDEX), "page %d: kind" % number
        if flags & FINAL:
            assert entry & 0x8000 and span == 0, "page %d is not final" % number
            unfinal[entry & 0x7fff] = number
        assert flags & IXDELE or not (entry & 0x8000 and span == 0), "page %d: IXDELE" % number
        assert (entry, span) not in pages, "two pages of %x, span %d" % (entry, span)
        pages[entry, span] = number
    room = image.per_block - image.lookups
    assert sum(1 for n in free if n == room) >= 2, "less than two free blocks"
    return pages, unfinal


def read_file(image, pages, owner, finished):
    """Content of one file; takes its pages out of `pages`."""
    number = pages.pop((owner | 0x8000, 0))
    size, = struct.unpack_from("<I", image.data, number * image.page + 8)
    kind = image.data[number * image.page + 12]
    name = image.bytes_of(number)[13:13 + NAME_LEN]
    assert kind == 1 and b"\0" in name, "header of %x" % owner
    size = 0 if size == 0xffffffff else size
    names, index = list(image.names(number, 0)), 1
    while (owner | 0x8000, index) in pages:
        names += image.names(pages.pop((owner | 0x8000, index)), index)
        index += 1
    content, spans = b"", -(-size // (image.page - 5))
    assert spans <= len(names) or not finished, "index of %x is short" % owner
    assert not finished or index == 1 or len(image.names(0, 0)) + (index - 2) * len(
        image.names(0, 1)) < spans, "index of %x is long" % owner
    for span, data in enumerate(names):
        if span >= spans:
            assert data == 0xffff, "index of %x goes on behind its end" % owner
        elif data == 0xffff and not finished:
            break
        else:
            assert pages.pop((owner, span), None) == data, "span %d of %x" % (span, owner)
            content += image.bytes_of(data)[5:]
    return name.split(b"\0")[0].decode(), content[:size], size


def main():
    block, meta, magic = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    page = int(sys.argv[5]) if len(sys.argv) > 5 else 256
    image = Image(open(sys.argv[1], "rb").read(), block, meta, magic, page, len(sys.argv) > 6)
    image.check_blocks()
    pages, unfinal = collect(image)
    assert len(unfinal) <= 1, "more than one unfinished object"
    files = {}
    for owner in sorted({key[0] & 0x7fff for key in pages}):
        assert (owner | 0x8000, 0) in pages, "pages of %x without a header" % owner
        name, content, size = read_file(image, pages, owner, owner not in unfinal)
        if owner not in unfinal:
            assert name not in files, "two files of one name"
            files[name] = "%s %d %s" % (name, size, hashlib.sha256(content).hexdigest())
    assert not [key for key in pages if key[0] not in unfinal], "pages that nobody names"
    for name in sorted(files):
        print(files[name])


if __name__ == "__main__":
    main()
