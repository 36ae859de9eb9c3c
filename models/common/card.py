"""Write measured figures into a model card, between markers, so that nobody types them."""

import re
from pathlib import Path


def percent(fraction: float) -> str:
    return f"{100 * fraction:.2f} %"


def _code(text: str) -> str:
    return f"`{text}`"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table: first column left, the others right."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _tensor(t: dict) -> str:
    shape = "x".join(map(str, t["shape"]))
    return f"{t['type']} {shape}, scale {t['scale']:.6g}, zero point {t['zero_point']}"


def _figures(metrics: dict, scores: list) -> str:
    """One column for each version; the scores first."""
    versions = metrics["versions"]
    rows = [
        *scores,
        ("held-out samples", lambda v: str(v["test_samples"])),
        ("trained on", lambda v: v["training"]),
        ("file, bytes", lambda v: str(v["bytes"])),
        ("parameters", lambda v: str(v["parameters"])),
        ("multiply-accumulates", lambda v: str(v["macs"])),
        ("input", lambda v: _tensor(v["input"])),
        ("output", lambda v: _tensor(v["output"])),
    ]
    head = ["", *map(_code, versions)]
    return table(head, [[name, *map(get, versions.values())] for name, get in rows])


ACCURACIES = [
    ("accuracy, float32 (Keras)", lambda v: percent(v["accuracy_float"])),
    ("accuracy, int8 file (TensorFlow Lite Micro)", lambda v: percent(v["accuracy_int8_tflm"])),
    ("accuracy, int8 file (LiteRT)", lambda v: percent(v["accuracy_int8_litert"])),
]
DETECTIONS = [
    ("AUC, float32 (Keras)", lambda v: f"{v['auc_float']:.4f}"),
    ("AUC, int8 file (TensorFlow Lite Micro)", lambda v: f"{v['auc_int8_tflm']:.4f}"),
    ("AUC, int8 file (LiteRT)", lambda v: f"{v['auc_int8_litert']:.4f}"),
    ("threshold of the score", lambda v: f"{v['threshold']:g}"),
    ("false alarms at the threshold", lambda v: percent(v["false_alarms"])),
    ("faults found at the threshold", lambda v: percent(v["found"])),
]


def operators(metrics: dict) -> str:
    newest = list(metrics["versions"].values())[-1]
    return "Operators, in order: " + ", ".join(newest["operators"]) + "."


def confusion(version: dict, labels: list[str]) -> str:
    """Rows: what it was; columns: what the int8 file said; last: share of the row that is right."""
    rows = []
    for label, counts in zip(labels, version["confusion_int8_tflm"], strict=True):
        right = counts[labels.index(label)] / sum(counts)
        rows.append([f"**{label}**", *(str(n) if n else "." for n in counts), percent(right)])
    return table(["was \\ said", *labels, "right"], rows)


def extra(metrics: dict) -> str:
    """Measurements of a task's own: name, then one value for each version."""
    head = ["accuracy of the int8 file", *map(_code, metrics["versions"])]
    rows = [[name, *map(percent, values)] for name, values in metrics["extra"].items()]
    return table(head, rows)


def groups(metrics: dict) -> str:
    """Each group of faults against all that is healthy."""
    versions = metrics["versions"]
    head = ["faults"]
    for name in versions:
        head += [f"AUC, {_code(name)}", f"found, {_code(name)}"]
    rows = []
    for group in list(versions.values())[0]["groups"]:
        row = [group]
        for v in versions.values():
            measured = v["groups"][group]
            row += [f"{measured['auc']:.4f}", percent(measured["found"])]
        rows.append(row)
    return table(head, rows)


def with_parts(path: Path, parts: dict[str, str]) -> str:
    """The card's text with what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`
    written anew."""
    text = path.read_text()
    for name, body in parts.items():
        pattern = rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)"
        text, found = re.subn(
            pattern, lambda m, b=body: f"{m[1]}\n{b}\n\n{m[2]}", text, flags=re.DOTALL
        )
        if found != 1:
            raise ValueError(f"{path}: {found} places for {name}, expected 1")
    return text


def filled(path: Path, metrics: dict, labels: list[str]) -> str:
    """The card of a classifier, with its figures."""
    parts = {
        "figures": _figures(metrics, ACCURACIES) + "\n\n" + operators(metrics),
        "confusion": "\n\n".join(
            f"`{name}`:\n\n{confusion(version, labels)}"
            for name, version in metrics["versions"].items()
        ),
        "extra": extra(metrics),
    }
    return with_parts(path, parts)


def filled_detector(path: Path, metrics: dict) -> str:
    """The card of a detector, with its figures."""
    figures = _figures(metrics, DETECTIONS) + "\n\n" + operators(metrics)
    return with_parts(path, {"figures": figures, "groups": groups(metrics)})
