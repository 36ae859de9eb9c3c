"""What a random network is made of: each function below adds one layer with random options.

A layer takes the network that it is for (its random numbers, its other values) and the value that
it is to follow, and returns what computes it from that value, or `None` where it does not fit.
Some return a pair instead: the function and the numbers of further values that it takes.
"""

from collections import namedtuple

import keras
import numpy as np
import tensorflow as tf

# Kinds of networks for which the converter emits a layer and TFLM runs what it emits.
ALL = ("int8", "int16", "float")
NOT_INT16 = ("int8", "float")
FLOAT = ("float",)
LAYERS = {}  # name: Layer
Layer = namedtuple("Layer", "draw ranks kinds share")  # share: how often, beside the others' 1


def layer(ranks=(2, 3, 4), kinds=ALL, share=1):
    def register(function):
        LAYERS[function.__name__.rstrip("_")] = Layer(function, ranks, kinds, share)
        return function

    return register


# --- convolutions and matrices --------------------------------------------------------------------


def _activation(net):
    return net.choice([None, None, "relu", "relu6", "sigmoid", "tanh"])


def _window(net, x, largest=5):
    """A window's size and padding; one that is not padded lies within the picture."""
    size = [net.integer(1, largest), net.integer(1, largest)]
    padding = net.choice(["same", "valid"])
    if padding == "valid":
        size = [min(size[0], x.shape[1]), min(size[1], x.shape[2])]
    return size, padding


def _dilation(net, x, size, padding):
    """Strides and dilations, of which at most one is not 1."""
    if net.chance(0.3):
        dilation = [net.integer(1, 3), net.integer(1, 3)]
        reach = [(s - 1) * d + 1 for s, d in zip(size, dilation, strict=True)]
        if padding == "same" or (reach[0] <= x.shape[1] and reach[1] <= x.shape[2]):
            return [1, 1], dilation
    return [net.integer(1, 3), net.integer(1, 3)], [1, 1]


@layer(ranks=(4,), share=8)
def conv_2d(net, x):
    size, padding = _window(net, x)
    strides, dilation = _dilation(net, x, size, padding)
    return net.keras(
        x,
        keras.layers.Conv2D(
            net.integer(1, 17),
            size,
            strides=strides,
            dilation_rate=dilation,
            padding=padding,
            use_bias=net.chance(0.8),
            activation=_activation(net),
        ),
    )


@layer(ranks=(4,), share=6)
def depthwise_conv_2d(net, x):
    size, padding = _window(net, x)
    strides, dilation = _dilation(net, x, size, padding)
    multiplier = net.choice([1, 1, 1, 2, 3])
    return net.keras(
        x,
        keras.layers.DepthwiseConv2D(
            size,
            strides=strides[0],  # Keras takes equal ones only
            dilation_rate=dilation,
            padding=padding,
            depth_multiplier=multiplier,
            use_bias=net.chance(0.8),
            activation=_activation(net),
        ),
    )


@layer(ranks=(4,), share=2)
def separable_conv_2d(net, x):
    size, padding = _window(net, x)
    return net.keras(
        x,
        keras.layers.SeparableConv2D(
            net.integer(1, 12), size, padding=padding, activation=_activation(net)
        ),
    )


@layer(ranks=(4,), share=3)
def transpose_conv_2d(net, x):
    return net.keras(
        x,
        keras.layers.Conv2DTranspose(
            net.integer(1, 9),
            [net.integer(1, 4), net.integer(1, 4)],
            strides=[net.integer(1, 3), net.integer(1, 3)],
            padding=net.choice(["same", "valid"]),
            use_bias=net.chance(0.7),
        ),
    )


@layer(ranks=(3,), share=4)
def conv_1d(net, x):
    padding = net.choice(["same", "valid", "causal"])
    size = net.integer(1, min(5, x.shape[1]))
    return net.keras(
        x,
        keras.layers.Conv1D(
            net.integer(1, 12),
            size,
            strides=net.integer(1, 2),
            padding=padding,
            activation=_activation(net),
        ),
    )


@layer(ranks=(2, 3), share=5)
def dense(net, x):
    return net.keras(
        x,
        keras.layers.Dense(
            net.integer(1, 40), use_bias=net.chance(0.8), activation=_activation(net)
        ),
    )


@layer(ranks=(2, 3, 4), share=2)
def batch_norm(net, x):
    return net.keras(x, keras.layers.BatchNormalization())


