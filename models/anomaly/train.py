"""Train and publish anomaly_v1 and anomaly_v2:  python -m models.anomaly.train"""

import wave
from pathlib import Path

from models.common import repro  # isort: skip  (before anything that imports TensorFlow)

import keras
import numpy as np
from keras import layers

from models.anomaly import data
from models.anomaly.motor import KINDS
from models.anomaly.spectrum import FEATURES, RATE, STEPS_PER_UNIT
from models.common.publish import Version
from models.common.publish_detector import Detector, publish
from models.common.training import copy_of, fit

FOLDER = Path(__file__).parent
SEED = 29
BATCH = 64
CALIBRATION_SAMPLES = 400


class Same:
    """Samples that are their own answers."""

    def __init__(self, recordings: data.Recordings):
        self.x = self.y = recordings.x


def dense(width: int) -> list:
    return [layers.Dense(width, use_bias=False), layers.BatchNormalization(), layers.ReLU()]


def build() -> keras.Model:
    """128 features through eight numbers and back."""
    return keras.Sequential(
        [
            keras.Input((FEATURES,)),
            *dense(128),
            *dense(64),
            *dense(8),
            *dense(64),
            *dense(128),
            layers.Dense(FEATURES),
        ]
    )


def calibration(train: data.Recordings) -> np.ndarray:
    """Some recordings, and one with both ends of an int8, so that the input tensor takes the
    front end's bytes as they are: scale 1/32, zero point 0."""
    x = train.x[:: max(1, len(train) // CALIBRATION_SAMPLES)].copy()
    x[0, 0], x[0, 1] = -128 / STEPS_PER_UNIT, 127 / STEPS_PER_UNIT
    return x


def train_v1(validation: data.Recordings) -> Version:
    train = data.first_machines()
    model = build()
    history = fit(model, Same(train), Same(validation), 4e-3, 100, BATCH, loss="mse")
    text = f"{len(train)} recordings of {train.machines} healthy machines, 100 epochs"
    return Version("anomaly_v1", model, text, calibration(train), history=history)


def train_v2(v1: Version, validation: data.Recordings) -> Version:
    """Fine-tune a copy of version 1 on more machines."""
    train = data.more_machines()
    model = copy_of(v1.model)
    history = fit(model, Same(train), Same(validation), 3e-3, 80, BATCH, loss="mse")
    count = f"{len(train)} recordings of {train.machines} other healthy machines"
    text = f"{v1.name}'s weights, then {count}, 80 epochs"
    return Version("anomaly_v2", model, text, calibration(train), history=history)


def write_recordings(raw: np.ndarray) -> None:
    """What the known inputs were computed from, for programs that begin at the signal."""
    for k, samples in enumerate(raw):
        with wave.open(str(FOLDER / f"recording.{k}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.astype("<i2").tobytes())


def main() -> None:
    repro.one_thread()
    repro.fix_seed(SEED)
    validation, test = data.validation(), data.held_out()
    v1 = train_v1(validation)
    v2 = train_v2(v1, validation)
    task = Detector(
        folder=FOLDER,
        least_auc=0.95,
        trial=test.trial(),
        healthy=validation.x,
        kinds=KINDS,
        kind=test.y,
        write_raw=lambda pick: write_recordings(test.raw[pick]),
    )
    publish(task, [v1, v2])


if __name__ == "__main__":
    main()
