"""The feature front end in NumPy's integers: the same numbers as core/feature/audio_features.c.

Every 20 ms a column: 30 ms of sound, Hann window, 512-point FFT, 32 mel bands, logarithm. A
feature is an int8: eighths of an octave of the band's energy (0.376 dB), over a range of 96 dB.
"""

import numpy as np

from models.keywords import tables
from models.keywords.tables import BANDS, FFT, FRAME, HOP

WINDOW_DROP = 9  # bits that the product of sample and window loses: 6 stay below the sample's own
POWER_DROP = 8
FLOOR_OCTAVES = 28  # an energy of 2^28 is the feature -128
COLUMNS = 49  # of one second

_window = np.concatenate([tables.window(), tables.window()[::-1]])
_sine = tables.sine()
_first, _rise = tables.mel_segments()
_eighths = tables.eighths()
_HALF = FFT // 2
_reversed = np.array([int(f"{i:08b}"[::-1], 2) for i in range(_HALF)])


def _scaled(product: np.ndarray) -> np.ndarray:
    """A sum of products with Q15, rounded."""
    return (product + (1 << 14)) >> 15


def _fft(re: np.ndarray, im: np.ndarray) -> None:
    """Radix 2, decimation in time, in place, of 256 complex numbers in bit-reversed order."""
    half = 1
    while half < _HALF:
        turn = np.arange(half) * (_HALF // half)
        s, c = _sine[turn], _sine[turn + FFT // 4]
        view = (len(re), _HALF // (2 * half), 2, half)
        re4, im4 = re.reshape(view), im.reshape(view)
        br, bi = re4[:, :, 1], im4[:, :, 1]
        tr, ti = _scaled(br * c + bi * s), _scaled(bi * c - br * s)
        tr[:, :, 0], ti[:, :, 0] = br[:, :, 0], bi[:, :, 0]  # no turn: exact
        re4[:, :, 1], im4[:, :, 1] = re4[:, :, 0] - tr, im4[:, :, 0] - ti
        re4[:, :, 0] += tr
        im4[:, :, 0] += ti
        half *= 2


def _power(re: np.ndarray, im: np.ndarray) -> np.ndarray:
    """Bins 1 .. 255 of the real signal's spectrum, four times the square of the magnitude, from
    the FFT of its even samples as real and its odd ones as imaginary parts. Bin 0 reads 0."""
    k = np.arange(1, _HALF)
    ar, ai, br, bi = re[:, k], im[:, k], re[:, _HALF - k], im[:, _HALF - k]
    odd_r, odd_i = ai + bi, br - ar
    s, c = _sine[k], _sine[k + FFT // 4]
    xr = ar + br + _scaled(odd_r * c + odd_i * s)
    xi = ai - bi + _scaled(odd_i * c - odd_r * s)
    power = np.zeros((len(re), _HALF), np.int64)
    power[:, 1:] = xr * xr + xi * xi
    return power


def _bands(power: np.ndarray) -> np.ndarray:
    p = power >> POWER_DROP
    rising = p * _rise
    falling = (p << 8) - rising
    energy = np.zeros((len(p), BANDS), np.int64)
    for i in range(BANDS):
        energy[:, i] = rising[:, _first[i] : _first[i + 1]].sum(axis=1)
        energy[:, i] += falling[:, _first[i + 1] : _first[i + 2]].sum(axis=1)
    return energy


def _log(energy: np.ndarray) -> np.ndarray:
    """round(8 log2(energy)), shifted so that 2^FLOOR_OCTAVES is -128, clipped to int8."""
    at_least = np.maximum(energy, 1 << FLOOR_OCTAVES)
    octave = np.frexp(at_least.astype(np.float64))[1].astype(np.int64) - 1
    octave -= (at_least >> octave) == 0  # the float was rounded up to the next power of two
    mantissa = at_least >> (octave - 15)
    steps = (mantissa[..., np.newaxis] >= _eighths).sum(axis=-1)
    value = 8 * (octave - FLOOR_OCTAVES) + steps - 128
    return np.minimum(value, 127).astype(np.int8)


def features(samples: np.ndarray) -> np.ndarray:
    """int16 samples at 16 kHz to columns x BANDS, int8."""
    x = np.asarray(samples, np.int64)
    count = (len(x) - FRAME) // HOP + 1
    frames = x[np.arange(count)[:, np.newaxis] * HOP + np.arange(FRAME)]
    windowed = np.zeros((count, FFT), np.int64)
    windowed[:, :FRAME] = (frames * _window + (1 << (WINDOW_DROP - 1))) >> WINDOW_DROP
    re = np.ascontiguousarray(windowed[:, 0::2][:, _reversed])
    im = np.ascontiguousarray(windowed[:, 1::2][:, _reversed])
    _fft(re, im)
    return _log(_bands(_power(re, im)))
