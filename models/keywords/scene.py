"""From a word to what a microphone hears in one second: place in time, room, loudness, noise."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from models.keywords.tables import RATE

SAMPLES = RATE  # one second
NOISES = ["white", "pink", "brown", "hum", "babble"]


@dataclass(frozen=True)
class Surroundings:
    """The ranges from which a scene is drawn."""

    snr_db: tuple[float, float]  # of the word's mean power to the noise's
    level_db: tuple[float, float] = (-36.0, -14.0)  # RMS of the word, full scale is 0
    reverberant: float = 0.5  # share of scenes in a room
    decay_s: tuple[float, float] = (0.1, 0.5)  # T60
    throat: tuple[float, float] | None = None  # played so much faster, as if by a smaller one


def _coloured(rng: np.random.Generator, slope: float) -> np.ndarray:
    """Noise whose power falls with frequency to the power of `slope`, above 50 Hz."""
    spectrum = np.fft.rfft(rng.normal(size=SAMPLES))
    hz = np.maximum(np.fft.rfftfreq(SAMPLES, 1 / RATE), 50.0)
    return np.fft.irfft(spectrum * hz ** (-slope / 2), SAMPLES)


def _hum(rng: np.random.Generator) -> np.ndarray:
    """Mains or a motor: a tone with harmonics, and some noise."""
    t = np.arange(SAMPLES) / RATE
    base, sound = rng.uniform(48, 180), 0.1 * _coloured(rng, 1.0)
    sound /= sound.std() * 4
    for k in range(1, 12):
        sound += rng.uniform(0.2, 1) / k * np.sin(2 * np.pi * (k * base * t + rng.uniform()))
    return sound


def noise(rng: np.random.Generator, babble: np.ndarray) -> np.ndarray:
    """One second of one kind, RMS 1."""
    kind = NOISES[rng.integers(len(NOISES))]
    if kind == "babble":
        start = rng.integers(len(babble) - SAMPLES)
        sound = babble[start : start + SAMPLES]
    elif kind == "hum":
        sound = _hum(rng)
    else:
        sound = _coloured(rng, {"white": 0.0, "pink": 1.0, "brown": 2.0}[kind])
    return sound / np.sqrt(np.mean(sound**2))


def _room(rng: np.random.Generator, sound: np.ndarray, around: Surroundings) -> np.ndarray:
    """The direct sound, and after 2 ms a tail of noise that decays."""
    t = np.arange(int(0.3 * RATE)) / RATE
    tail = rng.normal(size=len(t)) * 10 ** (-3 * t / rng.uniform(*around.decay_s))
    tail[: int(0.002 * RATE)] = 0
    tail *= rng.uniform(0.2, 0.8) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    return fftconvolve(sound, tail)


def _other_throat(rng: np.random.Generator, word: np.ndarray, around: Surroundings) -> np.ndarray:
    if around.throat is None:
        return word
    places = np.arange(0, len(word) - 1, rng.uniform(*around.throat))
    return np.interp(places, np.arange(len(word)), word)


def scene(
    rng: np.random.Generator, word: np.ndarray | None, babble: np.ndarray, around: Surroundings
) -> np.ndarray:
    """int16, one second. The word (None for silence) lies in it whole, unless it is longer."""
    clip = np.zeros(SAMPLES)
    level = 10 ** (rng.uniform(*around.level_db) / 20)
    snr = 10 ** (rng.uniform(*around.snr_db) / 20)
    if word is not None:
        word = _other_throat(rng, word, around)[:SAMPLES]
        start = rng.integers(SAMPLES - len(word) + 1)
        power = np.sqrt(np.mean(word**2))
        if rng.uniform() < around.reverberant:
            word = _room(rng, word, around)
        end = min(SAMPLES, start + len(word))
        clip[start:end] = word[: end - start] * (level / power)
    clip += noise(rng, babble) * (level / snr)
    return np.clip(np.rint(clip * 32768), -32768, 32767).astype(np.int16)
