"""What the rounding of the committed sounds (sets.py) does to the scores, over all that is held
out; write_sets writes it into models/README.md."""

from pathlib import Path

from models.common import card
from models.eval import pipeline, sets

PAGE = Path(__file__).parents[1] / "README.md"
SOUNDS = [task for task, form in sets.FORMS.items() if form.rate]


def _rows(task: str) -> list[list[str]]:
    whole = sets.FORMS[task].held_out()
    coarse = sets.Set(sets.FORMS[task].rounded(whole.raw), whole.labels)
    pairs = zip(pipeline.scores(task, whole), pipeline.scores(task, coarse), strict=True)
    return [[f"`{name}`", f"{a:.4f}", f"{b:.4f}"] for (name, _, a), (_, _, b) in pairs]


def _page() -> str:
    rows = [row for task in SOUNDS for row in _rows(task)]
    return card.with_parts(PAGE, {"rounding": card.table(["", "as it is", "rounded"], rows)})


def write_table() -> None:
    PAGE.write_text(_page())


def check() -> list[str]:
    right = PAGE.read_text() == _page()
    return [] if right else ["README.md: what rounding does is not as it says"]
