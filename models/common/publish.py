"""From trained Keras models to the files in the repository: convert, measure, judge, write."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from models.common import card, history, known, picture
from models.common.convert import to_int8_tflite
from models.common.score import accuracy, score_file

MAX_BYTES = 100_000
LOSS = "loss (cross-entropy)"
BROKEN_AT_MOST = 0.3  # the accuracy of a version that is broken on purpose


@dataclass
class Version:
    name: str  # file name without .tflite
    model: object  # Keras
    training: str  # one line for the card: on what and for how long
    calibration: np.ndarray  # of the training data; sets the ranges of the int8 activations
    least_accuracy: float | None = None  # where less is asked of it than the task's
    broken: bool = False  # on purpose, for a health gate to find: comes last, is not judged
    history: dict = field(default_factory=dict)  # what fit() gave; drawn where there is any


@dataclass
class Task:
    folder: Path
    labels: list[str]
    least_accuracy: float  # of the int8 file on held-out data
    test_x: np.ndarray
    test_y: np.ndarray
    # More accuracies of one version, by what was measured; given its name and its int8 file.
    extra: Callable[[str, bytes], dict[str, float]]


def _float_accuracy(model, task: Task) -> float:
    probabilities = model.predict(task.test_x, batch_size=256, verbose=0)
    return accuracy(probabilities.argmax(axis=1), task.test_y)


def _report(name: str, v: dict) -> None:
    float_score, int8_score = v["accuracy_float"], v["accuracy_int8_tflm"]
    print(f"{name}: {v['bytes']} bytes, accuracy float {float_score:.4f}, int8 {int8_score:.4f}")


def _judge(task: Task, versions: dict[str, dict], least: dict[str, float]) -> None:
    """A training that went wrong must not replace good files. `least`: of each good version."""
    good = {name: v for name, v in versions.items() if not v.get("broken")}
    reached = [v["accuracy_int8_tflm"] for v in good.values()]
    for name, v in versions.items():
        score = v["accuracy_int8_tflm"]
        if name not in good and score > BROKEN_AT_MOST:
            raise SystemExit(f"{name}: accuracy {score:.4f} is too good for a broken version")
        if name in good and score < least[name]:
            raise SystemExit(f"{name}: accuracy {score:.4f} is below {least[name]}")
        if v["bytes"] > MAX_BYTES:
            raise SystemExit(f"{name}: {v['bytes']} bytes are more than {MAX_BYTES}")
    if any(new <= old for old, new in zip(reached, reached[1:], strict=False)):
        raise SystemExit("a later version is not better than the one before it; nothing written")
    if any(v["input"] != list(versions.values())[0]["input"] for v in versions.values()):
        raise SystemExit("versions quantise their input differently; an update would change more")


def known_answers(files: dict[str, bytes], metrics: dict, x, y, labels) -> dict[str, bytes]:
    """Of the classes in turn, and of a sample that the first version gets wrong and the last good
    one right."""
    good = [files[name] for name, v in metrics["versions"].items() if not v.get("broken")]
    pick = known.choose(y, known.improved(good[0], good[-1], x, y), len(labels))
    return known.contents(files, x[pick], y[pick], labels)


def _draw(task: Task, versions: list[Version], metrics: dict) -> None:
    """training.tsv and .svg, NAME.confusion.svg: of each version that tells how it was trained."""
    histories = {v.name: v.history for v in versions if v.history}
    if histories:
        history.write(task.folder, histories)
        (task.folder / "training.svg").write_text(picture.curves(histories, LOSS))
    for name in histories:
        counts = metrics["versions"][name]["confusion_int8_tflm"]
        svg = picture.confusion(counts, task.labels, name)
        (task.folder / f"{name}.confusion.svg").write_text(svg)


def publish(task: Task, versions: list[Version]) -> None:
    """Write NAME.tflite, known answers, labels.txt, metrics.json and the card's figures."""
    files = {v.name: to_int8_tflite(v.model, v.calibration) for v in versions}
    metrics = {"versions": {}, "extra": {}}
    for v in versions:
        metrics["versions"][v.name] = {
            "training": v.training,
            "accuracy_float": _float_accuracy(v.model, task),
            **score_file(files[v.name], task.test_x, task.test_y, len(task.labels)),
            **({"broken": True} if v.broken else {}),
        }
        for what, value in task.extra(v.name, files[v.name]).items():
            metrics["extra"].setdefault(what, []).append(value)
        _report(v.name, metrics["versions"][v.name])
    least = {v.name: v.least_accuracy or task.least_accuracy for v in versions}
    _judge(task, metrics["versions"], least)
    page = task.folder / "README.md"
    page_text = card.filled(page, metrics, task.labels)

    for name, tflite in files.items():
        (task.folder / f"{name}.tflite").write_bytes(tflite)
    known.write(
        task.folder, known_answers(files, metrics, task.test_x, task.test_y, task.labels)
    )
    (task.folder / "labels.txt").write_text("\n".join(task.labels) + "\n")
    (task.folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
    page.write_text(page_text)
    _draw(task, versions, metrics)
