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


def figures(metrics: dict) -> str:
    """One column for each version."""
    versions = metrics["versions"]
    rows = [
        ("accuracy, float32 (Keras)", lambda v: percent(v["accuracy_float"])),
        ("accuracy, int8 file (TensorFlow Lite Micro)", lambda v: percent(v["accuracy_int8_tflm"])),
        ("accuracy, int8 file (LiteRT)", lambda v: percent(v["accuracy_int8_litert"])),
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


def filled(path: Path, metrics: dict, labels: list[str]) -> str:
    """The card's text with what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`
    written anew."""
    parts = {
        "figures": figures(metrics) + "\n\n" + operators(metrics),
        "confusion": "\n\n".join(
            f"`{name}`:\n\n{confusion(version, labels)}"
            for name, version in metrics["versions"].items()
        ),
        "extra": extra(metrics),
    }
    text = path.read_text()
    for name, body in parts.items():
        pattern = rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)"
        text, found = re.subn(
            pattern, lambda m, b=body: f"{m[1]}\n{b}\n\n{m[2]}", text, flags=re.DOTALL
        )
        if found != 1:
            raise ValueError(f"{path}: {found} places for {name}, expected 1")
    return text
