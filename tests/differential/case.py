"""One network of a run: made, answered by both interpreters, compared."""

from pathlib import Path

import numpy as np

from tests.differential import interpreters
from tests.differential.interpreters import Graph, Refused
from tests.differential.network import Network

INVOCATIONS = 3
ABSOLUTE, RELATIVE = 1e-5, 1e-4  # what float answers may differ by
DRAWS = 40  # networks that the converter or TFLM refuse before a case is given up


def draw_inputs(details, rng):
    """Noise over the whole range, then what a network meets more often, about the zero point."""
    invocations = []
    for k in range(INVOCATIONS):
        inputs = []
        for tensor in details:
            dtype, shape = np.dtype(tensor["dtype"]), tensor["shape"]
            if dtype == np.float32:
                inputs.append(rng.normal(0, 1 + k, shape).astype(dtype))
                continue
            limits = np.iinfo(dtype)
            if k == 0:
                values = rng.integers(limits.min, limits.max, shape, endpoint=True)
            else:
                zero_point = tensor["quantization_parameters"]["zero_points"][0]
                values = zero_point + rng.normal(0, limits.max / (4 * k), shape)
            inputs.append(np.clip(values, limits.min, limits.max).astype(dtype))
        invocations.append(inputs)
    return invocations


def is_known(name, ours, theirs):
    """Whether a difference is one that the goldens' TFLM and the wheel's have with one another.

    The wheel is newer, and forms the multipliers of these two operators in double where the
    goldens' TFLM, which we follow, takes float32: a value at an almost exact tie then goes to the
    other side.
    """
    if name not in ("SUB", "LEAKY_RELU") or theirs.dtype != np.int16:
        return False
    apart = np.abs(ours.astype(np.int32) - theirs)
    return bool(apart.max() <= 1 and np.count_nonzero(apart) <= max(1, apart.size // 50))


def is_near(ours, theirs):
    """Equal, or floats within the tolerance (what is no number on both sides is equal)."""
    if ours.dtype != np.float32:
        return bool(np.array_equal(ours, theirs))
    return bool(np.allclose(ours, theirs, RELATIVE, ABSOLUTE, equal_nan=True))


def arrays_of(data, like):
    """Raw bytes as arrays of the types and shapes of `like`; None where the lengths differ."""
    if len(data) != sum(value.nbytes for value in like):
        return None
    arrays, at = [], 0
    for value in like:
        raw = np.frombuffer(data[at : at + value.nbytes], value.dtype)
        arrays.append(raw.reshape(value.shape))
        at += value.nbytes
    return arrays


def first_difference(exposed, layers, invocations, folder):
    """The first operator whose output differs: (a line of text, whether that is as it may be).

    Our answers are those to the network with every operator's output as an output; `layers` are
    TFLM's. Where a float operator came within the tolerance but not to the last bit, or a known
    difference shows, what differs after it may differ rightly.
    """
    graph = Graph(exposed)
    plain = Path(folder, "model.tflite").read_bytes()
    Path(folder, "model.tflite").write_bytes(exposed)
    try:
        data, _ = interpreters.ours(folder)
    finally:
        Path(folder, "model.tflite").write_bytes(plain)
    flat = arrays_of(data, [value for values in layers for value in values])
    if flat is None:
        return "with all layers as outputs the lengths differ", False
    place = {tensor: k for k, tensor in enumerate(graph.outputs)}
    noise = False
    for n in range(len(invocations)):
        for index, (name, outputs) in enumerate(graph.operators):
            for tensor in outputs:
                a, b = flat[n * len(place) + place[tensor]], layers[n][place[tensor]]
                if not is_near(a, b) and not noise and not is_known(name, a, b):
                    wrong = np.flatnonzero(~np.isclose(a, b, RELATIVE, ABSOLUTE).ravel())
                    return (
                        f"invocation {n}, operator {index} {name}, tensor {tensor} {b.dtype}"
                        f"{list(b.shape)}: {wrong.size} of {b.size} differ, first at {wrong[0]}: "
                        f"ours {a.ravel()[wrong[0]]}, TFLM's {b.ravel()[wrong[0]]}"
                    ), False
                noise = noise or a.tobytes() != b.tobytes()
    return "equal where every operator's output is an output", noise


def layers_equal(graph, layers, printed):
    """Whether every integer output of every operator has the CRC-32 that TFLM's has."""
    crcs = interpreters.crc_of_layers(printed)
    return all(
        crcs.get((n, tensor)) == interpreters.crc_of(value)
        for n, values in enumerate(layers)
        for tensor, value in zip(graph.outputs, values, strict=True)
        if value.dtype != np.float32
    )


class Case:
    """Number `index` of the run with `seed`. After `run`, `outcome` is one of

    equal     by every way, bit for bit or float within the tolerance
    differs   `detail` says where, `folder` has model, input and both answers
    refused   ours refuses what TFLM runs; `detail` is what it says
    none      no network was found that both the converter and TFLM take
    """

    def __init__(self, seed, index, kind=None, layer=None):
        self.key, self.kind, self.layer = (seed, index), kind, layer
        self.outcome, self.detail = "none", ""
        self.not_converted = []  # reasons, one for each network drawn and dropped
        self.not_run = []
        self.operators = []
        self.layers = []

    def run(self, folder, ways, tflm):
        folder = Path(folder)
        for draw in range(DRAWS):
            network = Network([*self.key, draw], self.kind, self.layer)
            if not network.steps:
                continue
            try:
                tflite = interpreters.to_tflite(network)
            except Refused as refusal:
                self.not_converted.append(str(refusal))
                continue
            if self._compare(network, tflite, folder, ways, tflm):
                return

    def _compare(self, network, tflite, folder, ways, tflm):
        """False where TFLM refuses the network."""
        graph = Graph(tflite)
        rng = np.random.default_rng([*self.key, 1 << 20])
        try:
            details = tflm.input_details(tflite, graph)
            invocations = draw_inputs(details, rng)
            answers = tflm.outputs(tflite, graph, invocations)
            exposed = interpreters.expose(tflite)
            layers = tflm.outputs(exposed, Graph(exposed), invocations)
        except Refused as refusal:
            self.not_run.append(f"{refusal} ({', '.join(network.layers)})")
            return False
        self.kind = network.kind
        self.layers = network.layers
        self.operators = sorted({name for name, _ in graph.operators})
        theirs = [value for answer in answers for value in answer]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.tflite").write_bytes(tflite)
        (folder / "input.bin").write_bytes(
            b"".join(value.tobytes() for inputs in invocations for value in inputs)
        )
        (folder / "expected.bin").write_bytes(b"".join(value.tobytes() for value in theirs))
        try:
            self._judge(exposed, invocations, theirs, layers, folder, ways)
        except Refused as refusal:
            self.outcome, self.detail = "refused", str(refusal)
        return True

    def _judge(self, exposed, invocations, theirs, layers, folder, ways):
        for way in ways:
            data, printed = interpreters.ours(folder, *way, "--layers")
            ours = arrays_of(data, theirs)
            near = ours is not None and all(map(is_near, ours, theirs))
            # In tiles an operator's output is never there as a whole.
            if near and ("--tile" in way or layers_equal(Graph(exposed), layers, printed)):
                continue
            detail, noise = first_difference(exposed, layers, invocations, folder)
            if not noise:
                self.outcome, self.detail = "differs", f"{' '.join(way)}: {detail}"
                return
        self.outcome = "equal"
