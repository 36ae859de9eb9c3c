"""Train and publish gestures_v1 and gestures_v2:  python -m models.gestures.train"""

from pathlib import Path

from models.common import repro  # isort: skip  (before anything that imports TensorFlow)

import keras
import numpy as np
from keras import layers

from models.common.publish import Task, Version, publish
from models.common.score import tflm_accuracy
from models.common.training import copy_of, fit
from models.gestures import data
from models.gestures.generator import LABELS, Recordings
from models.gestures.sensor import RANGE_G, SAMPLES

SEED = 23
BATCH = 64
CALIBRATION_SAMPLES = 400


def separable(filters: int, length: int, stride: int) -> list:
    """A depthwise convolution along time, then one across the channels."""
    return [
        layers.DepthwiseConv2D((length, 1), strides=stride, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Conv2D(filters, 1, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
    ]


def build() -> keras.Model:
    """128x3 in g to four probabilities. Before the pooling, each of the 16 steps sees 3 s."""
    return keras.Sequential(
        [
            keras.Input((SAMPLES, 3)),
            layers.Reshape((SAMPLES, 1, 3)),
            layers.Conv2D(16, (7, 1), strides=2, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            *separable(24, 7, stride=2),
            *separable(32, 7, stride=2),
            *separable(32, 5, stride=1),
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.1),
            layers.Dense(len(LABELS), activation="softmax"),
        ]
    )


def calibration(train: Recordings) -> np.ndarray:
    """Some windows, and one with both ends of the sensor's range, so that every version maps
    -4 g .. 4 g to the same int8 values whatever its training data happened to reach."""
    x = train.x[:: max(1, len(train) // CALIBRATION_SAMPLES)].copy()
    x[0, 0, 0], x[0, 1, 0] = -RANGE_G, RANGE_G
    return x


def train_v1(validation: Recordings) -> Version:
    train = data.first_people()
    model = build()
    history = fit(model, train, validation, rate=4e-3, epochs=30, batch=BATCH)
    text = f"{len(train)} windows of {train.people} people, 30 epochs"
    return Version("gestures_v1", model, text, calibration(train), history=history)


def train_v2(v1: Version, validation: Recordings) -> Version:
    """Fine-tune a copy of version 1 on many more people; version 1 stays as it is."""
    train = data.more_people()
    model = copy_of(v1.model)
    history = fit(model, train, validation, rate=3e-3, epochs=20, batch=BATCH)
    count = f"{len(train)} windows of {train.people} other people"
    text = f"{v1.name}'s weights, then {count}, 20 epochs"
    return Version("gestures_v2", model, text, calibration(train), history=history)


def main() -> None:
    repro.one_thread()
    repro.fix_seed(SEED)
    validation, test, groups = data.validation(), data.held_out(), data.groups()
    v1 = train_v1(validation)
    v2 = train_v2(v1, validation)

    def extra(_name: str, tflite: bytes) -> dict[str, float]:
        return {what: tflm_accuracy(tflite, p.x, p.y) for what, p in groups.items()}

    task = Task(
        folder=Path(__file__).parent,
        labels=LABELS,
        least_accuracy=0.95,
        test_x=test.x,
        test_y=test.y,
        extra=extra,
    )
    publish(task, [v1, v2])


if __name__ == "__main__":
    main()
