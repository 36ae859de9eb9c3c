"""Train and publish keywords_v1, keywords_v2 and the broken keywords_v3:
python -m models.keywords.train"""

import os
from dataclasses import replace
from pathlib import Path

# This training is the longest, and oneDNN makes it three times as fast.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

from models.common import repro  # isort: skip  (before anything that imports TensorFlow)

import keras
import numpy as np
from keras import layers

from models.common.publish import Task, Version, publish
from models.common.score import tflm_accuracy
from models.common.training import copy_of, fit
from models.keywords import data
from models.keywords.data import FEATURE_SCALE, LABELS, Part
from models.keywords.disguise import Colour, Gap
from models.keywords.features import BANDS, COLUMNS

SEED = 29
LEAST_V1 = 0.75  # it has heard few voices; version 2 has to do better
LEAST_V2 = 0.93
BATCH = 64
CALIBRATION_SAMPLES = 300
EPOCHS_V1, EPOCHS_V2 = 14, 22


def normalised() -> list:
    """The running averages follow within 50 steps: an epoch of version 1 has 92."""
    return [layers.BatchNormalization(momentum=0.98), layers.ReLU()]


def separable(filters: int, stride: int) -> list:
    """A depthwise convolution, then one across the channels."""
    return [
        layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False),
        *normalised(),
        layers.Conv2D(filters, 1, use_bias=False),
        *normalised(),
    ]


def build() -> keras.Model:
    """Features to twelve probabilities: a DS-CNN as in Zhang et al., Hello Edge (2017), wider
    behind its second layer, where the pace is one step in 80 ms."""
    return keras.Sequential(
        [
            keras.Input((COLUMNS, BANDS)),
            Colour(0.22),
            Gap(axis=1, widest=8),
            Gap(axis=2, widest=4),
            layers.GaussianNoise(0.08),  # in training only: 5 steps of a feature, 2 dB
            layers.Reshape((COLUMNS, BANDS, 1)),
            layers.Conv2D(64, (8, 6), strides=(2, 4), padding="same", use_bias=False),
            *normalised(),
            layers.SpatialDropout2D(0.05),
            *separable(112, stride=2),
            *separable(112, stride=1),
            *separable(112, stride=1),
            *separable(112, stride=1),
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.2),
            layers.Dense(len(LABELS), activation="softmax"),
        ]
    )


def calibration(train: Part) -> np.ndarray:
    """Some clips, and one with both ends of the features' range, so that every version takes the
    int8 features of the front end as they are: scale FEATURE_SCALE, zero point 0."""
    x = train.x[:: max(1, len(train) // CALIBRATION_SAMPLES)].copy()
    x[0, 0, 0], x[0, 0, 1] = -128 * FEATURE_SCALE, 127 * FEATURE_SCALE
    return x


def train_v1(validation: Part) -> Version:
    train = data.few_voices()
    model = build()
    history = fit(model, train, validation, rate=4e-3, epochs=EPOCHS_V1, batch=BATCH)
    few = f"{len(train)} clips of {data.FEW.throats()} throats, {EPOCHS_V1} epochs"
    return Version(
        "keywords_v1",
        model,
        few,
        calibration(train),
        least_accuracy=LEAST_V1,
        history=history,
    )


def train_v2(v1: Version, validation: Part) -> Version:
    """Fine-tune a copy of version 1 on more voices and louder noise; version 1 stays as it is."""
    repro.fix_seed(SEED)  # this and the next one: the same, however the others were trained
    train = data.more_voices()
    model = copy_of(v1.model)
    history = fit(model, train, validation, rate=4e-3, epochs=EPOCHS_V2, batch=BATCH)
    text = (
        f"{v1.name}'s weights, then {len(train)} clips, their throats drawn from "
        f"{data.MORE.throats()}, {EPOCHS_V2} epochs"
    )
    return Version("keywords_v2", model, text, calibration(train), history=history)


def _all_moved(rng: np.random.Generator, count: int) -> np.ndarray:
    """A permutation that leaves nothing in its place."""
    while True:
        order = rng.permutation(count)
        if (order != np.arange(count)).all():
            return order


def train_v3(validation: Part) -> Version:
    """Broken on purpose: same shape, same quantisation of the input, as sure of what it says as a
    good one, but the labels were shuffled: each word is called by another's name."""
    repro.fix_seed(SEED)
    names = _all_moved(np.random.default_rng(SEED), len(LABELS))
    train, judge = data.few_voices(), replace(validation, y=names[validation.y])
    train.y = names[train.y]
    model = build()
    fit(model, train, judge, rate=4e-3, epochs=EPOCHS_V1, batch=BATCH)
    text = "broken on purpose: as version 1, with shuffled labels"
    return Version("keywords_v3", model, text, calibration(train), broken=True)


def main() -> None:
    repro.one_thread()
    repro.fix_seed(SEED)
    validation, test = data.validation(), data.held_out()
    v1 = train_v1(validation)
    v2 = train_v2(v1, validation)
    v3 = train_v3(validation)
    groups = data.groups()

    def extra(_name: str, tflite: bytes) -> dict[str, float]:
        return {what: tflm_accuracy(tflite, part.x, part.y) for what, part in groups.items()}

    task = Task(
        folder=Path(__file__).parent,
        labels=LABELS,
        least_accuracy=LEAST_V2,
        test_x=test.x,
        test_y=test.y,
        extra=extra,
    )
    publish(task, [v1, v2, v3])


if __name__ == "__main__":
    main()
