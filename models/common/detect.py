"""An autoencoder as a detector: how badly it tells a sample anew is how strange the sample is.

The score is the mean over the features of (input - output)^2, in steps of the input's int8. What
is above the threshold counts as faulty. The threshold is a version's own, and stands in its file:
metadata named THRESHOLD, a little-endian float32.
"""

import hashlib
from dataclasses import asdict, dataclass

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

from models.common.anatomy import dissect
from models.common.convert import metadata, with_metadata
from models.common.runners import quantise, run_litert, run_tflm

FALSE_ALARMS = 0.05  # of the healthy validation samples lie above the threshold
WORDS = ["healthy", "faulty"]
THRESHOLD = "otaml.threshold"


@dataclass
class Trial:
    """Held-out samples: x, whether each is faulty, and groups of the faulty ones by name."""

    x: np.ndarray
    faulty: np.ndarray
    groups: dict[str, np.ndarray]


def scores_of(q: np.ndarray, out: np.ndarray, facts_in: dict, facts_out: dict) -> np.ndarray:
    """Scores from the two tensors' bytes, as an application forms them."""
    told = (out.astype(np.float64) - facts_out["zero_point"]) * facts_out["scale"]
    return np.mean((q - facts_in["zero_point"] - told / facts_in["scale"]) ** 2, axis=1)


def file_scores(tflite: bytes, x: np.ndarray, run=run_tflm) -> np.ndarray:
    facts = dissect(tflite)
    q = quantise(x, facts.input)
    return scores_of(q, run(tflite, q), facts.input, facts.output)


def float_auc(model, trial: Trial) -> float:
    told = model.predict(trial.x, batch_size=256, verbose=0)
    return float(roc_auc_score(trial.faulty, np.mean((trial.x - told) ** 2, axis=1)))


def with_threshold(tflite: bytes, healthy: np.ndarray) -> bytes:
    """Three digits are as many as a quantile of some hundred samples is worth."""
    threshold = float(f"{np.quantile(file_scores(tflite, healthy), 1 - FALSE_ALARMS):.3g}")
    return with_metadata(tflite, THRESHOLD, np.float32(threshold).tobytes())


def threshold_of(tflite: bytes) -> float:
    """As few digits as tell the float32."""
    return float(str(np.frombuffer(metadata(tflite, THRESHOLD), "<f4")[0]))


def points(tflite: bytes, trial: Trial) -> list[tuple[float, float]]:
    """The ROC curve: shares of false alarms and of faults found."""
    false, true, _ = roc_curve(trial.faulty, file_scores(tflite, trial.x))
    return list(zip(false.tolist(), true.tolist(), strict=True))


def _group(scores: np.ndarray, trial: Trial, rows: np.ndarray, threshold: float) -> dict:
    """One kind of faults against all that is healthy."""
    among = rows | ~trial.faulty
    auc = roc_auc_score(rows[among], scores[among])
    return {"auc": float(auc), "found": float(np.mean(scores[rows] > threshold))}


def score_file(tflite: bytes, trial: Trial) -> dict:
    """Everything about the file that can be measured again from file and data."""
    facts, threshold = dissect(tflite), threshold_of(tflite)
    micro = file_scores(tflite, trial.x)
    lite = file_scores(tflite, trial.x, run_litert)
    return {
        "bytes": len(tflite),
        "sha256": hashlib.sha256(tflite).hexdigest(),
        **asdict(facts),
        "test_samples": len(trial.x),
        "auc_int8_tflm": float(roc_auc_score(trial.faulty, micro)),
        "auc_int8_litert": float(roc_auc_score(trial.faulty, lite)),
        "threshold": threshold,
        "false_alarms": float(np.mean(micro[~trial.faulty] > threshold)),
        "found": float(np.mean(micro[trial.faulty] > threshold)),
        "groups": {
            name: _group(micro, trial, rows, threshold) for name, rows in trial.groups.items()
        },
    }
