"""Throats that nobody has: variants of espeak-ng's voices, drawn at random.

espeak-ng comes with some hundred variants, which are files of a few parameters: pitch, the
frequency, strength and width of each formant, breath, tone. A network that has heard sixty of them
knows these sixty. So training also speaks with as many others as it likes, each a file drawn from
ranges like those of espeak-ng's own (its documentation, docs/voices.md).
"""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np

SEED = 207
COUNT = 4000
DRAWN = "drawn"
FORMANTS = 9
SYNTHESISERS = 6  # of Klatt's kind, that espeak-ng has beside its own


def _about(rng: np.random.Generator, centre: float, spread: float) -> float:
    """Log-normal: as often twice as large as half as large."""
    return centre * np.exp(rng.normal(0, spread))


def _formants(rng: np.random.Generator) -> list[str]:
    """In per cent of the voice's: frequency, strength, width. Long throats sound low."""
    size = 100 * np.exp(rng.uniform(np.log(0.8), np.log(1.5)))
    uneven = rng.uniform(0.02, 0.12)
    lines = []
    for i in range(FORMANTS):
        frequency = size if i == 0 else _about(rng, size, uneven)
        if i > 3 and rng.uniform() < 0.1:  # the upper ones are colour, and may be anywhere
            frequency = rng.uniform(5, 150)
        strength, width = _about(rng, 90, 0.25), _about(rng, 110, 0.25)
        lines.append(f"formant {i} {frequency:.0f} {strength:.0f} {width:.0f}")
    return lines


def _tone(rng: np.random.Generator) -> str:
    """Points of a frequency response: Hz and 0 .. 255. Of any form, or falling."""
    hz = np.sort(rng.uniform(60, 5000, rng.integers(2, 6)))
    height = rng.uniform(20, 255, len(hz))
    if rng.uniform() < 0.5:
        height = 255 * (hz / hz[0]) ** -rng.uniform(0.3, 1.2)
    return "tone " + " ".join(f"{f:.0f} {h:.0f}" for f, h in zip(hz, height, strict=True))


def _sometimes(rng: np.random.Generator) -> list[str]:
    """What only some throats have."""
    may_be = [
        (0.4, lambda: _tone(rng)),
        (0.3, lambda: f"voicing {_about(rng, 90, 0.5):.0f}"),
        (0.4, lambda: f"consonants {_about(rng, 90, 0.3):.0f} {_about(rng, 90, 0.3):.0f}"),
        (0.2, lambda: "breath " + " ".join(str(rng.integers(0, 7)) for _ in range(8))),
        (0.3, lambda: f"roughness {rng.integers(0, 6)}"),
        (0.3, lambda: f"flutter {rng.integers(0, 21)}"),
        (0.2, lambda: f"echo {rng.integers(5, 160)} {rng.integers(5, 60)}"),
        (0.2, lambda: f"intonation {rng.integers(1, 5)}"),
        (0.2, lambda: f"klatt {rng.integers(1, SYNTHESISERS + 1)}"),
        (0.3, lambda: "stressAmp " + " ".join(str(rng.integers(14, 30)) for _ in range(8))),
    ]
    return [line() for chance, line in may_be if rng.uniform() < chance]


def _description(number: int) -> str:
    rng = np.random.default_rng([SEED, number])
    low = np.exp(rng.uniform(np.log(55), np.log(250)))
    pitch = f"pitch {low:.0f} {low * rng.uniform(1.15, 1.8):.0f}"
    lines = ["language variant", f"name drawn{number}", pitch]
    return "\n".join(lines + _formants(rng) + _sometimes(rng)) + "\n"


def name(number: int) -> str:
    """As espeak-ng finds it, which looks in voices/!v, where there must not be more than 350."""
    return f"../../{DRAWN}/{number}"


def _own_data() -> Path:
    """Where espeak-ng keeps its data; it says so itself."""
    said = subprocess.run(["espeak-ng", "--version"], check=True, stdout=subprocess.PIPE)
    return Path(said.stdout.decode().split("Data at:")[1].strip())


_making = Lock()


@cache
def _folder() -> tempfile.TemporaryDirectory:
    """espeak-ng's data, mostly by links, and a folder of ours beside them; goes with us."""
    folder = tempfile.TemporaryDirectory(prefix="throats-")
    data = Path(folder.name, "espeak-ng-data")
    (data / DRAWN).mkdir(parents=True)
    own = _own_data()
    shutil.copytree(own / "voices", data / "voices")  # a link would lead DRAWN's .. elsewhere
    for file in own.iterdir():
        if file.name != "voices":
            (data / file.name).symlink_to(file)
    for number in range(COUNT):
        (data / DRAWN / str(number)).write_text(_description(number))
    return folder


def environment() -> dict[str, str]:
    """That of a process of espeak-ng that knows the drawn throats too. Any thread may ask."""
    with _making:
        return {**os.environ, "ESPEAK_DATA_PATH": _folder().name}


ALL = tuple(map(name, range(COUNT)))
