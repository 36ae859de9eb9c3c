"""Write the test sets of `make eval-models` anew, all or those of some tasks:

    python -m models.eval.write_sets [TASK]...
    python -m models.eval.write_sets --all DIR [TASK]...

The small ones into models/, and what their rounding does into models/README.md; or all that is
held out into DIR.
"""

import argparse
from pathlib import Path

from models.common import repro  # noqa: F401  isort: skip

import numpy as np

from models.eval import pipeline, rounding, sets


def _write(folder: Path, task: str, content: sets.Set) -> str:
    sets.write(folder, task, content)
    expected = pipeline.expected(task, folder)
    (folder / "test.expected").write_text(expected)
    return expected


def committed_bytes() -> int:
    return sum(file.stat().st_size for file in sets.COMMITTED.glob("*/test.*"))


def check(task: str) -> list[str]:
    """One line for each thing about the committed set that would be written otherwise today."""
    folder, wrong = sets.COMMITTED / task, []
    today = sets.committed_part(task, sets.FORMS[task].held_out())
    there = sets.read(folder, task)
    if today.labels != there.labels:
        wrong.append(f"{task}: test.labels are not those of the samples that are chosen")
    elif not np.array_equal(today.raw, there.raw):
        wrong.append(f"{task}: the signals of the test set are not those that are made today")
    if (folder / "test.expected").read_text() != pipeline.expected(task, folder):
        wrong.append(f"{task}: test.expected is not what Python makes of the test set")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(prog="write_sets")
    parser.add_argument("--all", type=Path, metavar="DIR")
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=", ".join(sets.FORMS))
    wanted = parser.parse_args()
    for task in wanted.tasks or sets.FORMS:
        held_out = sets.FORMS[task].held_out()
        content = held_out if wanted.all else sets.committed_part(task, held_out)
        folder = (wanted.all or sets.COMMITTED) / task
        expected = _write(folder, task, content)
        size = sum(file.stat().st_size for file in folder.glob("test.*"))
        print(f"{task}: {len(content.labels)} of {len(held_out.labels)} samples, {size} bytes")
        print(expected.removeprefix(pipeline.HEAD), end="")
    if not wanted.all and set(wanted.tasks or sets.FORMS) & set(rounding.SOUNDS):
        rounding.write_table()
    if committed_bytes() > sets.MOST_BYTES:
        raise SystemExit(f"the sets in models/ have {committed_bytes()} bytes, which is too much")


if __name__ == "__main__":
    main()
