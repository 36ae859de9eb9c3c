"""What Python makes of a test set: the features' digest, and the scores of TensorFlow Lite Micro.

test.expected, tab-separated: model, samples, SHA-256 of the models' inputs one after another, and
the accuracy, or the AUC of a detector. `make eval-models` holds C against it.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from models.anomaly import spectrum
from models.common.detect import scores_of
from models.common.runners import quantise, run_tflm
from models.eval import sets
from models.gestures.sensor import STEP_G
from models.keywords.features import features

HEAD = "model\tsamples\tsha256 of inputs\tscore\n"


def _inputs(task: str, raw: np.ndarray, tensor: dict) -> np.ndarray:
    """From raw samples to what the int8 input tensor takes."""
    if task == "digits":
        return quantise((raw[:, :64] / sets.INK).astype(np.float32).reshape(-1, 8, 8, 1), tensor)
    if task == "gestures":
        return quantise((raw * STEP_G).astype(np.float32), tensor)
    if task == "keywords":
        return np.stack([features(clip) for clip in raw])
    if task == "anomaly":
        return spectrum.features(raw)
    raise ValueError(f"{task}: how its signals become a model's input is not said here")


def _labels(task: str) -> list[str]:
    return (sets.COMMITTED / task / "labels.txt").read_text().split()


def _score(task: str, tflite: bytes, q: np.ndarray, labels: list[str], facts: dict) -> float:
    out = run_tflm(tflite, q)
    if task == "anomaly":
        faulty = [label != "healthy" for label in labels]
        return roc_auc_score(faulty, scores_of(q, out, facts["input"], facts["output"]))
    said = [_labels(task)[k] for k in out.argmax(axis=1)]
    return float(np.mean([a == b for a, b in zip(said, labels, strict=True)]))


def good_versions(task: str) -> dict[str, dict]:
    versions = json.loads((sets.COMMITTED / task / "metrics.json").read_text())["versions"]
    return {name: facts for name, facts in versions.items() if not facts.get("broken")}


def scores(task: str, content: sets.Set) -> list[tuple[str, str, float]]:
    """(model, digest of its inputs, score) for each good version."""
    rows = []
    for name, facts in good_versions(task).items():
        q = _inputs(task, content.raw, facts["input"])
        tflite = (sets.COMMITTED / task / f"{name}.tflite").read_bytes()
        digest = hashlib.sha256(q.tobytes()).hexdigest()
        rows.append((name, digest, _score(task, tflite, q, content.labels, facts)))
    return rows


def expected(task: str, folder: Path) -> str:
    """The text of test.expected, from the set's files."""
    content = sets.read(folder, task)
    rows = [
        f"{name}\t{len(content.labels)}\t{digest}\t{score:.6f}\n"
        for name, digest, score in scores(task, content)
    ]
    return HEAD + "".join(rows)
