"""Hold core/feature against features.py over every recording of the test, bit by bit:

    python -m models.keywords.compare

Compiles the room's sources with the host's compiler (CC, else cc) into a library of its own.
"""

import ctypes
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from models.keywords import data, tables
from models.keywords.features import features
from models.keywords.tables import BANDS, FFT, FRAME

ROOT = Path(__file__).parents[2]
PIECE = 777  # samples at once: not a divisor of anything, so that columns end within pieces


class _Stream(ctypes.Structure):
    _fields_ = [
        ("re", ctypes.c_int32 * (FFT // 2)),
        ("im", ctypes.c_int32 * (FFT // 2)),
        ("frame", ctypes.c_int16 * FRAME),
        ("filled", ctypes.c_uint16),
    ]


def library(folder: str) -> ctypes.CDLL:
    file = Path(folder) / "feature.so"
    sources = sorted(map(str, (ROOT / "core/feature").glob("audio_*.c")))
    options = ["-std=c99", "-O2", "-shared", "-fPIC", f"-I{ROOT / 'include'}", "-o", str(file)]
    subprocess.run([os.environ.get("CC", "cc"), *options, *sources], check=True)
    loaded = ctypes.CDLL(str(file))
    loaded.otaml_audio_features_feed.restype = ctypes.c_size_t
    return loaded


def columns_by_c(loaded: ctypes.CDLL, samples: np.ndarray) -> np.ndarray:
    stream, complete, column = _Stream(), ctypes.c_bool(), (ctypes.c_int8 * BANDS)()
    loaded.otaml_audio_features_start(ctypes.byref(stream))
    columns, at = [], 0
    while at < len(samples):
        piece = np.ascontiguousarray(samples[at : at + PIECE])
        at += loaded.otaml_audio_features_feed(
            ctypes.byref(stream),
            piece.ctypes.data_as(ctypes.c_void_p),
            ctypes.c_size_t(len(piece)),
            column,
            ctypes.byref(complete),
        )
        if complete.value:
            columns.append(np.array(column, np.int8))
    return np.stack(columns)


def differing_clips() -> tuple[int, int]:
    """(recordings of the test that give other features in C, recordings)"""
    with tempfile.TemporaryDirectory() as folder:
        loaded = library(folder)
        same = [
            np.array_equal(columns_by_c(loaded, clip), features(clip))
            for clip, _, _ in data.recordings(data.HELD_OUT)
        ]
    return len(same) - sum(same), len(same)


def wrong() -> list[str]:
    """One line for each thing that is not the same on both sides."""
    lines = []
    if (ROOT / "core/feature/audio_tables.c").read_text() != tables.c_source():
        lines.append("core/feature/audio_tables.c is not what models/keywords/tables.py writes")
    differing, clips = differing_clips()
    print(f"features: {clips} recordings of the test in C and in Python, {differing} differ")
    if differing:
        lines.append(f"{differing} of {clips} recordings have other features in C")
    return lines


def main() -> None:
    lines = wrong()
    print("\n".join(lines), end="\n" if lines else "")
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()
