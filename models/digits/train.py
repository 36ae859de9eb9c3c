"""Train and publish digits_v1 and digits_v2:  python -m models.digits.train"""

from pathlib import Path

from models.common import repro  # isort: skip  (before anything that imports TensorFlow)

import keras
from keras import layers

from models.common.convert import to_int8_tflite
from models.common.publish import Task, Version, publish
from models.common.score import tflm_accuracy
from models.common.training import copy_of, fit
from models.digits import data

SEED = 11
BATCH = 32
CALIBRATION_SAMPLES = 300


def build() -> keras.Model:
    """8x8 ink to ten probabilities; batch normalisation folds into the convolutions."""
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.DepthwiseConv2D(3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(32, 1, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


def train_v1(train: data.Part, validation: data.Part) -> Version:
    """Half of the training pictures, and only a few distortions of each."""
    part = data.first_part(train)
    model = build()
    more = data.augment(part, copies=2, seed=SEED, distortion=data.SLIGHT)
    history = fit(model, more, validation, rate=3e-3, epochs=40, batch=BATCH)
    text = f"{len(part)} pictures and 2 distortions of each, 40 epochs"
    return Version("digits_v1", model, text, part.x[:CALIBRATION_SAMPLES], history=history)


def train_v2(v1: Version, train: data.Part, validation: data.Part) -> Version:
    """Fine-tune a copy of version 1; version 1 stays as it is. Validation is distorted as training
    is: few pictures as they are would choose the epoch by luck."""
    model = copy_of(v1.model)
    more = data.augment(train, copies=15, seed=SEED, distortion=data.STRONG)
    judges = data.augment(validation, copies=5, seed=SEED + 1, distortion=data.STRONG)
    history = fit(model, more, judges, rate=2e-3, epochs=25, batch=2 * BATCH)
    text = f"{v1.name}'s weights, then {len(train)} pictures and 15 distortions of each, 25 epochs"
    return Version("digits_v2", model, text, train.x[:CALIBRATION_SAMPLES], history=history)


def unknown_writers() -> dict[str, float]:
    """The same recipe, tested on (nearly) only other writers: what a stranger may expect."""
    repro.fix_seed(SEED)
    part = data.split_in_file_order()
    v1 = train_v1(part.train, part.validation)
    v2 = train_v2(v1, part.train, part.validation)
    files = {v.name: to_int8_tflite(v.model, v.calibration) for v in (v1, v2)}
    return {name: tflm_accuracy(file, part.test.x, part.test.y) for name, file in files.items()}


def main() -> None:
    repro.one_thread()
    repro.fix_seed(SEED)
    parts = data.split()
    v1 = train_v1(parts.train, parts.validation)
    v2 = train_v2(v1, parts.train, parts.validation)

    strangers = unknown_writers()
    groups = data.groups()

    def extra(name: str, tflite: bytes) -> dict[str, float]:
        scores = {what: tflm_accuracy(tflite, p.x, p.y) for what, p in groups.items()}
        return scores | {"same recipe, other writers in the test": strangers[name]}

    task = Task(
        folder=Path(__file__).parent,
        labels=data.LABELS,
        least_accuracy=0.97,
        test_x=parts.test.x,
        test_y=parts.test.y,
        extra=extra,
    )
    publish(task, [v1, v2])


if __name__ == "__main__":
    main()
