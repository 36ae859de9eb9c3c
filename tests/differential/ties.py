"""SUB and LEAKY_RELU as the goldens' TFLM computes them, and as the wheel's does.

Both bring an integer to another scale by a quotient of scales. The goldens' TFLM, which we
follow, forms the quotient in float32, the newer wheel in double; a value at an almost exact tie
then goes to the other side. Both are written down here, so that such a difference is known from
any other.
"""

import math

import numpy as np

OPERATORS = ("SUB", "LEAKY_RELU")
RELU, RELU_N1_TO_1, RELU6 = 1, 2, 3  # fused activations


def _quantize(real):
    """A multiplier of 31 bits and its shift."""
    fraction, shift = math.frexp(real)
    value = math.floor(fraction * 2**31 + 0.5)
    return (value // 2, shift + 1) if value == 2**31 else (value, shift)


def _multiply(values, real):
    """Rounded twice: to the high half of a product, then by the shift."""
    multiplier, shift = _quantize(float(real))
    product = (values << max(shift, 0)) * multiplier
    product = product + np.where(product >= 0, 1 << 30, 1 - (1 << 30))
    high = np.where(product >= 0, product >> 31, -(-product >> 31))
    right = max(-shift, 0)
    mask = (1 << right) - 1
    return (high >> right) + ((high & mask) > (mask >> 1) + (high < 0))


def _clamped(graph, operator, values, dtype):
    limits = np.iinfo(dtype)
    low, high = limits.min, limits.max
    tensor = int(operator.outputs[0])
    scale, zero_point = np.float32(graph.scale(tensor)), graph.zero_point(tensor)
    activation = getattr(operator.builtinOptions, "fusedActivationFunction", 0)
    if activation in (RELU, RELU6):
        low = max(low, zero_point)
    if activation == RELU6:
        high = min(high, zero_point + math.floor(np.float32(6) / scale + 0.5))
    return np.clip(values + zero_point, low, high).astype(dtype)


def _centred(graph, tensor, values):
    return values.astype(np.int64) - graph.zero_point(tensor)


def _sub(graph, operator, inputs, dtype, real):
    scales = [real(np.float32(graph.scale(int(k)))) for k in operator.inputs]
    out = real(np.float32(graph.scale(int(operator.outputs[0]))))
    twice = 2 * max(scales)
    more = 15 if dtype == np.int16 else 20
    a, b = (
        _multiply(_centred(graph, int(k), values) << more, scale / twice)
        for k, values, scale in zip(operator.inputs, inputs, scales, strict=True)
    )
    return _multiply(a - b, twice / (real(1 << more) * out))


def _leaky_relu(graph, operator, inputs, dtype, real):
    scale = real(np.float32(graph.scale(int(operator.inputs[0]))))
    out = real(np.float32(graph.scale(int(operator.outputs[0]))))
    alpha = real(np.float32(operator.builtinOptions.alpha))
    x = _centred(graph, int(operator.inputs[0]), inputs[0])
    return np.where(x >= 0, _multiply(x, scale / out), _multiply(x, scale * alpha / out))


def _answer(graph, index, inputs, dtype, real):
    operator = graph.main.operators[index]
    compute = {"SUB": _sub, "LEAKY_RELU": _leaky_relu}[graph.operators[index][0]]
    return _clamped(graph, operator, compute(graph, operator, inputs, dtype, real), dtype)


def explain(graph, index, inputs, ours, theirs):
    """Whether each of two answers of operator `index` to `inputs`, constants among them, is just
    that of its arithmetic: ours of float32, theirs of double."""
    if graph.operators[index][0] not in OPERATORS or theirs.dtype not in (np.int8, np.int16):
        return False
    return bool(
        np.array_equal(ours, _answer(graph, index, inputs, theirs.dtype, np.float32))
        and np.array_equal(theirs, _answer(graph, index, inputs, theirs.dtype, np.float64))
    )
