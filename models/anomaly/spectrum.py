"""A recording of vibration to 128 int8 features, in integers only: the task's front end.

core/feature/spectrum.c does the same, bit for bit; the README tells the arithmetic in words.
Every shift of a negative number is towards minus infinity, in NumPy as on the machines that C
is compiled for.
"""

import numpy as np

RATE = 16000  # Hz
POINTS = 1024  # of each Fourier transform
DECIMATION = 16  # of the slow streams
SAMPLES = POINTS * DECIMATION  # a recording, 1.024 s
FIRST_BIN = 4  # of every spectrum; below lie gravity and what the window spreads of it
# name, bands, bins in a band, what is taken off the logarithm so that it fits an int8
WIDE = ("wide", 32, 15, 296)
LOW = ("low", 32, 4, 256)
ENVELOPE = ("envelope", 64, 4, 256)
SPECTRA = (WIDE, LOW, ENVELOPE)
FEATURES = sum(bands for _, bands, _, _ in SPECTRA)
STEPS_PER_UNIT = 32  # a feature's int8 value 32 is 1.0 for the model: four octaves of power

COSINE = np.rint(16384 * np.cos(2 * np.pi * np.arange(POINTS) / POINTS)).astype(np.int64)
SINE = np.roll(COSINE, POINTS // 4)
HANN = 16384 - COSINE  # 0 .. 32768
# 2^15 * 2^(i / 8), rounded up: where the i-th eighth of an octave begins
EIGHTHS = np.ceil(2.0 ** (15 + np.arange(1, 8) / 8)).astype(np.int64)
REVERSED = np.array([int(f"{i:010b}"[::-1], 2) for i in range(POINTS)])
BATCH = 32  # recordings at a time; bounds the memory that the intermediate arrays take


def windowed(x: np.ndarray) -> np.ndarray:
    """int16 to 20 bits: sixteen times the sample at the middle of the window."""
    return (x * HANN) >> 11


def fourier(re: np.ndarray, im: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Radix 2, decimation in time, nothing scaled: |re|, |im| <= 2^19 going in stay below 2^30.
    A product with a twiddle factor (Q14) is formed in 64 bits and rounded once."""
    re, im = re[..., REVERSED], im[..., REVERSED]
    half = 1
    while half < POINTS:
        shape = (*re.shape[:-1], POINTS // (2 * half), 2, half)
        ar, br = np.moveaxis(re.reshape(shape), -2, 0)
        ai, bi = np.moveaxis(im.reshape(shape), -2, 0)
        turn = np.arange(half) * (POINTS // (2 * half))
        c, s = COSINE[turn], SINE[turn]
        tr = (br * c + bi * s + 8192) >> 14
        ti = (bi * c - br * s + 8192) >> 14
        re = np.stack([ar + tr, ar - tr], axis=-2).reshape(re.shape)
        im = np.stack([ai + ti, ai - ti], axis=-2).reshape(im.shape)
        half *= 2
    return re, im


def eighths_of_octaves(power: np.ndarray) -> np.ndarray:
    """floor(8 log2(power)) from the leading sixteen bits; 0 for 0. power < 2^63."""
    mantissa, exponent = np.maximum(power, 1), np.full(power.shape, 63)
    for shift in (32, 16, 8, 4, 2, 1):
        small = mantissa < 1 << (63 - shift)
        mantissa = np.where(small, mantissa << shift, mantissa)
        exponent -= small * shift
    # The leading bit is now bit 62.
    leading = mantissa >> 47
    exponent -= 1
    return 8 * exponent + (leading[..., np.newaxis] >= EIGHTHS).sum(axis=-1)


def bands(power: np.ndarray, spectrum) -> np.ndarray:
    """The last axis' bins summed into bands, as int8 logarithms."""
    _, count, width, offset = spectrum
    bins = power[..., FIRST_BIN : FIRST_BIN + count * width]
    sums = bins.reshape(*bins.shape[:-1], count, width).sum(axis=-1)
    return np.clip(eighths_of_octaves(sums) - offset, -128, 127).astype(np.int8)


def wide_power(x: np.ndarray) -> np.ndarray:
    """Sixteen frames, two in one transform; |Z[k]|^2 + |Z[N-k]|^2 is twice both powers."""
    pairs = windowed(x.reshape(len(x), DECIMATION // 2, 2, POINTS))
    re, im = fourier(pairs[:, :, 0], pairs[:, :, 1])
    power = re**2 + im**2
    mirrored = power[..., -np.arange(POINTS) % POINTS]
    return (power + mirrored).sum(axis=1)


def slow_power(x: np.ndarray) -> np.ndarray:
    re, im = fourier(windowed(x), np.zeros_like(x))
    return re**2 + im**2


def sixteenths(x: np.ndarray) -> np.ndarray:
    """Means of sixteen samples, rounded down."""
    return x.reshape(len(x), POINTS, DECIMATION).sum(axis=-1) >> 4


def band_passed(x: np.ndarray) -> np.ndarray:
    """x[n] - 2 x[n-2] + x[n-4]: four times what is at 4 kHz, nothing of what is at 0 and 8 kHz."""
    before = np.pad(x, ((0, 0), (4, 0)))
    return before[:, 4:] - 2 * before[:, 2:-2] + before[:, :-4]


def _features(x: np.ndarray) -> np.ndarray:
    x = x.astype(np.int64)
    envelope = np.minimum(sixteenths(np.abs(band_passed(x))), 32767)
    return np.concatenate(
        [
            bands(wide_power(x), WIDE),
            bands(slow_power(sixteenths(x)), LOW),
            bands(slow_power(envelope), ENVELOPE),
        ],
        axis=-1,
    )


def features(recordings: np.ndarray) -> np.ndarray:
    """int16 recordings, SAMPLES in a row, to int8 features, FEATURES in a row."""
    parts = [_features(recordings[i : i + BATCH]) for i in range(0, len(recordings), BATCH)]
    return np.concatenate(parts)
