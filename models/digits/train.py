"""Train and publish digits_v1 and digits_v2:  python -m models.digits.train"""

from pathlib import Path

from models.common import repro  # isort: skip  (before anything that imports TensorFlow)

import keras
from keras import layers

from models.common.convert import to_int8_tflite
from models.common.publish import Task, Version, publish
from models.common.score import tflm_accuracy
from models.digits import data

SEED = 11
CALIBRATION_SAMPLES = 300


def build() -> keras.Model:
    """8x8 ink to ten probabilities; batch normalisation folds into the convolutions."""
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(12, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.DepthwiseConv2D(3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(24, 1, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Conv2D(24, 3, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


def fit(model: keras.Model, train: data.Part, validation: data.Part, rate: float, epochs: int):
    """Keep the weights of the epoch that did best on the validation part."""
    batch = 32
    steps = epochs * -(-len(train) // batch)
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps)),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    best = keras.callbacks.EarlyStopping("val_loss", patience=epochs, restore_best_weights=True)
    model.fit(
        train.x,
        train.y,
        batch_size=batch,
        epochs=epochs,
        validation_data=(validation.x, validation.y),
        callbacks=[best],
        verbose=0,
    )


def train_v1(train: data.Part, validation: data.Part) -> Version:
    """Half of the training pictures, and only a few distortions of each."""
    part = data.first_part(train)
    model = build()
    fit(model, data.augment(part, copies=2, seed=SEED), validation, rate=3e-3, epochs=40)
    text = f"{len(part)} pictures and 2 distortions of each, 40 epochs"
    return Version("digits_v1", model, text, part.x[:CALIBRATION_SAMPLES])


def train_v2(v1: Version, train: data.Part, validation: data.Part) -> Version:
    """Fine-tune a copy of version 1; version 1 stays as it is."""
    model = keras.models.clone_model(v1.model)
    model.set_weights(v1.model.get_weights())
    more = data.augment(train, copies=11, seed=SEED)
    fit(model, more, validation, rate=2e-3, epochs=25)
    text = f"{v1.name}'s weights, then {len(train)} pictures and 11 distortions of each, 25 epochs"
    return Version("digits_v2", model, text, train.x[:CALIBRATION_SAMPLES])


def unknown_writers() -> list[float]:
    """The same recipe where test and training share no writers: what a stranger may expect."""
    repro.fix_seed(SEED)
    part = data.split_in_file_order()
    v1 = train_v1(part.train, part.validation)
    v2 = train_v2(v1, part.train, part.validation)
    return [
        tflm_accuracy(to_int8_tflite(v.model, v.calibration), part.test.x, part.test.y)
        for v in (v1, v2)
    ]


def main() -> None:
    repro.one_thread()
    repro.fix_seed(SEED)
    parts = data.split()
    v1 = train_v1(parts.train, parts.validation)
    v2 = train_v2(v1, parts.train, parts.validation)

    strangers = iter(unknown_writers())
    shifted, noisy = data.shifted(parts.test), data.noisy(parts.test)

    def extra(tflite: bytes) -> dict[str, float]:
        return {
            "held-out, moved by one whole pixel": tflm_accuracy(tflite, shifted.x, shifted.y),
            "held-out, noise of 0.1 on every pixel": tflm_accuracy(tflite, noisy.x, noisy.y),
            "same recipe, other writers in the test": next(strangers),
        }

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
