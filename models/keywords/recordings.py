"""Write what tests/feature holds core/feature against: recordings of a second and their features.

    python -m models.keywords.recordings

Two recordings are clips of the test (raw int16, little-endian); three signals are computed, here
and in test_feature.c by the same few lines.
"""

from itertools import islice
from pathlib import Path

import numpy as np

from models.keywords import data
from models.keywords.features import features
from models.keywords.scene import SAMPLES

FOLDER = Path(__file__).parents[2] / "tests/feature"
CLIPS = 2


def _random() -> np.ndarray:
    """int16, from a linear congruential generator."""
    state, samples = 1, np.empty(SAMPLES, np.int64)
    for i in range(SAMPLES):
        state = (state * 1664525 + 1013904223) % (1 << 32)
        samples[i] = (state >> 16) - 32768
    return samples


def signals() -> dict[str, np.ndarray]:
    i = np.arange(SAMPLES)
    return {
        "noise": _random(),
        "swell": _random() >> (15 - i // 1000),  # from one bit to sixteen
        "square": np.where(i // 8 % 2, 32767, -32768),  # as loud as can be
    }


def main() -> None:
    chosen = islice(data.recordings(data.HELD_OUT), CLIPS)
    clips = {f"word{k}": clip for k, (clip, _, _) in enumerate(chosen)}
    for name, clip in clips.items():
        (FOLDER / f"{name}.s16").write_bytes(clip.astype("<i2").tobytes())
    for name, samples in (clips | signals()).items():
        (FOLDER / f"{name}.features").write_bytes(features(samples).tobytes())


if __name__ == "__main__":
    main()