@layer(ranks=(3, 4))
def batch_matmul(net, x):
    """With itself turned, with a value, or with a constant."""
    if net.chance(0.5):
        return lambda x: tf.matmul(x, x, transpose_b=True) / float(x.shape[-1])
    other = net.constant([*x.shape[:-2], x.shape[-1], net.integer(1, 9)])
    return lambda x: tf.matmul(x, other) / float(x.shape[-1])


# --- pools, sizes ---------------------------------------------------------------------------------


@layer(ranks=(4,), share=2)
def max_pool_2d(net, x):
    size, padding = _window(net, x, 4)
    return net.keras(x, keras.layers.MaxPooling2D(size, [net.integer(1, 3)] * 2, padding))


@layer(ranks=(4,), share=3)
def average_pool_2d(net, x):
    size, padding = _window(net, x, 4)
    return net.keras(x, keras.layers.AveragePooling2D(size, [net.integer(1, 3)] * 2, padding))


@layer(ranks=(3,))
def max_pool_1d(net, x):
    return net.keras(x, keras.layers.MaxPooling1D(2, net.integer(1, 2), "same"))


@layer(ranks=(4,))
def global_average_pool(net, x):
    return net.keras(x, keras.layers.GlobalAveragePooling2D(keepdims=net.chance(0.5)))


@layer(ranks=(4,), kinds=NOT_INT16)
def global_max_pool(net, x):
    return net.keras(x, keras.layers.GlobalMaxPooling2D(keepdims=net.chance(0.5)))


@layer(ranks=(4,), kinds=NOT_INT16)
def resize_bilinear(net, x):
    size = [net.integer(1, 14), net.integer(1, 14)]
    way = net.choice([(False, False), (True, False), (False, True)])
    return lambda x: tf.compat.v1.image.resize_bilinear(
        x, size, align_corners=way[0], half_pixel_centers=way[1]
    )


@layer(ranks=(4,))
def resize_nearest_neighbor(net, x):
    size = [net.integer(1, 14), net.integer(1, 14)]
    way = net.choice([(False, False), (True, False), (False, True)])
    return lambda x: tf.compat.v1.image.resize_nearest_neighbor(
        x, size, align_corners=way[0], half_pixel_centers=way[1]
    )


@layer(ranks=(4,), kinds=NOT_INT16)
def space_to_depth(net, x):
    block = net.choice([b for b in (2, 3, 4) if x.shape[1] % b == 0 and x.shape[2] % b == 0] or [0])
    return (lambda x: tf.nn.space_to_depth(x, block)) if block else None


@layer(ranks=(4,), kinds=NOT_INT16)
def depth_to_space(net, x):
    block = net.choice([b for b in (2, 3) if x.shape[3] % (b * b) == 0] or [0])
    return (lambda x: tf.nn.depth_to_space(x, block)) if block else None


@layer(ranks=(4,), kinds=NOT_INT16)
def batches(net, x):
    """To batches, or there and back, without padding: TFLM fills that with what its memory held."""
    block = [b for b in (2, 3, 4) if x.shape[1] % b == 0 and x.shape[2] % b == 0]
    if not block:
        return None
    block = [net.choice(block)] * 2
    if net.chance(0.3):
        return lambda x: tf.space_to_batch(x, block, [[0, 0], [0, 0]])
    crop = [[net.integer(0, min(1, s - 1)), 0] for s in x.shape[1:3]]
    return lambda x: tf.batch_to_space(tf.space_to_batch(x, block, [[0, 0], [0, 0]]), block, crop)


# --- one value after another ----------------------------------------------------------------------


@layer()
def relu(net, x):
    return net.choice([tf.nn.relu, tf.nn.relu6])


@layer()
def leaky_relu(net, x):
    alpha = net.choice([0.01, 0.1, 0.3, 0.7])
    return lambda x: tf.nn.leaky_relu(x, alpha)


@layer(ranks=(4,), kinds=NOT_INT16)
def prelu(net, x):
    shared = net.choice([[1, 2], None])
    return net.keras(x, keras.layers.PReLU(shared_axes=shared))


@layer(kinds=NOT_INT16)
def elu(net, x):
    return tf.nn.elu


@layer()
def sigmoid(net, x):
    return tf.nn.sigmoid


@layer()
def tanh(net, x):
    return tf.nn.tanh


@layer(share=2)
def softmax(net, x):
    return tf.nn.softmax


@layer(kinds=NOT_INT16)
def log_softmax(net, x):
    return tf.nn.log_softmax


