"""The 8x8 handwritten digits that scikit-learn ships, split once and for all.

Each picture is 8x8 counts of inked pixels, 0..16, in blocks of a 32x32 bitmap. The models take
them as the share of ink, 0..1, shape 8x8x1.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import affine_transform
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

LABELS = [str(d) for d in range(10)]
SPLIT_SEED = 20240501
TEST_SHARE, VALIDATION_SHARE = 0.30, 0.10  # of all pictures
FIRST_SHARE = 0.5  # of the training pictures: all that version 1 ever sees


@dataclass
class Part:
    x: np.ndarray
    y: np.ndarray

    def __len__(self) -> int:
        return len(self.y)


@dataclass
class Split:
    train: Part
    validation: Part
    test: Part


def _pictures() -> Part:
    digits = load_digits()
    return Part((digits.images / 16.0).astype(np.float32)[..., np.newaxis], digits.target)


def _divide(part: Part, share: float) -> tuple[Part, Part]:
    """Two parts with the same mixture of classes, the second with `share` of the samples."""
    x1, x2, y1, y2 = train_test_split(
        part.x, part.y, test_size=share, stratify=part.y, random_state=SPLIT_SEED
    )
    return Part(x1, y1), Part(x2, y2)


def split() -> Split:
    """Stratified and shuffled: a writer's digits may be in several parts."""
    rest, test = _divide(_pictures(), TEST_SHARE)
    train, validation = _divide(rest, VALIDATION_SHARE / (1 - TEST_SHARE))
    return Split(train, validation, test)


def held_out() -> Part:
    return split().test


def split_in_file_order() -> Split:
    """The last pictures of the file are the test: their writers are (nearly) not in training."""
    pictures = _pictures()
    cut = round(len(pictures) * (1 - TEST_SHARE))
    head = Part(pictures.x[:cut], pictures.y[:cut])
    train, validation = _divide(head, VALIDATION_SHARE / (1 - TEST_SHARE))
    return Split(train, validation, Part(pictures.x[cut:], pictures.y[cut:]))


def first_part(train: Part) -> Part:
    return _divide(train, FIRST_SHARE)[1]


@dataclass(frozen=True)
class Distortion:
    shift: float  # pixels, at most, each way
    noise: float  # of every pixel, standard deviation, at most


SLIGHT = Distortion(shift=0.8, noise=0.0)
STRONG = Distortion(shift=1.0, noise=0.1)


def _distort(picture: np.ndarray, rng: np.random.Generator, how: Distortion) -> np.ndarray:
    """Turn, scale, slant, shift by fractions of a pixel, vary the weight of the pen, add noise."""
    angle = np.radians(rng.uniform(-12, 12))
    scale = rng.uniform(0.88, 1.12, size=2)
    slant = rng.uniform(-0.15, 0.15)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1.0, 0.0], [slant, 1.0]]) / scale
    centre = np.array([3.5, 3.5])
    offset = centre - matrix @ (centre + rng.uniform(-how.shift, how.shift, size=2))
    moved = affine_transform(picture, matrix, offset=offset, order=1) * rng.uniform(0.8, 1.2)
    noise = rng.uniform(0, how.noise) * rng.normal(0, 1, picture.shape)
    return np.clip(moved + noise, 0, 1)


def augment(part: Part, copies: int, seed: int, distortion: Distortion) -> Part:
    """The pictures themselves and `copies` distorted ones of each."""
    rng = np.random.default_rng(seed)
    more = [
        np.stack([_distort(p[..., 0], rng, distortion) for p in part.x])[..., np.newaxis]
        for _ in range(copies)
    ]
    x = np.concatenate([part.x, *more]).astype(np.float32)
    return Part(x, np.tile(part.y, copies + 1))


def shifted(part: Part) -> Part:
    """Every picture moved by one whole pixel left, right, up and down."""
    x = [np.zeros_like(part.x) for _ in range(4)]
    x[0][:, :, :-1] = part.x[:, :, 1:]
    x[1][:, :, 1:] = part.x[:, :, :-1]
    x[2][:, :-1] = part.x[:, 1:]
    x[3][:, 1:] = part.x[:, :-1]
    return Part(np.concatenate(x), np.tile(part.y, 4))


def groups() -> dict[str, Part]:
    """The held-out pictures changed, by what the card calls it."""
    test = held_out()
    return {
        "held-out, moved by one whole pixel": shifted(test),
        "held-out, noise of 0.1 on every pixel": noisy(test),
    }


def noisy(part: Part, seed: int = 7) -> Part:
    """Gaussian noise of a tenth of full ink on every pixel."""
    noise = np.random.default_rng(seed).normal(0, 0.1, part.x.shape)
    return Part(np.clip(part.x + noise, 0, 1).astype(np.float32), part.y)
