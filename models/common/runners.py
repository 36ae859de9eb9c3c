"""Two interpreters that we did not write run a .tflite: TensorFlow Lite Micro and LiteRT.

TensorFlow Lite Micro is the oracle: our own interpreter must give the same bytes. LiteRT is a
second opinion on accuracy only; its kernels round differently here and there.
"""

import warnings

import numpy as np
import tensorflow as tf
from tflite_micro.python.tflite_micro import runtime

TFLM_ARENA = 1 << 20  # bytes, ample: the models need a few KB


def quantise(x: np.ndarray, tensor: dict) -> np.ndarray:
    """Real values to the int8 that the input tensor wants, as an application does it."""
    q = np.rint(x / np.float32(tensor["scale"])) + tensor["zero_point"]
    return np.clip(q, -128, 127).astype(np.int8)


def run_tflm(tflite: bytes, inputs_q: np.ndarray) -> np.ndarray:
    """int8 inputs (one sample a row) to int8 outputs by TensorFlow Lite Micro's own kernels."""
    interpreter = runtime.Interpreter.from_bytes(tflite, arena_size=TFLM_ARENA)
    outputs = []
    for q in inputs_q:
        interpreter.set_input(q[np.newaxis], 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0)[0].copy())
    return np.stack(outputs)


def run_litert(tflite: bytes, inputs_q: np.ndarray) -> np.ndarray:
    """The same by TensorFlow Lite's desktop kernels."""
    with warnings.catch_warnings(action="ignore"):  # "moves to a package of its own"
        interpreter = tf.lite.Interpreter(model_content=tflite, num_threads=1)
    interpreter.allocate_tensors()
    index_in = interpreter.get_input_details()[0]["index"]
    index_out = interpreter.get_output_details()[0]["index"]
    outputs = []
    for q in inputs_q:
        interpreter.set_tensor(index_in, q[np.newaxis])
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(index_out)[0].copy())
    return np.stack(outputs)
