"""The test sets of `make eval-models`: parts of each task's held-out data as raw signals in files.

A set is a folder of a task's name with

    test.csv or test.flac   the signals, one after another (FORMS)
    test.labels             what each one is, a line for each
    test.expected           what Python makes of them (pipeline.py)

Those in models/ are small enough for the repository. So that more sounds fit in, these are rounded
to coarser steps, as fewer bits of a converter would give them: FLAC then needs half the bytes. What
that does to the scores, rounding.py measures. write_sets also writes all that is held out, as it
is, into another folder.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.anomaly import data as anomaly
from models.anomaly.motor import KINDS
from models.anomaly.spectrum import RATE as VIBRATION_RATE
from models.anomaly.spectrum import SAMPLES as VIBRATION_SAMPLES
from models.digits import data as digits
from models.eval import sound
from models.gestures import data as gestures
from models.gestures.generator import LABELS as GESTURES
from models.gestures.sensor import SAMPLES as MOTION_SAMPLES
from models.gestures.sensor import STEP_G
from models.keywords import data as keywords
from models.keywords.scene import SAMPLES as CLIP_SAMPLES
from models.keywords.tables import RATE as SOUND_RATE

COMMITTED = Path(__file__).parents[1]  # models/
MOST_BYTES = 2_000_000  # of all committed sets together
INK = 16  # counts of a picture's full ink


@dataclass
class Set:
    raw: np.ndarray  # whole numbers; a sample in a row, as the sensor gives it
    labels: list[str]

    def part(self, rows: list[int]) -> "Set":
        return Set(self.raw[rows], [self.labels[i] for i in rows])


def _as_it_is(raw: np.ndarray) -> np.ndarray:
    return raw


def _rounded(raw: np.ndarray, step: int | np.ndarray) -> np.ndarray:
    """To multiples of a power of two, which may be another one in each row."""
    return np.clip(np.rint(raw / step) * step, -32768, 32768 - step).astype(np.int16)


def _by_loudness(raw: np.ndarray) -> np.ndarray:
    """In steps of an eighth of a clip's RMS or less: the error lies 29 dB or more below it."""
    rms = np.sqrt(np.mean(np.square(raw, dtype=float), axis=1, keepdims=True))
    return _rounded(raw, 2.0 ** np.floor(np.log2(np.maximum(rms / 8, 1))))


def _to_12_bits(raw: np.ndarray) -> np.ndarray:
    """In steps of 1/2048 of 16 g, about the noise of the sensor."""
    return _rounded(raw, 16)


@dataclass(frozen=True)
class Form:
    """How a task's signals lie in files."""

    held_out: Callable[[], Set]
    share: Callable[[str], int]  # how many of a label's samples are committed, at the most
    sample: tuple[int, ...]  # shape of one; of digits with its class as one more number
    head: str = ""  # comment above the numbers of a .csv
    rate: int = 0  # Hz, where it is a sound file
    rounded: Callable[[np.ndarray], np.ndarray] = _as_it_is  # what is committed


def _digits() -> Set:
    test = digits.held_out()
    counts = np.rint(test.x.reshape(len(test), -1) * INK).astype(np.int16)
    lines = np.concatenate([counts, test.y[:, np.newaxis].astype(np.int16)], axis=1)
    return Set(lines, [digits.LABELS[k] for k in test.y])


def _gestures() -> Set:
    test = gestures.held_out()
    return Set(np.rint(test.x / STEP_G).astype(np.int16), [GESTURES[k] for k in test.y])


def _keywords() -> Set:
    made = list(keywords.recordings(keywords.HELD_OUT))
    return Set(np.stack([clip for clip, _, _ in made]), [keywords.LABELS[k] for _, k, _ in made])


def _anomaly() -> Set:
    test = anomaly.held_out()
    labels = [f"{KINDS[k]} {grade}".strip() for k, grade in zip(test.y, test.grade, strict=True)]
    return Set(test.raw, labels)


FORMS = {
    "digits": Form(_digits, lambda _: 540, sample=(65,)),
    "gestures": Form(
        _gestures,
        lambda _: 25,
        sample=(MOTION_SAMPLES, 3),
        head=f"x, y, z in 1/{round(1 / STEP_G)} g, 25 Hz; {MOTION_SAMPLES} rows a window",
    ),
    "keywords": Form(
        _keywords,
        lambda _: 12,
        sample=(CLIP_SAMPLES,),
        rate=SOUND_RATE,
        rounded=_by_loudness,
    ),
    # Each kind in each grade twice, and as many healthy ones.
    "anomaly": Form(
        _anomaly,
        lambda label: 30 if label == KINDS[0] else 2,
        sample=(VIBRATION_SAMPLES,),
        rate=VIBRATION_RATE,
        rounded=_to_12_bits,
    ),
}


def _chosen(labels: list[str], share: Callable[[str], int]) -> list[int]:
    """Of each label as many as asked, evenly from first to last, and not all from the same place:
    each label begins a little later than the one before."""
    rows, kinds = [], sorted(set(labels))
    for i, label in enumerate(kinds):
        members = [row for row, other in enumerate(labels) if other == label]
        count = min(share(label), len(members))
        rows += [members[int((k + i / len(kinds)) * len(members) / count)] for k in range(count)]
    return sorted(rows)


def committed_part(task: str, held_out: Set) -> Set:
    part = held_out.part(_chosen(held_out.labels, FORMS[task].share))
    return Set(FORMS[task].rounded(part.raw), part.labels)


def signal_file(folder: Path, task: str) -> Path:
    return folder / ("test.flac" if FORMS[task].rate else "test.csv")


def write(folder: Path, task: str, content: Set) -> None:
    """The signals' file and test.labels."""
    form, file = FORMS[task], signal_file(folder, task)
    folder.mkdir(parents=True, exist_ok=True)
    if form.rate:
        sound.write(file, content.raw.reshape(-1), form.rate)
    else:
        rows = content.raw.reshape(-1, form.sample[-1])
        np.savetxt(file, rows, "%d", ",", header=form.head)
    (folder / "test.labels").write_text("\n".join(content.labels) + "\n")


def read(folder: Path, task: str) -> Set:
    form, file = FORMS[task], signal_file(folder, task)
    labels = (folder / "test.labels").read_text().splitlines()
    numbers = sound.read(file) if form.rate else np.loadtxt(file, np.int16, delimiter=",")
    return Set(numbers.reshape(len(labels), *form.sample), labels)