@layer(kinds=NOT_INT16)
def hard_swish(net, x):
    return lambda x: x * tf.nn.relu6(x + 3.0) * (1.0 / 6.0)


@layer()
def swish(net, x):
    return tf.nn.silu


@layer()
def absolute(net, x):
    return tf.abs


@layer(kinds=NOT_INT16)
def negative(net, x):
    return tf.negative


@layer(kinds=FLOAT)
def square_root(net, x):
    return lambda x: tf.sqrt(tf.nn.relu(x))


@layer()
def reciprocal_square_root(net, x):
    return lambda x: tf.math.rsqrt(tf.nn.relu(x) + 0.1)


@layer(kinds=FLOAT)
def exponential(net, x):
    return lambda x: tf.exp(tf.minimum(x, 3.0))


@layer(kinds=FLOAT)
def logarithm(net, x):
    return lambda x: tf.math.log(tf.nn.relu(x) + 0.1)


@layer(kinds=FLOAT)
def sine_and_cosine(net, x):
    return net.choice([tf.sin, tf.cos])


@layer(kinds=FLOAT)
def rounded(net, x):
    return net.choice([tf.floor, tf.math.ceil, tf.round])


@layer(kinds=FLOAT)
def square(net, x):
    return tf.square


@layer(ranks=(2, 3, 4), kinds=NOT_INT16)
def l2_normalization(net, x):
    return lambda x: tf.nn.l2_normalize(x, axis=-1)


# --- two values -----------------------------------------------------------------------------------


def _with_other(net, x, function):
    other = net.other_like(x)
    if other is not None and net.chance(0.6):
        return (lambda x, y: function(x, y)), [other]
    shape = [1 if net.chance(0.4) else n for n in x.shape[1:]]
    if net.chance(0.2):
        shape = []
    elif net.chance(0.5):
        shape = [1, *shape]
    constant = net.constant(shape)
    if net.chance(0.3):
        return lambda x: function(constant, x)
    return lambda x: function(x, constant)


def _relu_after(net, function):
    after = net.choice([None, None, tf.nn.relu, tf.nn.relu6])
    return function if after is None else (lambda x, y: after(function(x, y)))


@layer(share=3)
def add(net, x):
    return _with_other(net, x, _relu_after(net, tf.add))


@layer(share=2)
def subtract(net, x):
    return _with_other(net, x, _relu_after(net, tf.subtract))


@layer(share=3)
def multiply(net, x):
    return _with_other(net, x, _relu_after(net, tf.multiply))


@layer(kinds=FLOAT)
def divide(net, x):
    return _with_other(net, x, lambda x, y: x / (tf.abs(y) + 0.5))


@layer()
def maximum(net, x):
    return _with_other(net, x, tf.maximum)


@layer()
def minimum(net, x):
    return _with_other(net, x, tf.minimum)


@layer()
def squared_difference(net, x):
    return _with_other(net, x, tf.math.squared_difference)


@layer(kinds=FLOAT)
def floor_divide_and_modulo(net, x):
    function = net.choice([tf.math.floordiv, tf.math.floormod])
    return _with_other(net, x, lambda x, y: function(x, tf.abs(y) + 0.5))


@layer(kinds=NOT_INT16)
def select(net, x):
    """A comparison, and what it chooses between."""
    compare = net.choice(
        [tf.greater, tf.greater_equal, tf.less, tf.less_equal, tf.equal, tf.not_equal]
    )
    return _with_other(net, x, lambda x, y: tf.where(compare(x, y), x, 0.25))


@layer(kinds=NOT_INT16)
def logical(net, x):
    function = net.choice([tf.logical_and, tf.logical_or])
    return lambda x: tf.where(
        function(x > 0.25, tf.logical_not(x > 1.0)), x, 0.25
    )


@layer(share=2)
def concatenation(net, x):
    axis = net.integer(1, len(x.shape) - 1)
    other = net.other_like(x, but=axis)
    if other is None:
        return lambda x: tf.concat([x, x[...]], axis)
    return (lambda x, y: tf.concat([x, y], axis)), [other]


@layer(kinds=NOT_INT16)
def add_n(net, x):
    other = net.other_like(x)
    return None if other is None else ((lambda x, y: tf.add_n([x, y, y])), [other])


# --- shapes and places ----------------------------------------------------------------------------


