"""How the losses went, epoch by epoch: training.tsv, from which training.svg is drawn."""

from pathlib import Path

FILE = "training.tsv"
LOSSES = ("loss", "val_loss")


def write(folder: Path, histories: dict[str, dict[str, list[float]]]) -> None:
    """Rounds what it is given to six digits: the file holds what the picture shows."""
    lines = ["\t".join(["version", "epoch", *LOSSES])]
    for name, history in histories.items():
        for which in LOSSES:
            history[which] = [float(f"{value:.6g}") for value in history[which]]
        for epoch, losses in enumerate(zip(*(history[k] for k in LOSSES), strict=True), 1):
            lines.append("\t".join([name, str(epoch), *map(str, losses)]))
    (folder / FILE).write_text("\n".join(lines) + "\n")


def read(folder: Path) -> dict[str, dict[str, list[float]]]:
    """Empty where none was written."""
    file, histories = folder / FILE, {}
    for line in file.read_text().splitlines()[1:] if file.exists() else []:
        name, _epoch, *losses = line.split("\t")
        history = histories.setdefault(name, {which: [] for which in LOSSES})
        for which, value in zip(LOSSES, losses, strict=True):
            history[which].append(float(value))
    return histories
