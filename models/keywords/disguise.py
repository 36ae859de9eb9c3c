"""Layers that alter the features while a network is trained, and only then: each clip as another
microphone would hear it, and with a piece of it missing."""

import keras
import numpy as np
from keras import layers, ops

CURVES = 4


class Colour(layers.Layer):
    """Make bands louder or fainter by a smooth curve, another for each clip: what a microphone, a
    room and a mouth do to all of a word. `spread` is the deviation of each of CURVES cosines."""

    def __init__(self, spread: float, **kwargs):
        super().__init__(**kwargs)
        self.spread = spread
        self.seed = keras.random.SeedGenerator()

    def build(self, shape):
        order, place = np.arange(CURVES)[:, np.newaxis], np.linspace(0, 1, shape[-1])
        self.curves = np.float32(np.cos(np.pi * order * place) / np.sqrt(1 + order))

    def call(self, x, training=False):
        if not training:
            return x
        size = (ops.shape(x)[0], 1, CURVES)
        weights = keras.random.normal(size, stddev=self.spread, seed=self.seed)
        return ops.clip(x + ops.matmul(weights, self.curves), -2, 2)


class Gap(layers.Layer):
    """Put the clip's mean in the place of up to `widest` neighbouring columns (axis 1) or bands
    (axis 2): Park et al., SpecAugment (2019)."""

    def __init__(self, axis: int, widest: float, **kwargs):
        super().__init__(**kwargs)
        self.axis, self.widest = axis, widest
        self.seed = keras.random.SeedGenerator()

    def call(self, x, training=False):
        if not training:
            return x
        length, size = x.shape[self.axis], (ops.shape(x)[0], 1)
        wide = keras.random.uniform(size, 0, self.widest, seed=self.seed)
        start = keras.random.uniform(size, seed=self.seed) * (length - wide)
        place = ops.arange(length, dtype="float32")[np.newaxis]
        kept = ops.expand_dims((place < start) | (place >= start + wide), 3 - self.axis)
        return ops.where(kept, x, ops.mean(x, axis=(1, 2), keepdims=True))
