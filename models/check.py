"""Measure the committed models again, without training:  python -m models.check [TASK]...

Fails when a .tflite, a known answer, a picture or a figure in metrics.json or a card is not what
TensorFlow Lite Micro says today of the same file and the same held-out data, or when a test set is
not the part of these data that it should be.
"""

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from models.common import repro  # noqa: F401  isort: skip

import numpy as np

from models.common import card, detect, history, known, picture, publish, publish_detector
from models.common.anatomy import dissect
from models.common.runners import run_tflm
from models.common.score import score_file
from models.eval import write_sets

TASKS = ["digits", "gestures", "keywords"]
DETECTORS = ["anomaly"]


def _known_answers(folder: Path, name: str, tflite: bytes) -> list[str]:
    shape = dissect(tflite).input["shape"][1:]
    wrong = []
    for k in range(known.SAMPLES):
        x = np.frombuffer((folder / f"{name}.{k}.in.bin").read_bytes(), np.int8).reshape(shape)
        if (
            run_tflm(tflite, x[np.newaxis]).tobytes()
            != (folder / f"{name}.{k}.out.bin").read_bytes()
        ):
            wrong.append(f"{name}.{k}.out.bin is not the answer of TensorFlow Lite Micro")
    return wrong


def _differences(name: str, written: dict, measured: dict) -> list[str]:
    return [
        f"{name}: metrics.json has {key} {written[key]}, measured {value}"
        for key, value in measured.items()
        if written[key] != value
    ]


def _card(folder: Path, text: str) -> list[str]:
    if (folder / "README.md").read_text() == text:
        return []
    return [f"{folder.name}: README.md does not show what metrics.json says"]


def _pictures(folder: Path, drawn: dict[str, str]) -> list[str]:
    """Against the files of the same names."""
    return [
        f"{name} does not show what was measured"
        for name, svg in drawn.items()
        if not (folder / name).exists() or (folder / name).read_text() != svg
    ]


def _training(folder: Path, loss_name: str) -> dict[str, str]:
    """The picture of the training, where it was written down."""
    histories = history.read(folder)
    return {"training.svg": picture.curves(histories, loss_name)} if histories else {}


def check_task(task: str) -> list[str]:
    folder = Path(__file__).parent / task
    metrics = json.loads((folder / "metrics.json").read_text())
    labels = (folder / "labels.txt").read_text().split()
    held_out = import_module(f"models.{task}.data").held_out()
    wrong = []
    for name, written in metrics["versions"].items():
        tflite = (folder / f"{name}.tflite").read_bytes()
        measured = score_file(tflite, held_out.x, held_out.y, len(labels))
        wrong += _differences(name, written, measured) + _known_answers(folder, name, tflite)
        file = f"{name}.confusion.svg"
        if (folder / file).exists():
            svg = picture.confusion(written["confusion_int8_tflm"], labels, name)
            wrong += _pictures(folder, {file: svg})
        print(f"{name}: int8 accuracy {written['accuracy_int8_tflm']:.4f} of {len(held_out)}")
    wrong += _pictures(folder, _training(folder, publish.LOSS))
    return wrong + _card(folder, card.filled(folder / "README.md", metrics, labels))


def check_detector(task: str) -> list[str]:
    folder = Path(__file__).parent / task
    metrics = json.loads((folder / "metrics.json").read_text())
    trial = import_module(f"models.{task}.data").held_out().trial()
    wrong, files = [], {}
    for name, written in metrics["versions"].items():
        files[name] = tflite = (folder / f"{name}.tflite").read_bytes()
        measured = detect.score_file(tflite, trial)
        wrong += _differences(name, written, measured) + _known_answers(folder, name, tflite)
        print(f"{name}: int8 AUC {written['auc_int8_tflm']:.4f} of {len(trial.x)}")
    wrong += _pictures(folder, _training(folder, publish_detector.LOSS))
    wrong += _pictures(folder, publish_detector.pictures(files, metrics, trial))
    return wrong + _card(folder, card.filled_detector(folder / "README.md", metrics))


def more_checks(task: str) -> list[str]:
    """Of the task's own `checks.py`, where there is one."""
    name = f"models.{task}.checks"
    return import_module(name).wrong() if find_spec(name) else []


def main() -> None:
    chosen = sys.argv[1:] or TASKS + DETECTORS
    wrong = [line for task in chosen if task in TASKS for line in check_task(task)]
    wrong += [line for task in chosen if task in DETECTORS for line in check_detector(task)]
    wrong += [line for task in chosen for line in more_checks(task) + write_sets.check(task)]
    print("\n".join(wrong) or "models: every file, known answer, test set and figure is as it was")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
