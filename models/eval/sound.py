"""FLAC by libsndfile, with which the example programs read it too (Debian: libsndfile1)."""

import ctypes
from ctypes.util import find_library
from pathlib import Path

import numpy as np

_FLAC_16 = 0x170002  # SF_FORMAT_FLAC | SF_FORMAT_PCM_16
_READ, _WRITE = 0x10, 0x20


class _Info(ctypes.Structure):
    """SF_INFO"""

    _fields_ = [
        ("frames", ctypes.c_int64),
        ("rate", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("format", ctypes.c_int),
        ("sections", ctypes.c_int),
        ("seekable", ctypes.c_int),
    ]


def _library() -> ctypes.CDLL:
    name = find_library("sndfile")
    if not name:
        raise SystemExit("no libsndfile; on Debian: apt-get install libsndfile1")
    library = ctypes.CDLL(name)
    library.sf_open.restype = ctypes.c_void_p
    for function in (library.sf_readf_short, library.sf_writef_short):
        function.restype = ctypes.c_int64
        function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    library.sf_close.argtypes = [ctypes.c_void_p]
    return library


def _open(library: ctypes.CDLL, file: Path, mode: int, info: _Info) -> int:
    handle = library.sf_open(str(file).encode(), mode, ctypes.byref(info))
    if not handle:
        raise OSError(f"libsndfile cannot open {file}")
    return handle


def write(file: Path, samples: np.ndarray, rate: int) -> None:
    """int16 samples, mono, as they are."""
    library, info = _library(), _Info(0, rate, 1, _FLAC_16, 0, 0)
    samples = np.ascontiguousarray(samples, np.int16)
    handle = _open(library, file, _WRITE, info)
    written = library.sf_writef_short(handle, samples.ctypes.data, len(samples))
    if library.sf_close(handle) or written != len(samples):
        raise OSError(f"libsndfile cannot write {file}")


def read(file: Path) -> np.ndarray:
    """int16 samples of a mono file."""
    library, info = _library(), _Info()
    handle = _open(library, file, _READ, info)
    samples = np.empty(info.frames, np.int16)
    got = library.sf_readf_short(handle, samples.ctypes.data, len(samples))
    library.sf_close(handle)
    if info.channels != 1 or got != len(samples):
        raise OSError(f"{file} is not mono, or not whole")
    return samples
