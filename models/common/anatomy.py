"""What a .tflite is made of, read from the file itself and not from the Keras model."""

from dataclasses import dataclass

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

# The operators that our device library promises to run in its first version.
ALLOWED = {
    "RESHAPE",
    "CONV_2D",
    "DEPTHWISE_CONV_2D",
    "MAX_POOL_2D",
    "AVERAGE_POOL_2D",
    "MEAN",
    "FULLY_CONNECTED",
    "SOFTMAX",
    "ADD",
    "PAD",
    "QUANTIZE",
    "DEQUANTIZE",
}
WEIGHTED = {"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"}
BUFFER_ALIGN = 16  # bytes; weights are used where they lie
OP_NAMES = {v: k for k, v in vars(schema.BuiltinOperator).items() if not k.startswith("_")}
TYPE_NAMES = {v: k.lower() for k, v in vars(schema.TensorType).items() if not k.startswith("_")}


@dataclass
class Anatomy:
    operators: list[str]  # in the order of execution
    parameters: int  # weights and biases, after batch normalisation was folded in
    macs: int  # multiply-accumulates of one inference
    input: dict
    output: dict


def _tensor_facts(tensor) -> dict:
    quant = tensor.Quantization()
    return {
        "type": TYPE_NAMES[tensor.Type()],
        "shape": tensor.ShapeAsNumpy().tolist(),
        "scale": float(quant.Scale(0)),
        "zero_point": int(quant.ZeroPoint(0)),
    }


def _macs(name: str, out_shape: np.ndarray, weight_shape: np.ndarray) -> int:
    """Multiply-accumulates of one operator; weights are OHWI, 1HWC (depthwise) or OI."""
    outputs = int(np.prod(out_shape))
    if name == "DEPTHWISE_CONV_2D":
        return outputs * int(np.prod(weight_shape[1:3]))
    return outputs * int(np.prod(weight_shape[1:]))


def _check_buffers(model) -> None:
    for i in range(model.BuffersLength()):
        table = model.Buffers(i)._tab
        field = table.Offset(4)  # Buffer.data, the first field of the table
        if field and table.VectorLen(field) and table.Vector(field) % BUFFER_ALIGN:
            raise ValueError(f"buffer {i} is not aligned to {BUFFER_ALIGN} bytes")


def dissect(tflite: bytes) -> Anatomy:
    """Read the file; ValueError for what our devices would not run in place."""
    if tflite[4:8] != b"TFL3":
        raise ValueError("no TFL3 file identifier")
    model = schema.Model.GetRootAs(tflite, 0)
    _check_buffers(model)
    if model.SubgraphsLength() != 1:
        raise ValueError(f"{model.SubgraphsLength()} subgraphs, expected 1")
    graph = model.Subgraphs(0)
    if (graph.InputsLength(), graph.OutputsLength()) != (1, 1):
        raise ValueError("expected one input and one output")

    operators, parameters, macs = [], 0, 0
    for i in range(graph.OperatorsLength()):
        op = graph.Operators(i)
        code = model.OperatorCodes(op.OpcodeIndex())
        # Old files keep the code in the deprecated byte, new ones in the wider field.
        name = OP_NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        operators.append(name)
        if name not in ALLOWED:
            raise ValueError(f"operator {i} is {name}, which is not in our set")
        if name in WEIGHTED:
            weights = graph.Tensors(op.Inputs(1)).ShapeAsNumpy()
            macs += _macs(name, graph.Tensors(op.Outputs(0)).ShapeAsNumpy(), weights)
            constants = [op.Inputs(k) for k in range(1, op.InputsLength()) if op.Inputs(k) >= 0]
            parameters += sum(int(np.prod(graph.Tensors(t).ShapeAsNumpy())) for t in constants)

    facts_in = _tensor_facts(graph.Tensors(graph.Inputs(0)))
    facts_out = _tensor_facts(graph.Tensors(graph.Outputs(0)))
    if (facts_in["type"], facts_out["type"]) != ("int8", "int8"):
        raise ValueError("input and output must be int8")
    return Anatomy(operators, parameters, macs, facts_in, facts_out)
