"""Which recordings each part is made of. One seed a part: nobody is in two of them."""

from models.gestures.generator import (
    MORE_KINDS,
    OTHER_KINDS,
    STRANGE_KINDS,
    USUAL,
    WIDE,
    Recordings,
    record,
    record_strange,
)


def first_people() -> Recordings:
    """All that version 1 ever sees: few people, none of them extreme."""
    return record(seed=101, people=80, takes=24, manners=USUAL)


def more_people() -> Recordings:
    """And shapes of any kind, so that `other` is more than what version 1 was shown of it."""
    return record(seed=102, people=250, takes=30, manners=WIDE, others=MORE_KINDS)


def validation() -> Recordings:
    return record(seed=103, people=20, takes=16, manners=WIDE)


def held_out() -> Recordings:
    return record(seed=104, people=60, takes=16, manners=WIDE)


def strangers() -> Recordings:
    """Shapes that no training set holds."""
    return record_strange(seed=105, people=60, takes=3, manners=WIDE)


def groups() -> dict[str, Recordings]:
    """Each kind of `other` alone, then shapes that are in no training; as the card calls them."""
    test, strange = held_out(), strangers()
    return {f"other: {kind}": test.where(test.kind == kind) for kind in OTHER_KINDS} | {
        f"other, not in any training: {kind}": strange.where(strange.kind == kind)
        for kind in STRANGE_KINDS
    }
