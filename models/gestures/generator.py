"""Synthetic 3-axis gestures: people, each with a manner of their own, and what they do.

    wing   a W, four strokes from the upper left
    ring   a circle, clockwise from near the top
    slope  down to the left, then straight to the right
    other  at rest, walking, aimless, turning the device, a part of a gesture, a gesture mirrored;
           in the training of version 2 also shapes of any kind

The classes' motions are in motion.py, the sensor in sensor.py. All is drawn from one seed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from models.gestures import motion
from models.gestures.motion import SECONDS, STEPS
from models.gestures.sensor import Sensor, attitude, feel, measure, tremor

LABELS = ["wing", "ring", "slope", "other"]
OTHER_KINDS = ["table", "hand", "walk", "aimless", "turning", "partial", "swipe", "mirrored"]
STRANGE_KINDS = list(motion.STRANGE)
# In turn, each as often as named.
MORE_KINDS = OTHER_KINDS + ["partial"] * 2 + ["swipe"] + ["scribble"] * 4
MARGIN = 0.05  # s, between a gesture and the ends of the window


@dataclass
class Manners:
    """The ranges from which a person is drawn."""

    duration: tuple[float, float] = (1.1, 2.2)  # s, a whole gesture
    width: tuple[float, float] = (0.22, 0.45)  # m
    aspect: tuple[float, float] = (0.75, 1.3)  # height by width
    overlap: tuple[float, float] = (0.05, 0.35)  # of strokes: 0 is sharp corners
    grip_deg: float = 9.0  # standard deviation of each angle, from person to person
    tremor_g: tuple[float, float] = (0.005, 0.04)


# People of version 2's training and of the test move in wider ways than those of version 1's.
USUAL = Manners()
WIDE = Manners(
    duration=(0.9, 2.6),
    width=(0.18, 0.5),
    aspect=(0.65, 1.45),
    overlap=(0.0, 0.4),
    grip_deg=11.0,
    tremor_g=(0.005, 0.05),
)


@dataclass
class Person:
    duration: float
    width: float
    aspect: float
    overlap: float
    grip_deg: np.ndarray
    slant_deg: float  # the board on which he draws leans and turns
    yaw_deg: float
    twist_deg: float
    tremor_g: float
    ring_start: float
    ring_sweep: float
    evenness: float
    sensor: Sensor

    @staticmethod
    def draw(rng: np.random.Generator, manners: Manners) -> "Person":
        return Person(
            duration=rng.uniform(*manners.duration),
            width=rng.uniform(*manners.width),
            aspect=rng.uniform(*manners.aspect),
            overlap=rng.uniform(*manners.overlap),
            grip_deg=rng.normal(0, manners.grip_deg, 3),
            slant_deg=rng.normal(0, 8),
            yaw_deg=rng.normal(0, 10),
            twist_deg=rng.uniform(0, 15),
            tremor_g=rng.uniform(*manners.tremor_g),
            ring_start=np.radians(90 + rng.normal(0, 20)),
            ring_sweep=np.radians(rng.uniform(340, 400)),
            evenness=rng.uniform(0, 0.8),
            sensor=Sensor.draw(rng),
        )


class Take:
    """One performance by one person: a little different each time."""

    def __init__(self, person: Person, rng: np.random.Generator):
        self.person, self.rng = person, rng
        self.duration = person.duration * rng.uniform(0.88, 1.14)
        width = person.width * rng.uniform(0.88, 1.14)
        height = width * person.aspect * rng.uniform(0.92, 1.09)
        self.size = np.array([width, 1.0, height])
        self.start = rng.uniform(MARGIN, SECONDS - MARGIN - self.duration)
        board = [person.slant_deg, rng.normal(0, 4), person.yaw_deg] + rng.normal(0, 3, 3)
        self.board = Rotation.from_euler("xyz", board, degrees=True)

    def _draw(self, points) -> np.ndarray:
        """Corners are never hit quite; the last stroke may go a little too far or not enough."""
        points = np.asarray(points) + self.rng.normal(0, 0.04, (len(points), 2))
        return motion.polyline(points, self.start, self.duration, self.person.overlap)

    def _circle(self, share: float = 1.0) -> np.ndarray:
        begin = self.person.ring_start + self.rng.normal(0, 0.12)
        sweep = -share * self.person.ring_sweep * self.rng.uniform(0.95, 1.05)
        return motion.arc(self.start, self.duration, begin, sweep, self.person.evenness)

    def wing(self) -> np.ndarray:
        return self._draw(motion.WING)

    def ring(self) -> np.ndarray:
        return self._circle()

    def slope(self) -> np.ndarray:
        return self._draw(motion.SLOPE)

    def partial(self) -> np.ndarray:
        """Given up at about half."""
        self.duration *= self.rng.uniform(0.4, 0.6)
        kind = self.rng.integers(3)
        if kind == 0:
            return self._draw(motion.WING[: self.rng.integers(2, 4)])
        if kind == 1:
            return self._circle(self.rng.uniform(0.25, 0.5))
        return self._draw(motion.SLOPE[:2])

    def swipe(self) -> np.ndarray:
        self.duration *= self.rng.uniform(0.25, 0.6)
        angle = self.rng.uniform(0, 2 * np.pi)
        there = [(0, 0), (np.cos(angle), np.sin(angle))]
        return self._draw(there + [(0, 0)] * int(self.rng.integers(2)))

    def mirrored(self) -> np.ndarray:
        """Left and right exchanged: an anticlockwise ring, a slope the other way."""
        return (self.ring() if self.rng.random() < 0.5 else self.slope()) * [-1, 1, 1]

    def scribble(self) -> np.ndarray:
        return self._draw(motion.scribble(self.rng))

    def strange(self, kind: str) -> np.ndarray:
        return self._draw(motion.STRANGE[kind])

    def aimless(self) -> np.ndarray:
        return motion.wander(self.rng, self.rng.integers(3, 14), self.rng.uniform(0.05, 1.2))

    def around(self) -> np.ndarray:
        """The hand comes to where it starts, and goes away again; mostly it is seen."""
        path = np.zeros((STEPS, 3))
        for begin, end in ((-1.0, self.start), (self.start + self.duration, SECONDS + 1.0)):
            length = self.rng.uniform(0.5, 1.0)
            if self.rng.random() < 0.7 and end - begin > length:
                offset = self.rng.normal(0, [0.08, 0.06, 0.12])
                path += motion.stroke(self.rng.uniform(begin, end - length), length, offset)
        return path

    def _steer(self, path: np.ndarray) -> np.ndarray:
        return np.clip((path[:, 0] - path[:, 0].mean()) / 0.25, -1, 1)

    def record(self, path: np.ndarray, extra_turn_deg=0.0) -> np.ndarray:
        """What the sensor in the hand says to this movement."""
        grip = self.person.grip_deg + self.rng.normal(0, 4, 3) + extra_turn_deg
        held = attitude(self.rng, grip, self.person.twist_deg, self._steer(path))
        force = feel(motion.acceleration(path), held) + tremor(self.rng, self.person.tremor_g)
        return measure(force, self.person.sensor, self.rng)

    def gesture(self, path: np.ndarray) -> np.ndarray:
        """A path in units of the board, at this take's size and in this take's direction."""
        return self.record(self.board.apply(path * self.size) + self.around())

    def table(self) -> np.ndarray:
        """Lying still, any side up."""
        lying = Rotation.random(rng=self.rng)
        return measure(feel(np.zeros((STEPS, 3)), lying), self.person.sensor, self.rng)

    def turning(self) -> np.ndarray:
        """Picked up and looked at: large angles, small ways."""
        path = motion.wander(self.rng, 3, 0.08)
        turns = [
            motion.stroke(
                self.rng.uniform(0, SECONDS - 1), self.rng.uniform(0.4, 1.5),
                self.rng.normal(0, 50, 3),
            )
            for _ in range(self.rng.integers(1, 4))
        ]  # fmt: skip
        return self.record(path, np.sum(turns, axis=0))

    def other(self, kind: str) -> np.ndarray:
        if kind in ("partial", "swipe", "mirrored", "scribble"):
            return self.gesture(getattr(self, kind)())
        if kind in STRANGE_KINDS:
            return self.gesture(self.strange(kind))
        if kind == "table":
            return self.table()
        if kind == "turning":
            return self.turning()
        path = {"hand": self.around, "walk": lambda: motion.walk(self.rng)}.get(kind, self.aimless)
        # Who does not gesture may hold the device in any manner.
        return self.record(path(), self.rng.normal(0, 40, 3))


@dataclass
class Recordings:
    x: np.ndarray  # windows of 128x3, g
    y: np.ndarray  # index into LABELS
    kind: np.ndarray  # the label, or for `other` which of its kinds
    people: int

    def __len__(self) -> int:
        return len(self.y)

    def where(self, rows: np.ndarray) -> "Recordings":
        return Recordings(self.x[rows], self.y[rows], self.kind[rows], self.people)


def record(
    seed: int, people: int, takes: int, manners: Manners, others: list[str] = OTHER_KINDS
) -> Recordings:
    """`takes` windows of each class from each of `people` new people, `others` in turn."""
    rng = np.random.default_rng(seed)
    x, y, kinds = [], [], []
    for _ in range(people):
        person = Person.draw(rng, manners)
        for n in range(takes):
            for label, name in enumerate(LABELS):
                take = Take(person, rng)
                kind = name if name != "other" else others[n % len(others)]
                x.append(
                    take.other(kind) if name == "other" else take.gesture(getattr(take, name)())
                )
                y.append(label)
                kinds.append(kind)
    return Recordings(np.stack(x), np.array(y), np.array(kinds), people)


def record_strange(seed: int, people: int, takes: int, manners: Manners) -> Recordings:
    """Shapes that no training set holds; all of them are `other`."""
    rng = np.random.default_rng(seed)
    x, kinds = [], []
    for _ in range(people):
        person = Person.draw(rng, manners)
        for kind in STRANGE_KINDS * takes:
            x.append(Take(person, rng).other(kind))
            kinds.append(kind)
    y = np.full(len(x), LABELS.index("other"))
    return Recordings(np.stack(x), y, np.array(kinds), people)
