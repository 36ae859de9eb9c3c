"""The constants of the feature front end, and core/feature/audio_tables.c made of them:

    python -m models.keywords.tables > core/feature/audio_tables.c

One source for both sides: features.py computes with these arrays, core/feature with the file.
"""

import numpy as np

RATE = 16000  # Hz
FRAME = 480  # samples, 30 ms
HOP = 320  # samples, 20 ms
FFT = 512  # the frame and zeros
BANDS = 32
LOWEST_HZ, HIGHEST_HZ = 100.0, 7600.0


def _mel(hz: np.ndarray | float) -> np.ndarray | float:
    return 2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0)


def window() -> np.ndarray:
    """Hann, Q15; its first half, which the second mirrors."""
    n = np.arange(FRAME // 2) + 0.5
    return np.rint(32767 * np.sin(np.pi * n / FRAME) ** 2).astype(np.int64)


def sine() -> np.ndarray:
    """sin(2 pi k / FFT) in Q15 for k = 0 .. 3/4 FFT; the cosine lies FFT / 4 further on."""
    k = np.arange(3 * FFT // 4)
    return np.rint(32767 * np.sin(2 * np.pi * k / FFT)).astype(np.int64)


def mel_segments() -> tuple[np.ndarray, np.ndarray]:
    """(first, rise). BANDS + 2 edges, equally far apart in mel, cut the spectrum in BANDS + 1
    segments: segment i is bins first[i] .. first[i + 1] - 1, where band i rises by rise[bin] / 256
    and band i - 1 falls by the rest."""
    edges = np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), BANDS + 2)
    place = (_mel(np.arange(FFT // 2) * RATE / FFT) - edges[0]) / (edges[1] - edges[0])
    first = np.searchsorted(place, np.arange(BANDS + 2)).astype(np.int64)
    rise = np.floor(256 * (place - np.floor(place))).astype(np.int64)
    rise[: first[0]] = 0
    rise[first[-1] :] = 0
    return first, rise


def eighths() -> np.ndarray:
    """Where, between 2^15 and 2^16, an eighth of an octave is rounded up: 2^(15 + (i + 1/2)/8)."""
    return np.rint(2 ** (15 + (np.arange(8) + 0.5) / 8)).astype(np.int64)


def _array(kind: str, name: str, values: np.ndarray) -> str:
    per_line = 12
    rows = [values[i : i + per_line] for i in range(0, len(values), per_line)]
    body = "".join("    " + ", ".join(map(str, row)) + ",\n" for row in rows)
    return f"const {kind} {name}[{len(values)}] = {{\n{body}}};\n"


def c_source() -> str:
    first, rise = mel_segments()
    return "\n".join(
        [
            "/*\n * audio_tables.c - written by models/keywords/tables.py; change it there.\n */",
            '#include "audio_tables_priv.h"\n',
            "/* clang-format off */",
            _array("int16_t", "otaml_audio_window", window()),
            _array("int16_t", "otaml_audio_sine", sine()),
            _array("uint8_t", "otaml_audio_first", first),
            _array("uint8_t", "otaml_audio_rise", rise),
            _array("uint16_t", "otaml_audio_eighths", eighths()),
        ]
    )


if __name__ == "__main__":
    print(c_source(), end="")
