"""What publish.py is for classifiers, for detectors: convert, measure, judge, write."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.common import card, detect, history, known, picture
from models.common.anatomy import dissect
from models.common.convert import to_int8_tflite
from models.common.publish import MAX_BYTES, Version

LOSS = "loss (mean square error)"


@dataclass
class Detector:
    folder: Path
    least_auc: float  # of every version's int8 file on held-out data
    trial: detect.Trial
    healthy: np.ndarray  # validation samples, none faulty: they set the threshold
    kinds: list[str]
    kind: np.ndarray  # of each sample of the trial, index into `kinds`
    write_raw: Callable[[np.ndarray], None]  # what the picked samples were made from


def _judge(task: Detector, versions: dict[str, dict]) -> None:
    """A training that went wrong must not replace good files."""
    reached = [v["auc_int8_tflm"] for v in versions.values()]
    if min(reached) < task.least_auc:
        raise SystemExit(f"AUC {min(reached):.4f} is below {task.least_auc}; nothing written")
    if any(new <= old for old, new in zip(reached, reached[1:], strict=False)):
        raise SystemExit("a later version is not better than the one before it; nothing written")
    if any(v["bytes"] > MAX_BYTES for v in versions.values()):
        raise SystemExit(f"a file has more than {MAX_BYTES} bytes; nothing written")
    if any(v["input"] != list(versions.values())[0]["input"] for v in versions.values()):
        raise SystemExit("versions quantise their input differently; an update would change more")


def pick(files: dict[str, bytes], trial: detect.Trial, kind: np.ndarray, kinds: list) -> np.ndarray:
    """Samples for the known answers; the last one the first version gets wrong, the last right."""
    right = [
        (detect.file_scores(tflite, trial.x) > detect.threshold_of(tflite)) == trial.faulty
        for tflite in files.values()
    ]
    return known.choose(kind, np.flatnonzero(~right[0] & right[-1]), len(kinds))


def known_answers(
    files: dict[str, bytes], x: np.ndarray, kind: np.ndarray, kinds: list[str]
) -> dict[str, bytes]:
    def say(name: str, q: np.ndarray, out: np.ndarray) -> list[str]:
        facts = dissect(files[name])
        scores = detect.scores_of(q, out, facts.input, facts.output)
        return [detect.WORDS[int(s > detect.threshold_of(files[name]))] for s in scores]

    return known.contents(files, x, kind, kinds, say)


def pictures(files: dict[str, bytes], metrics: dict, trial: detect.Trial) -> dict[str, str]:
    """What the files do on held-out data: SVG by file name."""
    versions = metrics["versions"]
    lines = {name: detect.points(tflite, trial) for name, tflite in files.items()}
    marks = {name: (v["false_alarms"], v["found"]) for name, v in versions.items()}
    scores = {name: detect.file_scores(tflite, trial.x) for name, tflite in files.items()}
    span = picture.octaves(np.concatenate(list(scores.values())))
    drawn = {"roc.svg": picture.roc(lines, marks)}
    for name, s in scores.items():
        parts = {"healthy": s[~trial.faulty], "faulty": s[trial.faulty]}
        svg = picture.histogram(parts, versions[name]["threshold"], name, span)
        drawn[f"{name}.scores.svg"] = svg
    return drawn


def publish(task: Detector, versions: list[Version]) -> None:
    """Write NAME.tflite, known answers, metrics.json, pictures and the card's figures."""
    files = {
        v.name: detect.with_threshold(to_int8_tflite(v.model, v.calibration), task.healthy)
        for v in versions
    }
    metrics = {"versions": {}}
    for v in versions:
        metrics["versions"][v.name] = {
            "training": v.training,
            "auc_float": detect.float_auc(v.model, task.trial),
            **detect.score_file(files[v.name], task.trial),
        }
        m = metrics["versions"][v.name]
        print(
            f"{v.name}: {m['bytes']} bytes, AUC float {m['auc_float']:.4f}, "
            f"int8 {m['auc_int8_tflm']:.4f}"
        )
    _judge(task, metrics["versions"])
    page = task.folder / "README.md"
    page_text = card.filled_detector(page, metrics)

    for name, tflite in files.items():
        (task.folder / f"{name}.tflite").write_bytes(tflite)
    chosen = pick(files, task.trial, task.kind, task.kinds)
    x, kind = task.trial.x[chosen], task.kind[chosen]
    known.write(task.folder, known_answers(files, x, kind, task.kinds))
    task.write_raw(chosen)
    (task.folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
    page.write_text(page_text)
    histories = {v.name: v.history for v in versions}
    history.write(task.folder, histories)
    drawn = {"training.svg": picture.curves(histories, LOSS)}
    for name, svg in (drawn | pictures(files, metrics, task.trial)).items():
        (task.folder / name).write_text(svg)
