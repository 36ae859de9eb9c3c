"""Accuracy, confusion matrix, and the figures of one model file on held-out data."""

import hashlib
from dataclasses import asdict

import numpy as np

from models.common.anatomy import dissect
from models.common.runners import quantise, run_litert, run_tflm


def accuracy(answers: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(answers == labels))


def confusion(answers: np.ndarray, labels: np.ndarray, classes: int) -> list[list[int]]:
    """Row: what it was. Column: what the model said."""
    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (labels, answers), 1)
    return table.tolist()


def tflm_accuracy(tflite: bytes, x: np.ndarray, y: np.ndarray) -> float:
    q = quantise(x, dissect(tflite).input)
    return accuracy(run_tflm(tflite, q).argmax(axis=1), y)


def score_file(tflite: bytes, x: np.ndarray, y: np.ndarray, classes: int) -> dict:
    """Everything about the file that can be measured again from the file and the data alone."""
    facts = dissect(tflite)
    q = quantise(x, facts.input)
    micro = run_tflm(tflite, q)
    lite = run_litert(tflite, q)
    answers = micro.argmax(axis=1)
    return {
        "bytes": len(tflite),
        "sha256": hashlib.sha256(tflite).hexdigest(),
        **asdict(facts),
        "test_samples": len(y),
        "accuracy_int8_tflm": accuracy(answers, y),
        "accuracy_int8_litert": accuracy(lite.argmax(axis=1), y),
        "confusion_int8_tflm": confusion(answers, y, classes),
    }
