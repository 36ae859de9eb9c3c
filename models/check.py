"""Measure the committed models again, without training:  python -m models.check [TASK]...

Fails when a .tflite, a known answer, a picture or a figure in metrics.json or a card is not what
TensorFlow Lite Micro says today of the same file and the same held-out data, or when a test set is
not the part of these data that it should be. What only a training knows it takes as it is written:
its losses, what it was trained on, the float model's score, and of digits the score of a training
with other writers.
"""

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from models.common import repro  # noqa: F401  isort: skip

from models.common import card, detect, history, picture, publish, publish_detector
from models.common.score import score_file, tflm_accuracy
from models.eval import rounding, write_sets

TASKS = ["digits", "gestures", "keywords"]
DETECTORS = ["anomaly"]


def _known_answers(folder: Path, written: dict[str, bytes]) -> list[str]:
    return [
        f"{name} is not what it should be by the held-out data and TensorFlow Lite Micro"
        for name, content in written.items()
        if not (folder / name).exists() or (folder / name).read_bytes() != content
    ]


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


def _training(folder: Path, versions: list[str], loss_name: str) -> list[str]:
    """The picture of the training, of all these versions."""
    histories = history.read(folder)
    if list(histories) != versions:
        return [f"training.tsv is not of {', '.join(versions)}"]
    return _pictures(folder, {"training.svg": picture.curves(histories, loss_name)})


def _extra(metrics: dict, number: int, tflite: bytes, groups: dict) -> list[str]:
    return [
        f"{what}: not what was measured for version {number + 1}"
        for what, part in groups.items()
        if metrics["extra"][what][number] != tflm_accuracy(tflite, part.x, part.y)
    ]


def _files(folder: Path, metrics: dict) -> dict[str, bytes]:
    return {name: (folder / f"{name}.tflite").read_bytes() for name in metrics["versions"]}


def check_task(task: str) -> list[str]:
    folder = Path(__file__).parent / task
    metrics = json.loads((folder / "metrics.json").read_text())
    labels = (folder / "labels.txt").read_text().split()
    data, files = import_module(f"models.{task}.data"), _files(folder, metrics)
    held_out, groups = data.held_out(), data.groups()
    answers = publish.known_answers(files, metrics, held_out.x, held_out.y, labels)
    wrong, good = _known_answers(folder, answers), []
    for number, (name, written) in enumerate(metrics["versions"].items()):
        measured = score_file(files[name], held_out.x, held_out.y, len(labels))
        wrong += _differences(name, written, measured)
        wrong += _extra(metrics, number, files[name], groups)
        if not written.get("broken"):
            good.append(name)
            svg = picture.confusion(written["confusion_int8_tflm"], labels, name)
            wrong += _pictures(folder, {f"{name}.confusion.svg": svg})
        print(f"{name}: int8 accuracy {written['accuracy_int8_tflm']:.4f} of {len(held_out)}")
    wrong += _training(folder, good, publish.LOSS)
    return wrong + _card(folder, card.filled(folder / "README.md", metrics, labels))


def check_detector(task: str) -> list[str]:
    folder = Path(__file__).parent / task
    metrics = json.loads((folder / "metrics.json").read_text())
    data, files = import_module(f"models.{task}.data"), _files(folder, metrics)
    held_out = data.held_out()
    trial = held_out.trial()
    pick = publish_detector.pick(files, trial, held_out.y, data.KINDS)
    x, kind = trial.x[pick], held_out.y[pick]
    wrong = _known_answers(folder, publish_detector.known_answers(files, x, kind, data.KINDS))
    for name, written in metrics["versions"].items():
        wrong += _differences(name, written, detect.score_file(files[name], trial))
        print(f"{name}: int8 AUC {written['auc_int8_tflm']:.4f} of {len(trial.x)}")
    wrong += _training(folder, list(files), publish_detector.LOSS)
    wrong += _pictures(folder, publish_detector.pictures(files, metrics, trial))
    return wrong + _card(folder, card.filled_detector(folder / "README.md", metrics))


def more_checks(task: str) -> list[str]:
    """Of the task's own `checks.py`, where there is one."""
    name = f"models.{task}.checks"
    return import_module(name).wrong() if find_spec(name) else []


def main() -> None:
    chosen = sys.argv[1:] or TASKS + DETECTORS
    if unknown := set(chosen) - set(TASKS + DETECTORS):
        raise SystemExit(f"check: no task {', '.join(sorted(unknown))}")
    wrong = [line for task in chosen if task in TASKS for line in check_task(task)]
    wrong += [line for task in chosen if task in DETECTORS for line in check_detector(task)]
    wrong += [line for task in chosen for line in more_checks(task) + write_sets.check(task)]
    wrong += rounding.check() if not sys.argv[1:] else []
    print("\n".join(wrong) or "models: every file, known answer, test set and figure is as it was")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
