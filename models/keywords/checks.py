"""What models.check asks of this task alone: that voices differ, and that C and Python make the
same features."""

from models.keywords import compare, speech


def wrong() -> list[str]:
    return speech.alike() + compare.wrong()
