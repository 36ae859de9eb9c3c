"""An electric motor as an accelerometer on its bearing housing hears it.

    rotor      residual unbalance at the shaft's frequency, growing with its square, and harmonics
    stator     magnetic forces at twice the supply's frequency, growing with load
    bearing    friction noise, and with a fault impacts at its characteristic frequency
    structure  two modes of the housing, rung by all that comes out of the bearing
    sensor     16-bit steps of 16 g / 32768, noise, gain, gravity

Frequencies of bearing faults follow from geometry alone (outer ring at rest, contact angle 0).
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from models.anomaly.spectrum import RATE, SAMPLES

STEP_G = 16 / 32768
WARM_UP = 512  # samples, in which the structure forgets that it was at rest
NOMINAL_HZ = 25.0  # at which amplitudes are told
KINDS = ["healthy", "outer", "inner", "ball", "cage", "unbalance"]
GRADES = ["incipient", "moderate", "severe"]
# Peak of the ringing by the friction noise's RMS at the same speed, and added unbalance, g.
IMPACT = {"incipient": (3.0, 5.0), "moderate": (5.0, 9.0), "severe": (9.0, 20.0)}
UNBALANCE_G = {"incipient": (0.15, 0.25), "moderate": (0.25, 0.5), "severe": (0.5, 1.0)}
CAGE_DEPTH = {"incipient": (0.4, 0.6), "moderate": (0.6, 0.8), "severe": (0.8, 0.95)}


@dataclass(frozen=True)
class Bearing:
    balls: int
    ball_mm: float
    pitch_mm: float

    @property
    def outer(self) -> float:
        """BPFO, in turns of the shaft, as all of them."""
        return self.balls / 2 * (1 - self.ball_mm / self.pitch_mm)

    @property
    def inner(self) -> float:
        """BPFI."""
        return self.balls / 2 * (1 + self.ball_mm / self.pitch_mm)

    @property
    def ball(self) -> float:
        """BSF; a fault on a ball meets a ring twice in each of its turns."""
        ratio = self.ball_mm / self.pitch_mm
        return (1 - ratio**2) / (2 * ratio)

    @property
    def cage(self) -> float:
        """FTF."""
        return (1 - self.ball_mm / self.pitch_mm) / 2


# The inside of common deep-groove bearings (6203, 6205, 6206, 6208 in size).
BEARINGS = [
    Bearing(8, 6.75, 28.5),
    Bearing(9, 7.94, 39.04),
    Bearing(9, 9.53, 46.4),
    Bearing(9, 11.9, 60.0),
]


@dataclass
class Duty:
    """How motors are run; uniform in each range."""

    shaft_hz: tuple[float, float]
    load: tuple[float, float]


@dataclass
class Machine:
    bearing: Bearing
    modes: np.ndarray  # rows of frequency Hz, damping, share
    unbalance_g: np.ndarray  # of 1, 2, 3 times the shaft's frequency, at NOMINAL_HZ
    magnetic_g: float  # at full load
    friction_g: float  # RMS at NOMINAL_HZ and full load
    noise_g: float  # of the sensor, RMS
    gain: float
    gravity_g: float

    @staticmethod
    def draw(rng: np.random.Generator) -> "Machine":
        first = [rng.uniform(2200, 4200), rng.uniform(0.02, 0.05), 1.0]
        second = [rng.uniform(4500, 6500), rng.uniform(0.02, 0.05), rng.uniform(0.2, 0.6)]
        harmonics = np.array([1.0, rng.uniform(0.15, 0.5), rng.uniform(0.05, 0.2)])
        return Machine(
            bearing=BEARINGS[rng.integers(len(BEARINGS))],
            modes=np.array([first, second]),
            unbalance_g=rng.uniform(0.03, 0.1) * harmonics,
            magnetic_g=rng.uniform(0.01, 0.03),
            friction_g=rng.uniform(0.06, 0.12),
            noise_g=rng.uniform(0.004, 0.008),
            gain=rng.normal(1, 0.03),
            gravity_g=rng.uniform(-1, 1),
        )


@dataclass
class Fault:
    kind: str
    grade: str

    def between(self, rng: np.random.Generator, ranges: dict) -> float:
        return rng.uniform(*ranges[self.grade])


HEALTHY = Fault("healthy", "")


def shaft_turns(rng: np.random.Generator, hz: float) -> np.ndarray:
    """Turns since the beginning: the speed drifts by up to 1 % and hunts by up to 0.5 %."""
    t = np.arange(SAMPLES + WARM_UP) / RATE
    hunting = rng.uniform(0, 0.005) * np.sin(
        2 * np.pi * (rng.uniform(0.3, 2.0) * t + rng.uniform(0, 1))
    )
    return np.cumsum(hz * (1 + rng.uniform(-0.01, 0.01) * t + hunting)) / RATE


def ring(machine: Machine, force: np.ndarray) -> np.ndarray:
    """What the housing makes of a force; a unit impulse rings with a peak of 0.8 to 1.5."""
    out = np.zeros_like(force)
    for hz, damping, share in machine.modes:
        w = 2 * np.pi * hz / RATE
        decay, swing = np.exp(-damping * w), w * np.sqrt(1 - damping**2)
        back = [1, -2 * decay * np.cos(swing), decay**2]
        out += lfilter([0, share * decay * np.sin(swing)], back, force)
    return out


def ring_rms(machine: Machine) -> float:
    """RMS of the ringing to white noise of RMS 1."""
    impulse = np.zeros(2048)
    impulse[0] = 1
    return float(np.sqrt(np.sum(ring(machine, impulse) ** 2)))


def impacts(rng: np.random.Generator, machine: Machine, kind: str, turns: np.ndarray):
    """Samples at which the fault is struck, and how hard: 1 on the average, more or less.

    Rolling elements slip: the angle between impacts scatters by some half a per cent.
    """
    times = {"ball": 2.0}.get(kind, 1.0) * getattr(machine.bearing, kind)
    slip = np.cumsum(rng.normal(0, 1, len(turns))) * 0.004 / np.sqrt(RATE / 100)
    strikes = turns * times * (1 - rng.uniform(0, 0.01)) + slip + rng.uniform(0, 1)
    at = np.flatnonzero(np.diff(np.floor(np.maximum.accumulate(strikes))) > 0)
    # The load zone is below: an inner ring's fault comes through it with the shaft, a ball's
    # with the cage; an outer ring's stays where it is.
    through = {"inner": turns[at], "ball": turns[at] * machine.bearing.cage}.get(kind)
    size = np.ones(len(at))
    if through is not None:
        size = 1 + rng.uniform(0.5, 0.9) * np.cos(2 * np.pi * (through + rng.uniform(0, 1)))
    return at, size * (1 + rng.normal(0, 0.15, len(at)))


def bearing_force(rng, machine: Machine, fault: Fault, turns, hz: float, load: float):
    """Noise of friction, and impacts, in g of what the housing rings with."""
    rms = machine.friction_g * (hz / NOMINAL_HZ) * (0.5 + 0.5 * load)
    shape = np.ones(len(turns))
    if fault.kind == "cage":  # worn pockets: the whole set of balls runs rough once a cage's turn
        depth = fault.between(rng, CAGE_DEPTH)
        cage = 2 * np.pi * (turns * machine.bearing.cage + rng.uniform(0, 1))
        shape = 1 + depth * np.cos(cage)
    force = shape * rng.normal(0, rms / ring_rms(machine), len(turns))
    if fault.kind in ("outer", "inner", "ball", "cage"):
        at, size = impacts(rng, machine, fault.kind, turns)
        force[at] += size * rms * fault.between(rng, IMPACT)
    return force


def rotor(rng, machine: Machine, fault: Fault, turns, hz: float) -> np.ndarray:
    sizes = machine.unbalance_g.copy()
    if fault.kind == "unbalance":
        sizes[0] += fault.between(rng, UNBALANCE_G)
    phase = rng.uniform(0, 1, len(sizes))
    order = np.arange(1, len(sizes) + 1)
    waves = np.cos(2 * np.pi * (np.outer(turns, order) + phase))
    return waves @ (sizes * (hz / NOMINAL_HZ) ** 2)


def record(rng: np.random.Generator, machine: Machine, duty: Duty, fault: Fault) -> np.ndarray:
    """SAMPLES of int16."""
    hz, load = rng.uniform(*duty.shaft_hz), rng.uniform(*duty.load)
    turns = shaft_turns(rng, hz)
    g = ring(machine, bearing_force(rng, machine, fault, turns, hz, load))
    g += rotor(rng, machine, fault, turns, hz)
    # Two pairs of poles; load makes the rotor slip behind the supply.
    supply = 2 * turns * (1 + 0.03 * load)
    g += machine.magnetic_g * load * np.cos(2 * np.pi * (2 * supply + rng.uniform(0, 1)))
    g = machine.gain * g + machine.gravity_g + rng.normal(0, machine.noise_g, len(g))
    return np.clip(np.rint(g[WARM_UP:] / STEP_G), -32768, 32767).astype(np.int16)
