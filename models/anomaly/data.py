"""Which recordings each part is made of. One seed a part: no machine is in two of them."""

from dataclasses import dataclass

import numpy as np

from models.anomaly.motor import GRADES, HEALTHY, KINDS, Duty, Fault, Machine, record
from models.anomaly.spectrum import STEPS_PER_UNIT, features
from models.common.detect import Trial

DUTY = Duty(shaft_hz=(15.0, 30.0), load=(0.1, 1.0))


@dataclass
class Recordings:
    raw: np.ndarray  # int16, SAMPLES in a row
    x: np.ndarray  # float32: what the model sees
    y: np.ndarray  # index into KINDS
    grade: np.ndarray  # one of GRADES, or empty
    machines: int

    def __len__(self) -> int:
        return len(self.y)

    def trial(self) -> Trial:
        groups = {kind: self.y == k for k, kind in enumerate(KINDS) if k > 0}
        groups |= {grade: self.grade == grade for grade in GRADES}
        return Trial(self.x, self.y > 0, groups)


def _gather(seed: int, machines: int, faults: list[Fault]) -> Recordings:
    """Each of `machines` new machines, recorded once with each of `faults`."""
    rng = np.random.default_rng(seed)
    raw, y, grade = [], [], []
    for _ in range(machines):
        machine = Machine.draw(rng)
        for fault in faults:
            raw.append(record(rng, machine, DUTY, fault))
            y.append(KINDS.index(fault.kind))
            grade.append(fault.grade)
    raw = np.stack(raw)
    x = features(raw).astype(np.float32) / STEPS_PER_UNIT
    return Recordings(raw, x, np.array(y), np.array(grade), machines)


def first_machines() -> Recordings:
    """All that version 1 ever sees: few healthy machines."""
    return _gather(301, 250, [HEALTHY] * 10)


def more_machines() -> Recordings:
    return _gather(302, 500, [HEALTHY] * 10)


def validation() -> Recordings:
    """Healthy too; stops the training and sets the threshold."""
    return _gather(303, 60, [HEALTHY] * 10)


def held_out() -> Recordings:
    """As many healthy recordings as faulty ones, each kind in each grade."""
    faults = [Fault(kind, grade) for kind in KINDS[1:] for grade in GRADES]
    return _gather(304, 40, [HEALTHY] * len(faults) + faults)
