"""How a hand moves: paths in space over time, in metres, at RATE samples a second.

World axes: x to the right, y forward, z up. A gesture is drawn on an imaginary board in the
x-z plane. Strokes follow the minimum-jerk law of reaching movements (Flash and Hogan 1985), and
a next stroke may begin before the last has ended, which rounds the corner between them.
"""

import numpy as np

RATE = 200  # Hz, well above what the sensor delivers, so that it can be filtered down honestly
SECONDS = 5.12  # 128 samples at 25 Hz
STEPS = round(RATE * SECONDS)
TIME = np.arange(STEPS) / RATE

# Corner points in a box one wide and one high, in the order in which they are drawn.
WING = [(0.0, 1.0), (0.25, 0.0), (0.5, 1.0), (0.75, 0.0), (1.0, 1.0)]
SLOPE = [(0.6, 1.0), (0.0, 0.0), (1.0, 0.0)]
# Shapes that are none of ours; none of them is in any training set.
STRANGE = {
    "triangle": [(0.5, 1.0), (1.0, 0.0), (0.0, 0.0), (0.5, 1.0)],
    "square": [(0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0), (0.0, 1.0)],
    "zet": [(0.0, 1.0), (1.0, 1.0), (0.0, 0.0), (1.0, 0.0)],
}


SCRIBBLE_STROKES = (2, 5)
SCRIBBLE_LEAST = 0.35  # of a stroke's length, in boxes
DISTINCT = 0.25  # boxes from corner to corner, on the average


def _alike(points: np.ndarray, shape) -> bool:
    """Both have as many corners, at about the same places."""
    return len(points) == len(shape) and bool(
        np.linalg.norm(points - np.asarray(shape), axis=1).mean() < DISTINCT
    )


def scribble(rng: np.random.Generator) -> np.ndarray:
    """Corner points of a shape that is none of ours and none of STRANGE."""
    while True:
        strokes = rng.integers(SCRIBBLE_STROKES[0], SCRIBBLE_STROKES[1] + 1)
        points = rng.uniform(0, 1, (strokes + 1, 2))
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
        taken = any(_alike(points, shape) for shape in (WING, SLOPE, *STRANGE.values()))
        if lengths.min() > SCRIBBLE_LEAST and not taken:
            return points


def minimum_jerk(start: float, duration: float) -> np.ndarray:
    """0 before `start`, 1 after `start + duration`, as smooth as a hand in between."""
    u = np.clip((TIME - start) / duration, 0, 1)
    return u**3 * (10 - 15 * u + 6 * u**2)


def stroke(start: float, duration: float, offset) -> np.ndarray:
    """A straight movement by `offset` (x, y, z)."""
    return minimum_jerk(start, duration)[:, np.newaxis] * np.asarray(offset, dtype=float)


def polyline(points, start: float, duration: float, overlap: float) -> np.ndarray:
    """Strokes along the points. Longer strokes take longer, though less than in proportion;
    `overlap` is the share of a stroke that runs together with the next."""
    steps = np.diff(np.asarray(points, dtype=float), axis=0)
    share = np.sqrt(np.linalg.norm(steps, axis=1))
    # A stroke's time, and its begin, in units that are scaled to the whole duration at the end.
    begin = np.concatenate([[0], np.cumsum(share[:-1] * (1 - overlap))])
    scale = duration / (begin[-1] + share[-1])
    parts = [
        stroke(start + b * scale, s * scale, (dx, 0, dz))
        for b, s, (dx, dz) in zip(begin, share, steps, strict=True)
    ]
    return np.sum(parts, axis=0)


def arc(start: float, duration: float, begin: float, sweep: float, evenness: float) -> np.ndarray:
    """Along a circle of diameter one; angles in radians, a negative sweep is clockwise.

    `evenness` 0: one minimum-jerk movement, slow at both ends; 1: even speed but for the ends.
    """
    even = np.clip((TIME - start) / duration, 0, 1)
    ramp = max(1, round(0.1 * RATE))
    even = np.convolve(np.pad(even, ramp, mode="edge"), np.hanning(ramp) / np.hanning(ramp).sum())
    even = even[ramp + ramp // 2 :][:STEPS]
    angle = begin + sweep * ((1 - evenness) * minimum_jerk(start, duration) + evenness * even)
    path = np.stack([np.cos(angle), np.zeros(STEPS), np.sin(angle)], axis=1) / 2
    return path - path[0]


def wander(rng: np.random.Generator, strokes: int, reach: float) -> np.ndarray:
    """Aimless movements in all directions, some of them at the same time."""
    path = np.zeros((STEPS, 3))
    for _ in range(strokes):
        duration = rng.uniform(0.25, 0.8)
        offset = rng.normal(0, 1, 3) * reach * duration**2
        path += stroke(rng.uniform(-0.5, SECONDS), duration, offset)
    return path


def walk(rng: np.random.Generator) -> np.ndarray:
    """The trunk bobs twice a stride, the arm swings once."""
    stride = 2 * np.pi * rng.uniform(0.75, 1.1) * TIME + rng.uniform(0, 2 * np.pi)
    bob = rng.uniform(0.005, 0.03) * np.sin(2 * stride + rng.uniform(0, 1))
    heel = rng.uniform(0, 0.003) * np.sin(4 * stride + rng.uniform(0, 6))
    swing = rng.uniform(0, 0.12)
    return np.stack(
        [0.2 * swing * np.sin(stride), swing * np.sin(stride + 0.3), bob + heel], axis=1
    )


def acceleration(path: np.ndarray) -> np.ndarray:
    """Second derivative of a path, m/s^2."""
    return np.gradient(np.gradient(path, 1 / RATE, axis=0), 1 / RATE, axis=0)


def smooth_noise(rng: np.random.Generator, width_s: float) -> np.ndarray:
    """Three slowly changing signals of unit size, with features of about `width_s` seconds."""
    knots = int(SECONDS / width_s) + 3
    times = (np.arange(knots) - 1) * width_s
    values = rng.normal(0, 1, (knots, 3))
    rough = np.stack([np.interp(TIME, times, values[:, k]) for k in range(3)], axis=1)
    window = np.hanning(max(3, round(width_s * RATE)))
    padded = np.pad(rough, ((len(window), len(window)), (0, 0)), mode="edge")
    soft = [np.convolve(padded[:, k], window / window.sum(), mode="same") for k in range(3)]
    return np.stack(soft, axis=1)[len(window) : len(window) + STEPS]
