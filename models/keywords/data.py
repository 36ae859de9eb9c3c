"""Which recordings each part is made of. Every clip has a random generator of its own, seeded with
the part's seed and the clip's number, so that clips are the same in whatever order they are made.

Making all parts takes some minutes; with OTAML_MODELS_CACHE=FOLDER they are kept there."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.keywords import speech, throat
from models.keywords.features import BANDS, COLUMNS, features
from models.keywords.scene import SAMPLES, Surroundings, scene
from models.keywords.speech import ACCENTS, STRANGE_ACCENT, WORDS, Voice, say

LABELS = [*WORDS, "unknown", "silence"]
UNKNOWN, SILENCE = LABELS.index("unknown"), LABELS.index("silence")
FEATURE_SCALE = 1 / 64  # the models' input: the int8 features are its quantised values as they are
WORKERS = 3
TEST_SNR_DB = 10.0

MILD = Surroundings(snr_db=(7, 30), throat=(0.9, 1.12))
HARSH = Surroundings(snr_db=(2, 24), throat=(0.85, 1.18))
TEST = Surroundings(snr_db=(TEST_SNR_DB, TEST_SNR_DB))


@dataclass(frozen=True)
class Recipe:
    seed: int
    utterances: int
    takes: int  # scenes made of each utterance
    variants: tuple[str, ...]
    around: Surroundings
    accents: tuple[str, ...] = tuple(ACCENTS)
    words_per_minute: tuple[int, int] = (110, 220)
    pitch: tuple[int, int] = (20, 80)
    other_words: tuple[str, ...] = tuple(speech.OTHER_WORDS)
    passage: str = speech.PASSAGE
    babbles: int = 4  # sets of six voices
    turn: tuple[int, ...] = tuple(range(len(LABELS)))  # labels of utterances, in turn

    def throats(self) -> int:
        return len(set(self.variants))


@dataclass
class Part:
    x: np.ndarray  # clips x COLUMNS x BANDS, the features by FEATURE_SCALE
    y: np.ndarray
    accent: np.ndarray  # number in ACCENTS; len(ACCENTS) is STRANGE_ACCENT

    def __len__(self) -> int:
        return len(self.y)

    def where(self, rows: np.ndarray) -> "Part":
        return Part(self.x[rows], self.y[rows], self.accent[rows])


def _babble(recipe: Recipe, number: int) -> np.ndarray:
    """Six voices of the part at once, each with the passage's words in an order of its own."""
    rng = np.random.default_rng([recipe.seed, (1 << 20) + number])
    voices = [_voice(rng, recipe) for _ in range(6)]
    words = recipe.passage.split()
    spoken = [say(" ".join(rng.permutation(words)), voice) for voice in voices]
    length = min(map(len, spoken))
    return sum(s[:length] / np.sqrt(np.mean(s[:length] ** 2)) for s in spoken)


def _voice(rng: np.random.Generator, recipe: Recipe) -> Voice:
    accent = recipe.accents[rng.integers(len(recipe.accents))]
    variant = recipe.variants[rng.integers(len(recipe.variants))]
    speed, pitch = rng.integers(*recipe.words_per_minute), rng.integers(*recipe.pitch)
    return Voice(accent, variant, int(speed), int(pitch))


def _utterance(
    recipe: Recipe, babble: list[np.ndarray], i: int
) -> tuple[list[np.ndarray], int, int]:
    """All takes of one utterance, its label and its accent."""
    rng = np.random.default_rng([recipe.seed, i])
    label = recipe.turn[i % len(recipe.turn)]
    voice = _voice(rng, recipe)
    text = recipe.other_words[rng.integers(len(recipe.other_words))]
    text = WORDS[label] if label < len(WORDS) else text
    word = None if label == SILENCE else say(text, voice)
    clips = [
        scene(rng, word, babble[rng.integers(len(babble))], recipe.around)
        for _ in range(recipe.takes)
    ]
    return clips, label, (*ACCENTS, STRANGE_ACCENT).index(voice.accent)