@layer()
def reshape(net, x):
    """Two axes become one, or one of an even size becomes two, or all do."""
    shape = list(x.shape)
    if len(shape) > 2 and net.chance(0.5):
        axis = net.integer(1, len(shape) - 2)
        shape[axis : axis + 2] = [shape[axis] * shape[axis + 1]]
    elif len(shape) < 4:
        even = [k for k in range(1, len(shape)) if shape[k] % 2 == 0]
        if not even:
            return None
        axis = net.choice(even)
        shape[axis : axis + 1] = [2, shape[axis] // 2] if net.chance(0.5) else [shape[axis] // 2, 2]
    else:
        shape = [shape[0], -1]
    return lambda x: tf.reshape(x, shape)


@layer(ranks=(3, 4))
def flatten(net, x):
    return net.keras(x, keras.layers.Flatten())


@layer(ranks=(3, 4))
def transpose(net, x):
    order = [0, *(1 + int(k) for k in net.rng.permutation(len(x.shape) - 1))]
    return lambda x: tf.transpose(x, order)


@layer(ranks=(2, 3))
def expand_dims(net, x):
    axis = net.integer(1, len(x.shape))
    return lambda x: tf.expand_dims(x, axis)


@layer(ranks=(3, 4))
def squeeze(net, x):
    ones = [k for k in range(1, len(x.shape)) if x.shape[k] == 1]
    if not ones or len(x.shape) - 1 < 2:
        return None
    axis = net.choice(ones)
    return lambda x: tf.squeeze(x, [axis])


@layer(ranks=(4,))
def zero_padding(net, x):
    return net.keras(
        x,
        keras.layers.ZeroPadding2D(
            [[net.integer(0, 2), net.integer(0, 3)], [net.integer(0, 3), net.integer(0, 2)]]
        ),
    )


@layer(share=2)
def pad(net, x):
    pads = [[0, 0], *([net.integer(0, 2), net.integer(0, 2)] for _ in x.shape[1:])]
    value = 0.0 if net.kind == "int16" else net.choice([0.0, 0.0, 0.5, -1.0])
    return lambda x: tf.pad(x, pads, constant_values=value)


@layer(kinds=NOT_INT16)
def mirror_pad(net, x):
    mode = net.choice(["REFLECT", "SYMMETRIC"])
    pads = [[0, 0]]
    for n in x.shape[1:]:
        pads.append([net.integer(0, min(2, n - 1)), net.integer(0, min(2, n - 1))])
    return lambda x: tf.pad(x, pads, mode=mode)


@layer(ranks=(4,))
def cropping(net, x):
    crop = [[net.integer(0, (n - 1) // 2), net.integer(0, (n - 1) // 2)] for n in x.shape[1:3]]
    return net.keras(x, keras.layers.Cropping2D(crop))


@layer()
def slice_(net, x):
    begin = [0, *(net.integer(0, n - 1) for n in x.shape[1:])]
    size = [net.integer(1, n - b) for n, b in zip(x.shape, begin, strict=True)]
    size[0] = x.shape[0]
    return lambda x: tf.slice(x, begin, size)


@layer()
def strided_slice(net, x):
    cuts = [slice(None)]
    for n in x.shape[1:]:
        begin = net.integer(0, n - 1)
        step = net.choice([1, 1, 2, 3, -1])
        end = net.integer(begin + 1, n)
        cuts.append(slice(begin, end, step) if step > 0 else slice(None, None, step))
    if len(x.shape) > 2 and net.chance(0.3):
        cuts[-1] = net.integer(0, x.shape[-1] - 1)
    return lambda x: x[tuple(cuts)]


@layer()
def split(net, x):
    axis = net.integer(1, len(x.shape) - 1)
    parts = net.choice([p for p in (2, 3, 4) if x.shape[axis] % p == 0] or [0])
    return (lambda x: tf.split(x, parts, axis)) if parts else None


@layer()
def split_v(net, x):
    axis = net.integer(1, len(x.shape) - 1)
    if x.shape[axis] < 3:
        return None
    first = net.integer(1, x.shape[axis] - 1)
    return lambda x: tf.split(x, [first, x.shape[axis] - first], axis)


@layer(ranks=(2, 3))
def pack(net, x):
    other = net.other_like(x)
    axis = net.integer(1, len(x.shape))
    if other is None:
        return lambda x: tf.stack([x, x], axis)
    return (lambda x, y: tf.stack([x, y], axis)), [other]


@layer(ranks=(3, 4))
def unpack(net, x):
    small = [k for k in range(1, len(x.shape)) if x.shape[k] <= 4]
    if not small:
        return None
    axis = net.choice(small)
    return lambda x: tf.unstack(x, axis=axis)


@layer(kinds=NOT_INT16)
def gather(net, x):
    axis = net.integer(1, len(x.shape) - 1)
    which = net.rng.integers(0, x.shape[axis], net.integer(1, 6)).astype(np.int32)
    return lambda x: tf.gather(x, which, axis=axis)


@layer(kinds=NOT_INT16)
def gather_nd(net, x):
    rows = net.integer(1, 4)
    which = [[0, net.integer(0, x.shape[1] - 1)] for _ in range(rows)]
    return lambda x: tf.expand_dims(tf.gather_nd(x, which), 0)


@layer()
def broadcast_to(net, x):
    shape = [n if n > 1 else net.integer(1, 4) for n in x.shape[1:]]
    return lambda x: tf.broadcast_to(x, [x.shape[0], *shape])


@layer()
def reverse(net, x):
    axis = net.integer(1, len(x.shape) - 1)
    return lambda x: tf.reverse(x, [axis])


# --- along an axis --------------------------------------------------------------------------------


def _axes(net, x):
    inner = len(x.shape) - 1
    axes = sorted(int(k) + 1 for k in net.rng.permutation(inner)[: net.integer(1, inner)])
    keep = net.chance(0.5) or len(x.shape) - len(axes) < 2
    return axes, keep


@layer(share=2)
def mean(net, x):
    axes, keep = _axes(net, x)
    return lambda x: tf.reduce_mean(x, axes, keepdims=keep)


@layer()
def sum_(net, x):
    axes, keep = _axes(net, x)
    return lambda x: tf.reduce_sum(x, axes, keepdims=keep)


@layer(kinds=NOT_INT16)
def reduce_max(net, x):
    axes, keep = _axes(net, x)
    return lambda x: tf.reduce_max(x, axes, keepdims=keep)


@layer(kinds=NOT_INT16)
def reduce_min(net, x):
    axes, keep = _axes(net, x)
    return lambda x: tf.reduce_min(x, axes, keepdims=keep)


@layer(kinds=FLOAT)
def cumulative_sum(net, x):
    axis = net.integer(1, len(x.shape) - 1)
    exclusive, reverse_ = net.chance(0.5), net.chance(0.5)
    return lambda x: tf.cumsum(x, axis, exclusive=exclusive, reverse=reverse_)


@layer(kinds=NOT_INT16)
def arg_max_and_min(net, x):
    function = net.choice([tf.argmax, tf.argmin])
    axis = net.integer(1, len(x.shape) - 1)
    return lambda x: function(x, axis, output_type=tf.int32)


@layer(kinds=FLOAT)
def casts(net, x):
    return lambda x: tf.cast(tf.cast(x * 4.0, tf.int32), tf.float32)


@layer(ranks=(3,), kinds=NOT_INT16, share=3)
def lstm(net, x):
    """Spelt out, under the name by which the converter knows that it may fuse it.

    Keras 3 does not give the name; without it a loop comes out, which the converter cannot
    calibrate.
    """
    batch, steps, features = x.shape
    units = net.integer(1, 10)
    kernel = net.constant([features, 4 * units]) / float(features)
    recurrent = net.constant([units, 4 * units]) / float(units)
    bias = net.constant([4 * units])
    whole = net.chance(0.6)
    net.is_fused = True

    @tf.function(
        autograph=False,
        experimental_attributes={
            "api_implements": f"lstm_{len(net.steps)}",
            "api_preferred_device": "CPU",
            "time_major": False,
            "go_backwards": False,
        },
    )
    def standard_lstm(x, hidden, cell, kernel, recurrent, bias):
        outputs = []
        for step in range(steps):
            gates = tf.matmul(x[:, step], kernel) + tf.matmul(hidden, recurrent) + bias
            enter, forget, new, leave = tf.split(gates, 4, 1)
            cell = tf.sigmoid(forget) * cell + tf.sigmoid(enter) * tf.tanh(new)
            hidden = tf.sigmoid(leave) * tf.tanh(cell)
            outputs.append(hidden)
        return hidden, tf.stack(outputs, 1), hidden, cell, tf.constant(1.0)

    def run(x):
        zeros = tf.zeros((batch, units))
        last, outputs, _, _, _ = standard_lstm(x, zeros, zeros, kernel, recurrent, bias)
        return outputs if whole else last

    return run
