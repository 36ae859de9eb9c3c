"""Known answers: inputs and what TensorFlow Lite Micro says to them, byte for byte.

NAME.K.in.bin and NAME.K.out.bin hold the tensor's raw bytes; known.tsv tells what each sample
truly is and what each version answers.
"""

from pathlib import Path

import numpy as np

from models.common.anatomy import dissect
from models.common.runners import quantise, run_tflm

SAMPLES = 8


def choose(y: np.ndarray, improved: np.ndarray, classes: int) -> np.ndarray:
    """Indices of held-out samples: the classes in turn, and as the last one, where there is one,
    a sample that the older version gets wrong and the newer one right."""
    turn = [int(np.flatnonzero(y == k % classes)[k // classes]) for k in range(SAMPLES)]
    better = [int(i) for i in improved if i not in turn[:-1]]
    return np.array(turn[:-1] + (better or turn[-1:])[:1])


def answers_for(tflite: bytes, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    q = quantise(x, dissect(tflite).input)
    return q, run_tflm(tflite, q)


def improved(old: bytes, new: bytes, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Samples that the older file gets wrong and the newer one right."""
    before, after = (answers_for(tflite, x)[1].argmax(axis=1) == y for tflite in (old, new))
    return np.flatnonzero(~before & after)


def contents(
    files: dict[str, bytes], x: np.ndarray, y: np.ndarray, labels, say=None
) -> dict[str, bytes]:
    """By file name: the pairs for each version, and known.tsv. `say` puts into words what a version
    (name, inputs, outputs) answers; without it, the label with the greatest output."""
    written, said = {}, []
    for name, tflite in files.items():
        q, out = answers_for(tflite, x)
        for k in range(len(x)):
            written[f"{name}.{k}.in.bin"] = q[k].tobytes()
            written[f"{name}.{k}.out.bin"] = out[k].tobytes()
        said.append(say(name, q, out) if say else [labels[k] for k in out.argmax(axis=1)])
    table = ["\t".join(["sample", "truth", *files])]
    for k, truth in enumerate(y):
        table.append("\t".join([str(k), labels[truth], *(s[k] for s in said)]))
    written["known.tsv"] = ("\n".join(table) + "\n").encode()
    return written


def write(folder: Path, written: dict[str, bytes]) -> None:
    for name, content in written.items():
        (folder / name).write_bytes(content)
