"""What the rounding of the committed sounds (sets.py) does to the scores, over all that is held
out:  python -m models.eval.rounding"""

from models.common import repro  # noqa: F401  isort: skip

from models.eval import pipeline, sets


def main() -> None:
    print("model\tas it is\trounded")
    for task, form in sets.FORMS.items():
        if not form.rate:
            continue
        whole = form.held_out()
        coarse = sets.Set(form.rounded(whole.raw), whole.labels)
        pairs = zip(pipeline.scores(task, whole), pipeline.scores(task, coarse), strict=True)
        for (name, _, score), (_, _, rounded) in pairs:
            print(f"{name}\t{score:.4f}\t{rounded:.4f}")


if __name__ == "__main__":
    main()
