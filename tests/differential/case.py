"""One network of a run: made, answered by both interpreters, compared."""

from collections import namedtuple
from pathlib import Path

import numpy as np

from tests.differential import interpreters, ties
from tests.differential.graph import Graph, alone, expose
from tests.differential.interpreters import Refused
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


def is_near(ours, theirs):
    """Equal, or floats within the tolerance (what is no number on both sides is equal)."""
    if ours.dtype != np.float32:
        return bool(np.array_equal(ours, theirs))
    return bool(np.allclose(ours, theirs, RELATIVE, ABSOLUTE, equal_nan=True))


def arrays_of(data, like):
    """Raw bytes as arrays of the types and shapes of `like`."""
    expected = sum(value.nbytes for value in like)
    if len(data) != expected:
        raise Refused(f"{len(data)} bytes are answered, not {expected}")
    arrays, at = [], 0
    for value in like:
        raw = np.frombuffer(data[at : at + value.nbytes], value.dtype)
        arrays.append(raw.reshape(value.shape))
        at += value.nbytes
    return arrays


def write_invocations(folder, tflite, invocations):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.tflite").write_bytes(tflite)
    (folder / "input.bin").write_bytes(
        b"".join(value.tobytes() for inputs in invocations for value in inputs)
    )


class Made(namedtuple("Made", "tflite graph exposed invocations layers theirs")):
    """A network, its inputs, and TFLM's values: of every operator's outputs (`layers`, in the
    order of `exposed`'s outputs) for each invocation, and of the outputs of all invocations."""

    def expected(self):
        return b"".join(value.tobytes() for value in self.theirs)

    def crcs_of_layers(self):
        outputs = Graph(self.exposed).outputs
        return {
            (n, tensor): interpreters.crc_of(value)
            for n, values in enumerate(self.layers)
            for tensor, value in zip(outputs, values, strict=True)
        }

    def difference(self, crcs, folder):
        """What is wrong with an answer of ours that is not TFLM's bit for bit, or None.

        `crcs` are those of its operators. Each operator is run alone, from TFLM's values, so that
        what came before it excuses nothing; and a network from which all values are asked, and
        which thus keeps each in a place of its own, must have the same ones.
        """
        write_invocations(folder / "exposed", self.exposed, self.invocations)
        _, printed = interpreters.ours(folder / "exposed", "--layers")
        if interpreters.crc_of_layers(printed) != crcs:
            return "with every operator's output as an output it has others"
        outputs = Graph(self.exposed).outputs
        constants = {k: self.graph.constant(k) for k in range(len(self.graph.main.tensors))}
        values = [
            constants
            | dict(zip(self.graph.inputs, inputs, strict=True))
            | dict(zip(outputs, layer, strict=True))
            for inputs, layer in zip(self.invocations, self.layers, strict=True)
        ]
        differences = (
            self._difference_alone(index, values, folder / "alone")
            for index in range(len(self.graph.operators))
        )
        return next(filter(None, differences), None)

    def _difference_alone(self, index, values, folder):
        """What differs in operator `index` as a network of its own, or None. `values` are TFLM's,
        by tensor, for each invocation."""
        name, outputs = self.graph.operators[index]
        takes = self.graph.activations(index)
        inputs = [[v[k] for k in takes] for v in values]
        write_invocations(folder, alone(self.tflite, index), inputs)
        like = [v[k] for v in values for k in outputs]
        data, _ = interpreters.ours(folder, "--invokes", str(len(values)))
        for at, (a, b) in enumerate(zip(arrays_of(data, like), like, strict=True)):
            n = at // len(outputs)
            operands = [values[n].get(int(k)) for k in self.graph.main.operators[index].inputs]
            if not is_near(a, b) and not ties.explain(self.graph, index, operands, a, b):
                wrong = np.flatnonzero(~np.isclose(a, b, RELATIVE, ABSOLUTE, equal_nan=True))
                return (
                    f"operator {index} {name} alone, invocation {n}, {b.dtype}{list(b.shape)}: "
                    f"{wrong.size} of {b.size} differ, first at {wrong[0]}: "
                    f"ours {a.ravel()[wrong[0]]}, TFLM's {b.ravel()[wrong[0]]}"
                )
        return None


class Case:
    """Number `index` of the run with `seed`. After `run`, `outcome` is one of

    equal     by every way, and after every operator, bit for bit
    near      each operator alone, given TFLM's values, answers as TFLM's does (bit for bit, but
              for floats within the tolerance and the ties of ties.py), and so does the whole
    apart     the same of each operator, but the outputs are further from one another: there was
              such a tie, or an operator made much of a difference before it
    differs   `detail` says where, `folder` has model, input and both answers
    refused   ours refuses what TFLM runs; `detail` is what it says
    none      no network was found that both the converter and TFLM take
    """

    def __init__(self, seed, index, kind=None, layer=None):
        self.key, self.kind, self.layer = (seed, index), kind, layer
        self.outcome, self.detail = "none", ""
        self.not_converted = []  # reasons, one for each network drawn and dropped
        self.not_run = []
        self.not_defined = 0  # networks dropped because C does not define TFLM's answer
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
        """False where TFLM refuses the network, or its answer is left to chance."""
        graph = Graph(tflite)
        if graph.has_empty_range():
            self.not_defined += 1
            return False
        rng = np.random.default_rng([*self.key, 1 << 20])
        try:
            details = tflm.input_details(tflite, graph)
            invocations = draw_inputs(details, rng)
            answers = tflm.outputs(tflite, graph, invocations)
            exposed = expose(tflite)
            layers = tflm.outputs(exposed, Graph(exposed), invocations)
        except Refused as refusal:
            self.not_run.append(f"{refusal} ({', '.join(network.layers)})")
            return False
        self.kind = network.kind
        self.layers = network.layers
        self.operators = sorted({name for name, _ in graph.operators})
        theirs = [value for answer in answers for value in answer]
        made = Made(tflite, graph, exposed, invocations, layers, theirs)
        write_invocations(folder, tflite, invocations)
        (folder / "expected.bin").write_bytes(made.expected())
        try:
            self._judge(made, folder, ways)
        except Refused as refusal:
            self.outcome, self.detail = "refused", str(refusal)
        return True

    def _judge(self, made, folder, ways):
        crcs = made.crcs_of_layers()
        answer, ours = None, None
        for way in ways:
            data, printed = interpreters.ours(folder, *way, "--layers")
            found = interpreters.crc_of_layers(printed)
            if answer is None:
                answer, ours = data, found
            # In tiles an operator's output is never there as a whole.
            if data != answer or ("--tile" not in way and found != ours):
                self._differs(f"{' '.join(way)}: not as {' '.join(ways[0])}")
                return
        if answer == made.expected() and ours == crcs:
            self.outcome = "equal"
            return
        difference = made.difference(ours, folder)
        if difference:
            self._differs(difference)
            return
        outputs = arrays_of(answer, made.theirs)
        self.outcome = "near" if all(map(is_near, outputs, made.theirs)) else "apart"

    def _differs(self, detail):
        self.outcome, self.detail = "differs", detail
