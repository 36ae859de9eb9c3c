"""A random network: layers chosen and computed one after another, so that shapes and ranges are
known when the next is chosen, and then traced as a whole for the converter."""

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from tests.differential.layers import LAYERS

KINDS = ("int8", "int8", "int16", "float")  # of which the first is twice as frequent
LARGEST_VALUE = 6000  # elements
LARGEST_NUMBER = 200.0  # what comes out larger or is no number is not taken
TRIES = 60  # layers drawn before a network is left as it is


class Network:
    """What is drawn depends on `key` (a sequence of numbers) and the options alone."""

    def __init__(self, key, kind=None, only=None):
        self.rng = np.random.default_rng(key)
        self.kind = self.choice(KINDS)
        self.kind = kind or self.kind
        self.values = []  # eager, the inputs first
        self.steps = []  # (function, numbers of the values that it takes, layer's name)
        self.taken = set()  # values that some step takes
        self.weights = []  # of Keras layers
        self.is_fused = False  # a layer is a function that the converter must find as such
        self._draw_inputs(LAYERS[only].ranks if only else (4, 4, 4, 3, 2))
        self._draw_steps(self.integer(2, 9), only)
        # An input that nothing takes is left out: the converter stumbles over it.
        self.inputs = [k for k in range(self.drawn_inputs) if k in self.taken]

    # --- what layers ask for ---

    def integer(self, low, high):
        """Both included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, share):
        return bool(self.rng.random() < share)

    def choice(self, options):
        return options[int(self.rng.integers(len(options)))]

    def constant(self, shape):
        return tf.constant(self.rng.normal(0, self.choice([0.3, 1, 3]), shape), tf.float32)

    def other_like(self, x, but=None):
        """The number of another value of x's shape (`but` for one axis), or None."""

        def shape(value):
            return [n for k, n in enumerate(value.shape) if k != but]

        alike = [
            k
            for k, value in enumerate(self.values)
            if value is not x
            and value.dtype == tf.float32
            and len(value.shape) == len(x.shape)
            and shape(value) == shape(x)
        ]
        return self.choice(alike) if alike else None

    def keras(self, x, made):
        """A Keras layer with random weights, each channel of a range of its own."""
        made(x)
        for weight in made.weights:
            shape = weight.shape
            if weight.name == "moving_variance":
                drawn = self.rng.uniform(0.3, 2, shape)
            elif weight.name == "gamma":
                drawn = self.rng.uniform(0.5, 1.5, shape)
            elif len(shape) < 2:
                drawn = self.rng.normal(0, 0.3, shape)
            else:
                one = 2 if "depthwise" in weight.path else 3  # these axes make one output value
                fan_in = max(1, int(np.prod(shape[:-1][:one])))
                spread = 2.0 ** self.rng.uniform(-2, 1, shape[-1])
                drawn = self.rng.normal(0, 1, shape) * spread / np.sqrt(fan_in)
            weight.assign(drawn)
        self.weights.extend(made.weights)
        return made

    # --- drawing ---

    def _draw_inputs(self, ranks):
        rank = self.choice(ranks)
        batch = 1 if self.chance(0.9) else 2
        largest = {4: (14, 14, 9), 3: (24, 12), 2: (64,)}[rank]
        shape = [batch, *(self.integer(1, n) for n in largest)]
        for _ in range(self.choice([1, 1, 1, 2])):
            self.values.append(tf.constant(self.rng.normal(0, 1, shape), tf.float32))
        self.drawn_inputs = len(self.values)

    def _draw_steps(self, wanted, only):
        for _ in range(TRIES):
            if len(self.steps) >= (1 if only else wanted):
                break
            self._draw_step(only)

    def _draw_step(self, only):
        usable = [k for k, value in enumerate(self.values) if value.dtype == tf.float32]
        at = usable[-1] if self.chance(0.7) else self.choice(usable)
        x = self.values[at]
        names = [
            name
            for name, layer in LAYERS.items()
            if len(x.shape) in layer.ranks and self.kind in layer.kinds
            for _ in range(layer.share)
            if not only or name == only
        ]
        if not names:
            return
        name = self.choice(names)
        drawn = LAYERS[name].draw(self, x)
        if drawn is None:
            return
        function, others = drawn if isinstance(drawn, tuple) else (drawn, [])
        takes = [at, *others]
        results = function(*(self.values[k] for k in takes))
        results = list(results) if isinstance(results, (list, tuple)) else [results]
        if all(self._is_tame(value) for value in results):
            self.steps.append((function, takes, name))
            self.taken.update(takes)
            self.values.extend(results)

    @staticmethod
    def _is_tame(value):
        count = int(np.prod(value.shape))
        numbers = np.asarray(value, np.float64)
        return (
            0 < count <= LARGEST_VALUE
            and len(value.shape) <= 4
            and bool(np.abs(numbers).max() < LARGEST_NUMBER)
        )

    # --- the whole ---

    @property
    def layers(self):
        return [name for _, _, name in self.steps]

    def _compute(self, *inputs):
        values = [None] * self.drawn_inputs
        for k, value in zip(self.inputs, inputs, strict=True):
            values[k] = value
        for function, takes, _ in self.steps:
            results = function(*(values[k] for k in takes))
            values.extend(results if isinstance(results, (list, tuple)) else [results])
        return [v for k, v in enumerate(values) if k >= self.drawn_inputs and k not in self.taken]

    def trace(self):
        """A graph, and the module that holds it.

        The weights become constants at once, and the module is None, for that is the converter's
        quick way; but for functions that it is to fuse, which that way would dissolve.
        """
        signature = [tf.TensorSpec(self.values[k].shape, tf.float32) for k in self.inputs]
        function = tf.function(self._compute, signature, autograph=False)
        graph = function.get_concrete_function()
        if not self.is_fused:
            return convert_variables_to_constants_v2(graph), None
        module = tf.Module()
        module.function = function
        module.weights = [weight.value for weight in self.weights]
        return graph, module

    def samples(self, count):
        """Inputs as the network might meet them, for the converter to learn ranges from."""
        return [
            [self.rng.normal(0, 1, self.values[k].shape).astype(np.float32) for k in self.inputs]
            for _ in range(count)
        ]
