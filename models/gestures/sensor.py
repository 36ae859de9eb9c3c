"""What a 3-axis accelerometer in the hand makes of a movement: 128x3 samples in g.

Specific force (acceleration and gravity) turned into the device's axes, with the hand's tremor;
then the sensor: low-pass and 25 Hz, bias, gain and cross-axis errors, noise, steps, clipping.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from models.gestures.motion import RATE, STEPS, TIME, smooth_noise

GRAVITY = 9.80665  # m/s^2
SAMPLES = 128
DECIMATION = STEPS // SAMPLES  # RATE / 25 Hz
RANGE_G = 4.0
STEP_G = RANGE_G / 2048  # a 12-bit sensor


@dataclass
class Sensor:
    """One device: errors that stay the same from sample to sample."""

    mixing: np.ndarray  # 3x3, near to identity: gains and cross-axis errors
    bias_g: np.ndarray
    noise_g: float

    @staticmethod
    def draw(rng: np.random.Generator) -> "Sensor":
        mixing = np.eye(3) + np.diag(rng.normal(0, 0.02, 3)) + rng.normal(0, 0.008, (3, 3))
        return Sensor(mixing, rng.normal(0, 0.03, 3), rng.uniform(0.003, 0.02))


def tremor(rng: np.random.Generator, size_g: float) -> np.ndarray:
    """8 to 12 Hz, waxing and waning."""
    phase = 2 * np.pi * rng.uniform(8, 12) * TIME[:, np.newaxis] + rng.uniform(0, 6.28, 3)
    return size_g * smooth_noise(rng, 0.4) * np.sin(phase)


def feel(acceleration: np.ndarray, attitude: Rotation) -> np.ndarray:
    """Specific force in the device's own axes, in g; at rest it points up with 1 g."""
    force = acceleration / GRAVITY + np.array([0.0, 0.0, 1.0])
    return attitude.inv().apply(force)


def measure(force_g: np.ndarray, sensor: Sensor, rng: np.random.Generator) -> np.ndarray:
    """What the application reads: SAMPLES x 3, float32, in g."""
    slow = force_g.reshape(SAMPLES, DECIMATION, 3).mean(axis=1)
    read = slow @ sensor.mixing.T + sensor.bias_g + rng.normal(0, sensor.noise_g, slow.shape)
    steps = np.rint(read / STEP_G)
    return (np.clip(steps, -2048, 2047) * STEP_G).astype(np.float32)


def attitude(
    rng: np.random.Generator, grip_deg: np.ndarray, twist_deg: float, steer: np.ndarray
) -> Rotation:
    """How the device is held over time: the grip, slow drift, and the wrist that turns with
    the hand's way (`steer`, -1 .. 1, by up to `twist_deg`)."""
    angles = grip_deg + 2.0 * smooth_noise(rng, 1.0)
    angles[:, 1] += twist_deg * steer
    return Rotation.from_euler("xyz", angles, degrees=True)


assert RATE == 25 * DECIMATION
