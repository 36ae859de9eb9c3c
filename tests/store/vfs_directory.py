#!/usr/bin/env python3
"""List the objects of a VFS store's directory as a mount would find them: a second decoder, written
from spec/vfs-store.md and spec/file-record.md alone, with zlib's CRC-32 and hashlib's SHA-256.

usage: vfs_directory.py DIRECTORY...
Prints for each directory a line for each object, by name: name, size, SHA-256 that was announced or
"-"; then a line "unfinished NAME SIZE" if an object can be continued, and "end". Nothing is changed.
Exit status 1 where the bytes of an object are not what was announced."""
import hashlib
import os
import struct
import sys
import zlib


def record(data):
    """Name, size and SHA-256, or None."""
    if data is None or len(data) < 128 or data[:4] != b"OTR1":
        return None
    if zlib.crc32(data[:124]) != struct.unpack("<I", data[124:128])[0]:
        return None
    name = data[72:112].split(b"\0")[0]
    if not is_name(name) or len(name) > 39:
        return None
    return name, struct.unpack("<I", data[12:16])[0], data[40:72]


def is_name(name):
    return (0 < len(name) <= 39 and all(0x21 <= c <= 0x7e and c != 0x2f for c in name)
            and not name.startswith(b"otaml."))


def mount(files):
    """Steps 1 to 4, on the files' contents in memory."""
    committed = record(files.get(b"otaml.go"))
    if committed:
        name, size, _ = committed
        new = files.get(b"otaml.new")
        valid = new is None or len(new) == size
        if new is not None and valid:
            files[name] = files.pop(b"otaml.new")
        if valid and name in files and len(files[name]) == size:
            put(files, files[b"otaml.go"][:128], name)
        files.pop(b"otaml.rec", None)
    files.pop(b"otaml.go", None)
    for name in [n for n in files if n.startswith(b"otaml.o")]:
        del files[name]
    if not record(files.get(b"otaml.rec")):
        files.pop(b"otaml.new", None)
        files.pop(b"otaml.rec", None)


def slots(files):
    catalogue = files.get(b"otaml.cat", b"")
    return [catalogue[at:at + 128] for at in range(0, len(catalogue), 128)][:1024]


def put(files, data, name):
    places = slots(files)
    same = [i for i, p in enumerate(places) if (record(p) or (None,))[0] == name]
    free = [i for i, p in enumerate(places) if record(p) is None]
    at = (same + free + [len(places)])[0]
    places[at:at + 1] = [data]
    files[b"otaml.cat"] = b"".join(places)


def announced(files, name):
    for place in slots(files):
        r = record(place)
        if r and r[0] == name:
            return r[2] if r[1] == len(files[name]) else None
    return None


def show(directory):
    files, good = {}, True
    for name in os.listdir(os.fsencode(directory)):
        with open(os.path.join(os.fsencode(directory), name), "rb") as f:
            files[name] = f.read()
    mount(files)
    for name in sorted(n for n in files if is_name(n)):
        digest = announced(files, name)
        print(name.decode(), len(files[name]), digest.hex() if digest else "-")
        good &= digest is None or hashlib.sha256(files[name]).digest() == digest
    unfinished = record(files.get(b"otaml.rec"))
    if unfinished and len(files.get(b"otaml.new", b"")) <= unfinished[1]:
        print("unfinished", unfinished[0].decode(), unfinished[1])
    print("end")
    return good


if not all([show(directory) for directory in sys.argv[1:]]):
    sys.exit(1)