def recordings(recipe: Recipe):
    """(int16 clip, label, accent) one after another."""
    with ThreadPoolExecutor(WORKERS) as pool:
        babble = list(pool.map(lambda i: _babble(recipe, i), range(recipe.babbles)))
        made = pool.map(lambda i: _utterance(recipe, babble, i), range(recipe.utterances))
        for clips, label, accent in made:
            for clip in clips:
                yield clip, label, accent


def _made(recipe: Recipe) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns = np.empty((recipe.utterances * recipe.takes, COLUMNS, BANDS), np.int8)
    y, accent = np.empty(len(columns), np.int64), np.empty(len(columns), np.int64)
    for i, (clip, label, number) in enumerate(recordings(recipe)):
        columns[i], y[i], accent[i] = features(clip), label, number
    return columns, y, accent


def _cache_file(recipe: Recipe) -> Path | None:
    """Named by the recipe and the sources that follow it: never stale, but for espeak-ng itself."""
    folder = os.environ.get("OTAML_MODELS_CACHE")
    if not folder:
        return None
    here = Path(__file__).parent
    names = ["speech.py", "scene.py", "data.py", "throat.py", "features.py", "tables.py"]
    text = repr(recipe).encode() + b"".join((here / name).read_bytes() for name in names)
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) / f"keywords-{hashlib.sha256(text).hexdigest()[:16]}.npz"


def make(recipe: Recipe) -> Part:
    file = _cache_file(recipe)
    if file and file.exists():
        columns, y, accent = np.load(file).values()
    else:
        columns, y, accent = _made(recipe)
        if file:
            np.savez(file, columns, y, accent)
    return Part(columns.astype(np.float32) * np.float32(FEATURE_SCALE), y, accent)


# Twice as many unknown words as of each of the ten: they have to stand for all others.
_TRAIN_TURN = (*range(len(LABELS)), UNKNOWN)

FEW = Recipe(
    seed=201,
    utterances=1950,
    takes=3,
    variants=tuple(speech.FEW_VARIANTS),
    around=MILD,
    words_per_minute=(130, 200),
    pitch=(30, 70),
    turn=_TRAIN_TURN,
)
# A third of version 2's utterances in variants of espeak-ng's own, two thirds in drawn throats.
_OWN = (*speech.FEW_VARIANTS, *speech.MORE_VARIANTS)
MORE = Recipe(
    seed=202,
    utterances=39000,
    takes=2,
    variants=_OWN * (throat.COUNT // (2 * len(_OWN))) + throat.ALL,
    around=HARSH,
    babbles=40,
    turn=_TRAIN_TURN,
)
VALIDATION = Recipe(
    seed=203,
    utterances=720,
    takes=1,
    variants=tuple(speech.VALIDATION_VARIANTS),
    around=replace(HARSH, throat=None),
)
HELD_OUT = Recipe(
    seed=204,
    utterances=1200,
    takes=1,
    variants=tuple(speech.TEST_VARIANTS),
    around=TEST,
    accents=(*ACCENTS, STRANGE_ACCENT),
    other_words=tuple(speech.TEST_OTHER_WORDS),
    passage=speech.TEST_PASSAGE,
)


def few_voices() -> Part:
    """All that version 1 ever hears: few variants, of middling speed and pitch, little noise."""
    return make(FEW)


def more_voices() -> Part:
    return make(MORE)


def validation() -> Part:
    return make(VALIDATION)


def held_out() -> Part:
    return make(HELD_OUT)


def groups() -> dict[str, Part]:
    """A part of the test, and its words by the same voices in other noise; as the card says."""
    test = held_out()
    louder = replace(HELD_OUT, around=replace(TEST, snr_db=(5.0, 5.0)))
    return {
        "an accent that is in no training": test.where(test.accent == len(ACCENTS)),
        "all, noise at 5 dB": make(louder),
    }


assert SAMPLES == 16000 and COLUMNS == 49
