"""What is read from and changed in a .tflite: its operators, the values between them, one alone."""

import flatbuffers
import numpy as np
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

OPERATOR_NAMES = {
    number: name for name, number in vars(schema.BuiltinOperator).items() if isinstance(number, int)
}
TYPES = {
    number: np.dtype(name.lower())
    for name, number in vars(schema.TensorType).items()
    if name in ("FLOAT32", "INT32", "UINT8", "INT64", "BOOL", "INT16", "INT8")
}


class Graph:
    """A .tflite's main subgraph: operators and tensors by number."""

    def __init__(self, tflite):
        self.model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(tflite, 0))
        self.main = self.model.subgraphs[0]
        self.operators = []  # (name, numbers of the outputs)
        for operator in self.main.operators:
            code = self.model.operatorCodes[operator.opcodeIndex]
            name = OPERATOR_NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
            self.operators.append((name, [int(k) for k in operator.outputs]))
        self.inputs = [int(k) for k in self.main.inputs]
        self.outputs = [int(k) for k in self.main.outputs]

    def constant(self, tensor):
        """The value of one that has it in the file, else None."""
        tensor = self.main.tensors[tensor]
        data = self.model.buffers[tensor.buffer].data
        if data is None or len(data) == 0:
            return None
        shape = [] if tensor.shape is None else list(tensor.shape)
        return np.frombuffer(bytes(data), TYPES[tensor.type]).reshape(shape)

    def scale(self, tensor):
        """The only one, or None."""
        scales = getattr(self.main.tensors[tensor].quantization, "scale", None)
        return scales[0] if scales is not None and len(scales) == 1 else None

    def zero_point(self, tensor):
        return int(self.main.tensors[tensor].quantization.zeroPoint[0])

    def has_empty_range(self):
        """Whether some value was 0 for all samples: the converter then gives it a scale that is no
        normal float. The reference's shift by what follows from it is not defined in C."""
        scales = map(self.scale, range(len(self.main.tensors)))
        return any(scale is not None and scale < np.finfo(np.float32).tiny for scale in scales)

    def activations(self, index):
        """The inputs of operator `index` that are neither constants nor its state."""
        found = []
        for tensor in map(int, self.main.operators[index].inputs):
            if (
                tensor >= 0
                and tensor not in found
                and not self.main.tensors[tensor].isVariable
                and self.constant(tensor) is None
            ):
                found.append(tensor)
        return found

    def _packed(self):
        self.model.signatureDefs = []
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def expose(tflite):
    """The same network with every operator's output as an output."""
    graph = Graph(tflite)
    graph.main.outputs = sorted({k for _, outputs in graph.operators for k in outputs})
    return graph._packed()


def alone(tflite, index):
    """A network of operator `index`: it takes `activations`, and answers all of its outputs."""
    graph = Graph(tflite)
    operator = graph.main.operators[index]
    graph.main.inputs = graph.activations(index)
    graph.main.outputs = operator.outputs
    graph.main.operators = [operator]
    return graph._packed()
